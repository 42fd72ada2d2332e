"""The report as text: what to act on, in the order in which to act.

Breached first, the worst overrun of working time at the top; then what is due next, the soonest at the top; then
what cannot be told and what would settle it; what another reading turns around; other findings by level; and the
summary.

Invariant: of each section no more is remembered than is printed.
Laws: a section's head counts all its tickets, also those not printed; paint changes no word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.digest import DigestReport
from slacal.audit.finding import Finding, Level
from slacal.audit.span import fingerprint_line
from slacal.audit.tables import closing_words, summary_tables
from slacal.audit.telling import doubts, due_words, found, late_by, response, short, time_left, turned
from slacal.worktime.words import clean, long_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TextIO

    from slacal.audit.bench import Bench
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Summary
    from slacal.audit.tables import Table

__all__ = ["ROLES", "TextReport"]

ROLES = ("breached", "running", "unknown", "violation", "warning", "note", "met", "summary", "head", "column")
"""What a piece of text can be, for whoever paints it."""

_ALL = "(--limit 0 shows all)"
_NAME = 24  # characters of a ticket's name, at most
_TITLES = {Level.VIOLATION: "VIOLATIONS", Level.WARNING: "WARNINGS", Level.NOTE: "NOTES"}


def _plain(text: str, role: str) -> str:  # noqa: ARG001  what paints takes both
    return text


class TextReport(DigestReport):
    """Takes judgements, findings and rejected values, and says at the end what matters.

    `limit` entries a section are told (0: all). What is rejected goes to `errors` as it is met. `paint` may put a text
    of a role from `ROLES` into colour.
    """

    def __init__(
        self, judge: Judge | Bench, limit: int, errors: TextIO, paint: Callable[[str, str], str] | None = None
    ) -> None:
        super().__init__(judge, limit)
        self._errors = errors
        self._paint = paint or _plain

    def reject(self, row: Iterable[Rejected]) -> None:
        """What is wrong with a row or a file, told at once."""
        for rejected in row:
            print(_harmless(clean(str(rejected))), file=self._errors)

    def write(self, out: TextIO, summary: Summary) -> None:
        """The whole report, once nothing more comes."""
        for line in self.lines(summary):
            print(_harmless(line), file=out)

    def lines(self, summary: Summary) -> Iterator[str]:
        """The report, line by line."""
        contract = self._judge.contract
        as_of = long_instant(self._judge.as_of.replace(microsecond=0))
        yield self._paint(f"{clean(contract.name)}, as of {as_of}", "head")
        yield from self._breached()
        yield from self._due_next()
        yield from self._doubts()
        yield from self._disputable()
        yield from self._others()
        yield ""
        yield from self._summary(summary)
        yield ""
        for span in summary.spans:
            yield clean(fingerprint_line(span.contract, span.fingerprint()))

    def _breached(self) -> Iterator[str]:
        ranking = self._digest.breached
        rows = [(*self._begin(entry), response(entry), late_by(entry)) for entry in ranking.best()]
        head = ("ticket", "sev", "reported", "due", "responded", "late by")
        yield from self._section("BREACHED", "worst first", ranking.count, "breached", head, rows)

    def _due_next(self) -> Iterator[str]:
        digest = self._digest
        rows = [(*self._begin(entry), time_left(entry)) for entry in digest.running.best()]
        order = "; ".join(["soonest first", *due_words(digest.last_call, digest.soon)])
        head = ("ticket", "sev", "reported", "due", "working time left")
        yield from self._section("DUE NEXT", order, digest.running.count, "running", head, rows)

    def _doubts(self) -> Iterator[str]:
        ranking = self._digest.unknown
        best = ranking.best()
        yield from self._head("UNKNOWN", "with what would settle it", ranking.count, "unknown")
        for judgement in best:
            first, *rest = doubts(judgement)
            yield f"  {_name(judgement.ticket)}, severity {judgement.severity}: {first}"
            yield from (f"    {line}" for line in rest)
        yield from _more(ranking.count, len(best))

    def _disputable(self) -> Iterator[str]:
        ranking = self._digest.disputable
        rows = [(*self._begin(entry), entry.verdict.value, turned(others)) for entry, others in ranking.best()]
        head = ("ticket", "sev", "reported", "due", "verdict", "another reading")
        yield from self._section(
            "DISPUTABLE",
            "another reading of the contract turns the verdict around",
            ranking.count,
            "unknown",
            head,
            rows,
        )

    def _others(self) -> Iterator[str]:
        for level, ranking in self._digest.others.items():
            best = ranking.best()
            yield from self._head(_TITLES[level], "in the order of the tickets", ranking.count, level.value)
            yield from (f"  {self._paint(one.code, level.value)} {_found(one)}" for one in best)
            yield from _more(ranking.count, len(best))

    def _summary(self, summary: Summary) -> Iterator[str]:
        yield self._paint("SUMMARY", "summary")
        if summary.total.tickets:
            tables = list(summary_tables(summary, self._judge.contract, self._limit))
            width = max(len(row[0]) for table in tables for row in (table.head, *table.rows))
            for number, table in enumerate(tables):
                if number:
                    yield ""
                yield from self._numbers(table, width)
        else:
            yield "  no tickets"
        words = list(closing_words(summary))
        if words and summary.total.tickets:
            yield ""
        yield from (f"  {line}" for line in words)

    def _numbers(self, table: Table, width: int) -> Iterator[str]:
        """A table whose names are as wide as those of the others."""
        head = (table.head[0].ljust(width), *table.head[1:])
        right = set(range(1, len(table.head)))
        painted = {column: name for column, name in enumerate(head) if name in ("met", "breached", "unknown")}
        yield from self._aligned(head, table.rows, right, painted)
        if table.left_out:
            yield f"  ... {table.left_out} {_ALL}"

    def _section(
        self,
        title: str,
        order: str,
        count: int,
        role: str,
        head: tuple[str, ...],
        rows: Sequence[tuple[str, ...]],
    ) -> Iterator[str]:
        yield from self._head(title, order, count, role)
        if rows:
            last = len(head) - 1
            right = {1} if head[last] == "another reading" else {1, last}
            yield from self._aligned(head, rows, right, {last: role})
        yield from _more(count, len(rows))

    def _head(self, title: str, order: str, count: int, role: str) -> Iterator[str]:
        if count:
            yield ""
            yield f"{self._paint(f'{title} ({count})', role)}, {order}"

    def _aligned(
        self, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: set[int], roles: dict[int, str]
    ) -> Iterator[str]:
        """Rows as columns two spaces apart; those in `right` end flush, those in `roles` are painted below the head."""
        widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        for number, row in enumerate([head, *rows]):
            cells = [
                cell.rjust(width) if i in right else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            cells[-1] = cells[-1].rstrip()
            if number:
                cells = [
                    self._paint(cell, roles[i]) if i in roles and cell.strip() != "-" else cell
                    for i, cell in enumerate(cells)
                ]
                yield f"  {'  '.join(cells)}".rstrip()
            else:
                yield f"  {self._paint('  '.join(cells), 'column')}"

    def _begin(self, judgement: Judgement) -> tuple[str, str, str, str]:
        return (
            _name(judgement.ticket),
            str(judgement.severity),
            short(judgement.case.reported, self._tz),
            short(judgement.missed_us, self._tz),
        )


def _more(count: int, printed: int) -> Iterator[str]:
    if count > printed:
        yield f"  ... and {count - printed} more {_ALL}"


def _found(finding: Finding) -> str:
    return f"{_name(finding.ticket)}: {found(finding)}"


def _name(ticket: str) -> str:
    return _harmless(clean(ticket, _NAME))


def _harmless(text: str) -> str:
    """Text in which the log of a GitHub job finds no workflow command, wherever in a line it begins."""
    return text.replace("::", ":\\x3a").replace("##[", "#\\x23[") if "::" in text or "##[" in text else text
