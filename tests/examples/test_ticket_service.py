"""The example service: nothing accepted is lost, nothing is done or told twice, and of two who write one wins."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ticket_store import Conflict, Message, TicketStore
from ticket_worker import main, work

from slacal import (
    ClosedUnanswered,
    ClosureNotAllowed,
    ContactAttempted,
    CustomerAsked,
    CustomerReplied,
    Event,
    EventConflict,
    EventError,
    Reported,
    Responded,
    Ticket,
    TicketState,
    WorkStarted,
)
from tests.ticket.stories import at

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
KILLS = 25  # of the writer and of the worker each
NAME = "SUP-1"
ASKED = at("11-03 12:00")
LATER = at("11-20 12:00")


@pytest.fixture
def store(tmp_path: Path) -> TicketStore:
    return TicketStore(tmp_path / "tickets.db")


def begin(store: TicketStore, name: str = NAME) -> None:
    store.append(
        name,
        0,
        Reported(at("11-02 09:00"), name, id="1", severity=3),
        Responded(at("11-02 10:00"), name, id="2"),
        CustomerAsked(ASKED, name, id="3"),
    )


def test_the_same_id_with_another_stamp_is_a_conflict_where_the_ticket_has_moved_on(store: TicketStore) -> None:
    """Two workers make the same ids; the one who comes second sees that the ticket is not where it was."""
    begin(store)
    store.append(NAME, 3, ContactAttempted(at("11-17 12:00:01"), NAME, id="attempt-1"))
    with pytest.raises(Conflict):
        store.append(NAME, 3, ContactAttempted(at("11-17 12:00:02"), NAME, id="attempt-1"))
    with pytest.raises(EventConflict):
        store.append(NAME, 4, ContactAttempted(at("11-17 12:00:02"), NAME, id="attempt-1"))
    assert store.load(NAME)[1] == 4


def test_a_ticket_is_kept_under_its_own_name(store: TicketStore) -> None:
    with pytest.raises(EventError, match="^ticket: expected 'SUP-1', the name it is appended under, got 'SUP-2'"):
        store.append(NAME, 0, Reported(at("11-02 09:00"), "SUP-2", severity=3))
    assert store.names() == []


def test_the_same_event_twice_in_one_append_is_written_once(store: TicketStore) -> None:
    begin(store)
    reply = CustomerReplied(at("11-04 09:00"), NAME, id="reply")
    assert store.append(NAME, 3, reply, reply)[1] == 4
    assert store.append(NAME, 3, reply)[1] == 4


def test_what_is_appended_is_there(store: TicketStore) -> None:
    assert store.load(NAME) == (None, 0)
    begin(store)
    ticket, version = store.load(NAME)
    assert ticket is not None
    assert (ticket.state, version) == (TicketState.WITH_CUSTOMER, 3)
    after, version = store.append(NAME, 3, CustomerReplied(at("11-04 09:00"), NAME))
    assert store.load(NAME) == (after, version) == (ticket.apply(after.events[-1]), 4)
    assert store.names() == [NAME]


def test_what_the_contract_refuses_leaves_no_trace(store: TicketStore) -> None:
    begin(store)
    with pytest.raises(ClosureNotAllowed):
        store.append(NAME, 3, CustomerAsked(at("11-04 09:00"), NAME), ClosedUnanswered(at("11-04 09:00"), NAME))
    assert store.load(NAME)[1] == 3


def test_whoever_decided_on_an_old_version_is_told(store: TicketStore) -> None:
    begin(store)
    store.append(NAME, 3, CustomerReplied(at("11-04 09:00"), NAME, id="4"))
    with pytest.raises(Conflict) as raised:
        store.append(NAME, 3, CustomerAsked(at("11-04 10:00"), NAME, id="5"))
    assert str(raised.value) == (
        "SUP-1: expected version 3, found 4; somebody else was faster: load the ticket again and decide anew"
    )
    assert store.load(NAME)[1] == 4


def test_appending_twice_is_appending_once(store: TicketStore) -> None:
    """Whatever the version: an answer that was lost on the way can be asked for again."""
    begin(store)
    begin(store)
    event = CustomerReplied(at("11-04 09:00"), NAME, id="4")
    assert store.append(NAME, 3, event) == store.append(NAME, 3, event) == store.load(NAME)


def test_the_log_is_never_changed(store: TicketStore) -> None:
    begin(store)
    db = sqlite3.connect(store.path)
    for statement in ("UPDATE events SET body = ''", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="events are never"):
            db.execute(statement)
    db.close()


def keys(messages: Iterable[Message]) -> list[str]:
    return [message.key for message in messages]


ONCE = [f"{NAME}/20261103T110000.000000/{what}" for what in ("attempt-1", "attempt-2", "close")]
"""What a worker does and tells of the ticket that `begin` makes, in order."""


def test_a_worker_follows_the_steps(store: TicketStore) -> None:
    """It sleeps until the wait is over, makes both attempts and closes, and has then nothing more to do."""
    begin(store)
    told: list[Message] = []
    assert work(store, at("11-04 09:00"), told.append) == at("11-17 12:00")
    assert store.load(NAME)[1] == 3
    assert work(store, at("11-17 12:00"), told.append) is None
    ticket, version = store.load(NAME)
    assert ticket is not None
    assert (ticket.state, version) == (TicketState.CLOSED_UNANSWERED, 6)
    assert work(store, LATER, told.append) is None
    assert store.load(NAME) == (ticket, 6)
    assert keys(told) == [event.id for event in ticket.events[3:]] == ONCE
    assert told[0].text == "SUP-1: contact-attempted"
    assert store.messages(sent=True) == told


def test_a_worker_waits_for_what_lies_ahead(store: TicketStore) -> None:
    begin(store)
    assert work(store, at("11-02 09:30")) == ASKED


def test_people_are_told_of_their_steps_once(store: TicketStore) -> None:
    """When a response is due, and once more when it is overdue, however often the worker looks."""
    store.append(NAME, 0, Reported(at("11-02 09:00"), NAME, severity=1))
    told: list[Message] = []
    now, looked = at("11-02 09:00"), 0
    while (wakes := work(store, now, told.append)) is not None:
        assert work(store, now, told.append) == wakes
        now, looked = wakes, looked + 1
    assert looked == 6
    assert keys(told) == [f"SUP-1/20261103T160000.000000/respond{late}" for late in ("", "/overdue")]
    assert told[1].text == "SUP-1: respond until 2026-11-04T09:00:00+01:00, overdue"
    assert store.load(NAME)[1] == 1


# -- the outbox --------------------------------------------------------------------------------------------------------


def test_what_did_not_happen_is_not_told(store: TicketStore) -> None:
    """Events and messages are written together or not at all; a key is written once."""
    begin(store)
    message = Message("k", NAME, "closed")
    with pytest.raises(ClosureNotAllowed):
        store.append(NAME, 3, ClosedUnanswered(at("11-04 09:00"), NAME), messages=[message])
    for version in (2, 4):
        with pytest.raises(Conflict):
            store.append(NAME, version, messages=[message])
        with pytest.raises(Conflict):
            store.append(NAME, version, CustomerReplied(at("11-04 09:00"), NAME), messages=[message])
    assert store.messages(sent=False) == []
    store.append(NAME, 3, messages=[message])
    store.append(NAME, 3, messages=[message._replace(text="again")])
    assert store.messages(sent=False) == [message]


def test_what_could_not_be_sent_is_sent_later(store: TicketStore) -> None:
    begin(store)
    store.append(NAME, 3, messages=[Message(key, NAME, key) for key in "abc"])
    told: list[str] = []

    def broken(message: Message) -> None:
        if message.key == "b":
            raise ConnectionError
        told.append(message.key)

    with pytest.raises(ConnectionError):
        store.send(broken)
    assert (told, keys(store.messages(sent=False))) == (["a"], ["b", "c"])
    assert store.send(lambda message: told.append(message.key)) == 2
    assert (told, store.send(lambda message: told.append(message.key))) == (["a", "b", "c"], 0)


class Crash(BaseException):
    """What no `except Exception` stops."""


@pytest.mark.parametrize("point", range(20))
def test_a_crash_at_any_point_loses_and_doubles_nothing(
    store: TicketStore, monkeypatch: pytest.MonkeyPatch, point: int
) -> None:
    """Before and after every append, every delivery and every mark: the next worker ends where none would have."""
    begin(store)
    delivered: list[str] = []
    passed: list[str] = []

    def deliver(message: Message) -> None:
        delivered.append(message.key)

    def crashing(name: str, action: Callable[..., object]) -> Callable[..., object]:
        def step(at: str) -> None:
            passed.append(f"{at} {name}")
            if len(passed) == point + 1:
                raise Crash

        def run(*arguments: object, **more: object) -> object:
            step("before")
            answer = action(*arguments, **more)
            step("after")
            return answer

        return run

    with monkeypatch.context() as patch:
        patch.setattr(TicketStore, "append", crashing("append", TicketStore.append))
        patch.setattr(TicketStore, "mark_sent", crashing("mark", TicketStore.mark_sent))
        try:
            work(store, LATER, crashing("deliver", deliver))
            crashed_at = ""
        except Crash:
            crashed_at = passed[-1]
    assert (crashed_at == "") == (point >= 18)  # three events, each appended, delivered and marked
    assert set(delivered) <= set(keys(store.messages(sent=True) + store.messages(sent=False)))
    work(store, LATER, deliver)
    ticket, _ = store.load(NAME)
    assert ticket is not None
    assert [event.id for event in ticket.events[3:]] == list(dict.fromkeys(delivered)) == ONCE
    assert len(delivered) - len(ONCE) == (crashed_at in ("after deliver", "before mark"))
    assert store.messages(sent=False) == []


# -- killed at any point -----------------------------------------------------------------------------------------------


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    source = Path(sys.modules["slacal"].__file__ or "").parents[1]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(source), str(EXAMPLES)))}
    command = [sys.executable, *(("-c", script) if "\n" in script else (script,)), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


WRITER = """
import sys
from datetime import datetime
from slacal import SupportReplied
from ticket_store import TicketStore
store, now, number = TicketStore(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])
ticket, version = store.load("SUP-1")
print("ready", flush=True)
while True:
    number += 1
    _, version = store.append("SUP-1", version, SupportReplied(now, "SUP-1", id=f"n{number}"))
    print(number, flush=True)
