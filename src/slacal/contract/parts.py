"""The parts of a contract, each checked on its own and brought into normal form; how they fit is the contract's matter.

Invariant: what comes back is of the kind its name says, sorted where it has an order.
Law: whatever is given, nothing but a `SlacalError` that names the part is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

from slacal.contract.budget import Budget
from slacal.contract.closure import ClosureRule, SeverityChange
from slacal.contract.reading import Reading
from slacal.errors import ContractError, SlacalTypeError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.instants import MICROSECOND, budget_to_us, checked_date
from slacal.worktime.kinds import is_iterable, is_mapping

__all__ = [
    "CLAUSES",
    "MOST_SEVERITY",
    "OF_CALENDAR",
    "by_severity",
    "checked_calendar",
    "checked_change",
    "checked_clauses",
    "checked_closure",
    "checked_hours_per_day",
    "checked_promise",
    "checked_readings",
    "checked_severities",
    "checked_start",
    "checked_text",
    "checked_thresholds",
    "checked_words",
    "readings_of",
]

CLAUSES = MappingProxyType(
    {"report": "2", "agreement": "3a", "closure": "3b", "third_party": "4", "calendar": "5", "response": "5"}
)
"""What a contract may name the clause of, and where the shipped one has it."""

MOST_SEVERITY = 999
"""The number of the least grave problem there can be."""

OF_CALENDAR = timedelta.min
"""Said of `hours_per_day`: what the calendar's days have, if all have the same."""

_CENTURY = timedelta(days=36_525)
_T = TypeVar("_T")


def checked_text(value: object, field: str) -> str:
    """Text with something in it."""
    if not isinstance(value, str):
        raise SlacalTypeError(field, value, "text")
    if not value.strip():
        raise ContractError(field, value, "text that says something")
    return value


def checked_words(value: object, field: str, known: Iterable[_T], expected: str) -> dict[_T, str]:
    """Text by some `known` keys, in their order."""
    if not is_mapping(value):
        raise SlacalTypeError(field, value, expected)
    keys = list(known)
    for key in value:
        if key not in keys:
            raise ContractError(field, key, f"one of {', '.join(map(str, keys))}")
    return {key: checked_text(value[key], f"{field}.{key}") for key in keys if key in value}


def checked_clauses(value: object) -> dict[str, str]:
    """Clauses by what they are about."""
    return checked_words(value, "clauses", CLAUSES, "a mapping such as {'closure': '3b'}")


def checked_calendar(value: object, field: str = "calendar") -> WorkingCalendar:
    """A calendar."""
    if not isinstance(value, WorkingCalendar):
        raise SlacalTypeError(field, value, "a WorkingCalendar, such as WorkingCalendar.poland()")
    return value


def checked_promise(value: object, field: str) -> Budget:
    """A budget of hours and days above zero."""
    if not isinstance(value, Budget):
        raise SlacalTypeError(field, value, "a Budget, such as Budget.parse('4h')")
    if value.weeks or value.is_zero:
        raise ContractError(field, str(value), "hours or days of more than zero")
    if value.days > _CENTURY.days or value.time > _CENTURY:
        raise ContractError(field, str(value), f"at most {_CENTURY.days} days, a century")
    return value


def checked_severities(value: object) -> dict[int, Budget]:
    """Budgets by severities, the gravest first."""
    expected = "a mapping from severities to budgets, such as {1: Budget.parse('4h')}"
    budgets = by_severity(value, "severities", checked_promise, expected)
    if not budgets:
        raise ContractError("severities", budgets, "at least one severity with its budget")
    return budgets


def by_severity(value: object, field: str, check: Callable[[object, str], _T], expected: str) -> dict[int, _T]:
    """Checked values by severities, in the order of their numbers."""
    if not is_mapping(value):
        raise SlacalTypeError(field, value, expected)
    severities: dict[int, _T] = {}
    for key, row in value.items():
        if not isinstance(key, int) or isinstance(key, bool) or not 0 <= key <= MOST_SEVERITY:
            raise ContractError(field, key, f"whole numbers from 0 to {MOST_SEVERITY} as severities")
        severities[int(key)] = check(row, f"{field}.{int(key)}")
    return dict(sorted(severities.items()))


def checked_hours_per_day(calendar: WorkingCalendar, given: timedelta, field: str) -> timedelta:
    """What a day of budget is worth on a calendar: as given, or as all of its days have it."""
    if given == OF_CALENDAR:
        daily_us = calendar.schedule.hours.daily_us
        if daily_us is None:
            raise ContractError(field, None, f"to be given, as the days differ in {calendar.hours!r}")
        return MICROSECOND * daily_us
    if budget_to_us(given, field) == 0 or given > timedelta(hours=24):
        raise ContractError(field, str(given), "more than zero and at most 24 hours")
    return given


def checked_readings(value: object) -> tuple[Reading, ...]:
    """At least one reading; no two of a name, and none with a name by which slacal means another."""
    readings = readings_of(value)
    if not readings:
        raise ContractError("readings", value, "at least one reading")
    meant = {reading.name: reading for reading in Reading.named()}
    for number, reading in enumerate(readings):
        if reading in readings[:number] or meant.setdefault(reading.name, reading) != reading:
            raise ContractError(f"readings.{number}", reading.name, "a name that no other reading has")
    return readings


def readings_of(value: object, known: Iterable[Reading] = ()) -> tuple[Reading, ...]:
    """Readings, or names of `known` ones and of those slacal names, as readings."""
    if isinstance(value, str) or not is_iterable(value):
        raise SlacalTypeError("readings", value, "a list of readings, such as [Reading.LITERAL]")
    return tuple(Reading.of(row, known) for row in value)


def checked_closure(value: object) -> ClosureRule:
    """A closure rule."""
    if not isinstance(value, ClosureRule):
        raise SlacalTypeError("closure", value, "a ClosureRule")
    return value


def checked_change(value: object) -> SeverityChange:
    """From when a changed severity's budget counts, also by its name."""
    found = next((change for change in SeverityChange if change == value), None)
    if found is None:
        raise ContractError("severity_change", value, f"one of {', '.join(SeverityChange)}")
    return found


def checked_thresholds(value: object) -> tuple[int, ...]:
    """Rising percentages."""
    rows = tuple(value) if is_iterable(value) else (None,)
    percents = tuple(row for row in rows if type(row) is int)
    if len(percents) < len(rows) or any(one >= other for one, other in pairwise((0, *percents, 101))):
        raise ContractError("thresholds", value, "rising whole percentages from 1 to 100")
    return percents


def checked_start(value: date | None) -> date | None:
    """The first date of a contract, or None."""
    return None if value is None else checked_date(value, "valid_from")
