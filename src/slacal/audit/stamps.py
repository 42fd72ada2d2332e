"""Stamps: what a cell says about when something happened, as an instant or as bounds.

A stamp that names one instant is an `int` of microseconds; one that leaves room is a `Bounds`, from the earliest
instant it can mean to the latest. Nothing is ever filled in: a date without a time lies somewhere within its
local day, and a local time that a clock change repeats is one of two instants.

Invariant: `earliest_us < latest_us` in every `Bounds`.
Law: a stamp written with an offset means the same in every zone; one without needs `tz`, and is refused without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from slacal.audit.manner import PYTHON
from slacal.errors import InputError
from slacal.worktime.instants import DAY_US, EPOCH, HOUR_US, MICROSECOND, MINUTE_US, local_candidates, to_us
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from slacal.audit.manner import Manner

__all__ = [
    "EXPECTED_STAMP",
    "FIRST_US",
    "LAST_US",
    "Bounds",
    "ExactStamps",
    "LocalStamps",
    "Stamp",
    "as_text",
    "by",
    "earliest",
    "is_missing",
    "latest",
    "read_stamp",
    "shown",
]

EXPECTED_STAMP = "expected a time such as 2026-03-05T10:00+01:00 (ISO 8601)"
"""What is said of a text that is none."""

_OUTSIDE = "expected a time from 0001-01-03 to 9999-12-28, or nothing where nothing is recorded"
FIRST_US = (datetime(1, 1, 3, tzinfo=UTC) - EPOCH) // MICROSECOND
LAST_US = (datetime(9999, 12, 29, tzinfo=UTC) - EPOCH) // MICROSECOND
"""No stamp is before the one or after the other: two days from either end of what `datetime` can hold, so that no zone
can push a stamp over the edge."""

_DAY = r"\d{4}-\d\d-\d\d|\d{8}|\d{4}-W\d\d-\d|\d{4}W\d{3}"
_DATE = re.compile(_DAY, re.ASCII)
_CLOCK = r"\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?"  # a fraction of seconds only: of an hour, Python reads it as seconds
_TIME = re.compile(rf"({_DAY})(?:[Tt]|\ +)({_CLOCK})\ ?([+-]\d\d[\d:.]*|[Zz]|UTC|GMT)?", re.ASCII)
_SHOWN = 80  # characters of a value that messages show
_LONGEST = 40  # characters of a stamp whose parts are remembered; digits of a second may be as many as one likes

_LOCAL = re.compile(r"\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):\d\d(?::\d\d(?:[.,]\d+)?)?", re.ASCII)

_SEPARATORS = ("T", " ")
_AFTER_MINUTES = (":", "+", "-", "Z")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Something happened between two instants, both possible; `text` is all that is known, in ISO 8601.

    With `twice` only the two ends are possible: a local time that a clock change repeats.
    """

    earliest_us: int
    latest_us: int
    text: str
    twice: bool = False


Stamp = int | Bounds


def earliest(stamp: Stamp) -> int:
    """The earliest instant a stamp can mean."""
    return stamp if isinstance(stamp, int) else stamp.earliest_us


def latest(stamp: Stamp) -> int:
    """The latest instant a stamp can mean."""
    return stamp if isinstance(stamp, int) else stamp.latest_us


def by(stamp: Stamp | None, now_us: int) -> Stamp | None:
    """A stamp as of an instant: None where it lies ahead, and cut off where it may be taken to."""
    if stamp is None or earliest(stamp) > now_us:
        return None
    if isinstance(stamp, int) or stamp.latest_us <= now_us:
        return stamp
    if stamp.twice or stamp.earliest_us == now_us:
        return stamp.earliest_us
    return Bounds(stamp.earliest_us, now_us, stamp.text)


def is_missing(value: object) -> bool:
    """Whether a value stands for "nothing here": None, blank text, and what is unequal to itself (NaN, NaT, NA)."""
    if value is None or isinstance(value, str):
        return not value or value.isspace()
    try:
        return bool(value != value)  # that is how NaN and NaT are told
    except (TypeError, ArithmeticError):  # pandas.NA and a signalling NaN will not say
        return True
    except ValueError:  # an array
        return False


