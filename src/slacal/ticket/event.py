"""What all events have, and how any of them is read from a row of an event log and written as one.

Invariant: an event has an instant and a ticket, and only what its kind may say; two events are equal when they say
the same, in whatever zone their stamps are written.
Law: `Event.from_dict(event.to_dict()) == event`, and `to_dict` writes what a row of the event log is. What a field may
say is the same for an event that is made and for a row that is read (`slacal.ticket.row`).

The kinds stand in `slacal.ticket.events`. `at_us` is `at` in microseconds since the epoch, worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, TypeVar

from slacal.contract.contract import Contract
from slacal.contract.severity import Severity
from slacal.errors import EventError, SlacalTypeError
from slacal.ticket.report import ProblemReport
from slacal.ticket.row import (
    check_reach,
    checked_name,
    read_maybe_name,
    read_name,
    read_stamp,
    unknown_field,
    written_stamp,
)
from slacal.ticket.sealed import seal
from slacal.ticket.vocabulary import Act
from slacal.worktime.instants import EPOCH, MICROSECOND, plain, to_us
from slacal.worktime.words import nearest

__all__ = ["KINDS", "Data", "Event", "Names", "filled", "head"]

Data = Mapping[str, object]
"""A row of an event log, as JSON has it."""

Names = Callable[[str], int]
"""What finds the severity that a name means."""

_E = TypeVar("_E", bound="Event")


@dataclass(frozen=True, slots=True)
class Event:
    """What all events have: when it happened, to which ticket, and an `id` where the source gives one.

    `at` must have a zone (`NaiveDatetimeError`) and be of the years 2 to 9998. An event that is applied twice with the
    same `id` counts once. Names and ids are not blank, and no text has lone surrogates (`EventError`).
    """

    at: datetime = field(compare=False)
    ticket: str
    _: KW_ONLY
    id: str | None = None
    at_us: int = field(init=False, repr=False)

    kind: ClassVar[str] = ""
    own: ClassVar[tuple[str, ...]] = ()
    """The names of the fields this kind has besides those all have."""

    def __init_subclass__(cls) -> None:
        """Make a kind known by its name in the event log."""
        if cls.kind:
            _KINDS[cls.kind] = cls
            _FIELDS[cls.kind] = frozenset(_fields(cls))

    def __post_init__(self) -> None:
        """Check the parts every event has."""
        if not self.kind:
            raise SlacalTypeError("event", self, f"one of {', '.join(KINDS)}")
        object.__setattr__(self, "at_us", to_us(self.at))
        check_reach("at", self.at)
        if type(self.at) is not datetime:
            object.__setattr__(self, "at", plain(self.at))
        checked_name("ticket", self.ticket)
        if self.id is not None:
            checked_name("id", self.id)

    @property
    def act(self) -> Act:
        """What happened, as the lifecycle's tables name it: the kind and, where it says so, the side."""
        return _ACTS[self.kind]

    @classmethod
    def from_dict(cls: type[_E], data: Data, contract: Contract | None = None) -> _E:
        """Read a row of an event log, such as `to_dict` writes or a line of JSON holds.

        Names of severities are the contract's, by default the shipped one's. Asked of `Event` it reads any kind, asked
        of a kind only that. Raises `EventError` for an unknown kind or field, with the nearest known one, and for
        values that cannot be read.

        >>> Event.from_dict({"ticket": "SUP-1", "at": "2026-11-20T17:30:00+01:00", "event": "work-started"}).kind
        'work-started'
        """
        if not isinstance(data, Mapping):
            raise EventError("event", data, "an object with named fields")
        kind = data.get("event")
        event = _KINDS.get(kind) if isinstance(kind, str) else None
        if event is None or not issubclass(event, cls):
            known = [name for name, event in KINDS.items() if issubclass(event, cls)]
            raise EventError("event", kind, f"one of {', '.join(known)}", nearest(kind, known))
        if not data.keys() <= _FIELDS[event.kind]:
            raise unknown_field(data, _fields(event))
        return event.of_row(data, _SHIPPED if contract is None else _names(contract))

    @classmethod
    def of_row(cls: type[_E], data: Data, names: Names) -> _E:
        """The event of a row of this kind, whose fields are known; kinds with fields of their own have their own."""
        del names
        return filled(cls, *head(data))

    def to_dict(self) -> dict[str, object]:
        """The event as a row of an event log, ready for JSON; what was not said is left out.

        >>> from datetime import UTC
        >>> from slacal.ticket.events import WorkStarted
        >>> WorkStarted(datetime(2026, 11, 20, 9, tzinfo=UTC), "SUP-1").to_dict()
        {'ticket': 'SUP-1', 'at': '2026-11-20T09:00:00+00:00', 'event': 'work-started'}
        """
        row: dict[str, object] = {"ticket": self.ticket, "at": written_stamp(self.at), "event": self.kind}
        for name in self.own:
            value: object = getattr(self, name)
            if value is not None:
                row[name] = _written(value)
        if self.id is not None:
            row["id"] = self.id
        return row


_SHIPPED: Names = Severity.parse
_KINDS: dict[str, type[Event]] = {}
_FIELDS: dict[str, frozenset[str]] = {}
_ACTS = {act.kind: act for act in Act if act.by is None}

KINDS: Mapping[str, type[Event]] = MappingProxyType(_KINDS)
"""Every kind of event by its name in the event log, once `slacal.ticket.events` is loaded."""


def head(data: Data) -> tuple[datetime, str, str | None]:
    """What every row has: when, which ticket, and the id where there is one."""
    at, ticket = read_stamp("at", data.get("at")), read_name("ticket", data.get("ticket"))
    return at, ticket, read_maybe_name("id", data.get("id"))


def filled(kind: type[_E], at: datetime, ticket: str, name: str | None, **own: object) -> _E:
    """An event of parts that have been read, each by its rule, and so need no second look.

    Law: it is the event that `kind(at, ticket, id=name, **own)` makes.
    """
    event = object.__new__(kind)
    put = object.__setattr__
    put(event, "at", at)
    put(event, "ticket", ticket)
    put(event, "id", name)
    put(event, "at_us", (at - EPOCH) // MICROSECOND)
    for field_name, value in own.items():
        put(event, field_name, value)
    return event


def _fields(kind: type[Event]) -> tuple[str, ...]:
    """The names of all fields of a kind's rows."""
    return ("ticket", "at", "event", *kind.own, "id")


def _names(contract: Contract) -> Names:
    if not isinstance(contract, Contract):
        raise SlacalTypeError("contract", contract, "a Contract, or None for the shipped one")
    return contract.severity


def _written(value: object) -> object:
    """A field as JSON has it."""
    if isinstance(value, datetime):
        return written_stamp(value)
    if isinstance(value, ProblemReport):
        return value.to_dict()
    return int(value) if isinstance(value, int) else str(value)


seal(Event)
