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
from datetime import MAXYEAR, MINYEAR, date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from slacal.contract.budget import Budget
from slacal.contract.closure import ClosureRule, SeverityChange
from slacal.contract.contract import OF_CALENDAR, Contract
from slacal.contract.document import read_document
from slacal.contract.fields import ZONE, Day, Field, Flag, Keyed, Number, Place, Rows, Section, Table, Text, is_table
from slacal.contract.problems import ContractFileError, ContractWarning
from slacal.contract.reading import DAYS, WEEKS, Reading
from slacal.contract.reading import Day as DayRule
from slacal.contract.reading import Week as WeekRule
from slacal.contract.terms import Terms
from slacal.errors import CalendarError, ContractError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.holidays import HolidaysLike, PinnedHolidays, read_holidays
from slacal.worktime.hours import OpeningHours, parse_shifts
from slacal.worktime.instants import HOUR_US, MICROSECOND
from slacal.worktime.language import Language
from slacal.worktime.schedule import is_month_and_day

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CONTRACT", "FORMAT", "examine_contract", "read_contract"]

FORMAT = 1
"""The version of the file's form."""

_CLAUSES = ("report", "agreement", "closure", "third_party", "calendar", "response")

# -- values ----------------------------------------------------------------------------------------------------------

_AMOUNT = r"(?:[0-9]{1,9}[dD])? *(?:[0-9]{1,9}[hH])? *(?:[0-9]{1,9}[mM])? *(?:[0-9]{1,9}[sS])?"
_ISO = r"[pP](?:[0-9]{1,9}[dD])?(?:[tT](?=[0-9])(?:[0-9]{1,9}[hH])?(?:[0-9]{1,9}[mM])?(?:[0-9]{1,9}[sS])?)?"


def _hours(text: str) -> str:
    return str(OpeningHours.parse(text))


def _shifts(text: str) -> str:
    parse_shifts(text)
    return text


def _country(text: str) -> str:
    read_holidays(text)
    return text


def _month_and_day(text: str) -> str:
    if not is_month_and_day(text):
        raise CalendarError("yearly", text, "a month and a day such as 12-24")
    return text


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CalendarError("date", text, "a date such as 2026-05-02") from None


def _day_rule(text: str) -> DayRule:
    return next(day for day in DAYS if day == text)


def _week_rule(text: str) -> WeekRule:
    return next(week for week in WEEKS if week == text)


