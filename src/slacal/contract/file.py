"""The contract file: a contract written in TOML, read whole or refused with everything that is wrong with it.

The tables below are the form of the file; `contract.schema` prints them as JSON Schema. What the form cannot say (that
a zone exists, that hours do not overlap) the values check when they are made, and are refused in the same way.

Invariant: a file that is read without a problem is a contract, and says everything about it.
Law: `read_contract(write_contract(contract)) == contract`.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from slacal.contract.budget import Budget
from slacal.contract.calendar_file import CALENDAR, OWN_CALENDAR, CalendarParts
from slacal.contract.closure import MOST_ATTEMPTS, MOST_WEEKS, ClosureRule, SeverityChange
from slacal.contract.contract import Contract
from slacal.contract.document import read_document
from slacal.contract.fields import (
    NAME,
    Day,
    Field,
    Flag,
    Keyed,
    Number,
    Place,
    Rows,
    Section,
    Table,
    Text,
    is_table,
)
from slacal.contract.parts import (
    CLAUSES,
    MOST_SEVERITY,
    OF_CALENDAR,
    checked_promise,
    checked_readings,
    checked_thresholds,
)
from slacal.contract.problems import ContractFileError, ContractWarning
from slacal.contract.reading import DAYS, WEEKS, Reading
from slacal.contract.reading import Day as DayRule
from slacal.contract.reading import Week as WeekRule
from slacal.contract.terms import Terms, severity_forms
from slacal.errors import ContractError
from slacal.worktime.language import Language

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CONTRACT", "FORMAT", "examine_contract", "read_contract"]

FORMAT = 1
"""The version of the file's form."""

_AMOUNT = r"(?:[0-9]{1,9}[dD])? {0,9}(?:[0-9]{1,9}[hH])? {0,9}(?:[0-9]{1,9}[mM])? {0,9}(?:[0-9]{1,9}[sS])?"
_ISO = r"[pP](?:[0-9]{1,9}[dD])?(?:[tT](?=[0-9])(?:[0-9]{1,9}[hH])?(?:[0-9]{1,9}[mM])?(?:[0-9]{1,9}[sS])?)?"


def _day_rule(text: str) -> DayRule:
    return next(day for day in DAYS if day == text)


def _week_rule(text: str) -> WeekRule:
    return next(week for week in WEEKS if week == text)


_BUDGET = Text("hours or days such as '16h' or '4d', above zero", Budget.parse, rf"^(?=.*[1-9])(?:{_AMOUNT}|{_ISO})$")
_SPAN = Text("hours or days such as '0h' or '1d'", Budget.parse, rf"^(?=.*[0-9])(?:{_AMOUNT}|{_ISO})$")
_MORE_DIGITS = len(str(MOST_SEVERITY)) - 1  # it is all nines
_NUMBER_KEY = Text(f"numbers from 0 to {MOST_SEVERITY}", int, rf"^(?:0|[1-9][0-9]{{0,{_MORE_DIGITS}}})$")
_WORDS_PL = Field("pl", NAME, "in Polish")
_WORDS_EN = Field("en", NAME, "in English")


def _words(section: Section) -> Mapping[Language, str]:
    found: dict[Language, str] = {}
    polish, english = section.get(_WORDS_PL), section.get(_WORDS_EN)
    if polish is not None:
        found["pl"] = polish
    if english is not None:
        found["en"] = english
    return found


_WORDS = Table((_WORDS_PL, _WORDS_EN), _words)

_SEVERITY_NAME = Field("name", NAME, "a short name, as in `--severity`")
_LABEL = Field("label", _WORDS, "what people call it")
_DEFINITION = Field("definition", _WORDS, "which problems are meant")
_CLAUSE = Field("clause", NAME, "where the text says so")
_RESPONSE = Field("response", _BUDGET, "how much time there is to respond", required=True)
_RESOLUTION = Field("resolution", _BUDGET, "how much time there is to solve the problem")
_OWN_CALENDAR = Field("calendar", OWN_CALENDAR, "hours of its own, in the contract's zone")
_SEVERITY_FIELDS = (_SEVERITY_NAME, _LABEL, _DEFINITION, _CLAUSE, _RESPONSE, _RESOLUTION, _OWN_CALENDAR)


class _Severity(NamedTuple):
    """A response budget, and the terms but for the calendar."""

    response: Budget
    terms: Terms
    calendar: CalendarParts | None


