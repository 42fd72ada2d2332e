"""The working clock as a table: for databases that are to give the same answers without Python.

    opening              closing              shown_before_us   shown_after_us   working_day
    2026-01-01 00:00     2026-01-01 00:00                   0                0             0
    2026-01-02 08:00     2026-01-02 16:00                   0      28800000000             1
    2026-01-05 08:00     2026-01-05 16:00         28800000000      57600000000             2

A row is a stretch of working time, in UTC, with what the clock shows at its two ends in microseconds. Unless the years
begin amid work, an empty first row stands for the time before any, so that each of their instants has a row. Then, with
two look-ups and two lines,

    shows(t)   = shown_before_us + least(t, closing) - opening     in the last row with opening <= t
    reaches(w) = opening + (w - shown_before_us)                   in the first row with shown_after_us >= w

and `elapsed` and `deadline` follow from them as they do for the clock itself; `leaves` is `reaches` with `>`.

Invariant: a table is a frozen value; its rows are in order and do not touch.
Law: what the formula makes of it is what the calendar answers, wherever both instants lie within the years.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from slacal.errors import CalendarError, SlacalTypeError
from slacal.worktime.instants import EPOCH, MICROSECOND, checked_years, from_us
from slacal.worktime.problems import MissingExtraError
from slacal.worktime.timetable import Timetable, horizon_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from slacal.worktime.schedule import Schedule

__all__ = ["ClockRow", "WorkingTable", "working_table"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?")
_TYPE = re.compile(r"[A-Za-z]\w*( \w+)*(\([0-9]+\)( \w+)*)?", re.ASCII)
_BATCH = 500  # rows an INSERT; some databases refuse more than a thousand


class ClockRow(NamedTuple):
    """A stretch of working time in UTC, and what the clock shows in microseconds when it begins and when it is over.

    `working_day` counts the working days of the table up to the date on which the stretch opens, that one included.
    """

    opening: datetime
    closing: datetime
    shown_before_us: int
    shown_after_us: int
    working_day: int


@dataclass(frozen=True, eq=False, repr=False)
class WorkingTable:
    """The working clock of the years `first_year` to `last_year`, as rows, CSV, SQL or Parquet.

    >>> from slacal import WorkingCalendar
    >>> table = WorkingCalendar.poland().table(2026, 2026)
    >>> len(table.rows()), table.rows()[1].opening.isoformat()
    (254, '2026-01-02T08:00:00+00:00')
    """

    _schedule: Schedule
    first_year: int
    last_year: int

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WorkingTable):
            return NotImplemented
        return self._rows == other._rows

    def __hash__(self) -> int:
        return hash(self._rows)

    def __repr__(self) -> str:
        return f"WorkingTable({self.first_year} to {self.last_year}, {len(self._rows):,} rows)"

    @cached_property
    def _rows(self) -> tuple[ClockRow, ...]:
        table = Timetable.build(self._schedule, self.first_year, self.last_year)
        rows: list[ClockRow] = []
        shown = 0
        spans = list(table.clock.spans(table.start, table.end))
        if not spans or spans[0][0] > table.start:
            spans.insert(0, (table.start, table.start))
        for opening, closing in spans:
            before, shown = shown, shown + closing - opening
            day = table.working_days_until(from_us(opening, self._schedule.tz).toordinal()) if closing > opening else 0
            rows.append(ClockRow(EPOCH + MICROSECOND * opening, EPOCH + MICROSECOND * closing, before, shown, day))
        return tuple(rows)

    def rows(self) -> tuple[ClockRow, ...]:
        """All rows, in order."""
        return self._rows

    def csv_lines(self) -> Iterator[str]:
        """A header and the rows, instants in ISO 8601."""
        yield ",".join(ClockRow._fields)
        for row in self._rows:
            yield ",".join(_text(value) for value in row)

    def sql_lines(self, name: str = "working_clock", timestamp: str = "TIMESTAMP WITH TIME ZONE") -> Iterator[str]:
        """The lines of `to_sql`."""
        _checked("name", name, _NAME, "the name of a table, such as 'working_clock' or 'support.working_clock'")
        _checked("timestamp", timestamp, _TYPE, "a type of a database, such as 'TIMESTAMP(6) WITH TIME ZONE'")
        types = (timestamp, timestamp, "BIGINT", "BIGINT", "INTEGER")
        columns = (f"{field} {kind} NOT NULL" for field, kind in zip(ClockRow._fields, types, strict=True))
        yield f"CREATE TABLE {name} ({', '.join(columns)});"
        for first in range(0, len(self._rows), _BATCH):
            yield f"INSERT INTO {name} ({', '.join(ClockRow._fields)}) VALUES"
            batch = self._rows[first : first + _BATCH]
            for number, row in enumerate(batch, 1):
                values = (f"'{_text(value)}'" if isinstance(value, datetime) else str(value) for value in row)
                yield f"({', '.join(values)}){';' if number == len(batch) else ','}"

    def to_csv(self, path: str | Path) -> None:
        """Write the table as CSV."""
        from pathlib import Path

        Path(path).write_text("".join(f"{line}\n" for line in self.csv_lines()), encoding="utf-8", newline="\n")

    def to_sql(self, name: str = "working_clock", timestamp: str = "TIMESTAMP WITH TIME ZONE") -> str:
        """The table as `CREATE TABLE` and `INSERT` statements; `timestamp` is the database's type for an instant.

        Raises `CalendarError` for a name that would have to be quoted, and for what is no type.
        """
        return "".join(f"{line}\n" for line in self.sql_lines(name, timestamp))

    def to_parquet(self, path: str | Path) -> None:
        """Write the table as Parquet; raises `MissingExtraError` where PyArrow is not installed."""
        try:
            pa, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
        except ImportError as error:
            raise MissingExtraError("to_parquet", "frames", "pyarrow") from error
        instant = pa.timestamp("us", "UTC")
        types = (instant, instant, pa.int64(), pa.int64(), pa.int32())
        schema = pa.schema(list(zip(ClockRow._fields, types, strict=True)))
        parquet.write_table(pa.Table.from_pylist([row._asdict() for row in self._rows], schema), path)


def working_table(schedule: Schedule, first_year: int, last_year: int) -> WorkingTable:
    """The table of a schedule; `HorizonError` for years it does not know, and what `checked_years` raises."""
    checked_years(first_year, last_year)
    for year in (first_year, last_year):
        if not schedule.holidays.first_year <= year <= schedule.holidays.last_year:
            raise horizon_error(schedule, f"the year {year}")
    return WorkingTable(schedule, first_year, last_year)


def _checked(field: str, value: object, form: re.Pattern[str], expected: str) -> None:
    if not isinstance(value, str):
        raise SlacalTypeError(field, value, expected)
    if form.fullmatch(value) is None:
        raise CalendarError(field, value, expected)


def _text(value: datetime | int) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
