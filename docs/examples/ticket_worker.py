"""A worker that does what a contract asks of support by itself, and sleeps until there is something to do.

    python ticket_worker.py tickets.db [--once NOW]

It makes the attempts to reach silent customers and closes their tickets; of what people have to do (respond, resolve,
decide) it tells them. It first records, then tells: an event and the message about it are written in one transaction,
and what is sent is what stands in the outbox. Keys are made from the ticket and what they are for, so a worker that was
killed between doing and remembering does the same again, and the store knows it already. Of two workers one wins, and
the other has told nobody anything.

Messages are delivered at least once: see `ticket_store`. `Ticket.wakes_at` says when to look again.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from ticket_store import Conflict, Message, TicketStore

from slacal import Action, Channel, ClosedUnanswered, ContactAttempted, Event, Side, Step, Ticket

LONGEST_SLEEP = 60.0  # seconds; a new ticket may come in the meantime
FOR_PEOPLE = (Action.RESPOND, Action.RESOLVE, Action.DECIDE)


def event_for(ticket: Ticket, step: Step, now: datetime) -> Event | None:
    """What the worker does about a step, or None where it is for people."""
    waiting = ticket.waiting
    if waiting is None:
        return None
    wait = f"{ticket.name}/{_written(waiting.since)}"
    if step.action is Action.ATTEMPT_CONTACT:
        name = f"{wait}/attempt-{step.number}"
        return ContactAttempted(now, ticket.name, id=name, channel=Channel.EMAIL, evidence=name)
    if step.action is Action.CLOSE:
        return ClosedUnanswered(now, ticket.name, id=f"{wait}/close")
    return None


def messages_for(ticket: Ticket, steps: Iterable[Step]) -> list[Message]:
    """What people are told of their steps: once when one begins, and once when it is overdue."""
    found: list[Message] = []
    for step in steps:
        if step.action in FOR_PEOPLE:
            late = "/overdue" if step.overdue else ""
            until = f" until {step.latest.isoformat()}" if step.latest else ""
            key = f"{ticket.name}/{_written(step.at)}/{step.action}{late}"
            found.append(Message(key, ticket.name, f"{ticket.name}: {step.action}{until}{late.replace('/', ', ')}"))
    return found


def work_on(store: TicketStore, name: str, now: datetime) -> datetime | None:
    """Record everything that is due for a ticket, and what is to be told of it; when to look again, or None."""
    while True:
        ticket, version = store.load(name)
        if ticket is None:
            return None
        if ticket.events[-1].at > now:
            return ticket.events[-1].at
        steps = [step for step in ticket.steps(now) if step.by is Side.SUPPORT and step.at <= now]
        event = next((event for step in steps if (event := event_for(ticket, step, now)) is not None), None)
        messages = messages_for(ticket, steps)
        if event is not None:
            messages.append(Message(event.id or "", name, f"{name}: {event.kind}"))
        try:
            if messages:
                store.append(name, version, *([] if event is None else [event]), messages=messages)
        except Conflict:
            continue  # somebody was faster: look again
        if event is None:
            return ticket.wakes_at(now)


def work(store: TicketStore, now: datetime, deliver: Callable[[Message], object] = repr) -> datetime | None:
    """Do everything that is due at `now` and send what is to be told; when to look again, or None."""
    store.send(deliver)  # what another one left
    ahead: list[datetime] = []
    for name in store.names():
        wakes = work_on(store, name, now)
        ahead += [] if wakes is None else [wakes]
        store.send(deliver)
    return min(ahead, default=None)


def instant(text: str) -> datetime:
    """An instant as the command line has it; an offset says whose clock it is on."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected ISO 8601 such as 2026-11-20T17:30:00+01:00, got {text!r}") from None
    if at.utcoffset() is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} has no offset from UTC, so it names no instant; write it as {at.isoformat()}+01:00, say"
        )
    return at


def main() -> None:
    parser = argparse.ArgumentParser(description="Do what the contract asks, and sleep until there is more to do.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--once", metavar="NOW", type=instant, help="do what is due at NOW, and leave")
    arguments = parser.parse_args()
    store = TicketStore(arguments.file)
    if arguments.once is not None:
        work(store, arguments.once, _print)
        return
    while True:
        wakes = work(store, datetime.now(UTC), _print)
        seconds = LONGEST_SLEEP if wakes is None else (wakes - datetime.now(UTC)).total_seconds()
        time.sleep(min(max(seconds, 0.0), LONGEST_SLEEP))


def _print(message: Message) -> None:
    print(message.key, flush=True)


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%f}"


if __name__ == "__main__":
    main()
