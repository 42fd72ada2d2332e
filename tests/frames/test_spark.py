"""Spark answers as the kernel does, and as the scalar library, on two workers."""

from __future__ import annotations

import importlib.util
import os
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from slacal import (
    SMARTSTOCK,
    InputError,
    MissingExtraError,
    Reading,
    SlacalTypeError,
    WorkingCalendar,
    check,
)
from slacal import frames as sf
from slacal.frames.arrow import pa
from slacal.worktime.instants import from_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pq: Any = import_module("pyarrow.parquet")
pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # its own sockets
]

ROWS = 1_000_000
SAMPLE = 500
NOW = datetime(2029, 6, 1, 12, tzinfo=UTC)
NAMES = ("outage", "component-down", "degraded", "question", "suggestion")


def tickets(rows: int) -> Any:
    """Reports of nine years, a tenth of them missing, and responses to half of them; a fifth are at an edge."""
    random = np.random.default_rng(6)
    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000 for year in (2020, 2029))
    reported = random.integers(first, last, rows)
    openings = WorkingCalendar.poland().table(2020, 2028).rows()[1:]
    edges = [int(edge.timestamp()) * 1_000_000 for row in openings for edge in (row.opening, row.closing)]
    reported[::5] = random.choice(edges, len(reported[::5]))
    responded = reported + random.integers(0, 30 * 86_400_000_000, rows)
    instant = pa.timestamp("us", "UTC")
    return pa.table(
        {
            "id": np.arange(rows),
            "reported_at": pa.array(reported, mask=random.random(rows) < 0.1).cast(instant),
            "responded_at": pa.array(responded, mask=random.random(rows) < 0.5).cast(instant),
            "severity": pa.array([*NAMES, None]).take(pa.array(random.integers(0, 6, rows))),
        }
    )


def collected(frame: Any, path: Path) -> Any:
    """The rows of a frame, by way of the files its workers write, in which working time is a number of microseconds."""
    frame.write.parquet(str(path))
    return pq.read_table(path).sort_by("id")


def columns(table: Any) -> dict[str, Any]:
    """Columns as numbers, with null for what is missing."""
    kinds = {name: table.schema.field(name).type for name in table.column_names}
    return {
        name: table.column(name).cast(pa.int64())
        if pa.types.is_temporal(kind)
        else table.column(name).cast(pa.string())
        for name, kind in kinds.items()
    }


