r"""The report as CSV, for spreadsheets and data frames: a row a ticket, a finding or a rejected value.

The first column says which of the three a row is. A finding follows its ticket. Numbers and codes stand as they are;
text that a spreadsheet would take for a formula gets an apostrophe in front: what begins with `=`, `+`, `-`, `@`, a
tab or a line break, and also what begins with an apostrophe, so that taking one away gives back what was there.

Invariant: every row has all columns, and is one line: what is no printable character is written as \x1b and the like.
Law: a CSV reader gives back every ticket, finding and rejected value, in the order in which they came.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from slacal.audit.spool import Spooling
from slacal.audit.telling import doubts, written
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TextIO

    from slacal.audit.finding import Finding
    from slacal.audit.judgement import Judgement
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Summary

__all__ = ["COLUMNS", "CsvWriter"]

COLUMNS = (
    *("row", "ticket", "severity", "verdict", "reported_at", "due", "last_on_time", "responded_at", "budget_s"),
    *("elapsed_s", "disputable", "code", "level", "clause", "at", "message", "file", "line", "column", "value"),
)
"""The columns of the table."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")  # some take the wide ones for the narrow


class CsvWriter(Spooling):
    """Takes judgements, findings and rejected values; a context manager, for its temporary file."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = self.spool()
        self._line = StringIO()
        self._writer = csv.writer(self._line, lineterminator="\n")

    def add(self, judgement: Judgement, findings: Sequence[Finding]) -> None:
        """A row for the ticket, and one for each finding."""
        place = {"file": judgement.case.file, "line": judgement.case.line}
        self._put("ticket", {**written(judgement), "message": "; ".join(doubts(judgement)) or None, **place})
        for finding in findings:
            self._put("finding", finding.to_dict() | {"severity": judgement.severity})

    def find(self, finding: Finding) -> None:
        """A row for a finding of a ticket that could not be judged."""
        self._put("finding", finding.to_dict())

    def reject(self, row: Iterable[Rejected]) -> None:
        """A row for each thing that is wrong."""
        for rejected in row:
            facts = rejected.to_dict()
            self._put("rejected", {**facts, "message": facts["error"]})

    def write(self, out: TextIO, summary: Summary) -> None:  # noqa: ARG002  a table has no place for it
        """The whole table, once nothing more comes."""
        out.write(",".join(COLUMNS) + "\n")
        self._rows.copy_to(out)

    def _put(self, kind: str, facts: Mapping[str, object]) -> None:
        self._writer.writerow([kind, *(_cell(facts.get(column)) for column in COLUMNS[1:])])
        self._rows.put(self._line.getvalue())
        self._line.seek(0)
        self._line.truncate()


def _cell(value: object) -> str:
    """A value as a cell: nothing is empty, yes and no are as JSON has them, text is no formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    text = clean(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
