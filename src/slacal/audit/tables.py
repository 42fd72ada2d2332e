"""Tables: the numbers of a summary as rows of text, the same in every format that people read.

Invariant: a table's first row is its head; every row has as many cells.
Law: what is nothing is a dash, so that the eye finds what is something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.telling import severity
from slacal.audit.usage import PERCENTILES
from slacal.worktime.words import clean, so_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.audit.report import Counts, Summary
    from slacal.audit.usage import Usage
    from slacal.contract.contract import Contract

__all__ = ["Table", "closing_words", "summary_tables"]

_HEAD = ("tickets", "met", "breached", "running", "unknown", "disputable", "in time")


class Table(NamedTuple):
    """Rows under a head; `left_out` says what is not shown, if anything."""

    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    left_out: str = ""


def summary_tables(summary: Summary, contract: Contract, limit: int) -> Iterator[Table]:
    """By severity, by month (the last `limit` of them; 0: all), by reading, and how much of the budgets was used."""
    named = {severity(contract, key): counts for key, counts in summary.by_severity.items()}
    yield Table(
        ("severity", *_HEAD), [_counted(name, counts) for name, counts in {**named, "all": summary.total}.items()]
    )
    months = list(summary.by_month.items())
    shown = months[-limit:]  # all of them where the limit is 0
    if len(months) > 1:
        earlier = len(months) - len(shown)
        left_out = f"and {so_many(earlier, 'earlier month')}" if earlier else ""
        yield Table(("month", *_HEAD), [_counted(month, counts) for month, counts in shown], left_out)
    if len(summary.by_reading) > 1:
        readings = summary.by_reading.items()
        head = tuple("differing" if name == "disputable" else name for name in ("reading", *_HEAD))
        yield Table(head, [_counted(clean(name, 24), counts) for name, counts in readings])
    if summary.usage.tickets:
        used = {severity(contract, key): usage for key, usage in summary.usage_by_severity.items() if usage.tickets}
        head = ("budget used", "tickets", *("median" if part == 50 else f"p{part}" for part in PERCENTILES))
        yield Table(head, [_used(name, usage) for name, usage in {**used, "all": summary.usage}.items()])


def closing_words(summary: Summary) -> Iterator[str]:
    """What stands below the numbers: how the contract was kept, what is accepted, what is not in the numbers."""
    total, kept = summary.total, summary.total.kept
    if kept is not None:
        yield f"{total.met} of {total.met + total.breached} decided in time: {kept:.1f} %"
    if summary.accepted:
        yield f"{so_many(summary.accepted, 'finding')} accepted by the baseline"
    if summary.rejected:
        yield f"{so_many(summary.rejected, 'rejected row')} not in these numbers"


def _counted(name: str, counts: Counts) -> tuple[str, ...]:
    numbers = (counts.tickets, counts.met, counts.breached, counts.running, counts.unknown, counts.disputable)
    kept = "-" if counts.kept is None else f"{counts.kept:.1f} %"
    return (name, *(str(number) if number else "-" for number in numbers), kept)


def _used(name: str, usage: Usage) -> tuple[str, ...]:
    shares = ("-" if share is None else f"{share:.1f} %" for share in usage.percents)
    return (name, str(usage.tickets or "-"), *shares)
