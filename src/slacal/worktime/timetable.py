"""The timetable: the working clock and the working days of a run of years, and how it grows.

A calendar holds one at a time and swaps in a longer one when a question reaches beyond it. Whoever reads holds
on to the one it started with, so no reader ever needs a lock.

Invariant: immutable; it knows `[start, end)` from the first of its years to the last, never half a year.
Law: a timetable that was extended equals, in every difference of what it shows, one built in one piece.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, date
from typing import TYPE_CHECKING, TypeVar

from slacal.errors import HorizonError
from slacal.worktime.clock import WorkingClock
from slacal.worktime.dial import Dial
from slacal.worktime.instants import EPOCH, MICROSECOND, from_us

if TYPE_CHECKING:
    from datetime import tzinfo

    from slacal.worktime.clock import Span
    from slacal.worktime.schedule import Schedule

__all__ = [
    "NOTHING_YET",
    "Timetable",
    "covering",
    "describe",
    "grown",
    "horizon_error",
    "search",
    "with_dates",
    "with_years",
]

_Answer = TypeVar("_Answer")


class Timetable:
    """Working clock and working days of the years `first_year` to `last_year`; the clock shows 0 at `zero`.

    `dial` is the same clock for datetimes, quickest for those in the zone `tz`.
    """

    __slots__ = ("clock", "days", "dial", "end", "first_year", "last_year", "spans", "start", "zero")

    def __init__(
        self,
        first_year: int,
        last_year: int,
        *,
        spans: list[Span],
        days: list[int],
        ends: Span,
        zero: int,
        tz: tzinfo = UTC,
    ) -> None:
        self.first_year = first_year
        self.last_year = last_year
        self.zero = zero
        self.spans = spans
        self.days = days  # ordinals of the dates on which working shifts open, in order
        self.start, self.end = ends
        self.clock = WorkingClock(spans, *ends, zero)
        self.dial = Dial(self.clock, tz)

    @classmethod
    def build(cls, schedule: Schedule, first_year: int, last_year: int) -> Timetable:
        """The timetable of some known years, its clock starting at 0."""
        spans, days, ends = _part(schedule, first_year, last_year)
        return cls(first_year, last_year, spans=spans, days=days, ends=ends, zero=ends[0], tz=schedule.tz)

    def extended(self, schedule: Schedule, first_year: int, last_year: int) -> Timetable:
        """This timetable and the known years before and after it, up to those given; the clock keeps its zero."""
        spans, days = self.spans, self.days
        start, end = self.start, self.end
        if first_year < self.first_year:
            earlier, earlier_days, (start, _) = _part(schedule, first_year, self.first_year - 1)
            spans, days = earlier + spans, earlier_days + days
        if last_year > self.last_year:
            later, later_days, (_, end) = _part(schedule, self.last_year + 1, last_year)
            spans, days = spans + later, days + later_days
        years = min(first_year, self.first_year), max(last_year, self.last_year)
        return Timetable(*years, spans=spans, days=days, ends=(start, end), zero=self.zero, tz=schedule.tz)

    def working_days_until(self, ordinal: int) -> int:
        """How many working days of the timetable are not after a date."""
        return bisect_right(self.days, ordinal)

    def working_days_before(self, ordinal: int) -> int:
        """How many working days of the timetable are before a date."""
        return bisect_left(self.days, ordinal)


def _part(schedule: Schedule, first_year: int, last_year: int) -> tuple[list[Span], list[int], Span]:
    """Spans, working days and ends of some years, with what the shifts of the evening before reach into them.

    The evening before is looked for on two dates: a zone may have skipped the last date of a year (Kiritimati did in
    1994), and the shift of the date before that one then ends in the new year.
    """
    first, last = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
    is_first, is_last = first_year == schedule.holidays.first_year, last_year == schedule.holidays.last_year
    start = schedule.first_us if is_first else schedule.midnight_us(first)
    end = schedule.last_us if is_last else schedule.midnight_us(last + 1)
    evening = [] if is_first else schedule.work(first - 2, first - 1)[0]
    spans, days = schedule.work(first, last)
    clipped = ((max(opening, start), min(closing, end)) for opening, closing in evening + spans)
    return [span for span in clipped if span[0] < span[1]], days, (start, end)


NOTHING_YET = Timetable(1, 0, spans=[], days=[], ends=(1, 0), zero=1)
"""The timetable of no years, which knows no instant: what every calendar begins with."""


def with_years(schedule: Schedule, table: Timetable, first_year: int, last_year: int) -> Timetable:
    """The timetable grown to include some known years.

    It grows by at least a quarter, so that questions that walk through the years one by one do not each pay for
    all the years before them.
    """
    if table is NOTHING_YET:
        return Timetable.build(schedule, first_year, last_year)
    quarter = (table.last_year - table.first_year + 1) // 4
    if first_year < table.first_year:
        first_year = max(min(first_year, table.first_year - quarter), schedule.holidays.first_year)
    if last_year > table.last_year:
        last_year = min(max(last_year, table.last_year + quarter), schedule.holidays.last_year)
    return table.extended(schedule, first_year, last_year)


def with_dates(schedule: Schedule, table: Timetable, first: date, last: date, before: int, after: int) -> Timetable:
    """The timetable grown to include the known years of two dates, and so many working days before and after them.

    Of these days as many as are known; no more years are built to learn that there are none.
    """
    if first.year < table.first_year or last.year > table.last_year:
        table = with_years(schedule, table, first.year, last.year)
    start, end = first.toordinal(), last.toordinal()
    table = grown(schedule, table, lambda longer: longer.working_days_before(start) >= before, forward=False)
    after += table.working_days_until(end)
    return grown(schedule, table, lambda longer: len(longer.days) >= after, forward=True)


def covering(schedule: Schedule, table: Timetable, start_us: int, end_us: int) -> Timetable:
    """The timetable grown to know the instants `start_us <= end_us`.

    Raises `HorizonError` where one of them lies outside the known years.
    """
    for us in (start_us, end_us):
        if not schedule.first_us <= us <= schedule.last_us:
            raise horizon_error(schedule, describe(schedule, us))
    return with_years(schedule, table, _year_of(schedule, start_us), _year_of(schedule, end_us))


def search(
    schedule: Schedule,
    table: Timetable,
    ask: Callable[[Timetable], _Answer | None],
    what: str,
    *,
    forward: bool,
    needed_us: int | None = None,
) -> tuple[_Answer, Timetable]:
    """What `ask` finds in the timetable, grown in one direction until it finds it, and the timetable it was found in.

    `needed_us` is the working time the answer lies away at least (nothing is claimed for a working day: 0), or None
    where an edge is sought, of which round-the-clock hours have none. Raises `HorizonError` where there is no answer
    within the known years; where that follows from the definition, no more years are built to learn it.
    """
    reach = (table.start, schedule.last_us) if forward else (schedule.first_us, table.end)
    if needed_us is not None and needed_us > schedule.most_work_us(*reach):
        raise horizon_error(schedule, what)
    found: list[_Answer] = []

    def finds(longer: Timetable) -> bool:
        answer = ask(longer)
        found.extend(() if answer is None else (answer,))
        return bool(found)

    table = grown(schedule, table, finds, forward=forward, is_edge=needed_us is None)
    if not found:
        raise horizon_error(schedule, what)
    return found[0], table


def grown(
    schedule: Schedule, table: Timetable, enough: Callable[[Timetable], bool], *, forward: bool, is_edge: bool = False
) -> Timetable:
    """The timetable grown in one direction until it is enough, or until more years would add nothing.

    They would not where the known years end, and where only a week has a say that is never open or, as far as edges
    are sought (`is_edge`), always.
    """
    step = 1
    while not enough(table) and not _is_exhausted(schedule, table, forward=forward, is_edge=is_edge):
        if forward:
            years = table.first_year, min(table.last_year + step, schedule.holidays.last_year)
        else:
            years = max(table.first_year - step, schedule.holidays.first_year), table.last_year
        table = table.extended(schedule, *years)
        step *= 2
    return table


def _is_exhausted(schedule: Schedule, table: Timetable, *, forward: bool, is_edge: bool) -> bool:
    """Whether no more can be found beyond the timetable in this direction."""
    if (
        (table.last_year == schedule.holidays.last_year)
        if forward
        else (table.first_year == schedule.holidays.first_year)
    ):
        return True
    # Where only the week has a say, one that is never or always open has no further edge, and a never open one no time.
    if not (schedule.hours.is_empty or (is_edge and schedule.hours.is_always)):
        return False
    busy = schedule.irregular_years
    return busy is None or (table.last_year > busy[1] if forward else table.first_year < busy[0])


def horizon_error(schedule: Schedule, what: str) -> HorizonError:
    """The error that says what was asked, between which years it could be answered, and why no further."""
    source = schedule.holidays
    return HorizonError(what, source.first_year, source.last_year, source.bound)


def describe(schedule: Schedule, us: int) -> str:
    """An instant for an error message: in the calendar's zone where it has a name there, else in UTC, else in words."""
    try:
        return from_us(us, schedule.tz).isoformat()
    except OverflowError:
        pass
    try:
        return f"{(EPOCH + MICROSECOND * us).isoformat()}, in {schedule.tz.key},"
    except OverflowError:
        return f"an instant {'before' if us < 0 else 'after'} them in UTC"


def _year_of(schedule: Schedule, us: int) -> int:
    """The known year whose part of the timetable has an instant (its last, where two meet in it)."""
    year = from_us(us, schedule.tz).year
    year = min(max(year, schedule.holidays.first_year), schedule.holidays.last_year)
    if year > schedule.holidays.first_year and us < schedule.midnight_us(date(year, 1, 1).toordinal()):
        return year - 1
    if year < schedule.holidays.last_year and us >= schedule.midnight_us(date(year + 1, 1, 1).toordinal()):
        return year + 1
    return year
