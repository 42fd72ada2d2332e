"""The report as GitHub workflow commands: annotations on the rows of the file, for a step of an Actions job.

    ::error file=tickets.csv,line=7,title=SLA101 SUP-1::responded ..., 3h of working time past due (...)

Breaches, violations and what could not be read are errors, doubts and warnings are warnings, notes are notices. GitHub
shows at most 10 of each kind a step; so the tenth tells how many more there are where there are more, and the worst
breaches come first. All rejected rows are one annotation.

Invariant: every line is one command, or plain text that no ticket has a part in; a message has at most 64 KB, a title
255 characters.
Law: whatever the rows hold, no other command comes out, and a reader of commands gets back the texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.finding import Finding, Level
from slacal.audit.ranking import Ranking
from slacal.audit.telling import TURNED_AROUND, doubts
from slacal.ticket.verdict import Verdict
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from slacal.audit.judgement import Judgement
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Summary

__all__ = ["ANNOTATIONS", "GithubReport"]

ANNOTATIONS = 10
"""Annotations of a kind that GitHub shows of a step."""

_TITLE = 255  # characters
_MESSAGE = 64 * 1024  # bytes
_KINDS = {Level.BREACH: "error", Level.VIOLATION: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


class _Annotation(NamedTuple):
    """What stands where; `lines` are the message."""

    file: str | None
    line: int | None
    title: str
    lines: tuple[str, ...]

    def command(self, kind: str) -> str:
        """The workflow command, its parts escaped as GitHub unescapes them."""
        where = {} if self.file is None else {"file": clean(self.file)}
        if self.file is not None and self.line is not None:
            where["line"] = str(self.line)
        parts = {**where, "title": clean(self.title, _TITLE)}
        properties = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in parts.items())
        return f"::{kind} {properties}::{_cut(_joined(self.lines)).translate(_DATA)}"


class GithubReport:
    """Takes judgements, findings and rejected values; says at the end what GitHub shows of them."""

    def __init__(self) -> None:
        self._kinds = {kind: Ranking[_Annotation](ANNOTATIONS) for kind in ("error", "warning", "notice")}
        self._rejected: Ranking[Rejected] = Ranking(ANNOTATIONS)

    def add(self, judgement: Judgement, findings: Sequence[Finding]) -> None:
        """One ticket: a doubt and the warnings that go with it are one annotation."""
        case, rest = judgement.case, findings
        if judgement.verdict is Verdict.UNKNOWN:
            told = [finding for finding in findings if finding.level is Level.WARNING]
            rest = [finding for finding in findings if finding.level is not Level.WARNING]
            lines = (*(f"{finding.code}: {finding.message}" for finding in told), *doubts(judgement))
            self._kinds["warning"].add(0, _Annotation(case.file, case.line, f"unknown {case.ticket}", lines))
        for finding in rest:
            self._tell(finding, judgement.overrun_us if finding.level is Level.BREACH else -1)

    def find(self, finding: Finding) -> None:
        """A finding of a ticket that could not be judged."""
        self._tell(finding, -1)

    def skip(self, breached: int) -> None:
        """So many more breached tickets, none of which is among the worst."""
        self._kinds[_KINDS[Level.BREACH]].skip(breached)

    def reject(self, row: Iterable[Rejected]) -> None:
        """What is wrong with a row or a file."""
        for rejected in row:
            self._rejected.add(0, rejected)

    def write(self, out: TextIO, summary: Summary) -> None:
        """The annotations, and the counts in a line."""
        for kind, ranking in self._kinds.items():
            for annotation in self._shown(ranking, self._unread() if kind == "error" else []):
                out.write(f"{annotation.command(kind)}\n")
        out.write(f"slacal: {summary.line()}\n")

    def _tell(self, finding: Finding, rank: int) -> None:
        clause = () if finding.clause is None else (f"clause {finding.clause}",)
        disputable = (TURNED_AROUND,) if finding.disputable else ()
        title = f"{finding.code} {finding.ticket}"
        lines = (finding.message, *clause, *disputable)
        self._kinds[_KINDS[finding.level]].add(rank, _Annotation(finding.file, finding.line, title, lines))

    def _unread(self) -> list[_Annotation]:
        """All that was rejected, as one annotation at the first place."""
        shown = self._rejected.best()
        if not shown:
            return []
        more = self._rejected.count - len(shown)
        lines = (*map(str, shown), *([f"... and {more} more"] if more else []))
        return [_Annotation(shown[0].file, shown[0].line, f"not read: {self._rejected.count}", lines)]

    def _shown(self, ranking: Ranking[_Annotation], first: Sequence[_Annotation]) -> Iterator[_Annotation]:
        """As many as are shown; where there are more, the last one says how many."""
        yield from first
        room, best = ANNOTATIONS - len(first), ranking.best()
        if ranking.count <= room:
            yield from best
            return
        yield from best[: room - 1]
        more = f"{ranking.count - room + 1} more: GitHub shows {ANNOTATIONS} of a kind"
        yield _Annotation(None, None, "and more", (f"{more}; a report as JSON has them all",))


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(map(clean, lines))


def _cut(text: str) -> str:
    """Text of no more bytes than a message may have."""
    data = text.encode()
    return text if len(data) <= _MESSAGE else f"{data[: _MESSAGE - 3].decode(errors='ignore')}…"
