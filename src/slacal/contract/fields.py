"""Fields: what may stand in a file, as a table that reads and describes itself.

A kind of value knows two things: how to read it, and the JSON Schema of it. A file's form is a tree of kinds, so the
loader and the schema cannot differ in what they hold a file to. What a kind refuses it records, with its place, and
reading goes on: all that is wrong comes out at once.

Invariant: kinds and fields are frozen; only the list of problems grows.
Law: a value that a kind reads without a problem is one that its schema accepts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from slacal.contract.document import Document
from slacal.errors import CalendarError, ContractError, SlacalError
from slacal.worktime.instants import read_zone
from slacal.worktime.kinds import is_list
from slacal.worktime.kinds import is_object as is_table
from slacal.worktime.words import nearest

__all__ = [
    "DATE_KEY",
    "NAME",
    "ZONE",
    "Day",
    "Field",
    "Flag",
    "Instant",
    "Keyed",
    "Kind",
    "Number",
    "Place",
    "Rows",
    "Section",
    "Table",
    "Text",
    "is_list",
    "is_table",
]

_T = TypeVar("_T")
_K = TypeVar("_K")
_T_co = TypeVar("_T_co", covariant=True)
Schema = dict[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document a value stands, and the list of what is wrong with it."""

    document: Document
    problems: list[ContractError]
    path: tuple[str, ...] = ()

    def child(self, key: str | int) -> Place:
        """The place of a key of this table, or of a row of this list."""
        return Place(self.document, self.problems, (*self.path, str(key)))

    def inside(self, path: str) -> Place:
        """The place of a dotted path in this table."""
        return Place(self.document, self.problems, (*self.path, *filter(None, path.split("."))))

    def refuse(self, value: object, expected: str, suggestion: str | None = None) -> None:
        """Record that a value is not what it should be."""
        line = self.document.line_of(self.path)
        self.problems.append(ContractError(".".join(self.path), value, expected, line, suggestion))

    def record(self, error: SlacalError) -> None:
        """Record what a value of this table said when it was made: at its field, where it names one."""
        here = self.inside(str(getattr(error, "field", "")))
        here.refuse(getattr(error, "value", None), getattr(error, "expected", str(error)))


class Kind(Protocol[_T_co]):
    """A kind of value: how to read it, and its JSON Schema."""

    def read(self, value: object, place: Place) -> _T_co | None:
        """The value, or None where it was refused."""
        ...

    @property
    def schema(self) -> Schema:
        """What JSON Schema says of it."""
        ...


@dataclass(frozen=True, slots=True)
class Field(Generic[_T_co]):
    """A key of a table: its kind of value, and what it is about."""

    name: str
    kind: Kind[_T_co]
    about: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Text(Generic[_T]):
    """Text of a form: one of some `choices`, or one that `pattern` matches; `convert` may refuse it still."""

    expected: str
    convert: Callable[[str], _T]
    pattern: str = r"\S"
    choices: Sequence[str] = ()

    def read(self, value: object, place: Place) -> _T | None:
        """The converted text."""
        if not isinstance(value, str):
            place.refuse(value, self.expected)
            return None
        if self.choices and value not in self.choices:
            place.refuse(value, self.expected, nearest(value, self.choices))
            return None
        if not self.choices and not _matches(self.pattern, value):
            place.refuse(value, self.expected)
            return None
        try:
            return self.convert(value)
        except SlacalError as error:
            expected, suggestion = getattr(error, "expected", self.expected), getattr(error, "suggestion", None)
            place.refuse(getattr(error, "value", value), expected, suggestion)
            return None

    @property
    def schema(self) -> Schema:
        """A string of the choices, or of the pattern."""
        if self.choices:
            return {"type": "string", "enum": list(self.choices)}
        return {"type": "string", "pattern": self.pattern}


NAME = Text("text", str)
"""Any text that says something."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `least` (or above it) to `most`, whole or not."""

    least: int
    most: int
    whole: bool = True
    above: bool = False

    def read(self, value: object, place: Place) -> float | None:
        """The number."""
        if isinstance(value, float) and self.whole and value.is_integer():
            value = int(value)  # 2.0 is a whole number to JSON Schema too
        if (
            not isinstance(value, (int, float))
            or isinstance(value, bool)
            or (self.whole and not isinstance(value, int))
        ):
            place.refuse(value, self.expected)
            return None
        if not self.least <= value <= self.most or (self.above and value == self.least):
            place.refuse(value, self.expected)
            return None
        return value

    @property
    def expected(self) -> str:
        """The range in words."""
        if self.least == self.most:
            return str(self.least)
        number = "a whole number" if self.whole else "a number"
        return f"{number} {'above' if self.above else 'from'} {self.least} to {self.most}"

    @property
    def schema(self) -> Schema:
        """A number in the range."""
        least = "exclusiveMinimum" if self.above else "minimum"
        return {"type": "integer" if self.whole else "number", least: self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: object, place: Place) -> bool | None:
        """The truth value."""
        if isinstance(value, bool):
            return value
        place.refuse(value, "true or false")
        return None

    @property
    def schema(self) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Day:
    """A date: TOML's own, or text."""

    def read(self, value: object, place: Place) -> date | None:
        """The date."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        with suppress(ValueError):  # of digits that are no date
            if isinstance(value, str) and _matches(_DAY, value):
                return date.fromisoformat(value)
        place.refuse(value, _A_DATE)
        return None

    @property
    def schema(self) -> Schema:
        """A date as JSON has it."""
        return {"type": "string", "format": "date", "pattern": _DAY}


@dataclass(frozen=True, slots=True)
class Instant:
    """A date and time with an offset: TOML's own, or text."""

    def read(self, value: object, place: Place) -> datetime | None:
        """The instant."""
        with suppress(ValueError):  # of digits that are no date
            if isinstance(value, str) and _matches(_INSTANT, value):
                value = datetime.fromisoformat(value)
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value
        place.refuse(value, "a date and time with an offset, such as 2026-05-04T12:00:00+02:00")
        return None

    @property
    def schema(self) -> Schema:
        """An instant as JSON has it."""
        return {"type": "string", "pattern": _INSTANT}


