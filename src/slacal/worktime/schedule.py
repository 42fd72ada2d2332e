"""The schedule: what a calendar is made of, and which shifts it therefore has.

It turns the definition (hours, zone, holidays, exceptions, breaks) into spans of UTC, date by date. Zone rules
are asked once for each edge here and never again.

Invariant: a frozen value in normal form, so that two schedules are equal exactly when they mean the same.
Laws: a holiday or an exception acts on the shifts that open on its date, and an exception wins; a date the zone
skips has no shifts; breaks take time out and never add any.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import isleap, monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import TYPE_CHECKING

from slacal.errors import CalendarError, ReversedIntervalError, SlacalTypeError
from slacal.worktime.clock import Span, merged
from slacal.worktime.holidays import HolidaysLike, read_holidays
from slacal.worktime.hours import HoursLike, OpeningHours, ShiftsLike, parse_shifts, write_shifts
from slacal.worktime.instants import DAY_US, EPOCH, MICROSECOND, checked_date, from_us, read_zone, to_us, wall_reader

if TYPE_CHECKING:
    from datetime import timezone
    from zoneinfo import ZoneInfo

    from slacal.worktime.holidays import HolidaySource

__all__ = [
    "BreaksLike",
    "ExceptionsLike",
    "Schedule",
    "YearlyLike",
    "is_month_and_day",
    "read_breaks",
    "read_exceptions",
    "read_yearly",
]

ExceptionsLike = Mapping[date, ShiftsLike]
"""Dates with the hours that replace theirs: `{date(2026, 5, 2): "10:00-14:00", date(2026, 1, 2): "closed"}`."""

YearlyLike = Mapping[str, ShiftsLike]
"""Days of every year with the hours that replace theirs: `{"12-31": "09:00-13:00", "12-24": "closed"}`."""

BreaksLike = Iterable[tuple[datetime, datetime]]
"""Spans taken out of the working time, as pairs of aware datetimes."""

_EPOCH_ORDINAL = EPOCH.toordinal()
_MIN_US = (datetime.min.replace(tzinfo=EPOCH.tzinfo) - EPOCH) // MICROSECOND
_MAX_US = (datetime.max.replace(tzinfo=EPOCH.tzinfo) - EPOCH) // MICROSECOND
_WEEK_US = 7 * DAY_US


@dataclass(frozen=True, slots=True)
class Schedule:
    """The definition of a calendar in normal form; all of it is sorted, and `breaks` are disjoint.

    `yearly` are the exceptions of every year, by "MM-DD"; those of a date win over them.
    """

    hours: OpeningHours
    tz: ZoneInfo
    holidays: HolidaySource
    exceptions: tuple[tuple[date, tuple[Span, ...]], ...]
    breaks: tuple[Span, ...]
    yearly: tuple[tuple[str, tuple[Span, ...]], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a definition without any hours."""
        if self.hours.is_empty and not any(shifts for _, shifts in (*self.exceptions, *self.yearly)):
            raise CalendarError("hours", str(self.hours), "hours on a weekday, or an exception with hours")

    @classmethod
    def read(
        cls,
        hours: HoursLike,
        tz: str | ZoneInfo | timezone,
        holidays: HolidaysLike,
        exceptions: ExceptionsLike | None,
        yearly: YearlyLike | None,
        breaks: BreaksLike,
    ) -> Schedule:
        """The schedule meant by the arguments of a `WorkingCalendar`."""
        return cls(
            OpeningHours.parse(hours),
            read_zone(tz),
            read_holidays(holidays),
            read_exceptions(exceptions),
            read_breaks(breaks),
            read_yearly(yearly),
        )

    def with_holidays(self, holidays: HolidaysLike) -> Schedule:
        """The same with other holidays."""
        return replace(self, holidays=read_holidays(holidays))

    @property
    def arguments(self) -> str:
        """The definition as the arguments of a `WorkingCalendar`."""
        parts = [repr(str(self.hours)), repr(self.tz.key), f"holidays={self.holidays.given!r}"]
        if self.exceptions:
            parts.append(f"exceptions={ {day: write_shifts(shifts) for day, shifts in self.exceptions}!r}")
        if self.yearly:
            parts.append(f"yearly={ {day: write_shifts(shifts) for day, shifts in self.yearly}!r}")
        if self.breaks:
            parts.append(f"breaks={[(from_us(a, self.tz), from_us(b, self.tz)) for a, b in self.breaks]!r}")
        return ", ".join(parts)

    @property
    def first_us(self) -> int:
        """The first instant for which the schedule is known.

        Where shifts run past midnight, the one that opened before the first known date is not known, so this is
        a day later.
        """
        midnight = self.midnight_us(date(self.holidays.first_year, 1, 1).toordinal())
        if self.holidays.first_year == MINYEAR:
            return max(midnight, _MIN_US)
        return midnight + DAY_US if self.hours.runs_past_midnight else midnight

    @property
    def last_us(self) -> int:
        """The end of the time for which the schedule is known; itself still an instant that can be answered."""
        if self.holidays.last_year == MAXYEAR:
            return min(self.midnight_us(date.max.toordinal() + 1) - 1, _MAX_US)
        return self.midnight_us(date(self.holidays.last_year + 1, 1, 1).toordinal())

    @property
    def irregular_years(self) -> tuple[int, int] | None:
        """First and last year in which anything besides the week has a say; None where nothing ever has."""
        years = [day.year for day, _ in self.exceptions]
        years += [(EPOCH + MICROSECOND * us).year for span in self.breaks for us in span]
        years += self.holidays.busy_years or ()
        years += (self.holidays.first_year, self.holidays.last_year) if self.yearly else ()
        return (min(years), max(years)) if years else None

    def most_work_us(self, start_us: int, end_us: int) -> int:
        """No less than the working time that `[start_us, end_us)` can hold.

        Whole weeks, rounded up; every exception; those of every year, and a day a year for clocks that are set back.
        """
        span_us = max(end_us - start_us, 0)
        weeks = span_us // _WEEK_US + 2
        excepted_us = sum(end - start for _, shifts in self.exceptions for start, end in shifts)
        yearly_us = DAY_US + sum(end - start for _, shifts in self.yearly for start, end in shifts)
        return min(weeks * self.hours.weekly_us + excepted_us + (weeks // 52 + 2) * yearly_us, span_us)

    def midnight_us(self, ordinal: int) -> int:
        """The instant at which a local date (`date.toordinal`) begins."""
        return wall_reader(self.tz)((ordinal - _EPOCH_ORDINAL) * DAY_US)

    def exceptions_in(self, year: int) -> dict[int, tuple[Span, ...]]:
        """The exceptions of a year by the ordinals of their dates: the yearly ones, and over them those of a date."""
        rows: dict[int, tuple[Span, ...]] = {}
        for text, shifts in self.yearly:
            month, day = int(text[:2]), int(text[3:])
            if text != "02-29" or isleap(year):
                rows[date(year, month, day).toordinal()] = shifts
        start, end = bisect_left(self.exceptions, year, key=_year), bisect_right(self.exceptions, year, key=_year)
        return rows | {day.toordinal(): shifts for day, shifts in self.exceptions[start:end]}

    def shifts_of(self, day: date) -> tuple[Span, ...]:
        """The shifts that open on a known date, as instants, before breaks are taken out of them."""
        shifts = self.exceptions_in(day.year).get(day.toordinal())
        if shifts is None:
            shifts = () if day in self.holidays.of_year(day.year) else self.hours.week[day.weekday()]
        return self._instants(day, shifts)

    def usual_shifts_of(self, day: date) -> tuple[Span, ...]:
        """The shifts that would open on a date if there were nothing but the week."""
        return self._instants(day, self.hours.week[day.weekday()])

    def _instants(self, day: date, shifts: Iterable[Span]) -> tuple[Span, ...]:
        ordinal = day.toordinal()
        if self.midnight_us(ordinal) == self.midnight_us(ordinal + 1):  # the zone skips this date
            return ()
        midnight = (ordinal - _EPOCH_ORDINAL) * DAY_US
        to_instant = wall_reader(self.tz)
        spans = ((to_instant(midnight + opening), to_instant(midnight + closing)) for opening, closing in shifts)
        return tuple(span for span in spans if span[0] < span[1])

    def last_closing_us(self, day: date) -> int:
        """The last closing of the shifts that open on a working day; a shift past midnight closes on the next date."""
        spans, _ = self.work(day.toordinal(), day.toordinal())
        return max(closing for _, closing in spans)

    def work(self, first: int, last: int) -> tuple[list[Span], list[int]]:
        """The spans of all shifts that open on the known dates first..last, and those of the dates that have any.

        Dates are given and returned as ordinals (`date.toordinal`); spans are in the order of their dates.
        """
        spans: list[Span] = []
        days: list[int] = []
        to_instant = wall_reader(self.tz)
        for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1):
            start = max(first, date(year, 1, 1).toordinal())
            end = min(last, date(year, 12, 31).toordinal())
            start_us, end_us = (to_instant((day - _EPOCH_ORDINAL) * DAY_US) for day in (start, end + 1))
            # Only a skipped date makes a year this short; what has a shift on such a date is then looked at closely.
            skips = end_us - start_us <= (end + 1 - start) * DAY_US - DAY_US // 2
            exceptions = self.exceptions_in(year)
            holidays = {day.toordinal() for day in self.holidays.of_year(year)}
            if self._is_taken_out(start_us, end_us):
                continue
            if self.hours.is_always and not (skips or holidays or exceptions or self.breaks):
                spans.append((start_us, end_us))
                days.extend(range(start, end + 1))
                continue
            for ordinal in range(start, end + 1):
                shifts = exceptions.get(ordinal)
                if shifts is None:
                    shifts = () if ordinal in holidays else self.hours.week[(ordinal - 1) % 7]
                if not shifts or (skips and self.midnight_us(ordinal) == self.midnight_us(ordinal + 1)):
                    continue
                midnight = (ordinal - _EPOCH_ORDINAL) * DAY_US
                resolved = [
                    (to_instant(midnight + opening), to_instant(midnight + closing)) for opening, closing in shifts
                ]
                working = [span for shift in resolved for span in self._without_breaks(shift)]
                if working:
                    spans += working
                    days.append(ordinal)
        return spans, days

    def _is_taken_out(self, start_us: int, end_us: int) -> bool:
        """Whether one break covers the dates between two midnights and all that their shifts could reach into."""
        return any(start <= start_us and end_us + 2 * DAY_US <= end for start, end in self.breaks)

    def _without_breaks(self, shift: Span) -> Iterator[Span]:
        """What the breaks leave of a shift; nothing where a clock change leaves nothing of it."""
        start, end = shift
        row = max(bisect_right(self.breaks, (start,)) - 1, 0)
        while row < len(self.breaks) and self.breaks[row][0] < end:
            pause_start, pause_end = self.breaks[row]
            if start < pause_start:
                yield start, pause_start
            start = max(start, pause_end)
            row += 1
        if start < end:
            yield start, end


def read_exceptions(value: ExceptionsLike | None) -> tuple[tuple[date, tuple[Span, ...]], ...]:
    """Exceptions in normal form; `OpeningHoursError` names the date whose hours cannot be read."""
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise SlacalTypeError("exceptions", value, "a mapping from dates to hours")
    rows = ((checked_date(day, "exceptions"), shifts) for day, shifts in value.items())
    return tuple(sorted((day, parse_shifts(shifts, f"exceptions[{day}]")) for day, shifts in rows))


def _year(row: tuple[date, object]) -> int:
    return row[0].year


def read_yearly(value: YearlyLike | None) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """Yearly exceptions in normal form; `CalendarError` names what is no "MM-DD"."""
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise SlacalTypeError("yearly", value, "a mapping from 'MM-DD' to hours")
    for text in value:
        if not isinstance(text, str):
            raise SlacalTypeError("yearly", text, "a month and a day such as '12-24'")
        if not is_month_and_day(text):
            raise CalendarError("yearly", text, "a month and a day such as '12-24'")
    return tuple(sorted((text, parse_shifts(shifts, f"yearly[{text}]")) for text, shifts in value.items()))


def is_month_and_day(text: str) -> bool:
    """Whether a text is "MM-DD" of some year, 29 February included."""
    if re.fullmatch(r"\d\d-\d\d", text, re.ASCII) is None:
        return False
    month, day = int(text[:2]), int(text[3:])
    return 1 <= month <= 12 and 1 <= day <= monthrange(2000, month)[1]


def read_breaks(value: BreaksLike) -> tuple[Span, ...]:
    """Breaks in normal form, sorted and merged; refuses naive datetimes and ends that are not after starts."""
    if not isinstance(value, Iterable):
        raise SlacalTypeError("breaks", value, "pairs of datetimes with time zones")
    spans: list[Span] = []
    for number, pair in enumerate(value):
        where = f"breaks[{number}]"
        try:
            start, end = pair
        except (TypeError, ValueError):
            raise SlacalTypeError(where, pair, "a pair of datetimes with time zones") from None
        span = to_us(start, f"{where}.start"), to_us(end, f"{where}.end")
        if span[0] >= span[1]:
            raise ReversedIntervalError(where, start, end)
        spans.append(span)
    return tuple(merged(spans))
