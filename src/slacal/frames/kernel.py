"""The kernel: the working clock asked about columns of instants, a few nanoseconds a row.

Columns are `int64` microseconds: instants since the epoch, and working time. `MISSING`, the least such number, is
what NumPy calls NaT; it stays missing in every answer. Rows are worked through in blocks that stay in a processor's
cache, with the same scratch for all of them, so that beside inputs and answers hardly any memory is needed.

The tables are made from the timetable the scalar calendar answers from, and grow as it does.

Invariant: asking never changes an answer; a kernel may be asked from several threads.
Law: every row is what `WorkingCalendar` answers for it in microseconds, to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from slacal.contract.parts import checked_calendar
from slacal.errors import NegativeBudgetError, SlacalTypeError
from slacal.frames.buckets import MOST_BUCKETS, Column, InverseTable, Scratch, ShowsTable, inverse_table, shows_table
from slacal.worktime.instants import MICROSECOND
from slacal.worktime.problems import HorizonRowsError
from slacal.worktime.timetable import NOTHING_YET, Timetable, covering, describe, grown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from slacal.worktime.calendar import WorkingCalendar
    from slacal.worktime.schedule import Schedule

__all__ = ["BLOCK", "MISSING", "Column", "Kernel", "OnError", "Rows", "checked_on_error", "rows_error"]

BLOCK = 1 << 15
"""Rows worked on at a time: their scratch is 1 MB, and the cost of calling NumPy is spread over many."""
MISSING = int(np.iinfo(np.int64).min)
_MOST = int(np.iinfo(np.int64).max)
OnError = Literal["raise", "null"]
Rows = int | np.int64 | Column
"""A column, or one number for all rows."""


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """A timetable as arrays; replaced as a whole when it grows."""

    timetable: Timetable
    shows: ShowsTable
    inverse: InverseTable

    @classmethod
    def of(cls, timetable: Timetable, most: int) -> _Tables:
        clock = timetable.clock
        opens, shift, after = (np.array(row, np.int64) for row in clock.rows_at(clock.start, clock.end))
        forward = shows_table(opens, shift, after, clock.start, clock.end, most)
        after, shift = (np.array(row, np.int64) for row in clock.rows_showing(clock.low, clock.high))
        return cls(timetable, forward, inverse_table(after, shift, most))


class Kernel:
    """The clock of one calendar, for columns of instants and working time in `int64` microseconds.

    Columns are of one length, and any of them may be one number for all rows; answers are written to `out` where it
    is given, which may be one of the columns. Rows with a `MISSING` value are missing in the answer. Where a row or
    its answer lies outside of what the calendar knows, `HorizonRowsError` names the first such row and how many there
    are; with `on_error="null"` they are missing instead.

    >>> from slacal import WorkingCalendar
    >>> kernel = Kernel.of(WorkingCalendar.poland())
    >>> start = np.array(["2026-11-20T11:00", "2026-11-21T11:00", "NaT"], "datetime64[us]").astype(np.int64)
    >>> print(kernel.deadline(start, 16 * 3_600_000_000).astype("datetime64[us]").astype("datetime64[m]"))
    ['2026-11-24T11:00' '2026-11-24T16:00'              'NaT']
    """

    __slots__ = ("calendar", "known", "most_buckets", "tables")

    def __init__(self, calendar: WorkingCalendar, most_buckets: int = MOST_BUCKETS) -> None:
        self.calendar = calendar
        self.most_buckets = most_buckets
        self.known = calendar.schedule.first_us, calendar.schedule.last_us
        self.tables = _Tables.of(NOTHING_YET, most_buckets)

    @staticmethod
    def of(calendar: WorkingCalendar) -> Kernel:
        """The kernel of a calendar; equal calendars share one, with tables for the years it was asked about."""
        return _kernel(checked_calendar(calendar))

    def shows(self, at: Rows, *, out: Column | None = None, on_error: OnError = "raise") -> Column:
        """What the clock shows at instants. Its zero is anywhere, so only differences mean anything."""
        run = _Run(self, on_error)
        answer, blocks = _blocks(out, {"at": at})
        for begin, rows, scratch, block in blocks:
            run.begin(begin, len(rows))
            clean = run.instants(block["at"], "at")
            run.tables.shows.read(clean, rows, scratch)
            run.blank(rows)
        return run.checked(answer)

    def reaches(self, shown: Rows, *, out: Column | None = None, on_error: OnError = "raise") -> Column:
        """The first instants at which the clock shows something made of what `shows` said."""
        return self._inverse(shown, out, on_error, last=False)

    def leaves(self, shown: Rows, *, out: Column | None = None, on_error: OnError = "raise") -> Column:
        """The last instants at which the clock still shows something made of what `shows` said."""
        return self._inverse(shown, out, on_error, last=True)

    def _inverse(self, shown: Rows, out: Column | None, on_error: OnError, *, last: bool) -> Column:
        run = _Run(self, on_error)
        answer, blocks = _blocks(out, {"shown": shown})
        for begin, rows, scratch, block in blocks:
            run.begin(begin, len(rows))
            np.copyto(scratch.third, run.shown(block["shown"]))
            run.reachable(scratch.third, block["shown"], "shown", last=last, any_shown=True)
            run.tables.inverse.read(scratch.third, scratch, None if last else rows, rows if last else None)
            run.blank(rows)
        return run.checked(answer)

    def elapsed(self, start: Rows, end: Rows, *, out: Column | None = None, on_error: OnError = "raise") -> Column:
        """Working time from starts to ends, negative backwards.

        Law: `elapsed(a, b) == -elapsed(b, a)`.
        """
        return self._elapsed(start, end, out, on_error, "start", "end")

    def _elapsed(
        self, start: Rows, end: Rows, out: Column | None, on_error: OnError, start_name: str, end_name: str
    ) -> Column:
        """`elapsed`, whose errors call the two by these names."""
        run = _Run(self, on_error)
        answer, blocks = _blocks(out, {"start": start, "end": end})
        for begin, rows, scratch, block in blocks:
            run.begin(begin, len(rows))
            first, last = run.instants(block["start"], start_name), run.instants(block["end"], end_name)
            run.tables.shows.read(first, scratch.third, scratch)
            run.tables.shows.read(last, rows, scratch)
            np.subtract(rows, scratch.third, out=rows)
            run.blank(rows)
        return run.checked(answer)

    def deadline(self, start: Rows, budget: Rows, *, out: Column | None = None, on_error: OnError = "raise") -> Column:
        """The first instants at which budgets of working time are used up; the start itself for a budget of zero.

        Raises `NegativeBudgetError` for a budget below zero.
        """
        return self._ends(start, budget, out, on_error, due=True, last=False)[0]

    def last_on_time(
        self, start: Rows, budget: Rows, *, out: Column | None = None, on_error: OnError = "raise"
    ) -> Column:
        """The last instants at which no more than the budgets are used; raises as `deadline` does."""
        return self._ends(start, budget, out, on_error, due=False, last=True)[0]

    def ends(self, start: Rows, budget: Rows, *, on_error: OnError = "raise") -> tuple[Column, Column]:
        """`deadline` and `last_on_time` in one go, which is quicker; both are missing where one is not known."""
        return self._ends(start, budget, None, on_error, due=True, last=True)

    def _ends(
        self, start: Rows, budget: Rows, out: Column | None, on_error: OnError, *, due: bool, last: bool
    ) -> tuple[Column, Column]:
        run = _Run(self, on_error)
        answer, blocks = _blocks(out, {"start": start, "budget": budget})
        if not isinstance(budget, np.ndarray):  # what is refused for all rows is refused where there are none
            for_all = int(_column("budget", budget)[0])
            if MISSING < for_all < 0:
                raise NegativeBudgetError("budget", MICROSECOND * for_all)
        more = np.empty_like(answer) if due and last else answer
        for begin, rows, scratch, block in blocks:
            run.begin(begin, len(rows))
            first = run.instants(block["start"], "start")
            granted = run.budgets(block["budget"], block["start"])
            shown, more_rows = scratch.third, more[begin : begin + len(rows)]
            run.tables.shows.read(first, shown, scratch)
            np.add(shown, granted, out=shown)
            run.reachable(shown, block["start"], "the end of the budget from", last=last)
            nothing = granted == 0 if due and not granted.all() else None
            if nothing is not None and np.may_share_memory(first, rows):
                first = first.copy()
            run.tables.inverse.read(shown, scratch, rows if due else None, more_rows if last else None)
            if nothing is not None:
                np.copyto(rows, first, where=nothing)
            run.blank(rows)
            run.blank(more_rows)
        return run.checked(answer), more

    def is_working(self, at: Rows, *, on_error: OnError = "raise") -> Column:
        """1 where support is on duty at an instant, 0 where it is not, and `MISSING`.

        Law: it is where the clock shows more a microsecond later.
        """
        at = _column("at", at)
        return self._elapsed(at, at + 1, None, on_error, "at", "at")

    def over(self, tables: _Tables, start_us: int, end_us: int) -> _Tables:
        """Tables that also know every instant from `start_us` to `end_us`, which the calendar knows."""
        timetable = tables.timetable
        if timetable is NOTHING_YET:
            timetable = self.calendar.timetable(start_us, end_us)
        elif start_us < timetable.start or end_us > timetable.end:
            timetable = covering(self.calendar.schedule, timetable, start_us, end_us)
        return self._kept(tables, timetable)

    def beyond(self, tables: _Tables, shown_us: int, *, forward: bool) -> _Tables:
        """Tables whose clock shows more than this, or less, wherever it can."""

        def enough(timetable: Timetable) -> bool:
            return timetable.clock.high > shown_us if forward else timetable.clock.low < shown_us

        return self._kept(tables, grown(self.calendar.schedule, tables.timetable, enough, forward=forward))

    def _kept(self, tables: _Tables, timetable: Timetable) -> _Tables:
        if timetable is not tables.timetable:
            self.tables = tables = _Tables.of(timetable, self.most_buckets)
        return tables


class _Run:
    """One question to a kernel, block by block: what it is answered from, and the rows that cannot be."""

    __slots__ = ("_begin", "_count", "_first", "_kernel", "_on_error", "_rows", "_unknown", "tables")

    def __init__(self, kernel: Kernel, on_error: OnError) -> None:
        self._kernel = kernel
        self._on_error = checked_on_error(on_error)
        self._count = 0
        self._first = 0, "", 0
        self.tables = kernel.tables  # another thread may put others there; a run keeps its own

    def begin(self, row: int, count: int) -> None:
        """The next block, which starts at a row and has so many."""
        self._begin = row
        self._rows = count
        self._unknown: NDArray[np.bool_] | None = None

    def instants(self, block: Column, column: str) -> Column:
        """The block with a known instant in place of those that are missing or not known; the tables know them all."""
        low, high = int(block.min()), int(block.max())
        if self.tables.timetable.start <= low and high <= self.tables.timetable.end:
            return block
        first_us, last_us = self._kernel.known
        inside = (first_us <= block) & (block <= last_us)
        within = block[inside]
        low, high = (int(within.min()), int(within.max())) if len(within) else (max(first_us, min(0, last_us)),) * 2
        self.tables = self._kernel.over(self.tables, low, high)
        if len(within) == len(block):
            return block
        self._outside(~inside & (block != MISSING), block, column)
        self._forget(~inside)
        return np.where(inside, block, self.tables.timetable.start)

    def budgets(self, block: Column, starts: Column) -> Column:
        """The block with zero in place of budgets that are missing, or more than the calendar can hold."""
        if int(block.min()) < 0:
            missing = block == MISSING
            block = np.where(missing, 0, block)
            if int(block.min()) < 0:
                row = int(np.argmin(block))
                raise NegativeBudgetError(f"budget[{self._begin + row}]", MICROSECOND * int(block[row]))
            self._forget(missing)
        clock = self.tables.timetable.clock
        if int(block.max()) > clock.high - clock.low:
            most = self._kernel.calendar.schedule.most_work_us(self.tables.timetable.start, self._kernel.known[1])
            excessive = block > most
            if excessive.any():
                block = np.where(excessive, 0, block)
                self._outside(excessive, starts, "the end of the budget from")
                self._forget(excessive)
        return block

    def shown(self, block: Column) -> Column:
        """The block with something the clock shows in place of what is missing."""
        if int(block.min()) != MISSING:
            return block
        self._forget(block == MISSING)
        return np.where(block == MISSING, self.tables.timetable.clock.low, block)

    def reachable(self, shown: Column, named: Column, what: str, *, last: bool, any_shown: bool = False) -> None:
        """Change what is never reached, or for `last` never left, to what is; the tables know the others.

        No budget leads to before where the clock begins, but `any_shown` may.
        """
        clock = self.tables.timetable.clock
        low, high = int(shown.min()), int(shown.max())
        if clock.low < low and high < clock.high:
            return
        if high > clock.high - last:
            self.tables = self._kernel.beyond(self.tables, high - (not last), forward=True)
        if any_shown and low < clock.low + (not last):
            self.tables = self._kernel.beyond(self.tables, low + last, forward=False)
        clock = self.tables.timetable.clock
        never = shown > clock.high - last
        if any_shown:
            never |= shown < clock.low + (not last)
        if never.any():
            np.copyto(shown, clock.low, where=never)
            self._outside(never, named, what)
            self._forget(never)

    def _outside(self, rows: NDArray[np.bool_], values: Column, what: str) -> None:
        """Count rows of the block that cannot be answered, and remember the first of all; one may stand for all."""
        rows = np.broadcast_to(rows, self._rows)
        if self._unknown is not None:
            rows = rows & ~self._unknown  # each counts once
        count = int(np.count_nonzero(rows))
        if count and not self._count:
            row = int(np.argmax(rows))
            self._first = self._begin + row, what, int(np.broadcast_to(values, rows.shape)[row])
        self._count += count

    def _forget(self, rows: NDArray[np.bool_]) -> None:
        self._unknown = rows if self._unknown is None else self._unknown | rows

    def blank(self, answer: Column) -> None:
        """Make the unknown rows of the block missing."""
        if self._unknown is not None:
            np.copyto(answer, MISSING, where=self._unknown)

    def checked(self, answer: Column) -> Column:
        """The answer, unless there are rows without one and the caller wants to hear of it."""
        if self._count and self._on_error == "raise":
            schedule = self._kernel.calendar.schedule
            row, what, value = self._first
            raise rows_error(schedule, f"{what} {describe(schedule, value)}", row, self._count)
        return answer


def rows_error(schedule: Schedule, what: str, row: int, count: int) -> HorizonRowsError:
    """The error that says what has no answer on a schedule, in which row first, and in how many."""
    source = schedule.holidays
    return HorizonRowsError(what, row, count, source.first_year, source.last_year, source.bound)


def checked_on_error(on_error: OnError) -> OnError:
    """What becomes of rows that cannot be answered; `SlacalTypeError` for what is neither of the two."""
    if on_error not in get_args(OnError):
        raise SlacalTypeError("on_error", on_error, "'raise' or 'null'")
    return on_error


@lru_cache(maxsize=32)
def _kernel(calendar: WorkingCalendar) -> Kernel:
    return Kernel(calendar)


def _blocks(
    out: Column | None, columns: dict[str, Rows]
) -> tuple[Column, Iterator[tuple[int, Column, Scratch, dict[str, Column]]]]:
    """The answer, and for each block its first row, its part of the answer, scratch, and its part of the columns."""
    whole = {name: _column(name, values) for name, values in columns.items()}
    lengths = {len(column) for name, column in whole.items() if isinstance(columns[name], np.ndarray)} or {1}
    if out is not None:
        lengths.add(len(_column("out", out)))
        if not out.flags.writeable:
            raise SlacalTypeError("out", out, "an array that can be written to")
    if len(lengths) > 1:
        raise SlacalTypeError(" and ".join(whole), sorted(lengths), "columns of the same length")
    (count,) = lengths
    answer = np.empty(count, np.int64) if out is None else out

    def blocks() -> Iterator[tuple[int, Column, Scratch, dict[str, Column]]]:
        scratch = Scratch(min(count, BLOCK))
        for begin in range(0, count, BLOCK):
            rows = answer[begin : begin + BLOCK]
            parts = {
                name: column[begin : begin + BLOCK] if isinstance(columns[name], np.ndarray) else column
                for name, column in whole.items()
            }
            yield begin, rows, scratch.cut(len(rows)), parts

    return answer, blocks()


def _column(name: str, values: Rows) -> Column:
    """A column as an array; one number is an array of one, which NumPy repeats for all rows."""
    if isinstance(values, (int, np.integer)) and not isinstance(values, bool):
        held = int(values)
        if not MISSING <= held <= _MOST:  # as good as the end of the line, but there
            held = _MOST if held > 0 else MISSING + 1
        return np.array([held], np.int64)
    if isinstance(values, np.ma.MaskedArray):
        raise SlacalTypeError(name, values, "an array without a mask, with `frames.MISSING` where nothing is")
    if isinstance(values, np.ndarray) and values.dtype == np.int64 and values.ndim == 1:
        return values
    raise SlacalTypeError(name, values, "an array of int64 microseconds")
