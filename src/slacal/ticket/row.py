"""Rows: one JSON object of an event log, read field by field.

Invariant: a row is only read, never changed; what is not there and what is null are the same.
Law: whatever cannot be read raises `EventError`, which names the field, echoes the value and says what would do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import TypeGuard, TypeVar

from slacal.contract.severity import Severity
from slacal.errors import EventError, SeverityError
from slacal.ticket.vocabulary import nearest

__all__ = ["STAMP_PATTERN", "Row"]

_Word = TypeVar("_Word", bound=StrEnum)

STAMP_PATTERN = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{6})?)?)$"
)
"""How a stamp is written: ISO 8601 with an offset. Also what the JSON Schema says."""

_is_stamp = re.compile(STAMP_PATTERN.replace("$", r"\Z")).match


class Row:
    """A mapping from names to JSON values, and where it stands: `within` goes before the names in errors."""

    __slots__ = ("_data", "_within")

    def __init__(self, data: Mapping[str, object], known: Mapping[str, object], within: str = "") -> None:
        if not data.keys() <= known.keys():
            name = next(name for name in data if name not in known)
            raise EventError(
                f"{within}{name}", data[name], f"no such field, but {', '.join(known)}", nearest(name, known)
            )
        self._data = data
        self._within = within

    def text(self, name: str) -> str | None:
        """Text, or None where there is none."""
        value = self._data.get(name)
        if value is None or type(value) is str:
            return value
        raise self._error(name, value, "text")

    def name(self, name: str) -> str:
        """Text that has to be there and is not blank."""
        value = self._data.get(name)
        if type(value) is str and value.strip():
            return value
        raise self._error(name, value, "text that is not blank")

    def maybe_name(self, name: str) -> str | None:
        """Text that is not blank, or None where there is none."""
        return None if self._data.get(name) is None else self.name(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where there is none."""
        value = self._data.get(name)
        if value is None:
            return ()
        if _is_list(value):
            texts = tuple(item for item in value if isinstance(item, str))
            if len(texts) == len(value):
                return texts
        raise self._error(name, value, "a list of texts")

    def stamp(self, name: str) -> datetime:
        """An instant that has to be there."""
        value = self._data.get(name)
        if type(value) is str and _is_stamp(value):
            try:
                return datetime.fromisoformat(value)
            except ValueError:
                pass
        raise self._error(name, value, "ISO 8601 with an offset, such as '2026-11-20T17:30:00+01:00'")

    def maybe_stamp(self, name: str) -> datetime | None:
        """An instant, or None where there is none."""
        return None if self._data.get(name) is None else self.stamp(name)

    def word(self, name: str, words: type[_Word]) -> _Word:
        """One of an enum's words, which has to be there."""
        value = self._data.get(name)
        if isinstance(value, str):
            with suppress(ValueError):
                return words(value)
        known = [str(word) for word in words]
        raise self._error(name, value, f"one of {', '.join(known)}", nearest(value, known))

    def maybe_word(self, name: str, words: type[_Word]) -> _Word | None:
        """One of an enum's words, or None where there is none."""
        return None if self._data.get(name) is None else self.word(name, words)

    def severity(self, name: str) -> int:
        """A severity's number, or the number that a name of the shipped contract means."""
        value = self._data.get(name)
        if type(value) is int:
            return value
        if isinstance(value, str):
            try:
                return Severity.parse(value)
            except SeverityError as error:
                expected = f"a number or one of {', '.join(error.known)}"
                raise self._error(name, value, expected, error.suggestion) from None
        raise self._error(name, value, "a number or a name")

    def row(self, name: str, known: Mapping[str, object]) -> Row | None:
        """An object inside this one, or None where there is none."""
        value = self._data.get(name)
        if value is None:
            return None
        if _is_object(value):
            return Row(value, known, f"{self._within}{name}.")
        raise self._error(name, value, "an object with named fields")

    def _error(self, name: str, value: object, expected: str, suggestion: str | None = None) -> EventError:
        return EventError(f"{self._within}{name}", value, expected, suggestion)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)
