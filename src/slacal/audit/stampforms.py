"""Stamp forms: how an export writes its stamps, as a pattern that turns them into ISO 8601.

    29-02-2016 01:23   as   %d-%m-%Y %H:%M   is   2016-02-29T01:23+01:00
    the day    time         with Europe/Rome

A form is text with directives, as `strptime` has them: day, month, year, hour, minute, second, half of the day, offset.
Names of months are English, whatever the machine's locale. Text stays text: what a form makes of it is read by whoever
reads stamps in ISO 8601, so that dates without a time, and local times that a clock change repeats or skips, mean what
they mean everywhere. Where all of a local day has one offset, it is written down: such stamps are read quickly.

Invariant: a form names a day, and every directive once.
Laws: what `strftime` writes by a form, the form reads back, as exactly as it was written; what it reads is never a day
or a time that does not exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

from slacal.audit.stamps import as_text, shown
from slacal.errors import ContractError, InputError
from slacal.worktime.instants import EPOCH, MICROSECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

__all__ = ["NAMED_FORMS", "StampForm", "StampTexts", "checked_forms"]

NAMED_FORMS = ("iso", "epoch-seconds", "epoch-ms")
"""Forms that go by a name: ISO 8601, and seconds or milliseconds since 1970-01-01 UTC."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_PIVOT = 69  # years 69 to 99 of two digits are those of the 1900s, as POSIX has it
_TICKS = {"epoch-seconds": 1_000_000, "epoch-ms": 1_000}
_REMEMBERED = 50_000  # days, and times, at most
_LONGEST = 100  # characters of a stamp of which they are
_HOURS = tuple(product(range(24), (0, 1)))
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,9})?")
_EXAMPLE = datetime(2004, 3, 2, 17, 6, 8)  # noqa: DTZ001  a wall time; its day, month and short year could be swapped


class _Directive(NamedTuple):
    """What a directive stands for, the pattern of its text, and how the example is written by it."""

    part: str
    pattern: str
    write: str


_DIRECTIVES = {
    "Y": _Directive("year", r"[0-9]{4}", "{0:%Y}"),
    "y": _Directive("year", r"[0-9]{2}", "{0:%y}"),
    "m": _Directive("month", r"1[0-2]|0?[1-9]", "{0:%m}"),
    "b": _Directive("month", "|".join(_MONTHS), "Mar"),
    "B": _Directive("month", "|".join(_LONG_MONTHS), "March"),
    "d": _Directive("day", r"3[01]|[12][0-9]|0?[1-9]", "{0:%d}"),
    "H": _Directive("hour", r"2[0-3]|[01]?[0-9]", "{0:%H}"),
    "I": _Directive("hour", r"1[0-2]|0?[1-9]", "05"),
    "p": _Directive("half", r"am|pm", "PM"),
    "M": _Directive("minute", r"[0-5]?[0-9]", "{0:%M}"),
    "S": _Directive("second", r"[0-5]?[0-9]", "{0:%S}"),
    "f": _Directive("fraction", r"[0-9]+", "250"),
    "z": _Directive("offset", r"[+-][0-9]{2}:?[0-9]{2}|z", "+0100"),
}
_TOKEN = re.compile(r"%(.?)|([^%]+)", re.DOTALL)
_DAY_PARTS = {"year", "month", "day"}
_NEEDS = (("half", "hour"), ("minute", "hour"), ("second", "minute"), ("fraction", "second"), ("offset", "hour"))


@dataclass(frozen=True, slots=True)
class StampForm:
    """One way to write stamps: one of `NAMED_FORMS`, or a text with directives.

    Raises `ContractError` for a text that does not say which day, or says something twice.

    >>> StampForm("%d-%m-%Y %H:%M").iso("29-02-2016 01:23")
    '2016-02-29T01:23'
    >>> StampForm("%d/%b/%y %I:%M %p").iso("3/May/24 12:05 PM"), StampForm("epoch-seconds").iso("0")
    ('2024-05-03T12:05', '1970-01-01T00:00:00+00:00')
    """

    text: str

    def __post_init__(self) -> None:
        """Refuse what is no form."""
        _meaning(self.text)

    @property
    def example(self) -> str:
        """A stamp written by it."""
        return _meaning(self.text).example

    @property
    def splits(self) -> bool:
        """Whether the day ends, and the time begins, at the first space."""
        return _meaning(self.text).splits

    def iso(self, text: str) -> str | None:
        """The stamp in ISO 8601, with an offset only where the text has one; None where it is not of this form."""
        return _meaning(self.text).iso(text)


