"""An oracle for the working calendar: it counts ticks, one after another, and shares no code with `src`.

Invariant: time is cut into tiles of `tick_us` microseconds, counted from 1970-01-01 UTC. Every edge of the
calendar (opening, closing, break) lies on a tile's border, which is asserted, so a tile is wholly working or
wholly not, and asking its first microsecond decides it. A question may begin and end anywhere inside a tile.
With a tick of 1 the tile is the microsecond, and nothing is left to believe.

Law: a tile works if and only if some shift of a nearby local date covers it and no break does. All answers
are loops over tiles that add and compare; there are no tables, no searches and no running totals.

    shift of date d    opens on d, closes on d or later in wall time (26:00 is 02:00 of the next date)
    its edges          wall times as instants: skipped ones by `resolve_imaginary`, repeated ones the first
    its hours          those of an exception, else none on a holiday, else those of the weekday
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dateutil.tz import resolve_imaginary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "DAY_US",
    "HOUR_US",
    "MINUTE_US",
    "ONE_DAY",
    "ONE_US",
    "SECOND_US",
    "OracleCalendar",
    "from_us",
    "to_us",
]

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
ONE_US = timedelta(microseconds=1)

Span = tuple[int, int]
"""Opening and closing of a shift, in microseconds of wall time after the midnight its date begins with."""


def to_us(at: datetime) -> int:
    """Microseconds from 1970-01-01 UTC to `at`."""
    return (at.astimezone(UTC) - EPOCH) // ONE_US


def from_us(at_us: int, zone: str = "UTC") -> datetime:
    """The instant `at_us`, as a clock in `zone` shows it."""
    return (EPOCH + timedelta(microseconds=at_us)).astimezone(ZoneInfo(zone))


@dataclass(frozen=True)
class OracleCalendar:
    """A calendar in neutral terms, and the slow answers to everything `WorkingCalendar` is asked.

    `week` maps weekday (Monday is 0) to spans, `exceptions` a date to the spans that replace that day's
    hours, `breaks` are half-open spans of UTC microseconds. A search gives up after `patience` tiles and
    answers None.
    """

    zone: str
    week: Mapping[int, tuple[Span, ...]]
    holidays: frozenset[date] = frozenset()
    exceptions: Mapping[date, tuple[Span, ...]] = field(default_factory=dict[date, tuple[Span, ...]])
    breaks: tuple[tuple[int, int], ...] = ()
    tick_us: int = 15 * MINUTE_US
    patience: int = 20_000
    _shifts: dict[date, list[tuple[int, int]]] = field(
        default_factory=dict[date, list[tuple[int, int]]], init=False, repr=False, compare=False
    )
    _works: dict[int, bool] = field(default_factory=dict[int, bool], init=False, repr=False, compare=False)

    def hours_of(self, day: date) -> tuple[Span, ...]:
        """The spans that open on `day`: an exception wins over a holiday, a holiday over the week."""
        if day in self.exceptions:
            return self.exceptions[day]
        if day in self.holidays:
            return ()
        return self.week.get(day.weekday(), ())

    def date_exists(self, day: date) -> bool:
        """Whether any clock in the zone ever showed `day`: some zones have left out a whole date."""
        zone = ZoneInfo(self.zone)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return any((midnight + timedelta(hours=hours)).astimezone(zone).date() == day for hours in range(-15, 40))

    def edge(self, day: date, wall_us: int) -> int:
        """The instant at which a clock in the zone shows `wall_us` after the midnight of `day`."""
        wall = datetime(day.year, day.month, day.day) + timedelta(microseconds=wall_us)
        return to_us(resolve_imaginary(wall.replace(tzinfo=ZoneInfo(self.zone), fold=0)))

    def shifts_of(self, day: date) -> list[tuple[int, int]]:
        """The shifts that open on `day`, as instants; one left without length by a clock change is none."""
        if day not in self._shifts:
            hours = self.hours_of(day)
            found: list[tuple[int, int]] = []
            if hours and self.date_exists(day):
                for opening, closing in hours:
                    start, end = self.edge(day, opening), self.edge(day, closing)
                    if start < end:
                        assert start % self.tick_us == 0, (day, opening, self.zone)
                        assert end % self.tick_us == 0, (day, closing, self.zone)
                        found.append((start, end))
            self._shifts[day] = found
        return self._shifts[day]

    def in_break(self, at_us: int) -> bool:
        return any(start <= at_us < end for start, end in self.breaks)

    def works(self, at_us: int) -> bool:
        """Whether support is on duty at this instant: inside a shift of a date nearby, and in no break."""
        if at_us not in self._works:
            today = from_us(at_us, self.zone).date()
            nearby = [today + ahead * ONE_DAY for ahead in (-3, -2, -1, 0, 1)]
            on_shift = any(start <= at_us < end for day in nearby for start, end in self.shifts_of(day))
            self._works[at_us] = on_shift and not self.in_break(at_us)
        return self._works[at_us]

    def tile(self, at_us: int) -> int:
        """Where the tile around `at_us` begins."""
        return at_us // self.tick_us * self.tick_us

    def elapsed(self, start: int, end: int) -> int:
        """Working microseconds from `start` to `end`; minus those of the way back where `end` is earlier."""
        if end < start:
            return -self.elapsed(end, start)
        total = 0
        for tile in range(self.tile(start), end, self.tick_us):
            if self.works(tile):
                total += min(end, tile + self.tick_us) - max(start, tile)
        return total

    def deadline(self, start: int, budget: int) -> int | None:
        """The first instant at which the budget is used up."""
        if budget == 0:
            return start
        left = budget
        for tile in self._forward(start):
            here = max(start, tile)
            if self.works(tile):
                room = tile + self.tick_us - here
                if left <= room:
                    return here + left
                left -= room
        return None

    def last_on_time(self, start: int, budget: int) -> int | None:
        """The last instant at which no more than the budget has been used; one microsecond on, it has."""
        left = budget
        for tile in self._forward(start):
            here = max(start, tile)
            if self.works(tile):
                room = tile + self.tick_us - here
                if left < room:
                    return here + left
                left -= room
        return None

    def latest_start(self, due: int, budget: int) -> int | None:
        """The last instant from which the budget can still be worked until `due`."""
        if budget == 0:
            return due
        left = budget
        for tile in self._backward(due):
            here = min(due, tile + self.tick_us)
            if self.works(tile):
                room = here - tile
                if left <= room:
                    return here - left
                left -= room
        return None

    def opens(self, tile: int) -> bool:
        return self.works(tile) and not self.works(tile - self.tick_us)

    def closes(self, tile: int) -> bool:
        return not self.works(tile) and self.works(tile - self.tick_us)

    def next_opening(self, at: int) -> int | None:
        return next((tile for tile in self._forward(at) if tile > at and self.opens(tile)), None)

    def next_closing(self, at: int) -> int | None:
        return next((tile for tile in self._forward(at) if tile > at and self.closes(tile)), None)

    def previous_opening(self, at: int) -> int | None:
        return next((tile for tile in self._backward(at) if tile < at and self.opens(tile)), None)

    def previous_closing(self, at: int) -> int | None:
        return next((tile for tile in self._backward(at) if tile < at and self.closes(tile)), None)

    def intervals(self, start: int, end: int) -> list[tuple[int, int]]:
        """The working stretches of `[start, end)`: neighbouring tiles joined, the outer ones cut to size."""
        found: list[tuple[int, int]] = []
        for tile in range(self.tile(start), end, self.tick_us):
            if self.works(tile):
                piece = max(start, tile), min(end, tile + self.tick_us)
                if found and found[-1][1] == piece[0]:
                    piece = found.pop()[0], piece[1]
                if piece[0] < piece[1]:
                    found.append(piece)
        return found

    def _forward(self, at: int) -> Iterator[int]:
        """Tiles from the one around `at` on."""
        first = self.tile(at)
        return iter(range(first, first + self.patience * self.tick_us, self.tick_us))

    def _backward(self, at: int) -> Iterator[int]:
        """Tiles from the one that holds the microsecond before `at`, back."""
        first = self.tile(at - 1)
        return iter(range(first, first - self.patience * self.tick_us, -self.tick_us))

    def is_working_day(self, day: date) -> bool:
        """Whether a shift opens on `day` of which the breaks leave anything."""
        return any(
            not self.in_break(tile) for start, end in self.shifts_of(day) for tile in range(start, end, self.tick_us)
        )

    def working_days(self, first: date, last: date) -> int:
        """Working days in `(first, last]`; where `last` is earlier, minus those in `[last, first)`."""
        if last < first:
            days = [last + n * ONE_DAY for n in range((first - last).days)]
            return -sum(self.is_working_day(day) for day in days)
        days = [first + (n + 1) * ONE_DAY for n in range((last - first).days)]
        return sum(self.is_working_day(day) for day in days)

    def shift_working_days(self, day: date, count: int) -> date | None:
        """The `count`-th working day after `day`, before it where negative; `day` itself is not counted."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        for _ in range(4_000):
            if left == 0:
                return day
            day += step
            left -= self.is_working_day(day)
        return None
