"""The command line of calendars: a year at a glance, or the working clock of some years as a table.

Invariant: it prints what the calendar says and reckons nothing itself.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from slacal.errors import InputError
from slacal.output_cli import STDIN, checked_output, put

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["add_calendar_command"]

_FORMATS = ("csv", "sql", "parquet")


class _Arguments(argparse.Namespace):
    """What the parser leaves."""

    year: int
    until: int | None
    table: str | None
    contract: str | None
    output: str | None


def add_calendar_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],  # pyright: ignore[reportPrivateUsage]
) -> None:
    """Add `calendar` to the commands of a parser."""
    calendar = commands.add_parser("calendar", help="a year at a glance: holidays, working days and hours")
    add = calendar.add_argument
    add("year", metavar="YEAR", type=int)
    add("--contract", metavar="F", help="a contract file, whose hours these are (default: the one slacal ships with)")
    add("--table", nargs="?", const="csv", choices=_FORMATS, help="the working clock as a table (default: csv)")
    add("--until", metavar="YEAR", type=int, help="the last year of the table (default: the first)")
    add("--output", metavar="F", help="write it there instead of to standard output")
    calendar.set_defaults(run=_calendar)


def _calendar(arguments: _Arguments) -> int:
    from slacal.contract_cli import load_contract

    calendar = load_contract(arguments.contract).calendar
    files = () if arguments.contract is None else (arguments.contract,)
    if arguments.table == "parquet":
        if arguments.output is None or arguments.output == STDIN:
            raise InputError("expected a file to write to, as Parquet is no text", column="--output")
        path = checked_output(arguments.output, files, "--output")
        calendar.table(arguments.year, _last(arguments)).to_parquet(path)
        return 0
    put("".join(f"{line}\n" for line in _lines(calendar, arguments)), arguments.output, files)
    return 0


def _lines(calendar: WorkingCalendar, arguments: _Arguments) -> Iterable[str]:
    if arguments.table is None:
        if arguments.until is not None:
            raise InputError("expected only with --table", column="--until", value=str(arguments.until))
        from slacal.worktime.yearview import year_view

        return year_view(calendar, arguments.year)
    table = calendar.table(arguments.year, _last(arguments))
    return table.csv_lines() if arguments.table == "csv" else table.sql_lines()


def _last(arguments: _Arguments) -> int:
    return arguments.year if arguments.until is None else arguments.until
