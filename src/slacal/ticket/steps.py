"""Steps: what has to happen next, what may, when, and whose turn it is.

    respond          support   must   at `due`, at the latest `last_on_time`                      clause 5
    resolve          support   must   the same, where the contract promises a resolution
    customer's turn  customer  may    until the weeks of silence are over                         clause 3b
    attempt contact  support   must   once they are over, as often as the closure rule asks       clause 3b
    close            support   may    once the attempts have failed                               clause 3b
    decide           the other may    since a solution is proposed and the customer has signalled clause 3a
    ask, propose     support   may    since it is support's turn, and after the response          clauses 2, 3a

Every open ticket has a step. What support is to do falls on an instant at which it is on duty, but for the two with a
deadline: they fall where the budget ends, such as at closing time. Instants follow from the events alone: a step is
reckoned as if those before it had been taken at theirs, so whoever is late takes the first and asks again. A step that
has passed stays in the list, and hides none after it.

Invariant: steps are in the order of `at`; a closed ticket has none.
Laws: what a step of the closure rule names is allowed at its `at`, if the steps before it were taken at theirs; nothing
about the steps changes before `wakes_at`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from slacal.ticket.lifecycle import TicketState
from slacal.ticket.response import ResponseClock
from slacal.ticket.sealed import seal
from slacal.ticket.vocabulary import Side
from slacal.ticket.waiting import plan
from slacal.worktime.instants import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from slacal.contract.contract import Contract
    from slacal.ticket.course import Course

__all__ = ["TURNS", "Action", "Step", "steps", "wakes_us"]


class Action(StrEnum):
    """What there is to do."""

    RESPOND = "respond"
    RESOLVE = "resolve"
    CUSTOMER_TURN = "customer-turn"
    ATTEMPT_CONTACT = "attempt-contact"
    CLOSE = "close"
    DECIDE = "decide"
    ASK = "ask"
    PROPOSE = "propose"


_A = Action
_S = TicketState

TURNS: Mapping[TicketState, tuple[tuple[Action, Side], ...]] = MappingProxyType(
    {
        _S.WITH_SUPPORT: ((_A.ASK, Side.SUPPORT), (_A.PROPOSE, Side.SUPPORT)),
        _S.WITH_CUSTOMER: (),
        _S.PROPOSED: (),
        _S.TRIED: ((_A.DECIDE, Side.CUSTOMER), (_A.ASK, Side.SUPPORT), (_A.PROPOSE, Side.SUPPORT)),
        _S.OFFERED: ((_A.DECIDE, Side.SUPPORT),),
        _S.CLOSED_AGREED: (),
        _S.CLOSED_UNANSWERED: (),
        _S.CLOSED_UNSTATED: (),
    }
)
"""What may be done in a state since it began, without an instant until when; in a wait the closure rule says it."""

_CLAUSES = {
    _A.RESPOND: "response",
    _A.RESOLVE: "response",
    _A.CUSTOMER_TURN: "closure",
    _A.ATTEMPT_CONTACT: "closure",
    _A.CLOSE: "closure",
    _A.DECIDE: "agreement",
    _A.ASK: "report",
    _A.PROPOSE: "agreement",
}
"""Under which name a contract says where its text has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, and `by` whom: `at` which instant, at the `latest` when, and whether it must be done.

    `latest` is None where the contract names no such instant. A step `at` an instant that has passed can still be
    taken. `number` counts the attempts. `overdue` is a step that must have been taken already: `latest` has passed, or
    `at` where the contract names no latest.
    """

    action: Action
    by: Side
    at: datetime
    latest: datetime | None
    must: bool
    clause: str
    number: int | None = None
    overdue: bool = False


class _Planned(NamedTuple):
    """A step in microseconds, whatever now is; one that `ends` is there only while its latest has not come."""

    at_us: int
    action: Action
    by: Side = Side.SUPPORT
    latest_us: int | None = None
    must: bool = False
    number: int | None = None
    ends: bool = False

    @property
    def overdue_from_us(self) -> int | None:
        """The first instant at which it should have been taken already."""
        if not self.must:
            return None
        return (self.at_us if self.latest_us is None else self.latest_us) + 1


def steps(course: Course, contract: Contract, now_us: int) -> tuple[Step, ...]:
    """The steps of a ticket as of now, in the order of their instants."""
    tz = contract.calendar.tz
    terms = contract.terms.get(course.severity)

    def step(planned: _Planned) -> Step:
        action, overdue_us = planned.action, planned.overdue_from_us
        of_severity = terms.clause if terms is not None and action is Action.RESOLVE else None
        return Step(
            action=action,
            by=planned.by,
            at=from_us(planned.at_us, tz),
            latest=None if planned.latest_us is None else from_us(planned.latest_us, tz),
            must=planned.must,
            clause=of_severity or contract.clause(_CLAUSES[action]),
            number=planned.number,
            overdue=overdue_us is not None and now_us >= overdue_us,
        )

    ahead = sorted(_planned(course, contract), key=lambda planned: planned.at_us)
    return tuple(step(planned) for planned in ahead if not planned.ends or now_us < planned.at_us)


def wakes_us(course: Course, contract: Contract, now_us: int) -> int | None:
    """The first instant after now at which time alone changes something about the steps, or a threshold is reached."""
    instants: set[int | None] = set()
    for planned in _planned(course, contract):
        instants |= {planned.at_us, planned.latest_us, planned.overdue_from_us}
    if course.closed_us is None and course.responded_us is None:
        instants |= {to_us(threshold.at) for threshold in ResponseClock.of(course, contract).thresholds}
    return min((at_us for at_us in instants if at_us is not None and at_us > now_us), default=None)


def _planned(course: Course, contract: Contract) -> Iterator[_Planned]:
    """What the events leave to be done, whatever now is."""
    if course.closed_us is not None:
        return
    calendar = contract.calendar_of(course.severity)

    def on_duty(at_us: int) -> int:
        """The first instant from then on at which support is on duty: no working time passes before it."""
        return calendar.last_on_time_us(at_us, 0)

    if course.responded_us is None:
        due_us, last_us = ResponseClock.of(course, contract).deadline_us
        yield _Planned(due_us, Action.RESPOND, latest_us=last_us, must=True)
    promised = contract.resolution_deadline(from_us(course.reported_us, calendar.tz), course.severity)
    if promised is not None:
        yield _Planned(to_us(promised.due), Action.RESOLVE, latest_us=to_us(promised.last_on_time), must=True)
    if course.wait is not None:
        ahead = plan(course.wait, contract, course.severity, on_duty=on_duty)
        yield _Planned(ahead.ends_us, Action.CUSTOMER_TURN, Side.CUSTOMER, latest_us=ahead.ends_us, ends=True)
        for number, at_us in enumerate(ahead.attempts, ahead.made + 1):
            yield _Planned(at_us, Action.ATTEMPT_CONTACT, must=True, number=number)
        yield _Planned(ahead.close_us, Action.CLOSE)
    since_us = course.since_us
    if course.state is TicketState.WITH_SUPPORT:
        if course.responded_us is None:
            return
        since_us = max(since_us, course.responded_us)
    for action, side in TURNS[course.state]:
        yield _Planned(since_us if side is Side.CUSTOMER else on_duty(since_us), action, side)


seal(Step)
