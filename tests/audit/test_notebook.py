"""Reports in a notebook: short whatever they hold, with everything escaped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slacal import SMARTSTOCK, Budget, check
from slacal.worktime.words import working_time

from .rows import NOW

LATE = {"severity": 1, "reported_at": "2026-11-09T09:00Z", "responded_at": "2026-11-18T09:00Z"}


def test_reports_are_short() -> None:
    report = check([{"ticket": f"T{number}", **LATE} for number in range(500)], now=NOW)
    assert repr(report) == (
        "<ComplianceReport by 'Smartstock standard support' as of 2026-11-20 12:00:00+01:00: "
        "0 met, 500 breached, 0 running, 0 unknown>"
    )
    html = report._repr_html_()  # pyright: ignore[reportPrivateUsage]  what notebooks call
    assert html.count("<tr>") == 1 + 6 + 1 + 10
    assert "<tr><td>1 Outage</td><td>500</td><td>0</td><td>500</td><td>0</td><td>0</td></tr>" in html
    assert "<p>Breached: 500, the first 10:</p>" in html
    assert "<tr><td>T9</td><td>1</td><td>Thu 2026-11-12 10:00 CET (+01:00)</td><td>32h</td></tr>" in html
    assert "Rejected" not in html
    assert len(html) < 3000


def test_what_rows_and_contracts_hold_is_escaped() -> None:
    contract = replace(SMARTSTOCK, name="<b>&", severities={1: Budget.parse("2h"), 7: Budget.parse("2h")}, terms={})
    later = replace(contract, name="later", severities={1: Budget.parse("2h")}, valid_from=NOW.date())
    rows: list[dict[str, object]] = [
        {"ticket": "<script>'\x1b", **LATE},
        {"ticket": "VAGUE", **LATE, "reported_at": "2026-11-09"},
        {"ticket": "?"},
    ]
    report = check(rows, [contract, later], now=NOW, tz="Europe/Warsaw")
    html = report._repr_html_()  # pyright: ignore[reportPrivateUsage]  what notebooks call
    assert "<p>&lt;b&gt;&amp; and later, as of Fri 2026-11-20 12:00 CET (+01:00)</p>" in html
    assert "<tr><td>&lt;script&gt;&#x27;\\x1b</td><td>1</td>" in html
    assert "<tr><td>VAGUE</td><td>1</td><td></td>" in html
    assert "<tr><td>7</td><td>0</td>" in html
    assert "<p>Rejected rows: 1</p>" in html
    assert repr(report).endswith("unknown, 1 rejected rows>")
    assert check([], contract, now=NOW)._repr_html_().count("<table>") == 1  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("reported", "due"), [("2026-11-09T09:00+01:00", "Tue 2026-11-10 17:00 CET (+01:00)"), ("2026-11-09", "")]
)
def test_the_deadline_that_was_missed_is_shown(reported: str, due: str) -> None:
    """As in text and Markdown, also where the severity was lowered later; none where stamps leave it open."""
    log: list[dict[str, object]] = [
        {"ticket": "A", "at": reported, "event": "reported", "severity": 1},
        {"ticket": "A", "at": "2026-11-16T10:00+01:00", "event": "severity-changed", "severity": 5},
        {"ticket": "A", "at": "2026-11-16T11:00+01:00", "event": "responded"},
    ]
    report = check(log, now=NOW, tz="Europe/Warsaw")
    late = f"<tr><td>A</td><td>5</td><td>{due}</td><td>{working_time(report.tickets[0].overrun_us)}</td></tr>"
    assert late in report._repr_html_()  # pyright: ignore[reportPrivateUsage]  what notebooks call


def test_other_values_are_short() -> None:
    report = check([{"ticket": "A", **LATE}, {"ticket": "B", **LATE, "reported_at": "2026-11-09"}], now=NOW, tz="UTC")
    assert list(map(repr, (*report.tickets, report.judge))) == [
        "<Judgement 'A': severity 1, breached, due 2026-11-12 10:00:00+01:00>",
        "<Judgement 'B': severity 1, breached>",
        "<Judge by 'Smartstock standard support' as of 2026-11-20 12:00:00+01:00>",
    ]
    assert repr(replace(SMARTSTOCK, valid_from=NOW.date())) == (
        "<Contract 'Smartstock standard support', version 1, from 2026-11-20: "
        "1: 16h, 2: 24h, 3: 4d, 4: 7d, 5: 14d; literal, working-days>"
    )
    assert repr(replace(SMARTSTOCK, version="")).startswith("<Contract 'Smartstock standard support': 1: 16h")
    assert len(repr(SMARTSTOCK.calendar)) < 100
