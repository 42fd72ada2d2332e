"""Contracts: the shipped one whole, contracts of another shape, and those that cannot be."""

from __future__ import annotations

import dataclasses
import pickle
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import (
    SMARTSTOCK,
    Budget,
    Contract,
    ContractError,
    Deadline,
    NaiveDatetimeError,
    NegativeBudgetError,
    Reading,
    Severity,
    SeverityError,
    SlacalTypeError,
    Terms,
    WorkingCalendar,
)
from slacal.contract.contract import shipped
from slacal.worktime.instants import from_us, to_us

WARSAW = ZoneInfo("Europe/Warsaw")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def contract(**changes: object) -> Contract:
    parts: dict[str, object] = {
        "name": "ours",
        "calendar": WorkingCalendar.poland(),
        "severities": {1: Budget.parse("4h"), 2: Budget.parse("2d")},
        **changes,
    }
    return Contract(**parts)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_the_shipped_contract() -> None:
    assert SMARTSTOCK is shipped()
    assert SMARTSTOCK.name == "Smartstock standard support"
    assert SMARTSTOCK.calendar is WorkingCalendar.poland()
    assert SMARTSTOCK.hours_per_day == timedelta(hours=8)
    assert SMARTSTOCK.readings == (Reading.LITERAL, Reading.WORKING_DAYS)
    assert str(Reading.LITERAL) == "literal"
    assert [str(SMARTSTOCK.budget(severity)) for severity in Severity] == ["16h", "24h", "4d", "7d", "14d"]


@pytest.mark.parametrize(
    ("reported", "severity", "due", "last_on_time"),
    [
        # Friday 20 November 2026, noon: no holidays ahead until 24 December
        ("2026-11-20 12:00", 1, "2026-11-24 12:00", "2026-11-24 12:00"),
        ("2026-11-20 12:00", 2, "2026-11-25 12:00", "2026-11-25 12:00"),
        ("2026-11-20 12:00", 3, "2026-11-26 12:00", "2026-11-26 12:00"),
        ("2026-11-20 12:00", 4, "2026-12-01 12:00", "2026-12-01 12:00"),
        ("2026-11-20 12:00", 5, "2026-12-10 12:00", "2026-12-10 12:00"),
        # at closing time and after it: the clock starts with the next opening and ends at a closing
        ("2026-11-20 17:00", 1, "2026-11-24 17:00", "2026-11-25 09:00"),
        ("2026-11-21 03:00", 1, "2026-11-24 17:00", "2026-11-25 09:00"),
        ("2026-11-23 09:00", 1, "2026-11-24 17:00", "2026-11-25 09:00"),
        # across Christmas 2025 (24 to 26 December off), New Year and Epiphany
        ("2025-12-23 15:00", 1, "2025-12-30 15:00", "2025-12-30 15:00"),
        ("2025-12-23 15:00", 5, "2026-01-19 15:00", "2026-01-19 15:00"),
        # 24 December 2024 was still a working day
        ("2024-12-23 15:00", 1, "2024-12-27 15:00", "2024-12-27 15:00"),
        # 12 November 2018 was off, once
        ("2018-11-09 15:00", 1, "2018-11-14 15:00", "2018-11-14 15:00"),
    ],
)
def test_response_deadlines(reported: str, severity: int, due: str, last_on_time: str) -> None:
    expected = Deadline(at(due), at(last_on_time))
    assert SMARTSTOCK.response_deadline(at(reported), severity) == expected
    assert SMARTSTOCK.response_deadline(at(reported), Severity(severity).label("pl"), Reading.LITERAL) == expected


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(WARSAW)), st.sampled_from(list(Severity))
)
def test_no_working_time_passes_between_due_and_last_on_time(reported: datetime, severity: Severity) -> None:
    """The budget is used up at `due`, not a microsecond before, and no more is used at `last_on_time`."""
    due, last_on_time = SMARTSTOCK.response_deadline(reported, severity)
    calendar = SMARTSTOCK.calendar
    budget = SMARTSTOCK.budget(severity).working_time(8)
    assert calendar.elapsed(reported, due) == budget == calendar.elapsed(reported, last_on_time)
    tick = timedelta(microseconds=1)
    assert calendar.elapsed(reported, from_us(to_us(due) - 1, WARSAW)) == budget - tick
    assert calendar.elapsed(reported, from_us(to_us(last_on_time) + 1, WARSAW)) == budget + tick


def test_a_contract_of_another_shape() -> None:
    night = WorkingCalendar("Mon-Sun 20:00-08:00", "America/New_York", holidays=[date(2026, 1, 1)])
    other = contract(calendar=night, hours_per_day=timedelta(hours=12))
    assert other.budget(2) == Budget.parse("2d") == other.budget("2")
    assert other.budget_us(2) == 24 * 3_600_000_000
    due, last_on_time = other.response_deadline(datetime(2026, 1, 1, 12, tzinfo=ZoneInfo("America/New_York")), 1)
    assert (due.isoformat(), last_on_time.isoformat()) == ("2026-01-03T00:00:00-05:00",) * 2


