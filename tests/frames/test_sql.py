"""Databases that have the clock's table answer as the library does: the queries are those of docs/sql.md."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pytest

from slacal import WorkingCalendar
from slacal.frames import MISSING, Kernel
from slacal.frames.arrow import pa
from tests.engines import left_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from slacal.frames.kernel import Column

pq: Any = import_module("pyarrow.parquet")
ROWS = 100_000
YEARS = 2020, 2031
PAGE = (Path(__file__).parents[2] / "docs" / "sql.md").read_text(encoding="utf-8")
QUERIES = dict(re.findall(r"```sql\n-- (\w+: \w+)\n(.*?)```", PAGE, re.DOTALL))
BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/lib/postgresql"))
"""Where Debian's package keeps the server, which is on no path."""


class Questions:
    """Random rows, with many an edge among them, and the library's answers."""

    def __init__(self) -> None:
        calendar = WorkingCalendar("Mon-Fri 08:00-12:00,12:30-17:00; Sat 22:00-06:00", holidays="PL")
        self.table = calendar.table(*YEARS)
        edges = np.array([row.opening.timestamp() for row in self.table.rows()], np.int64) * 1_000_000
        random = np.random.default_rng(7)
        first, last = int(edges[0]), int(datetime(2030, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
        inner = edges[(edges >= first) & (edges < last)]
        self.reported = random.integers(first, last, ROWS)
        self.reported[: ROWS // 10] = random.choice(inner, ROWS // 10)
        self.responded = np.clip(self.reported + random.integers(-(10**13), 10**13, ROWS), first, last)
        self.budget = random.integers(0, 60 * 86_400_000_000 // 3, ROWS)
        self.budget[::7] = random.choice(np.array([0, 1, 16 * 3_600_000_000]), len(self.budget[::7]))
        self.limits = first, int(self.table.rows()[-1].closing.timestamp()) * 1_000_000
        before, inside, after = (
            int(datetime(year, 3, 4, 9, tzinfo=UTC).timestamp()) * 1_000_000 for year in (2019, 2026, 2032)
        )
        instants = MISSING, before, first, inside, self.limits[1] - 1, self.limits[1], self.limits[1] + 1, after
        odd = np.array([*product(instants, instants, (MISSING, 0, 1, 10**13))], np.int64)
        self.reported = np.append(self.reported, odd[:, 0])
        self.responded = np.append(self.responded, odd[:, 1])
        self.budget = np.append(self.budget, odd[:, 2])
        kernel = Kernel.of(calendar)
        begun, over = self.within(self.reported), self.within(self.responded)
        self.beyond = np.flatnonzero(~(begun & over) & (self.reported != MISSING) & (self.responded != MISSING))
        self.elapsed = np.where(begun & over, kernel.elapsed(self.reported, self.responded), MISSING)
        due, left = kernel.ends(self.reported, self.budget)
        self.due = np.where(begun & self.within(due) | (self.budget == 0), due, MISSING)
        self.last = np.where(begun & self.within(left + 1), left, MISSING)  # the last closing itself is left by nobody

    def within(self, instants: Column) -> NDArray[np.bool_]:
        """Whether instants lie in the table, from its first midnight to its last closing."""
        return (instants >= self.limits[0]) & (instants <= self.limits[1])

    def tickets(self) -> Any:
        def column(values: Column, kind: Any) -> Any:
            return pa.array(values, mask=values == MISSING).cast(kind)

        instant = pa.timestamp("us", "UTC")
        return pa.table(
            {
                "id": np.arange(len(self.reported)),
                "reported": column(self.reported, instant),
                "responded": column(self.responded, instant),
                "budget_us": column(self.budget, pa.int64()),
            }
        )


@pytest.fixture(scope="module")
def questions() -> Questions:
    return Questions()


def answers(rows: Iterable[Sequence[object]]) -> list[Column]:
    """The columns of an answer but the first, which is the number of the row; all rows are there, in whatever order."""
    told = [[MISSING if cell in (None, "") else int(str(cell)) for cell in row] for row in rows]
    number, *columns = np.array(sorted(told), np.int64).T
    assert np.array_equal(number, np.arange(len(number)))
    return columns


def same(questions: Questions, elapsed: Iterable[Sequence[object]], ends: Iterable[Sequence[object]]) -> None:
    """Law: the answers are the library's, in every row; none where something is missing, or outside of the table."""
    (used,) = answers(elapsed)
    assert np.array_equal(used, questions.elapsed)
    due, last = answers(ends)
    assert np.array_equal(due, questions.due)
    assert np.array_equal(last, questions.last)


def test_duckdb(questions: Questions) -> None:
    with duckdb.connect() as database:
        database.execute(questions.table.to_sql())
        database.register("tickets", questions.tickets())
        found = {
            name: database.execute(QUERIES[name]).fetchall() for name in QUERIES if name.startswith(("duckdb", "any"))
        }
    same(questions, found["duckdb: elapsed"], found["duckdb: deadline"])
    beyond = {number for (number,) in found["any: beyond"]}
    assert beyond >= set(questions.beyond.tolist())
    told = np.ones(len(questions.reported), bool)
    told[[*beyond]] = False
    told &= (questions.reported != MISSING) & (questions.responded != MISSING)
    assert (questions.elapsed[told] != MISSING).all()


def test_parquet_and_csv_hold_what_sql_does(questions: Questions, tmp_path: Path) -> None:
    """Law: the three forms of a table are one table."""
    questions.table.to_parquet(tmp_path / "clock.parquet")
    questions.table.to_csv(tmp_path / "clock.csv")
    with duckdb.connect() as database:
        database.execute(questions.table.to_sql())
        columns = "epoch_us(opening), epoch_us(closing), shown_before_us, shown_after_us, working_day"
        read = [
            database.execute(f"SELECT {columns} FROM {source} ORDER BY ALL").fetchall()
            for source in ("working_clock", f"'{tmp_path}/clock.parquet'", f"'{tmp_path}/clock.csv'")
        ]
    assert read[0] == read[1] == read[2]
    assert len(read[0]) == len(questions.table.rows())


class Server:
    """A PostgreSQL of its own in a directory of its own, which only talks over a socket in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.user: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if _is_root() else {}
        if _is_root():
            shutil.chown(home, "postgres", "postgres")
        self.run(BINARIES / "initdb", "-D", home / "data", "-A", "trust", "-U", "slacal", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
        self.run(BINARIES / "pg_ctl", "-D", home / "data", "-w", "-l", home / "log", "-o", options, "start")

    def run(self, *command: Path | str, given: str | None = None) -> str:
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [str(part) for part in command],
            input=given,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ["PATH"]},
            **self.user,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sql(self, text: str) -> list[list[str]]:
        psql = shutil.which("psql") or BINARIES / "psql"
        arguments = (
            "-h",
            self.home,
            "-U",
            "slacal",
            "-d",
            "postgres",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "--csv",
            "-t",
        )
        return list(csv.reader(self.run(psql, *arguments, given=text).splitlines()))

    def stop(self) -> None:
        self.run(BINARIES / "pg_ctl", "-D", self.home / "data", "-m", "immediate", "stop")


def _is_root() -> bool:
    return os.geteuid() == 0


@pytest.fixture
def postgres() -> Iterator[Server]:
    if not (BINARIES / "initdb").exists():
        left_out("PostgreSQL is not there: apt-get install postgresql")
    home = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    try:
        server = Server(home)
        yield server
        server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def test_postgresql(questions: Questions, postgres: Server) -> None:
    postgres.sql(questions.table.to_sql() + QUERIES["postgresql: index"])
    columns = (questions.reported.tolist(), questions.responded.tolist(), questions.budget.tolist())
    rows = enumerate(zip(*columns, strict=True))
    given = "\n".join(
        ",".join([str(number), *("" if one == MISSING else str(one) for one in row)]) for number, row in rows
    )
    postgres.sql(
        "CREATE TABLE given (id int, reported_us bigint, responded_us bigint, budget_us bigint);\n"
        f"COPY given FROM STDIN WITH (FORMAT csv);\n{given}\n\\.\n"
        "CREATE TABLE tickets AS SELECT id, 'epoch'::timestamptz + reported_us * INTERVAL '1 microsecond' AS reported,"
        " 'epoch'::timestamptz + responded_us * INTERVAL '1 microsecond' AS responded, budget_us FROM given;\n"
        "ANALYZE;"
    )
    elapsed = postgres.sql(QUERIES["postgresql: elapsed"])
    micros = "(extract(epoch FROM {0}) * 1000000)::bigint"
    ends = postgres.sql(
        f"SELECT id, {micros.format('due')}, {micros.format('last_on_time')} "
        f"FROM ({QUERIES['postgresql: deadline']}) AS answered"
    )
    same(questions, elapsed, ends)


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_spark(questions: Questions, spark: Any, tmp_path: Path) -> None:
    questions.table.to_parquet(tmp_path / "clock.parquet")
    pq.write_table(questions.tickets(), tmp_path / "tickets.parquet")
    spark.read.parquet(str(tmp_path / "clock.parquet")).createOrReplaceTempView("working_clock")
    spark.read.parquet(str(tmp_path / "tickets.parquet")).createOrReplaceTempView("tickets")
    spark.sql(QUERIES["spark: clock"])
    elapsed, ends = (spark.sql(QUERIES[f"spark: {name}"]).toArrow() for name in ("elapsed", "deadline"))
    numbers = [[column.cast(pa.int64()).to_pylist() for column in table.columns] for table in (elapsed, ends)]
    same(questions, *(zip(*columns, strict=True) for columns in numbers))
