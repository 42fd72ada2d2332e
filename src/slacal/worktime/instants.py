"""Instants: the one module where aware datetimes and integer microseconds meet.

Outside, time is an aware `datetime`; inside, an `int` of microseconds since 1970-01-01 UTC, named `*_us`.

Invariant: nothing here reads the machine's clock or zone.
Law: `to_us(from_us(us, tz)) == us` for every zone, and `to_us` of the same instant is the same in any zone.

Digits below a microsecond, which some datetime subclasses carry, are dropped towards the past.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from slacal.errors import CalendarError, NaiveDatetimeError, NegativeBudgetError, SlacalTypeError

__all__ = [
    "DAY_US",
    "EPOCH",
    "HOUR_US",
    "MICROSECOND",
    "MINUTE_US",
    "SECOND_US",
    "budget_to_us",
    "checked_budget",
    "checked_date",
    "checked_year",
    "checked_years",
    "from_us",
    "local_candidates",
    "not_microseconds",
    "plain",
    "read_zone",
    "since_epoch",
    "to_us",
    "wall_reader",
]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US

_LONGEST_KEY = 100  # characters; of a path with many parts `zoneinfo` makes as many imports, one within another

_subtract = datetime.__sub__  # what subclasses override, with other results


def since_epoch(value: datetime, argument: str = "at") -> timedelta:
    """The time from the epoch to an aware datetime, or to a subclass such as `pandas.Timestamp`.

    Raises `NaiveDatetimeError` where there is no zone and `SlacalTypeError` where there is no datetime;
    `argument` is the name the error gives.
    """
    try:
        return value - EPOCH if type(value) is datetime else _subtract(value, EPOCH)
    except TypeError:
        raise _refusal(value, argument) from None


def to_us(value: datetime, argument: str = "at") -> int:
    """Microseconds since the epoch of an aware datetime; raises as `since_epoch` does.

    >>> to_us(datetime(1970, 1, 1, 1, tzinfo=ZoneInfo("Europe/Warsaw")))
    0
    """
    return since_epoch(value, argument) // MICROSECOND


def _refusal(value: object, argument: str) -> NaiveDatetimeError | SlacalTypeError:
    if isinstance(value, datetime) and value == value:  # a missing time is unequal to itself
        return NaiveDatetimeError(argument, value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return SlacalTypeError(argument, value, "a datetime with a time zone, not a date (which instant of that day?)")
    return SlacalTypeError(argument, value, "a datetime with a time zone")


def from_us(us: int, tz: ZoneInfo) -> datetime:
    """The instant as a plain `datetime` in the zone.

    >>> from_us(0, ZoneInfo("Europe/Warsaw")).isoformat()
    '1970-01-01T01:00:00+01:00'
    """
    return tz.fromutc(_epoch_in(tz) + MICROSECOND * us)


@lru_cache(maxsize=1_024)
def _epoch_in(tz: ZoneInfo) -> datetime:
    """The epoch as `tz.fromutc` wants it: what UTC shows, said to be in the zone."""
    return EPOCH.replace(tzinfo=tz)


def plain(at: datetime, argument: str = "at") -> datetime:
    """The same instant in the same zone as a datetime of the standard library's own class; raises as `to_us` does."""
    us = to_us(at, argument)
    return at if type(at) is datetime else (EPOCH + MICROSECOND * us).astimezone(at.tzinfo)


def wall_reader(tz: ZoneInfo) -> Callable[[int], int]:
    """A function that tells the instant at which the zone's wall clock shows a time.

    Both are microseconds: since 1970-01-01 00:00 on that clock, and since the epoch. This is the one place where
    clock changes are resolved: a time that is skipped is moved forward by what was skipped (as
    `dateutil.tz.resolve_imaginary` does), of a time shown twice it is the first. Both follow from taking the
    offset in force before the change, which is what a datetime's `fold=0` means.
    """
    local_epoch = EPOCH.replace(tzinfo=tz)
    known: dict[timedelta | None, int] = {}

    def to_instant(wall_us: int) -> int:
        try:
            wall = local_epoch + MICROSECOND * wall_us
        except OverflowError:  # outside of what a datetime can say, the outermost offset holds
            wall = (datetime.max if wall_us > 0 else datetime.min).replace(tzinfo=tz)
        offset = wall.utcoffset()
        offset_us = known.get(offset)
        if offset_us is None:
            offset_us = known[offset] = _offset_us(offset)
        return wall_us - offset_us

    return to_instant


