"""Contracts: what was promised, on which calendar, and how its words are read.

Invariant: a contract is a frozen value; every severity it knows has a budget above zero.
Law: no working time passes between the `due` and the `last_on_time` of a deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

from slacal.contract.budget import Budget
from slacal.contract.closure import ClosureRule, SeverityChange
from slacal.contract.counting import Counter
from slacal.contract.frozen import reduced
from slacal.contract.parts import (
    CLAUSES,
    OF_CALENDAR,
    by_severity,
    checked_calendar,
    checked_change,
    checked_clauses,
    checked_closure,
    checked_hours_per_day,
    checked_readings,
    checked_severities,
    checked_start,
    checked_text,
    checked_thresholds,
    readings_of,
)
from slacal.contract.reading import Reading
from slacal.contract.severity import severity_key
from slacal.contract.terms import Terms, severity_forms
from slacal.errors import ContractError, SeverityError, SlacalTypeError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.instants import MICROSECOND, from_us, not_microseconds, to_us
from slacal.worktime.kinds import whole
from slacal.worktime.language import checked_language
from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from slacal.contract.explanation import Explanation
    from slacal.worktime.fingerprint import Fingerprint
    from slacal.worktime.language import Language

__all__ = ["Contract", "Deadline", "shipped"]

_AS_WRITTEN = ClosureRule()
_NO_TERMS = Terms()


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
        """Check the parts, alone and against each other, and work out the budgets."""
        calendar, severities = checked_calendar(self.calendar), checked_severities(self.severities)
        terms = by_severity(self.terms, "terms", _whole_terms, "a mapping from severities to Terms")
        checked: dict[str, object] = {
            "name": checked_text(self.name, "name"),
            "severities": MappingProxyType(severities),
            "hours_per_day": checked_hours_per_day(calendar, self.hours_per_day, "hours_per_day"),
            "readings": checked_readings(self.readings),
            "closure": checked_closure(self.closure),
            "severity_change": checked_change(self.severity_change),
            "thresholds": checked_thresholds(self.thresholds),
            "terms": MappingProxyType({k: said for k, said in terms.items() if k in severities and said != _NO_TERMS}),
            "version": checked_text(self.version, "version") if self.version != "" else "",
            "valid_from": checked_start(self.valid_from),
            "clauses": MappingProxyType(checked_clauses(self.clauses)),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        counters = {severity: self._counter(severity) for severity in severities}
        budgets_us = {key: counter.working_us(severities[key]) for key, counter in counters.items()}
        object.__setattr__(self, "_budgets_us", budgets_us)
        object.__setattr__(self, "_counters", counters)
        object.__setattr__(self, "_by_form", severity_forms(self.severities, self.terms))

    def _counter(self, severity: int) -> Counter:
        terms = self.terms.get(severity, _NO_TERMS)
        own = self.calendar if terms.calendar is None else terms.calendar
        if own.tz.key != self.calendar.tz.key:
            raise ContractError(f"terms.{severity}.calendar.tz", own.tz.key, f"the contract's {self.calendar.tz}")
        return Counter(own, self.calendar, (terms.hours_per_day or self.hours_per_day) // MICROSECOND)

    def __hash__(self) -> int:
        return hash((self.name, self.calendar, frozenset(self.severities.items()), self.readings, self.closure))

    def __repr__(self) -> str:
        version = f", version {self.version}" if self.version else ""
        since = f", from {self.valid_from}" if self.valid_from else ""
        promised = ", ".join(f"{int(key)}: {budget}" for key, budget in self.severities.items())
        return f"<Contract {self.name!r}{version}{since}: {promised}; {', '.join(map(str, self.readings))}>"

    def __reduce__(self) -> tuple[object, ...]:
        return reduced(self)

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

    def severity(self, value: SupportsIndex | str) -> int:
        """The severity meant by a number, by "S1" or by one of the names the contract gives it.

        Upper and lower case, spaces, hyphens and underscores make no difference, and labels do in either language. A
        contract without names of its own uses those of `Severity`. Raises `SeverityError`, with the nearest name
        where one is near, and `SlacalTypeError` for what is neither text nor a whole number.

        >>> shipped().severity("S3"), shipped().severity("Component Down"), shipped().severity("usterka")
        (3, 2, 3)
        """
        if isinstance(value, int) and value in self._budgets_us and value is not True and value is not False:
            return int(value)
        meant = value if isinstance(value, str) else whole(value)
        if meant is None:
            raise SlacalTypeError("severity", value, "a number or a name")
        form = severity_key(str(meant))
        if form not in self._by_form:
            names = [self.severity_name(key) for key in self.severities]
            raise SeverityError(value, names, nearest(form, self._by_form))
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

    def clause(self, *rules: str) -> str:
        """Where the text has some of its rules; one that the contract does not place is where the shipped text has it.

        >>> shipped().clause("closure"), shipped().clause("agreement", "closure"), shipped().clause()
        ('3b', '3a, 3b', '')
        """
        return ", ".join(dict.fromkeys(self.clauses.get(rule, CLAUSES[rule]) for rule in rules))

    def reading(self, value: Reading | str | None = None) -> Reading:
        """The reading meant: the deciding one for None, else that of a name, or the reading itself.

        A name is one of the contract's readings or of those slacal names. Raises `ContractError`, with the nearest
        name where one is near.

        >>> shipped().reading(), shipped().reading("Civil Code") is Reading.CIVIL_CODE
        (Reading(name='literal', day='working-time', week='same-time'), True)
        """
        if value is None:
            return self.readings[0]
        return value if isinstance(value, Reading) else Reading.of(value, self.readings)

    def response_deadline(
        self, reported_at: datetime, severity: int | str, reading: Reading | str | None = None
    ) -> Deadline:
        """Until when a problem reported at an instant must have been responded to (clauses 5.1 to 5.5).

        Without a `reading`, the contract's first decides; any other may be given. Raises `SeverityError` for a
        severity the contract does not know, and what the calendar raises for the instant.

        >>> from zoneinfo import ZoneInfo
        >>> reported = datetime(2026, 11, 20, 17, 30, tzinfo=ZoneInfo("Europe/Warsaw"))  # a Friday evening
        >>> [instant.isoformat(" ", "minutes") for instant in shipped().response_deadline(reported, "outage")]
        ['2026-11-24 17:00+01:00', '2026-11-25 09:00+01:00']
        """
        return self._deadline(to_us(reported_at, "reported_at"), self.severity(severity), self.reading(reading))

    def response_deadline_us(
        self, reported_us: int, severity: int, reading: Reading | str | None = None
    ) -> tuple[int, int]:
        """`response_deadline` on and in integer microseconds since the epoch: (due, last on time)."""
        reading, known = self.reading(reading), self.severity(severity)
        counter, budget_us = self._counters[known], self._budgets_us[known]
        try:
            if reading.day == "working-time":  # the short way of what the counter would do
                calendar = counter.calendar
                return calendar.deadline_us(reported_us, budget_us), calendar.last_on_time_us(reported_us, budget_us)
            return counter.ends_us(reading, reported_us, self.severities[known])
        except TypeError as error:
            raise not_microseconds(error, reported_us=reported_us) from None

    def response_budget_us(self, reported_us: int, severity: int, reading: Reading | str | None = None) -> int:
        """The working time from a report until its response is due, in microseconds.

        Where days are working time that is the budget itself; else it depends on the report.
        Law: `elapsed + remaining == budget`, whatever the reading.
        """
        reading, known = self.reading(reading), self.severity(severity)
        if reading.day == "working-time" or not self.severities[known].days:
            return self._budgets_us[known]
        due_us, _ = self.response_deadline_us(reported_us, known, reading)
        return self._counters[known].calendar.elapsed_us(reported_us, due_us)

    def resolution_deadline(
        self, reported_at: datetime, severity: int | str, reading: Reading | str | None = None
    ) -> Deadline | None:
        """Until when a problem must have been solved, where the contract promises that; else None.

        Raises what `response_deadline` does.
        """
        known, reported_us, reading = self.severity(severity), to_us(reported_at, "reported_at"), self.reading(reading)
        budget = self.terms.get(known, _NO_TERMS).resolution
        if budget is None:
            return None
        ends = self._counters[known].ends_us(reading, reported_us, budget)
        return self._shown(ends)

    def compare(
        self, reported_at: datetime, severity: int | str, readings: Iterable[Reading | str] | None = None
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
        chosen = (*self.readings, *Reading.named()) if readings is None else readings_of(readings, self.readings)
        return {reading: self._deadline(reported_us, known, reading) for reading in dict.fromkeys(chosen)}

    def explain(self, reported_at: datetime, severity: int | str, reading: Reading | str | None = None) -> Explanation:
        """Why a response is due when it is: the promise, how it is read, and a ledger of the time up to it.

        Raises what `response_deadline` does.
        """
        from slacal.contract.explanation import explain_response

        return explain_response(self, reported_at, severity, self.reading(reading))

    def waiting_ends(self, since: datetime, reading: Reading | str | None = None) -> datetime:
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

    def waiting_ends_us(self, since_us: int, reading: Reading | str | None = None) -> int:
        """`waiting_ends` on and in integer microseconds since the epoch."""
        counter = next(iter(self._counters.values()))  # of any severity: weeks are counted alike on all of them
        try:
            return counter.weeks_end_us(self.reading(reading), since_us, self.closure.weeks)
        except TypeError as error:
            raise not_microseconds(error, since_us=since_us) from None

    def _deadline(self, reported_us: int, severity: int, reading: Reading) -> Deadline:
        return self._shown(self.response_deadline_us(reported_us, severity, reading))

    def _shown(self, ends: tuple[int, int]) -> Deadline:
        return Deadline(from_us(ends[0], self.calendar.tz), from_us(ends[1], self.calendar.tz))


def _whole_terms(value: object, field: str) -> Terms:
    """Terms that say what a day is worth where they have hours of their own."""
    if not isinstance(value, Terms):
        raise SlacalTypeError(field, value, "Terms, such as Terms(name='outage')")
    if value.calendar is None:
        return value
    given = OF_CALENDAR if value.hours_per_day is None else value.hours_per_day
    day = checked_hours_per_day(value.calendar, given, f"{field}.hours_per_day")
    return replace(value, hours_per_day=day)


def shipped() -> Contract:
    """The contract meant where none is given: the one slacal ships with."""
    from slacal.contract.shipped import SMARTSTOCK  # made when first asked for

    return SMARTSTOCK
