"""Buckets: tables that answer a column of numbers without a search.

The line of numbers is cut into buckets of `2**shift`, so that a shift of bits tells a number's bucket, and what a
bucket needs to answer stands in arrays under its number. Buckets of time are no longer than any gap, so that each
holds at most one interval of work, and what the clock shows is the instant, held between the interval's ends, plus an
offset (`_Clipped`). Buckets of what the clock shows are no longer than any interval, so that each holds at most one
jump (`_Jumping`). Where there would be so many that several columns of them no longer stay in a processor's cache, one
column says where in the rows to begin, and as many halvings follow as its fullest bucket needs (`Ranks`), often one.

    numbers   |--bucket 0--|--bucket 1--|--bucket 2--|
    shown           ________/                              _Clipped: offset + the number, held between lo and hi
    instants   /////////|      ///////////////////         _Jumping: the number + one of two shifts

Invariant: a table never changes, and has at most `MOST_BUCKETS` buckets, some MB, whatever the calendar.
Laws: all of them answer what `bisect` would; a number outside of what a table was made for is the caller's mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_BUCKETS", "Column", "InverseTable", "Ranks", "Scratch", "ShowsTable", "inverse_table", "shows_table"]

Column = NDArray[np.int64]
Side = Literal["left", "right"]

MOST_BUCKETS = 1 << 19
"""A column of so many buckets is 4 MB."""
_SPARE = 2
"""Tables of several columns have one in `2**_SPARE` of these buckets at most; with more, ranks are quicker."""
_FAR = 1 << 61
"""Beyond every instant, and still far from where a sum of two would overflow."""
_SIGN = 63


class Scratch:
    """Room for the steps of one block, made once for all blocks; tables use all but `third`."""

    __slots__ = ("first", "fourth", "index", "second", "third")

    def __init__(self, rows: int) -> None:
        self.index, self.first, self.second, self.third, self.fourth = (np.empty(rows, np.int64) for _ in range(5))

    def cut(self, rows: int) -> Scratch:
        """The same room for a block of fewer rows."""
        if rows == len(self.index):
            return self
        part = Scratch.__new__(Scratch)
        columns = (self.index, self.first, self.second, self.third, self.fourth)
        part.index, part.first, part.second, part.third, part.fourth = (column[:rows] for column in columns)
        return part


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """The buckets themselves: of `2**shift`, the first of them number `base` counted from 0."""

    shift: int
    base: int
    count: int

    @classmethod
    def over(cls, start: int, end: int, longest: int) -> _Grid:
        """Buckets no longer than `longest` over every number from `start` to `end`, both included."""
        shift = max(longest.bit_length() - 1, 0)
        base = start >> shift
        return cls(shift, base, (end >> shift) - base + 1)

    @classmethod
    def within(cls, start: int, end: int, longest: int, most: int) -> _Grid:
        """The same, but longer where there would be more than `most` of them, which is 2 or more."""
        grid = cls.over(start, end, longest)
        while grid.count > most:
            longest *= 2
            grid = cls.over(start, end, longest)
        return grid

    @property
    def starts(self) -> Column:
        """Where each bucket starts, and the last one ends."""
        return (np.arange(self.count + 1, dtype=np.int64) + self.base) << self.shift

    def index(self, numbers: Column, out: Column) -> None:
        """The bucket of each number."""
        np.right_shift(numbers, self.shift, out=out)
        if self.base:
            np.subtract(out, self.base, out=out)


@dataclass(frozen=True, slots=True, eq=False)
class _Clipped:
    """What a clock shows: in each bucket, an offset and the instant held between `lo` and `hi`."""

    grid: _Grid
    lo: Column
    hi: Column
    offset: Column

    def read(self, at: Column, out: Column, scratch: Scratch) -> None:
        """What the clock shows at instants."""
        index, drawn = scratch.index, scratch.first
        self.grid.index(at, index)
        self.lo.take(index, out=drawn, mode="wrap")
        np.maximum(at, drawn, out=out)
        self.hi.take(index, out=drawn, mode="wrap")
        np.minimum(out, drawn, out=out)
        self.offset.take(index, out=drawn, mode="wrap")
        np.add(out, drawn, out=out)


@dataclass(frozen=True, slots=True, eq=False)
class _Jumping:
    """When a clock shows something: in each bucket a threshold, and the shift up to it and after it."""

    grid: _Grid
    threshold: Column
    shifts: Column
    """Two a bucket."""

    def read(self, shown: Column, scratch: Scratch, first: Column | None, last: Column | None) -> None:
        """The first instant at which the clock shows each of these, and the last; either where it is asked for."""
        index, drawn, row = scratch.index, scratch.first, scratch.second
        self.grid.index(shown, index)
        self.threshold.take(index, out=drawn, mode="wrap")
        np.add(index, index, out=index)
        if first is not None:  # after the threshold: one further
            np.subtract(drawn, shown, out=row)
            np.right_shift(row, _SIGN, out=row)
            np.subtract(index, row, out=row)
            self.shifts.take(row, out=first, mode="wrap")
            np.add(first, shown, out=first)
        if last is not None:  # at the threshold or after it: one further
            np.subtract(shown, drawn, out=row)
            np.right_shift(row, _SIGN, out=row)
            np.add(index, row, out=row)
            np.add(row, 1, out=row)
            self.shifts.take(row, out=last, mode="wrap")
            np.add(last, shown, out=last)


@dataclass(frozen=True, slots=True, eq=False)
class Ranks:
    """How many keys lie before each number: what `bisect` answers, from a bucket's own end."""

    grid: _Grid
    most: Column
    """How many keys could lie before a number of each bucket: the rank, were every halving to keep the upper half."""
    steps: tuple[tuple[int, Column], ...]
    """The halvings: by how much the rank falls where a number is less than the key, and these keys by rank."""

    @classmethod
    def of(cls, keys: Column, start: int, end: int, most: int = MOST_BUCKETS) -> Ranks:
        """Ranks among sorted keys for numbers from `start` to `end`, both included."""
        longest = int(np.diff(keys).min()) if len(keys) > 1 else _FAR
        grid = _Grid.within(start - 1, end, max(longest, 1), most)
        before = np.searchsorted(keys, grid.starts)
        halvings = int(np.diff(before).max()).bit_length()
        all_steps = (1 << halvings) - 1
        padded = np.concatenate([np.full(all_steps, -_FAR), keys, np.full(all_steps + 1, _FAR)])
        steps = (1 << power for power in reversed(range(halvings)))
        return cls(grid, before[:-1] + all_steps, tuple((step, padded[all_steps - step :].copy()) for step in steps))

    def count(self, numbers: Column, side: Side, out: Column, scratch: Scratch) -> None:
        """Keys before each number (`left`), or not after it (`right`); of the scratch, `out` is `second` or `third`."""
        index, drawn = scratch.index, scratch.first
        if side == "left":  # before a number is not after the one below it
            numbers = np.subtract(numbers, 1, out=scratch.fourth)
        self.grid.index(numbers, index)
        self.most.take(index, out=out, mode="wrap")
        for step, keys in self.steps:
            keys.take(out, out=drawn, mode="wrap")
            np.subtract(numbers, drawn, out=drawn)
            np.right_shift(drawn, _SIGN, out=drawn)  # all bits where the number is less
            if step > 1:
                np.bitwise_and(drawn, -step, out=drawn)
            np.add(out, drawn, out=out)


