"""The report as text: what to act on, in the order in which to act.

Breached first, the worst overrun of working time at the top; then what is due next, the soonest at the top; then
what cannot be told and what would settle it; warnings; and the summary by severity.

Invariant: of each section no more is remembered than is printed.
Law: a section's head counts all its tickets, also those not printed.
"""

from __future__ import annotations

from heapq import heappush, heappushpop
from typing import TYPE_CHECKING

from slacal.audit.finding import Level
from slacal.audit.judgement import Judgement, Verdict
from slacal.audit.span import Span, fingerprint_line
from slacal.audit.stamps import Bounds, Stamp
from slacal.contract.severity import Severity
from slacal.worktime.words import clean, long_instant, short_instant, working_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from slacal.audit.bench import Bench
    from slacal.audit.finding import Finding
    from slacal.audit.judge import Judge
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Counts, Summary

__all__ = ["TextReport"]

_NAME = 24  # characters of a ticket's name, at most


class _Top:
    """The `limit` entries of the highest rank, of any number; of equal ones the first. A limit of 0 keeps all."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[tuple[int, int, Judgement]] = []
        self.count = 0

    def add(self, rank: int, judgement: Judgement) -> None:
        self.count += 1
        entry = (rank, -self.count, judgement)
        if not self._limit or len(self._heap) < self._limit:
            heappush(self._heap, entry)
        else:
            heappushpop(self._heap, entry)

    def best(self) -> list[Judgement]:
        return [judgement for _, _, judgement in sorted(self._heap, key=lambda entry: entry[:2], reverse=True)]


class TextReport:
    """Takes judgements and rejected values, and says at the end what matters: `limit` entries a section (0: all).

    What is rejected goes to `errors` as it is met.
    """

    def __init__(self, judge: Judge | Bench, limit: int, errors: TextIO) -> None:
        self._errors = errors
        self._judge = judge
        self._tz = judge.contract.calendar.tz
        self._limit = limit
        self._breached = _Top(limit)
        self._running = _Top(limit)
        self._unknown = _Top(limit)
        self._warnings: list[Finding] = []
        self._warned = 0
        self._span = Span(judge)

    def add(self, judgement: Judgement, findings: Iterable[Finding]) -> None:
        """One ticket and its findings."""
        self._span.add(judgement)
        verdict = judgement.verdict
        if verdict is Verdict.BREACHED:
            self._breached.add(judgement.overrun_us, judgement)
        elif verdict is Verdict.RUNNING:
            self._running.add(-judgement.due_us, judgement)
        elif verdict is Verdict.UNKNOWN:
            self._unknown.add(0, judgement)
        for finding in findings:
            self.find(finding)

    def find(self, finding: Finding) -> None:
        """A finding; a breach is told with its ticket."""
        if finding.level is not Level.BREACH:
            self._warned += 1
            if not self._limit or len(self._warnings) < self._limit:
                self._warnings.append(finding)

    def reject(self, row: Iterable[Rejected]) -> None:
        """What is wrong with a row or a file, told at once."""
        for rejected in row:
            print(clean(str(rejected)), file=self._errors)

    def write(self, out: TextIO, summary: Summary) -> None:
        """The whole report, once nothing more comes."""
        for line in self.lines(summary):
            print(line, file=out)

    def lines(self, summary: Summary) -> Iterator[str]:
        """The report, line by line."""
        contract = self._judge.contract
        yield f"{contract.name}, as of {long_instant(self._judge.as_of.replace(microsecond=0))}"
        yield from self._breaches()
        yield from self._due_next()
        yield from self._doubts()
        yield from self._warned_of()
        yield ""
        yield from _summary(summary)
        yield ""
        self._span.add_met()
        for one, fingerprint in self._span.fingerprints():
            yield clean(fingerprint_line(one, fingerprint))

    def _breaches(self) -> Iterator[str]:
        rows = [
            (*self._begin(judgement), self._response(judgement), _late_by(judgement))
            for judgement in self._breached.best()
        ]
        head = ("ticket", "sev", "reported", "due", "responded", "late by")
        yield from self._table("BREACHED", "worst first", self._breached.count, head, rows)

    def _due_next(self) -> Iterator[str]:
        rows = [(*self._begin(judgement), self._remaining(judgement)) for judgement in self._running.best()]
        head = ("ticket", "sev", "reported", "due", "working time left")
        yield from self._table("DUE NEXT", "soonest first", self._running.count, head, rows)

    def _doubts(self) -> Iterator[str]:
        entries = self._unknown.best()
        yield from self._head("UNKNOWN", "with what would settle it", self._unknown.count)
        for judgement, unknown in [(entry, entry.unknown) for entry in entries if entry.unknown is not None]:
            yield f"  {clean(judgement.ticket, _NAME)}, severity {judgement.severity}: see {unknown.field}"
            yield f"    met if {unknown.met_if}"
            yield f"    breached if {unknown.breached_if}" if unknown.breached_if else "    never breached"
        yield from self._more(self._unknown.count, len(entries))

    def _warned_of(self) -> Iterator[str]:
        yield from self._head("WARNINGS", "in the order of the rows", self._warned)
        for finding in self._warnings:
            yield f"  {finding.code} {clean(finding.ticket, _NAME)}: {finding.message}"
        yield from self._more(self._warned, len(self._warnings))

    def _table(
        self, title: str, order: str, count: int, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]
    ) -> Iterator[str]:
        yield from self._head(title, order, count)
        if rows:
            yield from _aligned([head, *rows], right={1, len(head) - 1})
        yield from self._more(count, len(rows))

    def _head(self, title: str, order: str, count: int) -> Iterator[str]:
        if count:
            yield ""
            yield f"{title} ({count}), {order}"

    def _more(self, count: int, printed: int) -> Iterator[str]:
        if count > printed:
            yield f"  ... and {count - printed} more (--limit 0 shows all)"

    def _begin(self, judgement: Judgement) -> tuple[str, str, str, str]:
        return (
            clean(judgement.ticket, _NAME),
            str(judgement.severity),
            self._short(judgement.case.reported),
            self._short(judgement.due_us),
        )

    def _short(self, stamp: Stamp) -> str:
        return f"{stamp.text[:16].replace('T', ' ')} ?" if isinstance(stamp, Bounds) else short_instant(stamp, self._tz)

    def _response(self, judgement: Judgement) -> str:
        case = judgement.case
        if case.response is not None:
            return self._short(case.response)
        return "not yet" if case.closed is None else f"closed {self._short(case.closed)}"

    def _remaining(self, judgement: Judgement) -> str:
        left = working_time(judgement.remaining_us)
        last = judgement.last_on_time
        if judgement.remaining_us == 0 and last is not None:  # used up at closing time, and nobody is on duty yet
            return f"{left}, on time until {long_instant(last)[:20]}"
        return left


def _late_by(judgement: Judgement) -> str:
    return f"{'' if judgement.elapsed_us is not None else '>= '}{working_time(judgement.overrun_us)}"


def _aligned(rows: Sequence[tuple[str, ...]], right: set[int]) -> Iterator[str]:
    """Rows as columns two spaces apart; those in `right` end flush."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"  {'  '.join(cells)}".rstrip()


def _summary(summary: Summary) -> Iterator[str]:
    """The counts by severity and over all, and how the contract was kept."""
    head = ("severity", "tickets", "met", "breached", "running", "unknown")
    named = [(_severity(severity), counts) for severity, counts in summary.by_severity.items()]
    total = summary.total
    yield "SUMMARY"
    if total.tickets:
        rows = [_counted(name, counts) for name, counts in [*named, ("all", total)]]
        yield from _aligned([head, *rows], right=set(range(1, len(head))))
    else:
        yield "  no tickets"
    decided = total.met + total.breached
    if decided:
        yield f"  {total.met} of {decided} decided in time: {100 * total.met / decided:.1f} %"
    if summary.rejected:
        yield f"  {summary.rejected} rejected row{'s' if summary.rejected > 1 else ''} not in these numbers"


def _counted(name: str, counts: Counts) -> tuple[str, ...]:
    numbers = (counts.tickets, counts.met, counts.breached, counts.running, counts.unknown)
    return (name, *(str(number) if number else "-" for number in numbers))


def _severity(severity: int) -> str:
    return f"{severity} {Severity(severity).label()}" if severity in [*Severity] else str(severity)
