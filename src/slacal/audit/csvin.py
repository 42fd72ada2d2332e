"""Tickets from CSV: comma, semicolon or tab, quoting as RFC 4180 has it.

A row without a quote is split at the delimiter, which is all that CSV is then; any other goes through the `csv` module,
unless its block is taken by `quick`. A record that runs over several lines and turns out malformed costs its first line
only: the others are put back and read again, so that one stray quote never swallows good rows. A record longer than a
row may be is one rejected row where it has an end (`records` says whether), and nothing inside of it is judged.

Invariant: every line is part of the header, of one row (judged or rejected), or blank.
Law: a good row is read whatever stands in the lines before and after it.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from slacal.audit.case import NOTHING
from slacal.audit.header import Header
from slacal.audit.lines import LONGEST, is_text
from slacal.audit.quick import BLOCK
from slacal.audit.records import end_of_record
from slacal.audit.rejected import Rejected
from slacal.audit.stamps import shown
from slacal.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.audit.case import Case
    from slacal.audit.cells import CaseReader, Plain
    from slacal.audit.eventcells import EventReader
    from slacal.audit.lines import Lines
    from slacal.audit.mapped import MappedNames, MappedReader
    from slacal.audit.names import Names
    from slacal.audit.quick import QuickReader

__all__ = ["read_csv"]

_DELIMITERS = ",;\t"
_UTF16 = ("\udcff\udcfe", "\udcfe\udcff")
_RECORD_LINES = 1000  # that a record may have
_FEW_LINES = 10  # that it may have once more lines than `_IN_VAIN` were read in vain, so that reading stays linear
_IN_VAIN = 1_000_000, 8  # at the least, and for each line of the file so far
_SEARCHES = 10  # for the end of a longer one that may fail in a file, so that no file takes the square of its length
_QUOTING = "expected quoting as in CSV, found"


def read_csv(
    lines: Lines,
    file: str,
    names: Names | MappedNames,
    reader: CaseReader | MappedReader,
    events: EventReader,
    *,
    keep: bool,
    quick: QuickReader | None = None,
) -> Iterator[Case | list[Rejected] | Plain]:
    """The cases and the rejected rows of a table whose header is the next line; with `keep`, other columns too.

    Rows that `quick` takes do not come out. Where the header is that of an event log, its rows are put into the log of
    `events`.
    """
    try:
        table = _Table(lines, names)
    except _MalformedError as malformed:
        yield [Rejected.from_error(error, file, None) for error in malformed.errors]
        return
    header, width, delimiter = table.header, table.width, table.delimiter
    pick, others, has_events = header.pick, header.others, header.has_events
    queue, fill = lines.queue, lines.fill
    read_texts = events.read_texts if has_events else reader.read_texts
    wrong_with = events.wrong_with if has_events else reader.wrong_with
    keep &= not has_events
    while True:
        if not queue:
            if quick is not None and not has_events:
                yield from _cases_of_blocks(lines, quick, table)
            if not (queue or fill()):
                return
        line = queue.popleft()
        number = lines.number = lines.number + 1
        cells = line.split(delimiter) if lines.plain or _is_plain(line) else []
        if len(cells) != width:
            try:
                cells = table.cells(line)
            except _MalformedError as malformed:
                yield [Rejected.from_error(error, file, number) for error in malformed.errors]
                continue
            wrong = [Rejected.from_error(error, file, number) for error in table.no_text(cells)]
            if wrong:
                known = {rejected.column for rejected in wrong}
                more = wrong_with(pick([*cells, ""]), number)
                yield wrong + [rejected for rejected in more if rejected.column not in known]
                continue
        cells.append("")
        texts = pick(cells)
        if not texts[0] and not any(cells):
            continue
        case = read_texts(texts, number, {name: cells[i] for name, i in others} if keep and others else NOTHING)
        if case is not None:
            yield case


def _cases_of_blocks(lines: Lines, quick: QuickReader, table: _Table) -> Iterator[Case | list[Rejected] | Plain]:
    """The rows of blocks that are to be told one by one, up to where the next is in the queue, or unread."""
    read_texts, pick, delimiter = quick.reader.read_texts, table.header.pick, table.delimiter
    while not quick.has_given_up and (text := lines.block(BLOCK)) is not None:
        rows = text[:-1].split("\n")
        whole = '"' not in text or all(map(table.is_whole, [row for row in rows if '"' in row]))
        told = quick.told(text, rows, table.header, delimiter, lines.number) if whole else None
        if told is None:
            lines.take_back(text)
            return
        for row in told:
            cells = table.cells(rows[row]) if '"' in rows[row] else rows[row].split(delimiter)
            yield read_texts(pick([*cells, ""]), lines.number + row + 1)
        lines.number += len(rows)


class _MalformedError(Exception):
    """Lines that make no row of the table, or no table; `errors` say why."""

    def __init__(self, *errors: InputError) -> None:
        super().__init__(*errors)
        self.errors = errors


class _Table:
    """A header, and how rows are read under it."""

    def __init__(self, lines: Lines, names: Names | MappedNames) -> None:
        self._lines = lines
        self._searches = _SEARCHES
        self._most_lines = _RECORD_LINES
        self._in_vain = 0  # lines
        self.width = 0  # while the header is read
        line = lines.next() or ""
        if not is_text(line):
            found = "UTF-16 or another encoding" if "\0" in line or line.startswith(_UTF16) else "other bytes"
            error = f"expected text in UTF-8, found {found}: save the file as CSV in UTF-8"
            raise _MalformedError(InputError(error, value=shown(line)))
        self.delimiter = max(_DELIMITERS, key=lambda delimiter: _fits(line, delimiter, names))
        header = [cell.strip() for cell in self._record(line)[0]]
        wrong = names.wrong_with(header)
        if wrong:
            raise _MalformedError(*wrong)
        self.width = len(header)
        self.header = Header(header, names)
        cell = rf'(?:"[^"]*(?:""[^"]*)*"|[^"{self.delimiter}]*)'
        self._whole = re.compile(rf"{cell}(?:{self.delimiter}{cell})*")

    def is_whole(self, line: str) -> bool:
        """Whether a line with quotes is a record: each quote encloses a cell, or stands twice inside of one.

        No cell of it can be longer than the `csv` module reads.
        """
        return len(line) <= csv.field_size_limit() and self._whole.fullmatch(line) is not None

    def cells(self, line: str) -> list[str]:
        """The cells of the row that a line begins, as the `csv` module reads them; those of a blank line are empty.

        Raises `_MalformedError` where the line begins no row; lines read after it are then put back.
        """
        if not line.strip():
            return [""] * self.width
        cells, taken = self._record(line)
        if len(cells) != self.width:
            self._put_back(taken)
            expected = f"expected {self.width} fields, as the header has, found {len(cells)}"
            raise _MalformedError(InputError(expected, value=shown(line)))
        for i, cell in enumerate(cells):
            if taken and i in self.header.ours and "\n" in cell:
                self._put_back(taken)
                error = "expected a value on one line: a quote opens here and closes on another"
                raise _MalformedError(InputError(error, column=self.header.ours[i], value=shown(cell)))
        return cells

    def no_text(self, cells: list[str]) -> Iterator[InputError]:
        """The cells that hold NUL or bytes that are no UTF-8."""
        for i, cell in enumerate(cells):
            if not is_text(cell):
                column = self.header.ours.get(i) or self.header.cells[i] or f"column {i + 1}"
                yield InputError("expected text in UTF-8, without NUL", column=column, value=shown(cell))

    def _record(self, line: str) -> tuple[list[str], list[str]]:
        """The cells of a record, and the lines it took after the first."""
        taken: list[str] = []
        size = len(line)
        too_long = size > LONGEST

        def feed() -> Iterator[str]:
            nonlocal size, too_long
            yield f"{line}\n"
            while (more := self._lines.next()) is not None:
                taken.append(more)
                size += len(more)
                too_long = len(taken) >= self._most_lines or size > LONGEST
                if too_long:
                    return
                yield f"{more}\n"

        expected = f"expected lines of at most {LONGEST} characters"
        if not too_long:
            try:
                return next(csv.reader(feed(), delimiter=self.delimiter, strict=True)), taken
            except csv.Error as error:
                expected, too_large = _quoting(error, self._lines.number, over_lines=bool(taken))
                too_long |= too_large
        if too_long:
            expected = self._too_long(line, taken, expected)
        else:
            self._put_back(taken)
        raise _MalformedError(InputError(expected, value=shown(line)))

    def _put_back(self, taken: list[str]) -> None:
        """Undo reading the lines after a first that makes no row with them."""
        self._lines.put_back(taken)
        self._in_vain += len(taken)
        least, each = _IN_VAIN
        if self._in_vain > least + each * self._lines.number:
            self._most_lines = _FEW_LINES

    def _too_long(self, line: str, taken: list[str], expected: str) -> str:
        """What is wrong with a record that is longer than a row may be; its lines are skipped, or put back."""
        limits = f"{self._most_lines} lines, of {LONGEST} characters in all, with fields of {csv.field_size_limit()}"
        if not (self.width and self._searches):
            self._put_back(taken)
            return f"{_QUOTING} a quote that is not closed within {limits}" if taken else expected
        start = self._lines.number - len(taken)
        end = end_of_record(self._lines, [line, *taken], self.delimiter, width=self.width, ours=self.header.ours)
        if end == start:
            return expected
        if isinstance(end, int):
            return f"expected a record of at most {limits}, found one that ends on line {end}"
        self._put_back(taken)
        self._searches -= 1
        return f"{_QUOTING} {end}"


def _is_plain(line: str) -> bool:
    """Whether splitting at the delimiter is all that reading the line takes."""
    return '"' not in line and len(line) <= LONGEST and is_text(line)


def _quoting(error: csv.Error, line: int, *, over_lines: bool) -> tuple[str, bool]:
    """What the `csv` module's error means for the one who wrote the file, and whether it is about a field's length."""
    if "field larger" in str(error):
        return f"{_QUOTING} a field of more than {csv.field_size_limit()} characters", True
    if "expected after" not in str(error):
        return f"{_QUOTING} a quote that is never closed", False
    if over_lines:
        return f"{_QUOTING} a quote that is never closed: the next that could, on line {line}, has text after it", False
    return f"{_QUOTING} text after a closing quote", False


def _fits(line: str, delimiter: str, names: Names | MappedNames) -> tuple[int, int]:
    """How well a header comes apart at a delimiter: our names in it, then columns."""
    cells = [cell.strip(' "') for cell in line.split(delimiter)]
    return sum(cell in names.known for cell in cells), len(cells)
