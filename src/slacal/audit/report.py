"""The report: what became of all tickets, as values.

Invariant: `met + breached + running + unknown == tickets`, over all and for each severity; rejected rows are none
of them.
Law: a report made in one go and one written while reading say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING

from slacal.audit.judgement import Judgement, Verdict
from slacal.audit.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from slacal.audit.bench import Bench
    from slacal.audit.finding import Finding
    from slacal.audit.judge import Judge
    from slacal.audit.rejected import Rejected
    from slacal.contract.contract import Contract
    from slacal.worktime.fingerprint import Fingerprint

__all__ = ["ComplianceReport", "Counts", "Summary", "Tally"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many tickets, and how many of each verdict."""

    tickets: int
    met: int
    breached: int
    running: int
    unknown: int
    disputable: int

    @property
    def exit_code(self) -> int:
        """0 kept, 1 breached, 3 undetermined."""
        return 1 if self.breached else 3 if self.unknown else 0

    def to_dict(self) -> dict[str, int]:
        """The keys of the JSON report."""
        return {
            "tickets": self.tickets,
            "met": self.met,
            "breached": self.breached,
            "running": self.running,
            "unknown": self.unknown,
            "disputable": self.disputable,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The counts of all tickets and of each severity, and how many rows were rejected."""

    total: Counts
    by_severity: Mapping[int, Counts]
    rejected: int

    def to_dict(self) -> dict[str, object]:
        """The keys of the JSON report."""
        severities = {str(severity): counts.to_dict() for severity, counts in self.by_severity.items()}
        return {**self.total.to_dict(), "rejected": self.rejected, "by_severity": severities}


class Tally:
    """Counts while tickets are read; the only thing a summary needs to remember of them."""

    __slots__ = ("_breached", "_disputable", "_met", "_running", "_unknown", "rejected")

    def __init__(self, severities: Iterable[int]) -> None:
        self._met = dict.fromkeys(map(int, severities), 0)
        self._breached, self._running, self._unknown = self._met.copy(), self._met.copy(), self._met.copy()
        self._disputable = self._met.copy()
        self.rejected = 0

    def add(self, judgement: Judgement) -> None:
        """Count one ticket."""
        verdict = judgement.verdict
        if verdict is Verdict.MET:
            counts = self._met
        elif verdict is Verdict.BREACHED:
            counts = self._breached
        elif verdict is Verdict.RUNNING:
            counts = self._running
        else:
            counts = self._unknown
        counts[judgement.case.severity] += 1
        self._disputable[judgement.case.severity] += judgement.disputable

    def add_met(self, severity: int) -> None:
        """Count one ticket that is MET."""
        self._met[severity] += 1

    def reject(self, row: Iterable[Rejected]) -> None:
        """Count one row that could not be read; a file as a whole is no row."""
        self.rejected += any(rejected.line is not None for rejected in row)

    def summary(self) -> Summary:
        """What has been counted."""
        return Summary(
            total=self._counts(self._met),
            by_severity={severity: self._counts((severity,)) for severity in sorted(self._met)},
            rejected=self.rejected,
        )

    def _counts(self, severities: Iterable[int]) -> Counts:
        met, breached, running, unknown, disputable = (
            sum(counts[severity] for severity in severities)
            for counts in (self._met, self._breached, self._running, self._unknown, self._disputable)
        )
        return Counts(
            tickets=met + breached + running + unknown,
            met=met,
            breached=breached,
            running=running,
            unknown=unknown,
            disputable=disputable,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceReport:
    """Every ticket with its verdict, what was found, and what could not be read.

    `exit_code` is what the command line would answer: 2 where something was rejected, else 1 where a ticket is
    BREACHED, else 3 where one is UNKNOWN, else 0.
    """

    judge: Judge | Bench
    tickets: tuple[Judgement, ...]
    findings: tuple[Finding, ...]
    rejected: tuple[Rejected, ...]
    summary: Summary
    _fingerprints: list[tuple[Contract, Fingerprint]] = field(
        init=False, repr=False, compare=False, default_factory=list["tuple[Contract, Fingerprint]"]
    )

    @property
    def as_of(self) -> datetime:
        """The instant of the check, in the calendar's zone."""
        return self.judge.as_of

    @property
    def exit_code(self) -> int:
        """0 kept, 1 breached, 2 incomplete, 3 undetermined."""
        return 2 if self.rejected else self.summary.total.exit_code

    @property
    def fingerprint(self) -> Fingerprint:
        """Digests of what the answers depend on, over the years in use; of several contracts, of that in force now."""
        return dict(self.fingerprints)[self.judge.contract]

    @property
    def fingerprints(self) -> list[tuple[Contract, Fingerprint]]:
        """The contract, or its versions in order, each with its fingerprint over the years it was asked about."""
        if not self._fingerprints:
            self._fingerprints.extend(Span(self.judge, self.tickets).fingerprints())
        return list(self._fingerprints)

    def __repr__(self) -> str:
        counts = self.summary.total
        told = f"{counts.met} met, {counts.breached} breached, {counts.running} running, {counts.unknown} unknown"
        names = " and ".join(repr(one.contract.name) for one in self.judge.judges)
        rejected = f", {self.summary.rejected} rejected rows" if self.summary.rejected else ""
        return f"<ComplianceReport by {names} as of {self.as_of.isoformat(' ')}: {told}{rejected}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the summary by severity, and the first breaches."""
        from slacal.audit.notebook import report_html

        return report_html(self)

    def to_dicts(self) -> list[dict[str, object]]:
        """One flat dict a ticket, for `pandas.DataFrame` and the like: the JSON keys, with datetimes for text.

        A stamp that is not exact is None; the columns the rows carried along come after ours.
        """
        return [judgement.to_dict() for judgement in self.tickets]

    def to_json(self) -> str:
        """The report in format 1, one ticket a line."""
        from slacal.audit.jsonout import JsonWriter
        from slacal.audit.rules import findings_of

        out = StringIO()
        with JsonWriter(self.judge) as writer:
            for judgement in self.tickets:
                writer.add(judgement, findings_of(judgement))
            writer.reject(self.rejected)
            writer.write(out, self.summary)
        return out.getvalue()
