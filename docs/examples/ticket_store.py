"""An event store for tickets, on nothing but SQLite: append-only, with optimistic concurrency, idempotent, an outbox.

    store = TicketStore("tickets.db")
    ticket, version = store.load("SUP-1")
    store.append("SUP-1", version, WorkStarted(now, "SUP-1", id="a3f"), messages=[Message("a3f", "SUP-1", "On it.")])
    store.send(mail)

Every event is checked by the ticket it belongs to before it is written; what the contract does not allow is refused
and leaves no trace. Whoever appends says which version of the ticket the decision was made on. Of two who say the
same, one wins and the other is told to look again. An event with an id that is in the log already is not written twice.

The log is one table whose rows are never changed; a trigger refuses it. A row is written in one transaction that is on
disk when `append` returns (`synchronous=FULL`), so a process that dies at any point has lost nothing it was told is in.

What is to be sent to people is written into the outbox in the very transaction of the events it tells of. So nothing
is sent of what did not happen, and nothing that happened goes unsent. Delivery is at least once: who dies between
sending a message and marking it as sent sends it again. Every message has a key, and the receiver drops a key it has
seen (mail: as Message-ID; HTTP: as Idempotency-Key).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

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
CREATE TABLE IF NOT EXISTS outbox (
    number INTEGER PRIMARY KEY,
    key    TEXT    NOT NULL UNIQUE,
    ticket TEXT    NOT NULL,
    text   TEXT    NOT NULL,
    sent   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS unsent ON outbox (number) WHERE NOT sent;
"""


class Message(NamedTuple):
    """Something to be sent: `key` is the same however often it is sent, and of no other message."""

    key: str
    ticket: str
    text: str


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

    def append(self, name: str, version: int, *events: Event, messages: Iterable[Message] = ()) -> tuple[Ticket, int]:
        """Write events decided on at a version and the messages that tell of them, all or none.

        The answer is the ticket and its version after them. A message whose key is in the outbox already stays as it
        is. Raises `Conflict` where the ticket has moved on, unless all events are in the log already (with their ids),
        and what `Ticket.apply` raises for what the contract does not allow.
        """
        with closing(self._open()) as db:
            db.execute("BEGIN IMMEDIATE")
            ticket, found = self._load(db, name)
            known = ticket.events if ticket else ()
            said_before = bool(events) and all(event.id is not None and event in known for event in events)
            if found != version and not said_before:
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
            db.executemany("INSERT OR IGNORE INTO outbox (key, ticket, text) VALUES (?, ?, ?)", messages)
            db.commit()
            return after, found + len(fresh)

    def messages(self, *, sent: bool) -> list[Message]:
        """The messages that have been sent, or have not, in the order in which they were written."""
        with closing(self._open()) as db:
            rows = db.execute("SELECT key, ticket, text FROM outbox WHERE sent = ? ORDER BY number", (int(sent),))
            return [Message(*row) for row in rows]

    def send(self, deliver: Callable[[Message], object]) -> int:
        """Deliver what has not been sent, one after another, and mark each as sent; how many there were.

        One process at a time delivers, so two never send the same message while both live. The lock is an empty
        database of its own beside the log, so that a slow delivery holds up no one who writes; the system frees it when
        a process dies. What `deliver` raises is passed on, and the message stays unsent.
        """
        count = 0
        with closing(sqlite3.connect(f"{self.path}-sender", timeout=30, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            for message in self.messages(sent=False):
                deliver(message)
                self.mark_sent(message)
                count += 1
        return count

    def mark_sent(self, message: Message) -> None:
        """Remember that a message has been sent."""
        with closing(self._open()) as db:
            db.execute("UPDATE outbox SET sent = 1 WHERE key = ?", (message.key,))

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        return db

    def _load(self, db: sqlite3.Connection, name: str) -> tuple[Ticket | None, int]:
        bodies = db.execute("SELECT body FROM events WHERE ticket = ? ORDER BY version", (name,)).fetchall()
        events = [Event.from_dict(json.loads(body), self.contract) for (body,) in bodies]
        return (Ticket.replay(events, self.contract) if events else None), len(events)


def _after(ticket: Ticket | None, events: tuple[Event, ...], contract: Contract | None) -> Ticket:
    """The ticket with the events applied; raises where it refuses one."""
    if ticket is None:
        return Ticket.replay(events, contract)
    for event in events:
        ticket = ticket.apply(event)
    return ticket
