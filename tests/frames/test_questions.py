"""Questions: the scalar answers, row by row, in frames of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import slacal
from slacal import (
    SMARTSTOCK,
    Budget,
    Contract,
    HorizonError,
    HorizonRowsError,
    InputError,
    NegativeBudgetError,
    Reading,
    SlacalTypeError,
    Terms,
    WorkingCalendar,
)
from slacal import frames as sf
from slacal.frames.arrow import pa
from tests.frames.made import (
    AWARE,
    DAY,
    NOW,
    ODD,
    REPORTED,
    SEVERITIES,
    at,
    made,
    names,
    stamps,
    told,
)

OURS = Reading("ours", day="working-day", week="same-time")
BUDGETS = (timedelta(hours=16), timedelta(0), timedelta(days=4), None, timedelta(microseconds=1))


@pytest.mark.parametrize("reading", [*Reading.named(), OURS], ids=str)
@pytest.mark.parametrize("contract", [SMARTSTOCK, ODD], ids=lambda contract: contract.name)
def test_deadlines(kind: str, reading: Reading, contract: Contract) -> None:
    """Law: `due` and `last_on_time` are those of the contract, under every reading, also one of the user's."""
    numbers = [
        None if one is None or reported is None else list(contract.severities)[one % 3]
        for one, reported in zip(SEVERITIES, REPORTED, strict=True)
    ]
    frame = made(
        kind,
        {
            "k": list("abcde"),
            "reported_at": stamps(*REPORTED),
            "severity": pa.array(numbers, pa.int64()),
            "z": range(5),
        },
    )
    result = sf.response_deadlines(frame, contract=contract, reading=reading)
    assert type(result) is type(frame)
    assert names(result) == ["k", "reported_at", "severity", "z", "due", "last_on_time"]
    expected = [
        (None, None) if reported is None or number is None else contract.response_deadline(reported, number, reading)
        for reported, number in zip(REPORTED, numbers, strict=True)
    ]
    assert [*zip(told(result, "due"), told(result, "last_on_time"), strict=True)] == expected
    for name in ("k", "reported_at", "severity", "z"):
        assert repr(told(result, name)) == repr(told(frame, name))
    for value in told(result, "due"):
        assert value is None or str(value.tzinfo) == "Europe/Warsaw"


def test_verdicts_are_those_of_check(kind: str) -> None:
    """Law: verdict, due, last moment, elapsed time and budget of every row are what `check` says of it."""
    reported = [at("2026-11-20 12:00")] * 5 + [
        at("2026-11-30 16:00"),
        at("2026-12-01 12:30"),
        at("2026-12-24 12:00"),
        None,
    ]
    responded = [
        at("2026-11-24 12:00"),
        at("2026-11-24 12:01"),
        at("2026-11-20 12:00"),
        None,
        at("2026-12-24 12:00"),
        None,
        None,
        None,
        None,
    ]
    closed = [None, None, None, at("2026-11-23 12:00"), None, None, None, None, None]
    severity = [1, 1, 1, 1, 3, 1, 5, 1, 1]
    frame = made(
        kind,
        {
            "reported_at": stamps(*reported),
            "responded_at": stamps(*responded),
            "closed_at": stamps(*closed),
            "severity": severity,
        },
    )
    for reading in Reading.named():
        contract = Contract(
            name="read", calendar=SMARTSTOCK.calendar, severities=SMARTSTOCK.severities, readings=(reading,)
        )
        result = sf.response_verdicts(frame, now=NOW, closed="closed_at", contract=contract)
        rows = [
            {"ticket": str(row), "severity": one, "reported_at": since, "responded_at": until, "closed_at": end}
            for row, (since, until, end, one) in enumerate(zip(reported, responded, closed, severity, strict=True))
            if since is not None
        ]
        judged = slacal.check(rows, contract=contract, now=NOW).tickets
        assert told(result, "verdict") == [*(str(one.verdict) for one in judged), None]
        for name in ("due", "last_on_time", "elapsed", "budget"):
            assert told(result, name) == [*(getattr(one, name) for one in judged), None], name
        remaining = [
            None if one is None else one - used
            for one, used in zip(told(result, "budget"), told(result, "elapsed"), strict=True)
            if one
        ]
        assert [one for one in told(result, "remaining") if one is not None] == remaining


