"""Stretches: a span of time cut where something changes, each piece with the reason why it counts or not.

        Fri            Sat       Sun       Mon
    ----|======|-------|---------|---------|---|======|----
         hours  closed   weekend   weekend  closed hours

The reason is looked for where the schedule looks for hours: a shift that is on duty, else what took a shift away that
the week would have had, else what keeps the whole date free. Where several could be given, an exception goes before a
holiday and a holiday before a weekend, as they do in the schedule.

Invariant: pieces are in order, never empty, and neighbours differ.
Laws: the pieces tile the span without gap or overlap, and what counts of them is the working time of the span.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from slacal.worktime.instants import from_us

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.worktime.clock import Span
    from slacal.worktime.schedule import Schedule

__all__ = ["Piece", "Reason", "pieces"]

_REACH = 2  # a shift reaches no further than into the second date after the one it opens on


class Reason(StrEnum):
    """Why a stretch of time counts or does not."""

    HOURS = "hours"
    """Inside the hours of the week."""
    EXCEPTION = "exception"
    """An exception made it so: on duty at other times than usual, or off duty when it usually is on."""
    CLOSED = "closed"
    """Outside the hours of a day that has some, or of a weekday that has none."""
    WEEKEND = "weekend"
    """A Saturday or Sunday without hours."""
    HOLIDAY = "holiday"
    """A holiday, which has a name."""
    BREAK = "break"
    """A break, which took it out of the hours."""


class Piece(NamedTuple):
    """A stretch in microseconds; `day` is the holiday's date where that is the reason."""

    start_us: int
    end_us: int
    counts: bool
    reason: Reason
    day: date | None = None


class _Day:
    """A date: the shifts that open on it, those that the week alone would have, and what keeps it free."""

    __slots__ = ("closed", "day", "exception", "holiday", "shifts", "usual")

    def __init__(self, schedule: Schedule, ordinal: int) -> None:
        self.day = date.fromordinal(ordinal)
        self.shifts, self.usual = schedule.shifts_of(self.day), schedule.usual_shifts_of(self.day)
        exceptions = schedule.exceptions_in(self.day.year)
        self.exception = ordinal in exceptions
        self.closed = self.exception and not exceptions[ordinal]
        self.holiday = self.day in schedule.holidays.of_year(self.day.year)

    def took(self) -> tuple[Reason, date | None]:
        """What took the week's shifts of this date away."""
        return (Reason.HOLIDAY, self.day) if self.holiday and not self.exception else (Reason.EXCEPTION, None)

    def free(self) -> tuple[Reason, date | None]:
        """Why there is no shift at some time of this date, where there would have been none in any week."""
        if self.closed:
            return Reason.EXCEPTION, None
        if self.holiday and not self.exception:
            return Reason.HOLIDAY, self.day
        if self.day.weekday() >= 5 and not self.usual and not self.exception:
            return Reason.WEEKEND, None
        return Reason.CLOSED, None


def pieces(schedule: Schedule, start_us: int, end_us: int) -> Iterator[Piece]:
    """The stretches of `[start_us, end_us)`, which the schedule knows, in order."""
    last: Piece | None = None
    for piece in _cut(schedule, start_us, end_us):
        if last is not None and last[2:] == piece[2:]:
            last = last._replace(end_us=piece.end_us)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _cut(schedule: Schedule, start_us: int, end_us: int) -> Iterator[Piece]:
    """One piece after another, each inside one date and one shift; neighbours may be alike."""
    first = from_us(start_us, schedule.tz).toordinal()
    source = schedule.holidays
    known = date(source.first_year, 1, 1).toordinal(), date(source.last_year, 12, 31).toordinal()
    days = [_Day(schedule, n) for n in range(max(first - _REACH, known[0]), min(first, known[1]) + 1)]
    while start_us < end_us:
        today = days[-1]
        ordinal = today.day.toordinal()
        next_us = schedule.midnight_us(ordinal + 1)
        if next_us <= start_us and ordinal < known[1]:
            days = [*days[-_REACH:], _Day(schedule, ordinal + 1)]
            continue
        stop_us = min(end_us, next_us) if next_us > start_us else end_us
        edges = {edge for day in days for span in (*day.shifts, *day.usual) for edge in span}
        edges.update(edge for span in schedule.breaks for edge in span)
        inside = sorted(edge for edge in edges if start_us < edge < stop_us)
        for edge in (*inside, stop_us):
            yield _judged(schedule, days, start_us, edge)
            start_us = edge


def _judged(schedule: Schedule, days: list[_Day], start_us: int, end_us: int) -> Piece:
    """Whether a piece counts, and why; `days` are its date and those before it."""
    for day in days:
        if _holds(day.shifts, start_us):
            if _holds(schedule.breaks, start_us):
                return Piece(start_us, end_us, counts=False, reason=Reason.BREAK)
            reason = Reason.EXCEPTION if day.exception else Reason.HOURS
            return Piece(start_us, end_us, counts=True, reason=reason)
    taken = next((day.took() for day in days if _holds(day.usual, start_us)), None)
    reason, day_off = taken or days[-1].free()
    return Piece(start_us, end_us, counts=False, reason=reason, day=day_off)


def _holds(spans: tuple[Span, ...], at_us: int) -> bool:
    return any(start <= at_us < end for start, end in spans)
