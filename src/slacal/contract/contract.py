"""Contracts: what was promised, on which calendar, and how its words are read.

Invariant: a contract is a frozen value; every severity it knows has a budget above zero.
Law: no working time passes between the `due` and the `last_on_time` of a deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from slacal.contract.budget import Budget
from slacal.contract.reading import Reading
from slacal.contract.severity import Severity
from slacal.errors import ContractError, SeverityError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.instants import MICROSECOND, budget_to_us, from_us, to_us

__all__ = ["Contract", "Deadline", "shipped"]


class Deadline(NamedTuple):
    """When a response is due, in the calendar's zone.

    `due` is the first instant at which the budget is used up, `last_on_time` the last at which a response is still
    in time. They differ only across closed time, where nobody's working time passes.
    """

    due: datetime
    last_on_time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A calendar, a response budget for each severity, and the readings it is judged by, the deciding one first.

    `hours_per_day` is what a day of budget is under the literal reading, as working time. Raises `ContractError`
    where a budget is missing, zero or in weeks, or where no reading is given.
    """

    name: str
    calendar: WorkingCalendar
    severities: Mapping[int, Budget]
    hours_per_day: timedelta = timedelta(hours=8)
    readings: tuple[Reading, ...] = (Reading.LITERAL,)
    _budgets_us: Mapping[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the parts against each other and work out the budgets."""
        if not self.readings:
            raise ContractError("readings", self.readings, "at least one reading")
        if not self.severities:
            raise ContractError("severities", dict(self.severities), "at least one severity with its budget")
        if budget_to_us(self.hours_per_day, "hours_per_day") == 0:
            raise ContractError("hours_per_day", self.hours_per_day, "more than zero")
        budgets_us: dict[int, int] = {}
        for severity, budget in self.severities.items():
            if budget.weeks or budget.is_zero:
                raise ContractError(f"severities.{int(severity)}", str(budget), "hours or days of more than zero")
            budgets_us[severity] = budget.working_time(self.hours_per_day) // MICROSECOND
        object.__setattr__(self, "severities", MappingProxyType(dict(self.severities)))
        object.__setattr__(self, "_budgets_us", budgets_us)

    def __hash__(self) -> int:
        severities = frozenset(self.severities.items())
        return hash((self.name, self.calendar, severities, self.hours_per_day, self.readings))

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.name, self.calendar, dict(self.severities), self.hours_per_day, self.readings)

    def budget(self, severity: int | str) -> Budget:
        """The response budget of a severity; `SeverityError` where the contract does not know it."""
        return self.severities[self._known(severity)]

    def budget_us(self, severity: int) -> int:
        """The working time of a severity's budget under the literal reading, in microseconds."""
        return self._budgets_us[self._known(severity)]

    def response_deadline(self, reported_at: datetime, severity: int | str, reading: Reading | None = None) -> Deadline:
        """Until when a problem reported at an instant must have been responded to (clauses 5.1 to 5.5).

        Without a `reading`, the contract's first decides. Raises `SeverityError` for a severity the contract does
        not know, and what the calendar raises for the instant.

        >>> from zoneinfo import ZoneInfo
        >>> reported = datetime(2026, 11, 20, 17, 30, tzinfo=ZoneInfo("Europe/Warsaw"))  # a Friday evening
        >>> [instant.isoformat(" ", "minutes") for instant in shipped().response_deadline(reported, "outage")]
        ['2026-11-24 17:00+01:00', '2026-11-25 09:00+01:00']
        """
        reported_us = to_us(reported_at, "reported_at")
        due_us, last_us = self.response_deadline_us(reported_us, self._known(severity), reading)
        return Deadline(from_us(due_us, self.calendar.tz), from_us(last_us, self.calendar.tz))

    def response_deadline_us(self, reported_us: int, severity: int, reading: Reading | None = None) -> tuple[int, int]:
        """`response_deadline` on and in integer microseconds since the epoch: (due, last on time)."""
        if reading not in (None, Reading.LITERAL):
            raise ContractError("reading", str(reading), f"one of {', '.join(map(str, self.readings))}")
        budget_us = self.budget_us(severity)
        return (
            self.calendar.deadline_us(reported_us, budget_us),
            self.calendar.last_on_time_us(reported_us, budget_us),
        )

    def _known(self, severity: int | str) -> int:
        if isinstance(severity, int) and severity is not True and severity in self._budgets_us:
            return int(severity)
        parsed = Severity.parse(severity)
        if parsed not in self._budgets_us:
            raise SeverityError(severity, [str(int(known)) for known in self.severities])
        return parsed


def _restored(
    name: str,
    calendar: WorkingCalendar,
    severities: Mapping[int, Budget],
    hours_per_day: timedelta,
    readings: tuple[Reading, ...],
) -> Contract:
    return Contract(name=name, calendar=calendar, severities=severities, hours_per_day=hours_per_day, readings=readings)


def shipped() -> Contract:
    """The contract meant where none is given: the one slacal ships with."""
    from slacal.contract.shipped import SMARTSTOCK  # made when first asked for

    return SMARTSTOCK
