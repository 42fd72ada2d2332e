"""Budgets: what can be written, what it is worth, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import Budget, BudgetError, NegativeBudgetError, SlacalTypeError

EXPECTED = "budget: expected a duration such as '16h', '4d', '2w' or 'PT16H', got "


@pytest.mark.parametrize(
    ("text", "budget", "written"),
    [
        ("16h", Budget(time=timedelta(hours=16)), "16h"),
        ("4d", Budget(days=4), "4d"),
        ("2w", Budget(weeks=2), "2w"),
        ("PT16H", Budget(time=timedelta(hours=16)), "16h"),
        ("P4D", Budget(days=4), "4d"),
        ("P2W", Budget(weeks=2), "2w"),
        ("P1DT4H30M", Budget(days=1, time=timedelta(hours=4, minutes=30)), "1d 4h 30m"),
        ("1d 4h 30m", Budget(days=1, time=timedelta(hours=4, minutes=30)), "1d 4h 30m"),
        ("1d4h30m15s", Budget(days=1, time=timedelta(hours=4, minutes=30, seconds=15)), "1d 4h 30m 15s"),
        (" 90M ", Budget(time=timedelta(minutes=90)), "1h 30m"),
        ("0h", Budget(), "0h"),
    ],
)
def test_parse(text: str, budget: Budget, written: str) -> None:
    assert Budget.parse(text) == budget
    assert str(budget) == written


@pytest.mark.parametrize(
    "text", ["", " ", "4", "4 dni", "P", "PT", "P1DT", "P1M", "P1Y", "-4h", "1.5h", "4h 1d", "4d4d", "h", "４d"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(BudgetError) as raised:
        Budget.parse(text)
    assert str(raised.value) == f"{EXPECTED}{text!r}"
    assert (raised.value.field, raised.value.value) == ("budget", text)


def test_numbers_past_counting_are_refused() -> None:
    with pytest.raises(BudgetError, match="expected numbers of at most 9 digits"):
        Budget.parse("1234567890h")
    assert Budget.parse("999999999h").working_time(8) == timedelta(hours=999_999_999)


def test_what_is_of_another_kind_is_refused() -> None:
    with pytest.raises(SlacalTypeError, match=r"^budget: expected a duration such as .*, got 16 \(int\)$"):
        Budget.parse(16)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match="^budget.days: expected a whole number, got 1.5"):
        Budget(days=1.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(BudgetError, match="^budget.weeks: expected zero or more, got -1$"):
        Budget(weeks=-1)
    with pytest.raises(NegativeBudgetError, match="^budget.time: expected working time of zero or more"):
        Budget(time=timedelta(hours=-1))


@pytest.mark.parametrize(
    ("text", "hours_per_day", "hours"),
    [
        ("16h", 8, 16),
        ("4d", 8, 32),
        ("1d 4h", 7.5, 11.5),
        ("4d", timedelta(hours=10), 40),
        ("4d", 0, 0),
        ("2d", 24, 48),
    ],
)
def test_working_time(text: str, hours_per_day: float | timedelta, hours: float) -> None:
    assert Budget.parse(text).working_time(hours_per_day) == timedelta(hours=hours)


def test_weeks_are_no_working_time() -> None:
    with pytest.raises(BudgetError) as raised:
        Budget.parse("2w").working_time(8)
    assert str(raised.value) == "budget: expected hours and days (a week is calendar time), got '2w'"


@pytest.mark.parametrize("hours_per_day", [-1, 25, float("nan")])
def test_a_day_has_up_to_24_hours(hours_per_day: float) -> None:
    with pytest.raises(BudgetError, match="^hours_per_day: expected from 0 to 24 hours, got "):
        Budget.parse("4d").working_time(hours_per_day)


@pytest.mark.parametrize("hours_per_day", ["8", None, True, 8 + 2j])
def test_hours_of_another_kind_are_refused(hours_per_day: object) -> None:
    with pytest.raises(SlacalTypeError, match="^hours_per_day: expected hours as a number, or a timedelta, got "):
        Budget.parse("4d").working_time(hours_per_day)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_more_than_a_timedelta_holds_is_refused() -> None:
    with pytest.raises(BudgetError, match="^budget: expected no more working time than 999999999 days, "):
        Budget(days=10**30).working_time(8)


numbers = st.integers(0, 999_999)


@given(numbers, numbers, numbers, st.integers(0, 59), st.integers(0, 59))
def test_what_is_written_reads_back(weeks: int, days: int, hours: int, minutes: int, seconds: int) -> None:
    """`Budget.parse(str(budget)) == budget`, and zero is exactly what has no part."""
    budget = Budget(weeks=weeks, days=days, time=timedelta(hours=hours, minutes=minutes, seconds=seconds))
    assert Budget.parse(str(budget)) == budget
    assert budget.is_zero == (weeks == days == hours == minutes == seconds == 0)
