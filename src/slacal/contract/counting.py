"""Counting: where a budget ends, under every reading, by one mechanism.

A budget has weeks, days and hours. They are counted off in this order, each part from where the one before ended:
weeks and days by the rules the reading chooses, hours as working time. A rule is one row of a table; a reading is a
pair of rows, so that every combination works, also those nobody has named.

        report         weeks          days             hours
    ------|--------------|--------------|----------------|------> due, last on time

Days that are no working time begin with the day after the report, so where they end depends on its date alone.

Invariant: a counter answers for one calendar and never changes an answer.
Laws: `due <= last on time`, and no working time passes between them; both are monotone in the start and the budget.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from slacal.contract.reading import Day, Reading, Week
from slacal.contract.wording import weeks_words
from slacal.errors import HorizonError
from slacal.worktime.instants import DAY_US, EPOCH, MICROSECOND, from_us, wall_reader
from slacal.worktime.timetable import horizon_error

if TYPE_CHECKING:
    from slacal.contract.budget import Budget
    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["DAY_RULES", "WEEK_RULES", "Counter", "Ends"]

Ends = tuple[int, int]
"""Due, and last on time, in microseconds since the epoch."""

_WEEK_US = 7 * DAY_US
_NO_TIME = timedelta(0)
_NO_DATES = "there are no dates after them"
_LAST_WALL_US = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND


class Counter:
    """Counts budgets on a calendar; public holidays, for the rules of the law, are those of `law`.

    Both calendars are in the same zone. `day_us` is what a day is where days are working time.
    """

    __slots__ = ("_ends", "_instant_of", "calendar", "day_us", "law")

    def __init__(self, calendar: WorkingCalendar, law: WorkingCalendar, day_us: int) -> None:
        self.calendar = calendar
        self.law = law
        self.day_us = day_us
        self._instant_of = wall_reader(calendar.tz)
        self._ends: dict[tuple[Day, int, date], Ends] = {}  # answers already worked out

    def working_us(self, budget: Budget) -> int:
        """The working time of a budget whose days are working time, in microseconds."""
        return budget.time // MICROSECOND + budget.days * self.day_us

    def ends_us(self, reading: Reading, start_us: int, budget: Budget) -> Ends:
        """Where a budget that starts at an instant is used up, and until when no more than it is used."""
        if budget.weeks:
            start_us = self.weeks_end_us(reading, start_us, budget.weeks)
            if not (budget.days or budget.time):  # calendar time to its end
                return start_us, start_us
        if budget.days == 0 or reading.day == "working-time":
            return self._worked_us(start_us, self.working_us(budget))
        ends = self._days_end_us(reading.day, start_us, budget.days)
        return self._worked_us(ends[0], budget.time // MICROSECOND) if budget.time else ends

    def weeks_end_us(self, reading: Reading, start_us: int, weeks: int) -> int:
        """Where some weeks from an instant are over."""
        return WEEK_RULES[reading.week](self, start_us, weeks)

    def date_of(self, at_us: int) -> date:
        """The date of an instant on the calendar's wall clock."""
        return from_us(at_us, self.calendar.tz).date()

    def _worked_us(self, start_us: int, budget_us: int) -> Ends:
        return (
            self.calendar.deadline_us(start_us, budget_us),
            self.calendar.last_on_time_us(start_us, budget_us),
        )

    def _days_end_us(self, day: Day, start_us: int, days: int) -> Ends:
        first = self.date_of(start_us)
        key = day, days, first
        ends = self._ends.get(key)
        if ends is None:
            ends = self._ends[key] = DAY_RULES[day](self, first, days)
        return ends

    def end_of_working_day(self, first: date, days: int) -> Ends:
        """The last closing of the nth working day after a date, and the opening after it."""
        last = self.calendar.shift_working_days(first, days)
        due_us = self.calendar.schedule.last_closing_us(last)
        return due_us, self.calendar.last_on_time_us(due_us, 0)

    def end_of_calendar_day(self, first: date, days: int) -> Ends:
        """24:00 of the nth date after a date, or of the next that is neither a Saturday nor a day off by law."""
        ordinal = first.toordinal() + days
        what = f"day {days} after {first}"
        while ordinal <= date.max.toordinal() and self._is_off(date.fromordinal(ordinal)):
            ordinal += 1
        schedule = self.law.schedule
        end_us = schedule.midnight_us(ordinal + 1) if ordinal <= date.max.toordinal() else schedule.last_us + 1
        if end_us > schedule.last_us:
            raise horizon_error(schedule, what)
        return end_us, end_us

    def _is_off(self, day: date) -> bool:
        """Whether a term must not end on a date (Civil Code art. 115, as it stands since 2017)."""
        return day.weekday() >= 5 or self.law.holiday_name(day) is not None

    def same_time(self, start_us: int, weeks: int) -> int:
        """The same wall time some weeks later; a time that is skipped or shown twice is resolved as openings are."""
        since = from_us(start_us, self.calendar.tz)
        wall_us = start_us + (since.utcoffset() or _NO_TIME) // MICROSECOND + weeks * _WEEK_US
        if wall_us > _LAST_WALL_US:
            raise HorizonError(f"the end of {weeks_words(weeks)} from {since.isoformat()}", MINYEAR, MAXYEAR, _NO_DATES)
        return self._instant_of(wall_us)

    def same_day(self, start_us: int, weeks: int) -> int:
        """The end of the day of the same name some weeks later, moved as the law has it (art. 112 and 115)."""
        return self._days_end_us("calendar-day", start_us, 7 * weeks)[0]


DAY_RULES: dict[Day, Callable[[Counter, date, int], Ends]] = {
    "working-day": Counter.end_of_working_day,
    "calendar-day": Counter.end_of_calendar_day,
}
"""Days that are no working time: from the date of the start to where the last of them ends."""

WEEK_RULES: dict[Week, Callable[[Counter, int, int], int]] = {
    "same-time": Counter.same_time,
    "same-day": Counter.same_day,
}