def _offset_us(offset: timedelta | None) -> int:
    return 0 if offset is None else offset // MICROSECOND


def local_candidates(naive: datetime, tz: ZoneInfo) -> tuple[int, ...]:
    """The instants at which the zone's wall clock shows `naive`, earlier first: one, none in a gap, two in an overlap.

    >>> local_candidates(datetime(2026, 3, 29, 2, 30), ZoneInfo("Europe/Warsaw"))
    ()
    """
    first = naive.replace(tzinfo=tz, fold=0)
    second = first.replace(fold=1)
    wall_us = (naive.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
    first_us, second_us = (wall_us - _offset_us(wall.utcoffset()) for wall in (first, second))
    if first_us == second_us:
        return (first_us,)
    return (first_us, second_us) if first_us < second_us else ()


def not_microseconds(error: TypeError, **given: object) -> TypeError:
    """What to raise for an error on the way with numbers: the first that is none by name, else the error itself.

    Asked only where something has gone wrong, so that what goes well costs nothing.
    """
    for argument, value in given.items():
        if not isinstance(value, int):
            return SlacalTypeError(argument, value, "a whole number of microseconds")
    return error


def checked_budget(value: timedelta, argument: str = "budget") -> timedelta:
    """The value itself as a plain `timedelta` of zero or more.

    Raises `SlacalTypeError` for anything but a `timedelta` and `NegativeBudgetError` below zero.
    """
    if type(value) is not timedelta:
        if not isinstance(value, timedelta):
            raise SlacalTypeError(argument, value, "working time as a timedelta, for example timedelta(hours=16)")
        value = timedelta(value.days, value.seconds, value.microseconds)
    if value.days < 0:
        raise NegativeBudgetError(argument, value)
    return value


def budget_to_us(value: timedelta, argument: str = "budget") -> int:
    """Microseconds of a working time of zero or more; raises as `checked_budget` does."""
    return checked_budget(value, argument) // MICROSECOND


def checked_date(value: date, argument: str = "day") -> date:
    """The value itself where it is a plain date; `SlacalTypeError` for a datetime, whose date depends on the zone."""
    if isinstance(value, datetime):
        raise SlacalTypeError(argument, value, "a date; take .astimezone(calendar.tz).date() of a datetime")
    if not isinstance(value, date):
        raise SlacalTypeError(argument, value, "a date, for example date(2026, 11, 11)")
    return value


def checked_year(value: int, argument: str = "year") -> int:
    """The value itself where it is a year that dates can have.

    Raises `SlacalTypeError` for what is no whole number and `CalendarError` for a year that no date has.
    """
    if type(value) is not int:
        raise SlacalTypeError(argument, value, "a year as a whole number")
    if not MINYEAR <= value <= MAXYEAR:
        raise CalendarError(argument, value, f"a year from {MINYEAR} to {MAXYEAR}")
    return value


def checked_years(first_year: int, last_year: int) -> None:
    """Refuse what are no years that dates can have, as `checked_year` does, or not in their order (`CalendarError`)."""
    if checked_year(first_year, "first_year") > checked_year(last_year, "last_year"):
        raise CalendarError("last_year", last_year, f"{first_year} or later")


def read_zone(value: str | ZoneInfo | timezone, field: str = "tz") -> ZoneInfo:
    """The zone named by an IANA key such as "Europe/Warsaw", or given as `ZoneInfo` or `datetime.UTC`.

    Raises `CalendarError` for an unknown key and `SlacalTypeError` for anything else.
    """
    expected = "an IANA time zone such as 'Europe/Warsaw'"
    if isinstance(value, ZoneInfo) and value.key:
        return value
    if value is UTC:
        return ZoneInfo("UTC")
    if not isinstance(value, str):
        raise SlacalTypeError(field, value, expected)
    try:
        if len(value) > _LONGEST_KEY:
            raise ValueError(value)
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        if not available_timezones():
            expected = "time zone rules, of which this system has none (pip install tzdata)"
        raise CalendarError(field, value, expected) from None