def test_a_million_rows_on_two_workers(spark: Any, tmp_path: Path) -> None:
    """Law: every row is what the kernel says of it, and a sample is what the contract and `check` say of it."""
    table = tickets(ROWS)
    pq.write_table(table, tmp_path / "tickets.parquet", row_group_size=ROWS // 8)
    given = spark.read.parquet(str(tmp_path / "tickets.parquet"))
    assert given.rdd.getNumPartitions() >= spark.sparkContext.defaultParallelism == 2
    found = collected(sf.response_verdicts(given, now=NOW), tmp_path / "answers.parquet")
    expected = sf.response_verdicts(table, now=NOW)
    assert found.column_names == expected.column_names
    told, right = columns(found), columns(expected)
    for name, column in right.items():
        assert told[name].cast(column.type).equals(column), name
    assert found.column("due").null_count > ROWS // 10
    for row in found.take(np.arange(0, ROWS, ROWS // SAMPLE)).to_pylist():
        if row["reported_at"] is None or row["severity"] is None:
            assert row["due"] is row["last_on_time"] is row["verdict"] is None
            continue
        assert (row["due"], row["last_on_time"]) == SMARTSTOCK.response_deadline(row["reported_at"], row["severity"])
        (judged,) = check([row | {"ticket": row["id"]}], now=NOW).tickets
        assert row["verdict"] == judged.verdict
        assert timedelta(microseconds=row["elapsed"]) == judged.elapsed


def test_each_question(spark: Any) -> None:
    """Answers of every type are those of an Arrow table; a column of an answer's name is replaced."""
    rows = tickets(2_000).rename_columns(["id", "Reported at", "responded_at", "severity"])
    given = spark.createDataFrame(rows)
    calendar = WorkingCalendar("Mon-Fri 22:00-06:00", tz="America/New_York", holidays="US")
    asks: tuple[Callable[[Any], Any], ...] = (
        lambda frame: sf.response_deadlines(frame, reported="Reported at", reading=Reading.CIVIL_CODE),
        lambda frame: sf.response_deadlines(frame, reported="Reported at", severity=3),
        lambda frame: sf.elapsed(frame, start="Reported at", end="responded_at", name="id", calendar=calendar),
        lambda frame: sf.elapsed(frame, start="Reported at", end=NOW, calendar=calendar),
        lambda frame: sf.is_working(frame, at="Reported at", calendar=calendar),
    )
    for ask in asks:
        answered = ask(given)
        assert answered.schema == ask(given).schema
        found, expected = answered.toArrow(), ask(rows)
        assert found.column_names == expected.column_names
        for name in expected.column_names:
            told, right = found.column(name), expected.column(name)
            if pa.types.is_timestamp(right.type):
                told, right = told.cast(pa.int64()), right.cast(pa.int64())
            assert told.to_pylist() == right.to_pylist(), name


def test_wall_times_and_dates(spark: Any) -> None:
    """A column without a zone is on the clock of `tz`, whatever the zone of the session; dates are dates."""
    given = spark.sql(
        "SELECT TIMESTAMP_NTZ'2026-11-20 12:00:00' AS wall, DATE'2026-12-23' AS day, 2S AS n "
        "UNION ALL SELECT NULL, NULL, 1S"
    )
    due = sf.response_deadlines(given, reported="wall", severity=1, tz="Europe/Warsaw")
    assert due.selectExpr("unix_micros(due)").collect() == [(1_795_518_000_000_000,), (None,)]
    assert from_us(1_795_518_000_000_000, SMARTSTOCK.calendar.tz).isoformat() == "2026-11-24T12:00:00+01:00"
    with pytest.raises(SlacalTypeError, match=r"^wall: expected a column with a time zone"):
        sf.response_deadlines(given, reported="wall", severity=1)
    days = sf.shift_working_days(given, day="day", n="n")
    assert [row.shifted for row in days.collect()] == [date(2026, 12, 29), None]
    walls = spark.sql("SELECT TIMESTAMP_NTZ'2026-11-10' AS `a day`")
    shifted = sf.shift_working_days(walls, day="a day", n=1)
    assert dict(shifted.dtypes)["shifted"] == "timestamp_ntz"
    assert shifted.selectExpr("string(shifted)").collect() == [("2026-11-12 00:00:00",)]


def test_names_that_spark_would_take_apart(spark: Any) -> None:
    """A dot leads into a structure, and a backtick ends a name, unless they are quoted."""
    given = spark.sql("SELECT TIMESTAMP'2026-11-20 11:00:00Z' AS `rep.at`, 1 AS `se``v`, 'x' AS k")
    twice = sf.response_verdicts(given, reported="rep.at", responded="rep.at", severity=1, now=NOW)
    assert twice.select("verdict").collect() == [("met",)]
    answered = sf.response_deadlines(given, reported="rep.at", severity="se`v")
    assert answered.columns == ["rep.at", "se`v", "k", "due", "last_on_time"]
    (row,) = answered.collect()
    assert (row[1], row[2]) == (1, "x")
    assert answered.selectExpr("unix_micros(due)").collect() == [(1_795_518_000_000_000,)]


def test_streams(spark: Any, tmp_path: Path) -> None:
    """Law: rows that come as a stream are answered as the same rows in a plain frame, and asking starts no query."""
    given = spark.createDataFrame(tickets(1_000)).withColumnRenamed("reported_at", "rep.at")
    given.repartition(3).write.parquet(str(tmp_path / "rows"))
    stream = spark.readStream.schema(given.schema).option("maxFilesPerTrigger", 1).parquet(str(tmp_path / "rows"))
    asked = sf.response_verdicts(stream, reported="rep.at", now=NOW)
    assert asked.isStreaming
    assert not spark.streams.active
    query = asked.writeStream.format("memory").queryName("answered").trigger(availableNow=True)
    running = query.option("checkpointLocation", str(tmp_path / "checkpoint")).start()
    assert running.awaitTermination(120)
    found, plain = spark.table("answered"), sf.response_verdicts(given, reported="rep.at", now=NOW)
    assert found.dtypes == asked.dtypes == plain.dtypes
    assert found.toArrow().sort_by("id").equals(plain.toArrow().sort_by("id"))


def test_what_cannot_be_asked_is_said_at_once(spark: Any) -> None:
    given = spark.sql("SELECT 'text' AS reported_at")
    with pytest.raises(InputError, match=r"^k: expected each column once$"):
        sf.response_deadlines(spark.sql("SELECT 1 AS k, 2 AS k"), severity=1)
    with pytest.raises(InputError, match="there are reported_at"):
        sf.response_deadlines(given, reported="created", severity=1)
    with pytest.raises(SlacalTypeError, match=r"^reported_at: expected a column of timestamps, .*got 'string'"):
        sf.response_deadlines(given, severity=1)
    spark_frames = import_module("slacal.frames.spark")
    with pytest.raises(SlacalTypeError, match=r"^frame: expected a data frame of Spark, got 'Table'"):
        spark_frames.ask(pa.table({}), sf.response_deadlines_batch())
    for other, shown in ((None, r"None \(NoneType\)"), (len, r"<built-in function len> \(.*\)")):
        with pytest.raises(SlacalTypeError, match=rf"^question: expected a question, as .*_batch makes, got {shown}$"):
            spark_frames.ask(given, other)


def test_rows_that_have_no_answer(spark: Any) -> None:
    """The job fails with what the library says; with `on_error="null"` such rows have no answer."""
    given = spark.sql("SELECT TIMESTAMP'2150-01-01 12:00:00Z' AS reported_at")
    with pytest.raises(Exception, match="HorizonRowsError"):
        sf.response_deadlines(given, severity=1).collect()
    (row,) = sf.response_deadlines(given, severity=1, on_error="null").collect()
    assert row.due is None


def test_workers_run_the_python_of_the_recipe(spark: Any, tmp_path: Path) -> None:
    """The recipe of docs/engines.md answers where the first `python3` of the path is none that has slacal."""
    assert spark is not None  # Spark and Java are there
    other = tmp_path / "python3"
    other.write_text("#!/bin/sh\nexit 1\n")
    other.chmod(0o755)
    surroundings = {name: value for name, value in os.environ.items() if name != "PYSPARK_PYTHON"} | {
        "PATH": os.pathsep.join((str(tmp_path), os.environ["PATH"])),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    code = "from tests.frames.test_recipes import run; run('Spark', run('Engines', {}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_what_is_sent_to_workers(spark: Any) -> None:
    """A question travels as some thousand bytes, holidays of a country by its name, and answers there as here."""
    assert spark is not None  # the module needs it
    (batch,) = tickets(1000).to_batches()
    batches = import_module("slacal.frames.spark")._Batches(sf.response_deadlines_batch(), batch.schema.names)
    sent = pickle.dumps(batches)
    assert len(sent) < 3_000
    assert [*pickle.loads(sent)([batch, batch])] == [*batches([batch])] * 2


def test_without_spark(monkeypatch: pytest.MonkeyPatch, spark: Any) -> None:
    assert spark is not None
    spec = importlib.util.find_spec("slacal.frames.spark")
    assert spec is not None
    assert spec.loader is not None
    monkeypatch.setitem(sys.modules, "pyspark.sql.types", None)
    with pytest.raises(
        MissingExtraError, match=r'^slacal.frames.spark needs pyspark, .*; pip install "slacal\[spark\]"$'
    ):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
