"""The report as Markdown, for merge requests, wikis and the summary of a CI job: what the text says, in tables.

Names that came with the data stand in code spans, where no renderer looks for markup, links, mentions or issue numbers.
Everything else is escaped.

Invariant: whatever the rows held, every table has its rows and columns, and no HTML comes out.
Law: a reader of GitHub's Markdown gets back the texts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from slacal.audit.digest import DigestReport
from slacal.audit.finding import Finding, Level
from slacal.audit.ranking import Ranking
from slacal.audit.span import fingerprint_line
from slacal.audit.tables import Table, closing_words, summary_tables
from slacal.audit.telling import doubts, due_words, found, late_by, place, response, short, time_left, turned
from slacal.worktime.words import clean, long_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from slacal.audit.bench import Bench
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Summary

__all__ = ["MarkdownReport", "code", "escaped"]

_NAME = 60  # characters of a name, at most
_TITLES = {Level.VIOLATION: "Violations", Level.WARNING: "Warnings", Level.NOTE: "Notes"}
_ACTIVE = re.compile(r"([\\`*\[\]<>#|~$@&]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=www)\.)")
"""What may be markup: an underscore between two letters is not; a colon or a dot may begin a link."""


def escaped(text: str) -> str:
    r"""Words as Markdown, none of which is markup.

    >>> escaped("a|b *c*")
    'a\\|b \\*c\\*'
    """
    return _ACTIVE.sub(r"\\\1", clean(text))


def code(text: str) -> str:
    r"""A name as a code span that may stand in a cell of a table.

    >>> code("SUP-1"), code("a`b|c")
    ('`SUP-1`', '``a`b\\|c``')
    """
    shown = clean(text, _NAME)
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    padding = " " if shown[:1] in ("`", " ") or shown[-1:] in ("`", " ") or not shown else ""
    return f"{fence}{padding}{shown}{padding}{fence}".replace("|", "\\|")


class MarkdownReport(DigestReport):
    """Takes judgements, findings and rejected values; `limit` rows a section (0: all)."""

    def __init__(self, judge: Judge | Bench, limit: int) -> None:
        super().__init__(judge, limit)
        self._rejected: Ranking[Rejected] = Ranking(limit)

    def reject(self, row: Iterable[Rejected]) -> None:
        """What is wrong with a row or a file."""
        for rejected in row:
            self._rejected.add(0, rejected)

    def write(self, out: TextIO, summary: Summary) -> None:
        """The whole report, once nothing more comes."""
        for line in self.lines(summary):
            out.write(f"{line}\n")

    def lines(self, summary: Summary) -> Iterator[str]:
        """The report, line by line; every line but those of one table may be the last."""
        contract = self._judge.contract
        yield f"## {escaped(contract.name)}"
        yield ""
        yield f"{escaped(summary.line())}. As of {escaped(long_instant(self._judge.as_of.replace(microsecond=0)))}."
        yield from self._unread()
        yield from self._breached()
        yield from self._due_next()
        yield from self._doubts()
        yield from self._disputable()
        yield from self._others()
        yield from self._summary(summary)

    def _unread(self) -> Iterator[str]:
        rows = [
            (code(place(one.file, one.line) or "rows"), _coded(one.column), _coded(one.value), escaped(one.error))
            for one in self._rejected.best()
        ]
        head = ("where", "column", "value", "what was expected")
        yield from _section("Not read", "", self._rejected.count, head, rows, "")

    def _breached(self) -> Iterator[str]:
        ranking = self._digest.breached
        rows = [(*self._begin(entry), escaped(response(entry)), escaped(late_by(entry))) for entry in ranking.best()]
        head = ("ticket", "severity", "reported", "due", "responded", "late by")
        yield from _section("Breached", "worst first", ranking.count, head, rows, "lrlllr")

    def _due_next(self) -> Iterator[str]:
        digest = self._digest
        rows = [(*self._begin(entry), escaped(time_left(entry))) for entry in digest.running.best()]
        head = ("ticket", "severity", "reported", "due", "working time left")
        yield from _section("Due next", "soonest first", digest.running.count, head, rows, "lrllr")
        for line in due_words(digest.last_call, digest.soon):
            yield ""
            yield f"{line}."

    def _doubts(self) -> Iterator[str]:
        ranking = self._digest.unknown
        heads = ("see", "met if", "breached if")
        rows = [
            (
                code(entry.ticket),
                str(entry.severity),
                *(escaped(line.removeprefix(f"{head} ")) for line, head in zip(doubts(entry), heads, strict=True)),
            )
            for entry in ranking.best()
        ]
        head = ("ticket", "severity", *heads)
        yield from _section("Unknown", "with what would settle it", ranking.count, head, rows, "lrlll")

    def _disputable(self) -> Iterator[str]:
        ranking = self._digest.disputable
        rows = [(*self._begin(entry), entry.verdict.value, escaped(turned(others))) for entry, others in ranking.best()]
        head = ("ticket", "severity", "reported", "due", "verdict", "another reading")
        order = "another reading of the contract turns the verdict around"
        yield from _section("Disputable", order, ranking.count, head, rows, "lrllll")

    def _others(self) -> Iterator[str]:
        for level, ranking in self._digest.others.items():
            rows = [self._found(finding) for finding in ranking.best()]
            head = ("code", "ticket", "where", "what", "clause")
            yield from _section(_TITLES[level], "in the order of the tickets", ranking.count, head, rows, "")

    def _found(self, finding: Finding) -> tuple[str, ...]:
        where = place(finding.file, finding.line)
        return (
            finding.code,
            code(finding.ticket),
            _coded(where or None),
            escaped(found(finding)),
            escaped(finding.clause or ""),
        )

    def _summary(self, summary: Summary) -> Iterator[str]:
        yield ""
        yield "### Summary"
        if summary.total.tickets:
            for table in summary_tables(summary, self._judge.contract, self._limit):
                yield ""
                yield from _table(_escaped(table), "l" + "r" * (len(table.head) - 1))
                if table.left_out:
                    yield ""
                    yield f"... {escaped(table.left_out)}"
        for line in closing_words(summary):
            yield ""
            yield escaped(line)
        for span in summary.spans:
            yield ""
            yield escaped(fingerprint_line(span.contract, span.fingerprint()))

    def _begin(self, judgement: Judgement) -> tuple[str, ...]:
        return (
            code(judgement.ticket),
            str(judgement.severity),
            short(judgement.case.reported, self._tz),
            short(judgement.missed_us, self._tz),
        )


def _section(
    title: str, order: str, count: int, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], sides: str
) -> Iterator[str]:
    """A heading that counts, and a table; nothing where there is nothing."""
    if not count:
        return
    yield ""
    yield f"### {title} ({count}){', ' if order else ''}{order}"
    yield ""
    yield from _table(Table(head, list(rows)), sides or "l" * len(head))
    if count > len(rows):
        yield ""
        yield f"... and {count - len(rows)} more"


def _table(table: Table, sides: str) -> Iterator[str]:
    rules = ("---:" if side == "r" else ":---" for side in sides)
    for row in (table.head, tuple(rules), *table.rows):
        yield f"| {' | '.join(row)} |"


def _escaped(table: Table) -> Table:
    return Table(table.head, [tuple(map(escaped, row)) for row in table.rows])


def _coded(text: str | None) -> str:
    return "" if text is None else code(text)