@pytest.mark.parametrize("reading", [*Reading.named(), OURS], ids=str)
@pytest.mark.parametrize("one_for_all", [False, True])
def test_verdicts_on_hours_of_their_own(reading: Reading, one_for_all: bool) -> None:
    """Law: a severity is judged on its own hours; closed without a response after the last moment on time is late."""
    contract = replace(ODD, readings=(reading,))
    rows = [
        {
            "ticket": f"{severity} {day} {end}",
            "severity": severity,
            "reported_at": at(f"2026-11-{day} 12:00"),
            "closed_at": end,
        }
        for severity in ODD.severities
        for day in (20, 28)
        for end in (None, at("2026-11-30 10:00"), at("2026-11-30 18:00"))
    ]
    judged = slacal.check(rows, contract=contract, now=NOW).tickets
    assert {str(one.verdict) for one in judged} == {"breached", "running", "unknown"}
    table = pa.Table.from_pylist(rows).append_column("responded_at", pa.nulls(len(rows)))
    ask = partial(sf.response_verdicts, contract=contract, closed="closed_at", now=NOW)
    if one_for_all:
        parts = [ask(table.slice(6 * place, 6), severity=one) for place, one in enumerate(ODD.severities)]
        result = pa.concat_tables(parts)
    else:
        result = ask(table)
    for name in ("verdict", "due", "last_on_time", "elapsed", "budget"):
        assert result.column(name).to_pylist() == [getattr(one, name) for one in judged], name


def test_what_has_no_deadline_has_no_budget() -> None:
    """Law: all answers of a row outside of the known years are missing, under every reading."""
    table = pa.table({"at": stamps(at("2100-12-31 10:00"), at("2150-01-01 12:00"), NOW)})
    for reading in Reading.named():
        result = sf.response_verdicts(
            table, reported="at", responded="at", severity=3, reading=reading, now=NOW, on_error="null"
        )
        for name in ("verdict", "due", "last_on_time", "elapsed", "budget", "remaining"):
            assert [one is None for one in result.column(name).to_pylist()] == [True, True, False], name


def test_stamps_before_the_report_tell_nothing() -> None:
    """Rows that `check` rejects are unknown, with nothing elapsed; what else is known of them is told."""
    earlier, later = at("2026-11-20 11:00"), at("2026-11-20 13:00")
    columns: dict[str, list[datetime | None]] = {
        "reported_at": [REPORTED[0]] * 4,
        "responded_at": [earlier, None, later, later],
        "closed_at": [None, earlier, earlier, REPORTED[0]],
    }
    rows = [
        {"ticket": str(row), "severity": 1} | {name: values[row] for name, values in columns.items()}
        for row in range(4)
    ]
    assert not slacal.check(rows, now=NOW).tickets
    frame = pa.table({name: stamps(*values) for name, values in columns.items()})
    result = sf.response_verdicts(frame, now=NOW, closed="closed_at", severity=1)
    assert result.column("verdict").to_pylist() == ["unknown"] * 4
    assert result.column("elapsed").null_count == result.column("remaining").null_count == 4
    assert result.column("due").null_count == result.column("budget").null_count == 0


def test_verdicts_without_closings() -> None:
    frame = pl.DataFrame({"reported_at": [REPORTED[0]], "responded_at": pl.Series([None], dtype=pl.Null)})
    result = sf.response_verdicts(frame, now=NOW, severity=1)
    assert result["verdict"].to_list() == ["breached"]
    with pytest.raises(HorizonError):
        sf.response_verdicts(frame, now=datetime(2150, 1, 1, tzinfo=UTC), severity=1)


def test_deadlines_of_budgets(kind: str) -> None:
    """Law: `due` and `last_on_time` are the calendar's, for a budget for each row or one for all."""
    calendar = WorkingCalendar("Mon-Fri 08:00-12:00,13:00-17:00")
    frame = made(kind, {"at": stamps(*REPORTED), "promised": pa.array(BUDGETS, pa.duration("us"))})
    for chosen in (None, calendar):
        used = chosen or SMARTSTOCK.calendar
        for budget, budgets in (("promised", BUDGETS), (timedelta(hours=9), [timedelta(hours=9)] * 5)):
            result = sf.deadlines(frame, start="at", budget=budget, calendar=chosen)
            expected = [
                (None, None) if None in (start, one) else (used.deadline(start, one), used.last_on_time(start, one))  # type: ignore[arg-type]
                for start, one in zip(REPORTED, budgets, strict=True)
            ]
            assert [*zip(told(result, "due"), told(result, "last_on_time"), strict=True)] == expected


def test_budgets_are_checked() -> None:
    table = pa.table(
        {"at": stamps(REPORTED[0], REPORTED[0]), "b": pa.array([1, -1]).cast(pa.duration("s")), "n": [1, 2]}
    )
    with pytest.raises(NegativeBudgetError, match=r"^b, row 1: expected working time of zero or more, got datetime"):
        sf.deadlines(table, start="at", budget="b")
    with pytest.raises(SlacalTypeError, match=r"^n: expected a column of durations, as pd.to_timedelta or pl.duration"):
        sf.deadlines(table, start="at", budget="n")
    with pytest.raises(NegativeBudgetError, match=r"^budget: "):
        sf.deadlines(table, start="at", budget=timedelta(seconds=-1))
    with pytest.raises(SlacalTypeError, match=r"^budget: expected"):
        sf.deadlines(table, start="at", budget=16)  # type: ignore[arg-type]


