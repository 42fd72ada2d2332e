"""Other clocks: what a service may want to measure besides the response, as rows of a table.

A clock ticks in the phases its rule names; the phases next to each other make a run. A contract gives budgets to the
response (`slacal.ticket.response`) and, where it promises one, to the resolution; the shipped one does not, and the
others have none unless one is put into the rule.

Working time is that of the calendar of the severity in force, for all of a clock's runs.

Invariant: a clock belongs to one ticket as it is after its last event; `now` before that is refused.
Laws: support's hold and the customer's hold add up to the resolution; `counted(now) + remaining(now) == budget`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from slacal.contract.budget import Budget
from slacal.contract.contract import Contract, Deadline
from slacal.errors import BudgetError, SlacalTypeError
from slacal.ticket.course import Course
from slacal.ticket.lifecycle import OPEN, WAITING, TicketState
from slacal.ticket.response import checked_now
from slacal.ticket.row import checked_name
from slacal.ticket.sealed import seal
from slacal.ticket.timeline import phases
from slacal.ticket.verdict import Verdict
from slacal.ticket.vocabulary import Side
from slacal.worktime.instants import MICROSECOND, from_us

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from slacal.ticket.events import Event
    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["CLOCKS", "ClockRule", "ClockRun", "TicketClock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """A row of the table of clocks: the states in which it ticks, and what it may take.

    Where `owed`, it ticks only while a signal of the customer is unanswered. `budget` is hours or days of working
    time, for each run where `each_run`, else for all of them together; without one, where `promised`, it is what the
    contract promises for solving a problem of the severity in force, counted from the report.

    >>> from dataclasses import replace
    >>> str(replace(CLOCKS["next-reply"], budget=Budget.parse("8h")).budget)
    '8h'
    """

    name: str
    states: frozenset[TicketState]
    owed: bool = False
    budget: Budget | None = None
    each_run: bool = False
    promised: bool = False

    def __post_init__(self) -> None:
        """Refuse a blank name, states that are none, and a budget that is none or is not working time."""
        checked_name("name", self.name)
        states: object = self.states
        if not isinstance(states, frozenset) or not all(isinstance(state, TicketState) for state in self.states):
            raise SlacalTypeError(f"{self.name}.states", states, "a frozenset of TicketState")
        if self.budget is None:
            return
        if not isinstance(self.budget, Budget):
            raise SlacalTypeError(f"{self.name}.budget", self.budget, "a Budget, such as Budget.parse('8h'), or None")
        if self.budget.weeks or self.budget.is_zero:
            raise BudgetError(f"{self.name}.budget", str(self.budget), "hours or days of more than zero")


def _held_by(side: Side) -> frozenset[TicketState]:
    return frozenset(state for state in OPEN if state.holder is side)


CLOCKS: Mapping[str, ClockRule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            ClockRule(name="resolution", states=OPEN, promised=True),
            ClockRule(name="resolution-without-waiting", states=OPEN - WAITING),
            ClockRule(name="next-reply", states=OPEN, owed=True, each_run=True),
            ClockRule(name="customer-wait", states=WAITING),
            ClockRule(name="customer-hold", states=_held_by(Side.CUSTOMER)),
            ClockRule(name="support-hold", states=_held_by(Side.SUPPORT)),
        )
    }
)
"""The clocks every ticket has, by name.

