"""Entries: what the rows of an event log say of one ticket, in the order in which they stand there.

Invariant: an entry can be made an event at any instant within its stamp; whatever could not was rejected before.
Law: an entry of an exact stamp and the event it was read from are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.stamps import earliest
from slacal.ticket.events import (
    KINDS,
    ContactAttempted,
    CustomerAsked,
    Event,
    Reported,
    SeverityChanged,
    SolutionAccepted,
    SolutionProposed,
    SolutionRejected,
)
from slacal.ticket.vocabulary import Act, Topic
from slacal.worktime.instants import from_us

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from slacal.audit.stamps import Stamp
    from slacal.ticket.report import ProblemReport
    from slacal.ticket.vocabulary import Channel

__all__ = ["NOTHING_MORE", "Entry", "More"]


class More(NamedTuple):
    """What few events say besides when, what, who and how grave."""

    id: str | None = None
    channel: Channel | None = None
    report: ProblemReport | None = None
    follow_up_of: str | None = None
    about: Topic = Topic.PROBLEM
    needed_since: Stamp | None = None
    evidence: str | None = None


NOTHING_MORE = More()


class Entry(NamedTuple):
    """One event of a ticket as it is recorded; `severity` is 0 where the event has none."""

    at: Stamp
    act: Act
    severity: int = 0
    more: More = NOTHING_MORE
    file: str | None = None
    line: int | None = None

    @classmethod
    def of(cls, event: Event, line: int | None = None) -> Entry:
        """The entry that an event of a Python program makes."""
        severity, more = 0, NOTHING_MORE
        if isinstance(event, Reported):
            severity = event.severity
            more = More(event.id, event.channel, event.report, event.follow_up_of)
        elif isinstance(event, SeverityChanged):
            severity, more = event.severity, More(event.id)
        elif isinstance(event, CustomerAsked):
            more = More(event.id, about=event.about, needed_since=event.needed_since_us)
        elif isinstance(event, ContactAttempted):
            more = More(event.id, event.channel, evidence=event.evidence)
        elif event.id is not None:
            more = More(event.id)
        return cls(event.at_us, event.act, int(severity), more, None, line)

    def event(self, ticket: str, at_us: int, tz: ZoneInfo) -> Event:
        """The event it was, had it happened at an instant."""
        act, more = self.act, self.more
        at = from_us(at_us, tz)
        if act.by is not None:
            return _SIDED[act.kind](at, ticket, id=more.id, by=act.by)
        match act:
            case Act.REPORTED:
                return Reported(
                    at,
                    ticket,
                    id=more.id,
                    severity=self.severity,
                    channel=more.channel,
                    report=more.report,
                    follow_up_of=more.follow_up_of,
                )
            case Act.SEVERITY_CHANGED:
                return SeverityChanged(at, ticket, id=more.id, severity=self.severity)
            case Act.CUSTOMER_ASKED:
                since = None if more.needed_since is None else from_us(min(earliest(more.needed_since), at_us), tz)
                return CustomerAsked(at, ticket, id=more.id, about=more.about, needed_since=since)
            case Act.CONTACT_ATTEMPTED:
                return ContactAttempted(at, ticket, id=more.id, channel=more.channel, evidence=more.evidence)
            case _:
                return KINDS[act.kind](at, ticket, id=more.id)


_SIDED = {kind.kind: kind for kind in (SolutionProposed, SolutionAccepted, SolutionRejected)}
