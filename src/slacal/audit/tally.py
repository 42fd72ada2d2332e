"""The tally: counts while tickets are read, all that a summary has to remember of them.

Invariant: memory grows with the months, the severities and the readings there are, never with the tickets.
Law: tallying tickets one by one, in any order, gives the same summary.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from slacal.audit.finding import Level
from slacal.audit.report import Counts, Summary
from slacal.audit.span import Spans
from slacal.audit.stamps import earliest
from slacal.audit.usage import Usage, share_of
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import DAY_US, from_us

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from slacal.audit.bench import Bench
    from slacal.audit.cells import Plain
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement
    from slacal.audit.quick import Counted
    from slacal.audit.rejected import Rejected

__all__ = ["Tally"]

_Cell = tuple[int, str, Verdict]
"""Severity, month, verdict."""


class Tally:
    """Counts judgements, findings and rejected rows."""

    def __init__(self, judge: Judge | Bench) -> None:
        contracts = [one.contract for one in judge.judges]
        self._judge = judge
        self._severities = sorted({int(severity) for contract in contracts for severity in contract.severities})
        self._months = _Months(judge.contract.calendar.tz)
        self._spans = Spans(judge)
        self._plain: dict[int, defaultdict[str, int]] = {key: defaultdict(int) for key in self._severities}
        self._cells: Counter[_Cell] = Counter()
        self._disputable: Counter[tuple[int, str]] = Counter()
        names = (str(reading) for contract in (judge.contract, *contracts) for reading in contract.readings)
        self._moves: dict[str, Counter[tuple[Verdict, Verdict]]] = {name: Counter() for name in names}
        self._shares: dict[int, defaultdict[int, int]] = {key: defaultdict(int) for key in self._severities}
        self._findings: Counter[tuple[str, Level]] = Counter()
        self.accepted = 0
        self.rejected = 0

    def add(self, judgement: Judgement) -> None:
        """Count one ticket."""
        case, verdict, judge = judgement.case, judgement.verdict, judgement.judge
        self._spans.add(judgement)
        reported_us, severity = earliest(case.reported), case.severity
        month = self._months.days.get(reported_us // DAY_US) or self._months.of(reported_us)
        self._cells[severity, month, verdict] += 1
        if verdict is Verdict.MET or verdict is Verdict.BREACHED:
            used_us = judgement.used_us
            if used_us is not None:
                self._shares[severity][share_of(used_us, judge.budgets.get(severity) or judgement.budget_us)] += 1
            elif (spent := judgement.spent_us) is not None:
                self._shares[severity][share_of(*spent)] += 1
        disputable, others = judge.otherwise(judgement)
        if disputable:
            self._disputable[severity, month] += 1
        for reading, other in others:
            self._moves[reading.name][verdict, other] += 1

    def add_plain(self, rows: Sequence[Plain]) -> None:
        """Count tickets that are MET under every reading, and of which no more is to be told.

        Law: they count as `add` of the whole judgements does.
        """
        days, month_of, months = self._months.days, self._months.of, self._plain
        for judge, some in self._by_judge(rows):
            shares, budgets = self._shares, judge.budgets
            self._spans.add_plain(judge, some)
            for _, severity, _, reported_us, used_us in some:
                months[severity][days.get(reported_us // DAY_US) or month_of(reported_us)] += 1
                shares[severity][-(-used_us * 1000 // budgets[severity])] += 1

    def add_counted(self, judge: Judge, counted: Counted) -> None:
        """Count tickets of which a judge tells numbers alone.

        Law: they count as `add` of the judgements does.
        """
        self._spans.add_first(judge, counted.first_us)
        self._cells.update(counted.cells)
        for severity, shares in counted.shares.items():
            of_severity = self._shares[severity]
            for share, count in shares.items():
                of_severity[share] += count

    def _by_judge(self, rows: Sequence[Plain]) -> Iterable[tuple[Judge, Sequence[Plain]]]:
        """The rows that each judge called MET."""
        if not rows:
            return ()
        if len(self._judge.judges) == 1:
            return ((self._judge.judges[0], rows),)
        parts: dict[int, tuple[Judge, list[Plain]]] = {}
        for row in rows:
            judge = self._judge.at(row[3])
            parts.setdefault(id(judge), (judge, []))[1].append(row)
        return parts.values()

    def find(self, code: str, level: Level, count: int = 1) -> None:
        """Count findings that are told."""
        self._findings[code, level] += count

    def reject(self, row: Iterable[Rejected]) -> None:
        """Count one row that could not be read; a file as a whole is no row."""
        self.rejected += any(rejected.line is not None for rejected in row)

    def summary(self) -> Summary:
        """What has been counted."""
        cells = self._cells.copy()
        for severity, in_months in self._plain.items():
            for month, met in in_months.items():
                cells[severity, month, Verdict.MET] += met
        months = sorted({month for _, month, _ in cells})
        by_severity = {key: self._counts(cells, severity=key) for key in self._severities}
        codes: Counter[str] = Counter()
        levels: Counter[Level] = Counter()
        for (code, level), count in self._findings.items():
            codes[code] += count
            levels[level] += count
        return Summary(
            total=self._counts(cells),
            by_severity=by_severity,
            by_month={month: self._counts(cells, month=month) for month in months},
            by_reading=dict(self._by_reading(cells)),
            usage=Usage.of_all(self._shares.values()),
            usage_by_severity={key: Usage.of(shares) for key, shares in self._shares.items()},
            findings=dict(sorted(codes.items())),
            levels={level: levels[level] for level in Level},
            accepted=self.accepted,
            rejected=self.rejected,
            spans=self._spans.spans(),
        )

    def _counts(self, cells: Mapping[_Cell, int], *, severity: int | None = None, month: str | None = None) -> Counts:
        """The counts of a severity, of a month, or of all."""
        verdicts: Counter[Verdict] = Counter()
        for (of_severity, of_month, verdict), count in cells.items():
            if severity in (None, of_severity) and month in (None, of_month):
                verdicts[verdict] += count
        disputable = sum(
            count
            for (of_severity, of_month), count in self._disputable.items()
            if severity in (None, of_severity) and month in (None, of_month)
        )
        return Counts.of(verdicts, disputable)

    def _by_reading(self, cells: Mapping[_Cell, int]) -> Iterator[tuple[str, Counts]]:
        """The counts under each reading: those of the first, and what another moves from one verdict to another."""
        decided: Counter[Verdict] = Counter()
        for (_, _, verdict), count in cells.items():
            decided[verdict] += count
        for reading, moves in self._moves.items():
            verdicts = decided.copy()
            for (verdict, other), count in moves.items():
                verdicts[verdict] -= count
                verdicts[other] += count
            yield reading, Counts.of(verdicts, sum(moves.values()))


class _Months:
    """The month of an instant on a zone's clock, as `2026-11`; `days` are those met so far that lie in one month."""

    __slots__ = ("_tz", "days")

    def __init__(self, tz: ZoneInfo) -> None:
        self._tz = tz
        self.days: dict[int, str] = {}  # by days since the epoch, in UTC

    def of(self, us: int) -> str:
        """The month of an instant whose day is none of those."""
        start_us = us - us % DAY_US
        first, last = (from_us(edge, self._tz).isoformat()[:7] for edge in (start_us, start_us + DAY_US - 1))
        if first != last:
            return from_us(us, self._tz).isoformat()[:7]
        self.days[us // DAY_US] = first
        return first
