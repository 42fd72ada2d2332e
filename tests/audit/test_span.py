"""Spans: the years that a report's fingerprint digests, the same in every form of the report."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from io import BytesIO, StringIO

import pytest

from slacal import SMARTSTOCK, Contract, check
from slacal.audit.checker import Checker
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement
from slacal.audit.span import fingerprint_line
from slacal.audit.tally import Tally
from slacal.audit.text import TextReport
from slacal.contract.write import pinned
from slacal.worktime.instants import to_us

from .rows import HEADER


def years(reports: list[tuple[str, str]], now: str, contract: Contract = SMARTSTOCK) -> tuple[int, int]:
    rows = [
        {"ticket": f"T{number}", "severity": 1, "reported_at": reported, "responded_at": responded}
        for number, (reported, responded) in enumerate(reports)
    ]
    report = check(rows, contract, now=datetime.fromisoformat(now), tz="Europe/Warsaw")
    fingerprint = report.fingerprint
    assert report.fingerprint is fingerprint
    first, last = fingerprint.first_year, fingerprint.last_year
    assert json.loads(report.to_json())["contract"]["fingerprint"]["years"] == [first, last]
    text = "\n".join([HEADER, *(f"T{number},1,{one},{end},," for number, (one, end) in enumerate(reports))])
    judge = Judge(contract, to_us(datetime.fromisoformat(now)))
    sink, out, tally = TextReport(judge, 25, StringIO()), StringIO(), Tally(judge)
    brief = Checker(judge, tz=contract.calendar.tz, keep=False, plain=tally.add_plain)
    for row in brief.file(BytesIO(text.encode()), "f"):
        assert isinstance(row, Judgement)
        tally.add(row)
        sink.add(row, ())
    sink.write(out, tally.summary())
    assert out.getvalue().endswith(f"\n{fingerprint_line(contract, fingerprint)}\n")
    return first, last


@pytest.mark.parametrize(
    ("reports", "now", "expected"),
    [
        ([], "2026-11-20T12:00+01:00", (2026, 2026)),
        ([("2026-11-16T09:00+01:00", "2026-11-17T09:00+01:00")], "2026-11-20T12:00+01:00", (2026, 2026)),
        ([("2024-12-31T23:30+00:00", "2025-01-02T09:00+01:00")], "2026-11-20T12:00+01:00", (2025, 2026)),
        ([("2024-12-31T22:30+00:00", "2025-01-02T09:00+01:00")], "2026-11-20T12:00+01:00", (2024, 2026)),
        ([("2024-03-01T09:00+01:00", "2025-03-01T09:00+01:00")], "2026-11-20T12:00+01:00", (2024, 2026)),
        ([("2024-03-01", "2025-03-01")], "2026-11-20T12:00+01:00", (2024, 2026)),
        ([("2026-12-30T09:00+01:00", "")], "2026-11-20T12:00+01:00", (2026, 2027)),
        ([("2026-12-30T09:00+01:00", "")], "2026-12-31T12:00+01:00", (2026, 2027)),
        ([("2100-12-01T09:00+01:00", "2100-12-02T09:00+01:00")], "2100-12-31T12:00+01:00", (2100, 2100)),
    ],
)
def test_years(reports: list[tuple[str, str]], now: str, expected: tuple[int, int]) -> None:
    """From the year of the first report, on the contract's clock, to that in which a deadline of the last may end."""
    assert years(reports, now) == expected


def test_years_that_are_not_known_are_left_out() -> None:
    pins = pinned(SMARTSTOCK, 2025, 2026)
    assert years([("2025-11-16T09:00+01:00", "2025-11-17T09:00+01:00")], "2026-12-30T12:00+01:00", pins) == (2025, 2026)


def test_lines() -> None:
    fingerprint = SMARTSTOCK.fingerprint(2025, 2026)
    assert fingerprint_line(replace(SMARTSTOCK, version=""), fingerprint) == (
        f"Smartstock standard support: fingerprint of 2025 to 2026 {fingerprint}"
    )
