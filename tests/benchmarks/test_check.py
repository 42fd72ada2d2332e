"""`slacal check` as a process over a long table: rows a second, and the memory it holds; and how fast it starts."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .lines import CHECKED_ROWS, MEMORY_ROWS
from .process import Needs, first_line, needs, output, python, slacal_command
from .questions import WARSAW, Walker

if TYPE_CHECKING:
    from .conftest import Stopwatch

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "tickets.csv"
NOW = datetime(2026, 1, 5, 12, tzinfo=WARSAW)
HOURS = {1: 16, 2: 24, 3: 32, 4: 56, 5: 112}
"""Working hours of the five severities, a day being eight."""

READ = """\
import csv, sys
from datetime import datetime
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = csv.reader(file)
    next(rows)
    for _, _, reported, responded in rows:
        datetime.fromisoformat(reported)
        if responded:
            datetime.fromisoformat(responded)
"""

WITHOUT_FRAMES = """\
import sys
sys.modules["numpy"] = None
from slacal.cli import main
sys.exit(main(sys.argv[1:]))
"""

Ticket = tuple[str, int, datetime, datetime | None]


def tickets(rows: int) -> list[Ticket]:
    """Tickets of 2025 to the minute: most responded, in time or late, the others still waiting."""
    dice = random.Random(rows)
    year = timedelta(days=366) // timedelta(minutes=1)
    found: list[Ticket] = []
    for number in range(rows):
        severity = dice.randint(1, 5)
        reported = datetime(2025, 1, 1, tzinfo=WARSAW) + timedelta(minutes=dice.randrange(year))
        responded = reported + timedelta(minutes=dice.randrange(HOURS[severity] * 60 * 5))
        answered = responded < NOW and dice.random() < 0.97
        found.append((f"T-{number:07}", severity, reported, responded if answered else None))
    return found


def write(path: Path, rows: list[Ticket]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["ticket", "severity", "reported_at", "responded_at"])
        for ticket, severity, reported, responded in rows:
            table.writerow([ticket, severity, reported.isoformat(), responded.isoformat() if responded else ""])
    return path


def export(path: Path, rows: list[Ticket]) -> Path:
    """The same as many help desks export it: every cell in quotes, stamps on the local clock, without an offset."""

    def stamp(at: datetime | None) -> str:
        return f"{at.astimezone(UTC).astimezone(WARSAW):%Y-%m-%d %H:%M:%S}" if at else ""

    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, quoting=csv.QUOTE_ALL)
        table.writerow(["ticket", "severity", "reported_at", "responded_at", "subject"])
        for ticket, severity, reported, responded in rows:
            table.writerow([ticket, severity, stamp(reported), stamp(responded), f"Problem no. {ticket[2:]}, urgent"])
    return path


def verdict(walker: Walker, ticket: Ticket) -> str:
    _, severity, reported, responded = ticket
    used = walker.elapsed(reported, responded or NOW)
    if used > timedelta(hours=HOURS[severity]):
        return "breached"
    return "met" if responded else "running"


def check(path: Path, *options: str) -> list[str]:
    return [*slacal_command(), "check", str(path), "--now", NOW.isoformat(), *options]


def alone(command: list[str]) -> list[str]:
    """The same where the extra `frames` is not installed."""
    return [*python(WITHOUT_FRAMES), *command[len(slacal_command()) :]]


@pytest.fixture(scope="module")
def rows() -> list[Ticket]:
    return tickets(CHECKED_ROWS)


@pytest.fixture(scope="module")
def table(rows: list[Ticket], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("check") / "tickets.csv", rows)


@pytest.mark.parametrize("form", ["text", "json"])
def test_check(stopwatch: Stopwatch, rows: list[Ticket], table: Path, form: str) -> None:
    """Beside a process that only reads: `csv.reader`, and `datetime.fromisoformat` of the stamps."""
    command, reading, answers = check(table, "--format", form), [*python(READ), str(table)], list[str]()

    def run() -> None:
        answers[:] = [output(command, expected=1)]

    ours, theirs = stopwatch.turns(run, lambda: output(reading), rounds=5)
    stopwatch.record(f"check {form}", CHECKED_ROWS / ours)
    stopwatch.record(f"check {form} | floor", CHECKED_ROWS / theirs)
    if form == "json":
        walker = Walker("Warsaw")
        judged = {one["ticket"]: one["verdict"] for one in json.loads(answers[0])["tickets"]}
        assert judged == {ticket[0]: verdict(walker, ticket) for ticket in rows}
        assert Counter(judged.values()).keys() == {"met", "breached", "running"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_memory(stopwatch: Stopwatch, tmp_path: Path, form: str) -> None:
    whole = MEMORY_ROWS if stopwatch.enabled else 1_000
    long, short = (write(tmp_path / f"{count}.csv", tickets(count)) for count in (whole, whole // 10))
    seen = list[Needs]()
    command = check(long, "--format", form)
    stopwatch.turns(lambda: seen.append(needs(command, 1)), rounds=1)
    stopwatch.record(f"memory {form}", seen[-1].peak_bytes)
    stopwatch.record(f"memory {form} tenth", needs(check(short, "--format", form), 1).peak_bytes)
    stopwatch.record(f"million {form}", seen[-1].seconds)
    stopwatch.record(f"million {form} | processor", seen[-1].processor_seconds)
    if form == "text":
        exported = check(export(tmp_path / "export.csv", tickets(whole)), "--tz", "Europe/Warsaw")
        for name, one in (("plain", alone(command)), ("export", exported), ("export plain", alone(exported))):
            asked = needs(one, 1)
            stopwatch.record(f"million {name}", asked.seconds)
            stopwatch.record(f"million {name} | processor", asked.processor_seconds)


def test_the_example(stopwatch: Stopwatch) -> None:
    """From the start of the process to the first line it writes, beside a process that imports `holidays`."""
    command, bare = [*slacal_command(), "check", str(EXAMPLE)], python("import holidays; print()")
    ours, theirs = list[float](), list[float]()
    stopwatch.turns(lambda: ours.append(first_line(command)), lambda: theirs.append(first_line(bare)))
    stopwatch.record("first line", min(ours))
    stopwatch.record("first line | floor", min(theirs))
