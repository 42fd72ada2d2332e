"""Mapped rows: the rows of a foreign export, rewritten by a mapping in our columns and words, then read as our own.

    foreign cells  --Rewriter-->  our cells  --CaseReader, EventReader-->  case, log

Invariant: nothing is judged here, and nothing filled in that the mapping does not say.
Laws: every column at fault is named, not only the first; rows of text and rows of values are rewritten alike; an event
that was not taken does not count as the first of its ticket.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.case import COLUMNS, NOTHING
from slacal.audit.cells import blank
from slacal.audit.eventcells import EVENT_COLUMNS
from slacal.audit.foreign import Column, Constant, columns_of
from slacal.audit.rejected import Rejected
from slacal.audit.stamps import as_text, is_missing, shown
from slacal.errors import InputError
from slacal.ticket.events import KINDS
from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from slacal.audit.case import Case
    from slacal.audit.cells import CaseReader, Plain
    from slacal.audit.eventcells import EventReader
    from slacal.audit.mapping import Deed, ExportMapping

__all__ = ["MappedNames", "MappedReader", "Rewriter"]


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
        near = nearest(name, (other for other in names if other not in self.all))
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


class _Plan(NamedTuple):
    """How a row is rewritten; where it matters, which tickets `had` such an event, and how it is rewritten of those.

    No columns: it is to be ignored.
    """

    columns: tuple[Column, ...]
    had: set[str] | None = None
    again: tuple[Column, ...] = ()


class Rewriter:
    """Rewrites the rows of a mapping's exports; `tz` is whose clock it is where stamps carry no offset.

    It remembers which tickets have had the events that are something else later on.
    """

    __slots__ = ("_columns", "_lenient", "_plans", "_tickets", "bare", "names")

    def __init__(self, mapping: ExportMapping, tz: ZoneInfo | None) -> None:
        self.names = EVENT_COLUMNS if mapping.of_events else COLUMNS
        self._columns = columns_of(mapping, self.names, tz)
        self._tickets = None if mapping.of_events else _Plan(tuple(self._columns.values()))
        had: dict[str, set[str]] = {deed.event: set() for deed in mapping.activities.values() if deed.later is not None}
        self._plans = {activity: self._planned(deed, had) for activity, deed in mapping.activities.items()}
        self._lenient = mapping.unknown == "ignore"
        self.bare = self._event("", {})

    def plan(self, cells: Sequence[object]) -> _Plan:
        """How to rewrite a row, by its activity alone; `InputError` for one that the mapping does not know."""
        if self._tickets is not None:
            return self._tickets
        activity = self._columns["event"].value(cells)
        text = activity.strip() if isinstance(activity, str) else as_text(activity)
        found = self._plans.get(text)
        if found is not None:
            return found
        if is_missing(activity):
            raise InputError("expected an activity", value=blank(activity))
        if self._lenient:
            return _Plan(())
        near = nearest(text, self._plans)
        hint = "" if near is None else f"; did you mean {shown(near)}?"
        raise InputError(f"expected an activity that the mapping knows{hint}", value=shown(activity))

    def _planned(self, deed: Deed, had: Mapping[str, set[str]]) -> _Plan:
        """How a row is rewritten whose activity is such a deed."""
        if not deed.event:
            return _Plan(())
        says = dict(deed.says)
        again = deed.event if deed.later is None else deed.later
        return _Plan(self._event(deed.event, says), had.get(deed.event), self._event(again, says) if again else ())

    def _event(self, kind: str, says: Mapping[str, str]) -> tuple[Column, ...]:
        """The columns of a kind of event; what such an event does not say is left out, whatever the row has."""
        own = KINDS[kind].own if kind else ()
        constants = {"event": kind} | {name: word for name, word in says.items() if name in own}
        own = ("ticket", "at", "id", *own)
        return tuple(
            Constant(constants[name]) if name in constants else column if name in own else Constant()
            for name, column in self._columns.items()
        )


class MappedReader:
    """Reads the rows of one file: rewritten, they go to the reader of flat tickets, or to that of events."""

    __slots__ = ("_file", "_inner", "_rewriter")

    def __init__(self, rewriter: Rewriter, inner: CaseReader | EventReader, file: str | None) -> None:
        self._rewriter = rewriter
        self._inner = inner
        self._file = file

    def read_texts(
        self, texts: tuple[str, ...], line: int, extra: Mapping[str, object] = NOTHING
    ) -> Case | list[Rejected] | Plain | None:
        """What a row of text makes; None of one that is to be ignored, and of an event that was taken."""
        try:
            columns, had, ticket = self._way(texts)
            if not columns:
                return None
            ours = tuple([column.text(texts) for column in columns])
        except InputError:
            return self.wrong_with(texts, line)
        made = self._inner.read_texts(ours, line, extra)
        if had is not None and made is None:
            had.add(ticket)
        return made

    def read(
        self, cells: tuple[object, ...], line: int, extra: Mapping[str, object] = NOTHING
    ) -> Case | list[Rejected] | None:
        """The same of a row of values."""
        try:
            columns, had, ticket = self._way(cells)
            if not columns:
                return None
            ours = tuple([column.value(cells) for column in columns])
        except InputError:
            return self.wrong_with(cells, line)
        made = self._inner.read(ours, line, extra)
        if had is not None and made is None:
            had.add(ticket)
        return made

    def wrong_with(self, cells: tuple[object, ...], line: int) -> list[Rejected]:
        """What is wrong with a row, if anything is, in the names of our columns."""
        wrong: list[Rejected] = []
        known: set[str | None] = set()
        try:
            columns, _, _ = self._way(cells)
        except InputError as error:
            wrong.append(Rejected.from_error(error, self._file, line, "activity"))
            columns = self._rewriter.bare
            known.add("event")
        ours: list[object] = []
        for name, column in zip(self._rewriter.names, columns, strict=False):
            try:
                ours.append(column.value(cells))
            except InputError as error:
                wrong.append(Rejected.from_error(error, self._file, line, name))
                ours.append("")
        known.update(rejected.column for rejected in wrong)
        more = self._inner.wrong_with(tuple(ours), line) if ours else []
        wrong += [rejected for rejected in more if rejected.column not in known]
        places = {name: place for place, name in enumerate(self._rewriter.names)}
        return sorted(wrong, key=lambda rejected: places.get(rejected.column or "", 0))

    def _way(self, cells: Sequence[object]) -> tuple[tuple[Column, ...], set[str] | None, str]:
        """How to rewrite a row, and, if it may be the first of its ticket, the tickets among which it will then be."""
        columns, had, again = self._rewriter.plan(cells)
        if had is None:
            return columns, None, ""
        with suppress(InputError):  # a ticket without a name has had nothing
            ticket = as_text(columns[0].value(cells)).strip()
            return (again, None, "") if ticket in had else (columns, had, ticket)
        return columns, None, ""
