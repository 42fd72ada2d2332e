"""Foreign columns: how one of our cells is made of the cells of a foreign row.

Each column knows two ways, of text, as files of lines have it, and of values, as JSON and Python have them.

Invariant: a column makes nothing of empty cells, but for the constant it may have.
Law: of cells that are all text, both ways make the same.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Protocol

from slacal.audit.sources import WORDS
from slacal.audit.stampforms import StampTexts
from slacal.audit.stamps import as_text, is_missing, read_stamp, shown
from slacal.errors import InputError
from slacal.worktime.instants import EPOCH, MICROSECOND
from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from slacal.audit.mapping import ExportMapping

__all__ = ["Column", "Constant", "columns_of"]

_LENGTH = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")


class Column(Protocol):
    """Makes one of our cells of a foreign row; `InputError` where that cannot be."""

    def text(self, cells: Sequence[str]) -> str:
        """Of cells that are all text."""
        ...

    def value(self, cells: Sequence[object]) -> object:
        """Of any cells."""
        ...


class Constant(NamedTuple):
    """The same in every row."""

    says: str = ""

    def text(self, cells: Sequence[str]) -> str:
        """The constant."""
        del cells
        return self.says

    def value(self, cells: Sequence[object]) -> object:
        """The constant."""
        del cells
        return self.says


class _Plain(NamedTuple):
    """A cell as it is, or a constant where it is empty."""

    at: int
    constant: str

    def text(self, cells: Sequence[str]) -> str:
        return cells[self.at].strip() or self.constant

    def value(self, cells: Sequence[object]) -> object:
        value = cells[self.at]
        return self.constant if is_missing(value) else value


class _Joined(NamedTuple):
    """Several cells, joined; none may be empty."""

    indices: tuple[int, ...]
    join: str
    headers: tuple[str, ...]

    def text(self, cells: Sequence[str]) -> str:
        return str(self.value(cells))

    def value(self, cells: Sequence[object]) -> object:
        parts = [cells[index] for index in self.indices]
        if any(map(is_missing, parts)):
            expected = f"expected the name of a ticket, of which each of {', '.join(self.headers)} is a part"
            raise InputError(
                expected, value=shown(self.join.join("" if is_missing(part) else as_text(part) for part in parts))
            )
        return self.join.join(part.strip() if isinstance(part, str) else as_text(part) for part in parts)


class _Word(NamedTuple):
    """A cell whose words mean some of ours."""

    at: int
    constant: str
    words: Mapping[str, str]
    ours: tuple[str, ...]

    def text(self, cells: Sequence[str]) -> str:
        return self._meant(cells[self.at])

    def value(self, cells: Sequence[object]) -> object:
        word = cells[self.at]
        return self._meant(word) if isinstance(word, str) else self.constant if is_missing(word) else word

    def _meant(self, text: str) -> str:
        """The word of ours that a text means."""
        word = text.strip()
        if not word:
            return self.constant
        found = self.words.get(word, word)
        if found in self.ours:
            return found
        known = dict.fromkeys((*(theirs for theirs, ours in self.words.items() if ours in self.ours), *self.ours))
        near = nearest(word, known)
        hint = "" if near is None else f"; did you mean {shown(near)}?"
        raise InputError(f"expected one of {shown(', '.join(known))}{hint}", value=shown(word))


class _Moment(NamedTuple):
    """A stamp, in ISO 8601."""

    at: int
    stamps: StampTexts

    def text(self, cells: Sequence[str]) -> str:
        return self.stamps.of(cells[self.at])

    def value(self, cells: Sequence[object]) -> object:
        return self.stamps.of_value(cells[self.at])


class _After(NamedTuple):
    """A stamp so and so long after another."""

    at: int
    unit_us: int
    since: Column
    after: str
    tz: ZoneInfo | None

    def text(self, cells: Sequence[str]) -> str:
        return str(self.value(cells))

    def value(self, cells: Sequence[object]) -> object:
        length = cells[self.at]
        if is_missing(length):
            return ""
        text = as_text(length).strip()
        if not _LENGTH.fullmatch(text):
            raise InputError("expected a length of time, as a number", value=shown(length))
        try:
            start = read_stamp(self.since.value(cells), self.tz)
        except InputError:
            start = None
        if not isinstance(start, int):
            raise InputError(f"expected an exact {self.after}, from which to count", value=shown(length))
        try:
            return (EPOCH + MICROSECOND * (start + int(Decimal(text) * self.unit_us))).isoformat()
        except OverflowError:
            raise InputError("expected a length of time that ends before the year 10000", value=text) from None


def columns_of(mapping: ExportMapping, names: Iterable[str], tz: ZoneInfo | None) -> dict[str, Column]:
    """How a mapping makes our columns of cells that stand in the order of its headers."""
    where = {header: index for index, header in enumerate(mapping.headers)}
    readers = {forms: StampTexts(forms, tz) for forms in {source.stamps for source in mapping.sources.values()} - {()}}
    default = StampTexts(mapping.stamps, tz)
    columns: dict[str, Column] = {}

    def made(name: str) -> Column:
        source = mapping.sources.get(name)
        if source is None:
            return Constant()
        if not source.columns:
            return Constant(str(source.constant))
        index = where[source.columns[0]]
        if source.after:
            return _After(index, source.unit_us, made(source.after), source.after, tz)
        if len(source.columns) > 1:
            return _Joined(tuple(where[header] for header in source.columns), source.join, source.columns)
        if name in WORDS:
            return _Word(index, str(source.constant), mapping.words, WORDS[name])
        if name == "at" or name == "needed_since" or name.endswith("_at"):
            return _Moment(index, readers.get(source.stamps, default))
        return _Plain(index, str(source.constant))

    for name in names:
        columns[name] = made("activity" if name == "event" else name)
    return columns
