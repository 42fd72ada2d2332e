"""The clock as a table: rows, texts, and the formula that databases use."""

from __future__ import annotations

import pickle
import sys
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from slacal import SMARTSTOCK, CalendarError, HorizonError, MissingExtraError, SlacalTypeError, WorkingCalendar
from slacal.cli import main
from slacal.contract.write import write_contract
from slacal.worktime.instants import to_us
from slacal.worktime.table import ClockRow, WorkingTable
from tests.strategies import Question, questions

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = 3_600_000_000


@given(questions(instants=2, budgets=1))
def test_the_formula_is_the_calendar(question: Question) -> None:
    """Law: what is looked up in the rows is what the calendar answers, inside the years of the table."""
    calendar, (start, end), (budget,) = question.case.calendar(), question.instants, question.budgets
    years = [datetime.fromtimestamp(us // 10**6, calendar.tz).year for us in (start, end)]
    rows = calendar.table(min(years) - 1, max(years) + 1).rows()
    opens = [to_us(row.opening) for row in rows]
    after = [row.shown_after_us for row in rows]

    def shows(at: int) -> int:
        row = bisect_right(opens, at) - 1
        return rows[row].shown_before_us + min(at, to_us(rows[row].closing)) - opens[row]

    assert shows(end) - shows(start) == calendar.elapsed_us(start, end)
    shown = shows(start) + budget
    if budget > 0 and shown < after[-1]:
        due, last = bisect_left(after, shown), bisect_right(after, shown)
        assert opens[due] + shown - rows[due].shown_before_us == calendar.deadline_us(start, budget)
        assert opens[last] + shown - rows[last].shown_before_us == calendar.last_on_time_us(start, budget)


def test_rows() -> None:
    """The first row is empty; instants are in UTC; working days count up, those of a split day alike."""
    rows = WorkingCalendar("Mon-Fri 08:00-12:00,13:00-17:00").table(2026, 2026).rows()
    start = datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert rows[0] == ClockRow(start, start, 0, 0, 0)
    opening = datetime(2026, 1, 2, 7, tzinfo=UTC)
    assert rows[1] == ClockRow(opening, opening + timedelta(hours=4), 0, 4 * HOUR, 1)
    assert [row.working_day for row in rows[1:5]] == [1, 1, 2, 2]
    assert rows[-1].working_day == WorkingCalendar.poland().working_days(start.date(), datetime(2026, 12, 31).date())
    assert rows[-1].shown_after_us == rows[-1].working_day * 8 * HOUR


def test_the_empty_row_has_no_working_day() -> None:
    """Also where the first date of the years is one, whose shift has yet to open."""
    rows = WorkingCalendar("Mon-Sun 09:00-17:00", holidays=None).table(2026, 2026).rows()
    assert [row.working_day for row in rows[:3]] == [0, 1, 2]


def test_a_table_that_begins_at_work_has_no_empty_row() -> None:
    rows = WorkingCalendar("24/7", "UTC", holidays=None).table(2026, 2026).rows()
    assert rows == (
        ClockRow(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), 0, 365 * 24 * HOUR, 1),
    )


def test_csv(tmp_path: Path) -> None:
    table = WorkingCalendar.poland().table(2026, 2026)
    table.to_csv(tmp_path / "clock.csv")
    written = (tmp_path / "clock.csv").read_bytes().decode()
    assert written.startswith("opening,closing,shown_before_us,shown_after_us,working_day\n")
    assert "\n2026-01-02T08:00:00+00:00,2026-01-02T16:00:00+00:00,0,28800000000,1\n" in written
    assert written.count("\n") == len(table.rows()) + 1
    assert "\r" not in written


def test_sql() -> None:
    """One `CREATE TABLE`, `INSERT`s of at most 500 rows, and a name that needs no quotes."""
    text = WorkingCalendar.poland().table(2020, 2023).to_sql("support.clock", timestamp="TIMESTAMP")
    assert text.startswith("CREATE TABLE support.clock (opening TIMESTAMP NOT NULL, closing TIMESTAMP NOT NULL, ")
    assert text.count("INSERT INTO support.clock (opening, ") == 3
    assert text.count(";\n") == 4
    assert "\n('2020-01-02T08:00:00+00:00', '2020-01-02T16:00:00+00:00', 0, 28800000000, 1),\n" in text
    for name in ("two words", "1st", "a;b", "a.b.c", ""):
        with pytest.raises(CalendarError, match=r"^name: expected the name of a table, such as 'working_clock'"):
            WorkingCalendar.poland().table(2026, 2026).to_sql(name)


@pytest.mark.parametrize("timestamp", ["TIMESTAMP(6) WITH TIME ZONE", "DATETIME2(7)", "timestamptz", "DateTime64(6)"])
def test_types_of_databases(timestamp: str) -> None:
    text = WorkingCalendar.poland().table(2026, 2026).to_sql(timestamp=timestamp)
    assert f"opening {timestamp} NOT NULL, closing {timestamp} NOT NULL," in text


@pytest.mark.parametrize("timestamp", ["", "x); DROP TABLE y; --", "TIMESTAMP NOT NULL, x INT", "'", "T(6"])
def test_what_is_no_type_is_refused(timestamp: str) -> None:
    with pytest.raises(CalendarError, match=r"^timestamp: expected a type of a database, such as 'TIMESTAMP\(6\)"):
        WorkingCalendar.poland().table(2026, 2026).to_sql(timestamp=timestamp)


def test_names_and_types_are_text() -> None:
    table: Any = WorkingCalendar.poland().table(2026, 2026)
    for argument in ("name", "timestamp"):
        with pytest.raises(SlacalTypeError, match=rf"^{argument}: expected .* got None"):
            table.to_sql(**{argument: None})


def test_parquet_is_written_by_pyarrow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PyArrow is handed every row, under its names and with a type for each; what it writes is read back elsewhere."""
    handed: dict[str, object] = {}

    class Table:
        @staticmethod
        def from_pylist(rows: list[dict[str, object]], schema: dict[str, object]) -> str:
            handed.update(rows=rows, schema=schema)
            return "table"

    def write_table(table: str, path: Path) -> None:
        handed.update(table=table, path=path)

    def kind(name: str) -> Callable[..., tuple[str, ...]]:
        return lambda *unit: (name, *unit)

    arrow, parquet = ModuleType("pyarrow"), ModuleType("pyarrow.parquet")
    vars(arrow).update({name: kind(name) for name in ("timestamp", "int64", "int32")}, schema=dict, Table=Table)
    vars(parquet).update(write_table=write_table)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", parquet)
    monkeypatch.setitem(sys.modules, "pyarrow", arrow)
    clock = WorkingCalendar.poland().table(2026, 2026)
    clock.to_parquet(tmp_path / "clock.parquet")
    instant = ("timestamp", "us", "UTC")
    assert handed == {
        "rows": [row._asdict() for row in clock.rows()],
        "schema": dict(zip(ClockRow._fields, (instant, instant, ("int64",), ("int64",), ("int32",)), strict=True)),
        "table": "table",
        "path": tmp_path / "clock.parquet",
    }


def test_parquet_without_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r'^to_parquet needs pyarrow, .*; pip install "slacal\[frames\]"$'):
        WorkingCalendar.poland().table(2026, 2026).to_parquet(tmp_path / "clock.parquet")


def test_equal_tables_are_equal() -> None:
    table = WorkingCalendar.poland().table(2026, 2027)
    assert table == WorkingCalendar("Mon-Fri 09:00-17:00").table(2026, 2027)
    assert hash(table) == hash(WorkingCalendar.poland().table(2026, 2027))
    assert table != WorkingCalendar.poland().table(2026, 2026)
    assert table != "table"
    assert repr(table) == f"WorkingTable(2026 to 2027, {len(table.rows())} rows)"


def test_a_table_never_changes() -> None:
    """Not its years, which its rows are of; asked for them first or not, it travels."""
    table = WorkingCalendar.poland().table(2026, 2026)
    with pytest.raises(AttributeError):
        table.first_year = 2025  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert pickle.loads(pickle.dumps(table)) == table == pickle.loads(pickle.dumps(table))


def test_years_are_checked() -> None:
    calendar = WorkingCalendar.poland()
    with pytest.raises(HorizonError, match="^the year 2101 is not within the years"):
        calendar.table(2026, 2101)
    with pytest.raises(SlacalTypeError, match=r"^first_year: expected a year as a whole number, got '2026'"):
        calendar.table("2026", 2027)  # type: ignore[arg-type]
    with pytest.raises(CalendarError, match="^last_year: expected 2027 or later, got 2026"):
        calendar.table(2027, 2026)


def test_the_command_line_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    table = WorkingCalendar.poland().table
    assert main(["calendar", "2026", "--table"]) == 0
    assert capsys.readouterr().out == "".join(f"{line}\n" for line in table(2026, 2026).csv_lines())
    assert main(["calendar", "2026", "--until", "2027", "--table", "sql"]) == 0
    assert capsys.readouterr().out == table(2026, 2027).to_sql()
    assert main(["calendar", "2026", "--until", "2025", "--table"]) == 2
    assert capsys.readouterr().err == "slacal: error: last_year: expected 2026 or later, got 2025\n"
    assert main(["calendar", "2026", "--until", "2027"]) == 2
    assert capsys.readouterr().err == "slacal: error: --until: expected only with --table, got '2027'\n"


def test_the_command_line_writes_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Into a file, which Parquet needs; what cannot be told leaves no file behind."""
    table = WorkingCalendar.poland().table(2026, 2027)
    target = tmp_path / "clock"
    asked = ["calendar", "2026", "--until", "2027", "--output", str(target), "--table"]
    assert main([*asked, "sql"]) == 0
    assert target.read_bytes().decode() == table.to_sql()
    written: list[object] = []

    def to_parquet(table: WorkingTable, path: Path) -> None:
        written.extend((table, path))

    monkeypatch.setattr(WorkingTable, "to_parquet", to_parquet)
    assert main([*asked, "parquet"]) == 0
    assert written == [table, target]
    for nowhere in ((), ("--output", "-")):
        assert main(["calendar", "2026", "--table", "parquet", *nowhere]) == 2
        said = "slacal: error: --output: expected a file to write to, as Parquet is no text\n"
        assert capsys.readouterr().err == said
    assert main(["calendar", "2200", "--output", str(tmp_path / "none")]) == 2
    assert not (tmp_path / "none").exists()


def test_the_command_line_takes_a_contract(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The table, and the year, are those of the contract's own hours."""
    text = write_contract(SMARTSTOCK).replace("Mon-Fri 09:00-17:00", "Mon-Fri 07:00-15:00")
    (tmp_path / "early.toml").write_text(text, encoding="utf-8")
    command = ["calendar", "2026", "--contract", str(tmp_path / "early.toml")]
    assert main([*command, "--table"]) == 0
    assert "\n2026-01-02T06:00:00+00:00,2026-01-02T14:00:00+00:00,0,28800000000,1\n" in capsys.readouterr().out
    assert main(command) == 0
    assert capsys.readouterr().out.startswith("2026: Mon-Fri 07:00-15:00, Europe/Warsaw\n")
