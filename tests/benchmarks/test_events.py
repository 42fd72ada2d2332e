"""`slacal check` as a process over a long event log: how long it takes, and the memory it holds."""

from __future__ import annotations

import csv
import json
import random
from datetime import datetime
from typing import TYPE_CHECKING

from slacal.audit.eventcells import EVENT_COLUMNS
from tests.audit.logs import NOW, write

from .lines import EVENTS
from .process import Needs, needs, output, slacal_command

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Stopwatch


def log(path: Path, events: int) -> tuple[Path, int]:
    """A log that keeps the contract, in the order of time, of whole tickets; and how many those are."""
    dice, rows, tickets = random.Random(events), list[dict[str, object]](), 0
    while len(rows) < events:
        rows += write(dice, f"SUP-{tickets:06}").rows
        tickets += 1
    rows.sort(key=lambda row: datetime.fromisoformat(str(row["at"])))
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, EVENT_COLUMNS)
        table.writeheader()
        for row in rows:
            table.writerow({**row, "report": json.dumps(row["report"])} if "report" in row else row)
    return path, tickets


def check(path: Path, *options: str) -> list[str]:
    return [*slacal_command(), "check", str(path), "--now", NOW.isoformat(), *options]


def test_events(stopwatch: Stopwatch, tmp_path: Path) -> None:
    whole = EVENTS if stopwatch.enabled else 1_000
    (long, tickets), (short, _) = (log(tmp_path / f"{count}.csv", count) for count in (whole, whole // 10))
    seen, command = list[Needs](), check(long)
    stopwatch.turns(lambda: seen.append(needs(command)), rounds=1)
    stopwatch.record("million events", seen[-1].seconds)
    stopwatch.record("million events | processor", seen[-1].processor_seconds)
    stopwatch.record("memory events", seen[-1].peak_bytes)
    stopwatch.record("memory events tenth", needs(check(short)).peak_bytes)
    report = json.loads(output(check(short if stopwatch.enabled else long, "--format", "json")))
    assert report["summary"]["breached"] == report["summary"]["unknown"] == report["summary"]["rejected"] == 0
    assert stopwatch.enabled or report["summary"]["tickets"] == tickets