def _severity(section: Section) -> _Severity | None:
    response, calendar = section.get(_RESPONSE), section.get(_OWN_CALENDAR)
    if response is not None:
        checked_promise(response, _RESPONSE.name)
    terms = Terms(
        name=section.get(_SEVERITY_NAME),
        label=section.get(_LABEL) or {},
        definition=section.get(_DEFINITION) or {},
        clause=section.get(_CLAUSE),
        resolution=section.get(_RESOLUTION),
    )
    return None if response is None else _Severity(response, terms, calendar)


_WEEKS = Field("weeks", Number(1, MOST_WEEKS), "how long a silent customer is waited for")
_ATTEMPTS = Field("attempts", Number(0, MOST_ATTEMPTS), "how often support then tries to reach them")
_SPACING = Field("spacing", _SPAN, "the least working time between two attempts")
_GRACE = Field("grace", _SPAN, "the working time after the last attempt before closing")
_RESTARTS = Field("asking_restarts", Flag(), "whether asking again begins the wait anew")


def _closure(section: Section) -> ClosureRule:
    weeks, attempts, rule = section.get(_WEEKS), section.get(_ATTEMPTS), ClosureRule()
    return ClosureRule(
        weeks=rule.weeks if weeks is None else int(weeks),
        attempts=rule.attempts if attempts is None else int(attempts),
        spacing=section.get(_SPACING) or rule.spacing,
        grace=section.get(_GRACE) or rule.grace,
        asking_restarts=section.get(_RESTARTS) or False,
    )


_READINGS = tuple(reading.name for reading in Reading.named())
_READING_NAME = Field("name", NAME, "what to call it", required=True)
_DAY: Field[DayRule] = Field(
    "day", Text(f"one of {', '.join(DAYS)}", _day_rule, choices=DAYS), "what a day of budget is", required=True
)
_WEEK: Field[WeekRule] = Field(
    "week", Text(f"one of {', '.join(WEEKS)}", _week_rule, choices=WEEKS), "what a week is", required=True
)


def _reading(section: Section) -> Reading | None:
    name, day, week = section.get(_READING_NAME), section.get(_DAY), section.get(_WEEK)
    return None if name is None or day is None or week is None else Reading(name, day, week)


class _ReadingKind:
    """A reading: the name of one that slacal knows, or a table of one's own."""

    named = Text(f"one of {', '.join(_READINGS)}, or a table", Reading.parse, choices=_READINGS)
    own = Table((_READING_NAME, _DAY, _WEEK), _reading)

    def read(self, value: object, place: Place) -> Reading | None:
        """The reading."""
        return self.own.read(value, place) if is_table(value) else self.named.read(value, place)

    @property
    def schema(self) -> dict[str, object]:
        """Either of the two."""
        return {"anyOf": [self.named.schema, self.own.schema]}


_FORMAT = Field("format", Number(FORMAT, FORMAT), "the version of this form", required=True)
_CONTRACT_NAME = Field("name", NAME, "what the contract is called", required=True)
_VERSION = Field("version", NAME, "which version of it this is")
_VALID_FROM = Field("valid_from", Day(), "the first date whose reports are judged by it")
_READ_AS = Field("readings", Rows(_ReadingKind(), "a list of readings", 1), "how it is read; the first decides")
_CHANGE = Field(
    "severity_change",
    Text(f"one of {', '.join(SeverityChange)}", SeverityChange, choices=tuple(map(str, SeverityChange))),
    "from when the budget of a changed severity counts",
)
_THRESHOLDS = Field("thresholds", Rows(Number(1, 100), "a list of percentages"), "used shares of a budget to warn at")
_CALENDAR = Field("calendar", CALENDAR, "when support is on duty", required=True)
_CLOSURE = Field(
    "closure",
    Table((_WEEKS, _ATTEMPTS, _SPACING, _GRACE, _RESTARTS), _closure),
    "when an unanswered ticket may be closed",
)
_CLAUSE_OF = Field(
    "clauses",
    Keyed(Text(f"one of {', '.join(CLAUSES)}", str, choices=tuple(CLAUSES)), NAME),
    "where the text says what",
)
_SEVERITIES = Field(
    "severities",
    Keyed(_NUMBER_KEY, Table(_SEVERITY_FIELDS, _severity), 1),
    "by number, the lowest the gravest",
    required=True,
)


