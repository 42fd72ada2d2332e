"""The response clock: until when support must have responded, and whether it did (clause 5).

    reported ------- due ...... last_on_time -------------------> time
             response here: MET            | here: BREACHED

It stops when both halves of the response are there, confirmation and start, and when the ticket is closed. Neither
asking the customer nor waiting pauses it. Every severity that was in force before the response has its deadline,
reckoned from the report or from the change, as the contract says, on its own calendar; whichever passes while it is in
force is a breach that no later change undoes. `due`, `last_on_time`, budget and working time are those of the severity
in force at the end.

Invariant: a clock belongs to one ticket as it is after its last event; `now` before that is refused.
Laws: `elapsed(now) + remaining(now) == budget`; `elapsed` never falls as `now` rises, and what is met, breached or
unknown once stays so.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, inf
from typing import TYPE_CHECKING, NamedTuple

from slacal.contract.closure import SeverityChange
from slacal.contract.contract import Contract, Deadline
from slacal.errors import BudgetError, OutOfOrder, SlacalTypeError
from slacal.ticket.course import Course
from slacal.ticket.row import check_reach
from slacal.ticket.sealed import seal
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import MICROSECOND, from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["ResponseClock", "Threshold", "checked_now", "share"]


_MOST_PERCENT = 1_000_000
"""Of a budget of a century, that is ten thousand centuries, which a `timedelta` can still say."""


class Threshold(NamedTuple):
    """A warning: the first instant at which so many percent of the budget are used."""

    percent: int
    at: datetime


def checked_now(now: datetime, course: Course, contract: Contract) -> int:
    """Now in microseconds; `OutOfOrder` where the ticket has a later event already, `EventError` in the year 9999."""
    now_us = to_us(now, "now")
    check_reach("now", now)
    if now_us < course.last_us:
        raise OutOfOrder(course.ticket, "now", now, from_us(course.last_us, contract.calendar.tz))
    return now_us


@dataclass(frozen=True, slots=True, repr=False)
class ResponseClock:
    """When the response is due, and how much of its budget is used; see the module for what it counts.

    All datetimes are in the contract's zone, all spans are working time.
    """

    _course: Course
    _contract: Contract
    _since_us: int
    _due_us: int
    _last_us: int
    _calendar: WorkingCalendar

    @classmethod
    def of(cls, course: Course, contract: Contract) -> ResponseClock:
        """The clock of a ticket; `HorizonError` where the deadline lies beyond what the calendar knows."""
        since_us, severity = _counting(course, contract)[-1]
        due_us, last_us = contract.response_deadline_us(since_us, severity)
        return cls(course, contract, since_us, due_us, last_us, contract.calendar_of(severity))

    @property
    def severity(self) -> int:
        """The severity it goes by: the one in force at the response or the closing, else now."""
        return self._course.severities[-1][1]

    @property
    def since(self) -> datetime:
        """From when it counts: the report, or the last change of severity where the contract says so."""
        return self._local(self._since_us)

    @property
    def due(self) -> datetime:
        """The first instant at which the budget is used up."""
        return self._local(self._due_us)

    @property
    def last_on_time(self) -> datetime:
        """The last instant at which a response is in time."""
        return self._local(self._last_us)

    @property
    def budget(self) -> timedelta:
        """The working time from `since` to `due`."""
        return MICROSECOND * self._budget_us

    @property
    def acknowledged_at(self) -> datetime | None:
        """When support first confirmed that it accepts the problem."""
        return self._maybe(self._course.acknowledged_us)

    @property
    def started_at(self) -> datetime | None:
        """When support first started to solve it."""
        return self._maybe(self._course.started_us)

    @property
    def responded_at(self) -> datetime | None:
        """When both had happened."""
        return self._maybe(self._course.responded_us)

    @property
    def stopped_at(self) -> datetime | None:
        """When the clock stopped: at the response, or at the closing where there was none."""
        return self._maybe(self._stopped_us)

    @property
    def deadline_us(self) -> tuple[int, int]:
        """`due` and `last_on_time` in integer microseconds since the epoch."""
        return self._due_us, self._last_us

    def elapsed(self, now: datetime) -> timedelta:
        """Working time used, up to `now` or to where the clock stopped.

        Every question raises `OutOfOrder` for a `now` before the ticket's last event.
        """
        return MICROSECOND * self._elapsed_us(now)

    def remaining(self, now: datetime) -> timedelta:
        """Working time left of the budget; negative by what it is overrun."""
        return MICROSECOND * (self._budget_us - self._elapsed_us(now))

    def used(self, now: datetime) -> float:
        """The fraction of the budget that is used; 1.0 is all of it."""
        return share(self._elapsed_us(now), self._budget_us)

    def status(self, now: datetime) -> Verdict:
        """Whether the response was in time, or still can be.

        A ticket closed in time without a recorded response is UNKNOWN: slacal does not guess.
        """
        now_us = checked_now(now, self._course, self._contract)
        if self.missed_us(now_us) is not None:
            return Verdict.BREACHED
        if self._course.responded_us is not None:
            return Verdict.MET
        return Verdict.RUNNING if self._course.closed_us is None else Verdict.UNKNOWN

    def missed(self, now: datetime) -> Deadline | None:
        """The deadline that passed without a response, of the severity in force then; None where none did."""
        missed = self.missed_us(checked_now(now, self._course, self._contract))
        return None if missed is None else Deadline(self._local(missed[0]), self._local(missed[1]))

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """When the contract's thresholds are reached, should the response not come before: instants to warn at."""
        return tuple(Threshold(percent, self.reaches(percent)) for percent in self._contract.thresholds)

    def reaches(self, percent: int) -> datetime:
        """The first instant at which so many percent of the budget are used; over 100 it lies after `due`.

        Raises `BudgetError` below 0 and above 1,000,000, and `HorizonError` beyond what the calendar knows.
        """
        if type(percent) is not int:
            raise SlacalTypeError("percent", percent, "a whole number of percent")
        if not 0 <= percent <= _MOST_PERCENT:
            raise BudgetError("percent", percent, f"from 0 to {_MOST_PERCENT:,}")
        needed_us = ceil(Fraction(self._budget_us * percent, 100))
        return self._local(self._calendar.deadline_us(self._since_us, needed_us))

    def __repr__(self) -> str:
        responded = self.responded_at
        shown = "None" if responded is None else responded.isoformat()
        return (
            f"ResponseClock(severity={int(self.severity)}, due={self.due.isoformat()}, "
            f"last_on_time={self.last_on_time.isoformat()}, responded_at={shown})"
        )

    @property
    def _budget_us(self) -> int:
        return self._contract.response_budget_us(self._since_us, self.severity)

    @property
    def _stopped_us(self) -> int | None:
        responded_us = self._course.responded_us
        return self._course.closed_us if responded_us is None else responded_us

    def _elapsed_us(self, now: datetime) -> int:
        now_us = checked_now(now, self._course, self._contract)
        stopped_us = self._stopped_us
        return self._calendar.elapsed_us(self._since_us, now_us if stopped_us is None else stopped_us)

    def missed_us(self, now_us: int) -> tuple[int, int] | None:
        """The first deadline that passed while its severity was in force."""
        stopped_us = self._stopped_us
        end_us = now_us if stopped_us is None else stopped_us
        if len(self._course.severities) > 1:
            counting = _counting(self._course, self._contract)
            for (since_us, severity), (until_us, _) in zip(counting, self._course.severities[1:], strict=False):
                due_us, last_us = self._contract.response_deadline_us(since_us, severity)
                if until_us > last_us:
                    return due_us, last_us
        return (self._due_us, self._last_us) if end_us > self._last_us else None

    def _local(self, at_us: int) -> datetime:
        return from_us(at_us, self._contract.calendar.tz)

    def _maybe(self, at_us: int | None) -> datetime | None:
        return None if at_us is None else self._local(at_us)


def share(part_us: int, whole_us: int) -> float:
    """What fraction of the whole a part is; of nothing, anything is infinitely much."""
    if whole_us == 0:
        return inf if part_us > 0 else 1.0
    return part_us / whole_us


def _counting(course: Course, contract: Contract) -> Sequence[tuple[int, int]]:
    """Every severity up to the response, with the instant from which its budget counts."""
    if contract.severity_change is SeverityChange.FROM_CHANGE:
        return course.severities
    return [(course.reported_us, severity) for _, severity in course.severities]


seal(ResponseClock)
