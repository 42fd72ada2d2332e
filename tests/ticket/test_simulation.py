"""A year of 500 tickets: support wakes when `wakes_at` says so and takes its steps, customers act when they like."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from slacal import (
    SMARTSTOCK,
    Act,
    Action,
    ClosedUnanswered,
    ContactAttempted,
    CustomerAsked,
    CustomerReplied,
    Event,
    Reported,
    Responded,
    Side,
    SolutionAccepted,
    SolutionProposed,
    SolutionRejected,
    Step,
    Ticket,
    TicketState,
    Verdict,
)
from slacal.ticket.lifecycle import SIGNALS
from tests.ticket.model import WARSAW, weeks_later

TICKETS = 500
YEAR = datetime(2026, 1, 1, tzinfo=WARSAW)
END = datetime(2027, 12, 1, tzinfo=WARSAW)

Wake = tuple[datetime, int, str]


class Desk:
    """Tickets and an alarm clock; alarms of `support` come from `wakes_at` alone, those of a `customer` from a die."""

    def __init__(self) -> None:
        self.dice = random.Random(2026)
        self.tickets: dict[int, Ticket] = {}
        self.alarms: list[Wake] = []
        self.awaited: dict[int, datetime | None] = {}
        for number in range(TICKETS):
            at = YEAR + timedelta(minutes=self.dice.randrange(365 * 24 * 60))
            self.tickets[number] = Ticket.replay([Reported(at, f"T{number}", severity=self.dice.randint(1, 5))])
            self.sleep(number, at)

    def sleep(self, number: int, now: datetime) -> None:
        """Set the alarm of a ticket; the one that was set before no longer counts."""
        self.awaited[number] = wakes = self.tickets[number].wakes_at(now)
        if wakes is not None:
            heappush(self.alarms, (wakes, number, "support"))

    def run(self) -> None:
        while self.alarms:
            now, number, who = heappop(self.alarms)
            if who == "customer":
                self.customer_acts(number, now)
            elif self.awaited[number] == now:
                self.support_acts(number, now)

    def support_acts(self, number: int, now: datetime) -> None:
        """Take the first step that is support's and has come, and then the next; sleep when there is none."""
        while True:
            steps = [step for step in self.tickets[number].steps(now) if step.by is Side.SUPPORT and step.at <= now]
            if not steps:
                break
            self.take(number, steps[0], now)
        self.sleep(number, now)

    def take(self, number: int, step: Step, now: datetime) -> None:
        name = self.tickets[number].name
        assert not step.overdue, "whoever wakes when told to is never late"
        match step.action:
            case Action.RESPOND:
                self.happens(number, Responded(now, name))
            case Action.ASK:
                ask = self.dice.random() < 0.5
                self.happens(number, CustomerAsked(now, name) if ask else SolutionProposed(now, name, by=Side.SUPPORT))
                if self.dice.random() < 0.7:
                    later = now.astimezone(UTC) + timedelta(minutes=self.dice.randrange(20 * 24 * 60))
                    heappush(self.alarms, (later.astimezone(WARSAW), number, "customer"))
            case Action.ATTEMPT_CONTACT:
                self.happens(number, ContactAttempted(now, name))
            case Action.CLOSE:
                self.happens(number, ClosedUnanswered(now, name))
            case Action.DECIDE:
                self.happens(number, SolutionAccepted(now, name, by=Side.SUPPORT))
            case _:
                raise AssertionError(step)

    def customer_acts(self, number: int, now: datetime) -> None:
        ticket = self.tickets[number]
        customer = [act for act in ticket.possible(now) if act.by is Side.CUSTOMER]
        if not customer:
            return  # closed already
        name = ticket.name
        match self.dice.choice(customer):
            case Act.SOLUTION_ACCEPTED_BY_CUSTOMER:
                self.happens(number, SolutionAccepted(now, name, by=Side.CUSTOMER))
            case Act.SOLUTION_REJECTED_BY_CUSTOMER:
                self.happens(number, SolutionRejected(now, name, by=Side.CUSTOMER))
            case _ if self.dice.random() < 0.5:
                self.happens(number, SolutionProposed(now, name, by=Side.CUSTOMER))
            case _:
                self.happens(number, CustomerReplied(now, name))
        self.support_acts(number, now)

    def happens(self, number: int, event: Event) -> None:
        self.tickets[number] = self.tickets[number].apply(event)


def test_a_year_driven_by_steps_keeps_every_rule() -> None:
    """Every ticket ends closed, answered in time; nothing was refused, and support only worked when on duty."""
    desk = Desk()
    desk.run()
    states = [ticket.state for ticket in desk.tickets.values()]
    assert set(states) == {TicketState.CLOSED_AGREED, TicketState.CLOSED_UNANSWERED}
    assert min(states.count(state) for state in set(states)) > 100
    for ticket in desk.tickets.values():
        assert ticket.response.status(END) is Verdict.MET
        assert ticket.steps(END) == ()
        assert ticket.wakes_at(END) is None
        assert Ticket.replay(ticket.events) == ticket
        for event in ticket.events:
            if event.act not in {Act.REPORTED, Act.RESPONDED, *SIGNALS}:  # a response comes when it is due
                assert SMARTSTOCK.calendar.is_working(event.at)
        if ticket.state is TicketState.CLOSED_UNANSWERED:
            assert ticket.closure is not None
            assert ticket.closure.waiting is not None
            tries = [attempt.at for attempt in ticket.closure.waiting.attempts if attempt.counts]
            assert len(tries) == 2
            assert tries[0] >= weeks_later(ticket.closure.waiting.since, 2)
