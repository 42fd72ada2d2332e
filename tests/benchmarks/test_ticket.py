"""Tickets: the fold with its clocks, and a million events from JSON Lines, beside reading them and nothing more.

Times are of the processor, not of the wall, so that what else the machine does counts little.
"""

from __future__ import annotations

import json
import random
import resource
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import pytest

from slacal import (
    CustomerAsked,
    CustomerReplied,
    Event,
    Reported,
    Responded,
    Side,
    SolutionProposed,
    Ticket,
    TicketState,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

TICKETS = 200_000
START = datetime(2025, 1, 2, 9, tzinfo=UTC)


def story(ticket: str, at: datetime, severity: int) -> list[Event]:
    """Five events of a ticket: reported, responded to, asked, answered, a solution proposed."""
    hour = timedelta(hours=1)
    return [
        Reported(at, ticket, severity=severity),
        Responded(at + hour, ticket),
        CustomerAsked(at + 2 * hour, ticket),
        CustomerReplied(at + 26 * hour, ticket),
        SolutionProposed(at + 30 * hour, ticket, by=Side.SUPPORT),
    ]


def test_fold_of_five_events_with_clocks() -> None:
    """What a page about a ticket shows: state, due, last moment, verdict, elapsed, remaining, the wait's end."""
    events = story("T", START, 3)
    now = START + timedelta(days=5)

    def fold() -> tuple[object, ...]:
        ticket = Ticket.replay(events)
        clock, waiting = ticket.response, ticket.waiting
        assert waiting is not None
        read = clock.due, clock.last_on_time, clock.status(now), clock.elapsed(now), clock.remaining(now), waiting.ends
        return ticket.state, *read

    assert fold()[0] is TicketState.PROPOSED
    _show("fold of 5 events, clocks read at the end", _best(fold, 2_000) * 1e6, "µs", 40)
    _show("fold of 5 events alone", _best(lambda: Ticket.replay(events), 2_000) * 1e6, "µs", None)


@pytest.mark.parametrize("tickets", [TICKETS])
def test_a_million_events_from_json_lines(tmp_path: Path, tickets: int) -> None:
    """Read, told apart by ticket, replayed, and judged; the floor reads the same lines and does nothing with them."""
    path = tmp_path / "log.jsonl"
    dice = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        for number in range(tickets):
            at = START + timedelta(minutes=dice.randrange(500_000))
            for event in story(f"T{number}", at, dice.randint(1, 5)):
                file.write(json.dumps(event.to_dict()) + "\n")
    begun = process_time()
    rows = sum(1 for _ in _rows(path))
    floor = process_time() - begun
    now = START + timedelta(days=800)
    met = 0
    begun = process_time()
    events: list[Event] = []
    for row in _rows(path):
        event = Event.from_dict(row)
        if events and event.ticket != events[0].ticket:
            met += Ticket.replay(events).response.status(now) is Verdict.MET
            events = []
        events.append(event)
    met += Ticket.replay(events).response.status(now) is Verdict.MET
    seconds = process_time() - begun
    assert (rows, met) == (5 * tickets, tickets)
    _show(f"{rows:,} events of {tickets:,} tickets from JSON Lines", seconds, "s", 20)
    _show("the same lines, only parsed", floor, "s", None)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    _show("peak memory of the process", peak, "MiB", None)


def _rows(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _best(action: object, number: int) -> float:
    assert callable(action)
    best = float("inf")
    for _ in range(12):
        begun = process_time()
        for _ in range(number):
            action()
        best = min(best, (process_time() - begun) / number)
    return best


def _show(what: str, figure: float, unit: str, target: float | None) -> None:
    aim = "" if target is None else f"  (target: under {target:g} {unit})"
    sys.stderr.write(f"\n{what}: {figure:,.1f} {unit}{aim}")
