"""The closure rule and the other options of a contract: defaults, refusals, and the end of a wait."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.tz import resolve_imaginary
from hypothesis import given
from hypothesis import strategies as st

from slacal import (
    SMARTSTOCK,
    Budget,
    ClosureRule,
    Contract,
    ContractError,
    HorizonError,
    SeverityChange,
    SlacalTypeError,
    WorkingCalendar,
)
from slacal.worktime.instants import to_us

WARSAW = ZoneInfo("Europe/Warsaw")
ZONES = ("Europe/Warsaw", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca", "UTC", "Pacific/Apia")


def contract(zone: str = "Europe/Warsaw", /, **options: object) -> Contract:
    calendar = WorkingCalendar(tz=zone, holidays=None)
    return Contract(name="c", calendar=calendar, severities=SMARTSTOCK.severities, **options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_the_text_is_the_default() -> None:
    """Clause 3b: two weeks, two attempts; what the text does not mention is zero, or off."""
    assert SMARTSTOCK.closure == ClosureRule(
        weeks=2, attempts=2, spacing=Budget(), grace=Budget(), asking_restarts=False
    )
    assert SMARTSTOCK.severity_change is SeverityChange.FROM_REPORT
    assert SMARTSTOCK.thresholds == (50, 75, 90)


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"weeks": 0}, ContractError, "closure.weeks: expected from 1 to 5000, got 0"),
        ({"weeks": 5001}, ContractError, "closure.weeks: expected from 1 to 5000, got 5001"),
        ({"weeks": 2.0}, SlacalTypeError, "closure.weeks: expected a whole number, got 2.0 (float)"),
        ({"attempts": -1}, ContractError, "closure.attempts: expected from 0 to 1000, got -1"),
        ({"attempts": True}, SlacalTypeError, "closure.attempts: expected a whole number, got True (bool)"),
        (
            {"spacing": timedelta(1)},
            SlacalTypeError,
            "closure.spacing: expected a Budget, such as Budget.parse('1d'), got datetime.timedelta(days=1)",
        ),
        (
            {"grace": Budget(weeks=1)},
            ContractError,
            "closure.grace: expected hours or days of working time, got '1w'",
        ),
        ({"asking_restarts": 1}, SlacalTypeError, "closure.asking_restarts: expected True or False, got 1 (int)"),
    ],
)
def test_what_is_no_rule(options: dict[str, object], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        ClosureRule(**options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert str(raised.value).removesuffix(" (timedelta)") == text


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"closure": 2}, SlacalTypeError, "closure: expected a ClosureRule, got 2 (int)"),
        (
            {"severity_change": "later"},
            ContractError,
            "severity_change: expected one of from_report, from_change, got 'later'",
        ),
        ({"thresholds": (0,)}, ContractError, "thresholds: expected rising whole percentages from 1 to 100, got (0,)"),
        ({"thresholds": (50, 50)}, ContractError, "thresholds: expected rising"),
        ({"thresholds": (50, 101)}, ContractError, "thresholds: expected rising"),
        ({"thresholds": (50.0,)}, ContractError, "thresholds: expected rising"),
    ],
)
def test_what_is_no_contract(options: dict[str, object], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        contract(**options)
    assert str(raised.value).startswith(text)


def test_options_are_part_of_the_value() -> None:
    plain = contract()
    others = [
        contract(closure=ClosureRule(weeks=3)),
        contract(severity_change="from_change"),
        contract(thresholds=()),
    ]
    for other in others:
        assert other != plain
        again: Contract = pickle.loads(pickle.dumps(other))
        assert again == other
        assert hash(again) == hash(other)
    assert others[1].severity_change is SeverityChange.FROM_CHANGE


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)),
    st.sampled_from(ZONES),
    st.integers(1, 60),
    st.sampled_from((0, 1)),
)
def test_weeks_are_counted_on_the_wall_clock(wall: datetime, zone: str, weeks: int, fold: int) -> None:
    """The same local time so many weeks later, as dateutil resolves it; in microseconds the same instant."""
    rule = contract(zone, closure=ClosureRule(weeks=weeks))
    since = resolve_imaginary(wall.replace(tzinfo=ZoneInfo(zone), fold=fold))
    shown = since.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    ends = rule.waiting_ends(since)
    expected = resolve_imaginary((shown + relativedelta(weeks=weeks)).replace(tzinfo=ZoneInfo(zone), fold=0))
    assert to_us(ends) == to_us(expected)
    assert rule.waiting_ends_us(to_us(since)) == to_us(ends)


def test_after_the_last_date_there_is_no_end() -> None:
    with pytest.raises(HorizonError) as raised:
        contract("UTC").waiting_ends(datetime(9999, 12, 20, tzinfo=UTC))
    assert str(raised.value) == (
        "the end of 2 weeks from 9999-12-20T00:00:00+00:00 is not within the years 1 to 9999: "
        "there are no dates after them"
    )
