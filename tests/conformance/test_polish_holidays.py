"""Polish public holidays of 1950 to 2100 beside the statutes, as `tests/statute.py` reads them."""

from __future__ import annotations

from datetime import date

import pytest

from slacal import HorizonError, WorkingCalendar
from tests.oracle import ONE_DAY
from tests.statute import days_off

YEARS = range(1950, 2101)

NAMES = (
    ("1950-02-02", "Oczyszczenie Najświętszej Marii Panny"),
    ("1950-05-09", "Narodowe Święto Zwycięstwa i Wolności"),
    ("1951-05-09", None),
    ("1960-01-06", "Święto Trzech Króli"),
    ("1961-01-06", None),
    ("1988-11-11", None),
    ("1989-05-03", None),
    ("1989-07-22", "Narodowe Święto Odrodzenia Polski"),
    ("1989-11-11", "Narodowe Święto Niepodległości"),
    ("1990-05-03", "Święto Narodowe Trzeciego Maja"),
    ("1990-07-22", None),
    ("2010-01-06", None),
    ("2011-01-06", "Święto Trzech Króli"),
    ("2017-11-12", None),
    ("2018-11-12", "Narodowe Święto Niepodległości - 100-lecie"),
    ("2019-11-12", None),
    ("2024-03-31", "Niedziela Wielkanocna"),
    ("2024-04-01", "Poniedziałek Wielkanocny"),
    ("2024-05-19", "Zielone Świątki"),
    ("2024-05-30", "Dzień Bożego Ciała"),
    ("2024-12-24", None),
    ("2025-12-24", "Wigilia Bożego Narodzenia"),
    ("2026-01-01", "Nowy Rok"),
    ("2026-11-21", None),  # a Saturday is not a holiday
    ("2100-05-01", "Święto Państwowe"),
)

# Weekdays of the year minus holidays that fall on them, counted on a wall calendar.
WORKING_DAYS = ((2018, 251), (2024, 252), (2025, 251))


@pytest.mark.parametrize("year", YEARS)
def test_the_holidays_of_a_year_are_the_statutes(year: int) -> None:
    """holidays(year) has the days off of that year's law, in order, and no others."""
    assert list(WorkingCalendar.poland().holidays(year)) == sorted(days_off(year))


@pytest.mark.parametrize("year", YEARS)
def test_every_day_is_judged_by_the_statute(year: int) -> None:
    """A working day is a Monday to Friday that is no holiday; a day has a name if and only if it is one."""
    calendar = WorkingCalendar.poland()
    off = days_off(year)
    day = date(year, 1, 1)
    while day.year == year:
        assert calendar.is_working_day(day) == (day.weekday() < 5 and day not in off), day
        assert (calendar.holiday_name(day) is not None) == (day in off), day
        day += ONE_DAY


@pytest.mark.parametrize(("day", "name"), NAMES)
def test_holidays_are_named_in_polish(day: str, name: str | None) -> None:
    """holiday_name(day) is the Polish name, or None."""
    assert WorkingCalendar.poland().holiday_name(date.fromisoformat(day)) == name


@pytest.mark.parametrize(("year", "days"), WORKING_DAYS)
def test_working_days_of_a_year(year: int, days: int) -> None:
    """working_days from New Year's Eve to New Year's Eve is what a wall calendar shows."""
    assert WorkingCalendar.poland().working_days(date(year - 1, 12, 31), date(year, 12, 31)) == days


def test_beyond_the_known_holidays_is_an_error() -> None:
    """After 2100 nothing is guessed, and the error names the bound."""
    with pytest.raises(HorizonError, match="2100"):
        WorkingCalendar.poland().holidays(2101)
    with pytest.raises(HorizonError, match="2100"):
        WorkingCalendar.poland().is_working_day(date(2101, 1, 3))
