"""An event store for tickets, on nothing but SQLite: append-only, with optimistic concurrency and idempotent appends.

    store = TicketStore("tickets.db")
    ticket, version = store.load("SUP-1")
    store.append("SUP-1", version, WorkStarted(now, "SUP-1", id="a3f"))

Every event is checked by the ticket it belongs to before it is written; what the contract does not allow is refused
and leaves no trace. Whoever appends says which version of the ticket the decision was made on. Of two who say the
same, one wins and the other is told to look again. An event with an id that is in the log already is not written twice.

The log is one table whose rows are never changed; a trigger refuses it. A row is written in one transaction that is on
disk when `append` returns (`synchronous=FULL`), so a process that dies at any point has lost nothing it was told is in.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from slacal import Contract, Event, EventError, SlacalError, Ticket

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    ticket  TEXT    NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    id      TEXT,
    body    TEXT    NOT NULL,
    PRIMARY KEY (ticket, version),
    UNIQUE (ticket, id)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER IF NOT EXISTS never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
"""


class Conflict(SlacalError, RuntimeError):  # noqa: N818  named for what happened
    """Somebody else appended to the ticket first; load it again and decide anew."""

    def __init__(self, ticket: str, expected: int, found: int) -> None:
        super().__init__(ticket, expected, found)
        self.ticket = ticket
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return (
            f"{self.ticket}: expected version {self.expected}, found {self.found}; "
            "somebody else was faster: load the ticket again and decide anew"
        )


class TicketStore:
    """Tickets in a file. Each call opens, works and closes, so any number of processes may share it."""

    def __init__(self, path: str | Path, contract: Contract | None = None) -> None:
        self.path = Path(path)
        self.contract = contract
        with closing(self._open()) as db:
            db.executescript(SCHEMA)

    def names(self) -> list[str]:
        """The names of all tickets."""
        with closing(self._open()) as db:
            return [str(name) for (name,) in db.execute("SELECT DISTINCT ticket FROM events ORDER BY ticket")]

    def load(self, name: str) -> tuple[Ticket | None, int]:
        """A ticket and its version; None and 0 where there is none yet."""
        with closing(self._open()) as db:
            return self._load(db, name)

    def append(self, name: str, version: int, *events: Event) -> tuple[Ticket, int]:
        """Write events decided on at a version, all or none; the ticket and its version after them.

        Raises `Conflict` where the ticket has moved on, unless all events are in the log already (with their ids), and
        what `Ticket.apply` raises for what the contract does not allow.
        """
        with closing(self._open()) as db:
            db.execute("BEGIN IMMEDIATE")
            ticket, found = self._load(db, name)
            known = ticket.events if ticket else ()
            if found != version and any(event.id is None or event not in known for event in events):
                raise Conflict(name, version, found)
            after = _after(ticket, events, self.contract)
            if after.name != name:
                raise EventError("ticket", after.name, f"{name!r}, the name it is appended under")
            fresh = after.events[found:]
            rows = [
                (name, found + number, event.id, json.dumps(event.to_dict(), ensure_ascii=False))
                for number, event in enumerate(fresh, 1)
            ]
            db.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
            db.commit()
            return after, found + len(fresh)

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        return db

    def _load(self, db: sqlite3.Connection, name: str) -> tuple[Ticket | None, int]:
        bodies = db.execute("SELECT body FROM events WHERE ticket = ? ORDER BY version", (name,)).fetchall()
        events = [Event.from_dict(json.loads(body)) for (body,) in bodies]
        return (Ticket.replay(events, self.contract) if events else None), len(events)


def _after(ticket: Ticket | None, events: tuple[Event, ...], contract: Contract | None) -> Ticket:
    """The ticket with the events applied; raises where it refuses one."""
    if ticket is None:
        return Ticket.replay(events, contract)
    for event in events:
        ticket = ticket.apply(event)
    return ticket
