"""A service's CI asserts that support keeps its contract. Where it does not, the report says which tickets, and why."""

import csv
from datetime import UTC, datetime
from pathlib import Path

from slacal import check


def test_support_keeps_its_contract() -> None:
    with Path("tickets.csv").open(encoding="utf-8", newline="") as export:
        report = check(csv.DictReader(export), now=datetime.now(UTC), tz="Europe/Warsaw")
    assert report.exit_code == 0, report.to_markdown()
