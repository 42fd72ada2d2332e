"""Stories: a ticket's events as lines that can be read aloud, with what is true after each.

    11-02 09:00  reported 3             with-support
    11-03 12:00  customer-asked         with-customer

Month and day are of 2026 unless a year goes before them; times are Warsaw's, with seconds where it matters. What
comes after the kind are its own words: a severity, a side, a topic or a channel. A story is told to one ticket, "T".
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from slacal import (
    Acknowledged,
    Channel,
    Closed,
    ClosedUnanswered,
    ContactAttempted,
    CustomerAsked,
    CustomerReplied,
    Event,
    Reported,
    Responded,
    SeverityChanged,
    Side,
    SolutionAccepted,
    SolutionProposed,
    SolutionRejected,
    SupportReplied,
    Topic,
    WorkStarted,
)

WARSAW = ZoneInfo("Europe/Warsaw")
SIDES = ("support", "customer")


def at(stamp: str) -> datetime:
    """`11-02 09:00` or `2027-01-02 09:00:00.000001`, in Warsaw."""
    text = stamp if stamp[4] == "-" else f"2026-{stamp}"
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def event(what: str, when: datetime | str, ticket: str = "T") -> Event:
    """The event that some words name, such as `solution-proposed support`."""
    kind, _, word = what.partition(" ")
    when = at(when) if isinstance(when, str) else when
    match kind:
        case "reported":
            return Reported(when, ticket, severity=int(word or 3))
        case "severity-changed":
            return SeverityChanged(when, ticket, severity=int(word or 2))
        case "customer-asked":
            return CustomerAsked(when, ticket, about=Topic(word or "problem"))
        case "contact-attempted":
            return ContactAttempted(when, ticket, channel=Channel(word) if word else None)
        case "solution-proposed":
            return SolutionProposed(when, ticket, by=Side(word))
        case "solution-accepted":
            return SolutionAccepted(when, ticket, by=Side(word))
        case "solution-rejected":
            return SolutionRejected(when, ticket, by=Side(word))
        case _:
            return {plain.kind: plain for plain in PLAIN}[kind](when, ticket)


PLAIN: tuple[type[Event], ...] = (
    Acknowledged,
    WorkStarted,
    Responded,
    CustomerReplied,
    SupportReplied,
    ClosedUnanswered,
    Closed,
)


def told(story: str) -> list[tuple[Event, str]]:
    """The events of a story, each with what the line says is true after it."""
    lines: list[tuple[Event, str]] = []
    for line in story.strip().splitlines():
        day, time, kind, *words = line.split()
        own = words[0] if kind in OWN_WORD and words else ""
        after = " ".join(words[1:] if own else words)
        lines.append((event(f"{kind} {own}".strip(), f"{day} {time}"), after))
    return lines


OWN_WORD = ("reported", "severity-changed", "solution-proposed", "solution-accepted", "solution-rejected")


def events(story: str) -> list[Event]:
    """The events of a story alone."""
    return [event for event, _ in told(story)]
