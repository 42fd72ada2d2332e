"""The dial: the working clock read in timedeltas, for questions asked one at a time.

Between a datetime and microseconds lie conversions that take longer than the answer. A datetime minus the epoch is a
timedelta, and the clock's rows can be kept in timedeltas as well, so that no number is ever converted. They are kept
by UTC day, and by day of the reading, so that what is left to search is a handful of rows; a day's are made when it
is first asked about.

Invariant: a dial adds nothing to its clock and is as immutable; a day's rows, once made, stay.
Laws: `shows`, `reaches` and `leaves` are the clock's own, wherever they answer; where a day is not wholly inside what
the clock knows they raise `KeyError`, and the clock itself has to be asked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import timedelta
from typing import TYPE_CHECKING

from slacal.worktime.instants import DAY_US, MICROSECOND

if TYPE_CHECKING:
    from slacal.worktime.clock import WorkingClock

__all__ = ["Dial"]

_Amounts = list[timedelta]


class Dial:
    """A working clock that takes and gives timedeltas: instants since the epoch, and readings."""

    __slots__ = ("_at", "_showing")

    def __init__(self, clock: WorkingClock) -> None:
        self._at = _RowsAt(clock)
        self._showing = _RowsShowing(clock)

    def shows(self, at: timedelta) -> timedelta:
        """What the clock shows at an instant."""
        opens, shift, after = self._at[at.days]
        row = bisect_right(opens, at)
        shown = at - shift[row]
        limit = after[row]
        return shown if shown < limit else limit

    def reaches(self, shown: timedelta) -> timedelta:
        """First instant at which the clock shows `shown`."""
        after, shift = self._showing[shown.days]
        return shown + shift[bisect_left(after, shown)]

    def leaves(self, shown: timedelta) -> timedelta:
        """Last instant at which the clock still shows `shown`."""
        after, shift = self._showing[shown.days]
        return shown + shift[bisect_right(after, shown)]


class _RowsAt(dict[int, tuple[_Amounts, _Amounts, _Amounts]]):
    """The rows of UTC days, by the day since the epoch."""

    def __init__(self, clock: WorkingClock) -> None:
        super().__init__()
        self._clock = clock

    def __missing__(self, day: int) -> tuple[_Amounts, _Amounts, _Amounts]:
        start, end = day * DAY_US, (day + 1) * DAY_US
        if start < self._clock.start or end > self._clock.end:
            raise KeyError(day)
        opens, shift, after = self._clock.rows_at(start, end)
        rows = self[day] = _amounts(opens), _amounts(shift), _amounts(after)
        return rows


class _RowsShowing(dict[int, tuple[_Amounts, _Amounts]]):
    """The rows in which a clock shows something, by the days (of 24 hours) of what it shows."""

    def __init__(self, clock: WorkingClock) -> None:
        super().__init__()
        self._clock = clock

    def __missing__(self, day: int) -> tuple[_Amounts, _Amounts]:
        low, high = day * DAY_US, (day + 1) * DAY_US
        if low <= self._clock.low or high >= self._clock.high:
            raise KeyError(day)
        after, shift = self._clock.rows_showing(low, high)
        rows = self[day] = _amounts(after), _amounts(shift)
        return rows


def _amounts(numbers: list[int]) -> _Amounts:
    return [MICROSECOND * us for us in numbers]
