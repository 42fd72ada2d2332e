"""A ticket: its events, the contract it goes by, and everything that follows from the two.

A value, folded from its events. Applying an event gives another ticket or raises, and changes nothing. Nothing
besides the fold is kept: clocks, waits, steps and timelines are worked out when they are asked for.

Invariant: the events are legal, in order, all of one ticket, each id once, the first of them the report.
Laws: `replay(a + b)` is `replay(a)` with the events of b applied one by one; equal tickets have equal answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slacal.contract.contract import Contract, shipped
from slacal.errors import EventConflict, EventError, IllegalTransition, SlacalTypeError
from slacal.ticket.clocks import CLOCKS, ClockRule, TicketClock
from slacal.ticket.course import Course, advance, begin, possible
from slacal.ticket.events import CustomerAsked, Event, Reported
from slacal.ticket.horizon import check_horizon
from slacal.ticket.lifecycle import WAITING, ResponseState, TicketState
from slacal.ticket.report import ProblemReport
from slacal.ticket.response import ResponseClock, checked_now
from slacal.ticket.sealed import seal
from slacal.ticket.steps import Step, steps, wakes_us
from slacal.ticket.timeline import Span, spans
from slacal.ticket.vocabulary import Topic
from slacal.ticket.waiting import Waiting
from slacal.worktime.instants import MICROSECOND, from_us
from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from slacal.ticket.vocabulary import Act, Channel
    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["Closure", "SupplementRequest", "Ticket"]


@dataclass(frozen=True, slots=True)
class Closure:
    """How and when a ticket was closed; `waiting` is the wait that led to it, where nobody answered."""

    state: TicketState
    at: datetime
    waiting: Waiting | None

    @property
    def is_resolved(self) -> bool:
        """Whether the contract counts the problem as resolved: agreed or unanswered, both are (clause 3)."""
        return self.state is not TicketState.CLOSED_UNSTATED


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """How long support took to pass on what a third party needs (clause 4): a metric, never a breach."""

    needed_since: datetime
    asked_at: datetime
    working: timedelta


@dataclass(frozen=True, slots=True, init=False)
class Ticket:
    """A ticket after its events; `Ticket.replay` makes one, `apply` the next.

    >>> from datetime import UTC, datetime
    >>> from slacal.ticket.events import CustomerAsked, Reported
    >>> ticket = Ticket.replay([Reported(datetime(2026, 11, 20, 9, tzinfo=UTC), "SUP-1", severity=3)])
    >>> ticket.apply(CustomerAsked(datetime(2026, 11, 20, 10, tzinfo=UTC), "SUP-1")).state
    <TicketState.WITH_CUSTOMER: 'with-customer'>
    """

    events: tuple[Event, ...]
    contract: Contract = field(repr=False)
    course: Course = field(repr=False, compare=False)
    """What the events come to, as the rules see it: the inside of the fold, in integer microseconds."""

    def __init__(self, events: Iterable[Event], contract: Contract | None = None) -> None:
        contract = shipped() if contract is None else contract
        if not isinstance(contract, Contract):
            raise SlacalTypeError("contract", contract, "a Contract, or None for the shipped one")
        if not isinstance(events, Iterable):
            raise SlacalTypeError("events", events, "events, the report first")
        known: list[Event] = []
        ids: dict[str, Event] = {}
        course: Course | None = None
        for event in events:
            if not isinstance(event, Event):
                raise _no_event(event)
            if course is None:
                course = begin(event, contract)
                check_horizon(course, event, contract)
            elif event.id is not None and event.id in ids:
                _check_repeated(event, ids[event.id])
                continue
            else:
                course = _advanced(course, event, contract)
            known.append(event)
            if event.id is not None:
                ids[event.id] = event
        if course is None:
            raise EventError("events", known, "at least the report that begins a ticket")
        _fill(self, tuple(known), contract, course)

    @classmethod
    def replay(cls, events: Iterable[Event], contract: Contract | None = None) -> Ticket:
        """The ticket that events make, in the order given; None is the shipped contract.

        Raises what `apply` raises, and `EventError` where there are none.
        """
        return cls(events, contract)

    def apply(self, event: Event) -> Ticket:
        """The ticket after one more event; an event with a known id and the same content is known already.

        Raises `IllegalTransition` for what the lifecycle does not allow here, `ClosureNotAllowed` for a closing too
        early, `OutOfOrder` for a stamp before the last event's, `EventConflict` for a known id with other content,
        `EventError` for another ticket's event, `SeverityError` as the contract says, and `HorizonError` where what
        follows from the event lies beyond the years the contract's calendars know. This ticket stays as it is.
        """
        if not isinstance(event, Event):
            raise _no_event(event)
        if event.id is not None:
            for known in self.events:
                if known.id == event.id:
                    _check_repeated(event, known)
                    return self
        course = _advanced(self.course, event, self.contract)
        after = object.__new__(Ticket)
        _fill(after, (*self.events, event), self.contract, course)
        return after

    @property
    def name(self) -> str:
        """The ticket's name."""
        return self.course.ticket

    @property
    def state(self) -> TicketState:
        """Who holds it, and what for."""
        return self.course.state

    @property
    def response_state(self) -> ResponseState:
        """How far the response has come."""
        return self.course.response

    @property
    def severity(self) -> int:
        """The severity in force."""
        return self.course.severity

    @property
    def reported(self) -> Reported:
        """The event it began with."""
        first = self.events[0]
        assert isinstance(first, Reported)  # noqa: S101  `begin` has seen to it
        return first

    @property
    def report(self) -> ProblemReport | None:
        """What the customer told, where that is recorded."""
        return self.reported.report

    @property
    def follow_up_of(self) -> str | None:
        """The closed ticket it goes on from."""
        return self.reported.follow_up_of

    @property
    def closure(self) -> Closure | None:
        """How it was closed; None while it is open."""
        course = self.course
        if course.closed_us is None:
            return None
        waiting = None if course.wait is None else Waiting.of(course.wait, self.contract, course.severity)
        return Closure(course.state, from_us(course.closed_us, self.contract.calendar.tz), waiting)

    @property
    def response(self) -> ResponseClock:
        """The response clock (clause 5)."""
        return ResponseClock.of(self.course, self.contract)

    @property
    def waiting(self) -> Waiting | None:
        """The wait for the customer, while there is one (clause 3b)."""
        course = self.course
        if course.wait is None or course.state not in WAITING:
            return None
        return Waiting.of(course.wait, self.contract, course.severity)

    def clock(self, rule: str | ClockRule) -> TicketClock:
        """Another clock, by the name of a shipped rule (`EventError` for an unknown one) or by a rule of one's own."""
        if isinstance(rule, str) and rule in CLOCKS:
            rule = CLOCKS[rule]
        expected = f"a ClockRule or one of {', '.join(CLOCKS)}"
        if isinstance(rule, str):
            raise EventError("clock", rule, expected, nearest(rule, CLOCKS))
        if not isinstance(rule, ClockRule):
            raise SlacalTypeError("clock", rule, expected)
        return TicketClock.of(rule, self.events, self.course, self.contract)

    def timeline(self, now: datetime | None = None) -> tuple[Span, ...]:
        """Who held it when, from the report to the closing or to `now`; without a `now`, to the last event."""
        end_us = self.course.last_us if now is None else self._now_us(now)
        return spans(self.events, self._calendar, end_us)

    def supplement_requests(self) -> tuple[SupplementRequest, ...]:
        """How long it took to ask for what third parties need, where it is recorded since when (clause 4)."""
        calendar = self._calendar
        return tuple(
            SupplementRequest(
                from_us(event.needed_since_us, calendar.tz),
                from_us(event.at_us, calendar.tz),
                MICROSECOND * calendar.elapsed_us(event.needed_since_us, event.at_us),
            )
            for event in self.events
            if isinstance(event, CustomerAsked)
            and event.about is Topic.THIRD_PARTY
            and event.needed_since_us is not None
        )

    def possible(self, now: datetime) -> tuple[Act, ...]:
        """What may happen at `now`, kinds and sides, in the order in which they are listed everywhere.

        It tells what the contract allows; where the years with known holidays end, `apply` may raise `HorizonError`.
        """
        return possible(self.course, self._now_us(now), self.contract)

    def steps(self, now: datetime) -> tuple[Step, ...]:
        """What has to happen and what may, with its instants, in their order; see `slacal.ticket.steps`."""
        return steps(self.course, self.contract, self._now_us(now))

    def next_step(self, now: datetime) -> Step | None:
        """The first of the steps, or None where there is none."""
        return next(iter(self.steps(now)), None)

    def wakes_at(self, now: datetime) -> datetime | None:
        """The first instant after `now` at which something changes without an event: when a service is to look again.

        That is when a step begins, when its latest has come, when it is overdue (one microsecond later), and when a
        warning threshold of the response is reached. None: nothing will, until there is another event.
        Law: from `now` on until then, `steps` are the same.
        """
        at_us = wakes_us(self.course, self.contract, self._now_us(now))
        return None if at_us is None else from_us(at_us, self.contract.calendar.tz)

    def follow_up(
        self, at: datetime, ticket: str, *, severity: int | None = None, channel: Channel | None = None
    ) -> Reported:
        """The report of a ticket that goes on from this one, which is closed for good.

        The severity is this ticket's unless another is given. Raises `IllegalTransition` while this one is open.
        """
        at_us = self._now_us(at)
        if self.course.closed_us is None:
            names = [str(act) for act in possible(self.course, at_us, self.contract)]
            reason = "only a closed ticket is followed by another"
            raise IllegalTransition(self.name, "follow-up", at, str(self.state), names, reason)
        given = self.severity if severity is None else severity
        return Reported(at, ticket, severity=given, channel=channel, follow_up_of=self.name)

    @property
    def _calendar(self) -> WorkingCalendar:
        """The calendar of the severity in force."""
        return self.contract.calendar_of(self.course.severity)

    def _now_us(self, now: datetime) -> int:
        return checked_now(now, self.course, self.contract)


def _fill(ticket: Ticket, events: tuple[Event, ...], contract: Contract, course: Course) -> None:
    object.__setattr__(ticket, "events", events)
    object.__setattr__(ticket, "contract", contract)
    object.__setattr__(ticket, "course", course)


def _no_event(value: object) -> SlacalTypeError:
    return SlacalTypeError("event", value, "an event, such as Event.from_dict reads")


def _check_repeated(event: Event, known: Event) -> None:
    """An event with a known id must be the known event."""
    if event != known:
        raise EventConflict(known.ticket, str(event.act), event.at, known.id or "")


def _advanced(course: Course, event: Event, contract: Contract) -> Course:
    """The course after an event that belongs to it and that nothing refuses."""
    if event.ticket != course.ticket:
        raise EventError("ticket", event.ticket, f"{course.ticket!r}, the ticket it is applied to")
    after, refusals = advance(course, event, contract)
    if refusals:
        raise refusals[0]
    check_horizon(after, event, contract)
    return after


seal(Closure, SupplementRequest, Ticket)
