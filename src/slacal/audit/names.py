"""Names: under which header or key a file or a mapping keeps what slacal reads.

Invariant: no two of our columns have the same name in a file.
Law: a column is found under its exact name or not at all; a near miss is proposed, never taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from slacal.audit.case import COLUMNS, NOTHING
from slacal.audit.eventcells import EVENT_COLUMNS
from slacal.audit.manner import PYTHON
from slacal.audit.stamps import shown
from slacal.errors import InputError

if TYPE_CHECKING:
    from slacal.audit.cells import Cells
    from slacal.audit.eventcells import EventCells
    from slacal.audit.manner import Manner

__all__ = ["Names"]

_KNOWN = dict.fromkeys((*COLUMNS, *EVENT_COLUMNS))
_REQUIRED = COLUMNS[:3]
_HALVES = ("acknowledged_at", "started_at")
_RESPONSE = ("responded_at", *_HALVES)
_KEPT = 200  # foreign keys remembered, to look for a near miss among them
_LONGEST = 100  # characters of such a key


class Names:
    """The names of our columns in a file: our own, except where `columns` gives another.

    Raises `InputError` for a column slacal does not read, and where two would have the same name.
    """

    __slots__ = ("_foreign", "_given", "_manner", "_responds", "all", "event_of", "known", "of")

    def __init__(self, columns: Mapping[str, str], manner: Manner = PYTHON) -> None:
        self._manner = manner
        for column in columns:
            if column not in _KNOWN:
                raise InputError(f"expected one of {', '.join(_KNOWN)}", column=manner.columns, value=shown(column))
        self.of = {column: columns.get(column, column) for column in COLUMNS}
        self.event_of = {column: columns.get(column, column) for column in EVENT_COLUMNS}
        for names in (list(self.of.values()), list(self.event_of.values())):
            twice = [name for name in names if names.count(name) > 1]
            if twice:
                raise InputError(
                    "expected a different name for each column", column=manner.columns, value=shown(twice[0])
                )
        self.all = frozenset(self.of.values())
        self.known = self.all.union(self.event_of.values())
        self._given = frozenset(columns)
        self._foreign: dict[str, None] = {}
        self._responds: bool | None = None  # nothing read yet

    def wrong_with(self, header: Sequence[str]) -> list[InputError]:
        """Everything for which a table with this header cannot be read."""
        events = self.is_event_log(header)
        of = self.event_of if events else self.of
        twice = [
            InputError("expected this column once", column=column, value=shown(name))
            for column, name in of.items()
            if header.count(name) > 1
        ]
        if events:
            needed = ("ticket", *(column for column in EVENT_COLUMNS[3:] if column in self._given))
            return twice + [self._missing(column, header) for column in needed if of[column] not in header]
        return twice + [self._missing(column, header) for column in self._absent(header)]

    def _absent(self, header: Sequence[str]) -> list[str]:
        """The columns that are needed and not there; of the response, one form is enough."""
        there = {column for column, name in self.of.items() if name in header}
        needed = [*_REQUIRED, *(column for column in COLUMNS[3:] if column in self._given)]
        if not (there & {"responded_at"} or there >= set(_HALVES) or self._given & set(_RESPONSE)):
            needed += [half for half in _HALVES if half not in there] if there & set(_HALVES) else ["responded_at"]
        return [column for column in needed if column not in there]

    def _missing(self, column: str, header: Sequence[str]) -> InputError:
        name = self.of.get(column) or self.event_of[column]
        near = self._near(name, header)
        another = f" (another name: {self._manner.column(column, 'Header')})"
        hint = f"; did you mean {self._manner.column(column, near)}?" if near else another
        both = ", or acknowledged_at and started_at," if column == "responded_at" else ""
        error = f"expected a column {name!r}{both} in the header{hint}"
        return InputError(error, column=column, value=shown(", ".join(header)))

    def _near(self, name: str, keys: Iterable[str]) -> str | None:
        folded = {key.casefold().replace(" ", "_"): key for key in keys if key not in self.all}
        near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.7)
        return shown(folded[near[0]]) if near else None

    def is_event_log(self, keys: Iterable[object]) -> bool:
        """Whether these are the columns of an event log: one event a row."""
        keys = set(keys)
        return {self.event_of["event"], self.event_of["at"]} <= keys and self.of["reported_at"] not in keys

    def event_cells(self, row: Mapping[str, object]) -> EventCells:
        """What a mapping holds of the columns of an event log."""
        return tuple(map(row.get, self.event_of.values()))

    def cells(self, row: Mapping[str, object], *, keep: bool) -> tuple[Cells, Mapping[str, object]]:
        """What a mapping holds of our columns, and, where it is to be kept, all it holds of others."""
        of = self.of
        cells = (
            row.get(of["ticket"]),
            row.get(of["severity"]),
            row.get(of["reported_at"]),
            row.get(of["responded_at"]),
            row.get(of["acknowledged_at"]),
            row.get(of["started_at"]),
            row.get(of["closed_at"]),
        )
        if not self._responds:
            self._responds = any(of[column] in row for column in _RESPONSE)
            for key in row:
                if key not in self.all and len(self._foreign) < _KEPT and len(str(key)) <= _LONGEST:
                    self._foreign[str(key)] = None
        return cells, {str(key): value for key, value in row.items() if key not in self.all} if keep else NOTHING

    def suspicion(self) -> InputError | None:
        """Rows of which none speaks of a response, as a table without such a column: misspelt, or not there at all."""
        if self._responds is not False:
            return None
        error = f"expected a key {self.of['responded_at']!r}, or acknowledged_at and started_at, somewhere"
        for column in _RESPONSE:
            near = self._near(self.of[column], self._foreign)
            if near:
                return InputError(f"{error}; did you mean {self._manner.column(column, near)}?", column=column)
        return InputError(f"{error} (null where nothing is recorded)", column="responded_at")
