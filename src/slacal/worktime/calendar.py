"""The working calendar: aware datetimes in, exact working time and instants out.

A facade over one timetable: each question crosses from datetimes to microseconds, asks the working clock once or
twice, and crosses back. The timetable is built by whole years around what is asked and replaced by a longer one
when a question reaches beyond it.

Invariant: equal definitions are equal calendars; asking never changes an answer.
Laws, for every start a, instant t and budget b > 0:

    elapsed(a, t) >= b  if and only if  t >= deadline(a, b)
    elapsed(a, t) <= b  if and only if  t <= last_on_time(a, b)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, SupportsIndex

from slacal.errors import ReversedIntervalError, SlacalTypeError
from slacal.worktime.clock import WorkingClock
from slacal.worktime.fingerprint import Fingerprint, calendar_fingerprint
from slacal.worktime.holidays import HolidaysLike
from slacal.worktime.hours import HoursLike
from slacal.worktime.instants import (
    EPOCH,
    MICROSECOND,
    budget_to_us,
    checked_budget,
    checked_date,
    checked_year,
    not_microseconds,
    to_us,
)
from slacal.worktime.interval import Interval
from slacal.worktime.kinds import whole
from slacal.worktime.language import length
from slacal.worktime.ledger import Ledger
from slacal.worktime.schedule import BreaksLike, ExceptionsLike, Schedule, YearlyLike
from slacal.worktime.table import WorkingTable, working_table
from slacal.worktime.timetable import NOTHING_YET, Timetable, covering, horizon_error, search, with_dates

if TYPE_CHECKING:
    from datetime import timezone
    from zoneinfo import ZoneInfo

__all__ = ["WorkingCalendar"]

_Question = Callable[[WorkingClock], int | None]


class WorkingCalendar:
    """When support is on duty, and everything that can be asked about it.

    `hours` are a week's opening hours, as text or as a mapping of weekdays; `tz` the zone whose wall clock they
    mean; `holidays` an ISO country ("PL", "DE-BY"), dates, a mapping from dates to names, or None; `exceptions`
    map dates to the hours that replace theirs ("closed" for none) and win over holidays, and `yearly` does so for
    an "MM-DD" of every year; `breaks` are pairs of aware datetimes taken out. All datetimes given must have a zone;
    all returned are in the calendar's.

    Raises `OpeningHoursError`, `CalendarError`, `SlacalTypeError`, `NaiveDatetimeError` or, for a break,
    `ReversedIntervalError` for a definition that cannot be. Every question raises `HorizonError` outside the years for
    which the holidays are known.

    >>> from datetime import datetime, timedelta
    >>> from zoneinfo import ZoneInfo
    >>> calendar = WorkingCalendar.poland()
    >>> friday = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Warsaw"))
    >>> calendar.deadline(friday, timedelta(hours=16)).isoformat()
    '2026-11-24T12:00:00+01:00'
    """

    __slots__ = ("__weakref__", "_schedule", "_timetable", "_zone_epoch")

    def __init__(
        self,
        hours: HoursLike = "Mon-Fri 09:00-17:00",
        tz: str | ZoneInfo | timezone = "Europe/Warsaw",
        *,
        holidays: HolidaysLike = "PL",
        exceptions: ExceptionsLike | None = None,
        yearly: YearlyLike | None = None,
        breaks: BreaksLike = (),
    ) -> None:
        self.__setstate__(Schedule.read(hours, tz, holidays, exceptions, yearly, breaks))

    @staticmethod
    @cache
    def poland() -> WorkingCalendar:
        """The shipped contract's calendar (clause 5): Mon-Fri 9-17 in Warsaw without Polish public holidays.

        >>> WorkingCalendar.poland() == WorkingCalendar("Mon-Fri 09:00-17:00", "Europe/Warsaw", holidays="PL")
        True
        """
        return WorkingCalendar()

    def with_holidays(self, holidays: HolidaysLike) -> WorkingCalendar:
        """The same calendar with other holidays."""
        calendar = WorkingCalendar.__new__(WorkingCalendar)
        calendar.__setstate__(self._schedule.with_holidays(holidays))
        return calendar

    @property
    def hours(self) -> str:
        """The week's opening hours, in the form the constructor reads."""
        return str(self._schedule.hours)

    @property
    def tz(self) -> ZoneInfo:
        """The zone of the hours and of every datetime returned."""
        return self._schedule.tz

    @property
    def schedule(self) -> Schedule:
        """The definition in normal form: hours, zone, holidays, exceptions and breaks."""
        return self._schedule

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WorkingCalendar):
            return NotImplemented
        return self._schedule == other._schedule

    def __hash__(self) -> int:
        return hash(self._schedule)

    def __getstate__(self) -> Schedule:
        return self._schedule

    def __setstate__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._timetable = NOTHING_YET  # replaced as a whole, never changed
        self._zone_epoch = EPOCH.replace(tzinfo=schedule.tz)

    def __repr__(self) -> str:
        return f"WorkingCalendar({self._schedule.arguments})"

    def holidays(self, year: int) -> dict[date, str]:
        """The holidays of a year with their names, in order, whether or not an exception works them off."""
        return dict(self._schedule.holidays.of_year(self._known_year(checked_year(year), f"the year {year}")))

    def holiday_name(self, day: date) -> str | None:
        """The name of the holiday on a date, or None where there is none.

        >>> WorkingCalendar.poland().holiday_name(date(2026, 11, 11))
        'Narodowe Święto Niepodległości'
        """
        year = self._known_year(checked_date(day).year, str(day))
        return self._schedule.holidays.of_year(year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether a shift opens on a date and has any working time left after the breaks."""
        ordinal = checked_date(day).toordinal()
        table = self.timetable_of_dates(day, day)
        return table.working_days_until(ordinal) > table.working_days_before(ordinal)

    def working_days(self, first: date, last: date) -> int:
        """How many working days lie in `(first, last]`; where `last` is before `first`, minus those in `[last, first)`.

        Law: `working_days(day, shift_working_days(day, n)) == n`.

        >>> WorkingCalendar.poland().working_days(date(2026, 11, 10), date(2026, 11, 13))
        2
        """
        start, end = checked_date(first, "first").toordinal(), checked_date(last, "last").toordinal()
        table = self.timetable_of_dates(min(first, last), max(first, last))
        if start <= end:
            return table.working_days_until(end) - table.working_days_until(start)
        return table.working_days_before(end) - table.working_days_before(start)

    def shift_working_days(self, day: date, n: SupportsIndex) -> date:
        """The nth working day after a date, or before it where `n` is negative; the date itself is never counted.

        `n = 0` is the date itself, working day or not.

        >>> WorkingCalendar.poland().shift_working_days(date(2026, 11, 10), 1)
        datetime.date(2026, 11, 12)
        """
        ordinal = checked_date(day).toordinal()
        by = n if type(n) is int else _whole(n)
        table = self.timetable_of_dates(day, day)
        if by == 0:
            return day

        def nth(table: Timetable) -> int | None:
            row = table.working_days_until(ordinal) - 1 if by > 0 else table.working_days_before(ordinal)
            return table.days[row + by] if 0 <= row + by < len(table.days) else None

        what = f"the working day {by:+} from {day}"
        if not date.min.toordinal() <= ordinal + by <= date.max.toordinal():
            raise horizon_error(self._schedule, what)
        found, self._timetable = search(self._schedule, table, nth, what, forward=by > 0, needed_us=0)
        return date.fromordinal(found)

    def is_working(self, at: datetime) -> bool:
        """Whether support is on duty at an instant: at 09:00:00 it is, at 17:00:00 no more."""
        at_us = to_us(at)
        return self.timetable(at_us, at_us + 1).clock.is_open(at_us)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Working time from start to end; negative where the end is before the start.

        >>> from zoneinfo import ZoneInfo
        >>> warsaw = ZoneInfo("Europe/Warsaw")
        >>> calendar = WorkingCalendar.poland()
        >>> calendar.elapsed(datetime(2026, 11, 20, 16, tzinfo=warsaw), datetime(2026, 11, 23, 10, tzinfo=warsaw))
        datetime.timedelta(seconds=7200)
        """
        try:
            shows = self._timetable.dial.shows
            shown = shows(start, "start")
            return shows(end, "end") - shown
        except KeyError:
            return MICROSECOND * self.elapsed_us(to_us(start, "start"), to_us(end, "end"))

    def deadline(self, start: datetime, budget: timedelta) -> datetime:
        """First instant at which the budget of working time is used up; the start itself for a budget of zero.

        A budget that ends at closing time is due at closing time. `timedelta(days=4)` is 96 hours of working
        time, not four working days.
        """
        budget = checked_budget(budget)
        try:
            dial = self._timetable.dial
            shown = dial.shows(start, "start")
            return dial.reaches(shown + budget) if budget else self._local(to_us(start))
        except (KeyError, OverflowError):
            return self._local(self.deadline_us(to_us(start), budget // MICROSECOND))

    def last_on_time(self, start: datetime, budget: timedelta) -> datetime:
        """Last instant at which no more than the budget is used: the deadline, or the next opening after it."""
        budget = checked_budget(budget)
        try:
            dial = self._timetable.dial
            return dial.leaves(dial.shows(start, "start") + budget)
        except (KeyError, OverflowError):
            return self._local(self.last_on_time_us(to_us(start), budget // MICROSECOND))

    def latest_start(self, due: datetime, budget: timedelta) -> datetime:
        """Last instant from which the whole budget of working time remains until `due`; `due` itself for zero."""
        due_us, budget_us = to_us(due, "due"), budget_to_us(budget)
        table = self.timetable(due_us, due_us)
        if budget_us == 0:
            return self._local(due_us)
        shown = table.clock.shows(due_us) - budget_us
        what = f"the start {length(budget_us)} of working time before {due.isoformat()}"
        start_us = self._sought(table, lambda clock: clock.leaves(shown), what, forward=False, needed_us=budget_us)
        return self._local(start_us)

    def next_opening(self, at: datetime) -> datetime:
        """First opening strictly after an instant."""
        return self._edge(at, "next opening after", WorkingClock.next_opening, forward=True)

    def next_closing(self, at: datetime) -> datetime:
        """First closing strictly after an instant."""
        return self._edge(at, "next closing after", WorkingClock.next_closing, forward=True)

    def previous_opening(self, at: datetime) -> datetime:
        """Last opening strictly before an instant."""
        return self._edge(at, "previous opening before", WorkingClock.previous_opening, forward=False)

    def previous_closing(self, at: datetime) -> datetime:
        """Last closing strictly before an instant."""
        return self._edge(at, "previous closing before", WorkingClock.previous_closing, forward=False)

    def intervals(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """The working time in `[start, end)` as intervals: in order, merged where they touch, cut off at both ends.

        Raises `ReversedIntervalError` where the end is before the start.
        """
        start_us, end_us = to_us(start, "start"), to_us(end, "end")
        if end_us < start_us:
            raise ReversedIntervalError("intervals", start, end, may_be_empty=True)
        spans = self.timetable(start_us, end_us).clock.spans(start_us, end_us)
        return (Interval(self._local(opening), self._local(closing)) for opening, closing in spans)

    def explain(self, start: datetime, budget: timedelta) -> Ledger:
        """Where the time from a start to the last moment on time goes, stretch by stretch, and why.

        Law: what counts adds up to the budget.
        """
        span = to_us(start, "start"), budget_to_us(budget)
        return Ledger.of(self._schedule, span[0], self.deadline_us(*span), self.last_on_time_us(*span))

    def fingerprint(self, first_year: int, last_year: int) -> Fingerprint:
        """Digests of everything the answers of some years depend on; both years are in it. Raises as `table` does."""
        return calendar_fingerprint(self, first_year, last_year)

    def table(self, first_year: int, last_year: int) -> WorkingTable:
        """The working clock of some years as a table, for databases; both years are in it.

        Raises `HorizonError` for years the calendar does not know, and `CalendarError` for years in reverse, or such as
        no date has.
        """
        return working_table(self._schedule, first_year, last_year)

    def elapsed_us(self, start_us: int, end_us: int) -> int:
        """`elapsed` on and in integer microseconds."""
        table = self._timetable
        try:
            if not table.start <= start_us <= table.end or not table.start <= end_us <= table.end:
                table = self.timetable(min(start_us, end_us), max(start_us, end_us))
        except TypeError as error:
            raise not_microseconds(error, start_us=start_us, end_us=end_us) from None
        return table.clock.elapsed(start_us, end_us)

    def deadline_us(self, start_us: int, budget_us: int) -> int:
        """`deadline` on and in integer microseconds."""
        table = self._timetable
        try:
            if not table.start <= start_us <= table.end:
                table = self.timetable(start_us, start_us)
            if budget_us == 0:
                return start_us
            clock = table.clock
            shown = clock.shows(start_us) + budget_us
        except TypeError as error:
            raise not_microseconds(error, start_us=start_us, budget_us=budget_us) from None
        due_us = clock.reaches(shown)
        if due_us is None:
            what = self._budget_end("deadline", start_us, budget_us)
            due_us = self._sought(table, lambda clock: clock.reaches(shown), what, forward=True, needed_us=budget_us)
        return due_us

    def last_on_time_us(self, start_us: int, budget_us: int) -> int:
        """`last_on_time` on and in integer microseconds."""
        table = self._timetable
        try:
            if not table.start <= start_us <= table.end:
                table = self.timetable(start_us, start_us)
            clock = table.clock
            shown = clock.shows(start_us) + budget_us
        except TypeError as error:
            raise not_microseconds(error, start_us=start_us, budget_us=budget_us) from None
        last_us = clock.leaves(shown)
        if last_us is None:
            what = self._budget_end("last instant on time", start_us, budget_us)
            last_us = self._sought(table, lambda clock: clock.leaves(shown), what, forward=True, needed_us=budget_us)
        return last_us

    def _local(self, us: int) -> datetime:
        return self.tz.fromutc(self._zone_epoch + MICROSECOND * us)

    def timetable(self, start_us: int, end_us: int) -> Timetable:
        """The table behind the answers: one that knows every instant from `start_us` to `end_us`, both included."""
        table = self._timetable
        if start_us < table.start or end_us > table.end:
            table = covering(self._schedule, table, start_us, end_us)
            self._timetable = table
        return table

    def timetable_of_dates(self, first: date, last: date, before: int = 0, after: int = 0) -> Timetable:
        """A timetable of the years of two dates, and of so many working days before and after them as are known."""
        years = self._known_year(first.year, str(first)), self._known_year(last.year, str(last))
        table = self._timetable
        if before or after or years[0] < table.first_year or years[1] > table.last_year:
            table = self._timetable = with_dates(self._schedule, table, first, last, before, after)
        return table

    def _known_year(self, year: int, what: str) -> int:
        source = self._schedule.holidays
        if not source.first_year <= year <= source.last_year:
            raise horizon_error(self._schedule, what)
        return year

    def _sought(
        self, table: Timetable, ask: _Question, what: str, *, forward: bool, needed_us: int | None = None
    ) -> int:
        """What the clock of the timetable, or of a longer one, answers; the longer one is kept."""
        schedule = self._schedule
        answer, self._timetable = search(
            schedule, table, lambda longer: ask(longer.clock), what, forward=forward, needed_us=needed_us
        )
        return answer

    def _edge(
        self, at: datetime, what: str, ask: Callable[[WorkingClock, int], int | None], *, forward: bool
    ) -> datetime:
        at_us = to_us(at)
        table = self.timetable(at_us, at_us)
        edge_us = ask(table.clock, at_us)
        if edge_us is None:
            what = f"the {what} {at.isoformat()}"
            edge_us = self._sought(table, lambda clock: ask(clock, at_us), what, forward=forward)
        return self._local(edge_us)

    def _budget_end(self, what: str, start_us: int, budget_us: int) -> str:
        return f"the {what} of {length(budget_us)} of working time from {self._local(start_us).isoformat()}"


def _whole(n: SupportsIndex) -> int:
    found = whole(n)
    if found is None:
        raise SlacalTypeError("n", n, "a whole number of working days")
    return found