"""


def test_a_writer_killed_at_any_point_loses_nothing_it_was_told_is_in(store: TicketStore) -> None:
    """SIGKILL, again and again: every acknowledged event is in the log once, in order, and at most one more."""
    begin(store)
    dice = random.Random(9)
    acknowledged = 0
    for _ in range(KILLS):
        writer = start(WRITER, str(store.path), ASKED.isoformat(), str(acknowledged))
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(dice.uniform(0.0, 0.03))
        writer.send_signal(signal.SIGKILL)
        said = [int(line) for line in writer.stdout.read().splitlines() if line]
        writer.wait()
        writer.stdout.close()
        ticket, version = store.load(NAME)
        assert ticket is not None
        written = [int((event.id or "")[1:]) for event in ticket.events[3:]]
        assert version == len(ticket.events)
        assert written == list(range(1, len(written) + 1))
        assert len(written) in (len([*range(acknowledged), *said]), len([*range(acknowledged), *said]) + 1)
        acknowledged = len(written)
    assert acknowledged > 0


def test_a_worker_killed_at_any_point_does_and_tells_nothing_twice(store: TicketStore) -> None:
    """SIGKILL, again and again, over as many tickets: in the end each has two attempts and one closing, each once.

    Whatever was told is in the log. A kill between telling and remembering that it was told makes it tell once more,
    with the same key; nothing else is ever told twice, and nothing is left untold.
    """
    names = [f"SUP-{number:02}" for number in range(KILLS)]
    for name in names:
        begin(store, name)
    dice = random.Random(10)
    told: list[str] = []
    for _ in range(KILLS):
        worker = start(str(EXAMPLES / "ticket_worker.py"), str(store.path), "--once", LATER.isoformat())
        assert worker.stdout is not None
        told += [worker.stdout.readline().strip() for _ in range(dice.randrange(1, 4))]
        time.sleep(dice.uniform(0.0, 0.01))  # wherever it is by then
        worker.send_signal(signal.SIGKILL)
        told += worker.stdout.read().split()
        worker.wait()
        worker.stdout.close()
        done = {event.id for name in names for event in events_of(store, name)}
        assert set(told) - {""} <= done
    work(store, LATER, lambda message: told.append(message.key))
    told = [key for key in told if key]
    for name in names:
        ticket, version = store.load(name)
        assert ticket is not None
        assert (ticket.state, version) == (TicketState.CLOSED_UNANSWERED, 6)
        assert Ticket.replay(ticket.events) == ticket
        assert {event.id for event in ticket.events[3:]} == {key for key in told if key.startswith(f"{name}/")}
    assert len(set(told)) == 3 * KILLS <= len(told) <= 4 * KILLS
    assert store.messages(sent=False) == []


def events_of(store: TicketStore, name: str) -> tuple[Event, ...]:
    ticket, _ = store.load(name)
    assert ticket is not None
    return ticket.events


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            "2026-11-20T12:00:00",
            "has no offset from UTC, so it names no instant; write it as 2026-11-20T12:00:00+01:00",
        ),
        ("2026-11-20", "has no offset from UTC, so it names no instant; write it as 2026-11-20T00:00:00+01:00, say"),
        ("noon", "expected ISO 8601 such as 2026-11-20T17:30:00+01:00, got 'noon'"),
    ],
)
def test_a_worker_is_told_an_instant(
    store: TicketStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str, text: str
) -> None:
    """Anything else is a clear error and exit 2, before anything is done."""
    begin(store)
    monkeypatch.setattr(sys, "argv", ["ticket_worker.py", str(store.path), "--once", given])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert text in said
    assert "Traceback" not in said
    monkeypatch.setattr(sys, "argv", ["ticket_worker.py", str(store.path), "--once", LATER.isoformat()])
    main()
    assert capsys.readouterr().out.split() == ONCE


# -- two at once -------------------------------------------------------------------------------------------------------

RACER = """
import sys
from datetime import datetime
from slacal import CustomerReplied
from ticket_store import Conflict, TicketStore
store, now = TicketStore(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
_, version = store.load("SUP-1")
print("ready", flush=True)
sys.stdin.readline()
try:
    store.append("SUP-1", version, CustomerReplied(now, "SUP-1", id=sys.argv[3]))
    print("won")
except Conflict as conflict:
    print(conflict)
"""


def racers(store: TicketStore, count: int) -> Iterator[str]:
    """What each of some processes says that append at once to what they all have seen."""
    source = Path(sys.modules["slacal"].__file__ or "").parents[1]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(source), str(EXAMPLES)))}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(store.path), at("11-04 09:00").isoformat(), f"r{number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for number in range(count)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        said, _ = process.communicate()
        yield said.strip()


def test_of_two_processes_exactly_one_wins(store: TicketStore) -> None:
    begin(store)
    said = sorted(racers(store, 2))
    assert said[1] == "won"
    assert said[0].startswith("SUP-1: expected version 3, found 4; somebody else was faster")
    assert store.load(NAME)[1] == 4


def test_of_two_workers_only_who_wins_tells(store: TicketStore) -> None:
    """Both work on all tickets at once; no event and no message is there twice, and none is missing."""
    names = [f"SUP-{number}" for number in range(12)]
    for name in names:
        begin(store, name)
    arguments = (str(EXAMPLES / "ticket_worker.py"), str(store.path), "--once", LATER.isoformat())
    workers = [start(*arguments) for _ in range(3)]
    told = sorted(key for worker in workers for key in worker.communicate()[0].split())
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert told == sorted(event.id or "" for name in names for event in events_of(store, name)[3:])
    assert len(told) == 3 * len(names)
    assert store.messages(sent=False) == []


def test_naming_times_is_the_services_business(store: TicketStore) -> None:
    """The store reads no clock: events carry their instants."""
    begin(store)
    ticket, version = store.load(NAME)
    assert ticket is not None
    again, _ = store.append(NAME, version, WorkStarted(datetime(2026, 11, 4, 8, tzinfo=UTC), NAME))
    assert again.events[-1].at == at("11-04 09:00")
