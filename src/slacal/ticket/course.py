"""The course of a ticket: a fold over its events, and the guards that stand beside the tables.

`begin` takes the report, `advance` one event after another. `advance` never raises: it answers what the course
becomes and why the event should not have been. A service refuses an event with any refusal (`Ticket.apply` raises
the first). An audit keeps the refusals as findings and the course as it is given:

    the table has no cell                  the state stays
    the table has a cell, a guard refuses  the move is made
    the event is out of order              it is applied in file order, with its own stamp

Invariant: a course is a value; it holds what the rules ask for and nothing that can be worked out from it.
Law: `advance` without refusals is exactly what the tables say and the contract allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from slacal.errors import (
    ClosureNotAllowed,
    ClosureUnstated,
    EventRefused,
    IllegalTransition,
    OneSidedDecision,
    OutOfOrder,
)
from slacal.ticket.events import Event, Reported, SeverityChanged
from slacal.ticket.lifecycle import CONVERSATION, PROPOSER, RESPONSE, WAITING, ResponseState, TicketState
from slacal.ticket.vocabulary import Act
from slacal.ticket.waiting import Wait, plan
from slacal.worktime.instants import from_us

if TYPE_CHECKING:
    from datetime import datetime

    from slacal.contract.contract import Contract

__all__ = [
    "GUARDS",
    "Advance",
    "Course",
    "Guard",
    "advance",
    "begin",
    "begun",
    "decided_by_the_other",
    "moved",
    "possible",
    "reason_stated",
    "silent_long_enough",
]

_ASKING = frozenset({Act.CUSTOMER_ASKED, Act.SOLUTION_PROPOSED_BY_SUPPORT})
_FINAL = "closed is final, and what comes now belongs to a follow-up ticket that names this one"
_NO_WAIT = "support is not waiting for the customer", "closure"
_NO_PROPOSAL = "no proposal is open to decide on", "agreement"
_NO_CELL: Mapping[Act, tuple[str, ...]] = MappingProxyType(
    {
        Act.REPORTED: ("a ticket is reported once, and begins with it",),
        Act.CONTACT_ATTEMPTED: _NO_WAIT,
        Act.CLOSED_UNANSWERED: _NO_WAIT,
        Act.SOLUTION_ACCEPTED_BY_SUPPORT: _NO_PROPOSAL,
        Act.SOLUTION_ACCEPTED_BY_CUSTOMER: _NO_PROPOSAL,
        Act.SOLUTION_REJECTED_BY_SUPPORT: _NO_PROPOSAL,
        Act.SOLUTION_REJECTED_BY_CUSTOMER: _NO_PROPOSAL,
    }
)
"""Why an act has no cell in the row of an open state, and by which rule; every other has one in all of them."""


class Course(NamedTuple):
    """What has happened to a ticket, as far as the rules ask.

    `since_us` is when the present state began. `severity` is the one in force; `severities` are those that the
    response is judged by, each with the instant from which it was in force: changes after the response are not
    among them. `wait` is the open wait, or the one in which the ticket was closed unanswered.
    """

    ticket: str
    state: TicketState
    since_us: int
    response: ResponseState
    reported_us: int
    last_us: int
    severity: int
    severities: tuple[tuple[int, int], ...]
    acknowledged_us: int | None
    started_us: int | None
    closed_us: int | None
    wait: Wait | None

    @property
    def responded_us(self) -> int | None:
        """When both halves of the response were there (clause 5)."""
        if self.acknowledged_us is None or self.started_us is None:
            return None
        return max(self.acknowledged_us, self.started_us)


class Advance(NamedTuple):
    """What a course becomes by an event, and why the event should not have been; empty where it may be."""

    course: Course
    refusals: tuple[EventRefused, ...]


class Guard(NamedTuple):
    """A rule about a move the table has: whether it is kept, and the error that says how it is not."""

    keeps: Callable[[Course, Act, int, Contract], bool]
    refusal: Callable[[Course, Act, int, Contract], EventRefused]


def decided_by_the_other(course: Course, act: Act, at_us: int, contract: Contract) -> bool:
    """Clause 3a: consultant and customer agree together, so nobody decides on their own proposal."""
    del at_us, contract
    return act.by is not PROPOSER.get(course.state)


def silent_long_enough(course: Course, act: Act, at_us: int, contract: Contract) -> bool:
    """Clause 3b: weeks without a signal, then the attempts, and only if those fail as well, the closing."""
    del act
    ahead = plan(course.wait or Wait(at_us), contract, course.severity, now_us=at_us)
    return not ahead.attempts and at_us >= ahead.close_us


def reason_stated(course: Course, act: Act, at_us: int, contract: Contract) -> bool:
    """Clause 3: a ticket is closed by agreement or by silence; a closing that says neither is neither."""
    del course, act, at_us, contract
    return False


def _one_sided(course: Course, act: Act, at_us: int, contract: Contract) -> EventRefused:
    reason = "the side that proposed does not decide"
    return OneSidedDecision(*_facts(course, act, at_us, contract), reason, contract.clause("agreement"))


def _unstated(course: Course, act: Act, at_us: int, contract: Contract) -> EventRefused:
    reason = "it does not say whether both sides agreed or the customer stayed silent"
    return ClosureUnstated(*_facts(course, act, at_us, contract), reason, contract.clause("agreement", "closure"))


def _too_early(course: Course, act: Act, at_us: int, contract: Contract) -> EventRefused:
    tz = contract.calendar.tz
    ahead = plan(course.wait or Wait(at_us), contract, course.severity, now_us=at_us)
    # No closing before now: the first attempt, were it only made now, may be later than when it could have been.
    missing, ends, earliest = len(ahead.attempts), from_us(ahead.ends_us, tz), from_us(ahead.close_us, tz)
    parts: list[str] = []
    if at_us < ahead.ends_us:
        parts.append(f"the customer has until {ends.isoformat(' ', 'minutes')}")
    if missing:
        parts.append(f"{missing} more {'attempt' if missing == 1 else 'attempts'} to reach the customer must count")
    parts.append(f"possible from {earliest.isoformat(' ', 'minutes')} at the earliest")
    facts = _facts(course, act, at_us, contract)
    return ClosureNotAllowed(*facts, ", ".join(parts), contract.clause("closure"), ends, missing, earliest)


GUARDS: dict[Act, Guard] = {
    Act.SOLUTION_ACCEPTED_BY_SUPPORT: Guard(decided_by_the_other, _one_sided),
    Act.SOLUTION_ACCEPTED_BY_CUSTOMER: Guard(decided_by_the_other, _one_sided),
    Act.SOLUTION_REJECTED_BY_SUPPORT: Guard(decided_by_the_other, _one_sided),
    Act.SOLUTION_REJECTED_BY_CUSTOMER: Guard(decided_by_the_other, _one_sided),
    Act.CLOSED_UNANSWERED: Guard(silent_long_enough, _too_early),
    Act.CLOSED: Guard(reason_stated, _unstated),
}
"""The rules about moves the tables have. An act without one is free wherever it has a cell."""


def possible(course: Course, at_us: int, contract: Contract) -> tuple[Act, ...]:
    """What may happen next at an instant: what the table has a cell for and no guard refuses."""
    row = CONVERSATION[course.state]
    return tuple(
        act
        for act in Act
        if act in row and ((guard := GUARDS.get(act)) is None or guard.keeps(course, act, at_us, contract))
    )


def _facts(course: Course, act: Act, at_us: int, contract: Contract) -> tuple[str, str, datetime, str, list[str]]:
    """What every refusal of a move tells: ticket, event, instant, state, and what is possible instead."""
    at = from_us(at_us, contract.calendar.tz)
    names = [str(other) for other in possible(course, max(at_us, course.last_us), contract)]
    return course.ticket, str(act), at, str(course.state), names


def begin(event: Event, contract: Contract) -> Course:
    """The course that a report begins. Raises `IllegalTransition` for any other event, and `SeverityError`."""
    if not isinstance(event, Reported):
        (reason, *_), expected = _NO_CELL[Act.REPORTED], [str(Act.REPORTED)]
        raise IllegalTransition(event.ticket, str(event.act), event.at, "not-reported", expected, reason)
    return begun(event.ticket, event.at_us, event.severity, contract)


def begun(ticket: str, at_us: int, severity: int, contract: Contract) -> Course:
    """The course that a report of an instant begins. Raises `SeverityError`."""
    contract.budget_us(severity)
    return Course(
        ticket=ticket,
        state=TicketState.WITH_SUPPORT,
        since_us=at_us,
        response=ResponseState.NONE,
        reported_us=at_us,
        last_us=at_us,
        severity=severity,
        severities=((at_us, severity),),
        acknowledged_us=None,
        started_us=None,
        closed_us=None,
        wait=None,
    )


def advance(course: Course, event: Event, contract: Contract) -> Advance:
    """The course after an event, and the refusals; with refusals, the course is what an audit reads on with.

    Raises `SeverityError` for a change to a severity the contract does not know.
    """
    severity = event.severity if isinstance(event, SeverityChanged) else 0
    return moved(course, event.act, event.at_us, severity, contract)


def moved(course: Course, act: Act, at_us: int, changed: int, contract: Contract) -> Advance:
    """`advance` by what an event says: the act, its instant and, of a change of severity, the new one."""
    refusals: tuple[EventRefused, ...] = ()
    ticket, state, since, response, reported, last, severity, severities, acknowledged, started, closed, wait = course
    if at_us < last:
        at, before = (from_us(us, contract.calendar.tz) for us in (at_us, last))
        refusals = (OutOfOrder(ticket, str(act), at, before),)
    target = _MOVES[state].get(act)
    if target is None:
        reason, *rules = _NO_CELL[act] if CONVERSATION[state] else (_FINAL,)
        facts = _facts(course, act, at_us, contract)
        return Advance(course, (*refusals, IllegalTransition(*facts, reason, contract.clause(*rules) or None)))
    guard = GUARDS.get(act)
    if guard is not None and not guard.keeps(course, act, at_us, contract):
        refusals = (*refusals, guard.refusal(course, act, at_us, contract))

    if act in _HALVES:
        confirms, starts = _HALVES[act]
        acknowledged = at_us if confirms and acknowledged is None else acknowledged
        started = at_us if starts and started is None else started
    elif act is Act.SEVERITY_CHANGED:
        contract.budget_us(changed)
        if response in _RUNNING and changed != severity:
            severities = (*severities, (at_us, changed))
        severity = changed
    response = _RESPONSES[response].get(act, response)
    if target in WAITING:
        if wait is None or (act in _ASKING and contract.closure.asking_restarts):
            wait = Wait(at_us)
        elif act is Act.CONTACT_ATTEMPTED:
            wait = Wait(wait.since_us, (*wait.attempts, at_us))
    elif target is not TicketState.CLOSED_UNANSWERED:
        wait = None
    if not _MOVES[target]:
        closed = at_us
    if target is not state:
        since = at_us
    if at_us > last:
        last = at_us
    course = Course(
        ticket, target, since, response, reported, last, severity, severities, acknowledged, started, closed, wait
    )
    return Advance(course, refusals)


# The tables as plain dicts, which are faster to look up than read-only ones.
_MOVES = {state: dict(row) for state, row in CONVERSATION.items()}
_RESPONSES = {state: dict(row) for state, row in RESPONSE.items()}
_HALVES = {Act.ACKNOWLEDGED: (True, False), Act.WORK_STARTED: (False, True), Act.RESPONDED: (True, True)}
_RUNNING = frozenset(state for state, row in RESPONSE.items() if row)
