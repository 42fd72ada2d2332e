"""Tickets from tables: rows of text under a header, in whatever format somebody else reads.

This room knows no such format: a `TextTable` is handed in, and read as a table in CSV is.

Invariant: every row is judged or rejected; rows count from 1, as a table has no lines.
Laws: a table and the same rows in CSV give the same cases, but for their lines; what is counted and told is the same
with and without `quick`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from slacal.audit.case import NOTHING
from slacal.audit.header import Header
from slacal.audit.lines import is_text
from slacal.audit.rejected import Rejected
from slacal.audit.stamps import shown
from slacal.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from slacal.audit.case import Case
    from slacal.audit.cells import CaseReader, Plain
    from slacal.audit.eventcells import EventReader
    from slacal.audit.mapped import MappedNames, MappedReader
    from slacal.audit.names import Names
    from slacal.audit.quick import QuickReader

__all__ = ["TextBatch", "TextTable", "read_table"]


class TextBatch(Protocol):
    """Some rows of a table."""

    def __len__(self) -> int:
        """How many rows."""
        ...

    def rows(self, chosen: Sequence[int]) -> Iterable[Sequence[str]]:
        """The cells of some rows, row by row."""
        ...

    def as_csv(self) -> str | None:
        r"""The rows as CSV with commas, each ending with \n; None where one cannot be written."""
        ...


class TextTable(Protocol):
    """A table whose cells can be read as text, empty where nothing is; `InputError` where it cannot be read on."""

    @property
    def header(self) -> Sequence[str]:
        """The names of the columns."""
        ...

    def batches(self, columns: Sequence[int]) -> Iterable[TextBatch]:
        """The cells of some columns, by index, some rows at once."""
        ...


def read_table(
    table: TextTable,
    file: str,
    names: Names | MappedNames,
    reader: CaseReader | MappedReader,
    events: EventReader,
    *,
    keep: bool,
    quick: QuickReader | None = None,
) -> Iterator[Case | list[Rejected] | Plain]:
    """The cases and the rejected rows of a table; with `keep`, other columns too.

    Events are put into their log; rows that `quick` takes do not come out.
    """
    wrong = names.wrong_with(table.header)
    if wrong:
        yield [Rejected.from_error(error, file, None) for error in wrong]
        return
    header = Header(table.header, names)
    keep &= not header.has_events
    read_texts = events.read_texts if header.has_events else reader.read_texts
    wanted = sorted([*header.ours, *(i for _, i in header.others if keep)])
    others = [(name, wanted.index(i)) for name, i in header.others if keep]
    picked = Header([header.cells[i] for i in wanted], names)
    quick = None if header.has_events else quick
    number = 0
    try:
        for batch in table.batches(wanted):
            told = _told(quick, batch, picked, number)
            for row, texts in zip(told, batch.rows(told), strict=True):
                cells = [*texts, ""]
                extra = {name: cells[i] for name, i in others} if keep else NOTHING
                case = read_texts(picked.pick(cells), number + row + 1, extra)
                if case is not None:
                    yield case
            number += len(batch)
    except InputError as error:
        yield [Rejected(file, None, None, error.value and shown(error.value), error.error)]


def _told(quick: QuickReader | None, batch: TextBatch, header: Header, number: int) -> Sequence[int]:
    """Which rows of a batch are to be told one by one; `number` rows come before."""
    count = len(batch)
    text = batch.as_csv() if count and quick is not None and not quick.has_given_up else None
    # With more lines than rows, a cell has some; and PyArrow takes a lone carriage return for the end of one.
    if quick is None or text is None or not is_text(text) or "\r" in text or text.count("\n") != count:
        return range(count)
    told = quick.told(text, text[:-1].split("\n"), header, ",", number)
    return range(count) if told is None else told