_NAME = Text("text", str)
_BUDGET = Text("a duration such as '16h' or '4d', above zero", Budget.parse, rf"^(?=.*[1-9])(?:{_AMOUNT}|{_ISO})$")
_SPAN = Text("a duration such as '0h' or '1d'", Budget.parse, rf"^(?=.*[0-9])(?:{_AMOUNT}|{_ISO})$")
_SHIFTS = Text("hours such as '09:00-17:00', or 'closed'", _shifts)
_DATE_KEY = Text("dates such as 2026-05-02", _date, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_YEARLY_KEY = Text("months and days such as 12-24", _month_and_day, r"^[0-9]{2}-[0-9]{2}$")
_NUMBER_KEY = Text("numbers from 1 to 999", int, r"^[1-9][0-9]{0,2}$")
_WORDS_PL = Field("pl", _NAME, "in Polish")
_WORDS_EN = Field("en", _NAME, "in English")


def _words(section: Section) -> Mapping[Language, str]:
    found: dict[Language, str] = {}
    polish, english = section.get(_WORDS_PL), section.get(_WORDS_EN)
    if polish is not None:
        found["pl"] = polish
    if english is not None:
        found["en"] = english
    return found


_WORDS = Table((_WORDS_PL, _WORDS_EN), _words)

# -- calendars -------------------------------------------------------------------------------------------------------

_FIRST_YEAR = Field("first_year", Number(1, 9999), "the first year whose holidays are written down", required=True)
_LAST_YEAR = Field("last_year", Number(1, 9999), "the last of these years", required=True)
_DAYS = Field("days", Keyed(_DATE_KEY, _NAME), "every holiday of these years, with its name", required=True)


def _pinned(section: Section) -> PinnedHolidays | None:
    first, last, days = section.get(_FIRST_YEAR), section.get(_LAST_YEAR), section.get(_DAYS)
    if first is None or last is None or days is None:
        return None
    return PinnedHolidays(country=None, first_year=int(first), last_year=int(last), days=tuple(days.items()))


class _Calendar(NamedTuple):
    """A calendar but for its zone."""

    hours: str
    holidays: HolidaysLike
    exceptions: dict[date, str] | None
    yearly: dict[str, str] | None
    hours_per_day: timedelta | None

    def in_zone(self, tz: ZoneInfo) -> WorkingCalendar:
        """The calendar."""
        return WorkingCalendar(self.hours, tz, holidays=self.holidays, exceptions=self.exceptions, yearly=self.yearly)


_HOURS = Field("hours", Text("hours such as 'Mon-Fri 09:00-17:00'", _hours), "a week's opening hours", required=True)
_TZ = Field("tz", ZONE, "whose clock they mean", required=True)
_COUNTRY = Field("country", Text("an ISO country such as 'PL'", _country), "whose public holidays are days off")
_HOURS_PER_DAY = Field(
    "hours_per_day", Number(0, 24, whole=False, above=True), "what a day of budget is; required where days differ"
)
_EXCEPTIONS = Field("exceptions", Keyed(_DATE_KEY, _SHIFTS), "dates with the hours that replace theirs")
_YEARLY = Field("yearly", Keyed(_YEARLY_KEY, _SHIFTS), "the same, for every year")
_HOLIDAYS = Field("holidays", Table((_FIRST_YEAR, _LAST_YEAR, _DAYS), _pinned), "holidays pinned for some years")
_OWN_FIELDS = (_HOURS, _COUNTRY, _HOURS_PER_DAY, _EXCEPTIONS, _YEARLY, _HOLIDAYS)


def _own_calendar(section: Section) -> _Calendar | None:
    hours, country, per_day = section.get(_HOURS), section.get(_COUNTRY), section.get(_HOURS_PER_DAY)
    exceptions, yearly, pinned = section.get(_EXCEPTIONS), section.get(_YEARLY), section.get(_HOLIDAYS)
    if hours is None:
        return None
    holidays: HolidaysLike = country
    if pinned is not None:
        holidays = replace(pinned, country=country)
        if country is None and (pinned.first_year, pinned.last_year) == (MINYEAR, MAXYEAR):
            holidays = dict(pinned.days)  # all years: a plain list, which knows no bound
    day = None if per_day is None else MICROSECOND * round(per_day * HOUR_US)
    parts = _Calendar(hours, holidays, exceptions, yearly, day)
    schedule = parts.in_zone(ZoneInfo("UTC")).schedule
    if day is None and schedule.hours.daily_us is None:
        expected = f"to be given, as the days differ in {hours!r}"
        section.place.child(_HOURS_PER_DAY.name).refuse(None, expected)
        return None
    return parts


def _calendar(section: Section) -> tuple[_Calendar, ZoneInfo] | None:
    tz, parts = section.get(_TZ), _own_calendar(section)
    return None if tz is None or parts is None else (parts, tz)


# -- severities, closure, readings -----------------------------------------------------------------------------------

_SEVERITY_NAME = Field("name", _NAME, "a short name, as in `--severity`")
_LABEL = Field("label", _WORDS, "what people call it")
_DEFINITION = Field("definition", _WORDS, "which problems are meant")
_CLAUSE = Field("clause", _NAME, "where the text says so")
_RESPONSE = Field("response", _BUDGET, "how much time there is to respond", required=True)
_RESOLUTION = Field("resolution", _BUDGET, "how much time there is to solve the problem")
_OWN_CALENDAR = Field("calendar", Table(_OWN_FIELDS, _own_calendar), "hours of its own, in the contract's zone")
_SEVERITY_FIELDS = (_SEVERITY_NAME, _LABEL, _DEFINITION, _CLAUSE, _RESPONSE, _RESOLUTION, _OWN_CALENDAR)


class _Severity(NamedTuple):
    """A response budget, and the terms but for the calendar."""

    response: Budget
    terms: Terms
    calendar: _Calendar | None


def _severity(section: Section) -> _Severity | None:
    response, calendar = section.get(_RESPONSE), section.get(_OWN_CALENDAR)
    terms = Terms(
        name=section.get(_SEVERITY_NAME),
        label=section.get(_LABEL) or {},
        definition=section.get(_DEFINITION) or {},
        clause=section.get(_CLAUSE),
        resolution=section.get(_RESOLUTION),
    )
    return None if response is None else _Severity(response, terms, calendar)


_WEEKS = Field("weeks", Number(1, 5_000), "how long a silent customer is waited for")
_ATTEMPTS = Field("attempts", Number(0, 1_000), "how often support then tries to reach them")
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
_READING_NAME = Field("name", _NAME, "what to call it", required=True)
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


# -- the contract ----------------------------------------------------------------------------------------------------

_FORMAT = Field("format", Number(FORMAT, FORMAT), "the version of this form", required=True)
_CONTRACT_NAME = Field("name", _NAME, "what the contract is called", required=True)
_VERSION = Field("version", _NAME, "which version of it this is")
_VALID_FROM = Field("valid_from", Day(), "the first date whose reports are judged by it")
_READ_AS = Field("readings", Rows(_ReadingKind(), "a list of readings", 1), "how it is read; the first decides")
_CHANGE = Field(
    "severity_change",
    Text(f"one of {', '.join(SeverityChange)}", SeverityChange, choices=tuple(map(str, SeverityChange))),
    "from when the budget of a changed severity counts",
)
_THRESHOLDS = Field("thresholds", Rows(Number(1, 100), "a list of percentages"), "used shares of a budget to warn at")
_CALENDAR = Field(
    "calendar", Table((*_OWN_FIELDS[:1], _TZ, *_OWN_FIELDS[1:]), _calendar), "when support is on duty", required=True
)
_CLOSURE = Field(
    "closure",
    Table((_WEEKS, _ATTEMPTS, _SPACING, _GRACE, _RESTARTS), _closure),
    "when an unanswered ticket may be closed",
)
_CLAUSE_OF = Field(
    "clauses", Keyed(Text(f"one of {', '.join(_CLAUSES)}", str, choices=_CLAUSES), _NAME), "where the text says what"
)
_SEVERITIES = Field(
    "severities", Keyed(_NUMBER_KEY, Table(_SEVERITY_FIELDS, _severity), 1), "by number, 1 the gravest", required=True
)


def _contract(section: Section) -> Contract | None:
    section.get(_FORMAT)
    name, calendar, severities = section.get(_CONTRACT_NAME), section.get(_CALENDAR), section.get(_SEVERITIES)
    readings, closure, thresholds = section.get(_READ_AS), section.get(_CLOSURE), section.get(_THRESHOLDS)
    version, valid_from, change = section.get(_VERSION), section.get(_VALID_FROM), section.get(_CHANGE)
    clauses = section.get(_CLAUSE_OF)
    if name is None or calendar is None or severities is None or section.place.problems:
        return None
    parts, tz = calendar
    ours = parts.in_zone(tz)
    plain = Contract(
        name=name,
        calendar=ours,
        severities={key: severity.response for key, severity in sorted(severities.items())},
        closure=closure or ClosureRule(),
        severity_change=change or SeverityChange.FROM_REPORT,
        terms={key: _terms(severity, tz) for key, severity in sorted(severities.items())},
        version=version or "",
        valid_from=valid_from,
        clauses=clauses or {},
        hours_per_day=parts.hours_per_day or OF_CALENDAR,
    )
    if readings is not None:
        plain = replace(plain, readings=readings)
    return plain if thresholds is None else replace(plain, thresholds=tuple(map(int, thresholds)))


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
        _doubt(contract, Place(document, doubts).child("severities"))
    problems.sort(key=lambda problem: problem.line or 0)
    return document.name, contract, problems, doubts


def _doubt(contract: Contract, place: Place) -> None:
    """Record what can be, but was hardly meant: a graver problem that may wait longer than a lesser one."""
    for graver, lesser in pairwise(contract.severities):
        one, other = contract.budget_us(graver), contract.budget_us(lesser)
        if one > other and contract.calendar_of(graver) == contract.calendar_of(lesser):
            expected = f"no more time than for the lesser severity {lesser}, {contract.budget(lesser)}"
            place.child(graver).child(_RESPONSE.name).refuse(str(contract.budget(graver)), expected)
