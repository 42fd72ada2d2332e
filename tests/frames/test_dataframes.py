"""Frames of every kind: the scalar answers, in a frame that is as it was."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import slacal
from slacal import (
    SMARTSTOCK,
    Budget,
    Contract,
    HorizonError,
    HorizonRowsError,
    InputError,
    LocalTimeError,
    NegativeBudgetError,
    Reading,
    SeverityError,
    SeverityRowError,
    SlacalTypeError,
    Terms,
    WorkingCalendar,
)
from slacal import frames as sf
from slacal.frames.arrow import pa

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
AWARE, NAIVE, DAY = datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 20, 12), date(2026, 11, 20)
POLARS: Any = pl
KINDS = ("pandas", "pandas-arrow", "polars", "lazy", "arrow", "chunked")
OURS = Reading("ours", day="working-day", week="same-time")
ODD = Contract(
    name="two calendars",
    calendar=WorkingCalendar(),
    severities={1: Budget.parse("4h"), 2: Budget.parse("2d 3h"), 7: Budget.parse("5d")},
    terms={1: Terms(name="red", calendar=WorkingCalendar("24/7", holidays=None), hours_per_day=timedelta(hours=24))},
    hours_per_day=timedelta(hours=8),
)


def made(kind: str, columns: dict[str, Any]) -> Any:
    """A frame of Arrow columns."""
    table = pa.table(columns)
    if kind == "pandas":
        frame = table.to_pandas()
        return frame.set_axis([f"row {number}" for number in range(len(frame))])
    if kind == "pandas-arrow":
        frame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame.set_axis(range(10, 10 + len(frame)))
    if kind == "polars":
        return POLARS.from_arrow(table)
    if kind == "lazy":
        return POLARS.from_arrow(table).lazy()
    if kind == "chunked" and len(table):
        return pa.concat_tables([table.slice(0, 1), table.slice(1, 0), table.slice(1)])
    return table


def told(frame: Any, name: str) -> list[Any]:
    """A column as plain values."""
    table: Any = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    kind = type(table).__module__.partition(".")[0]
    if kind == "pandas":
        column = pa.Array.from_pandas(table[name])
    else:
        column = (table.to_arrow() if kind == "polars" else table).column(name)
    values: list[Any] = column.to_pylist()
    return values


def names(frame: Any) -> list[str]:
    if isinstance(frame, pl.LazyFrame):
        return frame.collect_schema().names()
    return list(frame.column_names if isinstance(frame, pa.Table) else frame.columns)


def stamps(*values: datetime | None, unit: str = "us", tz: str | None = "Europe/Warsaw") -> Any:
    return pa.array(values, pa.timestamp(unit, tz))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


REPORTED = (
    at("2026-11-20 12:00"),
    None,
    at("2026-11-21 10:00"),
    at("2026-03-29 01:59:59.123456"),
    at("2025-12-24 16:59"),
)
SEVERITIES = (1, 2, None, 5, 3)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


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


def test_pandas_keeps_index_and_types() -> None:
    for kind, dtype in (
        ("pandas", "datetime64[us, Europe/Warsaw]"),
        ("pandas-arrow", "timestamp[us, tz=Europe/Warsaw][pyarrow]"),
    ):
        frame = made(kind, {"reported_at": stamps(*REPORTED)})
        before = frame.copy()
        result = sf.response_deadlines(frame, severity="outage")
        assert list(result.index) == list(frame.index)
        assert str(result["due"].dtype) == dtype == str(result["reported_at"].dtype)
        pd.testing.assert_frame_equal(frame, before)


def test_a_lazy_frame_stays_lazy_and_streams(tmp_path: Any) -> None:
    """What a lazy frame says of its columns is what it has, and a filter on the answers finds them."""
    frame = made("polars", {"reported_at": stamps(*REPORTED), "severity": pa.array(SEVERITIES, pa.int8())})
    frame.write_parquet(tmp_path / "rows.parquet")
    lazy = sf.response_deadlines(pl.scan_parquet(tmp_path / "rows.parquet"))
    eager = sf.response_deadlines(frame)
    assert dict(lazy.collect_schema()) == dict(eager.schema)
    assert lazy.collect(engine="streaming").equals(eager)
    late = pl.col("due") > at("2026-06-01")
    assert lazy.filter(late).select("due").collect().equals(eager.filter(late).select("due"))
    lazy.sink_parquet(tmp_path / "answers.parquet")
    assert pl.read_parquet(tmp_path / "answers.parquet").equals(eager)


@pytest.mark.parametrize("tz", ["UTC", "Europe/Warsaw", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        (kind, unit)
        for kind in ("polars", "pandas", "arrow")
        for unit in ("s", "ms", "us", "ns")
        if (kind, unit) != ("polars", "s")
    ],
)
def test_units_and_zones(kind: str, unit: str, tz: str) -> None:
    """Answers have the zone of the column, and its unit where that is a microsecond or finer."""
    frame = made(kind, {"reported_at": stamps(at("2026-11-20 12:00"), None, unit=unit, tz=tz)})
    result = sf.response_deadlines(frame, severity=1)
    table = result.to_arrow() if kind == "polars" else pa.Table.from_pandas(result) if kind == "pandas" else result
    assert table.schema.field("due").type == pa.timestamp("ns" if unit == "ns" else "us", tz)
    assert told(result, "due")[0] == at("2026-11-24 12:00")
    assert pd.isna(told(result, "due")[1])


def test_digits_below_a_microsecond_are_dropped_towards_the_past() -> None:
    for nanos in (999, -1, -1000, -1001):
        stamp = pd.Timestamp("2026-11-20 12:00", tz="Europe/Warsaw").as_unit("ns") + pd.Timedelta(nanos, "ns")
        frame = pd.DataFrame({"at": pd.Series([stamp])})
        result = sf.response_deadlines(frame, reported="at", severity=1)
        expected = SMARTSTOCK.response_deadline(stamp, 1)
        assert (result["due"][0], result["last_on_time"][0]) == tuple(map(pd.Timestamp, expected))


def test_nanoseconds_do_not_reach_every_instant() -> None:
    """The last row that nanoseconds hold is read; where its answer is beyond them, that is said, or it is missing."""
    calendar = WorkingCalendar(holidays=None)
    contract = Contract(name="long", calendar=calendar, severities={1: Budget.parse("1d"), 2: Budget.parse("8000d")})
    most = np.iinfo(np.int64).max
    reported = pa.array(np.array([0, most, most], np.int64)).cast(pa.timestamp("ns", "UTC"))
    batch = pa.RecordBatch.from_pydict({"reported_at": reported, "severity": [2, 1, 2]})
    with pytest.raises(
        HorizonRowsError, match=r"^row 1: due 2262-04-14T\S+ is not within the years 1678 to 2261: nano"
    ) as caught:
        sf.response_deadlines_batch(contract)(batch)
    assert (caught.value.row, caught.value.count) == (1, 2)
    due = sf.response_deadlines_batch(contract, on_error="null")(batch).column("due")
    assert due.type == pa.timestamp("ns", "UTC")
    assert due.to_pylist()[1:] == [None, None]
    assert due[0].as_py() == pd.Timestamp(contract.response_deadline(datetime(1970, 1, 1, tzinfo=UTC), 2).due)
    day_ns = 86_400_000_000_000
    day = pa.array(np.array([most // day_ns * day_ns, 0], np.int64)).cast(pa.timestamp("ns"))
    ask: Any = partial(sf.shift_working_days, pa.table({"day": day}), day="day", calendar=calendar)
    with pytest.raises(HorizonRowsError, match=r"^row 0: shifted 2262-04-14T"):
        ask(n=1)
    assert ask(n=1, on_error="null").column("shifted").to_pylist() == [None, pd.Timestamp("1970-01-02")]


def test_coarse_stamps_do_not_overflow() -> None:
    seconds = pa.array(np.array([2**62, -(2**62), 0], np.int64)).cast(pa.timestamp("s", "UTC"))
    result = sf.response_deadlines(pa.table({"reported_at": seconds}), severity=1, on_error="null")
    assert result.column("due").to_pylist()[:2] == [None, None]
    assert result.column("due").to_pylist()[2] is not None
    midnights = np.array([2**62, -(2**62), 0], np.int64) // 86_400 * 86_400
    days = pa.table({"day": pa.array(midnights).cast(pa.timestamp("s"))})
    shifted = sf.shift_working_days(days, day="day", n=1, on_error="null").column("shifted")
    assert shifted.type == pa.timestamp("s")
    assert shifted.to_pylist() == [None, None, datetime(1970, 1, 2)]


def test_wall_times_need_a_zone(kind: str) -> None:
    """A column without a zone is refused; with `tz` its answers are in that zone."""
    naive = stamps(datetime(2026, 10, 25, 2, 30), datetime(2026, 3, 29, 2, 30), datetime(2026, 11, 20, 12), tz=None)
    frame = made(kind, {"reported_at": naive})
    with pytest.raises(
        SlacalTypeError, match=r"^reported_at: expected a column with a time zone, or tz='Europe/Warsaw'"
    ):
        told(sf.response_deadlines(frame, severity=1), "due")
    asked: dict[str, Any] = {"severity": 1, "tz": "Europe/Warsaw"}
    if kind != "lazy":  # there Polars wraps what a batch raises
        with pytest.raises(LocalTimeError, match="row 0"):
            sf.response_deadlines(frame, **asked)
        with pytest.raises(LocalTimeError, match="row 1"):
            sf.response_deadlines(frame, **asked, ambiguous="latest")
    result = told(sf.response_deadlines(frame, **asked, ambiguous="null", imaginary="null"), "due")
    assert result == [None, None, at("2026-11-24 12:00")]
    assert str(result[2].tzinfo) == "Europe/Warsaw"


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["outage", "S2", None, "Sugestia", "3"]),
        pa.array(["outage", "S2", None, "Sugestia", "3"]).dictionary_encode(),
        pa.array(["outage", "S2", None, "Sugestia", "3"], pa.string_view()),
        pa.array([1.0, 2.0, None, 5.0, 3.0]),
        pa.array([1, 2, None, 5, 3], pa.uint8()),
        pa.array([1, 2, None, 5, 3]).cast(pa.decimal128(21, 2)),
        pa.array([None] * 5),
    ],
    ids=lambda column: str(column.type),
)
def test_severities_are_numbers_or_names(column: Any) -> None:
    numbers = [None] * 5 if pa.types.is_null(column.type) else [1, 2, None, 5, 3]
    table = pa.table({"reported_at": stamps(*REPORTED), "severity": column})
    expected = [
        None if reported is None or number is None else SMARTSTOCK.response_deadline(reported, number).due
        for reported, number in zip(REPORTED, numbers, strict=True)
    ]
    assert sf.response_deadlines(table).column("due").to_pylist() == expected


def test_unknown_severities_are_refused_with_their_row() -> None:
    table = pa.table({"reported_at": stamps(REPORTED[0], REPORTED[0]), "severity": ["outage", "outge"]})
    with pytest.raises(SeverityRowError, match=r"^severity, row 1: .* got 'outge'; did you mean 'outage'\?$"):
        sf.response_deadlines(table)
    with pytest.raises(InputError, match=r"^reported_at: expected a column of this name; there are 7$"):
        sf.response_deadlines(pd.DataFrame({7: [NOW]}), severity=1)
    with pytest.raises(
        InputError, match=r"^P1: expected a column of this name, or one of outage, .* for all rows; there"
    ):
        sf.response_deadlines(table, severity="P1")
    with pytest.raises(SeverityError, match="got 9"):
        sf.response_deadlines(table, severity=9)
    for column, message in (
        (pa.array([1.0, 1.5]), r"^severity, row 1: expected a number or a name, got 1.5 \(float\)"),
        (pa.array([1.0, float("nan")]), r"^severity, row 1: expected a number or a name, got nan"),
        (pa.array([True, False]), r"^severity, row 0: expected a number or a name, got True"),
    ):
        with pytest.raises(SlacalTypeError, match=message):
            sf.response_deadlines(table.set_column(1, "severity", column))
    chunked = pa.table(
        {
            "reported_at": pa.chunked_array([stamps(REPORTED[0]), stamps(REPORTED[0])]),
            "severity": pa.chunked_array([[1], [6]]),
        }
    )
    with pytest.raises(SeverityRowError, match=r"^severity, row 1: .* got 6$"):
        sf.response_deadlines(chunked)


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


BUDGETS = (timedelta(hours=16), timedelta(0), timedelta(days=4), None, timedelta(microseconds=1))


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


def test_budgets_of_every_unit() -> None:
    for unit in ("s", "ms", "us", "ns"):
        table = pa.table(
            {
                "at": stamps(REPORTED[0], None),
                "b": pa.array([7200, None]).cast(pa.duration("s")).cast(pa.duration(unit)),
            }
        )
        assert sf.deadlines(table, start="at", budget="b").column("due").to_pylist() == [at("2026-11-20 14:00"), None]
    most = pa.array(np.array([2**63 - 1, 1], np.int64)).cast(pa.duration("s"))
    table = pa.table({"at": stamps(REPORTED[0], REPORTED[0]), "b": most})
    with pytest.raises(HorizonRowsError, match=r"^row 0: the answer for at 2026-11-20T12:00:00\+01:00 is not within"):
        sf.deadlines(table, start="at", budget="b")
    due = sf.deadlines(table, start="at", budget="b", on_error="null").column("due").to_pylist()
    assert due == [None, at("2026-11-20 12:00:01")]
    nothing = pa.table({"at": stamps(REPORTED[0]), "b": pa.array([None])})
    assert sf.deadlines(nothing, start="at", budget="b").column("due").to_pylist() == [None]


def test_budgets_are_checked() -> None:
    table = pa.table(
        {"at": stamps(REPORTED[0], REPORTED[0]), "b": pa.array([1, -1]).cast(pa.duration("s")), "n": [1, 2]}
    )
    with pytest.raises(NegativeBudgetError, match=r"^budget\[1\]: expected working time of zero or more"):
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


@given(
    st.lists(
        st.tuples(
            st.dates(date(1924, 1, 1), date(2102, 1, 1)),
            st.one_of(st.integers(-300, 300), st.sampled_from([10**6, -(10**6), 10**15])),
        ),
        max_size=30,
    ),
    st.sampled_from([WorkingCalendar(), WorkingCalendar("Sat 22:00-06:00", holidays="DE")]),
)
def test_shifted_days_are_those_of_the_calendar(rows: list[tuple[date, int]], calendar: WorkingCalendar) -> None:
    expected: list[date | None] = []
    for day, n in rows:
        try:
            expected.append(calendar.shift_working_days(day, n))
        except HorizonError:
            expected.append(None)
    table = pa.table(
        {"day": pa.array([day for day, _ in rows], pa.date32()), "n": pa.array([n for _, n in rows], pa.int64())}
    )
    result = sf.shift_working_days(table, day="day", n="n", calendar=calendar, on_error="null")
    assert result.column("shifted").to_pylist() == expected


def test_shifted_days(kind: str) -> None:
    """Dates stay dates, and the timestamps in which pandas keeps them stay such; missing ones stay missing."""
    days = [date(2026, 11, 10), None, date(2026, 12, 24)]
    frame = made(kind, {"day": pa.array(days, pa.date32()), "n": pa.array([1, 1, None], pa.int64())})
    calendar = SMARTSTOCK.calendar
    for n in (3, 0, -3):
        expected = [None if day is None else calendar.shift_working_days(day, n) for day in days]
        assert told(sf.shift_working_days(frame, day="day", n=n), "shifted") == expected
    assert told(sf.shift_working_days(frame, day="day", n="n", name="next"), "next") == [date(2026, 11, 12), None, None]


def test_shifted_days_of_timestamps() -> None:
    frame = pd.DataFrame({"day": [pd.Timestamp("2026-11-10"), pd.NaT]})
    result = sf.shift_working_days(frame, day="day", n=1)
    assert result["shifted"].dtype == frame["day"].dtype
    assert result["shifted"][0] == pd.Timestamp("2026-11-12")
    for unit in ("s", "ms", "us", "ns"):
        column = pa.array([datetime(2026, 11, 10), None, datetime(1960, 1, 1)], pa.timestamp("us"))
        column = column.cast(pa.timestamp(unit))
        shifted = sf.shift_working_days(pa.table({"day": column}), day="day", n=1).column("shifted")
        assert shifted.type == column.type
        assert shifted.to_pylist() == [datetime(2026, 11, 12), None, datetime(1960, 1, 4)]
        timed = pa.array([None, datetime(1960, 1, 1), datetime(2026, 11, 10, 14, 30)], pa.timestamp("us"))
        message = "^day, row 2: expected a date; cut the time off where its date is meant, got '2026-11-10T14:30:00"
        with pytest.raises(SlacalTypeError, match=message):
            sf.shift_working_days(pa.table({"day": timed.cast(pa.timestamp(unit))}), day="day", n=1)
    wide = pa.table({"day": pa.array([date(2026, 11, 10), None], pa.date64())})
    shifted = sf.shift_working_days(wide, day="day", n=1).column("shifted")
    assert (shifted.type, shifted.to_pylist()) == (pa.date64(), [date(2026, 11, 12), None])
    zoned = pa.table({"day": stamps(REPORTED[0])})
    with pytest.raises(SlacalTypeError, match=r"^day: expected a column of dates; take those of the calendar's zone"):
        sf.shift_working_days(zoned, day="day", n=1)
    nothing = pa.table({"day": pa.array([None]), "n": pa.array([None])})
    assert sf.shift_working_days(nothing, day="day", n="n").column("shifted").to_pylist() == [None]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([1.5]),
        pa.array([True]),
        pa.array(["1"]),
        pa.array([1], pa.duration("s")),
        pa.array([date(1970, 1, 2)]),
        pa.array([2**63], pa.uint64()),
    ],
    ids=lambda column: str(column.type),
)
def test_numbers_of_days_are_whole_numbers(column: Any) -> None:
    table = pa.table({"day": pa.array([DAY]), "n": column})
    with pytest.raises(SlacalTypeError, match=r"^n: expected a column of whole numbers, got"):
        sf.shift_working_days(table, day="day", n="n")


@pytest.mark.parametrize("n", [1, np.int64(1), np.uint8(1)], ids=lambda n: type(n).__name__)
def test_numbers_of_days_are_of_any_kind(n: Any) -> None:
    assert told(sf.shift_working_days(pa.table({"day": [DAY]}), day="day", n=n), "shifted") == [date(2026, 11, 23)]
    assert told(sf.shift_working_days(pa.table({"day": [DAY], "n": [float(n)]}), day="day", n="n"), "shifted") == [
        date(2026, 11, 23)
    ]


@pytest.mark.parametrize("n", [2**70, -(2**70), 2**63 - 1, -(2**63)])
def test_more_days_than_any_calendar_has(n: int) -> None:
    table = pa.table({"day": pa.array([None, DAY])})
    with pytest.raises(HorizonRowsError, match=r"^row 1: the answer for day 2026-11-20 is not within the years"):
        sf.shift_working_days(table, day="day", n=n)
    assert told(sf.shift_working_days(table, day="day", n=n, on_error="null"), "shifted") == [None, None]
    assert told(sf.shift_working_days(table.slice(0, 0), day="day", n=n), "shifted") == []


def test_empty_frames(kind: str) -> None:
    frame = made(
        kind, {"reported_at": stamps(), "severity": pa.array([], pa.int64()), "day": pa.array([], pa.date32())}
    )
    for result in (
        sf.response_deadlines(frame),
        sf.response_deadlines(frame, reading=Reading.CIVIL_CODE),
        sf.elapsed(frame, start="reported_at", end="reported_at"),
        sf.shift_working_days(frame, day="day", n=1),
        sf.response_verdicts(frame, responded="reported_at", now=NOW),
    ):
        assert told(result, "reported_at") == []


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


def test_a_column_of_the_answer_is_replaced_where_it_stands(kind: str) -> None:
    """Asking twice is asking once."""
    frame = made(kind, {"due": [1, 2], "reported_at": stamps(*REPORTED[:2])})
    once = sf.response_deadlines(frame, severity=1)
    twice = sf.response_deadlines(once, severity=1)
    assert names(once) == names(twice) == ["due", "reported_at", "last_on_time"]
    assert told(once, "due") == told(twice, "due")


def test_what_cannot_be_asked_is_refused() -> None:
    table = pa.table({"at": stamps(REPORTED[0]), "day": pa.array([date(2026, 1, 1)]), "text": ["x"]})
    with pytest.raises(InputError, match=r"^reported_at: expected a column of this name; there are at, day, text"):
        sf.response_deadlines(table)
    with pytest.raises(SlacalTypeError, match=r"^day: expected a column of timestamps, not dates"):
        sf.is_working(table, at="day")
    with pytest.raises(
        SlacalTypeError, match=r"^text: expected a column of timestamps, as pd.to_datetime or .* make, got 'string'"
    ):
        sf.is_working(table, at="text")
    with pytest.raises(SlacalTypeError, match=r"^text: expected a column of whole numbers"):
        sf.shift_working_days(table, day="day", n="text")
    for n in (1.5, True, None):
        with pytest.raises(SlacalTypeError, match=rf"^n: expected a whole number of working days, .* got {n}"):
            sf.shift_working_days(table, day="day", n=n)  # type: ignore[arg-type]
    with pytest.raises(SlacalTypeError, match=r"^end: expected the name of a column, where start is an instant"):
        sf.elapsed(table, start=NOW, end=NOW)
    with pytest.raises(
        SlacalTypeError, match=r"^frame: expected a frame of pandas, Polars or Spark, or an Arrow table"
    ):
        sf.is_working([1, 2], at="at")
    with duckdb.connect() as database, pytest.raises(SlacalTypeError, match=r"^frame: expected"):
        sf.is_working(database.sql("SELECT 1 AS at"), at="at")
    with pytest.raises(SlacalTypeError, match=r"^reading: expected a Reading"):
        sf.response_deadlines(table, reported="at", severity=1, reading=1)  # type: ignore[arg-type]
    by_name = sf.response_deadlines(table, reported="at", severity=3, reading="Civil Code")
    assert by_name.equals(sf.response_deadlines(table, reported="at", severity=3, reading=Reading.CIVIL_CODE))
    with pytest.raises(SlacalTypeError, match=r"^calendar: expected a WorkingCalendar"):
        sf.is_working(table, at="at", calendar="PL")  # type: ignore[arg-type]
    with pytest.raises(SlacalTypeError, match=r"^on_error: expected 'raise' or 'null', got 'skip'"):
        sf.is_working(table, at="at", on_error="skip")  # type: ignore[arg-type]


def test_a_column_there_twice_is_refused() -> None:
    """A frame has each column once; a batch may have others twice, but not those that are read."""
    table = pa.Table.from_arrays([pa.array([DAY]), pa.array([1]), pa.array([1])], names=["day", "n", "n"])
    for frame in (table, pd.concat([table.select([0, 1]).to_pandas(), table.select([1]).to_pandas()], axis=1)):
        with pytest.raises(InputError, match=r"^n: expected each column once$"):
            sf.shift_working_days(frame, day="day", n=1)
    (batch,) = table.to_batches()
    assert sf.shift_working_days_batch(day="day", n=1)(batch).num_columns == 4
    with pytest.raises(InputError, match=r"^n: expected each column once$"):
        sf.shift_working_days_batch(day="day", n="n")(batch)
    (batch,) = table.rename_columns(["at", "severity", "severity"]).to_batches()
    with pytest.raises(InputError, match=r"^severity: expected each column once$"):
        sf.response_deadlines_batch(reported="at")(batch)
    with pytest.raises(SlacalTypeError, match=r"^batch: expected a pyarrow.RecordBatch; other frames: .* got 'Table'"):
        sf.shift_working_days_batch(day="day", n=1)(table)


def test_pandas_columns_of_nothing_are_missing() -> None:
    """What pandas makes of nothing at all, floats or objects, is read as nothing; one number among them is not."""
    for values in ([], [None, None], [float("nan")] * 2, [float("nan"), None]):
        frame = pd.DataFrame({"at": values, "severity": values})
        due = sf.response_deadlines(frame, reported="at", tz="Europe/Warsaw")["due"]
        assert str(due.dtype) == "datetime64[us, Europe/Warsaw]"
        assert due.isna().all()
        assert sf.response_verdicts(frame, reported="at", responded="at", now=NOW)["verdict"].isna().all()
    with pytest.raises(SlacalTypeError, match=r"^at: expected a column of timestamps, .* got 'double'"):
        sf.is_working(pd.DataFrame({"at": [float("nan"), 1]}), at="at")


def test_truths_of_pandas_can_be_filtered_by() -> None:
    """Where some are missing, NumPy's column would be one of objects, by which pandas does not filter."""
    frame = made("pandas", {"at": stamps(*REPORTED)})
    result = sf.is_working(frame, at="at")
    assert str(result["is_working"].dtype) == "boolean"
    assert list(result[result["is_working"]].index) == ["row 0"]
    assert str(sf.is_working(frame.dropna(), at="at")["is_working"].dtype) == "bool"