def test_elapsed(kind: str) -> None:
    """Law: elapsed working time is the calendar's, backwards too; either end may be one instant for all rows."""
    calendar = WorkingCalendar("24/7", holidays=None)
    ends = (*REPORTED[1:], REPORTED[0])
    frame = made(kind, {"a": stamps(*REPORTED), "b": stamps(*ends)})
    for chosen in (None, calendar):
        result = sf.elapsed(frame, start="a", end="b", name="used", calendar=chosen)
        used = chosen or SMARTSTOCK.calendar
        expected = [None if None in (a, b) else used.elapsed(a, b) for a, b in zip(REPORTED, ends, strict=True)]  # type: ignore[arg-type]
        assert told(result, "used") == expected
    until = [None if one is None else SMARTSTOCK.calendar.elapsed(one, NOW) for one in REPORTED]
    assert told(sf.elapsed(frame, start="a", end=NOW), "elapsed") == until
    back = [None if one is None else -one for one in until]
    assert told(sf.elapsed(frame, start=NOW, end="a"), "elapsed") == back


def test_is_working(kind: str) -> None:
    frame = made(kind, {"at": stamps(*REPORTED)})
    expected = [None if one is None else SMARTSTOCK.calendar.is_working(one) for one in REPORTED]
    assert told(sf.is_working(frame, at="at"), "is_working") == expected


def test_shifted_days(kind: str) -> None:
    """Dates stay dates, and the timestamps in which pandas keeps them stay such; missing ones stay missing."""
    days = [date(2026, 11, 10), None, date(2026, 12, 24)]
    frame = made(kind, {"day": pa.array(days, pa.date32()), "n": pa.array([1, 1, None], pa.int64())})
    calendar = SMARTSTOCK.calendar
    for n in (3, 0, -3):
        expected = [None if day is None else calendar.shift_working_days(day, n) for day in days]
        assert told(sf.shift_working_days(frame, day="day", n=n), "shifted") == expected
    assert told(sf.shift_working_days(frame, day="day", n="n", name="next"), "next") == [date(2026, 11, 12), None, None]


@pytest.mark.parametrize("n", [2**70, -(2**70), 2**63 - 1, -(2**63)])
def test_more_days_than_any_calendar_has(n: int) -> None:
    table = pa.table({"day": pa.array([None, DAY])})
    with pytest.raises(HorizonRowsError, match=r"^row 1: the answer for day 2026-11-20 is not within the years"):
        sf.shift_working_days(table, day="day", n=n)
    assert told(sf.shift_working_days(table, day="day", n=n, on_error="null"), "shifted") == [None, None]
    assert told(sf.shift_working_days(table.slice(0, 0), day="day", n=n), "shifted") == []


def test_rows_outside_of_what_is_known() -> None:
    """The error names the first row and the count; with `on_error` they are missing instead."""
    table = pa.table({"at": stamps(REPORTED[0], None, at("2150-01-01 12:00"), at("1900-01-01 12:00"))})
    for reading in Reading.named():
        with pytest.raises(
            HorizonRowsError, match=r"^row 2: the answer for at 2150-01-01T12:00:00\+01:00 is not within"
        ) as caught:
            sf.response_deadlines(table, reported="at", severity=3, reading=reading)
        assert (caught.value.row, caught.value.count) == (2, 2)
        result = sf.response_deadlines(table, reported="at", severity=3, reading=reading, on_error="null")
        assert [one is None for one in result.column("due").to_pylist()] == [False, True, True, True]
    asks: list[Callable[..., Any]] = [
        partial(sf.elapsed, table, start="at", end=NOW),
        partial(sf.is_working, table, at="at"),
        partial(sf.response_verdicts, table, reported="at", responded="at", severity=1, now=NOW),
    ]
    for ask in asks:
        with pytest.raises(HorizonRowsError, match=r"2 rows are not"):
            ask()
        assert ask(on_error="null").column("at").null_count == 1
    days = pa.table({"day": pa.array([date(2026, 1, 1), date(2150, 1, 1)])})
    with pytest.raises(HorizonRowsError, match=r"^row 1: the answer for day 2150-01-01 is not"):
        sf.shift_working_days(days, day="day", n=1)


def test_the_value_is_named_that_is_not_known() -> None:
    """Of two columns that which is at fault; where each is known but not the answer, the first."""
    table = pa.table({"a": stamps(AWARE, AWARE), "b": stamps(AWARE, at("2150-01-01 12:00"))})
    for start, end in (("a", "b"), ("b", "a")):
        with pytest.raises(
            HorizonRowsError, match=r"^row 1: the answer for b 2150-01-01T12:00:00\+01:00 is not within"
        ):
            sf.elapsed(table, start=start, end=end)
    both = pa.table({"a": stamps(at("1900-01-01 12:00")), "b": stamps(at("2150-01-01 12:00"))})
    with pytest.raises(HorizonRowsError, match=r"^row 0: the answer for a 1900-01-01T12:00:00\+01:24 is not within"):
        sf.elapsed(both, start="a", end="b")


