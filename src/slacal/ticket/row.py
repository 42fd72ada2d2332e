r"""Rows: what a field of an event log may say, and the same rule for whoever writes one and whoever reads one.

Events ask these rules when they are made, the readers of a log when they read, and the JSON Schema prints the patterns,
so that the three cannot disagree.

Invariant: a value is only read, never changed; what is not there and what is null are the same.
Law: whatever cannot be read raises `EventError`, which names the field, echoes the value and says what would do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeGuard

from slacal.errors import EventError, SeverityError, SlacalTypeError
from slacal.worktime.kinds import is_list, is_object
from slacal.worktime.words import nearest

__all__ = [
    "NAME_PATTERN",
    "NO_STAMP_PATTERN",
    "STAMP_PATTERN",
    "TEXT_PATTERN",
    "check_reach",
    "checked_name",
    "checked_text",
    "is_list",
    "is_name",
    "is_object",
    "is_text",
    "read_maybe_name",
    "read_maybe_stamp",
    "read_maybe_text",
    "read_name",
    "read_severity",
    "read_stamp",
    "unknown_field",
    "written_stamp",
]


_SURROGATES = r"\ud800-\udfff"
_BLANKS = r"\u0000- \u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"

TEXT_PATTERN = f"^[^{_SURROGATES}]*$"
"""Text that UTF-8 can write: without lone surrogates."""

NAME_PATTERN = f"^[^{_SURROGATES}]*[^{_BLANKS}{_SURROGATES}][^{_SURROGATES}]*$"
"""Text with at least one character that can be seen."""

STAMP_PATTERN = (
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)$"
)
"""How a stamp is written: ISO 8601 with an offset."""

NO_STAMP_PATTERN = r"^(0000|0001|9999)|^[0-9]{4}-(02-3|(0[2469]|11)-31)|\n"
"""What is no stamp all the same: dates no calendar has, and the years from which a zone can lead out of all dates."""

_STAMP = "ISO 8601 with an offset, such as '2026-11-20T17:30:00+01:00'"
_NAME = "text that is not blank"
_FIRST_YEAR, _LAST_YEAR = 2, 9998

_is_stamp = re.compile(STAMP_PATTERN[1:-1]).fullmatch
_is_written = re.compile(TEXT_PATTERN[1:-1]).fullmatch
_is_named = re.compile(NAME_PATTERN[1:-1]).fullmatch


def is_text(value: object) -> TypeGuard[str]:
    """Whether a value is text that UTF-8 can write."""
    return type(value) is str and (value.isascii() or _is_written(value) is not None)


def is_name(value: object) -> TypeGuard[str]:
    """Whether a value is text with something to see in it, that UTF-8 can write."""
    if type(value) is not str:
        return False
    if value.isascii() and value.isprintable():
        return value != "" and not value.isspace()
    return _is_named(value) is not None


def checked_text(field: str, value: object, expected: str = "text or None") -> None:
    """Refuse what is no text (`SlacalTypeError`), or is text no file can hold (`EventError`)."""
    if not is_text(value):
        raise _refusal(field, value, expected)


def checked_name(field: str, value: object) -> None:
    """Refuse what is no text (`SlacalTypeError`), or is blank (`EventError`)."""
    if not is_name(value):
        raise _refusal(field, value, _NAME)


def check_reach(field: str, at: datetime) -> None:
    """Refuse an instant so near the ends of what a datetime can say that a zone can lead out of it."""
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise EventError(field, at.isoformat(), f"a year from {_FIRST_YEAR} to {_LAST_YEAR}")


def _refusal(field: str, value: object, expected: str) -> EventError | SlacalTypeError:
    if type(value) is not str:
        return SlacalTypeError(field, value, expected)
    return _unreadable(field, value, expected)


def _unreadable(field: str, value: object, expected: str) -> EventError:
    if type(value) is str and not is_text(value):
        expected = "text without lone surrogates, which UTF-8 cannot write"
    return EventError(field, value, expected)


def written_stamp(at: datetime) -> str:
    """A stamp as a log has it; where the offset is not in whole seconds, which no reader knows, in UTC."""
    text = at.isoformat()
    return at.astimezone(UTC).isoformat() if text[-7] == "." else text


def unknown_field(data: Mapping[str, object], known: Iterable[str], within: str = "") -> EventError:
    """What there is to say of a row with a field that nobody knows; `within` goes before its name."""
    names = tuple(known)
    name = next(name for name in data if name not in names)
    return EventError(f"{within}{name}", data[name], f"one of the fields {', '.join(names)}", nearest(name, names))


def read_name(field: str, value: object) -> str:
    """Text that has to be there and is not blank."""
    if is_name(value):
        return value
    raise _unreadable(field, value, _NAME)


def read_maybe_name(field: str, value: object) -> str | None:
    """Text that is not blank, or None where there is none."""
    return None if value is None else read_name(field, value)


def read_maybe_text(field: str, value: object) -> str | None:
    """Text, or None where there is none."""
    if value is None or is_text(value):
        return value
    raise _unreadable(field, value, "text")


def read_stamp(field: str, value: object) -> datetime:
    """An instant that has to be there."""
    if type(value) is not str or _is_stamp(value) is None:
        raise EventError(field, value, _STAMP)
    try:
        at = datetime.fromisoformat(value)
    except ValueError:  # 29 February of a year that has none
        raise EventError(field, value, _STAMP) from None
    check_reach(field, at)
    return at


def read_maybe_stamp(field: str, value: object) -> datetime | None:
    """An instant, or None where there is none."""
    return None if value is None else read_stamp(field, value)


def read_severity(field: str, value: object, named: Callable[[str], int]) -> int:
    """A severity's number, or the number that `named` finds for a name; a number may be written 3.0, as JSON may."""
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not is_name(value):
        raise _unreadable(field, value, "a number or a name")
    try:
        return int(named(value))
    except SeverityError as error:
        raise EventError(
            field, value, f"a number the contract knows, or one of {', '.join(error.known)}", error.suggestion
        ) from None
