"""Opening hours: which shifts open on which weekday.

A shift is a span of the wall clock, in microseconds after midnight of the date it opens on. One that runs past
midnight ends beyond 24 hours and still belongs to the date it opens on.

Invariant: `OpeningHours` holds seven rows (Monday first) of sorted shifts that neither overlap nor touch, and no
shift runs into the next day's; equal hours are equal however they were written.
Law: `OpeningHours.parse(str(hours)) == hours`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from slacal.errors import OpeningHoursError, SlacalTypeError
from slacal.worktime.clock import Span, merged
from slacal.worktime.instants import DAY_US, MINUTE_US, SECOND_US
from slacal.worktime.words import WEEKDAYS

__all__ = ["HoursLike", "OpeningHours", "ShiftsLike", "parse_shifts", "write_shifts"]

ShiftsLike = str | Iterable[tuple[str | time, str | time]]
"""A day's hours: "08:00-12:00,13:00-16:00", "closed", or pairs of times."""

HoursLike = str | Mapping[str, ShiftsLike]
"""A week's hours: text such as "Mon-Fri 09:00-17:00", or a mapping from weekdays to a day's hours."""

_LONG_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?", re.ASCII)
_GROUP = re.compile(r"(?P<days>[A-Za-z]+(?:\s*[-,]\s*[A-Za-z]+)*)\s+(?P<hours>\S.*)")
_MOST = 10_000  # characters; joining groups to a week takes the square of their number


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The shifts of a week; `week[0]` are those that open on a Monday, as (start, end) in microseconds.

    >>> str(OpeningHours.parse("Mon-Thu 08:00-12:00,13:00-16:00; Fri 8:00-14:00"))
    'Mon-Thu 08:00-12:00,13:00-16:00; Fri 08:00-14:00'
    """

    week: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        """Refuse a shift that runs into the shifts of the next day."""
        for weekday, shifts in enumerate(self.week):
            following = self.week[(weekday + 1) % 7]
            if shifts and following and shifts[-1][1] > DAY_US + following[0][0]:
                where = f"hours of {WEEKDAYS[weekday]} and {WEEKDAYS[(weekday + 1) % 7]}"
                value = f"{write_shifts(shifts)} then {write_shifts(following)}"
                raise OpeningHoursError(where, value, "shifts that do not overlap")

    @classmethod
    def parse(cls, hours: HoursLike) -> OpeningHours:
        """Read hours written as text or as a mapping from weekdays to hours.

        Text: groups of days and hours separated by `;`, days as `Mon`, `Mon-Fri` or `Mon,Wed`, or `24/7` for
        always. A mapping's keys are days in the same form, its values a day's hours. Raises
        `OpeningHoursError`, naming the part at fault.
        """
        if isinstance(hours, str):
            if len(hours) > _MOST:
                raise OpeningHoursError("hours", f"{hours[:20]}...", f"a week's hours in at most {_MOST} characters")
            if hours.strip() == "24/7":
                return cls((((0, DAY_US),),) * 7)
            groups: list[tuple[str, ShiftsLike]] = [_split_group(part) for part in hours.split(";") if part.strip()]
        elif isinstance(hours, Mapping):
            groups = list(hours.items())
        else:
            raise SlacalTypeError("hours", hours, "text such as 'Mon-Fri 09:00-17:00' or a mapping of weekdays")
        week: list[list[Span]] = [[] for _ in WEEKDAYS]
        for days, shifts in groups:
            parsed = parse_shifts(shifts, f"hours of {days}")
            for weekday in _parse_days(days):
                week[weekday] = _without_overlap([*week[weekday], *parsed], f"hours of {WEEKDAYS[weekday]}")
        return cls(tuple(tuple(shifts) for shifts in week))

    @property
    def is_empty(self) -> bool:
        """Whether no shift ever opens."""
        return not any(self.week)

    @property
    def is_always(self) -> bool:
        """Whether the week has no closed moment."""
        return self.weekly_us == 7 * DAY_US

    @property
    def runs_past_midnight(self) -> bool:
        """Whether a shift reaches into the date after the one it opens on."""
        return any(end > DAY_US for shifts in self.week for _, end in shifts)

    @property
    def weekly_us(self) -> int:
        """Working time of a week without clock changes, in microseconds."""
        return sum(end - start for shifts in self.week for start, end in shifts)

    @property
    def daily_us(self) -> int | None:
        """The hours of a day, where every day that has any has as many; else None."""
        lengths = {sum(end - start for start, end in shifts) for shifts in self.week if shifts}
        return lengths.pop() if len(lengths) == 1 else None

    def __str__(self) -> str:
        if self.week == (((0, DAY_US),),) * 7:
            return "24/7"
        groups: list[str] = []
        first = 0
        while first < 7:
            last = first
            while last < 6 and self.week[last + 1] == self.week[first]:
                last += 1
            if self.week[first]:
                days = WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"
                groups.append(f"{days} {write_shifts(self.week[first])}")
            first = last + 1
        return "; ".join(groups)


def parse_shifts(shifts: ShiftsLike, where: str = "hours") -> tuple[Span, ...]:
    """Read one day's hours: `"08:00-12:00,13:00-16:00"`, `"closed"`, or pairs of times.

    An end at or before the start lies on the next date; `24:00` is the end of the day. `where` is the place an
    `OpeningHoursError` names.

    >>> parse_shifts("22:00-06:00")
    ((79200000000, 108000000000),)
    """
    if isinstance(shifts, str):
        if shifts.strip().lower() == "closed":
            return ()
        pairs: list[tuple[str | time, str | time]] = []
        for part in shifts.split(","):
            start, dash, end = part.partition("-")
            if not dash:
                raise OpeningHoursError(where, part.strip(), "hours such as '09:00-17:00', or 'closed'")
            pairs.append((start, end))
    elif isinstance(shifts, Iterable):
        pairs = [_checked_pair(pair, where) for pair in shifts]
    else:
        raise SlacalTypeError(where, shifts, "hours such as '09:00-17:00', 'closed', or pairs of times")
    return tuple(_without_overlap([_span(start, end, where) for start, end in pairs], where))


def write_shifts(shifts: Iterable[Span]) -> str:
    """A day's shifts in the form `parse_shifts` reads."""
    return ",".join(_write_span(start, end) for start, end in shifts) or "closed"