@dataclass(frozen=True, slots=True, eq=False)
class _RankedShows:
    """What a clock shows, by the rank of the instant among the openings."""

    ranks: Ranks
    shift: Column
    after: Column

    def read(self, at: Column, out: Column, scratch: Scratch) -> None:
        row, drawn = scratch.second, scratch.first
        self.ranks.count(at, "right", row, scratch)
        self.shift.take(row, out=drawn, mode="wrap")
        np.subtract(at, drawn, out=out)
        self.after.take(row, out=drawn, mode="wrap")
        np.minimum(out, drawn, out=out)


@dataclass(frozen=True, slots=True, eq=False)
class _RankedInverse:
    """When a clock shows something, by the rank of what is shown among that of the closings."""

    ranks: Ranks
    shift: Column

    def read(self, shown: Column, scratch: Scratch, first: Column | None, last: Column | None) -> None:
        row = scratch.second
        asked: tuple[tuple[Side, Column | None], ...] = (("left", first), ("right", last))
        for side, out in asked:
            if out is not None:
                self.ranks.count(shown, side, row, scratch)
                self.shift.take(row, out=out, mode="wrap")
                np.add(out, shown, out=out)


ShowsTable = _Clipped | _RankedShows
InverseTable = _Jumping | _RankedInverse


def shows_table(
    opens: Column, shift: Column, after: Column, start: int, end: int, most: int = MOST_BUCKETS
) -> ShowsTable:
    """A table of what a clock shows from `start` to `end`, both included, whichever is quicker.

    Rows as `WorkingClock.rows_at` gives them: with `row = bisect_right(opens, at)`, it shows
    `min(at - shift[row], after[row])`.
    """
    closes = after + shift  # that of row 0 is `start`, unless an interval was open from there
    gaps = (opens - closes[:-1])[int(closes[0] == start) :]
    shortest = int(gaps.min()) if len(gaps) else _FAR
    grid = _Grid.over(start, end, min(shortest, end - start + 1))
    if grid.count > most >> _SPARE:
        return _RankedShows(Ranks.of(opens, start, end, most), shift, after)
    row = np.searchsorted(opens, grid.starts[1:])  # of the last opening in or before each bucket
    return _Clipped(grid, np.append(start, opens)[row], closes[row], -shift[row])


def inverse_table(after: Column, shift: Column, most: int = MOST_BUCKETS) -> InverseTable:
    """A table of when a clock shows what, from the first of `after` to the last, both included.

    Rows as `WorkingClock.rows_showing` gives them: `reaches(w) == w + shift[bisect_left(after, w)]`, and `leaves`
    the same with `bisect_right`.
    """
    low, high = int(after[0]), int(after[-1])
    shortest = int(np.diff(after).min()) if len(after) > 1 else _FAR
    grid = _Grid.over(low, high, min(shortest, high - low + 1))
    padded = np.append(shift, shift[-1])
    if grid.count > most >> _SPARE:
        return _RankedInverse(Ranks.of(after, low, high, most), padded)
    row = np.searchsorted(after, grid.starts[:-1])  # of the first jump in or after each bucket
    return _Jumping(grid, after[row], np.column_stack([padded[row], padded[row + 1]]).ravel())