class _Meaning(NamedTuple):
    """What a form's text comes to."""

    iso: Callable[[str], str | None]
    example: str
    splits: bool = False


@cache
def _meaning(text: str) -> _Meaning:
    if text == "iso":
        return _Meaning(_as_it_is, "2026-03-05T10:00+01:00")
    if text in _TICKS:
        return _Meaning(_epoch_reader(_TICKS[text]), str(1_780_000_000_000_000 // _TICKS[text]))
    tokens = _TOKEN.findall(text)
    letters = [letter for letter, literal in tokens if not literal and letter != "%"]
    _check(text, [_directive(text, letter).part for letter in letters], of_twelve="I" in letters)
    pattern, example = _compiled(tokens)
    head, space, tail = text.partition(" ")
    day = {_DIRECTIVES[letter].part for letter, _ in _TOKEN.findall(head) if letter in _DIRECTIVES}
    return _Meaning(_pattern_reader(pattern), example, bool(space) and day == _DAY_PARTS and "%" in tail)


def _directive(text: str, letter: str) -> _Directive:
    found = _DIRECTIVES.get(letter)
    if found is None:
        known = ", ".join(f"%{key}" for key in _DIRECTIVES)
        names = ", ".join(NAMED_FORMS)
        raise ContractError("stamps", text, f"{names}, or a form of {known} and %% (not %{letter})")
    return found


def _check(text: str, parts: list[str], *, of_twelve: bool) -> None:
    """Refuse a form that says something twice, or too little to know what is meant; its hour may be one of twelve."""
    twice = next((part for part in parts if parts.count(part) > 1), None)
    if twice:
        raise ContractError("stamps", text, f"a form with the {twice} once")
    missing = [part for part in ("year", "month", "day") if part not in parts]
    if missing:
        expected = f"{', '.join(NAMED_FORMS)}, or a form with year, month and day (no {' and no '.join(missing)})"
        raise ContractError("stamps", text, expected)
    for part, needed in _NEEDS:
        if part in parts and needed not in parts:
            raise ContractError("stamps", text, f"a form with the {needed}, as it has the {part}")
    if of_twelve != ("half" in parts):
        raise ContractError("stamps", text, "a form with %I and %p together (or %H alone)")


def _compiled(tokens: list[tuple[str, str]]) -> tuple[re.Pattern[str], str]:
    """The pattern of a form, and an example of it."""
    pattern, example = "", ""
    for letter, literal in tokens:
        if literal or letter == "%":
            pattern += r"\s+".join(map(re.escape, re.split(r"\s+", literal or "%")))
            example += literal or "%"
        else:
            directive = _DIRECTIVES[letter]
            pattern += f"(?P<{directive.part}>{directive.pattern})"
            example += directive.write.format(_EXAMPLE)
    return re.compile(pattern, re.IGNORECASE | re.ASCII), example


def _pattern_reader(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def iso(text: str) -> str | None:
        match = pattern.fullmatch(text)
        if match is None:
            return None
        said = match.groupdict()
        year = int(said["year"])
        if len(said["year"]) == 2:
            year += 1900 if year >= _PIVOT else 2000
        try:
            day = datetime(year, _month(said["month"]), int(said["day"])).date().isoformat()  # noqa: DTZ001  a date
        except ValueError:
            return None
        return day + _time(said)

    return iso


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text[:3].lower()) + 1


def _time(said: Mapping[str, str | None]) -> str:
    """The part after the day, as exact as what was said."""
    hour_said = said.get("hour")
    if hour_said is None:
        return ""
    hour, half = int(hour_said), said.get("half")
    if half is not None:
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    text = f"T{hour:02}:{int(said.get('minute') or 0):02}"
    if said.get("second") is not None:
        text += f":{int(said['second'] or 0):02}"
    if said.get("fraction") is not None:
        text += f".{said['fraction']}"
    offset = said.get("offset") or ""
    return text + ("Z" if offset in ("z", "Z") else offset)


def _as_it_is(text: str) -> str:
    return text


def _epoch_reader(tick_us: int) -> Callable[[str], str | None]:
    def iso(text: str) -> str | None:
        if not _NUMBER.fullmatch(text):
            return None
        try:
            return (EPOCH + MICROSECOND * int(Decimal(text) * tick_us // 1)).isoformat()
        except OverflowError:
            return None

    return iso


def checked_forms(forms: tuple[StampForm, ...]) -> tuple[StampForm, ...]:
    """The forms themselves, where no two read the same text as different stamps; else `ContractError`.

    >>> checked_forms((StampForm("%d/%m/%Y"), StampForm("%m/%d/%Y")))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    slacal.errors.ContractError: stamps: expected forms that read the same text alike (not '02/03/2004' as ...
    """
    for one, other in product(forms, forms):
        first, second = one.iso(one.example), other.iso(one.example)
        if second is not None and "iso" not in (one.text, other.text) and first != second:
            expected = f"forms that read the same text alike (not {one.example!r} as {first} and {second})"
            raise ContractError("stamps", other.text, expected)
    return forms


class StampTexts:
    """Turns the stamps of an export into ISO 8601; of several forms, the first that fits decides.

    `tz` is whose clock it is where a stamp carries no offset.
    """

    __slots__ = ("_forms", "_readers", "_tz")

    def __init__(self, forms: tuple[StampForm, ...], tz: ZoneInfo | None) -> None:
        self._forms = forms
        self._tz = tz
        self._readers = [_Remembering(form, tz).of for form in forms]

    def of(self, text: str) -> str:
        """The stamp in ISO 8601; `InputError` where no form fits. Blank text stays what it is."""
        for reader in self._readers:
            iso = reader(text)
            if iso is not None:
                return iso
        if not text or text.isspace():
            return ""
        raise InputError(self._expected, value=shown(text))

    def of_value(self, value: object) -> object:
        """The same of what Python or JSON has: text and numbers are read by the forms, all else stays what it is."""
        if isinstance(value, (SupportsIndex, float)) and not isinstance(value, bool) and value == value:
            return self.of(as_text(value))
        return self.of(value) if isinstance(value, str) else value

    @property
    def _expected(self) -> str:
        return "expected a time such as " + " or ".join(f"{form.example} ({form.text})" for form in self._forms)


class _Remembering:
    """Reads stamps of one form; remembers days and times it has met, as they come again and again."""

    __slots__ = ("_days", "_form", "_offsets", "_times", "_tz")

    def __init__(self, form: StampForm, tz: ZoneInfo | None) -> None:
        self._form = form
        self._tz = tz
        self._days: dict[str, tuple[str, str]] = {}
        self._times: dict[str, tuple[str, bool]] = {}
        self._offsets: dict[str, str] = {}

    def of(self, text: str) -> str | None:
        """The stamp in ISO 8601, with its offset where that is certain."""
        head, _, tail = text.partition(" ")
        try:
            day, offset = self._days[head]
            time, has_offset = self._times[tail]
        except KeyError:
            return self._met(text.strip())
        return day + time if has_offset else day + time + offset

    def _met(self, text: str) -> str | None:
        iso = self._form.iso(text)
        if iso is None or self._form.text in NAMED_FORMS:
            return iso
        day, time = iso[:10], iso[10:]
        offset = self._offset(day) if time else ""
        has_offset = time[-1:] == "Z" or "+" in time or "-" in time
        full = max(len(self._days), len(self._times)) >= _REMEMBERED
        if self._form.splits and len(text) <= _LONGEST and not full:
            head, _, tail = text.partition(" ")
            self._days[head] = day, offset
            self._times[tail] = time, has_offset
        return iso if has_offset else iso + offset

    def _offset(self, day: str) -> str:
        """The offset that all of a local day has; empty where there is more than one, or where none is known."""
        if self._tz is None:
            return ""
        known = self._offsets.get(day)
        if known is None:
            midnight = datetime.fromisoformat(day).replace(tzinfo=self._tz)
            walls = [midnight.replace(hour=hour, minute=59 * (hour == 23), fold=fold) for hour, fold in _HOURS]
            offsets = {wall.isoformat()[19:] for wall in walls}
            known = offsets.pop() if len(offsets) == 1 else ""
            if len(self._offsets) < _REMEMBERED:
                self._offsets[day] = known
        return known
