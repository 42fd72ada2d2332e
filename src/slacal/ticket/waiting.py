"""Waiting: how long support waits for the customer, which attempts count, and when it may close (clause 3b).

    since                     ends      attempt   attempt     may close
    --|-------------------------|----------|---------|-----------|-------> time
      asked or proposed, silence, weeks     spacing     grace

Invariant: an attempt counts when the wait has ended, and the spacing since the counted one before has passed.
Law: closing is allowed at an instant if and only if enough attempts count and it is not before `may_close_from`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from slacal.ticket.sealed import seal
from slacal.worktime.instants import MICROSECOND, from_us

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from slacal.contract.budget import Budget
    from slacal.contract.contract import Contract

__all__ = ["Attempt", "Plan", "Wait", "Waiting", "counted", "plan"]


class Wait(NamedTuple):
    """A wait as it happened: since when, and the instants of the attempts, in the order they were recorded."""

    since_us: int
    attempts: tuple[int, ...] = ()


class Plan(NamedTuple):
    """What the closure rule still asks for: the attempts to come, and the first instant at which closing is allowed.

    `counts` says of the attempts made whether each counts.
    """

    ends_us: int
    counts: list[bool]
    attempts: tuple[int, ...]
    close_us: int

    @property
    def made(self) -> int:
        """How many attempts count already."""
        return sum(self.counts)


def _after(contract: Contract, severity: int, start_us: int, budget: Budget) -> int:
    """The instant at which some working time has passed, on the severity's calendar."""
    if budget.is_zero:
        return start_us
    working = budget.working_time(contract.hours_per_day_of(severity))
    return contract.calendar_of(severity).deadline_us(start_us, working // MICROSECOND)


def counted(attempts: Sequence[int], ends_us: int, contract: Contract, severity: int) -> list[bool]:
    """For every attempt, whether it counts."""
    verdicts: list[bool] = []
    free_us, last_us = ends_us, None
    for at_us in attempts:
        if last_us is not None:  # only now, as nothing is asked of the time after the last attempt
            free_us, last_us = _after(contract, severity, last_us, contract.closure.spacing), None
        verdicts.append(at_us >= free_us)
        if verdicts[-1]:
            last_us = at_us
    return verdicts


def plan(
    wait: Wait,
    contract: Contract,
    severity: int,
    *,
    now_us: int | None = None,
    on_duty: Callable[[int], int] | None = None,
) -> Plan:
    """What is still to be done before a ticket may be closed, as soon as it can be.

    Spacing and grace are counted on the severity's calendar. With `on_duty`, which says when support is next on duty,
    every instant is one at which it is. With a now, what follows the first attempt to come, which could have been made
    already, is reckoned from now on; without one, as if each had been made as soon as it would count.
    """
    rule = contract.closure
    at_work = on_duty or _whenever
    ends_us = contract.waiting_ends_us(wait.since_us)
    verdicts = counted(wait.attempts, ends_us, contract, severity)
    last_us = _last_counted(wait.attempts, verdicts)
    attempts: list[int] = []
    for _ in range(rule.attempts - sum(verdicts)):
        next_us = at_work(ends_us if last_us is None else _after(contract, severity, last_us, rule.spacing))
        attempts.append(next_us)
        last_us = next_us if now_us is None else max(next_us, now_us)
    close_us = at_work(_after(contract, severity, ends_us if last_us is None else last_us, rule.grace))
    return Plan(ends_us, verdicts, tuple(attempts), close_us)


def _last_counted(attempts: Sequence[int], verdicts: Sequence[bool]) -> int | None:
    return next((at_us for at_us, counts in zip(reversed(attempts), reversed(verdicts), strict=True) if counts), None)


def _whenever(at_us: int) -> int:
    return at_us


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to reach the customer, and whether it counts."""

    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A wait for the customer.

    `since` the customer was asked, at `ends` the weeks of silence are over. `attempts` are those made in this wait;
    `may_close_from` is when closing is allowed, None as long as attempts are missing.
    """

    since: datetime
    ends: datetime
    attempts: tuple[Attempt, ...]
    attempts_missing: int
    may_close_from: datetime | None

    @classmethod
    def of(cls, wait: Wait, contract: Contract, severity: int) -> Waiting:
        """The wait as the contract sees it, for a ticket of a severity."""
        tz, ahead = contract.calendar.tz, plan(wait, contract, severity)
        made = zip(wait.attempts, ahead.counts, strict=True)
        return cls(
            since=from_us(wait.since_us, tz),
            ends=from_us(ahead.ends_us, tz),
            attempts=tuple(Attempt(from_us(at_us, tz), counts) for at_us, counts in made),
            attempts_missing=len(ahead.attempts),
            may_close_from=None if ahead.attempts else from_us(ahead.close_us, tz),
        )


seal(Attempt, Waiting)
