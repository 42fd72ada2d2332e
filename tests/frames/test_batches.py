"""Batches: what can be asked, and functions from one Arrow record batch to another that travel."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from functools import partial
from typing import Any

import duckdb
import numpy as np
import pytest

from slacal import SMARTSTOCK, CalendarError, InputError, Reading, SeverityError, SlacalTypeError
from slacal import frames as sf
from slacal.frames.arrow import pa
from tests.frames.made import (
    NOW,
    REPORTED,
    SEVERITIES,
    WARSAW,
    stamps,
)


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
    for n in (1.5, True, None, int):
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
    by_name = sf.response_deadlines(table, reported="at", severity=3, reading="Civil Code")
    assert by_name.equals(sf.response_deadlines(table, reported="at", severity=3, reading=Reading.CIVIL_CODE))
    naive = pa.table({"at": stamps(None, tz=None)})
    answered = sf.response_deadlines(naive, reported="at", severity=3, tz=WARSAW)  # type: ignore[arg-type]
    assert answered.schema.field("due").type == pa.timestamp("us", "Europe/Warsaw")


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


ASKS: dict[str, Any] = {
    "response_deadlines": sf.response_deadlines_batch,
    "response_verdicts": partial(sf.response_verdicts_batch, now=NOW),
    "deadlines": partial(sf.deadlines_batch, start="at", budget="b"),
    "elapsed": partial(sf.elapsed_batch, start="at", end="b"),
    "is_working": partial(sf.is_working_batch, at="at"),
    "shift_working_days": partial(sf.shift_working_days_batch, day="day", n=1),
}


@pytest.mark.parametrize("name", ASKS)
def test_what_is_wrong_whatever_the_rows_is_refused_when_it_is_asked(name: str) -> None:
    """Law: before there is a batch; the names of the arguments are those of the message."""
    ask = ASKS[name]
    refused: dict[str, tuple[object, type[Exception], str]] = {
        "on_error": ("skip", SlacalTypeError, "expected 'raise' or 'null', got 'skip'"),
    }
    if name != "shift_working_days":
        refused |= {
            "tz": ("Nowhere/X", CalendarError, "expected an IANA time zone such as 'Europe/Warsaw', got 'Nowhere/X'"),
            "ambiguous": (
                "first",
                SlacalTypeError,
                "expected 'raise' or 'earliest' or 'latest' or 'null', got 'first'",
            ),
            "imaginary": ("q", SlacalTypeError, "expected 'raise' or 'null', got 'q'"),
        }
    if name.startswith("response"):
        refused |= {
            "contract": (3, SlacalTypeError, "expected a Contract, got 3"),
            "severity": (True, SlacalTypeError, "expected a number or a name, got True"),
            "reading": (1, SlacalTypeError, "expected a Reading"),
        }
        with pytest.raises(SeverityError, match="got 9"):
            ask(severity=9)
        for odd in (int, np.array([1, 2])):
            with pytest.raises(SlacalTypeError, match="^severity: expected a number or a name, got "):
                ask(severity=odd)
    else:
        refused["calendar"] = ("PL", SlacalTypeError, "expected a WorkingCalendar, such as .* got 'PL'")
    if name in ("elapsed", "is_working", "shift_working_days"):
        refused["name"] = ("", SlacalTypeError, "expected the name of the answer's column, got ''")
        with pytest.raises(SlacalTypeError, match="^name: .* got 3"):
            ask(name=3)
        with pytest.raises(InputError, match=r"^name: expected text without lone surrogates, .* got 'x\\ud800'$"):
            ask(name="x\ud800")
        assert ask(name=np.str_("x")).name == "x"
    for argument, (value, kind, message) in refused.items():
        with pytest.raises(kind, match=f"^{argument}: {message}"):
            ask(**{argument: value})
