"""The root of all errors slacal raises, and those its rooms share.

Those of columns are in `worktime.problems`, those of whole files in `contract.problems` and `audit.mapping`.

Invariant: each class derives from `SlacalError` and a standard sibling (`ValueError`, `TypeError`, `LookupError`). The
facts are attributes; the text is made from them, echoes the value and says what was expected. All of them pickle.
"""

from __future__ import annotations

from reprlib import Repr
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta
    from typing import Self

__all__ = [
    "BudgetError",
    "CalendarError",
    "ClosureNotAllowed",
    "ClosureUnstated",
    "ContractError",
    "EventConflict",
    "EventError",
    "EventRefused",
    "HorizonError",
    "IllegalTransition",
    "InputError",
    "NaiveDatetimeError",
    "NegativeBudgetError",
    "OneSidedDecision",
    "OpeningHoursError",
    "OutOfOrder",
    "ReversedIntervalError",
    "SeverityError",
    "SlacalError",
    "SlacalTypeError",
]

_SHORT = Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother = 3, 200, 200


def _shown(value: object) -> str:
    """What was given, as code; cut short where it is long or deep, its type where it cannot be written."""
    try:
        return _SHORT.repr(value)
    except (ValueError, RecursionError):  # a number of thousands of digits
        return f"<{type(value).__name__}>"