def test_equal_contracts_are_equal_and_travel() -> None:
    ours, twin = contract(), contract(severities={2: Budget.parse("P2D"), 1: Budget.parse("PT4H")})
    assert ours == twin
    assert hash(ours) == hash(twin)
    assert ours != contract(name="theirs")
    assert ours != SMARTSTOCK
    assert pickle.loads(pickle.dumps(SMARTSTOCK)) == SMARTSTOCK
    assert dataclasses.replace(SMARTSTOCK, name="x").budget(1) == SMARTSTOCK.budget(1)


def test_a_contract_cannot_be_changed_from_outside() -> None:
    severities = {1: Budget.parse("4h")}
    ours = contract(severities=severities)
    severities[1] = Budget.parse("1h")
    assert ours.budget(1) == Budget.parse("4h")
    with pytest.raises(TypeError):
        ours.severities[1] = Budget.parse("1h")  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


@pytest.mark.parametrize(
    ("changes", "error", "text"),
    [
        ({"readings": ()}, ContractError, "readings: expected at least one reading, got ()"),
        ({"severities": {}}, ContractError, "severities: expected at least one severity with its budget, got {}"),
        (
            {"severities": {1: Budget()}},
            ContractError,
            "severities.1: expected hours or days of more than zero, got '0h'",
        ),
        (
            {"severities": {3: Budget(weeks=2)}},
            ContractError,
            "severities.3: expected hours or days of more than zero, got '2w'",
        ),
        (
            {"hours_per_day": timedelta(0)},
            ContractError,
            "hours_per_day: expected more than zero, got datetime.timedelta(0)",
        ),
        (
            {"hours_per_day": timedelta(hours=-8)},
            NegativeBudgetError,
            "hours_per_day: expected working time of zero or more",
        ),
        ({"hours_per_day": 8}, SlacalTypeError, "hours_per_day: expected working time as a timedelta"),
    ],
)
def test_contracts_that_cannot_be_are_refused(changes: dict[str, object], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        contract(**changes)
    assert str(raised.value).startswith(text)


@pytest.mark.parametrize("severity", [3, "S3", Severity.DEGRADED])
def test_a_severity_the_contract_does_not_know_is_refused(severity: int | str) -> None:
    with pytest.raises(SeverityError) as raised:
        contract().budget(severity)
    assert str(raised.value) == f"severity: expected one of 1, 2, got {severity!r}"


class _Number:
    """A whole number of another kind, as NumPy has them."""

    def __index__(self) -> int:
        return 2


def test_every_way_to_write_a_severity() -> None:
    """Numbers, texts of them, `S1`, names and labels in both languages; the contract's own instead of slacal's."""
    for severity in Severity:
        forms: tuple[int | str, ...] = (
            severity,
            int(severity),
            f" {int(severity)}",
            f"s{int(severity)}",
            severity.name,
            *severity.forms,
        )
        assert {SMARTSTOCK.severity(form) for form in forms} == {int(severity)}
        assert {type(SMARTSTOCK.severity(form)) for form in forms} == {int}
    assert contract().severity(_Number()) == contract().severity("OUTAGE ") + 1 == 2
    named = contract(terms={2: Terms(name="low_tide", label={"pl": "Odpływ", "en": "Ebb"})})
    assert [named.severity(form) for form in ("Low Tide", "low-tide", "ODPŁYW", "ebb", "S1")] == [2, 2, 2, 2, 1]
    with pytest.raises(SeverityError) as raised:
        named.severity("outage")
    assert str(raised.value) == "severity: expected one of 1, low_tide, got 'outage'"
    with pytest.raises(SeverityError, match="got 'odplyw'; did you mean 'odpływ'"):
        named.severity("odplyw")


@pytest.mark.parametrize("severity", [True, 1.0, None])
def test_a_severity_of_another_kind_is_refused(severity: object) -> None:
    with pytest.raises(SlacalTypeError, match="^severity: expected a number or a name"):
        contract().budget(severity)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_other_arguments_are_checked_too() -> None:
    with pytest.raises(NaiveDatetimeError, match="^reported_at: 2026-11-20 12:00:00 has no time zone"):
        SMARTSTOCK.response_deadline(datetime(2026, 11, 20, 12), 1)
    with pytest.raises(SlacalTypeError, match=r"^reading: expected a Reading, such as Reading.LITERAL, got 'literal' "):
        SMARTSTOCK.response_deadline(at("2026-11-20 12:00"), 1, "literal")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_day_is_what_the_days_of_the_calendar_have() -> None:
    """Where they are all equal; else it has to be said."""
    assert contract(calendar=WorkingCalendar("Mon-Thu 08:00-12:00,13:00-16:30")).hours_per_day == timedelta(hours=7.5)
    assert contract(calendar=WorkingCalendar("24/7")).hours_per_day == timedelta(hours=24)
    assert contract(hours_per_day=timedelta(hours=8)) == contract()
    uneven = WorkingCalendar("Mon-Thu 08:00-16:00; Fri 08:00-14:00")
    assert contract(calendar=uneven, hours_per_day=timedelta(hours=8)).budget_us(2) == 16 * 3_600_000_000
    planned = WorkingCalendar("", exceptions={date(2026, 5, 2): "10:00-14:00"})
    for calendar, hours in ((uneven, "Mon-Thu 08:00-16:00; Fri 08:00-14:00"), (planned, "")):
        with pytest.raises(ContractError) as raised:
            contract(calendar=calendar)
        assert str(raised.value) == f"hours_per_day: expected to be given, as the days differ in {hours!r}, got None"
