"""Contracts: what was promised, on which calendar, and how its words are read.

Invariant: a contract is a frozen value; every severity it knows has a budget above zero.
Law: no working time passes between the `due` and the `last_on_time` of a deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from itertools import pairwise
from operator import index
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex, TypedDict

from slacal.contract.budget import Budget
from slacal.contract.closure import ClosureRule, SeverityChange
from slacal.contract.counting import Counter
from slacal.contract.reading import Reading
from slacal.contract.severity import Severity, severity_key
from slacal.contract.terms import Terms
from slacal.errors import ContractError, SeverityError, SlacalTypeError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.instants import MICROSECOND, budget_to_us, from_us, to_us
from slacal.worktime.language import checked_language

if TYPE_CHECKING:
    from pathlib import Path

    from slacal.contract.explanation import Explanation
    from slacal.worktime.fingerprint import Fingerprint
    from slacal.worktime.language import Language

__all__ = ["OF_CALENDAR", "Contract", "Deadline", "shipped"]

_AS_WRITTEN = ClosureRule()
OF_CALENDAR = timedelta.min
"""Said of `hours_per_day`: what the calendar's days have, if all have the same."""

_NO_TERMS = Terms()


class Deadline(NamedTuple):
    """When a response is due, in the calendar's zone.

    `due` is the first instant at which the budget is used up, `last_on_time` the last at which a response is still
    in time. They differ only across closed time, where nobody's working time passes.
    """

    due: datetime
    last_on_time: datetime


