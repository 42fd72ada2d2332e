"""Writing a contract as a file that `read_contract` reads back, and pinning its holidays in it.

Invariant: a written file is complete: it depends on no defaults of readings, closure or thresholds.
Laws: `read_contract(write_contract(contract)) == contract`; a pinned contract answers as the unpinned one did, for the
years it is pinned for, and refuses all others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from slacal.contract.budget import Budget
from slacal.contract.file import FORMAT
from slacal.contract.reading import Reading
from slacal.errors import ContractError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.holidays import ListedHolidays, PinnedHolidays
from slacal.worktime.hours import write_shifts
from slacal.worktime.instants import MICROSECOND, checked_years, from_us

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from slacal.contract.closure import ClosureRule
    from slacal.contract.contract import Contract
    from slacal.contract.terms import Terms

__all__ = ["pinned", "write_contract"]

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_contract(contract: Contract) -> str:
    """The contract as TOML.

    Raises `ContractError` for a budget that cannot be written: one of fractions of a second.
    """
    lines = [f"format = {FORMAT}", f"name = {_text(contract.name)}"]
    if contract.version:
        lines.append(f"version = {_text(contract.version)}")
    if contract.valid_from is not None:
        lines.append(f"valid_from = {contract.valid_from.isoformat()}")
    lines += [
        f"readings = [{', '.join(map(_reading, contract.readings))}]",
        f"severity_change = {_text(contract.severity_change.value)}",
        f"thresholds = [{', '.join(map(str, contract.thresholds))}]",
        *_calendar("calendar", contract.calendar, contract.hours_per_day, tz=True),
        *_closure(contract.closure),
        *_table("clauses", {key: _text(value) for key, value in contract.clauses.items()}),
    ]
    for severity, budget in contract.severities.items():
        lines += _severity(f"severities.{severity}", budget, contract.terms.get(severity))
    return "\n".join(lines) + "\n"


def pinned(contract: Contract, first_year: int, last_year: int) -> Contract:
    """The contract with its holidays written down for some whole years: no later law or release changes them.

    Raises `HorizonError` where they are not known for all of these years. Calendars without holidays stay as they are.
    """
    checked_years(first_year, last_year)
    terms = {
        severity: said
        if said.calendar is None
        else replace(said, calendar=_pinned(said.calendar, first_year, last_year))
        for severity, said in contract.terms.items()
    }
    return replace(contract, calendar=_pinned(contract.calendar, first_year, last_year), terms=terms)


def _pinned(calendar: WorkingCalendar, first_year: int, last_year: int) -> WorkingCalendar:
    source = calendar.schedule.holidays
    if source.busy_years is None:
        return calendar
    days = [row for year in range(first_year, last_year + 1) for row in calendar.holidays(year).items()]
    holidays = PinnedHolidays(country=source.country, first_year=first_year, last_year=last_year, days=tuple(days))
    return calendar.with_holidays(holidays)


def _reading(reading: Reading) -> str:
    if reading in Reading.named():
        return _text(reading.name)
    return f"{{ name = {_text(reading.name)}, day = {_text(reading.day)}, week = {_text(reading.week)} }}"


def _budget(budget: Budget, path: str) -> str:
    if Budget.parse(str(budget)) != budget:
        raise ContractError(path, repr(budget), "whole seconds")
    return _text(str(budget))


def _closure(rule: ClosureRule) -> list[str]:
    return _table(
        "closure",
        {
            "weeks": str(rule.weeks),
            "attempts": str(rule.attempts),
            "spacing": _budget(rule.spacing, "closure.spacing"),
            "grace": _budget(rule.grace, "closure.grace"),
            "asking_restarts": "true" if rule.asking_restarts else "false",
        },
    )


def _severity(path: str, response: Budget, terms: Terms | None) -> Iterator[str]:
    rows: dict[str, str] = {}
    if terms is not None:
        for key, value in (("name", terms.name), ("clause", terms.clause)):
            if value is not None:
                rows[key] = _text(value)
    rows["response"] = _budget(response, f"{path}.response")
    if terms is not None:
        if terms.resolution is not None:
            rows["resolution"] = _budget(terms.resolution, f"{path}.resolution")
        for key, words in (("label", terms.label), ("definition", terms.definition)):
            if words:
                rows[key] = f"{{ {', '.join(f'{language} = {_text(text)}' for language, text in words.items())} }}"
    yield from _table(path, rows)
    if terms is not None and terms.calendar is not None:
        yield from _calendar(f"{path}.calendar", terms.calendar, terms.hours_per_day, tz=False)


def _calendar(path: str, calendar: WorkingCalendar, per_day: timedelta | None, *, tz: bool) -> Iterator[str]:
    schedule = calendar.schedule
    rows = {"hours": _text(calendar.hours)}
    if tz:
        rows["tz"] = _text(calendar.tz.key)
    source = schedule.holidays
    if source.country is not None:
        rows["country"] = _text(source.country)
    if per_day is not None and per_day // MICROSECOND != schedule.hours.daily_us:
        rows["hours_per_day"] = repr(per_day / timedelta(hours=1))
    yield from _table(path, rows)
    shifts = {day.isoformat(): _text(write_shifts(spans)) for day, spans in schedule.exceptions}
    yield from _table(f"{path}.exceptions", shifts)
    yield from _table(f"{path}.yearly", {day: _text(write_shifts(spans)) for day, spans in schedule.yearly})
    if isinstance(source, PinnedHolidays) or (isinstance(source, ListedHolidays) and source.days):
        bounds = {"first_year": str(source.first_year), "last_year": str(source.last_year)}
        yield from _table(f"{path}.holidays", bounds)
        yield from _table(f"{path}.holidays.days", _days(source.days), needed=True)
    for span in schedule.breaks:
        start, end = (_instant(us, calendar.tz) for us in span)
        yield from ("", f"[[{path}.breaks]]", f"start = {start}", f"end = {end}")


def _instant(us: int, tz: ZoneInfo) -> str:
    """An instant on the calendar's clock, or in UTC where the offset has seconds, which TOML cannot say."""
    at = from_us(us, tz)
    whole = not (at.utcoffset() or timedelta(0)) % timedelta(minutes=1)
    return (at if whole else at.astimezone(UTC)).isoformat()


def _days(days: Iterable[tuple[date, str]]) -> dict[str, str]:
    return {day.isoformat(): _text(name) for day, name in days}


def _table(path: str, rows: Mapping[str, str], *, needed: bool = False) -> list[str]:
    if not rows and not needed:
        return []
    return ["", f"[{path}]", *(f"{key} = {value}" for key, value in rows.items())]


def _text(text: str) -> str:
    """Text as TOML writes it; what would move a cursor by its number."""
    return f'"{"".join(map(_char, text))}"'


def _char(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
