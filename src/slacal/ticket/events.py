"""Events: what can be recorded of a ticket, each a frozen value.

Invariant: an event has an instant and a ticket, and only what its kind may say; two events are equal when they say
the same, in whatever zone their stamps are written.
Law: `Event.from_dict(event.to_dict()) == event`, and `to_dict` writes what a row of the event log is.

`at_us` is `at` in microseconds since the epoch, worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, TypeVar

from slacal.errors import EventError, SlacalTypeError
from slacal.ticket.report import FIELDS, ProblemReport
from slacal.ticket.row import Row
from slacal.ticket.vocabulary import Act, Channel, Side, Topic, checked_word, nearest
from slacal.worktime.instants import plain, to_us

__all__ = [
    "KINDS",
    "Acknowledged",
    "Closed",
    "ClosedUnanswered",
    "ContactAttempted",
    "CustomerAsked",
    "CustomerReplied",
    "Event",
    "Reported",
    "Responded",
    "SeverityChanged",
    "SolutionAccepted",
    "SolutionProposed",
    "SolutionRejected",
    "SupportReplied",
    "WorkStarted",
]

_E = TypeVar("_E", bound="Event")


@dataclass(frozen=True, slots=True)
class Event:
    """What all events have: when it happened, to which ticket, and an `id` where the source gives one.

    `at` must have a zone (`NaiveDatetimeError`). An event that is applied twice with the same `id` counts once.
    """

    at: datetime = field(compare=False)
    ticket: str
    _: KW_ONLY
    id: str | None = None
    at_us: int = field(init=False, repr=False)

    kind: ClassVar[str] = ""
    own: ClassVar[tuple[str, ...]] = ()
    """The names of the fields this kind has besides those all have."""

    def __post_init__(self) -> None:
        """Check the parts every event has."""
        if not self.kind:
            raise SlacalTypeError("event", self, f"one of {', '.join(KINDS)}")
        object.__setattr__(self, "at_us", to_us(self.at))
        if type(self.at) is not datetime:
            object.__setattr__(self, "at", plain(self.at))
        if not (type(self.ticket) is str and self.ticket.strip()):
            raise SlacalTypeError("ticket", self.ticket, "the name of a ticket, as text that is not blank")
        if not (self.id is None or type(self.id) is str):
            raise SlacalTypeError("id", self.id, "text or None")

    @property
    def act(self) -> Act:
        """What happened, as the lifecycle's tables name it: the kind and, where it says so, the side."""
        return _ACTS[self.kind]

    @classmethod
    def from_dict(cls: type[_E], data: Mapping[str, object]) -> _E:
        """Read a row of an event log, such as `to_dict` writes or a line of JSON holds.

        Asked of `Event` it reads any kind, asked of a kind only that. Raises `EventError` for an unknown kind or
        field, with the nearest known one, and for values that cannot be read.

        >>> Event.from_dict({"ticket": "SUP-1", "at": "2026-11-20T17:30:00+01:00", "event": "work-started"}).kind
        'work-started'
        """
        if not isinstance(data, Mapping):
            raise EventError("event", data, "an object with named fields")
        kind = data.get("event")
        if isinstance(kind, str) and kind in _READERS:
            event = _READERS[kind](Row(data, _KNOWN[kind]))
            if isinstance(event, cls):
                return event
        known = [name for name, event in KINDS.items() if issubclass(event, cls)]
        raise EventError("event", kind, f"one of {', '.join(known)}", nearest(kind, known))

    def to_dict(self) -> dict[str, object]:
        """The event as a row of an event log, ready for JSON; what was not said is left out.

        >>> from datetime import UTC
        >>> WorkStarted(datetime(2026, 11, 20, 9, tzinfo=UTC), "SUP-1").to_dict()
        {'ticket': 'SUP-1', 'at': '2026-11-20T09:00:00+00:00', 'event': 'work-started'}
        """
        row: dict[str, object] = {"ticket": self.ticket, "at": self.at.isoformat(), "event": self.kind}
        for name in self.own:
            value: object = getattr(self, name)
            if value is not None:
                row[name] = _written(value)
        if self.id is not None:
            row["id"] = self.id
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(Event):
    """A customer reported a problem (clause 1): with this a ticket begins.

    `severity` is a number the contract knows, `report` what was told (clause 2), `follow_up_of` the closed ticket
    this one goes on from.
    """

    severity: int
    channel: Channel | None = None
    report: ProblemReport | None = None
    follow_up_of: str | None = None

    kind: ClassVar[str] = "reported"
    own: ClassVar[tuple[str, ...]] = ("severity", "channel", "report", "follow_up_of")

    def __post_init__(self) -> None:
        """Check what a report may say."""
        Event.__post_init__(self)
        _check_severity(self.severity)
        if self.channel is not None:
            object.__setattr__(self, "channel", checked_word("channel", self.channel, REPORT_CHANNELS))
        if not (self.report is None or isinstance(self.report, ProblemReport)):
            raise SlacalTypeError("report", self.report, "a ProblemReport or None")
        if self.follow_up_of is not None:
            if not (type(self.follow_up_of) is str and self.follow_up_of.strip()):
                raise SlacalTypeError("follow_up_of", self.follow_up_of, "the name of a ticket or None")
            if self.follow_up_of == self.ticket:
                raise EventError("follow_up_of", self.follow_up_of, "another ticket's name")


