"""The calendar of a contract file: its form, and the calendar it makes.

The contract's own calendar says in which zone it is; a severity's calendar is in the same.

Invariant: what the form cannot say, `WorkingCalendar` checks when it is made, and is refused in the same way.
Law: a calendar that is read without a problem can be made in its zone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from slacal.contract.fields import DATE_KEY, NAME, ZONE, Field, Instant, Keyed, Number, Rows, Section, Table, Text
from slacal.errors import CalendarError, ContractError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.countries import country_near
from slacal.worktime.holidays import HolidaysLike, PinnedHolidays, read_holidays
from slacal.worktime.hours import OpeningHours, parse_shifts
from slacal.worktime.instants import HOUR_US, MICROSECOND, to_us
from slacal.worktime.schedule import is_month_and_day

__all__ = ["CALENDAR", "OWN_CALENDAR", "CalendarParts"]


def _hours(text: str) -> str:
    return str(OpeningHours.parse(text))


def _shifts(text: str) -> str:
    parse_shifts(text)
    return text


def _country(text: str) -> str:
    try:
        read_holidays(text)
    except CalendarError as error:
        raise ContractError("country", text, error.expected, None, country_near(text)) from None
    return text


def _month_and_day(text: str) -> str:
    if not is_month_and_day(text):
        raise CalendarError("yearly", text, "a month and a day such as 12-24")
    return text


_SHIFTS = Text("hours such as '09:00-17:00', or 'closed'", _shifts)
_YEARLY_KEY = Text("months and days such as 12-24", _month_and_day, r"^[0-9]{2}-[0-9]{2}$")

_YEAR = Number(MINYEAR, MAXYEAR)
_FIRST_YEAR = Field("first_year", _YEAR, "the first year whose holidays are written down", required=True)
_LAST_YEAR = Field("last_year", _YEAR, "the last of these years", required=True)
_DAYS = Field("days", Keyed(DATE_KEY, NAME), "every holiday of these years, with its name", required=True)


def _pinned(section: Section) -> PinnedHolidays | None:
    first, last, days = section.get(_FIRST_YEAR), section.get(_LAST_YEAR), section.get(_DAYS)
    if first is None or last is None or days is None:
        return None
    return PinnedHolidays(country=None, first_year=int(first), last_year=int(last), days=tuple(days.items()))


_START = Field("start", Instant(), "the first instant of it", required=True)
_END = Field("end", Instant(), "the first instant after it", required=True)


def _break(section: Section) -> tuple[datetime, datetime] | None:
    start, end = section.get(_START), section.get(_END)
    if start is None or end is None:
        return None
    if to_us(start) >= to_us(end):
        section.place.child(_END.name).refuse(end.isoformat(), f"an instant after the start, {start.isoformat()}")
    return start, end


class CalendarParts(NamedTuple):
    """A calendar but for its zone."""

    hours: str
    holidays: HolidaysLike
    exceptions: dict[date, str] | None
    yearly: dict[str, str] | None
    breaks: tuple[tuple[datetime, datetime], ...]
    hours_per_day: timedelta | None

    def in_zone(self, tz: ZoneInfo) -> WorkingCalendar:
        """The calendar."""
        return WorkingCalendar(
            self.hours,
            tz,
            holidays=self.holidays,
            exceptions=self.exceptions,
            yearly=self.yearly,
            breaks=self.breaks,
        )


_HOURS = Field("hours", Text("hours such as 'Mon-Fri 09:00-17:00'", _hours), "a week's opening hours", required=True)
_TZ = Field("tz", ZONE, "whose clock they mean", required=True)
_COUNTRY = Field("country", Text("an ISO country such as 'PL'", _country), "whose public holidays are days off")
_HOURS_PER_DAY = Field(
    "hours_per_day", Number(0, 24, whole=False, above=True), "what a day of budget is; required where days differ"
)
_EXCEPTIONS = Field("exceptions", Keyed(DATE_KEY, _SHIFTS), "dates with the hours that replace theirs")
_YEARLY = Field("yearly", Keyed(_YEARLY_KEY, _SHIFTS), "the same, for every year")
_HOLIDAYS = Field("holidays", Table((_FIRST_YEAR, _LAST_YEAR, _DAYS), _pinned), "holidays pinned for some years")
_BREAKS = Field("breaks", Rows(Table((_START, _END), _break), "a list of tables with start, end"), "spans taken out")
_OWN_FIELDS = (_HOURS, _COUNTRY, _HOURS_PER_DAY, _EXCEPTIONS, _YEARLY, _HOLIDAYS, _BREAKS)


def _own_calendar(section: Section) -> CalendarParts | None:
    hours, country, per_day = section.get(_HOURS), section.get(_COUNTRY), section.get(_HOURS_PER_DAY)
    exceptions, yearly, pinned = section.get(_EXCEPTIONS), section.get(_YEARLY), section.get(_HOLIDAYS)
    breaks = section.get(_BREAKS) or ()
    if hours is None:
        return None
    holidays: HolidaysLike = country if pinned is None else replace(pinned, country=country)
    day = None if per_day is None else MICROSECOND * round(per_day * HOUR_US)
    parts = CalendarParts(hours, holidays, exceptions, yearly, breaks, day)
    schedule = parts.in_zone(ZoneInfo("UTC")).schedule
    if _HOURS_PER_DAY.name not in section.data and schedule.hours.daily_us is None:
        expected = f"to be given, as the days differ in {hours!r}"
        section.place.child(_HOURS_PER_DAY.name).refuse(None, expected)
        return None
    return parts


def _calendar(section: Section) -> tuple[CalendarParts, ZoneInfo] | None:
    tz, parts = section.get(_TZ), _own_calendar(section)
    return None if tz is None or parts is None else (parts, tz)


CALENDAR = Table((*_OWN_FIELDS[:1], _TZ, *_OWN_FIELDS[1:]), _calendar)
"""The contract's calendar, with its zone."""

OWN_CALENDAR = Table(_OWN_FIELDS, _own_calendar)
"""The calendar of a severity."""
