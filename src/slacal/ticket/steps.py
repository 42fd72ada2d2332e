"""Steps: what has to happen next, what may, and when.

    respond          must    at `due`, at the latest `last_on_time`                             clause 5
    customer's turn  may     until the weeks of silence are over                                clause 3b
    attempt contact  must    once they are over, as often as the closure rule asks              clause 3b
    close            may     once the attempts have failed                                      clause 3b
    decide           may     when the customer has proposed a solution                          clause 3a

A service can drive its timers by them: sleep until `at`, act, ask again. What support is to do falls on an instant
at which it is on duty; of attempts still to be made, the later ones are reckoned as if the earlier were made at
once. Nothing is left out: a step that has passed stays in the list, and hides none after it.

Invariant: steps are in the order of `at`; a closed ticket has none.
Law: what a step of the closure rule names is allowed at its `at`, if the steps before it were taken at theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from slacal.ticket.lifecycle import WAITING, TicketState
from slacal.ticket.response import ResponseClock
from slacal.ticket.waiting import plan
from slacal.worktime.instants import from_us

if TYPE_CHECKING:
    from datetime import datetime

    from slacal.contract.contract import Contract
    from slacal.ticket.course import Course

__all__ = ["Action", "Step", "steps"]


class Action(StrEnum):
    """What there is to do, and for whom."""

    RESPOND = "respond"
    CUSTOMER_TURN = "customer-turn"
    ATTEMPT_CONTACT = "attempt-contact"
    CLOSE = "close"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do: `at` which instant, at the `latest` when (None: the contract does not say), and whether it must.

    `number` counts the attempts. `overdue` is a step that must have been taken already: `latest` has passed, or `at`
    where the contract names no latest.
    """

    action: Action
    at: datetime
    latest: datetime | None
    must: bool
    clause: str
    number: int | None = None
    overdue: bool = False


def steps(course: Course, contract: Contract, now_us: int) -> tuple[Step, ...]:
    """The steps of a ticket as of now, in the order of their instants."""
    calendar = contract.calendar
    found: list[tuple[int, Step]] = []

    def on_duty(at_us: int) -> int:
        """The first instant from then on at which support is on duty: no working time passes before it."""
        return calendar.last_on_time_us(at_us, 0)

    def add(
        action: Action,
        at_us: int,
        *,
        clause: str,
        latest_us: int | None = None,
        must: bool = False,
        number: int | None = None,
    ) -> None:
        step = Step(
            action=action,
            at=from_us(at_us, calendar.tz),
            latest=None if latest_us is None else from_us(latest_us, calendar.tz),
            must=must,
            clause=clause,
            number=number,
            overdue=must and now_us > (at_us if latest_us is None else latest_us),
        )
        found.append((at_us, step))

    if course.closed_us is None and course.responded_us is None:
        due_us, last_us = ResponseClock.of(course, contract).deadline_us
        add(Action.RESPOND, due_us, latest_us=last_us, must=True, clause="5")
    if course.state in WAITING and course.wait is not None:
        ahead = plan(course.wait, contract, now_us, on_duty)
        if now_us < ahead.ends_us:
            add(Action.CUSTOMER_TURN, ahead.ends_us, latest_us=ahead.ends_us, clause="3b")
        for number, at_us in enumerate(ahead.attempts, ahead.made + 1):
            add(Action.ATTEMPT_CONTACT, at_us, must=True, number=number, clause="3b")
        add(Action.CLOSE, ahead.close_us, clause="3b")
    if course.state is TicketState.OFFERED:
        add(Action.DECIDE, on_duty(course.since_us), clause="3a")
    found.sort(key=lambda pair: pair[0])
    return tuple(step for _, step in found)
