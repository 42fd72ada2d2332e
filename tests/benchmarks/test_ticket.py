"""Tickets: a fold with its clocks, and a log of many events as a process: its time, on the wall too, and its memory."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
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

from .lines import EVENTS
from .process import needs, output, python

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Stopwatch

TOLD = 5  # events of a ticket
FOLDS = 500
START = datetime(2025, 1, 2, 9, tzinfo=UTC)

_TIMED = """
print(count, process_time() - processor, perf_counter() - wall)
"""

REPLAY = f"""\
import json, sys
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from time import perf_counter, process_time
from slacal import Event, Ticket, Verdict
processor, wall, count = process_time(), perf_counter(), 0
now = datetime(2028, 1, 1, tzinfo=UTC)
with open(sys.argv[1], encoding="utf-8") as file:
    for _, events in groupby(map(Event.from_dict, map(json.loads, file)), attrgetter("ticket")):
        count += Ticket.replay(events).response.status(now) is Verdict.MET
{_TIMED}"""

READ = f"""\
import json, sys
from datetime import datetime
from time import perf_counter, process_time
processor, wall, count = process_time(), perf_counter(), 0
with open(sys.argv[1], encoding="utf-8") as file:
    for row in map(json.loads, file):
        datetime.fromisoformat(row["at"])
        count += row["event"] == "reported"
{_TIMED}"""


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


def write(path: Path, count: int) -> Path:
    """A log of so many events, of tickets of 2025, whose responses are all in time."""
    dice = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count // TOLD):
            at = START + timedelta(minutes=dice.randrange(500_000))
            for event in story(f"T{number}", at, dice.randint(1, 5)):
                file.write(json.dumps(event.to_dict()) + "\n")
    return path


def test_fold(stopwatch: Stopwatch) -> None:
    """What a page about a ticket shows: state, due, last moment, verdict, elapsed, remaining, the wait's end."""
    events, now = story("T", START, 3), START + timedelta(days=5)

    def page() -> tuple[object, ...]:
        ticket = Ticket.replay(events)
        clock, waiting = ticket.response, ticket.waiting
        assert waiting is not None
        read = clock.due, clock.last_on_time, clock.status(now), clock.elapsed(now), clock.remaining(now), waiting.ends
        return ticket.state, *read

    def folds() -> None:
        for _ in range(FOLDS):
            Ticket.replay(events)

    def pages() -> None:
        for _ in range(FOLDS):
            page()

    stopwatch.time("fold with clocks", pages, beside=("fold", folds), per=FOLDS, rounds=40)
    state, _, _, status, elapsed, remaining, _ = page()
    assert (state, status) == (TicketState.PROPOSED, Verdict.MET)
    assert (elapsed, remaining) == (timedelta(hours=1), timedelta(hours=31))


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> tuple[Path, Path, int]:
    """A long log and one of a tenth, and how many events the long one has."""
    count = 50 * TOLD if request.config.getoption("benchmark_disable") else EVENTS
    folder = tmp_path_factory.mktemp("log")
    return write(folder / "long.jsonl", count), write(folder / "short.jsonl", count // 10), count


def test_log(stopwatch: Stopwatch, logs: tuple[Path, Path, int]) -> None:
    """Read, told apart by ticket, replayed and judged, beside a process that reads the same rows and their stamps."""
    long, _, count = logs
    seen: dict[str, list[list[float]]] = {REPLAY: [], READ: []}

    def run(code: str) -> None:
        seen[code].append([float(figure) for figure in output([*python(code), str(long)]).split()])

    stopwatch.turns(lambda: run(REPLAY), lambda: run(READ), rounds=3)
    assert all(figures[0] == count // TOLD for runs in seen.values() for figures in runs)
    for clock, column in (("processor", 1), ("wall", 2)):
        for key, code in ((f"log, {clock}", REPLAY), (f"log, {clock} | floor", READ)):
            stopwatch.record(key, min(figures[column] for figures in seen[code]))


def test_memory(stopwatch: Stopwatch, logs: tuple[Path, Path, int]) -> None:
    long, short, _ = logs
    seen = list[int]()
    stopwatch.turns(lambda: seen.append(needs([*python(REPLAY), str(long)]).peak_bytes), rounds=1)
    stopwatch.record("log memory", max(seen))
    stopwatch.record("log memory tenth", needs([*python(REPLAY), str(short)]).peak_bytes)
