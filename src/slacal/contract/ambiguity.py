"""The ambiguity of a contract: how often, and by how much, the ways to read it disagree.

Every working hour of a year is taken as the start of a ticket, for each severity, and its last moment on time under
the reading that decides is put beside that under every other.

Invariant: the first reading of the contract is what the others are compared with; the report holds no instants but
those of the worst case.
Law: where two readings count a budget alike, no start differs; the share is from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from slacal.contract.reading import Reading
from slacal.contract.wording import budget_words
from slacal.worktime.instants import HOUR_US, MICROSECOND, from_us, to_us
from slacal.worktime.language import length, one_line, until, written_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.contract.contract import Contract

__all__ = ["Ambiguity", "Disagreement", "WorstCase", "ambiguity"]


class WorstCase(NamedTuple):
    """The start for which two readings are furthest apart, and the last moment on time under each."""

    reported_at: datetime
    first: datetime
    other: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A severity under one reading, compared with the contract's first.

    `starts` hours were tried and `differing` of them end elsewhere; `median` is how far apart those are, later being
    positive, and `median_working` how much of it is working time. `worst` is None where none differs.
    """

    severity: int
    reading: Reading
    starts: int
    differing: int
    median: timedelta
    median_working: timedelta
    worst: WorstCase | None

    @property
    def share(self) -> float:
        """The share of starts that end elsewhere."""
        return self.differing / self.starts if self.starts else 0.0

    def to_dict(self) -> dict[str, object]:
        """The comparison as JSON has it; times in seconds."""
        worst = self.worst
        return {
            "severity": self.severity,
            "reading": self.reading.name,
            "starts": self.starts,
            "differing": self.differing,
            "share": round(self.share, 6),
            "median_s": self.median.total_seconds(),
            "median_working_s": self.median_working.total_seconds(),
            "worst": None
            if worst is None
            else {
                "reported_at": worst.reported_at.isoformat(),
                "last_on_time": worst.first.isoformat(),
                "other_last_on_time": worst.other.isoformat(),
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """How the readings of a contract disagree over a year, severity by severity."""

    contract: Contract
    year: int
    rows: tuple[Disagreement, ...]

    def to_dict(self) -> dict[str, object]:
        """The report as JSON has it."""
        return {
            "contract": self.contract.name,
            "year": self.year,
            "reading": self.contract.readings[0].name,
            "disagreements": [row.to_dict() for row in self.rows],
        }

    def text(self) -> str:
        """The report as plain text."""
        first = self.contract.readings[0].name
        lines = [f"{one_line(self.contract.name)}, {self.year}: compared with the reading {one_line(first)}"]
        for row in self.rows:
            label = one_line(self.contract.label(row.severity))
            budget = budget_words(self.contract.budget(row.severity))
            listed = "" if row.reading in self.contract.readings else " (not of this contract)"
            lines += ["", f"severity {row.severity} ({label}), {budget}, as {one_line(row.reading.name)}{listed}"]
            lines += [f"  {line}" for line in _row(row)]
        return "\n".join(lines)


def ambiguity(contract: Contract, year: int) -> Ambiguity:
    """How often and by how much the readings disagree over every working hour of a year.

    The contract's first reading is compared with its others, then with those slacal names besides. Raises
    `HorizonError` for a year whose deadlines lie outside what the calendar knows.
    """
    others = list(dict.fromkeys((*contract.readings, *Reading.named())))[1:]
    rows: list[Disagreement] = []
    for severity in contract.severities:
        starts = list(_working_hours(contract, severity, year))
        rows += [_compared(contract, severity, starts, reading) for reading in others]
    return Ambiguity(contract=contract, year=year, rows=tuple(rows))


def _working_hours(contract: Contract, severity: int, year: int) -> Iterator[int]:
    """Every hour of duty in a year, counted from the opening, in microseconds."""
    calendar = contract.calendar_of(severity)
    start, end = (datetime(n, 1, 1, tzinfo=calendar.tz) for n in (year, year + 1))
    for interval in calendar.intervals(start, end):
        yield from range(to_us(interval.start), to_us(interval.end), HOUR_US)


def _compared(contract: Contract, severity: int, starts: list[int], reading: Reading) -> Disagreement:
    calendar = contract.calendar_of(severity)
    apart: list[int] = []
    working: list[int] = []
    worst: tuple[int, int, int] | None = None
    for start_us in starts:
        _, first_us = contract.response_deadline_us(start_us, severity)
        _, other_us = contract.response_deadline_us(start_us, severity, reading)
        if first_us == other_us:
            continue
        apart.append(other_us - first_us)
        working.append(calendar.elapsed_us(first_us, other_us))
        if worst is None or abs(other_us - first_us) > abs(worst[2] - worst[1]):
            worst = start_us, first_us, other_us
    return Disagreement(
        severity=severity,
        reading=reading,
        starts=len(starts),
        differing=len(apart),
        median=MICROSECOND * round(median(apart)) if apart else timedelta(0),
        median_working=MICROSECOND * round(median(working)) if working else timedelta(0),
        worst=None if worst is None else WorstCase(*(from_us(us, calendar.tz) for us in worst)),
    )


def _row(row: Disagreement) -> Iterator[str]:
    if row.worst is None:
        yield "the same for every working hour"
        return
    direction = "later" if row.median > timedelta(0) else "earlier"
    apart, working = (abs(time) // MICROSECOND for time in (row.median, row.median_working))
    yield f"another end for {row.differing} of {row.starts} working hours ({row.share:.1%})"
    yield f"by {length(apart)} {direction} in the median, of it {length(working)} of working time"
    reported, first, other = row.worst
    yield f"at most for a report of {written_instant(reported)}: {until(other)} instead of {until(first)}"