def test_an_instant_for_all_rows_is_refused_at_once() -> None:
    """Where the calendar does not know it no row would have an answer; the error names the argument."""
    table = pa.table({"at": stamps(AWARE)})
    far = at("2150-01-01 12:00")
    asks: dict[str, Callable[..., Any]] = {
        "end": partial(sf.elapsed, start="at"),
        "start": partial(sf.elapsed, end="at"),
        "now": partial(sf.response_verdicts, reported="at", responded="at", severity=1),
    }
    for argument, ask in asks.items():
        for on_error in ("raise", "null"):
            match = rf"^{argument} 2150-01-01T12:00:00\+01:00 is not within the years 1925 to 2100: the holidays"
            with pytest.raises(HorizonError, match=match) as caught:
                ask(table, on_error=on_error, **{argument: far})
            assert not isinstance(caught.value, HorizonRowsError)


def test_years_are_those_of_the_severity_that_has_no_answer() -> None:
    """A severity with hours of its own is known for the years of its own holidays."""
    table = pa.table({"reported_at": stamps(at("2150-01-01 12:00"), at("2150-01-01 12:00")), "severity": [1, 2]})
    own = Terms(calendar=WorkingCalendar("24/7"), hours_per_day=timedelta(hours=24))
    budgets = {1: Budget.parse("4h"), 2: Budget.parse("4h")}
    contract = Contract(name="wide", calendar=WorkingCalendar(holidays=None), severities=budgets, terms={2: own})
    with pytest.raises(HorizonRowsError, match=r"^row 1: the answer for reported_at .* the years 1925 to 2100: "):
        sf.response_deadlines(table, contract=contract)
    with pytest.raises(HorizonRowsError, match=r"^row 0: the answer for reported_at .* the years 1925 to 2100: "):
        sf.response_deadlines(table, contract=contract, severity=2)


@pytest.mark.parametrize("name", [3, None, pd.NA, pl.col("at")], ids=lambda name: type(name).__name__)
def test_names_of_columns_are_text(name: Any) -> None:
    """The error names the argument."""
    asks: dict[str, Callable[..., Any]] = {
        "reported": sf.response_deadlines_batch,
        "responded": partial(sf.response_verdicts_batch, now=NOW),
        "closed": partial(sf.response_verdicts_batch, now=NOW),
        "start": partial(sf.deadlines_batch, budget="b"),
        "at": sf.is_working_batch,
        "day": partial(sf.shift_working_days_batch, n=1),
    }
    for argument, ask in asks.items():
        if name is not None or argument != "closed":
            with pytest.raises(
                SlacalTypeError, match=f"^{argument}: expected the name of a column, which is text, got "
            ):
                ask(**{argument: name})


@pytest.mark.parametrize("label", [1, 1.0, True, np.int64(1)], ids=lambda label: type(label).__name__)
def test_a_severity_that_may_be_a_column_is_refused(label: Any) -> None:
    """Where a label of pandas that is no text equals it; a name of text is that of a column, or of none."""
    frame = pd.DataFrame({"reported_at": [NOW], label: [4]})
    match = r"^severity: expected a column or a severity for all rows, and 1 may be either; there are reported_at, "
    with pytest.raises(InputError, match=match):
        sf.response_deadlines(frame, severity=1)
    if str(label) == "1":
        with pytest.raises(
            InputError, match=r"and '1' may be either; there are reported_at, .* \(int.*; names of columns are text"
        ):
            sf.response_deadlines(frame, severity="1")
        with pytest.raises(
            InputError, match=r"^7: expected a column of this name, or one of .* \(int.*; names of columns are text"
        ):
            sf.response_deadlines(frame, severity="7")
    named = frame.rename(columns=str)
    of_all = sf.response_deadlines(frame, severity="outage")
    assert told(of_all, "due") == told(sf.response_deadlines(named, severity=1), "due")
    assert told(of_all, "due") != told(sf.response_deadlines(named, severity=str(label)), "due")


def test_labels_that_are_no_text_are_shown_as_such() -> None:
    frame = pd.DataFrame({0: [NOW], "x": [4]})
    match = r"^0: expected a column of this name; there are 0 \(int\), x; names of columns are text, as frame\.rename\("
    with pytest.raises(InputError, match=match):
        sf.response_deadlines(frame, reported="0", severity=1)
    assert told(sf.response_deadlines(frame.rename(columns=str), reported="0", severity=1), "due")
