"""Reports in notebooks: the summary and the first breaches, as HTML.

Invariant: everything that came from rows or a contract is escaped.
Law: its length does not grow with the tickets.
"""

from __future__ import annotations

from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from slacal.audit.stamps import shown
from slacal.audit.telling import severity
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import from_us
from slacal.worktime.words import long_instant, working_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from slacal.audit.judgement import Judgement
    from slacal.audit.report import ComplianceReport, Counts

__all__ = ["report_html"]

_BREACHES = 10
_COUNTS = ("severity", "tickets", "met", "breached", "running", "unknown")
_LATE = ("ticket", "severity", "due", "late by")


def report_html(report: ComplianceReport) -> str:
    """The counts by severity, and the first breaches in the order of the rows."""
    judge, summary = report.judge, report.summary
    names = " and ".join(one.contract.name for one in judge.judges)
    rows = [(severity(judge.contract, number), *_counted(counts)) for number, counts in summary.by_severity.items()]
    parts = [
        f"<p>{escape(names)}, as of {escape(long_instant(report.as_of.replace(microsecond=0)))}</p>",
        *_table(_COUNTS, [*rows, ("all", *_counted(summary.total))]),
    ]
    breached = (judgement for judgement in report.tickets if judgement.verdict is Verdict.BREACHED)
    late = [
        (
            shown(judgement.ticket),
            str(judgement.severity),
            _due(judgement),
            working_time(judgement.overrun_us),
        )
        for judgement in islice(breached, _BREACHES)
    ]
    if late:
        parts += [f"<p>Breached: {summary.total.breached}, the first {len(late)}:</p>", *_table(_LATE, late)]
    if summary.rejected:
        parts.append(f"<p>Rejected rows: {summary.rejected}</p>")
    return "\n".join(parts)


def _due(judgement: Judgement) -> str:
    """The deadline that was missed; empty where the stamps leave it open."""
    due, missed = judgement.due, judgement.missed
    if missed is not None:
        tz = judgement.judge.contract.calendar.tz
        due = from_us(judgement.missed_us, tz) if isinstance(missed.since, int) else None
    return "" if due is None else long_instant(due.replace(microsecond=0))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return ["<table>", _row(head, "th"), *(_row(row, "td") for row in rows), "</table>"]


def _row(cells: Iterable[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _counted(counts: Counts) -> tuple[str, ...]:
    return tuple(map(str, (counts.tickets, counts.met, counts.breached, counts.running, counts.unknown)))