def _hint(suggestion: str | None) -> str:
    """What could have been meant, to be put behind a sentence; nothing where that is not known."""
    return f"; did you mean {suggestion!r}?" if suggestion else ""


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
        return f"{self.argument}: expected {self.expected}, got {_shown(self.value)} ({type(self.value).__name__})"


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
    """An interval whose ends are the wrong way round; for a break also one that is empty.

    Attributes: `argument` (what the interval is), `start`, `end`, `may_be_empty`.
    """

    def __init__(self, argument: str, start: datetime, end: datetime, may_be_empty: bool = False) -> None:  # noqa: FBT001, FBT002  pickled by place
        super().__init__(argument, start, end, may_be_empty)
        self.argument = argument
        self.start = start
        self.end = end
        self.may_be_empty = may_be_empty

    def __str__(self) -> str:
        before = "at or before" if self.may_be_empty else "before"
        return f"{self.argument}: expected start {before} end, got {self.start.isoformat()} .. {self.end.isoformat()}"


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

    suggestion: str | None = None

    def __init__(self, field: str, value: object, expected: str) -> None:
        super().__init__(field, value, expected)
        self.field = field
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.field}: expected {self.expected}, got {_shown(self.value)}{_hint(self.suggestion)}"


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

    Attributes: `field` (dotted path), `value`, `expected`; `line` (of the file, 1-based, or None where there is none
    or it is not known) and `suggestion` (the nearest that could have been meant, or None).
    """

    def __init__(
        self, field: str, value: object, expected: str, line: int | None = None, suggestion: str | None = None
    ) -> None:
        super().__init__(field, value, expected)
        self.args = (field, value, expected, line, suggestion)
        self.line = line
        self.suggestion = suggestion

    def __str__(self) -> str:
        return f"line {self.line}: {super().__str__()}" if self.line else super().__str__()


class BudgetError(_FieldError):
    """A budget that cannot be read, or cannot be turned into what was asked for.

    Attributes: `field`, `value`, `expected`.
    """


class EventError(_FieldError):
    """An event, or a part of one, that cannot be read.

    Attributes: `field` (the key at fault, dotted inside a report), `value`, `expected`, `suggestion` (the nearest
    known name, or None).
    """

    def __init__(self, field: str, value: object, expected: str, suggestion: str | None = None) -> None:
        super().__init__(field, value, expected)
        self.args = (field, value, expected, suggestion)
        self.suggestion = suggestion


class EventRefused(SlacalError, ValueError):  # noqa: N818  named for what happens, as its children are
    """An event that a ticket cannot take; the ticket is as it was.

    Attributes: `ticket` (its name), `event` (the kind, or "now"), `at`, `rule` (which rule refused it), `clause` (of
    the contract, or None where the rule is slacal's own).
    """

    rule = "event"
    clause: str | None = None

    def __init__(self, ticket: str, event: str, at: datetime, *more: object) -> None:
        super().__init__(ticket, event, at, *more)
        self.ticket = ticket
        self.event = event
        self.at = at


class OutOfOrder(EventRefused):
    """Something dated before the last event of its ticket; equal stamps are in order.

    Attributes, besides those of `EventRefused`: `last` (the stamp of that event).
    """

    rule = "order"

    def __init__(self, ticket: str, event: str, at: datetime, last: datetime) -> None:
        super().__init__(ticket, event, at, last)
        self.last = last

    def __str__(self) -> str:
        if self.event == "now":
            return (
                f"{self.ticket}: now, {self.at.isoformat()}, is before the last event, at {self.last.isoformat()}; "
                "expected an instant at or after it"
            )
        return (
            f"{self.ticket}: {self.event} at {self.at.isoformat()} comes after an event at {self.last.isoformat()}; "
            "expected events in the order in which they happened"
        )


class EventConflict(EventRefused):
    """Two different events with the same id; the same event twice is no error, it counts once.

    Attributes, besides those of `EventRefused`: `id`.
    """

    rule = "id"

    def __init__(self, ticket: str, event: str, at: datetime, id: str) -> None:  # noqa: A002  the field's name
        super().__init__(ticket, event, at, id)
        self.id = id

    def __str__(self) -> str:
        return (
            f"{self.ticket}: the id {self.id!r} of {self.event} at {self.at.isoformat()} is that of another event; "
            "expected an id of its own, or the same event again"
        )


class IllegalTransition(EventRefused):
    """An event that the lifecycle does not allow in the state the ticket is in.

    Attributes, besides those of `EventRefused`: `state` (its name), `possible` (what could happen instead),
    `reason` (why not: what the move lacks, or which rule of the contract refuses it).
    """

    rule = "table"

    def __init__(
        self,
        ticket: str,
        event: str,
        at: datetime,
        state: str,
        possible: Sequence[str],
        reason: str = "",
        clause: str | None = None,
    ) -> None:
        super().__init__(ticket, event, at, state, possible, reason, clause)
        self.state = state
        self.possible = tuple(possible)
        self.reason = reason
        self.clause = clause

    def __str__(self) -> str:
        reason = f": {self.reason}" if self.reason else ""
        clause = f" (clause {self.clause})" if self.clause else ""
        possible = f"; possible here: {', '.join(self.possible)}" if self.possible else ""
        return f"{self.ticket}: {self.event} is not possible in state {self.state}{reason}{clause}{possible}"


class OneSidedDecision(IllegalTransition):
    """A decision on one's own proposal: closing by agreement takes both sides."""

    rule = "one-sided"


class ClosureUnstated(IllegalTransition):
    """A closing that does not say why; a log of another system may have it, a ticket may not."""

    rule = "unstated"


class ClosureNotAllowed(IllegalTransition):
    """A closing without an answer, before the closure rule allows it.

    Attributes, besides those of `IllegalTransition`: `ends` (of the wait), `attempts_missing` (how many counted
    attempts there still have to be), `earliest` (the first instant at which closing could be allowed, were the
    missing attempts made as soon as they count).
    """

    rule = "closure"

    def __init__(
        self,
        ticket: str,
        event: str,
        at: datetime,
        state: str,
        possible: Sequence[str],
        reason: str,
        clause: str | None,
        ends: datetime,
        attempts_missing: int,
        earliest: datetime,
    ) -> None:
        super().__init__(ticket, event, at, state, possible, reason, clause)
        self.args = (ticket, event, at, state, possible, reason, clause, ends, attempts_missing, earliest)
        self.ends = ends
        self.attempts_missing = attempts_missing
        self.earliest = earliest


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
        return f"severity: expected one of {', '.join(self.known)}, got {_shown(self.value)}{_hint(self.suggestion)}"


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

    @classmethod
    def unreadable(cls, error: OSError | ValueError, file: str, hint: str = "") -> Self:
        """A file that cannot be read, for what the system says, or for a path that cannot be; `hint` goes after it."""
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        return cls(f"expected a readable file: {reason}{hint}", file=file)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        column = f"{self.column}: " if self.column else ""
        got = f", got {_shown(self.value)}" if self.value is not None else ""
        return f"{place}{': ' if place else ''}{column}{self.error}{got}"
