"""The horizon: a ticket takes no event after which it could not answer.

What follows from an event (the deadline, the end of the wait, the steps) lies after it, and so may lie beyond the years
that the contract's calendars know, though the event does not. Such an event is refused when it is applied.

An answer that is known for an instant is known for all between it and another such instant, so it is enough to have
looked at two: between them nothing is looked at again.

Invariant: what has been learned of a contract stays true, since contracts never change.
Law: as of its last event, the clocks, the wait and the steps of a ticket have answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slacal.errors import HorizonError
from slacal.ticket.course import Course
from slacal.ticket.events import CustomerAsked
from slacal.ticket.lifecycle import ResponseState, TicketState
from slacal.ticket.response import ResponseClock
from slacal.ticket.steps import steps, wakes_us
from slacal.ticket.waiting import Wait, Waiting
from slacal.worktime.instants import DAY_US

if TYPE_CHECKING:
    from slacal.contract.contract import Contract
    from slacal.ticket.event import Event

__all__ = ["check_horizon"]

_AROUND_US = 90 * DAY_US
"""How far around an event to look ahead, so that the next ones need no look."""

_ZONES_US = 2 * DAY_US
"""More than a clock change, across which wall times, and so the ends of waits, may go back a little."""

_MOST = 64


class _Known(NamedTuple):
    """Between which instants everything that can follow from an event is known."""

    first_us: int
    last_us: int
    contract: Contract | None


_NOTHING = _Known(1, 0, None)
"""No instant lies between these."""

_KNOWN: dict[int, _Known] = {}
"""What has been learned, by the contract's identity: to hash a contract takes longer than to apply an event.

Each entry holds its contract, so that no other can have its identity."""


def check_horizon(course: Course, event: Event, contract: Contract) -> None:
    """Refuse an event with `HorizonError` where what follows from it, for the course it leads to, is not known."""
    known = _KNOWN.get(id(contract), _NOTHING)
    first_us = last_us = event.at_us
    if type(event) is CustomerAsked and event.needed_since_us is not None:
        first_us = event.needed_since_us
    if known[0] <= first_us and last_us <= known[1]:  # by number, which is faster than by name
        return
    if _learn(first_us, last_us, contract):
        return
    try:
        contract.calendar_of(course.severity).elapsed_us(first_us, last_us)
        _answer(course, contract)
    except HorizonError as error:
        what = f"{event.ticket}: what follows from {event.act} at {event.at.isoformat()}, namely {error.what},"
        raise HorizonError(what, error.first_year, error.last_year, error.reason) from None


def _learn(first_us: int, last_us: int, contract: Contract) -> bool:
    """Whether all is known from the one instant to the other; remembered, with a while around them if it can be."""
    firsts = (at_us for at_us in (first_us - _AROUND_US, first_us) if _is_answered(at_us, contract))
    lasts = (at_us for at_us in (last_us + _AROUND_US, last_us) if _is_answered(at_us + _ZONES_US, contract))
    earliest, latest = next(firsts, None), next(lasts, None)
    if earliest is None or latest is None:
        return False
    if len(_KNOWN) >= _MOST:
        _KNOWN.clear()
    known = _KNOWN.get(id(contract), _Known(earliest, latest, contract))
    _KNOWN[id(contract)] = _Known(min(earliest, known.first_us), max(latest, known.last_us), contract)
    return True


def _is_answered(at_us: int, contract: Contract) -> bool:
    """Whether all is known that can follow from an event of an instant, under every severity."""
    try:
        for severity in contract.severities:
            _answer(_asked(at_us, severity), contract)
    except HorizonError:
        return False
    return True


def _asked(at_us: int, severity: int) -> Course:
    """The course from which most follows: reported and asked at one instant, and nothing else done."""
    return Course(
        ticket="",
        state=TicketState.WITH_CUSTOMER,
        since_us=at_us,
        response=ResponseState.NONE,
        reported_us=at_us,
        last_us=at_us,
        severity=severity,
        severities=((at_us, severity),),
        acknowledged_us=None,
        started_us=None,
        closed_us=None,
        wait=Wait(at_us),
    )


def _answer(course: Course, contract: Contract) -> None:
    """Ask all that a ticket can be asked as of its last event."""
    ResponseClock.of(course, contract).missed_us(course.last_us)
    steps(course, contract, course.last_us)
    wakes_us(course, contract, course.last_us)
    if course.wait is not None:
        Waiting.of(course.wait, contract, course.severity)
