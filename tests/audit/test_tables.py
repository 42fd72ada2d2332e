"""The tables of a summary: their cells are its numbers, and nothing else."""

from __future__ import annotations

import dataclasses
import io

from slacal import Reading, check
from slacal.audit.report import ComplianceReport, Counts
from slacal.audit.tables import summary_tables
from slacal.audit.text import TextReport
from slacal.contract.contract import shipped

from .rows import NOW


def reports(*readings: Reading, months: int = 4) -> ComplianceReport:
    """Tickets of several months and severities: some in time, some late, one running, one disputable."""
    rows: list[dict[str, object]] = [
        {
            "ticket": f"{month}-{severity}",
            "severity": severity,
            "reported_at": f"2026-{month:02}-05T12:00+02:00",
            "responded_at": f"2026-{month:02}-{8 + severity + month:02}T12:00+02:00",
        }
        for month in range(11 - months, 11)
        for severity in (1, 2, 3)
    ]
    contract = dataclasses.replace(shipped(), readings=readings) if readings else shipped()
    running: dict[str, object] = {"ticket": "NEW", "severity": 5, "reported_at": "2026-11-19T10:00+01:00"}
    return check([*rows, running], contract, now=NOW)


def cells(name: str, counts: Counts) -> list[str]:
    numbers = (counts.tickets, counts.met, counts.breached, counts.running, counts.unknown, counts.disputable)
    share = "-" if counts.kept is None else f"{100 * counts.met / (counts.met + counts.breached):.1f} %"
    return [name, *(str(number or "-") for number in numbers), share]


def test_the_tables_hold_the_numbers() -> None:
    report = reports()
    summary, labels = report.summary, ["Outage", "Component down", "Degraded", "Question", "Suggestion"]
    severities, months, readings, usage = summary_tables(summary, report.judge.contract, 0)
    named = {f"{key} {label}": summary.by_severity[key] for key, label in enumerate(labels, 1)} | {"all": summary.total}
    head = ("tickets", "met", "breached", "running", "unknown")
    assert severities.head == ("severity", *head, "disputable", "in time")
    assert [list(row) for row in severities.rows] == [cells(name, counts) for name, counts in named.items()]
    assert months.head == ("month", *head, "disputable", "in time")
    assert [list(row) for row in months.rows] == [cells(name, counts) for name, counts in summary.by_month.items()]
    assert readings.head == ("reading", *head, "differing", "in time")
    assert [list(row) for row in readings.rows] == [cells(name, counts) for name, counts in summary.by_reading.items()]
    assert usage.head == ("budget used", "tickets", "median", "p75", "p90", "p95", "p99")
    assert usage.rows[-1] == ("all", "12", *(f"{share:.1f} %" for share in summary.usage.percents if share is not None))
    assert [row[0] for row in usage.rows] == ["1 Outage", "2 Component down", "3 Degraded", "all"]
    assert summary.total.disputable + summary.total.running > 0


def test_what_says_nothing_is_no_table() -> None:
    """One month is the whole, one reading is all there is, and what is not decided used no budget."""
    report = reports(Reading.LITERAL, months=0)
    (severities,) = summary_tables(report.summary, report.judge.contract, 0)
    assert severities.rows[-1] == ("all", "1", "-", "-", "1", "-", "-", "-")


def test_the_last_months_are_shown() -> None:
    report = reports()
    _, months, *_ = summary_tables(report.summary, report.judge.contract, 2)
    assert ([row[0] for row in months.rows], months.left_out) == (["2026-10", "2026-11"], "and 3 earlier months")
    out = io.StringIO()
    text = TextReport(report.judge, 2, io.StringIO())
    text.write(out, report.summary)
    lines = out.getvalue().splitlines()
    at = lines.index("  ... and 3 earlier months (--limit 0 shows all)")
    assert [line.split()[0] for line in lines[at - 3 : at]] == ["month", "2026-10", "2026-11"]
    _, all_but_one, *_ = summary_tables(report.summary, report.judge.contract, 4)
    assert all_but_one.left_out == "and 1 earlier month"