def _write_span(start: int, end: int) -> str:
    if end - start >= DAY_US and (start, end) != (0, DAY_US):  # 24 hours or more: only two shifts can say it
        middle = (max(start, end - DAY_US) + DAY_US) // 2
        return f"{_write_span(start, middle)},{_write_span(middle, end)}"
    return f"{_write_time(start)}-{_write_time(end if end <= DAY_US else end - DAY_US)}"


def _split_group(text: str) -> tuple[str, str]:
    match = _GROUP.fullmatch(text.strip())
    if match is None:
        raise OpeningHoursError("hours", text.strip(), "days and hours such as 'Mon-Fri 09:00-17:00'")
    return match["days"], match["hours"]


def _parse_days(text: object) -> list[int]:
    if not isinstance(text, str):
        raise SlacalTypeError("hours", text, "weekdays such as 'Mon' or 'Mon-Fri' as keys")
    days: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        start = _parse_day(first)
        end = _parse_day(last) if dash else start
        days += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    return days


def _parse_day(text: str) -> int:
    name = text.strip().lower()
    for weekday, long_name in enumerate(_LONG_NAMES):
        if name in (long_name, long_name[:3]):
            return weekday
    raise OpeningHoursError("hours", text.strip(), f"one of the weekdays {', '.join(WEEKDAYS)}")


def _checked_pair(pair: object, where: str) -> tuple[str | time, str | time]:
    match pair:
        case (str() | time() as start, str() | time() as end):
            return start, end
        case _:
            raise OpeningHoursError(where, pair, "a pair of times such as ('09:00', '17:00')")


def _span(start: str | time, end: str | time, where: str) -> Span:
    start_us, end_us = _time_us(start, where), _time_us(end, where)
    if start_us == DAY_US:
        raise OpeningHoursError(where, start, "a start before 24:00")
    if start_us == end_us:
        raise OpeningHoursError(
            where, _write_time(start_us), "an end other than the start (a whole day is 00:00-24:00)"
        )
    return start_us, end_us if end_us > start_us else end_us + DAY_US


def _time_us(value: str | time, where: str) -> int:
    if isinstance(value, time):
        if value.tzinfo is not None:
            raise OpeningHoursError(where, value, "a time without a zone (the calendar's zone applies)")
        return ((value.hour * 60 + value.minute) * 60 + value.second) * SECOND_US + value.microsecond
    match = _TIME.fullmatch(value.strip())
    if match is not None:
        hour, minute, second = (int(group or 0) for group in match.group(1, 2, 3))
        us = ((hour * 60 + minute) * 60 + second) * SECOND_US + int((match[4] or "").ljust(6, "0"))
        if minute < 60 and second < 60 and us <= DAY_US:
            return us
    raise OpeningHoursError(where, value.strip(), "a time such as 09:00, from 00:00 to 24:00")


def _write_time(us: int) -> str:
    minutes, rest_us = divmod(us, MINUTE_US)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    if rest_us:
        text += f":{rest_us // SECOND_US:02}"
        if rest_us % SECOND_US:
            text += f".{rest_us % SECOND_US:06}"
    return text


def _without_overlap(shifts: list[Span], where: str) -> list[Span]:
    whole = merged(shifts)
    if sum(end - start for start, end in whole) != sum(end - start for start, end in shifts):
        raise OpeningHoursError(where, write_shifts(sorted(shifts)), "shifts that do not overlap")
    return whole
