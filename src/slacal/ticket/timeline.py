"""The timeline: who held the ticket when, and how much working time went by.

Every instant of a ticket belongs to one phase: the state it is in, and whether a signal of the customer is still
unanswered. Spans are phases joined by state.

Invariant: phases follow each other without gaps, from the report to the closing or to the end that was asked for.
Law: the spans of a timeline add up to the whole, in calendar and in working time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from slacal.ticket.lifecycle import ANSWERS, CONVERSATION, OPEN, SIGNALS, TicketState
from slacal.ticket.sealed import seal
from slacal.worktime.instants import MICROSECOND, from_us

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta

    from slacal.ticket.events import Event
    from slacal.ticket.vocabulary import Side
    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["Phase", "Span", "phases", "spans"]


class Phase(NamedTuple):
    """From an event until the next: the state, and whether the customer waits for an answer."""

    start_us: int
    end_us: int | None
    state: TicketState
    owed: bool


def phases(events: Sequence[Event]) -> Iterator[Phase]:
    """The phases of a ticket's legal events; the last has no end while the ticket is open, and there is none after."""
    state, owed, since_us = TicketState.WITH_SUPPORT, False, events[0].at_us
    for event in events[1:]:
        act = event.act
        yield Phase(since_us, event.at_us, state, owed)
        state, since_us = CONVERSATION[state][act], event.at_us
        owed = act in SIGNALS or (owed and act not in ANSWERS)
    if state in OPEN:
        yield Phase(since_us, None, state, owed)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which a ticket stayed in one state: who held it, and how long."""

    start: datetime
    end: datetime
    state: TicketState
    holder: Side | None
    working: timedelta
    calendar: timedelta


def spans(events: Sequence[Event], calendar: WorkingCalendar, end_us: int) -> tuple[Span, ...]:
    """The phases up to an end, joined where only `owed` tells them apart; none is empty."""
    tz, elapsed_us = calendar.tz, calendar.elapsed_us
    stretches: list[tuple[int, int, TicketState]] = []
    for phase in phases(events):
        until_us = end_us if phase.end_us is None else phase.end_us
        if phase.start_us == until_us:
            continue
        goes_on = bool(stretches) and stretches[-1][2] is phase.state
        start_us = stretches.pop()[0] if goes_on else phase.start_us
        stretches.append((start_us, until_us, phase.state))
    return tuple(
        Span(
            from_us(start_us, tz),
            from_us(until_us, tz),
            state,
            state.holder,
            working=MICROSECOND * elapsed_us(start_us, until_us),
            calendar=MICROSECOND * (until_us - start_us),
        )
        for start_us, until_us, state in stretches
    )


seal(Span)
