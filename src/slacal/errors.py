"""Every error slacal raises, under one root.

Invariant: each class derives from `SlacalError` and from the standard exception a caller would expect
(`ValueError`, `TypeError`, `LookupError`). The facts are attributes; the text is made from them, echoes the
offending value and says what was expected. All of them pickle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

__all__ = [
    "BudgetError",
    "CalendarError",
    "ContractError",
    "HorizonError",
    "InputError",
    "NaiveDatetimeError",
    "NegativeBudgetError",
    "OpeningHoursError",
    "ReversedIntervalError",
    "SeverityError",
    "SlacalError",
    "SlacalTypeError",
]


class SlacalError(Exception):
    """The root of all errors raised by slacal."""


class SlacalTypeError(SlacalError, TypeError):
    """An argument is of the wrong type.

    Attributes: `argument` (its name), `value` (what was given), `expected` (what would do, and how to get there).
    """

    def __init__(self, argument: str, value: object, expected: str) -> None:
        super().__init__(argument, value, expected)
        self.argument = argument
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.argument}: expected {self.expected}, got {self.value!r} ({type(self.value).__name__})"


class NaiveDatetimeError(SlacalError, ValueError):
    """A datetime without a zone names no instant.

    Attributes: `argument`, `value` (the naive datetime), `zone` (the zone the message proposes).
    """

    def __init__(self, argument: str, value: datetime, zone: str = "Europe/Warsaw") -> None:
        super().__init__(argument, value, zone)
        self.argument = argument
        self.value = value
        self.zone = zone

    def __str__(self) -> str:
        return (
            f"{self.argument}: {self.value.isoformat(sep=' ')} has no time zone, so it names no instant; "
            f"say whose clock it is, for example value.replace(tzinfo=ZoneInfo({self.zone!r}))"
        )


class NegativeBudgetError(SlacalError, ValueError):
    """A budget of working time below zero.

    Attributes: `argument`, `value`.
    """

    def __init__(self, argument: str, value: timedelta) -> None:
        super().__init__(argument, value)
        self.argument = argument
        self.value = value

    def __str__(self) -> str:
        return f"{self.argument}: expected working time of zero or more, got {self.value!r}"


class ReversedIntervalError(SlacalError, ValueError):
    """An interval that ends before it starts, where the order matters.

    Attributes: `argument` (what the interval is), `start`, `end`.
    """

    def __init__(self, argument: str, start: datetime, end: datetime) -> None:
        super().__init__(argument, start, end)
        self.argument = argument
        self.start = start
        self.end = end

    def __str__(self) -> str:
        return f"{self.argument}: expected start before end, got {self.start.isoformat()} .. {self.end.isoformat()}"


class HorizonError(SlacalError, LookupError):
    """The question, or its answer, lies outside the time for which the calendar is known.

    Attributes: `what` (was asked), `first_year` and `last_year` (the bound), `reason`.
    """

    def __init__(self, what: str, first_year: int, last_year: int, reason: str) -> None:
        super().__init__(what, first_year, last_year, reason)
        self.what = what
        self.first_year = first_year
        self.last_year = last_year
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.what} is not within the years {self.first_year} to {self.last_year}: {self.reason}"


class _FieldError(SlacalError, ValueError):
    """A definition in which one field is at fault; `field`, `value` and `expected` carry the facts."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        super().__init__(field, value, expected)
        self.field = field
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.field}: expected {self.expected}, got {self.value!r}"


class OpeningHoursError(_FieldError):
    """Opening hours that cannot be read or contradict themselves.

    Attributes: `field` (the part at fault), `value` (what it says), `expected`.
    """


class CalendarError(_FieldError):
    """A calendar whose definition cannot be: unknown zone or country, no hours at all.

    Attributes: `field` (the argument at fault), `value`, `expected`.
    """


class ContractError(_FieldError):
    """A contract that cannot be, or cannot answer what was asked.

    Attributes: `field` (dotted path), `value`, `expected`.
    """


class BudgetError(_FieldError):
    """A budget that cannot be read, or cannot be turned into what was asked for.

    Attributes: `field`, `value`, `expected`.
    """


class SeverityError(SlacalError, LookupError):
    """A severity the contract does not know.

    Attributes: `value`, `known` (what it could have been), `suggestion` (the nearest known one, or None).
    """

    def __init__(self, value: object, known: Sequence[str], suggestion: str | None = None) -> None:
        super().__init__(value, known, suggestion)
        self.value = value
        self.known = tuple(known)
        self.suggestion = suggestion

    def __str__(self) -> str:
        hint = f"; did you mean {self.suggestion!r}?" if self.suggestion else ""
        return f"severity: expected one of {', '.join(self.known)}, got {self.value!r}{hint}"


class InputError(SlacalError, ValueError):
    """A file, or a part of one, that cannot be read.

    Attributes: `file`, `line` (1-based, or None for the file as a whole), `column` (its name, or None),
    `value` (the text at fault, or None), `error` (what was expected).
    """

    def __init__(
        self,
        error: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        super().__init__(error)
        self.error = error
        self.file = file
        self.line = line
        self.column = column
        self.value = value

    def __reduce__(self) -> tuple[object, ...]:
        return (_input_error, (self.error, self.file, self.line, self.column, self.value))

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        column = f"{self.column}: " if self.column else ""
        got = f", got {self.value!r}" if self.value is not None else ""
        return f"{place}{': ' if place else ''}{column}{self.error}{got}"


def _input_error(error: str, file: str | None, line: int | None, column: str | None, value: str | None) -> InputError:
    return InputError(error, file=file, line=line, column=column, value=value)
