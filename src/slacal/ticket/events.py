"""Events: what can be recorded of a ticket, a frozen value for each kind.

What all of them have, and how they are read and written, stands in `slacal.ticket.event`.

Invariant: a kind is a row of `KINDS`, by its name in the event log, and has an act for each side that may do it.
Law: whatever an event may be made of, its row may say, and the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, TypeVar

from slacal.errors import EventError, SlacalTypeError
from slacal.ticket.event import KINDS, Data, Event, Names, filled, head
from slacal.ticket.report import ProblemReport
from slacal.ticket.row import (
    check_reach,
    checked_name,
    checked_text,
    read_maybe_name,
    read_maybe_stamp,
    read_maybe_text,
    read_severity,
)
from slacal.ticket.sealed import seal
from slacal.ticket.vocabulary import Act, Channel, Side, Topic, checked_word, maybe_word, words_of
from slacal.worktime.instants import plain, to_us

__all__ = [
    "ATTEMPT_CHANNELS",
    "KINDS",
    "REPORT_CHANNELS",
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

REPORT_CHANNELS = words_of((Channel.FORM, Channel.EMAIL))
ATTEMPT_CHANNELS = words_of((Channel.EMAIL, Channel.PHONE, Channel.OTHER))
_TOPICS = words_of(Topic)
_SIDES = words_of(Side)
_ACTS = {(act.kind, act.by): act for act in Act if act.by is not None}
_S = TypeVar("_S", bound="_Sided")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(Event):
    """A customer reported a problem (clause 1): with this a ticket begins.

    `severity` is a number the contract knows (`contract.severity(name)` tells which), `report` what was told (clause
    2), `follow_up_of` the closed ticket this one goes on from.
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
            checked_name("follow_up_of", self.follow_up_of)
            if self.follow_up_of == self.ticket:
                raise EventError("follow_up_of", self.follow_up_of, "another ticket's name")

    @classmethod
    def of_row(cls, data: Data, names: Names) -> Reported:
        """The report in a row."""
        at, ticket, name = head(data)
        severity = read_severity("severity", data.get("severity"), names)
        channel = maybe_word("channel", data.get("channel"), REPORT_CHANNELS)
        told = data.get("report")
        report = None if told is None else ProblemReport.read(told)
        before = read_maybe_name("follow_up_of", data.get("follow_up_of"))
        if before is not None:
            return Reported(at, ticket, id=name, severity=severity, channel=channel, report=report, follow_up_of=before)
        own = {"severity": severity, "channel": channel, "report": report, "follow_up_of": None}
        return filled(Reported, at, ticket, name, **own)


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

    @classmethod
    def of_row(cls, data: Data, names: Names) -> SeverityChanged:
        """The change in a row."""
        severity = read_severity("severity", data.get("severity"), names)
        return filled(SeverityChanged, *head(data), severity=severity)


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
        object.__setattr__(self, "about", checked_word("about", self.about, _TOPICS))
        since = self.needed_since
        since_us = None if since is None else to_us(since, "needed_since")
        object.__setattr__(self, "needed_since_us", since_us)
        if since is not None and since_us is not None:
            check_reach("needed_since", since)
            if type(since) is not datetime:
                object.__setattr__(self, "needed_since", plain(since))
            if since_us > self.at_us:
                raise EventError("needed_since", since.isoformat(), f"an instant at or before {self.at.isoformat()}")

    @classmethod
    def of_row(cls, data: Data, names: Names) -> CustomerAsked:
        """The question in a row."""
        del names
        at, ticket, name = head(data)
        about = maybe_word("about", data.get("about"), _TOPICS) or Topic.PROBLEM
        since = read_maybe_stamp("needed_since", data.get("needed_since"))
        if since is not None:
            return CustomerAsked(at, ticket, id=name, about=about, needed_since=since)
        return filled(CustomerAsked, at, ticket, name, about=about, needed_since=None, needed_since_us=None)


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
        if self.evidence is not None:
            checked_text("evidence", self.evidence)

    @classmethod
    def of_row(cls, data: Data, names: Names) -> ContactAttempted:
        """The attempt in a row."""
        del names
        channel = maybe_word("channel", data.get("channel"), ATTEMPT_CHANNELS)
        evidence = read_maybe_text("evidence", data.get("evidence"))
        return filled(ContactAttempted, *head(data), channel=channel, evidence=evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sided(Event):
    """What either side may do."""

    by: Side

    own: ClassVar[tuple[str, ...]] = ("by",)

    def __post_init__(self) -> None:
        """Check the side."""
        Event.__post_init__(self)
        object.__setattr__(self, "by", checked_word("by", self.by, _SIDES))

    @classmethod
    def of_row(cls: type[_S], data: Data, names: Names) -> _S:
        """The event in a row, with its side."""
        del names
        return filled(cls, *head(data), by=checked_word("by", data.get("by"), _SIDES))

    @property
    def act(self) -> Act:
        """What happened, and who did it."""
        return _ACTS[self.kind, self.by]


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


def _check_severity(value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        expected = "a number the contract knows, such as Severity.OUTAGE or contract.severity('outage')"
        raise SlacalTypeError("severity", value, expected)


seal(_Sided, *KINDS.values())