def shown(value: object) -> str:
    r"""A value as text for messages: on one line, printable, undecodable bytes as \xNN, cut where it is long."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, a nest of thousands of lists
        text = f"<{type(value).__name__}>"
    return f"{clean(text[:_SHOWN])}..." if len(text) > _SHOWN else clean(text)


def as_text(value: object) -> str:
    """A value as text; `InputError` for one that cannot be written: a number of thousands of digits."""
    try:
        return str(value)
    except (ValueError, RecursionError):
        raise InputError("expected text, or a number of at most 4300 digits", value=shown(value)) from None


class ExactStamps:
    """Reads stamps written with an offset, remembering the parts it has met: days, minutes, what follows.

        2026-03-05T  10:00  :00+01:00
        the day      + the  + the seconds, less the offset

    However many stamps an export has, its days are some thousands, its minutes at most 1,440 and its seconds with
    their offset a few hundred: three look-ups replace the parsing.

    Law: `of(text)` is what `datetime.fromisoformat` says, wherever the text has an offset and a `T` or a space.
    """

    __slots__ = ("_days", "_limit", "_minutes", "_rests", "parts")

    def __init__(self, limit: int = 50_000) -> None:
        self._limit = limit  # of each memory
        self._days: dict[str, int] = {}
        self._minutes: dict[str, int] = {}
        self._rests: dict[str, int] = {}
        self.parts = self._days, self._minutes, self._rests

    def of(self, text: str) -> int:
        """The instant; `KeyError` where the text is not of this kind, which need not make it unreadable."""
        try:
            return self._days[text[:11]] + self._minutes[text[11:16]] + self._rests[text[16:]]
        except KeyError:
            return self._met(text)

    def _met(self, text: str) -> int:
        if text[10:11] not in _SEPARATORS or text[13:14] != ":" or text[16:17] not in _AFTER_MINUTES:
            raise KeyError(text)
        try:
            us = (datetime.fromisoformat(text) - EPOCH) // MICROSECOND
        except (ValueError, TypeError):  # no time, or no offset
            raise KeyError(text) from None
        if not FIRST_US <= us <= LAST_US:
            raise KeyError(text)
        full = max(len(self._days), len(self._rests)) >= self._limit  # of fractions of seconds there are too many
        if not full and len(text) <= _LONGEST and text[11:13] != "24":
            day_us = (date.fromisoformat(text[:10]) - EPOCH.date()) // MICROSECOND
            if _is_inner(day_us):
                minute_us = (int(text[11:13]) * 60 + int(text[14:16])) * MINUTE_US
                self._days[text[:11]] = day_us
                self._minutes[text[11:16]] = minute_us
                self._rests[text[16:]] = us - day_us - minute_us
        return us


class LocalStamps(ExactStamps):
    """Reads stamps written without an offset, of days on which the clocks of a zone are not changed, in the same way.

        2026-03-05T       10:00  :00
        the day, less     + the  + the seconds
        the offset of it

    Law: `of(text)` is what `read_stamp(text, tz)` says, wherever it says an instant and the text has no offset.
    """

    __slots__ = ("_offset",)

    def __init__(self, tz: ZoneInfo, limit: int = 50_000) -> None:
        super().__init__(limit)
        self._offset = lru_cache(limit)(partial(_offset_of, tz))

    def _met(self, text: str) -> int:
        match = _LOCAL.fullmatch(text)
        try:
            wall_us = (datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH) // MICROSECOND if match else None
        except ValueError:  # no date, or 60 seconds
            wall_us = None
        offset_us = None if wall_us is None else self._offset(wall_us // DAY_US * DAY_US)
        if wall_us is None or offset_us is None:
            raise KeyError(text)
        if max(len(self._days), len(self._rests)) < self._limit:
            self._days[text[:11]] = wall_us // DAY_US * DAY_US - offset_us
            self._minutes[text[11:16]] = wall_us % DAY_US // MINUTE_US * MINUTE_US
            self._rests[text[16:]] = wall_us % MINUTE_US
        return wall_us - offset_us


def _is_inner(day_us: int) -> bool:
    """Whether all times of a day, with whatever offset, can be told on every clock."""
    return FIRST_US + DAY_US <= day_us <= LAST_US - 2 * DAY_US


def _offset_of(tz: ZoneInfo, day_us: int) -> int | None:
    """The one offset of a local day; None where clocks are changed on it, or it lies at an end of the calendar."""
    if not _is_inner(day_us):
        return None
    offsets: set[int | None] = set()
    for wall_us in range(day_us, day_us + DAY_US + 1, HOUR_US):  # no zone changes twice within an hour
        candidates = local_candidates((EPOCH + MICROSECOND * wall_us).replace(tzinfo=None), tz)
        offsets.add(wall_us - candidates[0] if len(candidates) == 1 else None)
    return offsets.pop() if len(offsets) == 1 else None


def read_stamp(value: object, tz: ZoneInfo | None = None, manner: Manner = PYTHON) -> Stamp | None:
    """What a cell or a Python value says about when; None where it says nothing.

    Reads ISO 8601 text, datetimes and dates, and their subclasses. `tz` is whose clock it is where there is no
    offset, `manner` how messages propose one. Raises `InputError` for anything else, and for local times and dates
    that a clock change leaves out.

    >>> read_stamp("1970-01-01T01:00+01:00")
    0
    """
    if is_missing(value):
        return None
    moment = _parsed(value.strip()) if isinstance(value, str) else value
    if isinstance(moment, datetime):
        stamp = _instant(moment, value, tz, manner) if moment.utcoffset() is None else to_us(moment)
    elif isinstance(moment, date):
        stamp = _within(moment, value, tz, manner)
    else:
        raise InputError(EXPECTED_STAMP, value=shown(value))
    if earliest(stamp) < FIRST_US or latest(stamp) > LAST_US:
        raise InputError(_OUTSIDE, value=shown(value))
    return stamp


def _parsed(text: str) -> datetime | date | None:
    """Text as Python's own parser reads it, less what that parser lets pass: any separator, weeks without a day."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        match = _TIME.fullmatch(text)
        if not match:
            return None
        day, time, zone = match.groups()
        offset = "" if zone is None else "+00:00" if zone.isalpha() else zone
        if time.startswith("24") and not time[2:].strip("0:.,"):  # the end of a day, as ISO 8601 has it
            return datetime.fromisoformat(f"{day}T00{time[2:]}{offset}") + timedelta(days=1)
        return datetime.fromisoformat(f"{day}T{time}{offset}")
    except (ValueError, OverflowError):
        return None


