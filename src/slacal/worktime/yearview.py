"""A year at a glance, as text: twelve months, the holidays by name, and the working days and hours of each month.

Invariant: the months fit 80 columns.
Law: the months' working days and hours add up to the year's.
"""

from __future__ import annotations

from calendar import Calendar, monthrange
from datetime import date, datetime
from typing import TYPE_CHECKING

from slacal.worktime.instants import HOUR_US, to_us
from slacal.worktime.words import weekday

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["year_view"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = " Mo Tu We Th Fr Sa Su"
_ACROSS = 3
_GAP = " " * 4


def year_view(calendar: WorkingCalendar, year: int) -> Iterator[str]:
    """The lines; holidays, and other days off that are no weekend, are marked `*`, working days at a weekend `+`.

    Raises `HorizonError` for a year the calendar does not know.
    """
    holidays = calendar.holidays(year)
    yield f"{year}: {calendar.hours}, {calendar.tz.key}"
    for first in range(1, 13, _ACROSS):
        yield ""
        months = [_month(calendar, year, month) for month in range(first, first + _ACROSS)]
        yield from (_GAP.join(parts).rstrip() for parts in zip(*months, strict=True) if any(map(str.strip, parts)))
    yield ""
    yield "* holiday"
    yield from (f"  {weekday(day)} {day}  {name}" for day, name in holidays.items())
    yield ""
    yield "month      working days   hours"
    total_days, total_us = 0, 0
    for month, name in enumerate(_MONTHS, 1):
        days, us = _working(calendar, year, month)
        total_days, total_us = total_days + days, total_us + us
        yield f"{name:<10} {days:>12} {us / HOUR_US:>7g}"
    yield f"{'year':<10} {total_days:>12} {total_us / HOUR_US:>7g}"


def _month(calendar: WorkingCalendar, year: int, month: int) -> list[str]:
    """A month as lines of equal width: its name, the weekdays, six weeks."""
    weeks = Calendar().monthdatescalendar(year, month)
    lines = ["".join(_cell(calendar, day) if day.month == month else "   " for day in week) for week in weeks]
    return [f"{_MONTHS[month - 1]:^{len(_DAYS)}}", _DAYS, *lines, *[" " * len(_DAYS)] * (6 - len(lines))]


def _cell(calendar: WorkingCalendar, day: date) -> str:
    weekend = day.weekday() >= 5
    if calendar.is_working_day(day):
        return f"{'+' if weekend else ''}{day.day}".rjust(3)
    return f"{'*' if not weekend or calendar.holiday_name(day) else ''}{day.day}".rjust(3)


def _working(calendar: WorkingCalendar, year: int, month: int) -> tuple[int, int]:
    """Working days and working time of a month, in microseconds."""
    start, end = (
        datetime(year + number // 12, number % 12 + 1, 1, tzinfo=calendar.tz) for number in (month - 1, month)
    )
    days = (date(year, month, day + 1) for day in range(monthrange(year, month)[1]))
    return sum(map(calendar.is_working_day, days)), calendar.elapsed_us(to_us(start), to_us(end))