def test_missing_everything_is_missing_everywhere() -> None:
    table = pa.table({"at": pa.array([None, None]), "severity": [1, 2]})
    for reading in Reading.named():
        result = sf.response_deadlines(table, reported="at", severity=3, reading=reading)
        assert result.column("due").to_pylist() == [None, None]
        assert result.schema.field("due").type == pa.timestamp("us", "UTC")


@pytest.mark.parametrize(
    "question",
    [
        sf.response_deadlines_batch(reading=Reading.WORKING_DAYS),
        sf.response_verdicts_batch(now=NOW, responded="reported_at", closed="reported_at"),
        sf.deadlines_batch(start="reported_at", budget=timedelta(hours=4)),
        sf.elapsed_batch(start="reported_at", end=NOW),
        sf.is_working_batch(at="reported_at"),
        sf.shift_working_days_batch(day="day", n="severity"),
    ],
    ids=lambda question: type(question).__name__,
)
def test_batches_travel(question: Any) -> None:
    """Law: a question that was pickled is the same, and gives a row the same answer in any batch."""
    travelled = pickle.loads(pickle.dumps(question))
    assert travelled == question
    day = pa.array([date(2026, 1, 1)] * 5)
    batch = pa.RecordBatch.from_pydict({"reported_at": stamps(*REPORTED), "severity": pa.array(SEVERITIES), "day": day})
    whole = question(batch)
    parts = [travelled(batch.slice(row, 1)) for row in range(5)]
    assert pa.Table.from_batches(parts).equals(pa.Table.from_batches([whole]))
    assert whole.schema.names[:3] == ["reported_at", "severity", "day"]