@dataclass(frozen=True, slots=True)
class Acknowledged(Event):
    """Support confirmed that it accepts the problem: the first half of the response (clause 5)."""

    kind: ClassVar[str] = "acknowledged"


@dataclass(frozen=True, slots=True)
class WorkStarted(Event):
    """Support started to solve the problem: the other half of the response (clause 5)."""

    kind: ClassVar[str] = "work-started"


@dataclass(frozen=True, slots=True)
class Responded(Event):
    """Both halves of the response at once (clause 5)."""

    kind: ClassVar[str] = "responded"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityChanged(Event):
    """The problem turned out to be graver, or less grave."""

    severity: int

    kind: ClassVar[str] = "severity-changed"
    own: ClassVar[tuple[str, ...]] = ("severity",)

    def __post_init__(self) -> None:
        """Check the severity."""
        Event.__post_init__(self)
        _check_severity(self.severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAsked(Event):
    """Support asked the customer for something: the customer is to answer.

    `about` says whether a third party needs it (clause 4), `needed_since` since when support knew; the working time
    from then on is measured.
    """

    about: Topic = Topic.PROBLEM
    needed_since: datetime | None = field(default=None, compare=False)
    needed_since_us: int | None = field(init=False, repr=False)

    kind: ClassVar[str] = "customer-asked"
    own: ClassVar[tuple[str, ...]] = ("about", "needed_since")

    def __post_init__(self) -> None:
        """Check that what was asked for was not needed later than it was asked."""
        Event.__post_init__(self)
        object.__setattr__(self, "about", checked_word("about", self.about, Topic))
        since = self.needed_since
        since_us = None if since is None else to_us(since, "needed_since")
        object.__setattr__(self, "needed_since_us", since_us)
        if since is not None and since_us is not None:
            if type(since) is not datetime:
                object.__setattr__(self, "needed_since", plain(since))
            if since_us > self.at_us:
                raise EventError("needed_since", since.isoformat(), f"an instant at or before {self.at.isoformat()}")


@dataclass(frozen=True, slots=True)
class CustomerReplied(Event):
    """The customer gave a signal: an answer, a question, a thank you."""

    kind: ClassVar[str] = "customer-replied"


@dataclass(frozen=True, slots=True)
class SupportReplied(Event):
    """Support told the customer something without asking anything."""

    kind: ClassVar[str] = "support-replied"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAttempted(Event):
    """Support tried to reach a customer who does not answer (clause 3b); `evidence` tells where that is recorded."""

    channel: Channel | None = None
    evidence: str | None = None

    kind: ClassVar[str] = "contact-attempted"
    own: ClassVar[tuple[str, ...]] = ("channel", "evidence")

    def __post_init__(self) -> None:
        """Check channel and evidence."""
        Event.__post_init__(self)
        if self.channel is not None:
            object.__setattr__(self, "channel", checked_word("channel", self.channel, ATTEMPT_CHANNELS))
        if not (self.evidence is None or type(self.evidence) is str):
            raise SlacalTypeError("evidence", self.evidence, "text or None")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sided(Event):
    """What either side may do."""

    by: Side

    own: ClassVar[tuple[str, ...]] = ("by",)

    def __post_init__(self) -> None:
        """Check the side."""
        Event.__post_init__(self)
        object.__setattr__(self, "by", checked_word("by", self.by, Side))

    @property
    def act(self) -> Act:
        """What happened, and who did it."""
        return _SIDED[self.kind, self.by]


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionProposed(_Sided):
    """One side proposed a solution (clause 3a); the customer's may be as short as "you may close it"."""

    kind: ClassVar[str] = "solution-proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionAccepted(_Sided):
    """The other side accepted the proposal (clause 3a), which closes the ticket."""

    kind: ClassVar[str] = "solution-accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionRejected(_Sided):
    """The other side did not agree: support goes on."""

    kind: ClassVar[str] = "solution-rejected"


@dataclass(frozen=True, slots=True)
class ClosedUnanswered(Event):
    """Support closed the ticket because the customer never answered (clause 3b)."""

    kind: ClassVar[str] = "closed-unanswered"


@dataclass(frozen=True, slots=True)
class Closed(Event):
    """A foreign log says "closed" and not why; a ticket refuses it, an audit reads on."""

    kind: ClassVar[str] = "closed"


KINDS: Mapping[str, type[Event]] = MappingProxyType(
    {
        event.kind: event
        for event in (
            Reported,
            Acknowledged,
            WorkStarted,
            Responded,
            SeverityChanged,
            CustomerAsked,
            CustomerReplied,
            SupportReplied,
            ContactAttempted,
            SolutionProposed,
            SolutionAccepted,
            SolutionRejected,
            ClosedUnanswered,
            Closed,
        )
    }
)
"""Every kind of event by its name in the event log."""

REPORT_CHANNELS = (Channel.FORM, Channel.EMAIL)
ATTEMPT_CHANNELS = (Channel.EMAIL, Channel.PHONE, Channel.OTHER)

_ACTS = {act.kind: act for act in Act if act.by is None}
_SIDED = {(act.kind, act.by): act for act in Act if act.by is not None}
_KNOWN = {kind: dict.fromkeys(("ticket", "at", "event", *event.own, "id")) for kind, event in KINDS.items()}


def _plain_reader(kind: type[Event]) -> Callable[[Row], Event]:
    return lambda row: kind(row.stamp("at"), row.name("ticket"), id=row.text("id"))


def _sided_reader(kind: type[_Sided]) -> Callable[[Row], Event]:
    return lambda row: kind(row.stamp("at"), row.name("ticket"), id=row.text("id"), by=row.word("by", Side))


def _read_reported(row: Row) -> Event:
    told = row.row("report", FIELDS)
    return Reported(
        row.stamp("at"),
        row.name("ticket"),
        id=row.text("id"),
        severity=row.severity("severity"),
        channel=row.maybe_word("channel", Channel),
        report=None if told is None else ProblemReport.from_row(told),
        follow_up_of=row.maybe_name("follow_up_of"),
    )


def _read_severity_changed(row: Row) -> Event:
    severity = row.severity("severity")
    return SeverityChanged(row.stamp("at"), row.name("ticket"), id=row.text("id"), severity=severity)


def _read_customer_asked(row: Row) -> Event:
    return CustomerAsked(
        row.stamp("at"),
        row.name("ticket"),
        id=row.text("id"),
        about=row.maybe_word("about", Topic) or Topic.PROBLEM,
        needed_since=row.maybe_stamp("needed_since"),
    )


def _read_contact_attempted(row: Row) -> Event:
    return ContactAttempted(
        row.stamp("at"),
        row.name("ticket"),
        id=row.text("id"),
        channel=row.maybe_word("channel", Channel),
        evidence=row.text("evidence"),
    )


_READERS: dict[str, Callable[[Row], Event]] = {
    kind: _sided_reader(event) if issubclass(event, _Sided) else _plain_reader(event) for kind, event in KINDS.items()
} | {
    "reported": _read_reported,
    "severity-changed": _read_severity_changed,
    "customer-asked": _read_customer_asked,
    "contact-attempted": _read_contact_attempted,
}


def _check_severity(value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise SlacalTypeError("severity", value, "a number the contract knows, such as Severity.OUTAGE")


def _written(value: object) -> object:
    """A field as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, ProblemReport):
        return value.to_dict()
    return int(value) if isinstance(value, int) else str(value)
