"""Mapped rows: the rows of a foreign export, rewritten by a mapping in our columns and words, then read as our own.

    foreign cells  --Rewriter-->  our cells  --CaseReader, EventReader-->  case, log

Invariant: nothing is judged here, and nothing filled in that the mapping does not say.
Laws: every column at fault is named, not only the first; rows of text and rows of values are rewritten alike; an event
that was not taken does not count as the first of its ticket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.case import COLUMNS, NOTHING
from slacal.audit.eventcells import EVENT_COLUMNS
from slacal.audit.foreign import columns_of
from slacal.audit.rejected import Rejected
from slacal.audit.stamps import is_missing, shown
from slacal.errors import InputError
from slacal.ticket.vocabulary import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from slacal.audit.case import Case
    from slacal.audit.cells import CaseReader, Plain
    from slacal.audit.eventcells import EventReader
    from slacal.audit.mapping import Deed, ExportMapping

__all__ = ["MappedNames", "MappedReader", "Rewriter"]

_EVENT = EVENT_COLUMNS.index("event")


class MappedNames:
    """The headers a mapping reads: what `Names` is for our own files, with their names for ours."""

    __slots__ = ("_mapping", "_unseen", "all", "event_of", "known", "of")

    def __init__(self, mapping: ExportMapping) -> None:
        self._mapping = mapping
        headers = mapping.headers
        self.of = {header: header for header in headers}
        if len(headers) == 1:
            self.of[""] = ""  # so that what is picked from a row is a tuple
        self.event_of = self.of
        self.all = self.known = frozenset(headers)
        self._unseen = dict.fromkeys(headers)

    def is_event_log(self, keys: Iterable[object]) -> bool:
        """Never: which of the two it is, the mapping knows."""
        del keys
        return False

    def wrong_with(self, header: Sequence[str]) -> list[InputError]:
        """Everything for which a table with this header cannot be read."""
        wrong: list[InputError] = []
        for name in self._mapping.headers:
            if header.count(name) > 1:
                wrong.append(InputError("expected this column once", column=self._ours(name), value=shown(name)))
            elif name not in header:
                wrong.append(InputError(self._missing(name, header), column=self._ours(name), value=_listed(header)))
        return wrong

    def _missing(self, name: str, names: Iterable[str]) -> str:
        near = nearest(name, {other.casefold(): other for other in names if other not in self.all})
        hint = "" if near is None else f"; the nearest is {shown(near)!r}"
        return f"expected a column {name!r}, as {self._mapping.name} says{hint}"

    def _ours(self, header: str) -> str:
        """The first of our columns that a header is needed for."""
        return next(column for column, source in self._mapping.sources.items() if header in source.columns)

    def cells(self, row: Mapping[str, object], *, keep: bool) -> tuple[tuple[object, ...], Mapping[str, object]]:
        """What a mapping holds under the headers, and, where it is to be kept, all it holds besides."""
        if self._unseen:
            for header in [header for header in self._unseen if header in row]:
                del self._unseen[header]
        extra = {str(key): value for key, value in row.items() if key not in self.all} if keep else NOTHING
        return tuple(map(row.get, self.of)), extra

    def event_cells(self, row: Mapping[str, object]) -> tuple[object, ...]:
        """What a mapping holds under the headers."""
        return self.cells(row, keep=False)[0]

    def suspicion(self) -> InputError | None:
        """A header that none of the rows had: misspelt, or not there at all."""
        for header in self._unseen:
            error = f"expected a key {header!r} somewhere, as {self._mapping.name} says"
            return InputError(error, column=self._ours(header))
        return None


def _listed(header: Sequence[str]) -> str:
    return shown(", ".join(header))


class Rewriter:
    """Rewrites rows; remembers what it has met. `tz` is whose clock it is where stamps carry no offset."""

    __slots__ = ("_activity", "_deeds", "_had", "_lenient", "columns", "of_events")

    def __init__(self, mapping: ExportMapping, tz: ZoneInfo | None) -> None:
        self.of_events = mapping.of_events
        self.columns = columns_of(mapping, EVENT_COLUMNS if mapping.of_events else COLUMNS, tz)
        self._deeds = mapping.activities
        self._lenient = mapping.unknown == "ignore"
        self._had: dict[str, set[object]] = {
            deed.event: set() for deed in mapping.activities.values() if deed.later is not None
        }

    def deed(self, activity: object) -> Deed | None:
        """What an activity is; None where it is to be ignored. `InputError` for one that the mapping does not know."""
        found = self._deeds.get(activity.strip() if isinstance(activity, str) else str(activity))
        if found is not None:
            return found if found.event else None
        if is_missing(activity):
            raise InputError("expected an activity", value=activity if isinstance(activity, str) else None)
        if self._lenient:
            return None
        near = nearest(activity, {name.casefold(): name for name in self._deeds})
        hint = "" if near is None else f"; did you mean {shown(near)!r}?"
        raise InputError(f"expected an activity that the mapping knows{hint}", value=shown(activity))