class _Parts(TypedDict):
    name: str
    calendar: WorkingCalendar
    severities: Mapping[int, Budget]
    hours_per_day: timedelta
    readings: tuple[Reading, ...]
    closure: ClosureRule
    severity_change: SeverityChange
    thresholds: tuple[int, ...]
    terms: Mapping[int, Terms]
    version: str
    valid_from: date | None
    clauses: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A calendar, a response budget for each severity, and the readings it is judged by, the deciding one first.

    `hours_per_day` is what a day of budget is under the literal reading, as working time, by default what the
    calendar's days have, where all have the same; `closure` says when a ticket without an answer may be closed,
    `severity_change` from when the budget of a changed severity counts, and `thresholds` at which percentages of a
    budget to warn. `terms` say more of a severity: its names, a resolution budget, a calendar of its own; those of
    severities without a budget are left out.
    `valid_from` is the first date on which reports are judged by it; `clauses` say where in the text a rule stands.

    Raises `ContractError` where parts are missing or contradict each other.
    """

    name: str
    calendar: WorkingCalendar
    severities: Mapping[int, Budget]
    hours_per_day: timedelta = OF_CALENDAR
    readings: tuple[Reading, ...] = (Reading.LITERAL,)
    closure: ClosureRule = _AS_WRITTEN
    severity_change: SeverityChange = SeverityChange.FROM_REPORT
    thresholds: tuple[int, ...] = (50, 75, 90)
    terms: Mapping[int, Terms] = field(default_factory=dict[int, Terms])
    version: str = ""
    valid_from: date | None = None
    clauses: Mapping[str, str] = field(default_factory=dict[str, str])
    _budgets_us: Mapping[int, int] = field(init=False, repr=False, compare=False)
    _counters: Mapping[int, Counter] = field(init=False, repr=False, compare=False)
    _by_form: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the parts against each other and work out the budgets."""
        if not self.readings:
            raise ContractError("readings", self.readings, "at least one reading")
        if not self.severities:
            raise ContractError("severities", dict(self.severities), "at least one severity with its budget")
        put = object.__setattr__
        put(self, "hours_per_day", _hours_per_day(self.calendar, self.hours_per_day, "hours_per_day"))
        if not isinstance(self.closure, ClosureRule):
            raise SlacalTypeError("closure", self.closure, "a ClosureRule")
        if self.severity_change not in tuple(SeverityChange):
            raise ContractError("severity_change", self.severity_change, f"one of {', '.join(SeverityChange)}")
        put(self, "severity_change", SeverityChange(self.severity_change))
        percents = (0, *self.thresholds, 101)
        if any(type(percent) is not int or percent >= after for percent, after in pairwise(percents)):
            raise ContractError("thresholds", self.thresholds, "rising whole percentages from 1 to 100")
        counters: dict[int, Counter] = {}
        for severity, budget in self.severities.items():
            if budget.weeks or budget.is_zero:
                raise ContractError(f"severities.{int(severity)}", str(budget), "hours or days of more than zero")
            counters[severity] = self._counter(severity)
        put(self, "severities", MappingProxyType(dict(self.severities)))
        said = {key: terms for key, terms in self.terms.items() if key in counters and terms != _NO_TERMS}
        put(self, "terms", MappingProxyType(said))
        put(self, "clauses", MappingProxyType(dict(self.clauses)))
        put(self, "_budgets_us", {key: counter.working_us(self.severities[key]) for key, counter in counters.items()})
        put(self, "_counters", counters)
        put(self, "_by_form", _forms(self.severities, said))

    def _counter(self, severity: int) -> Counter:
        terms = self.terms.get(severity, _NO_TERMS)
        if terms.calendar is None:
            return Counter(self.calendar, self.calendar, self.hours_per_day // MICROSECOND)
        field_name = f"terms.{int(severity)}"
        if terms.calendar.tz.key != self.calendar.tz.key:
            raise ContractError(
                f"{field_name}.calendar.tz", terms.calendar.tz.key, f"the contract's {self.calendar.tz}"
            )
        own = OF_CALENDAR if terms.hours_per_day is None else terms.hours_per_day
        day = _hours_per_day(terms.calendar, own, f"{field_name}.hours_per_day")
        return Counter(terms.calendar, self.calendar, day // MICROSECOND)

    def __hash__(self) -> int:
        return hash((self.name, self.calendar, frozenset(self.severities.items()), self.readings, self.closure))

    def __repr__(self) -> str:
        version = f", version {self.version}" if self.version else ""
        since = f", from {self.valid_from}" if self.valid_from else ""
        promised = ", ".join(f"{int(key)}: {budget}" for key, budget in self.severities.items())
        return f"<Contract {self.name!r}{version}{since}: {promised}; {', '.join(map(str, self.readings))}>"

    def __reduce__(self) -> tuple[object, ...]:
        parts: _Parts = {
            "name": self.name,
            "calendar": self.calendar,
            "severities": dict(self.severities),
            "hours_per_day": self.hours_per_day,
            "readings": self.readings,
            "closure": self.closure,
            "severity_change": self.severity_change,
            "thresholds": self.thresholds,
            "terms": dict(self.terms),
            "version": self.version,
            "valid_from": self.valid_from,
            "clauses": dict(self.clauses),
        }
        return _restored, (parts,)

    @classmethod
    def from_toml(cls, source: str | Path) -> Contract:
        """Read a contract from a TOML file, or from TOML text (a `str` with a line break or an `=` in it).

        Raises `ContractFileError` with all that is wrong; warns with `ContractWarning` of what was hardly meant.
        """
        from slacal.contract.file import read_contract  # it knows contracts, not they it

        return read_contract(source)

    def fingerprint(self, first_year: int, last_year: int) -> Fingerprint:
        """Digests of everything that the contract's answers of some years depend on."""
        from slacal.contract.fingerprint import contract_fingerprint

        return contract_fingerprint(self, first_year, last_year)

    # -- severities ----------------------------------------------------------------------------------------------

    def severity(self, value: SupportsIndex | str) -> int:
        """The severity meant by a number, by "S1" or by one of the names the contract gives it.

        Upper and lower case, spaces, hyphens and underscores make no difference, and labels do in either language. A
        contract without names of its own uses those of `Severity`. Raises `SeverityError`, with the nearest name
        where one is near, and `SlacalTypeError` for what is neither text nor a whole number.

        >>> shipped().severity("S3"), shipped().severity("Component Down"), shipped().severity("usterka")
        (3, 2, 3)
        """
        if isinstance(value, int) and value in self._budgets_us and value is not True:
            return int(value)
        if isinstance(value, bool) or not isinstance(value, (str, SupportsIndex)):
            raise SlacalTypeError("severity", value, "a number or a name")
        form = severity_key(value if isinstance(value, str) else str(index(value)))
        if form not in self._by_form:
            near = get_close_matches(form, self._by_form, n=1)
            raise SeverityError(value, [self.severity_name(key) for key in self.severities], near[0] if near else None)
        return self._by_form[form]

    def severity_name(self, severity: int | str) -> str:
        """A short name for a severity: the contract's, else its number."""
        known = self.severity(severity)
        return self.terms.get(known, _NO_TERMS).name or str(known)

    def label(self, severity: int | str, language: Language = "en") -> str:
        """What people call a severity, in a language; without a label its name, else its number."""
        known = self.severity(severity)
        return self.terms.get(known, _NO_TERMS).label.get(checked_language(language)) or self.severity_name(known)

    def budget(self, severity: int | str) -> Budget:
        """The response budget of a severity; `SeverityError` where the contract does not know it."""
        return self.severities[self.severity(severity)]

    def budget_us(self, severity: int) -> int:
        """The working time of a severity's budget under the literal reading, in microseconds."""
        known = self._budgets_us.get(severity)
        return self._budgets_us[self.severity(severity)] if known is None else known

    def calendar_of(self, severity: int | str) -> WorkingCalendar:
        """The calendar a severity is counted on: its own where it has one."""
        return self._counters[self.severity(severity)].calendar

    def hours_per_day_of(self, severity: int | str) -> timedelta:
        """What a day of budget is worth for a severity."""
        return MICROSECOND * self._counters[self.severity(severity)].day_us

    # -- deadlines -----------------------------------------------------------------------------------------------

    def response_deadline(self, reported_at: datetime, severity: int | str, reading: Reading | None = None) -> Deadline:
        """Until when a problem reported at an instant must have been responded to (clauses 5.1 to 5.5).

        Without a `reading`, the contract's first decides; any other may be given. Raises `SeverityError` for a
        severity the contract does not know, and what the calendar raises for the instant.

        >>> from zoneinfo import ZoneInfo
        >>> reported = datetime(2026, 11, 20, 17, 30, tzinfo=ZoneInfo("Europe/Warsaw"))  # a Friday evening
        >>> [instant.isoformat(" ", "minutes") for instant in shipped().response_deadline(reported, "outage")]
        ['2026-11-24 17:00+01:00', '2026-11-25 09:00+01:00']
        """
        return self._deadline(to_us(reported_at, "reported_at"), self.severity(severity), self._read(reading))

    def response_deadline_us(self, reported_us: int, severity: int, reading: Reading | None = None) -> tuple[int, int]:
        """`response_deadline` on and in integer microseconds since the epoch: (due, last on time)."""
        reading = self._read(reading)
        budget_us = self.budget_us(severity)
        counter = self._counters[severity]
        if reading.day == "working-time":  # the short way of what the counter would do
            calendar = counter.calendar
            return calendar.deadline_us(reported_us, budget_us), calendar.last_on_time_us(reported_us, budget_us)
        return counter.ends_us(reading, reported_us, self.severities[severity])

    def response_budget_us(self, reported_us: int, severity: int, reading: Reading | None = None) -> int:
        """The working time from a report until its response is due, in microseconds.

        Where days are working time that is the budget itself; else it depends on the report.
        Law: `elapsed + remaining == budget`, whatever the reading.
        """
        reading, budget_us = self._read(reading), self.budget_us(severity)
        if reading.day == "working-time":
            return budget_us
        known = self.severity(severity)
        if not self.severities[known].days:
            return budget_us
        due_us, _ = self.response_deadline_us(reported_us, known, reading)
        return self._counters[known].calendar.elapsed_us(reported_us, due_us)

    def resolution_deadline(
        self, reported_at: datetime, severity: int | str, reading: Reading | None = None
    ) -> Deadline | None:
        """Until when a problem must have been solved, where the contract promises that; else None."""
        known = self.severity(severity)
        budget = self.terms.get(known, _NO_TERMS).resolution
        if budget is None:
            return None
        ends = self._counters[known].ends_us(self._read(reading), to_us(reported_at, "reported_at"), budget)
        return self._shown(ends)

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
        reported_us, known = to_us(reported_at, "reported_at"), self.severity(severity)
        chosen = dict.fromkeys((*self.readings, *Reading.named()) if readings is None else readings)
        return {reading: self._deadline(reported_us, known, self._read(reading)) for reading in chosen}

    def explain(self, reported_at: datetime, severity: int | str, reading: Reading | None = None) -> Explanation:
        """Why a response is due when it is: the promise, how it is read, and a ledger of the time up to it."""
        from slacal.contract.explanation import explain_response

        return explain_response(self, reported_at, severity, None if reading is None else self._read(reading))

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
        counter = next(iter(self._counters.values()))  # of any severity: weeks are counted alike on all of them
        return counter.weeks_end_us(self._read(reading), since_us, self.closure.weeks)

    def _deadline(self, reported_us: int, severity: int, reading: Reading) -> Deadline:
        return self._shown(self.response_deadline_us(reported_us, severity, reading))

    def _shown(self, ends: tuple[int, int]) -> Deadline:
        return Deadline(from_us(ends[0], self.calendar.tz), from_us(ends[1], self.calendar.tz))

    def _read(self, reading: Reading | None) -> Reading:
        if reading is None:
            return self.readings[0]
        if not isinstance(reading, Reading):
            raise SlacalTypeError("reading", reading, "a Reading, such as Reading.LITERAL")
        return reading


def _hours_per_day(calendar: WorkingCalendar, given: timedelta, where: str) -> timedelta:
    """What a day of budget is worth on a calendar: as given, or as all of its days have it."""
    if given == OF_CALENDAR:
        daily_us = calendar.schedule.hours.daily_us
        if daily_us is None:
            raise ContractError(where, None, f"to be given, as the days differ in {calendar.hours!r}")
        return MICROSECOND * daily_us
    if budget_to_us(given, where) == 0:
        raise ContractError(where, given, "more than zero")
    return given


def _forms(severities: Mapping[int, Budget], terms: Mapping[int, Terms]) -> dict[str, int]:
    """Every way a severity may be written, in normal form; `ContractError` where two severities share one."""
    named = any(term.forms for term in terms.values())
    found: dict[str, int] = {}
    for key in severities:
        forms = [str(int(key)), f"S{int(key)}"]
        if named:
            forms += terms.get(key, _NO_TERMS).forms
        elif key in tuple(Severity):
            forms += Severity(key).forms
        for form in map(severity_key, forms):
            if found.setdefault(form, int(key)) != key:
                raise ContractError(f"terms.{int(key)}", form, f"a name of its own, not that of severity {found[form]}")
    return found


def _restored(parts: _Parts) -> Contract:
    return Contract(**parts)


def shipped() -> Contract:
    """The contract meant where none is given: the one slacal ships with."""
    from slacal.contract.shipped import SMARTSTOCK  # made when first asked for

    return SMARTSTOCK