@dataclass(frozen=True, slots=True)
class Rows(Generic[_T]):
    """A list with at least so many values of one kind."""

    kind: Kind[_T]
    expected: str
    least: int = 0

    def read(self, value: object, place: Place) -> tuple[_T, ...] | None:
        """The values that could be read; None where one could not."""
        if not is_list(value) or len(value) < self.least:
            place.refuse(value, self.expected)
            return None
        read = [self.kind.read(row, place.child(number)) for number, row in enumerate(value)]
        found = tuple(row for row in read if row is not None)
        return found if len(found) == len(read) else None

    @property
    def schema(self) -> Schema:
        """An array."""
        return {"type": "array", "items": self.kind.schema, "minItems": self.least}


@dataclass(frozen=True, slots=True)
class Keyed(Generic[_K, _T]):
    """A table whose keys are values too: dates, say, or numbers."""

    key: Text[_K]
    kind: Kind[_T]
    least: int = 0

    def read(self, value: object, place: Place) -> dict[_K, _T] | None:
        """What could be read; None where a key or a value could not."""
        if not is_table(value) or len(value) < self.least:
            place.refuse(value, f"a table with {self.key.expected} as keys")
            return None
        found: dict[_K, _T] = {}
        for name, row in value.items():
            here = place.child(name)
            key, read = self.key.read(name, here), self.kind.read(row, here)
            if key is not None and read is not None:
                found[key] = read
        return found if len(found) == len(value) else None

    @property
    def schema(self) -> Schema:
        """An object with names of a pattern."""
        return {
            "type": "object",
            "propertyNames": self.key.schema,
            "additionalProperties": self.kind.schema,
            "minProperties": self.least,
        }


@dataclass(frozen=True, slots=True)
class Section:
    """A table being read: asked for a field, it reads it, or records that it is missing."""

    data: Mapping[str, object]
    place: Place

    def get(self, wanted: Field[_T]) -> _T | None:
        """The field's value, or None where it is not given or was refused."""
        if wanted.name in self.data:
            return wanted.kind.read(self.data[wanted.name], self.place.child(wanted.name))
        if wanted.required:
            self.place.child(wanted.name).refuse(None, f"to be given: {wanted.about}")
        return None

    def checked(self, wanted: Field[_T], check: Callable[[_T], _K]) -> _K | None:
        """What a check makes of the field's value; None where it was not given or refused, by the check too."""
        value = self.get(wanted)
        try:
            return None if value is None else check(value)
        except SlacalError as error:
            self.place.record(error)
            return None


@dataclass(frozen=True, slots=True)
class Table(Generic[_T]):
    """A table of fields, and how they make a value; a `SlacalError` of the making is recorded too."""

    fields: tuple[Field[object], ...]
    build: Callable[[Section], _T | None] = field(compare=False)
    about: str = ""

    def read(self, value: object, place: Place) -> _T | None:
        """The value made of the fields."""
        if not is_table(value):
            place.refuse(value, f"a table with {', '.join(row.name for row in self.fields)}")
            return None
        known = [row.name for row in self.fields]
        for name in value:
            if name not in known:
                expected = f"one of the fields {', '.join(known)}"
                place.child(name).refuse(value[name], expected, nearest(name, known))
        before = len(place.problems)
        try:
            made = self.build(Section(value, place))
        except SlacalError as error:
            place.record(error)
            return None
        return made if len(place.problems) == before else None

    @property
    def schema(self) -> Schema:
        """An object with these fields and no others."""
        return {
            "type": "object",
            **({"description": self.about} if self.about else {}),
            "properties": {row.name: {**row.kind.schema, "description": row.about} for row in self.fields},
            "required": [row.name for row in self.fields if row.required],
            "additionalProperties": False,
        }


_A_DATE = "a date such as 2026-05-02"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})$"


def _matches(pattern: str, text: str) -> bool:
    """Whether a pattern matches as JSON Schema has it, where no line end is left over behind a `$`."""
    return re.search(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern, text) is not None


def _zone(text: str) -> ZoneInfo:
    try:
        return read_zone(text)
    except CalendarError as error:
        raise ContractError("tz", text, error.expected, None, nearest(text, available_timezones())) from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ContractError("date", text, _A_DATE) from None


DATE_KEY = Text("dates such as 2026-05-02", _date, _DAY)
"""A date as a key of a table."""

ZONE = Text("an IANA time zone such as 'Europe/Warsaw'", _zone)
"""The name of a time zone."""
