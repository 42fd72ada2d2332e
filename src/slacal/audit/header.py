"""Headers: where in the rows of a table our columns stand, and where all others.

Invariant: every column is one of ours or one of the others, whose names differ from each other and from ours.
Law: `pick` of a row, with an empty cell at its end, are our cells in our order; the empty one stands for columns that
are not there.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slacal.audit.cells import Texts
    from slacal.audit.mapped import MappedNames
    from slacal.audit.names import Names

__all__ = ["Header"]


class Header:
    """A header with which nothing is wrong: `ours` and `others` by index, and whether rows are events."""

    def __init__(self, cells: Sequence[str], names: Names | MappedNames) -> None:
        self.cells = cells
        self.has_events = names.is_event_log(cells)
        of = names.event_of if self.has_events else names.of
        where = {column: cells.index(name) for column, name in of.items() if name in cells}
        self.ours = {i: column for column, i in where.items()}
        self.pick: Callable[[list[str]], Texts] = itemgetter(*(where.get(column, len(cells)) for column in of))
        self.others: list[tuple[str, int]] = []
        taken = set(names.all)
        for i, name in enumerate(cells):
            if i not in self.ours:
                unique = name or f"column {i + 1}"
                while unique in taken:
                    unique += f" (column {i + 1})"
                taken.add(unique)
                self.others.append((unique, i))
