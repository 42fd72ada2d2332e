"""The timeline: spans without gaps that add up."""

from __future__ import annotations

import itertools
from datetime import timedelta

from slacal import Ticket
from tests.ticket.stories import at, events
from tests.ticket.test_clocks import STORY


def shown(ticket: Ticket, now: str | None = None) -> str:
    spans = ticket.timeline(None if now is None else at(now))
    return " | ".join(f"{span.start:%H:%M}-{span.end:%H:%M} {span.state} {span.holder}" for span in spans)


def test_spans_are_the_states() -> None:
    ticket = Ticket.replay(events(STORY))
    assert shown(ticket) == (
        "09:00-11:00 with-support support | 11:00-12:00 with-customer customer | 12:00-13:00 with-support support | "
        "13:00-14:00 proposed customer | 14:00-15:00 tried customer"
    )
    assert ticket.timeline() == ticket.timeline(at("12-01 09:00"))  # nothing comes after the closing


def test_an_open_ticket_goes_on_until_now() -> None:
    ticket = Ticket.replay(events(STORY)[:5])
    assert shown(ticket) == "09:00-11:00 with-support support"
    assert shown(ticket, "11-02 12:30") == "09:00-11:00 with-support support | 11:00-12:30 with-customer customer"
    assert Ticket.replay(events(STORY)[:1]).timeline() == ()


def test_they_add_up() -> None:
    ticket = Ticket.replay(events(STORY.replace("11-02 15:00", "11-04 15:00")))
    spans = ticket.timeline()
    assert sum((span.calendar for span in spans), timedelta(0)) == timedelta(days=2, hours=6)
    assert sum((span.working for span in spans), timedelta(0)) == timedelta(hours=22)
    assert all(before.end == after.start for before, after in itertools.pairwise(spans))