def _instant(naive: datetime, value: object, tz: ZoneInfo | None, manner: Manner) -> Stamp:
    if tz is None:
        expected = "expected an offset from UTC, as in 2026-03-05T10:00+01:00"
        error = f"{expected}; where stamps carry none, say whose clock they are: {manner.zone}"
        raise InputError(error, value=shown(value))
    match local_candidates(naive, tz):
        case (only,):
            return only
        case (first, second):
            return Bounds(first, second, naive.isoformat(), twice=True)
        case _:
            error = f"expected a local time that exists in {tz.key}: clocks were put forward over this one"
            raise InputError(error, value=shown(value))


def _within(day: date, value: object, tz: ZoneInfo | None, manner: Manner) -> Bounds:
    if tz is None:
        error = f"{EXPECTED_STAMP}; a date alone is read where its zone is known: {manner.zone}"
        raise InputError(error, value=shown(value))
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  the zone follows
    if day == date.max:
        raise InputError(_OUTSIDE, value=shown(value))
    start, end = (to_us(edge.replace(tzinfo=tz)) for edge in (midnight, midnight + timedelta(days=1)))
    if start >= end:
        raise InputError(f"expected a date that exists in {tz.key}: it was skipped there", value=shown(value))
    return Bounds(start, end - 1, day.isoformat())
