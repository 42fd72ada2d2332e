"""Contracts: what was promised, on which calendar, and how its words are read.

Invariant: a contract is a frozen value; every severity it knows has a budget above zero.
Law: no working time passes between the `due` and the `last_on_time` of a deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from slacal.contract.budget import Budget
from slacal.contract.closure import ClosureRule, SeverityChange
from slacal.contract.counting import Counter
from slacal.contract.reading import Reading
from slacal.contract.severity import Severity
from slacal.errors import ContractError, SeverityError, SlacalTypeError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.instants import MICROSECOND, budget_to_us, from_us, to_us

__all__ = ["Contract", "Deadline", "shipped"]

_AS_WRITTEN = ClosureRule()
_OF_CALENDAR = timedelta.min
_Options = tuple[timedelta, tuple[Reading, ...], ClosureRule, SeverityChange, tuple[int, ...]]


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

    `hours_per_day` is what a day of budget is under the literal reading, as working time, by default what the
    calendar's days have, where all have the same; `closure` says when a
    ticket without an answer may be closed, `severity_change` from when the budget of a changed severity counts, and
    `thresholds` at which percentages of a budget to warn. Raises `ContractError` where a budget is missing, zero or
    in weeks, where no reading is given, or where the thresholds do not rise from above 0 to at most 100.
    """

    name: str
    calendar: WorkingCalendar
    severities: Mapping[int, Budget]
    hours_per_day: timedelta = _OF_CALENDAR
    readings: tuple[Reading, ...] = (Reading.LITERAL,)
    closure: ClosureRule = _AS_WRITTEN
    severity_change: SeverityChange = SeverityChange.FROM_REPORT
    thresholds: tuple[int, ...] = (50, 75, 90)
    _budgets_us: Mapping[int, int] = field(init=False, repr=False, compare=False)
    _counter: Counter = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the parts against each other and work out the budgets."""
        if not self.readings:
            raise ContractError("readings", self.readings, "at least one reading")
        if not self.severities:
            raise ContractError("severities", dict(self.severities), "at least one severity with its budget")
        day_us = self._day_us()
        if not isinstance(self.closure, ClosureRule):
            raise SlacalTypeError("closure", self.closure, "a ClosureRule")
        if self.severity_change not in tuple(SeverityChange):
            raise ContractError("severity_change", self.severity_change, f"one of {', '.join(SeverityChange)}")
        object.__setattr__(self, "severity_change", SeverityChange(self.severity_change))
        percents = (0, *self.thresholds, 101)
        if any(type(percent) is not int or percent >= after for percent, after in pairwise(percents)):
            raise ContractError("thresholds", self.thresholds, "rising whole percentages from 1 to 100")
        budgets_us: dict[int, int] = {}
        for severity, budget in self.severities.items():
            if budget.weeks or budget.is_zero:
                raise ContractError(f"severities.{int(severity)}", str(budget), "hours or days of more than zero")
            budgets_us[severity] = budget.working_time(self.hours_per_day) // MICROSECOND
        object.__setattr__(self, "severities", MappingProxyType(dict(self.severities)))
        object.__setattr__(self, "_budgets_us", budgets_us)
        object.__setattr__(self, "_counter", Counter(self.calendar, self.calendar, day_us))

    def _day_us(self) -> int:
        """What a day of budget is worth, given or taken from the calendar."""
        if self.hours_per_day == _OF_CALENDAR:
            daily_us = self.calendar.schedule.hours.daily_us
            if daily_us is None:
                raise ContractError(
                    "hours_per_day", None, f"to be given, as the days differ in {self.calendar.hours!r}"
                )
            object.__setattr__(self, "hours_per_day", MICROSECOND * daily_us)
        day_us = budget_to_us(self.hours_per_day, "hours_per_day")
        if day_us == 0:
            raise ContractError("hours_per_day", self.hours_per_day, "more than zero")
        return day_us

    def __hash__(self) -> int:
        severities = frozenset(self.severities.items())
        return hash((self.name, self.calendar, severities, *self._options))

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.name, self.calendar, dict(self.severities), *self._options)

    @property
    def _options(self) -> _Options:
        return self.hours_per_day, self.readings, self.closure, self.severity_change, self.thresholds

    def budget(self, severity: int | str) -> Budget:
        """The response budget of a severity; `SeverityError` where the contract does not know it."""
        return self.severities[self._known(severity)]

    def budget_us(self, severity: int) -> int:
        """The working time of a severity's budget under the literal reading, in microseconds."""
        return self._budgets_us[self._known(severity)]

    def response_deadline(self, reported_at: datetime, severity: int | str, reading: Reading | None = None) -> Deadline:
        """Until when a problem reported at an instant must have been responded to (clauses 5.1 to 5.5).

        Without a `reading`, the contract's first decides; any other may be given. Raises `SeverityError` for a
        severity the contract does not know, and what the calendar raises for the instant.

        >>> from zoneinfo import ZoneInfo
        >>> reported = datetime(2026, 11, 20, 17, 30, tzinfo=ZoneInfo("Europe/Warsaw"))  # a Friday evening
        >>> [instant.isoformat(" ", "minutes") for instant in shipped().response_deadline(reported, "outage")]
        ['2026-11-24 17:00+01:00', '2026-11-25 09:00+01:00']
        """
        return self._deadline(to_us(reported_at, "reported_at"), self._known(severity), self._read(reading))

    def response_deadline_us(self, reported_us: int, severity: int, reading: Reading | None = None) -> tuple[int, int]:
        """`response_deadline` on and in integer microseconds since the epoch: (due, last on time)."""
        severity = self._known(severity)
        return self._counter.ends_us(self._read(reading), reported_us, self.severities[severity])

    def response_budget_us(self, reported_us: int, severity: int, reading: Reading | None = None) -> int:
        """The working time from a report until its response is due, in microseconds.

        Where days are working time that is the budget itself; else it depends on the report.
        Law: `elapsed + remaining == budget`, whatever the reading.
        """
        reading = self._read(reading)
        if reading.day == "working-time" or not self.budget(severity).days:
            return self.budget_us(severity)
        return self.calendar.elapsed_us(reported_us, self.response_deadline_us(reported_us, severity, reading)[0])

    def compare(
        self, reported_at: datetime, severity: int | str, readings: Iterable[Reading] | None = None
    ) -> dict[Reading, Deadline]:
        """The deadlines of a report side by side: under the contract's readings, then those slacal names besides.

        >>> from zoneinfo import ZoneInfo
        >>> reported = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Warsaw"))  # a Friday
        >>> for reading, deadline in shipped().compare(reported, "degraded").items():  # 4 days
        ...     print(f"{reading!s:12} {deadline.due:%a %d %b %H:%M}")
        literal      Thu 26 Nov 12:00
        working-days Thu 26 Nov 17:00
        civil-code   Wed 25 Nov 00:00
        """
        reported_us, known = to_us(reported_at, "reported_at"), self._known(severity)
        chosen = dict.fromkeys((*self.readings, *Reading.named()) if readings is None else readings)
        return {reading: self._deadline(reported_us, known, self._read(reading)) for reading in chosen}

    def waiting_ends(self, since: datetime, reading: Reading | None = None) -> datetime:
        """When a customer who was asked at an instant has been silent for the weeks of the closure rule (clause 3b).

        Under the literal reading, the same time of day on the contract's wall clock, whatever clock changes lie in
        between; a time that is skipped or shown twice on that day is resolved as opening times are. Under the other
        two, 24:00 of the day of the same name, or of the next that is neither a Saturday nor a day off by law.
        Without a `reading`, the contract's first decides.

        >>> from zoneinfo import ZoneInfo
        >>> asked = datetime(2026, 10, 20, 12, tzinfo=ZoneInfo("Europe/Warsaw"))  # clocks change on the 25th
        >>> shipped().waiting_ends(asked).isoformat(" ", "minutes")
        '2026-11-03 12:00+01:00'
        """
        return from_us(self.waiting_ends_us(to_us(since, "since"), reading), self.calendar.tz)

    def waiting_ends_us(self, since_us: int, reading: Reading | None = None) -> int:
        """`waiting_ends` on and in integer microseconds since the epoch."""
        return self._counter.weeks_end_us(self._read(reading), since_us, self.closure.weeks)

    def _deadline(self, reported_us: int, severity: int, reading: Reading) -> Deadline:
        due_us, last_us = self.response_deadline_us(reported_us, severity, reading)
        return Deadline(from_us(due_us, self.calendar.tz), from_us(last_us, self.calendar.tz))

    def _read(self, reading: Reading | None) -> Reading:
        if reading is None:
            return self.readings[0]
        if not isinstance(reading, Reading):
            raise SlacalTypeError("reading", reading, "a Reading, such as Reading.LITERAL")
        return reading

    def _known(self, severity: int | str) -> int:
        if isinstance(severity, int) and severity is not True and severity in self._budgets_us:
            return int(severity)
        parsed = Severity.parse(severity)
        if parsed not in self._budgets_us:
            raise SeverityError(severity, [str(int(known)) for known in self.severities])
        return parsed


def _restored(name: str, calendar: WorkingCalendar, severities: Mapping[int, Budget], *options: *_Options) -> Contract:
    hours_per_day, readings, closure, severity_change, thresholds = options
    return Contract(
        name=name,
        calendar=calendar,
        severities=severities,
        hours_per_day=hours_per_day,
        readings=readings,
        closure=closure,
        severity_change=severity_change,
        thresholds=thresholds,
    )


def shipped() -> Contract:
    """The contract meant where none is given: the one slacal ships with."""
    from slacal.contract.shipped import SMARTSTOCK  # made when first asked for

    return SMARTSTOCK
