"""Fingerprints: short digests of everything an answer depends on, so that it can be told later what has changed.

Three parts change for different reasons and are kept apart: the *rules* (somebody edits a definition), the *holidays*
(a law, or a release of the `holidays` package), the *zone* (a release of the time zone database). Each is digested over
the years in use only, with the two dates before them, whose shifts may reach in: what happens later, or happened long
before, changes no answer and no fingerprint.

Invariant: a fingerprint depends on meaning alone, not on spelling, names or the order things were given in; versions
of packages stand beside it and are not part of it.
Law: equal fingerprints of the same years give equal answers in these years.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import MINYEAR, date
from hashlib import sha256
from typing import TYPE_CHECKING

from slacal._version import __version__
from slacal.errors import SlacalTypeError
from slacal.worktime.hours import write_shifts
from slacal.worktime.instants import DAY_US, EPOCH, HOUR_US, MICROSECOND, SECOND_US, checked_years
from slacal.worktime.timetable import horizon_error

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from slacal.worktime.calendar import WorkingCalendar
    from slacal.worktime.schedule import Schedule

__all__ = [
    "PARTS",
    "Fact",
    "Fingerprint",
    "calendar_fingerprint",
    "calendar_rules",
    "digest",
    "fingerprint_of",
    "versions",
]

PARTS = ("rules", "holidays", "zone")
"""What is digested, each on its own."""

Fact = str | int | float | bool | None | Sequence["Fact"] | Mapping[str, "Fact"]
"""What can be digested: what JSON can say."""

_DIGITS = 16
_STEP_US = 6 * HOUR_US  # no zone changes its offset and changes it back within so little time


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Digests of rules, holidays and zone over some years; `all` is one over the three and the years."""

    first_year: int
    last_year: int
    rules: str
    holidays: str
    zone: str

    @property
    def all(self) -> str:
        """One digest over the whole."""
        return digest([self.first_year, self.last_year, self.rules, self.holidays, self.zone])

    def part(self, name: str) -> str:
        """The digest of one of `PARTS`."""
        return {"rules": self.rules, "holidays": self.holidays, "zone": self.zone}[name]

    def to_dict(self) -> dict[str, object]:
        """The fingerprint as JSON has it, with the versions of today beside it."""
        return {
            "years": [self.first_year, self.last_year],
            **{name: self.part(name) for name in PARTS},
            "all": self.all,
            "versions": versions(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Fingerprint:
        """Read what `to_dict` wrote; versions are not part of it. Raises `SlacalTypeError`."""
        match data.get("years"):
            case [int(first), int(last)]:
                pass
            case other:
                raise SlacalTypeError("fingerprint.years", other, "the first and the last year")
        digests: list[str] = []
        for name in PARTS:
            value = data.get(name)
            if not isinstance(value, str):
                raise SlacalTypeError(f"fingerprint.{name}", value, "a digest as text")
            digests.append(value)
        rules, holidays, zone = digests
        return cls(first_year=first, last_year=last, rules=rules, holidays=holidays, zone=zone)

    def __str__(self) -> str:
        return self.all


def digest(fact: Fact) -> str:
    """A short digest of a fact; equal facts have equal digests, whatever the order of their keys."""
    text = json.dumps(fact, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def calendar_fingerprint(calendar: WorkingCalendar, first_year: int, last_year: int) -> Fingerprint:
    """The fingerprint of a calendar over some years."""
    return fingerprint_of(calendar_rules(calendar.schedule, first_year, last_year), [calendar], first_year, last_year)


def fingerprint_of(rules: Fact, calendars: Sequence[WorkingCalendar], first_year: int, last_year: int) -> Fingerprint:
    """A fingerprint of some rules, and of the holidays and zones of calendars.

    Raises `HorizonError` where holidays are not known for all of these years, and what `checked_years` does.
    """
    holidays = [_holidays(calendar.schedule, first_year, last_year) for calendar in calendars]
    zones = {calendar.tz.key: calendar.tz for calendar in calendars}
    return Fingerprint(
        first_year=first_year,
        last_year=last_year,
        rules=digest(rules),
        holidays=digest(holidays),
        zone=digest({key: _offsets(zone, first_year, last_year) for key, zone in zones.items()}),
    )


def calendar_rules(schedule: Schedule, first_year: int, last_year: int) -> Fact:
    """A calendar's definition but for its holidays, as far as it matters for some years."""
    first, last = _bounds(first_year, last_year)
    start_us, end_us = schedule.midnight_us(first.toordinal()), schedule.midnight_us(last.toordinal() + 1)
    exceptions = [row for year in range(first.year, last.year + 1) for row in schedule.exceptions_in(year).items()]
    return {
        "hours": str(schedule.hours),
        "tz": schedule.tz.key,
        "exceptions": {
            date.fromordinal(ordinal).isoformat(): write_shifts(shifts)
            for ordinal, shifts in exceptions
            if first.toordinal() <= ordinal <= last.toordinal()
        },
        "breaks": [
            [max(span[0], start_us), min(span[1], end_us)]
            for span in schedule.breaks
            if span[0] < end_us and start_us < span[1]
        ],
    }


def versions() -> dict[str, str]:
    """The versions of slacal and of what it takes its facts from, as installed."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"slacal": __version__}
    for package in ("holidays", "tzdata"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # the system has its own time zones
            continue
    return found


def _bounds(first_year: int, last_year: int) -> tuple[date, date]:
    """The dates that matter for some years: theirs, and the two before them."""
    checked_years(first_year, last_year)
    start = date(first_year, 1, 1)
    return start if first_year == MINYEAR else date(first_year - 1, 12, 30), date(last_year, 12, 31)


def _holidays(schedule: Schedule, first_year: int, last_year: int) -> Fact:
    """The dates of the holidays; what they are called changes no answer."""
    source = schedule.holidays
    if first_year < source.first_year or last_year > source.last_year:
        raise horizon_error(schedule, f"the fingerprint of {first_year} to {last_year}")
    first, last = _bounds(first_year, last_year)
    years = range(max(first.year, source.first_year), last_year + 1)
    return [day.isoformat() for year in years for day in source.of_year(year) if first <= day <= last]


def _offsets(zone: ZoneInfo, first_year: int, last_year: int) -> Fact:
    """The zone's offset at the beginning, and every change of it: when, and to how much, in seconds.

    The end is the midnight of UTC after the last one of these years on any clock.
    """
    first, last = _bounds(first_year, last_year)
    start = max(first, date(MINYEAR, 1, 2)).toordinal()  # the day before has no instant in zones west of Greenwich
    end = min(last.toordinal() + 2, date.max.toordinal())
    at_us, end_us = ((ordinal - EPOCH.toordinal()) * DAY_US for ordinal in (start, end))

    def offset(us: int) -> int:
        shown = (EPOCH + MICROSECOND * us).astimezone(zone).utcoffset()
        return 0 if shown is None else shown // MICROSECOND

    known = offset(at_us)
    changes: list[Fact] = [known // SECOND_US]
    while at_us < end_us:
        next_us = min(at_us + _STEP_US, end_us)
        if offset(next_us) != known:
            next_us = _first_change(offset, at_us, next_us)
            known = offset(next_us)
            changes.append([next_us // SECOND_US, known // SECOND_US])
        at_us = next_us
    return changes


def _first_change(offset: Callable[[int], int], at_us: int, end_us: int) -> int:
    """The first instant, to the second, of the offset that is in force at the end of a span."""
    known = offset(at_us)
    while end_us - at_us > SECOND_US:
        middle = at_us + (end_us - at_us) // SECOND_US // 2 * SECOND_US
        if offset(middle) == known:
            at_us = middle
        else:
            end_us = middle
    return end_us