def test_a_batch_keeps_what_it_says_of_its_columns() -> None:
    """Metadata and fields stay, also of columns with one name; an answer replaces the column of its name."""
    kept = pa.field("k", pa.int64(), nullable=False, metadata={"unit": "m"})
    schema = pa.schema(
        [kept, ("due", pa.int64()), ("reported_at", pa.timestamp("us", "UTC")), kept], metadata={"source": "export"}
    )
    numbers = pa.array([1])
    batch = pa.RecordBatch.from_arrays([numbers, numbers, stamps(NOW, tz="UTC"), pa.array([2])], schema=schema)
    answered = sf.response_deadlines_batch(severity=1)(batch)
    assert answered.schema.names == ["k", "due", "reported_at", "k", "last_on_time"]
    assert answered.schema.field(0).equals(kept, check_metadata=True)
    assert answered.schema.metadata == {b"source": b"export"}
    assert [answered.column(place).to_pylist() for place in (0, 3)] == [[1], [2]]
    assert answered.column(1).to_pylist() == [SMARTSTOCK.response_deadline(NOW, 1).due]


def test_other_columns_are_as_they_were(kind: str) -> None:
    """Whatever is beside the columns that are read comes back with its type, its missing values and its place."""
    columns = {
        "text": pa.array(["x", None]),
        "flag": pa.array([True, None]),
        "share": pa.array([0.5, None]),
        "day": pa.array([date(2026, 1, 1), None]),
        "reported_at": stamps(REPORTED[0], None),
        "coarse": stamps(REPORTED[0], None, unit="ms", tz="Asia/Tokyo"),
        "naive": stamps(datetime(2026, 1, 1), None, unit="ns", tz=None),
        "spent": pa.array([timedelta(hours=1), None], pa.duration("ms")),
        "kind": pa.array(["a", "b"]).dictionary_encode(),
        "list": pa.array([[1, 2], None]),
        "price": pa.array([1, None]).cast(pa.decimal128(21, 2)),
        "number": pa.array([1, 2], pa.int16()),
    }
    frame = made(kind, columns)
    result = sf.response_deadlines(frame, severity=1)
    assert type(result) is type(frame)
    assert names(result) == [*columns, "due", "last_on_time"]
    if isinstance(frame, pd.DataFrame):
        pd.testing.assert_frame_equal(result[[*columns]], frame)
    elif isinstance(frame, pa.Table):
        assert result.select([*columns]).equals(frame, check_metadata=True)
    else:
        before, after = frame.lazy().collect(), result.lazy().collect().select([*columns])
        assert after.schema == before.schema
        assert after.equals(before)


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ([AWARE, NAIVE], "times with a zone and times without a zone"),
        ([NAIVE, AWARE], "times with a zone and times without a zone"),
        ([None, pd.Timestamp(AWARE), pd.NaT, NAIVE], "times with a zone and times without a zone"),
        ([AWARE, DAY], "dates and times with a zone"),
        ([AWARE, "x"], "objects"),
    ],
)
@pytest.mark.parametrize("tz", [None, "Europe/Warsaw"])
def test_python_values_of_several_kinds_are_refused(values: list[object], kinds: str, tz: str | None) -> None:
    """Arrow would read them all as the first."""
    frame = pd.DataFrame({"reported_at": pd.Series(values, dtype=object)})
    with pytest.raises(slacal.SlacalTypeError, match="^reported_at: expected a column of one ") as raised:
        sf.response_deadlines(frame, severity="outage", tz=tz)
    assert raised.value.value == kinds


def test_python_values_of_one_kind_are_read() -> None:
    frame = pd.DataFrame({"reported_at": pd.Series([AWARE, None, pd.NaT, AWARE.astimezone(WARSAW)], dtype=object)})
    due = sf.response_deadlines(frame, severity="outage")["due"]
    expected = slacal.SMARTSTOCK.response_deadline(AWARE, 1).due
    assert [None if pd.isna(at) else at.to_pydatetime() for at in due] == [expected, None, None, expected]
