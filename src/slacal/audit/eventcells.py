"""Event cells: what stands in a row of an event log, put into the log or refused column by column.

A row needs a ticket, a stamp and an event; what else it needs depends on the event. Cells that an event of this kind
does not have are left alone: exports often repeat the severity, or who did it, in every row.

Invariant: a row is taken whole or not at all; what is taken can be made an event.
Laws: every column at fault is named, not only the first; the short way (`read_texts`) says what the long way (`read`)
says.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from slacal.audit.case import NOTHING
from slacal.audit.cells import SPELLED, SPELLINGS, CaseReader, blank, read_ticket
from slacal.audit.entry import NOTHING_MORE, Entry, More
from slacal.audit.log import Kind
from slacal.audit.rejected import Rejected
from slacal.audit.stamps import Stamp, as_text, earliest, is_missing, latest, shown
from slacal.errors import EventError, InputError
from slacal.ticket.events import ATTEMPT_CHANNELS, KINDS, REPORT_CHANNELS, Event
from slacal.ticket.report import ProblemReport
from slacal.ticket.row import is_object
from slacal.ticket.ticket import Ticket
from slacal.ticket.vocabulary import Act, Side, Topic, words_of
from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from slacal.audit.log import Log

__all__ = ["EVENT_COLUMNS", "EventCells", "EventReader"]

EventCells = tuple[object, ...]
"""The values of `EVENT_COLUMNS` in one row."""

EVENT_COLUMNS = (
    "ticket",
    "at",
    "event",
    "severity",
    "by",
    "id",
    "channel",
    "report",
    "follow_up_of",
    "about",
    "needed_since",
    "evidence",
)
"""The columns of an event log that slacal reads; the first three are needed."""

_T = TypeVar("_T")
_Word = TypeVar("_Word")

_EVENTS = {kind: kind for kind in KINDS}
_SIDES = words_of(Side)
_TOPICS = words_of(Topic)
_ACTS = {(act.kind, act.by): act for act in Act}


class EventReader:
    """Reads one row after another into a log; `start` is the place of its file, `taken` are the places of flat tickets.

    Stamps and severities are read as those of flat tickets are, by `cells`.
    """

    __slots__ = ("_cells", "_exact", "_file", "_kinds", "_log", "_start", "_taken")

    def __init__(self, cells: CaseReader, log: Log, file: str | None, start: int, taken: Mapping[str, int]) -> None:
        self._cells = cells
        self._exact = cells.exact
        self._log = log
        self._file = file
        self._start = start
        self._taken = taken
        self._kinds: dict[tuple[str, str, str], Kind] = {}

    def read_texts(
        self, texts: tuple[str, ...], line: int, extra: Mapping[str, object] = NOTHING
    ) -> list[Rejected] | None:
        """`read` of cells that are all text; quick where there is nothing special."""
        ticket, at, event, severity, by, id_text, *others = texts
        try:
            kind = self._kinds[event, by, severity]
            stamp = self._exact(at)
        except KeyError:
            return self.read(texts, line, extra)
        if any(others) or (
            ticket not in self._log.tickets
            and (ticket in self._taken or not (ticket.isprintable() and ticket.strip() == ticket != ""))
        ):
            return self.read(texts, line, extra)
        self._log.add(ticket, stamp, kind, self._start + line, id_text.strip() or None)
        return None

    def read(self, cells: EventCells, line: int, extra: Mapping[str, object] = NOTHING) -> list[Rejected] | None:
        """Put a row into the log, or say everything that is wrong with it; other columns are not kept."""
        del extra
        row = self._row(cells, line)
        if isinstance(row, list):
            return row
        ticket, at, kind, more = row
        self._log.add(ticket, at, kind, self._start + line, more.id if more == More(more.id) else more)
        return None

    def take(self, told: Event | Ticket, line: int) -> Iterator[list[Rejected]]:
        """Put an event, or all events of a ticket, into the log; what cannot be taken is rejected."""
        ticket, events = (told.ticket, (told,)) if isinstance(told, Event) else (told.name, told.events)
        first = self._taken.get(ticket)
        if ticket in self._log.tickets:
            first = self._log.first_place(ticket) if isinstance(told, Ticket) else None
        if first is not None:
            error = f"expected each ticket once, first at {self._log.where(first)}"
            yield [Rejected(self._file, line, "ticket", shown(ticket), error)]
            return
        for event in events:
            at, act, severity, more, _, _ = Entry.of(event)
            self._log.add(ticket, at, Kind(act, severity), self._start + line, None if more == NOTHING_MORE else more)

    def wrong_with(self, cells: EventCells, line: int) -> list[Rejected]:
        """What is wrong with a row, if anything is; it is not put into the log."""
        row = self._row(cells, line)
        return row if isinstance(row, list) else []

    def _row(self, cells: EventCells, line: int) -> tuple[str, Stamp, Kind, More] | list[Rejected]:
        """What a row says, or everything that is wrong with it."""
        wrong: list[Rejected] = []
        named: dict[str, object] = dict(zip(EVENT_COLUMNS, cells, strict=True))
        own: tuple[str, ...] = ()

        def attempt(column: str, reader: Callable[[object], _T]) -> _T | None:
            try:
                return reader(named[column])
            except InputError as error:
                wrong.append(Rejected(self._file, line, column, error.value, error.error))
                return None

        def maybe(column: str, reader: Callable[[object], _T]) -> _T | None:
            """What a column says, if events of this kind have it."""
            return attempt(column, reader) if column in own else None

        ticket = attempt("ticket", read_ticket)
        at = attempt("at", self._at)
        event = attempt("event", _event)
        if event is not None:
            own = KINDS[event].own
        severity = maybe("severity", self._cells.severity_of_any_report) or 0
        by = maybe("by", _side)
        channels = REPORT_CHANNELS if "report" in own else ATTEMPT_CHANNELS
        about = maybe("about", lambda value: _maybe_word(value, _TOPICS))
        more = More(
            attempt("id", _maybe_text),
            maybe("channel", lambda value: _maybe_word(value, channels)),
            maybe("report", _report),
            maybe("follow_up_of", lambda value: _other_ticket(value, ticket)),
            Topic.PROBLEM if about is None else about,
            maybe("needed_since", lambda value: self._needed(value, at)),
            maybe("evidence", _maybe_text),
        )
        if ticket is not None and ticket in self._taken and ticket not in self._log.tickets:
            error = "expected one row a ticket, or its events, but not both: there is a row of this one"
            error += f" at {self._log.where(self._taken[ticket])}"
            wrong.append(Rejected(self._file, line, "ticket", shown(ticket), error))
        if ticket is None or at is None or event is None or wrong:
            return wrong
        kind = self._kind(Kind(_ACTS[event, by], severity), named["event"], named["by"], named["severity"])
        return ticket, at, kind, more

    def _kind(self, kind: Kind, event: object, by: object, severity: object) -> Kind:
        """The kind, and the same one next time the three are spelled so."""
        if not (isinstance(event, str) and isinstance(by, str) and isinstance(severity, str)):
            return kind
        if len(self._kinds) >= SPELLINGS or len(event) + len(by) + len(severity) > SPELLED:
            return kind
        return self._kinds.setdefault((event, by, severity), kind)

    def _at(self, value: object) -> Stamp:
        stamp = self._cells.stamp(value)
        if stamp is None:
            raise InputError("expected a time: when it happened", value=blank(value))
        return stamp

    def _needed(self, value: object, at: Stamp | None) -> Stamp | None:
        since = self._cells.stamp(value)
        if since is not None and at is not None and earliest(since) > latest(at):
            raise InputError("expected a time at or before at, when the customer was asked", value=shown(value))
        return since


def _event(value: object) -> str:
    if is_missing(value):
        raise InputError("expected an event: what happened", value=blank(value))
    return _word(value, _EVENTS)


def _side(value: object) -> Side:
    if is_missing(value):
        raise InputError("expected support or customer: who it was", value=blank(value))
    return _word(value, _SIDES)


def _maybe_word(value: object, words: Mapping[str, _Word]) -> _Word | None:
    return None if is_missing(value) else _word(value, words)


def _word(value: object, words: Mapping[str, _Word]) -> _Word:
    """One of some words."""
    word = words.get(value.strip()) if isinstance(value, str) else None
    if word is not None:
        return word
    near = nearest(shown(value), words)
    hint = "" if near is None else f"; did you mean {near}?"
    raise InputError(f"expected one of {', '.join(words)}{hint}", value=shown(value))


def _maybe_text(value: object) -> str | None:
    if is_missing(value):
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise InputError("expected text", value=shown(value))
    return as_text(value).strip()


def _other_ticket(value: object, ticket: str | None) -> str | None:
    if is_missing(value):
        return None
    other = read_ticket(value)
    if other == ticket:
        raise InputError("expected the name of another ticket", value=shown(value))
    return other


def _report(value: object) -> ProblemReport | None:
    """What was told: an object, or JSON that holds one."""
    if is_missing(value):
        return None
    told: object = value
    if isinstance(value, str):
        try:
            told = json.loads(value)
        except (ValueError, RecursionError):
            raise InputError("expected a report: a JSON object", value=shown(value)) from None
    if not is_object(told):
        raise InputError("expected a report: a JSON object", value=shown(value))
    try:
        return ProblemReport.from_dict(told)
    except EventError as error:
        hint = "" if error.suggestion is None else f"; did you mean {error.suggestion}?"
        raise InputError(f"{error.field}: expected {error.expected}{hint}", value=shown(error.value)) from None
