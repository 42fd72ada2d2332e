"""Readings as values: their names, their choices, and what is refused."""

from __future__ import annotations

import pickle

import pytest

from slacal import ContractError, Reading, SlacalTypeError
from slacal.contract import counting
from slacal.contract.reading import DAYS, WEEKS


def test_the_three_named_readings() -> None:
    assert [(reading.name, reading.day, reading.week) for reading in Reading.named()] == [
        ("literal", "working-time", "same-time"),
        ("working-days", "working-day", "same-day"),
        ("civil-code", "calendar-day", "same-day"),
    ]


def test_every_choice_has_a_rule() -> None:
    """The tables of the counter are total; working time alone needs no rule for its days."""
    assert {"working-time", *counting.DAY_RULES} == set(DAYS)
    assert set(counting.WEEK_RULES) == set(WEEKS)


@pytest.mark.parametrize("reading", Reading.named(), ids=str)
def test_names_read_back(reading: Reading) -> None:
    for name in (reading.name, reading.name.upper(), reading.name.replace("-", "_"), f" {reading.name} "):
        assert Reading.parse(name) is reading


def test_readings_are_values() -> None:
    ours = Reading("ours", day="working-day")
    assert ours == Reading("ours", "working-day", "same-time") != Reading("theirs", "working-day")
    assert pickle.loads(pickle.dumps(ours)) == ours
    assert str(ours) == "ours"


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        (
            ("x", "day"),
            ContractError,
            "reading.day: expected one of working-time, working-day, calendar-day, got 'day'",
        ),
        (("x", "working-day", "w"), ContractError, "reading.week: expected one of same-time, same-day, got 'w'"),
        ((" ",), ContractError, "reading.name: expected a name, got ' '"),
        ((3,), SlacalTypeError, "reading.name: expected a name as text, got 3 (int)"),
    ],
)
def test_what_is_no_reading_is_refused(arguments: tuple[str, ...], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        Reading(*arguments)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert str(raised.value) == text


@pytest.mark.parametrize(
    ("name", "error", "text"),
    [
        ("litteral", ContractError, "civil-code, got 'litteral'; did you mean 'literal'?"),
        ("x", ContractError, "reading: expected one of literal, working-days, civil-code, got 'x'"),
        (None, SlacalTypeError, "reading: expected one of literal, working-days, civil-code, got None (NoneType)"),
    ],
)
def test_unknown_names_are_refused(name: str, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        Reading.parse(name)
    assert str(raised.value).endswith(text)
