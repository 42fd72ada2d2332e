"""The report: what became of all tickets, as values.

Invariant: `met + breached + running + unknown == tickets`, over all, for each severity, month and reading; rejected
rows are none of them. Law: a report made in one go and one written while reading say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING

from slacal.audit.finding import Level
from slacal.ticket.verdict import Verdict
from slacal.worktime.words import so_many

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from slacal.audit.bench import Bench
    from slacal.audit.digest import Digest
    from slacal.audit.finding import Finding
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement
    from slacal.audit.rejected import Rejected
    from slacal.audit.sink import Sink, Teller
    from slacal.audit.span import Span
    from slacal.audit.usage import Usage
    from slacal.contract.contract import Contract
    from slacal.worktime.fingerprint import Fingerprint

__all__ = ["ComplianceReport", "Counts", "Summary"]

_TOLD = 10  # of the worst and of what is due next, unless asked for more
_ADJECTIVES = ("met", "breached", "running", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many tickets, and how many of each verdict.

    `disputable` are those that another of the contract's readings would judge otherwise; in the counts under a reading,
    those that this one judges otherwise than the first.
    """

    tickets: int
    met: int
    breached: int
    running: int
    unknown: int
    disputable: int

    @classmethod
    def of(cls, verdicts: Mapping[Verdict, int], disputable: int) -> Counts:
        """Of numbers of tickets by their verdict."""
        met, breached, running, unknown = (
            verdicts.get(verdict, 0) for verdict in (Verdict.MET, Verdict.BREACHED, Verdict.RUNNING, Verdict.UNKNOWN)
        )
        return cls(
            tickets=met + breached + running + unknown,
            met=met,
            breached=breached,
            running=running,
            unknown=unknown,
            disputable=disputable,
        )

    @property
    def kept(self) -> float | None:
        """The share of the decided tickets that were met, in percent; None where none is decided."""
        decided = self.met + self.breached
        return 100 * self.met / decided if decided else None

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
    """The numbers of a check.

    Counts of all tickets, by severity, by the month of the report on the contract's clock (such as `2026-11`), and
    under each of the contract's readings; how much of their budgets tickets used; how many findings are told, by code
    and by level; how many a baseline accepted; how many rows were rejected; from when to when each contract was asked.
    """

    total: Counts
    by_severity: Mapping[int, Counts]
    by_month: Mapping[str, Counts]
    by_reading: Mapping[str, Counts]
    usage: Usage
    usage_by_severity: Mapping[int, Usage]
    findings: Mapping[str, int]
    levels: Mapping[Level, int]
    accepted: int
    rejected: int
    spans: tuple[Span, ...]

    @property
    def exit_code(self) -> int:
        """What was found in the tickets: 0 kept, 1 breached or otherwise broken, 3 undetermined."""
        if self.levels[Level.BREACH] or self.levels[Level.VIOLATION]:
            return 1
        return 3 if self.total.unknown else 0

    def line(self) -> str:
        """The counts in a line, such as `69 tickets: 57 met, 7 breached, 5 running`."""
        counts = self.total.to_dict()
        told = ", ".join(f"{counts[word]} {word}" for word in _ADJECTIVES if counts[word])
        tickets = so_many(self.total.tickets, "ticket")
        rows = so_many(self.rejected, "rejected row")
        return f"{tickets}{f': {told}' if told else ''}{f'; {rows}' if self.rejected else ''}"

    def to_dict(self) -> dict[str, object]:
        """The keys of the JSON report."""
        return {
            **self.total.to_dict(),
            "rejected": self.rejected,
            "by_severity": {str(severity): counts.to_dict() for severity, counts in self.by_severity.items()},
            "by_month": {month: counts.to_dict() for month, counts in self.by_month.items()},
            "by_reading": {reading: counts.to_dict() for reading, counts in self.by_reading.items()},
            "budget_used": self.usage.to_dict(),
            "budget_used_by_severity": {
                str(severity): usage.to_dict() for severity, usage in self.usage_by_severity.items()
            },
            "findings": dict(self.findings),
            "levels": {level.value: count for level, count in self.levels.items()},
            "accepted": self.accepted,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceReport:
    """Every ticket with its verdict, what was found, and what could not be read.

    `exit_code` is what the command line would answer: 2 where something was rejected, else 1 where a finding is a
    breach or a violation, else 3 where a verdict is UNKNOWN, else 0.
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
        return 2 if self.rejected else self.summary.exit_code

    def worst(self, limit: int = _TOLD) -> list[Judgement]:
        """The breached tickets, the one with the most working time past due first; at most `limit` (0: all)."""
        return self._digest(limit).breached.best()

    def due_next(self, limit: int = _TOLD) -> list[Judgement]:
        """The running tickets, the one that is due soonest first; at most `limit` (0: all)."""
        return self._digest(limit).running.best()

    def last_call(self) -> list[Judgement]:
        """The running tickets that breach before the next opening unless they are answered, the soonest first.

        At the next opening itself an answer is still in time where a budget ends with the closing before it.
        """
        return [judgement for judgement in self.due_next(0) if judgement.is_last_call]

    @property
    def fingerprint(self) -> Fingerprint:
        """Digests of what the answers depend on, over the years in use; of several contracts, of that in force now."""
        return dict(self.fingerprints)[self.judge.contract]

    @property
    def fingerprints(self) -> list[tuple[Contract, Fingerprint]]:
        """The contract, or its versions in order, each with its fingerprint over the years it was asked about."""
        if not self._fingerprints:
            self._fingerprints.extend((span.contract, span.fingerprint()) for span in self.summary.spans)
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

        with JsonWriter(self.judge) as writer:
            return self._written(writer)

    def to_junit(self) -> str:
        """The report as JUnit XML: a test case a ticket, a test suite a severity."""
        from slacal.audit.junit import JUnitWriter

        with JUnitWriter(self.judge) as writer:
            return self._written(writer)

    def to_csv(self) -> str:
        """The report as CSV: a row a ticket, a finding or a rejected value."""
        from slacal.audit.csvout import CsvWriter

        with CsvWriter() as writer:
            return self._written(writer)

    def to_markdown(self, limit: int = 25) -> str:
        """The report as Markdown, with at most `limit` rows a section (0: all)."""
        from slacal.audit.markdown import MarkdownReport

        return self._written(MarkdownReport(self.judge, limit))

    def _digest(self, limit: int) -> Digest:
        from slacal.audit.digest import Digest

        digest = Digest(limit)
        self._tell(digest)
        return digest

    def _tell(self, teller: Teller) -> None:
        """Tell every ticket with its findings, and then the findings of tickets that were not judged."""
        found: dict[str, list[Finding]] = {judgement.ticket: [] for judgement in self.tickets}
        alone = [finding for finding in self.findings if finding.ticket not in found]
        for finding in self.findings:
            if finding.ticket in found:
                found[finding.ticket].append(finding)
        for judgement in self.tickets:
            teller.add(judgement, found[judgement.ticket])
        for finding in alone:
            teller.find(finding)

    def _written(self, sink: Sink) -> str:
        self._tell(sink)
        rows: dict[object, list[Rejected]] = {}
        for rejected in self.rejected:
            rows.setdefault(rejected.line, []).append(rejected)
        for row in rows.values():
            sink.reject(row)
        out = StringIO()
        sink.write(out, self.summary)
        return out.getvalue()