def _contract(section: Section) -> Contract | None:
    section.get(_FORMAT)
    name, calendar, severities = section.get(_CONTRACT_NAME), section.get(_CALENDAR), section.get(_SEVERITIES)
    readings, closure = section.checked(_READ_AS, checked_readings), section.get(_CLOSURE)
    thresholds = section.checked(_THRESHOLDS, checked_thresholds)
    version, valid_from, change = section.get(_VERSION), section.get(_VALID_FROM), section.get(_CHANGE)
    clauses = section.get(_CLAUSE_OF)
    if severities is not None:
        _check_names(severities)
    if name is None or calendar is None or severities is None or section.place.problems:
        return None
    parts, tz = calendar
    plain = Contract(
        name=name,
        calendar=parts.in_zone(tz),
        severities={key: severity.response for key, severity in severities.items()},
        closure=closure or ClosureRule(),
        severity_change=change or SeverityChange.FROM_REPORT,
        terms={key: _terms(severity, tz) for key, severity in severities.items()},
        version=version or "",
        valid_from=valid_from,
        clauses=clauses or {},
        hours_per_day=parts.hours_per_day or OF_CALENDAR,
    )
    if readings is not None:
        plain = replace(plain, readings=readings)
    return plain if thresholds is None else replace(plain, thresholds=thresholds)


def _check_names(severities: Mapping[int, _Severity]) -> None:
    """Refuse names that two severities share."""
    try:
        severity_forms(severities, {key: severity.terms for key, severity in severities.items()})
    except ContractError as error:
        path = error.field.replace("terms.", f"{_SEVERITIES.name}.")
        raise ContractError(path, error.value, error.expected) from None


def _terms(severity: _Severity, tz: ZoneInfo) -> Terms:
    if severity.calendar is None:
        return severity.terms
    return replace(
        severity.terms, calendar=severity.calendar.in_zone(tz), hours_per_day=severity.calendar.hours_per_day
    )


CONTRACT = Table(
    (
        _FORMAT, _CONTRACT_NAME, _VERSION, _VALID_FROM, _READ_AS, _CHANGE, _THRESHOLDS, _CALENDAR, _CLOSURE, _CLAUSE_OF,
        _SEVERITIES,
    ),
    _contract,
    "A support contract, as slacal reads it",
)  # fmt: skip
"""The form of a contract file."""


def read_contract(source: str | Path) -> Contract:
    """Read a contract from a file, or from TOML text (a `str` with a line break or an `=` in it).

    Raises `ContractFileError` with all that is wrong, and warns (`ContractWarning`) of what was hardly meant.
    """
    name, contract, problems, doubts = _examined(source)
    if contract is None:
        raise ContractFileError(name, problems)
    for doubt in doubts:
        warnings.warn(ContractWarning(doubt), stacklevel=3)
    return contract


def examine_contract(
    source: str | Path,
) -> tuple[Contract | None, tuple[ContractError, ...], tuple[ContractError, ...]]:
    """A contract file looked through: the contract or None, what is wrong with it, and what was hardly meant."""
    try:
        _, contract, problems, doubts = _examined(source)
    except ContractFileError as error:
        return None, error.problems, ()
    return contract, tuple(problems), tuple(doubts)


def _examined(source: str | Path) -> tuple[str, Contract | None, list[ContractError], list[ContractError]]:
    document = read_document(source)
    problems: list[ContractError] = []
    contract = CONTRACT.read(document.data, Place(document, problems))
    doubts: list[ContractError] = []
    if contract is not None:
        _doubt(contract, Place(document, doubts).child(_SEVERITIES.name))
    for found in (problems, doubts):
        found.sort(key=lambda problem: problem.line or 0)
    return document.name, contract, problems, doubts


def _doubt(contract: Contract, place: Place) -> None:
    """Record what can be, but was hardly meant.

    That is a graver problem that may take longer than the next lesser one on the same hours, and one that is to be
    solved before there has to be a response.
    """
    solved = {key: terms.resolution for key, terms in contract.terms.items() if terms.resolution is not None}
    for row, promised in ((_RESPONSE, contract.severities), (_RESOLUTION, solved)):
        for graver, budget in promised.items():
            calendar, day = contract.calendar_of(graver), contract.hours_per_day_of(graver)
            lesser = next((k for k in promised if k > graver and contract.calendar_of(k) == calendar), graver)
            if budget.working_time(day) > promised[lesser].working_time(contract.hours_per_day_of(lesser)):
                expected = f"no more time than for the lesser severity {lesser}, {promised[lesser]}"
                place.child(graver).child(row.name).refuse(str(budget), expected)
    for severity, budget in solved.items():
        response, day = contract.severities[severity], contract.hours_per_day_of(severity)
        if budget.working_time(day) < response.working_time(day):
            expected = f"no less time than to respond, {response}"
            place.child(severity).child(_RESOLUTION.name).refuse(str(budget), expected)