From the report to the closing; the same, paused while support waits; from the customer's first unanswered signal to
support's next answer; while support waits for a signal; while it is the customer's turn; while it is support's.
"""


@dataclass(frozen=True, slots=True)
class ClockRun:
    """A stretch of time in which a clock ticks; `end` is None while it does."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class TicketClock:
    """What one clock of a ticket shows. Every `now` raises `OutOfOrder` before the ticket's last event."""

    rule: ClockRule
    _runs: tuple[tuple[int, int | None], ...]
    _course: Course
    _contract: Contract

    @classmethod
    def of(cls, rule: ClockRule, events: Sequence[Event], course: Course, contract: Contract) -> TicketClock:
        """The clock of a ticket, by the phases in which the rule lets it tick."""
        runs: list[tuple[int, int | None]] = []
        ticks = False
        for phase in phases(events):
            ticked, ticks = ticks, phase.state in rule.states and (phase.owed or not rule.owed)
            if ticks:
                start_us = runs.pop()[0] if ticked else phase.start_us
                runs.append((start_us, phase.end_us))
        return cls(rule, tuple(runs), course, contract)

    @property
    def runs(self) -> tuple[ClockRun, ...]:
        """The stretches in which it ticked, in order."""
        tz = self._contract.calendar.tz
        return tuple(
            ClockRun(from_us(start_us, tz), None if end_us is None else from_us(end_us, tz))
            for start_us, end_us in self._runs
        )

    @property
    def is_running(self) -> bool:
        """Whether it ticks after the ticket's last event."""
        return bool(self._runs) and self._runs[-1][1] is None

    def elapsed(self, now: datetime) -> timedelta:
        """Working time of all runs, up to `now`."""
        return MICROSECOND * sum(self._working(now))

    def calendar(self, now: datetime) -> timedelta:
        """Calendar time of all runs, up to `now`."""
        now_us = checked_now(now, self._course, self._contract)
        return MICROSECOND * sum((now_us if end_us is None else end_us) - start_us for start_us, end_us in self._runs)

    def counted(self, now: datetime) -> timedelta:
        """What counts against the budget: the working time of the longest run where each has its own, else of all."""
        working = self._working(now)
        return MICROSECOND * (max(working, default=0) if self.rule.each_run else sum(working))

    @property
    def budget(self) -> timedelta | None:
        """The rule's budget or the promised one as working time, or None where there is none."""
        budget, promised = self.rule.budget, self._promised
        if budget is not None:
            return budget.working_time(self._contract.hours_per_day_of(self._course.severity))
        return None if promised is None else self._calendar.elapsed(self._reported_at, promised.due)

    def remaining(self, now: datetime) -> timedelta | None:
        """What is left of the budget; negative by what it is overrun, None where there is no budget."""
        budget = self.budget
        return None if budget is None else budget - self.counted(now)

    def status(self, now: datetime) -> Verdict | None:
        """Whether the budget was kept, once the ticket is closed, or can still be; None where there is none."""
        remaining = self.remaining(now)
        if remaining is None:
            return None
        if remaining // MICROSECOND < 0:
            return Verdict.BREACHED
        return Verdict.RUNNING if self._course.closed_us is None else Verdict.MET

    @property
    def due(self) -> datetime | None:
        """When the budget is used up if the clock goes on ticking; None where it has stopped or has no budget."""
        budget, calendar, promised = self.budget, self._calendar, self._promised
        if budget is None or not self.is_running:
            return None
        if promised is not None:
            return promised.due
        left_us = budget // MICROSECOND
        since_us, _ = self._runs[-1]
        over = [(start_us, end_us) for start_us, end_us in self._runs if end_us is not None]
        for start_us, end_us in () if self.rule.each_run else over:
            used_us = calendar.elapsed_us(start_us, end_us)
            if used_us >= left_us:
                since_us = start_us
                break
            left_us -= used_us
        return from_us(calendar.deadline_us(since_us, left_us), calendar.tz)

    @property
    def _calendar(self) -> WorkingCalendar:
        return self._contract.calendar_of(self._course.severity)

    @property
    def _reported_at(self) -> datetime:
        return from_us(self._course.reported_us, self._contract.calendar.tz)

    @property
    def _promised(self) -> Deadline | None:
        """The deadline the contract itself sets to this clock."""
        if self.rule.budget is not None or not self.rule.promised:
            return None
        return self._contract.resolution_deadline(self._reported_at, self._course.severity)

    def _working(self, now: datetime) -> list[int]:
        """The working time of each run."""
        now_us = checked_now(now, self._course, self._contract)
        elapsed_us = self._calendar.elapsed_us
        return [elapsed_us(start_us, now_us if end_us is None else end_us) for start_us, end_us in self._runs]


seal(ClockRule, ClockRun, TicketClock)
