"""Tickets from tables: rows of text under a header, in whatever format somebody else reads.

This room knows no such format: a `TextTable` is handed in, and read as a table in CSV is.

Invariant: every row is judged or rejected; rows count from 1, as a table has no lines.
Law: a table and the same rows in CSV give the same cases, but for their lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from slacal.audit.case import NOTHING
from slacal.audit.header import Header
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

__all__ = ["TextTable", "read_table"]


class TextTable(Protocol):
    """A table whose cells can be read as text, empty where nothing is; `InputError` where it cannot be read on."""

    @property
    def header(self) -> Sequence[str]:
        """The names of the columns."""
        ...

    def rows(self, columns: Sequence[int]) -> Iterable[Sequence[str]]:
        """The cells of some columns, by index, row by row."""
        ...


def read_table(
    table: TextTable,
    file: str,
    names: Names | MappedNames,
    reader: CaseReader | MappedReader,
    events: EventReader,
    *,
    keep: bool,
) -> Iterator[Case | list[Rejected] | Plain]:
    """The cases and the rejected rows of a table; with `keep`, other columns too. Events are put into their log."""
    wrong = names.wrong_with(table.header)
    if wrong:
        yield [Rejected.from_error(error, file, None) for error in wrong]
        return
    header = Header(table.header, names)
    keep &= not header.has_events
    read_texts = events.read_texts if header.has_events else reader.read_texts
    wanted = sorted([*header.ours, *(i for _, i in header.others if keep)])
    others = [(name, wanted.index(i)) for name, i in header.others if keep]
    pick = Header([header.cells[i] for i in wanted], names).pick
    try:
        for number, row in enumerate(table.rows(wanted), 1):
            cells = [*row, ""]
            extra = {name: cells[i] for name, i in others} if keep else NOTHING
            case = read_texts(pick(cells), number, extra)
            if case is not None:
                yield case
    except InputError as error:
        yield [Rejected(file, None, None, error.value and shown(error.value), error.error)]
