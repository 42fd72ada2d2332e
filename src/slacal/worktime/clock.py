"""The working clock: a clock that ticks only while support is on duty.

        closed      open        closed       open
    ------------|==========|------------|==========|-----------     t, an instant
       shows 0    0 .. 8h       8h        8h .. 16h     16h         w, what the clock shows

It knows a span of time `[start, end)` and answers three questions by one binary search each. They are all
there is: elapsed time, deadlines and last moments are additions and subtractions around them.

Invariant: the intervals are sorted, disjoint, half-open, never empty and never touch; the clock never changes.
Laws, for every instant t of the span and every w with `low <= w <= high`:

    reaches(w) <= t  if and only if  shows(t) >= w          (w > low)
    leaves(w)  >= t  if and only if  shows(t) <= w          (w < high)

All numbers are `int` microseconds; this module knows neither dates nor zones.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Rows", "Span", "WorkingClock", "merged"]

Span = tuple[int, int]
Rows = tuple[list[int], list[int], list[int]]
"""Openings; then, for the time before the first and from each on: instant minus what is shown, what is at the end."""


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time as sorted spans that neither overlap nor touch; empty ones are gone.

    >>> merged([(5, 9), (0, 2), (2, 5), (7, 7)])
    [(0, 9)]
    """
    result: list[Span] = []
    last = None
    for start, end in sorted(spans):
        if start >= end:
            continue
        if last is not None and start <= last:
            if end > last:
                result[-1] = (result[-1][0], end)
                last = end
        else:
            result.append((start, end))
            last = end
    return result


class WorkingClock:
    """Working time as a clock over `[start, end)`, showing 0 at the instant `zero` (by default the start).

    Spans that reach outside are cut off there. Asking it before `start` or after `end` is the caller's mistake:
    it then shows what it shows at that end.

    >>> clock = WorkingClock([(10, 20), (30, 40)], 0, 50)
    >>> clock.shows(15), clock.reaches(10), clock.leaves(10)
    (5, 20, 30)
    """

    __slots__ = ("_after", "_opens", "_shift", "end", "high", "low", "start")

    def __init__(self, intervals: Iterable[Span], start: int, end: int, zero: int | None = None) -> None:
        spans = merged((max(opening, start), min(closing, end)) for opening, closing in intervals)
        self.start = start
        self.end = end
        # Row i + 1 of `_after` and `_shift` belongs to interval i; row 0 stands for the time before the first.
        self._opens = [opening for opening, _ in spans]
        self._fill(spans, 0)
        if zero is not None:
            self._fill(spans, -self.shows(zero))

    def _fill(self, spans: list[Span], low: int) -> None:
        self.low = low
        self._after = [low]  # what the clock shows when the interval is over
        self._shift = [self.start - low]  # instant minus what is shown, while the interval lasts
        shown = low
        for opening, closing in spans:
            self._shift.append(opening - shown)
            shown += closing - opening
            self._after.append(shown)
        self.high = shown

    def shows(self, at_us: int) -> int:
        """What the clock shows at an instant.

        Law: monotone, and `shows(b) - shows(a)` is the working time in `[a, b)`.
        """
        row = bisect_right(self._opens, at_us)
        shown = at_us - self._shift[row]
        after = self._after[row]
        return shown if shown < after else after

    def elapsed(self, start_us: int, end_us: int) -> int:
        """What the clock ticks from one instant to another; negative backwards.

        Law: it is `shows(end) - shows(start)`, in one call.
        """
        opens, shift, after = self._opens, self._shift, self._after
        row = bisect_right(opens, start_us)
        begun, over = start_us - shift[row], after[row]
        if begun > over:
            begun = over
        row = bisect_right(opens, end_us)
        shown, over = end_us - shift[row], after[row]
        return (shown if shown < over else over) - begun

    def reaches(self, shown_us: int) -> int | None:
        """First instant at which the clock shows `shown_us`; None where that is not inside the span.

        Law: `reaches(w) <= t` if and only if `shows(t) >= w`.
        """
        if not self.low < shown_us <= self.high:
            return None
        return shown_us + self._shift[bisect_left(self._after, shown_us)]

    def leaves(self, shown_us: int) -> int | None:
        """Last instant at which the clock still shows `shown_us`; None where that is not inside the span.

        Law: `leaves(w) >= t` if and only if `shows(t) <= w`.
        """
        if not self.low <= shown_us < self.high:
            return None
        return shown_us + self._shift[bisect_right(self._after, shown_us)]

    def is_open(self, at_us: int) -> bool:
        """Whether the instant lies in one of the half-open intervals."""
        row = bisect_right(self._opens, at_us)
        return at_us - self._shift[row] < self._after[row]

    def _closing(self, row: int) -> int:
        return self._after[row] + self._shift[row]

    def next_opening(self, at_us: int) -> int | None:
        """First opening strictly after an instant; None where the span has none."""
        row = bisect_right(self._opens, at_us)
        return self._opens[row] if row < len(self._opens) else None

    def next_closing(self, at_us: int) -> int | None:
        """First closing strictly after an instant; None where the span has none, or the interval outlasts it."""
        row = bisect_right(self._opens, at_us)
        if row == 0 or self._closing(row) <= at_us:
            row += 1
        return self._inside(self._closing(row)) if row < len(self._after) else None

    def previous_opening(self, at_us: int) -> int | None:
        """Last opening strictly before an instant; None where the span has none, or the interval began before it."""
        row = bisect_left(self._opens, at_us)
        return self._inside(self._opens[row - 1]) if row else None

    def previous_closing(self, at_us: int) -> int | None:
        """Last closing strictly before an instant; None where the span has none."""
        row = bisect_left(self._opens, at_us)
        if row and self._closing(row) >= at_us:
            row -= 1
        return self._closing(row) if row else None

    def _inside(self, edge_us: int) -> int | None:
        return edge_us if self.start < edge_us < self.end else None

    def spans(self, start_us: int, end_us: int) -> Iterator[Span]:
        """The intervals that meet `[start_us, end_us)`, clipped to it, in order."""
        row = max(bisect_right(self._opens, start_us), 1)
        while row < len(self._after):
            opening = self._opens[row - 1]
            if opening >= end_us:
                break
            span = (max(opening, start_us), min(self._closing(row), end_us))
            if span[0] < span[1]:
                yield span
            row += 1

    def rows_at(self, start_us: int, end_us: int) -> Rows:
        """What decides what is shown in `[start_us, end_us)`.

        Law: with `row = bisect_right(opens, at)`, it shows `min(at - shift[row], after[row])`.
        """
        first, last = bisect_right(self._opens, start_us), bisect_left(self._opens, end_us)
        return self._opens[first:last], self._shift[first : last + 1], self._after[first : last + 1]

    def rows_showing(self, low: int, high: int) -> tuple[list[int], list[int]]:
        """What decides when the clock shows something in `[low, high)`: `after` and `shift`.

        Law: `reaches(w) == w + shift[bisect_left(after, w)]`, and `leaves(w)` the same with `bisect_right`.
        """
        first, last = bisect_left(self._after, low), bisect_right(self._after, high)
        return self._after[first:last], self._shift[first : last + 1]
