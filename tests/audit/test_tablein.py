"""Tables whose cells are text, whatever format they come from: read as the same rows in CSV are."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import ExportMapping, InputError
from slacal.audit.checker import Checked, Checker
from slacal.audit.judgement import Judgement

from .rows import judge, rejections, verdicts
from .test_mapped import EVENT_HEADER, EVENTS, HEADER, TICKETS


@dataclass
class ListedBatch:
    """Rows in memory, which can be written as lines or cannot."""

    cells: Sequence[Sequence[str]]
    has_lines: bool

    def __len__(self) -> int:
        return len(self.cells)

    def rows(self, chosen: Sequence[int]) -> Iterator[Sequence[str]]:
        return (self.cells[row] for row in chosen)

    def as_csv(self) -> str | None:
        if not self.has_lines:
            return None
        text = StringIO()
        csv.writer(text, lineterminator="\n").writerows(self.cells)
        return text.getvalue()


@dataclass
class Listed:
    """A table in memory, which breaks off after so many rows, and may have lines."""

    header: Sequence[str]
    cells: Sequence[Sequence[str]]
    whole: int = 1000
    has_lines: bool = True

    def batches(self, columns: Sequence[int]) -> Iterator[ListedBatch]:
        cells = [tuple(row[i] for i in columns) for row in self.cells[: self.whole]]
        yield ListedBatch(cells[:2], self.has_lines)
        yield ListedBatch(cells[2:], self.has_lines)
        if self.whole < len(self.cells):
            raise InputError("expected a readable table", value="\x00")


def checked(table: Listed, mapping: str | None = None, *, keep: bool = True) -> list[Checked]:
    checker = Checker(judge(), mapping=None if mapping is None else ExportMapping.from_toml(mapping), keep=keep)
    return [*checker.table(table, "f"), *checker.finish()]


def as_csv(table: Listed, mapping: str | None = None, *, keep: bool = True) -> list[Checked]:
    """What becomes of the same rows as a file in CSV."""
    text = StringIO()
    csv.writer(text).writerows([table.header, *table.cells])
    checker = Checker(judge(), mapping=None if mapping is None else ExportMapping.from_toml(mapping), keep=keep)
    return [*checker.file(BytesIO(text.getvalue().encode()), "f"), *checker.finish()]


def said(rows: list[Checked]) -> list[object]:
    """Everything but lines, of which a table has one fewer than a file with a header."""
    found: list[object] = []
    for row in rows:
        if isinstance(row, Judgement):
            found.append((row.ticket, row.severity, row.verdict, row.reported_at, row.responded_at, row.case.extra))
        elif isinstance(row, list):
            found += [(one.column, one.value, one.error.partition("first at")[0]) for one in row]
        else:
            found.append((row.ticket, row.code, row.message))
    return found


FLAT = ["ticket", "severity", "reported_at", "responded_at", "Subject", "Subject", "", "closed_at"]
OWN_EVENTS = ["ticket", "at", "event", "severity", "Subject"]
FOREIGN, FOREIGN_EVENTS = HEADER.split(","), EVENT_HEADER.split(",")
MAPPINGS = {id(FOREIGN): TICKETS, id(FOREIGN_EVENTS): EVENTS}
STAMPS = ("", "2026-11-16T09:00+01:00", "2026-11-17T09:00Z", "2026-11-17", "soon")
WALL_STAMPS = ("16-11-2026 09:00", "17-11-2026 09:00", "17-11-2026", "soon")
CELLS = {
    **dict.fromkeys(("ticket", "Project", "No"), ("A", "B", "")),
    **dict.fromkeys(("severity", "P"), ("1", "outage", "Critical", "", "?")),
    **dict.fromkeys(("reported_at", "responded_at", "closed_at", "at"), STAMPS),
    **dict.fromkeys(("Opened", "When"), WALL_STAMPS),
    "event": ("reported", "responded", "closed", "clsed", ""),
    "What": ("Graded", "Taken", "Printed", "Takn", ""),
    "Minutes": ("", "90", "soon"),
}
"""What the columns may hold; all others hold some text."""


@st.composite
def tables(draw: st.DrawFn) -> tuple[Listed, str | None]:
    header = draw(st.sampled_from([FLAT, OWN_EVENTS, FOREIGN, FOREIGN_EVENTS]))
    row = st.tuples(*(st.sampled_from(CELLS.get(name, ("", "x"))) for name in header))
    rows = draw(st.lists(row.filter(any), max_size=5))  # a blank line in CSV is no row
    return Listed(header, rows), MAPPINGS.get(id(header))


@given(tables(), st.booleans())
def test_a_table_is_what_its_rows_in_csv_are(read: tuple[Listed, str | None], keep: bool) -> None:
    """Law: the same cases, events and rejected rows, of our own columns and of foreign ones."""
    table, mapping = read
    assert said(checked(table, mapping, keep=keep)) == said(as_csv(table, mapping, keep=keep))


def test_events_and_activities_that_are_ignored() -> None:
    rows = [["1", "16-11-2026 09:00", what, "1", "", "", "", ""] for what in ("Graded", "Printed", "Takn")]
    found = checked(Listed(FOREIGN_EVENTS, rows), EVENTS)
    assert verdicts(found) == {"1": "breached"}
    assert [text.partition(";")[0] for text in rejections(found)] == [
        "f:3: activity: expected an activity that the mapping knows"
    ]


def test_other_columns_are_carried_along_by_names_of_their_own() -> None:
    row = ["T", "1", "2026-11-16T09:00+01:00", "2026-11-16T10:00+01:00", "a", "b", "c", ""]
    (found,) = checked(Listed(FLAT, [row]))
    assert isinstance(found, Judgement)
    assert found.case.extra == {"Subject": "a", "Subject (column 6)": "b", "column 7": "c"}
    assert found.case.line == 1
    (found,) = checked(Listed(FLAT, [row]), keep=False)
    assert isinstance(found, Judgement)
    assert found.case.extra == {}


def test_a_header_that_cannot_be() -> None:
    found = rejections(checked(Listed(["ticket", "severity", "ticket"], [["1", "2", "3"]])))
    assert [text.partition(", got")[0] for text in found] == rejections_of_csv(["ticket", "severity", "ticket"])
    assert verdicts(checked(Listed(["ticket"], [["1"]]))) == {}


def rejections_of_csv(header: list[str]) -> list[str]:
    told = rejections(as_csv(Listed(header, [])))
    return [text.replace("f:1: ", "f: ").partition(", got")[0] for text in told]


@pytest.mark.parametrize("header", [FLAT, FOREIGN])
def test_a_table_that_breaks_off(header: list[str]) -> None:
    """What was read before counts, and the rest is one rejection without a line."""
    own = header is FLAT
    row = (
        ["T", "1", "2026-11-16T09:00+01:00", "", "", "", "", ""] if own else ["S", "1", "", "16-11-2026 09:00", *"   "]
    )
    table = Listed(header, [row, row], whole=1)
    rows = checked(table, None if own else TICKETS)
    assert verdicts(rows) == {"T" if own else "S-1": "breached" if own else "running"}
    assert rejections(rows) == ["f: expected a readable table, got '\\x00'"]
