"""Errors that only columns have: rows that cannot be answered or read, and packages that are missing for it.

They stand apart from `slacal.errors`, as whoever asks of one instant at a time never meets them.

Invariant: an error about rows says which is the first, counted from 0. All of them pickle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.errors import HorizonError, SeverityError, SlacalError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

__all__ = ["HorizonRowsError", "LocalTimeError", "MissingExtraError", "SeverityRowError"]


class HorizonRowsError(HorizonError):
    """Rows of a column that lie, or whose answers lie, outside the time for which the calendar is known.

    Attributes, besides those of `HorizonError`: `row` (the first such row, counted from 0), `count` (of such rows).
    """

    def __init__(self, what: str, row: int, count: int, first_year: int, last_year: int, reason: str) -> None:
        super().__init__(what, first_year, last_year, reason)
        self.args = (what, row, count, first_year, last_year, reason)
        self.row = row
        self.count = count

    def __str__(self) -> str:
        more = f"; {self.count:,} rows are not, this is the first" if self.count > 1 else ""
        return f"row {self.row}: {super().__str__()}{more}"


class LocalTimeError(SlacalError, ValueError):
    """Wall times of a column that name no instant, because clocks skip them, or two, because they show them twice.

    Attributes: `column`, `value` (the first such time, naive), `zone`, `twice` (whether it is shown twice, else never),
    `row` (of it, counted from 0), `count` (of such rows).
    """

    def __init__(self, column: str, value: datetime, zone: str, twice: bool, row: int, count: int) -> None:  # noqa: FBT001  pickled by place
        super().__init__(column, value, zone, twice, row, count)
        self.column = column
        self.value = value
        self.zone = zone
        self.twice = twice
        self.row = row
        self.count = count

    def __str__(self) -> str:
        shown = "twice" if self.twice else "never"
        how = "ambiguous='earliest', 'latest' or 'null'" if self.twice else "imaginary='null'"
        more = f"; {self.count:,} rows are so, this is the first" if self.count > 1 else ""
        return (
            f"{self.column}, row {self.row}: clocks in {self.zone} show {self.value.isoformat(sep=' ')} {shown}; "
            f"expected a time they show once, or {how}{more}"
        )


class MissingExtraError(SlacalError, ImportError):
    """A part of slacal that needs packages which are not installed.

    Attributes: `what` (needs them), `extra` (that brings them), `package` (the one that was missed).
    """

    def __init__(self, what: str, extra: str, package: str) -> None:
        super().__init__(what, extra, package)
        self.what = what
        self.extra = extra
        self.package = package

    def __str__(self) -> str:
        return f'{self.what} needs {self.package}, which is not installed; pip install "slacal[{self.extra}]"'


class SeverityRowError(SeverityError):
    """A row of a column with a severity the contract does not know.

    Attributes, besides those of `SeverityError`: `column`, `row` (the first such row, counted from 0).
    """

    def __init__(self, column: str, row: int, value: object, known: Sequence[str], suggestion: str | None) -> None:
        super().__init__(value, known, suggestion)
        self.args = (column, row, value, known, suggestion)
        self.column = column
        self.row = row

    def __str__(self) -> str:
        return f"{self.column}, row {self.row}: {super().__str__()}"
