"""Logs: the events of all tickets, as they are read, held small until every file has been.

Rows of a ticket stand in order, but those of others stand between them, and the next file may go on with any of
them; so nothing can be told before everything is read. A row is a number: its stamp, place and kind stand in columns,
what few rows say besides in a mapping, and a ticket is the list of its rows.

Invariant: a ticket's rows are in the order in which they were read.
Law: the entries of a ticket are what was added for it.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.entry import NOTHING_MORE, Entry, More
from slacal.audit.stamps import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from slacal.audit.stamps import Stamp
    from slacal.ticket.vocabulary import Act

__all__ = ["FILE", "Kind", "Log"]

FILE = 1 << 40  # lines a file may have, so that one number is a place among all files


class Kind(NamedTuple):
    """What happened and, where the event says so, how grave it is; else 0."""

    act: Act
    severity: int


class Log:
    """The rows of event logs; `files` are their names, and the place of a row is its file's number and its line."""

    __slots__ = ("_kinds", "_more", "_places", "_stamps", "_vague", "files", "follow_ups", "tickets")

    def __init__(self) -> None:
        self.files: list[str | None] = []
        self.tickets: dict[str, list[int]] = {}
        self.follow_ups: dict[str, list[str]] = {}
        self._stamps = array("q")
        self._kinds: list[Kind] = []
        self._places = array("q")
        self._more: dict[int, More | str] = {}
        self._vague: dict[int, Bounds] = {}

    def add(self, ticket: str, at: Stamp, kind: Kind, place: int, more: More | str | None = None) -> None:
        """Take a row; where it has an id and nothing else besides, `more` is the id."""
        row = len(self._kinds)
        if isinstance(at, Bounds):
            self._vague[row] = at
            at = at.earliest_us
        self._stamps.append(at)
        self._kinds.append(kind)
        self._places.append(place)
        if more is not None:
            self._more[row] = more
            if isinstance(more, More) and more.follow_up_of is not None:
                self.follow_ups.setdefault(more.follow_up_of, []).append(ticket)
        rows = self.tickets.get(ticket)
        if rows is None:
            self.tickets[ticket] = [row]
        else:
            rows.append(row)

    def first_place(self, ticket: str) -> int:
        """Where a ticket was met first."""
        return self._places[self.tickets[ticket][0]]

    def where(self, place: int) -> str:
        """A place in words: `tickets.csv:7`, or `row 7` of what comes from Python."""
        number, line = divmod(place, FILE)
        name = self.files[number]
        return f"row {line}" if name is None else f"{name}:{line}"

    def entries(self, rows: Iterable[int]) -> Iterator[Entry]:
        """What some rows say."""
        stamps, kinds, places, more, vague = self._stamps, self._kinds, self._places, self._more, self._vague
        for row in rows:
            act, severity = kinds[row]
            number, line = divmod(places[row], FILE)
            own = more.get(row, NOTHING_MORE)
            at = vague.get(row) if vague else None
            yield Entry(
                stamps[row] if at is None else at,
                act,
                severity,
                More(own) if isinstance(own, str) else own,
                self.files[number],
                line,
            )
