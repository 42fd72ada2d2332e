"""The example that turns snapshots into events: every change of state is the event it stands for, and no other."""

from __future__ import annotations

import csv
import itertools
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from servicenow_events import SEVERITIES, STATES, events

from slacal import Responded, check

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SAMPLE = EXAMPLES / "exports" / "servicenow.csv"
NOW = datetime(2016, 3, 7, 11, tzinfo=UTC)


def snapshot(minute: int, state: str, priority: str = "2 - High", ticket: str = "INC1") -> dict[str, str]:
    return {
        "number": ticket,
        "incident_state": state,
        "priority": priority,
        "opened_at": "29/2/2016 09:00",
        "sys_updated_at": f"29/2/2016 10:{minute:02}",
    }


def told(*states: str) -> list[str]:
    """The events of an incident that goes through some states, as kinds and sides."""
    found = list(events(snapshot(minute, state) for minute, state in enumerate(states)))
    return [str(event.act) for event in found[1:]]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("New, New", ""),
        ("New, Active, Active", "responded"),
        ("Active", "responded"),
        ("New, -100, Active", "responded"),
        ("-100, Active, -100, Active", "responded"),
        ("New, Awaiting Vendor, Awaiting Problem, Awaiting Evidence, Active", "responded"),
        ("New, Awaiting User Info, Active", "responded, customer-asked, customer-replied"),
        ("New, Resolved, Resolved, Closed, Closed", "responded, solution-proposed by support, closed"),
        ("New, Closed", "closed"),
        ("Active, Resolved, Active", "responded, solution-proposed by support, solution-rejected by customer"),
        ("Active, Awaiting User Info, Awaiting User Info", "responded, customer-asked"),
        ("Active, Awaiting User Info, Resolved", "responded, customer-asked, solution-proposed by support"),
        ("Active, Awaiting User Info, Closed", "responded, customer-asked, closed"),
        ("Active, Closed, Active", "responded, closed, customer-replied"),
    ],
)
def test_states(states: str, expected: str) -> None:
    """A silent customer is not taken to have answered, and what was closed stays so unless it comes back."""
    assert ", ".join(told(*states.split(", "))) == expected


def test_a_priority_that_changes() -> None:
    rows = [snapshot(0, "New", "3 - Moderate"), snapshot(1, "New", "1 - Critical"), snapshot(2, "New", "1 - Critical")]
    found = [event.to_dict() for event in events(rows)]
    assert [(event["event"], event.get("severity")) for event in found] == [("reported", 3), ("severity-changed", 1)]
    assert [event["at"] for event in found] == ["2016-02-29T09:00:00+01:00", "2016-02-29T10:01:00+01:00"]


@pytest.mark.parametrize(("state", "priority"), [("Actve", "2 - High"), ("Active", "2")])
def test_what_nobody_has_explained_ends_it(state: str, priority: str) -> None:
    with pytest.raises(SystemExit, match=f"INC1: what are '{state}' and '{priority}'?"):
        list(events([snapshot(0, state, priority)]))


def test_every_change_of_state_can_be_audited() -> None:
    """Whatever states follow each other, every event is one that the library reads, and the ticket is judged."""
    for states in itertools.product(STATES, repeat=3):
        rows = [snapshot(minute, state) for minute, state in enumerate(states)]
        report = check([event.to_dict() for event in events(rows)], now=NOW)
        assert report.rejected == (), states
        assert len(report.tickets) == 1, states


def test_incidents_may_be_mixed() -> None:
    rows = [snapshot(0, "New"), snapshot(1, "Active", ticket="INC2"), snapshot(2, "Active")]
    assert [event.ticket for event in events(rows) if isinstance(event, Responded)] == ["INC2", "INC1"]


def test_the_sample() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["priority"] for row in rows} <= SEVERITIES.keys()
    report = check(events(rows), now=NOW)
    assert [(row.ticket, row.severity, row.verdict.value) for row in report.tickets] == [
        ("INC0000045", 2, "met"),
        ("INC0000047", 1, "breached"),
        ("INC0000057", 2, "met"),
        ("INC0000060", 4, "running"),
    ]


def test_as_a_script() -> None:
    script = [sys.executable, str(EXAMPLES / "servicenow_events.py"), str(SAMPLE)]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[0]) == {
        "ticket": "INC0000045",
        "at": "2016-02-29T01:16:00+01:00",
        "event": "reported",
        "severity": 2,
    }
    report = check(map(json.loads, done.stdout.splitlines()), now=NOW)
    assert [row.verdict.value for row in report.tickets] == ["met", "breached", "met", "running"]
