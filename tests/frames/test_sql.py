"""Databases that have the clock's table answer as the library does: the queries are those of docs/sql.md."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pytest

from slacal import WorkingCalendar
from slacal.frames import Kernel
from slacal.frames.arrow import pa
from tests.engines import left_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.frames.kernel import Column

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
        kernel = Kernel.of(calendar)
        self.elapsed = kernel.elapsed(self.reported, self.responded)
        self.due, self.last = kernel.ends(self.reported, self.budget)

    def tickets(self) -> Any:
        instant = pa.timestamp("us", "UTC")
        return pa.table(
            {
                "id": np.arange(ROWS),
                "reported": pa.array(self.reported).cast(instant),
                "responded": pa.array(self.responded).cast(instant),
                "budget_us": self.budget,
            }
        )


@pytest.fixture(scope="module")
def questions() -> Questions:
    return Questions()


def by_id(rows: list[tuple[int, ...]]) -> Column:
    return np.array(sorted(rows), np.int64)


def test_duckdb(questions: Questions) -> None:
    """elapsed, deadline and last_on_time of every row are the library's."""
    with duckdb.connect() as database:
        database.execute(questions.table.to_sql())
        database.register("tickets", questions.tickets())
        elapsed = by_id(database.execute(QUERIES["duckdb: elapsed"]).fetchall())
        ends = by_id(database.execute(QUERIES["duckdb: deadline"]).fetchall())
    assert np.array_equal(elapsed[:, 1], questions.elapsed)
    assert np.array_equal(ends[:, 1], questions.due)
    assert np.array_equal(ends[:, 2], questions.last)


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
    """elapsed, deadline and last_on_time of every row are the library's."""
    postgres.sql(questions.table.to_sql() + QUERIES["postgresql: index"])
    rows = zip(
        range(ROWS), questions.reported.tolist(), questions.responded.tolist(), questions.budget.tolist(), strict=True
    )
    given = "\n".join(",".join(map(str, row)) for row in rows)
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
    assert np.array_equal(by_id([tuple(map(int, row)) for row in elapsed])[:, 1], questions.elapsed)
    answered = by_id([tuple(map(int, row)) for row in ends])
    assert np.array_equal(answered[:, 1], questions.due)
    assert np.array_equal(answered[:, 2], questions.last)
