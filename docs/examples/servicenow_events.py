"""Turn ServiceNow's incident log, one snapshot of a ticket a row, into an event log.

An event is what changed between two rows of an incident: its state, or its priority.

    python servicenow_events.py incidents.csv > events.jsonl
    slacal check events.jsonl

Three lines are yours to change: whose clock the stamps mean, what the priorities are worth, and what the states stand
for. A priority or a state that is not there ends the script: better no event log than one with a hole.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from slacal import (
    Closed,
    CustomerAsked,
    CustomerReplied,
    Event,
    Reported,
    Responded,
    Severity,
    SeverityChanged,
    Side,
    SolutionProposed,
    SolutionRejected,
)

ZONE = ZoneInfo("Europe/Warsaw")
SEVERITIES = {"1 - Critical": 1, "2 - High": 2, "3 - Moderate": 3, "4 - Low": 4, "5 - Planning": 5}
STATES = {
    "New": "new",
    **dict.fromkeys(("Active", "Awaiting Problem", "Awaiting Vendor", "Awaiting Evidence"), "with support"),
    "Awaiting User Info": "with customer",
    "Resolved": "proposed",
    "Closed": "closed",
    "-100": "",  # the state was not recorded
}


def events(rows: Iterable[Mapping[str, str]]) -> Iterator[Event]:
    """The events between the snapshots, each at the time of the later one; incidents may be mixed at will."""
    last: dict[str, tuple[str, Severity]] = {}
    for row in rows:
        ticket, at = row["number"], stamp(row["sys_updated_at"])
        if row["incident_state"] not in STATES or row["priority"] not in SEVERITIES:
            raise SystemExit(f"{ticket}: what are {row['incident_state']!r} and {row['priority']!r}?")
        severity = Severity(SEVERITIES[row["priority"]])
        if ticket not in last:
            yield Reported(stamp(row["opened_at"]), ticket, severity=severity)
        before, graded = last.get(ticket, ("new", severity))
        state = STATES[row["incident_state"]] or before
        last[ticket] = state, severity
        if severity != graded:
            yield SeverityChanged(at, ticket, severity=severity)
        if before == "new" and state not in ("new", "closed"):
            yield Responded(at, ticket)  # somebody has taken it up, whatever came of it
        match before, state:
            case (("with customer" | "closed"), ("new" | "with support")):
                yield CustomerReplied(at, ticket)
            case "proposed", ("new" | "with support"):
                yield SolutionRejected(at, ticket, by=Side.CUSTOMER)
            case _, "with customer" if before != state:
                yield CustomerAsked(at, ticket)
            case _, "proposed" if before != state:
                yield SolutionProposed(at, ticket, by=Side.SUPPORT)
            case _, "closed" if before != state:
                yield Closed(at, ticket)
            case _:
                pass


def stamp(text: str) -> datetime:
    """A stamp such as 29/2/2016 01:16."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        for event in events(csv.DictReader(file)):
            print(json.dumps(event.to_dict()))
