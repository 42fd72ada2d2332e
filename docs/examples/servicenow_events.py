"""Turn ServiceNow's incident log, one snapshot of a ticket a row, into an event log.

An event is what changed between two rows of an incident: its state, or its priority.

    python servicenow_events.py incidents.csv > events.jsonl
    slacal check events.jsonl
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from slacal import Closed, CustomerAsked, CustomerReplied, Event, Reported, Responded, Severity, SeverityChanged, Side
from slacal import SolutionProposed, SolutionRejected

ZONE = ZoneInfo("Europe/Warsaw")  # whose clock the log was written by
SEVERITIES = {"1 - Critical": 1, "2 - High": 2, "3 - Moderate": 3, "4 - Low": 4}


def stamp(text: str) -> datetime:
    """A stamp such as 29/2/2016 01:16."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


def events(rows: Iterable[Mapping[str, str]]) -> Iterator[Event]:
    """The events between the snapshots, each at the time of the later one; unknown states and priorities raise."""
    last: dict[str, tuple[str, str]] = {}
    for row in rows:
        ticket, state, priority = row["number"], row["incident_state"], row["priority"]
        at, severity = stamp(row["sys_updated_at"]), Severity(SEVERITIES[priority])
        if ticket not in last:
            yield Reported(stamp(row["opened_at"]), ticket, severity=severity)
            last[ticket] = "New", priority
        before, previous = last[ticket]
        last[ticket] = state, priority
        if priority != previous:
            yield SeverityChanged(at, ticket, severity=severity)
        if state == before:
            continue
        match before, state:
            case "Awaiting User Info", _:
                yield CustomerReplied(at, ticket)
            case "Resolved", "Active":
                yield SolutionRejected(at, ticket, by=Side.CUSTOMER)
        match state:
            case "Active" if before == "New":
                yield Responded(at, ticket)
            case "Awaiting User Info":
                yield CustomerAsked(at, ticket)
            case "Resolved":
                yield SolutionProposed(at, ticket, by=Side.SUPPORT)
            case "Closed":
                yield Closed(at, ticket)
            case "New" | "Active" | "Awaiting Vendor" | "Awaiting Problem" | "Awaiting Evidence":
                pass
            case _:
                raise SystemExit(f"{ticket}: what does the state {state!r} mean?")


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        for event in events(csv.DictReader(file)):
            print(json.dumps(event.to_dict()))
