"""A worker that does what a contract asks of support by itself, and sleeps until the next step.

    python ticket_worker.py tickets.db [--once NOW]

It makes the attempts to reach silent customers and closes their tickets. What people have to do (respond, decide) it
only tells. Each event gets an id made from the ticket and what it is for, so a worker that was killed between doing
and remembering does the same again, and the store knows it already. Mail belongs behind `notify`: an outbox that is
idempotent by the same id.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ticket_store import Conflict, TicketStore

from slacal import Action, Channel, ClosedUnanswered, ContactAttempted, Event, Step, Ticket

LONGEST_SLEEP = 60.0  # seconds; a new ticket may come in the meantime


def event_for(ticket: Ticket, step: Step, now: datetime) -> Event | None:
    """What the worker does about a step, or None where it is for people."""
    waiting = ticket.waiting
    if waiting is None:
        return None
    wait = f"{ticket.name}/{waiting.since.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
    if step.action is Action.ATTEMPT_CONTACT:
        name = f"{wait}/attempt-{step.number}"
        return ContactAttempted(now, ticket.name, id=name, channel=Channel.EMAIL, evidence=name)
    if step.action is Action.CLOSE:
        return ClosedUnanswered(now, ticket.name, id=f"{wait}/close")
    return None


def work(store: TicketStore, now: datetime, notify: Callable[[Event], object] = repr) -> datetime | None:
    """Do everything that is due at `now`; the instant at which something is due next, or None."""
    ahead: list[datetime] = []
    for name in store.names():
        while True:
            ticket, version = store.load(name)
            if ticket is None or ticket.events[-1].at > now:
                break
            todo = [(step, event_for(ticket, step, now)) for step in ticket.steps(now)]
            due = [event for step, event in todo if event is not None and step.at <= now]
            ahead += [step.at for step, _ in todo if step.at > now]
            if not due:
                break
            notify(due[0])
            try:
                store.append(name, version, due[0])
            except Conflict:
                continue  # somebody was faster: look again
    return min(ahead, default=None)


def main() -> None:
    parser = argparse.ArgumentParser(description="Do what the contract asks, and sleep until the next step.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--once", metavar="NOW", type=datetime.fromisoformat, help="do what is due at NOW, and leave")
    arguments = parser.parse_args()
    store = TicketStore(arguments.file)
    if arguments.once is not None:
        work(store, arguments.once, lambda event: print(event.id, flush=True))
        return
    while True:
        now = datetime.now(UTC)
        ahead = work(store, now, lambda event: print(event.id, flush=True))
        seconds = LONGEST_SLEEP if ahead is None else (ahead - datetime.now(UTC)).total_seconds()
        time.sleep(min(max(seconds, 0.0), LONGEST_SLEEP))


if __name__ == "__main__":
    main()
