"""What `slacal calendar YEAR --table` prints: the working clock as a table.

Invariant: it prints what the table says and reckons nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["add_table_options", "table_lines"]

_FORMATS = ("csv", "sql")


def add_table_options(command: argparse.ArgumentParser) -> None:
    """The options of the table, for the command that shows a calendar."""
    command.add_argument(
        "--table", nargs="?", const="csv", choices=_FORMATS, help="print the working clock as a table (default: csv)"
    )
    command.add_argument("--until", metavar="YEAR", type=int, help="the last year of the table (default: the first)")


def table_lines(calendar: WorkingCalendar, year: int, until: int | None, form: str) -> Iterator[str]:
    """The table of some years, as CSV or SQL."""
    table = calendar.table(year, year if until is None else until)
    return table.csv_lines() if form == "csv" else table.sql_lines()
