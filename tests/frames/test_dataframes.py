"""Frames of every kind come back as they were, with the answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from narwhals.stable import v1, v2

import slacal
from slacal import InputError, Reading, SlacalTypeError
from slacal import frames as sf
from slacal.frames.arrow import pa
from tests.frames.made import (
    AWARE,
    DAY,
    NAIVE,
    NOW,
    POLARS,
    REPORTED,
    SEVERITIES,
    WARSAW,
    at,
    made,
    names,
    stamps,
    told,
)


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


def test_a_column_of_the_answer_is_replaced_where_it_stands(kind: str) -> None:
    """Asking twice is asking once."""
    frame = made(kind, {"due": [1, 2], "reported_at": stamps(*REPORTED[:2])})
    once = sf.response_deadlines(frame, severity=1)
    twice = sf.response_deadlines(once, severity=1)
    assert names(once) == names(twice) == ["due", "reported_at", "last_on_time"]
    assert told(once, "due") == told(twice, "due")


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


@pytest.mark.parametrize("kind", ["pandas", "pandas-arrow"])
def test_types_of_pandas_do_not_depend_on_what_is_missing(kind: str) -> None:
    """Law: answers have one type, whether some rows are missing or all."""
    some = made(kind, {"at": stamps(*REPORTED)})
    ask = partial(sf.response_verdicts, reported="at", responded="at", severity=1, now=NOW)
    assert ask(some[some["at"].isna()]).dtypes.equals(ask(some).dtypes)


def test_truths_of_pandas_can_be_filtered_by() -> None:
    """Where some are missing, NumPy's column would be one of objects, by which pandas does not filter."""
    frame = made("pandas", {"at": stamps(*REPORTED)})
    result = sf.is_working(frame, at="at")
    assert str(result["is_working"].dtype) == "boolean"
    assert list(result[result["is_working"]].index) == ["row 0"]
    assert str(sf.is_working(frame.dropna(), at="at")["is_working"].dtype) == "bool"


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
        ([AWARE, "x"], "other values and times with a zone"),
        ([AWARE, 45981], "other values and times with a zone"),
        ([None, NAIVE, Decimal(1)], "other values and times without a zone"),
        ([timedelta(hours=1), AWARE], "durations and times with a zone"),
    ],
)
@pytest.mark.parametrize("tz", [None, "Europe/Warsaw"])
def test_python_values_of_several_kinds_are_refused(values: list[object], kinds: str, tz: str | None) -> None:
    """Arrow would read them all as the first."""
    frame = pd.DataFrame({"reported_at": pd.Series(values, dtype=object)})
    with pytest.raises(slacal.SlacalTypeError, match="^reported_at: expected a column of one ") as raised:
        sf.response_deadlines(frame, severity="outage", tz=tz)
    assert raised.value.value == kinds


@pytest.mark.parametrize(
    ("column", "what"),
    [
        (pl.Series("at", [1], dtype=POLARS.Int128), "Int128"),
        (pl.Series("at", [object()], dtype=pl.Object), "objects"),
        (pd.Series([1 + 0j], name="at"), "complex128"),
        (pd.Series(pd.arrays.SparseArray([1]), name="at"), r"Sparse\[int64, 0\]"),
        (pd.Series([np.datetime64("2026-11-20")], name="at", dtype=object), "objects"),
        (pd.Series([AWARE], name="at").dt.tz_convert(timezone(timedelta(seconds=3601))), "datetime64.*"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__module__,
)
def test_columns_that_arrow_has_not_are_refused(column: Any, what: str) -> None:
    with pytest.raises(SlacalTypeError, match=rf"^at: expected a column of (a type Arrow has|one kind).* got '{what}'"):
        sf.response_deadlines(column.to_frame(), reported="at", severity=1)


@pytest.mark.parametrize("values", [[10**30, 1], ["\udcff", "outage"], ["outage", 1]])
def test_objects_that_arrow_cannot_hold_are_refused(values: list[object]) -> None:
    frame = pd.DataFrame({"at": [AWARE] * 2, "severity": pd.Series(values, dtype=object)})
    with pytest.raises(SlacalTypeError, match=r"^severity: expected a column of (one kind|a type Arrow has)"):
        sf.response_deadlines(frame, reported="at")


def test_numbers_among_durations_and_dates_are_refused() -> None:
    """Arrow would read them as microseconds, and as days since 1970."""
    frame = pd.DataFrame(
        {
            "at": [AWARE] * 2,
            "budget": pd.Series([timedelta(hours=1), 5], dtype=object),
            "day": pd.Series([DAY, 20_000], dtype=object),
        }
    )
    with pytest.raises(SlacalTypeError, match=r"^budget: expected a column of one of them, got 'durations and other"):
        sf.deadlines(frame, start="at", budget="budget")
    with pytest.raises(SlacalTypeError, match=r"^day: expected a column of one of them, got 'dates and other"):
        sf.shift_working_days(frame, day="day", n=1)


@pytest.mark.parametrize("narwhals", [nw, v1, v2], ids=lambda narwhals: narwhals.__name__)
def test_frames_of_narwhals_come_back_as_such(narwhals: Any) -> None:
    for kind in ("pandas", "polars", "arrow", "lazy"):
        native = made(kind, {"at": stamps(*REPORTED)})
        given = narwhals.from_native(native)
        answered = sf.response_deadlines(given, reported="at", severity=1)
        assert type(answered) is type(given)
        expected = sf.response_deadlines(native, reported="at", severity=1)
        assert told(answered.to_native(), "due") == told(expected, "due")


def test_python_values_of_one_kind_are_read() -> None:
    frame = pd.DataFrame({"reported_at": pd.Series([AWARE, None, pd.NaT, AWARE.astimezone(WARSAW)], dtype=object)})
    due = sf.response_deadlines(frame, severity="outage")["due"]
    expected = slacal.SMARTSTOCK.response_deadline(AWARE, 1).due
    assert [None if pd.isna(at) else at.to_pydatetime() for at in due] == [expected, None, None, expected]
