"""Columns: units, zones, wall times, severities, budgets and dates, read and written to the last digit."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest

from slacal import (
    SMARTSTOCK,
    Budget,
    Contract,
    HorizonRowsError,
    InputError,
    LocalTimeError,
    NegativeBudgetError,
    Reading,
    SeverityError,
    SeverityRowError,
    SlacalTypeError,
    WorkingCalendar,
)
from slacal import frames as sf
from slacal.frames.arrow import pa
from tests.frames.made import (
    DAY,
    NOW,
    REPORTED,
    at,
    made,
    stamps,
    told,
)


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


@pytest.mark.parametrize("unit", ["us", "ns"])
def test_wall_times_of_which_none_is_there_need_no_zone(unit: str) -> None:
    """As pandas reads responses where nobody responded; without a row it is the type that is looked at."""
    table = pa.table({"at": stamps(NOW, NOW), "none": stamps(None, None, unit=unit, tz=None)})
    told = sf.response_verdicts(table, reported="at", responded="none", severity=1, now=NOW)
    assert told.column("verdict").to_pylist() == ["running", "running"]
    due = sf.response_deadlines(table, reported="none", severity=1).column("due")
    assert (due.type, due.null_count) == (pa.timestamp(unit, "UTC"), 2)
    with pytest.raises(SlacalTypeError, match=r"^none: expected a column with a time zone"):
        sf.is_working(table.slice(0, 0), at="none")


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
        pa.array(["outage", "S2", None, "Sugestia", "3"])
        .dictionary_encode()
        .cast(pa.dictionary(pa.int8(), pa.string_view())),
        pa.DictionaryArray.from_arrays(
            pa.array([1, 3, 4, 0, 5], pa.uint16()), ["Sugestia", "outage", "of no row", "S2", None, "3"]
        ),
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


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[1]]),
        pa.array([{"a": 1}]),
        pa.RunEndEncodedArray.from_arrays(pa.array([1], pa.int32()), pa.array([1])),
    ],
    ids=lambda column: str(column.type),
)
def test_what_is_no_column_of_severities_is_refused(column: Any) -> None:
    table = pa.table({"reported_at": stamps(REPORTED[0]), "severity": column})
    with pytest.raises(SlacalTypeError, match=r"^severity: expected a column of numbers or names, got '(list|str|run)"):
        sf.response_deadlines(table)


def test_categories_are_refused_where_a_row_has_them() -> None:
    column = pa.DictionaryArray.from_arrays(pa.array([0, 0, 2], pa.int8()), ["outage", "of no row", "outge"])
    table = pa.table({"reported_at": stamps(*REPORTED[:3]), "severity": column})
    with pytest.raises(SeverityRowError, match=r"^severity, row 2: .* got 'outge'; did you mean 'outage'\?$"):
        sf.response_deadlines(table)
    frame = pd.DataFrame({"reported_at": [NOW] * 2, "severity": pd.Categorical(["zz", "aa"])})
    with pytest.raises(SeverityRowError, match=r"^severity, row 0: .* got 'zz'"):
        sf.response_deadlines(frame)


def test_text_that_is_none_is_refused() -> None:
    """Arrow does not look whether its strings are UTF-8."""
    broken = pa.array([b"\xff"]).view(pa.string())
    with pytest.raises(
        SlacalTypeError, match=r"^severity: expected a column of numbers or names, in UTF-8, got 'string'"
    ):
        sf.response_deadlines(pa.table({"reported_at": stamps(REPORTED[0]), "severity": broken}))


def test_the_first_wall_time_of_all_is_named() -> None:
    """Whether it is shown twice or never."""
    never, twice = datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30)
    for walls, message in (((never, twice), "2026-03-29"), ((twice, never), "2026-10-25")):
        table = pa.table({"at": stamps(*walls, tz=None)})
        with pytest.raises(LocalTimeError, match=rf"row 0.*{message}|{message}.*row 0"):
            sf.is_working(table, at="at", tz="Europe/Warsaw")


def test_unknown_severities_are_refused_with_their_row() -> None:
    table = pa.table({"reported_at": stamps(REPORTED[0], REPORTED[0]), "severity": ["outage", "outge"]})
    with pytest.raises(SeverityRowError, match=r"^severity, row 1: .* got 'outge'; did you mean 'outage'\?$"):
        sf.response_deadlines(table)
    with pytest.raises(
        InputError, match=r"^reported_at: expected a column of this name; there are 7 \(int\); names of col"
    ):
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


@pytest.mark.parametrize(
    ("unit", "number", "value"),
    [
        ("s", -1, timedelta(seconds=-1)),
        ("s", -(2**62), "-4611686018427387904 s"),
        ("ms", -(2**63) + 1, "-9223372036854775807 ms"),
        ("us", -(2**62), timedelta(microseconds=-(2**62))),
        ("ns", -1000, timedelta(microseconds=-1)),
        ("ns", -1, "-1 ns"),
    ],
)
def test_negative_budgets_are_named_with_their_row_as_given(unit: str, number: int, value: object) -> None:
    """The first such row, also where a later one is further below; a number of Arrow's where no `timedelta` is that."""
    numbers = [0, None, -(2**63), number, -(2**63) + 1]
    table = pa.table({"at": stamps(*REPORTED[:1] * 6), "b": pa.array([0, *numbers], pa.duration(unit))}).slice(1)
    match = f"^b, row 3: expected working time of zero or more, got {re.escape(repr(value))}$"
    for on_error in ("raise", "null"):
        with pytest.raises(NegativeBudgetError, match=match) as caught:
            sf.deadlines(table, start="at", budget="b", on_error=on_error)
        assert (caught.value.argument, caught.value.value) == ("b, row 3", value)


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


@pytest.mark.parametrize("n", [2**63 - 1, -(2**63)])
def test_numbers_of_days_beyond_all_are_there(n: int) -> None:
    """Also the one that stands for what is missing elsewhere: such a row has no answer, and that is said."""
    table = pa.table({"day": pa.array([DAY, DAY]), "n": pa.array([None, n], pa.int64())})
    with pytest.raises(HorizonRowsError, match=r"^row 1: the answer for day 2026-11-20 is not within"):
        sf.shift_working_days(table, day="day", n="n")


@pytest.mark.parametrize("n", [1, np.int64(1), np.uint8(1)], ids=lambda n: type(n).__name__)
def test_numbers_of_days_are_of_any_kind(n: Any) -> None:
    assert told(sf.shift_working_days(pa.table({"day": [DAY]}), day="day", n=n), "shifted") == [date(2026, 11, 23)]
    assert told(sf.shift_working_days(pa.table({"day": [DAY], "n": [float(n)]}), day="day", n="n"), "shifted") == [
        date(2026, 11, 23)
    ]


def test_missing_everything_is_missing_everywhere() -> None:
    table = pa.table({"at": pa.array([None, None]), "severity": [1, 2]})
    for reading in Reading.named():
        result = sf.response_deadlines(table, reported="at", severity=3, reading=reading)
        assert result.column("due").to_pylist() == [None, None]
        assert result.schema.field("due").type == pa.timestamp("us", "UTC")
