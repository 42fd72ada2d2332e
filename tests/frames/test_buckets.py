"""Buckets answer what `bisect` would, at every edge and beside it, however many of them there may be."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal.frames.buckets import MOST_BUCKETS, Column, Ranks, Scratch, inverse_table, shows_table
from slacal.worktime.clock import WorkingClock

MOST = st.sampled_from([2, 8, 64, MOST_BUCKETS])
LENGTHS = st.one_of(st.integers(1, 3), st.integers(1, 100), st.integers(10**9, 10**13))
START = st.sampled_from([0, -7, 1 << 40, -(1 << 40) - 1])


def array(numbers: list[int]) -> Column:
    return np.array(numbers, np.int64)


def beside(edges: list[int], first: int, last: int) -> list[int]:
    """All edges and what is next to them, as far as it is between the first and the last."""
    near = {edge + by for edge in [first, *edges, last] for by in (-1, 0, 1)}
    return sorted(one for one in near if first <= one <= last)


@st.composite
def clocks(draw: st.DrawFn) -> WorkingClock:
    """A clock with intervals and gaps of any length, also such that it begins or ends at work."""
    edges = list(accumulate(draw(st.lists(LENGTHS, min_size=2, max_size=40)), initial=draw(START)))
    opens_at_once = draw(st.booleans())
    inner = edges if opens_at_once else edges[1:]
    spans = list(zip(inner[::2], inner[1::2], strict=False))
    return WorkingClock(spans, edges[0], edges[-1])


@given(clocks(), MOST)
def test_what_a_clock_shows(clock: WorkingClock, most: int) -> None:
    """Law: with `row = bisect_right(opens, at)`, the table shows `min(at - shift[row], after[row])`."""
    opens, shift, after = clock.rows_at(clock.start, clock.end)
    table = shows_table(array(opens), array(shift), array(after), clock.start, clock.end, most)
    edges = [edge for span in clock.spans(clock.start, clock.end) for edge in span]
    asked = beside(edges, clock.start, clock.end)
    found, scratch = np.empty(len(asked), np.int64), Scratch(len(asked))
    table.read(array(asked), found, scratch)
    rows = [bisect_right(opens, at) for at in asked]
    assert found.tolist() == [min(at - shift[row], after[row]) for at, row in zip(asked, rows, strict=True)]


@given(clocks(), MOST)
def test_when_a_clock_shows_something(clock: WorkingClock, most: int) -> None:
    """Law: first it is `w + shift[bisect_left(after, w)]`, last the same with `bisect_right`; both, or either alone."""
    after, shift = clock.rows_showing(clock.low, clock.high)
    table = inverse_table(array(after), array(shift), most)
    asked = beside(after, clock.low, clock.high)
    shown, scratch, padded = array(asked), Scratch(len(asked)), [*shift, shift[-1]]
    first, last, alone = (np.empty(len(asked), np.int64) for _ in range(3))
    table.read(shown, scratch, first, last)
    assert first.tolist() == [one + padded[bisect_left(after, one)] for one in asked]
    assert last.tolist() == [one + padded[bisect_right(after, one)] for one in asked]
    table.read(shown, scratch, alone, None)
    assert np.array_equal(alone, first)
    table.read(shown, scratch, None, alone)
    assert np.array_equal(alone, last)


@given(st.lists(LENGTHS, max_size=60), START, st.integers(0, 5), st.integers(0, 5), MOST)
def test_ranks(lengths: list[int], start: int, before: int, after: int, most: int) -> None:
    """Law: the keys before a number are `bisect_left`, those not after it `bisect_right`."""
    keys = list(accumulate(lengths, initial=start))
    first, last = keys[0] - before, keys[-1] + after
    asked = beside(keys, first, last)
    ranks, found = Ranks.of(array(keys), first, last, most), np.empty(len(asked), np.int64)
    ranks.count(array(asked), "left", found, Scratch(len(asked)))
    assert found.tolist() == [bisect_left(keys, one) for one in asked]
    ranks.count(array(asked), "right", found, Scratch(len(asked)))
    assert found.tolist() == [bisect_right(keys, one) for one in asked]


def test_no_keys_have_no_ranks() -> None:
    found = np.empty(3, np.int64)
    Ranks.of(array([]), -5, 5).count(array([-5, 0, 5]), "right", found, Scratch(3))
    assert found.tolist() == [0, 0, 0]


@pytest.mark.parametrize(("gap", "kind"), [(16, "_Clipped"), (15, "_RankedShows")])
def test_buckets_of_time_are_no_longer_than_any_gap(gap: int, kind: str) -> None:
    """For gaps of 16 there are 65 buckets; for those shorter by one twice as many, which are too many.

    The time before the first opening is no gap.
    """
    clock = WorkingClock([(1, 32), *((closed + gap, closed + 32) for closed in range(32, 1024, 32))], 0, 1024)
    opens, shift, after = (array(row) for row in clock.rows_at(0, 1024))
    assert type(shows_table(opens, shift, after, 0, 1024, 65 * 4)).__name__ == kind


@pytest.mark.parametrize(("length", "kind"), [(16, "_Jumping"), (15, "_RankedInverse")])
def test_buckets_of_what_is_shown_are_no_longer_than_any_interval(length: int, kind: str) -> None:
    clock = WorkingClock([(16, 16 + length), *((low, low + 16) for low in range(64, 1024, 32))], 0, 1024)
    after, shift = (array(row) for row in clock.rows_showing(clock.low, clock.high))
    assert type(inverse_table(after, shift, 32 * 4)).__name__ == kind


@pytest.mark.parametrize("most", [2, 5, 100])
def test_a_table_has_at_most_so_many_buckets(most: int) -> None:
    keys = array(list(range(0, 10_000, 3)))
    ranks = Ranks.of(keys, 0, 10_000, most)
    assert len(ranks.most) <= most
    assert all(len(step) >= len(keys) for _, step in ranks.steps)
    assert [step for step, _ in ranks.steps] == [1 << power for power in reversed(range(len(ranks.steps)))]


def test_scratch_is_cut_without_copying() -> None:
    scratch = Scratch(10)
    part = scratch.cut(4)
    assert scratch.cut(10) is scratch
    columns = ("index", "first", "second", "third", "fourth")
    assert all(getattr(part, name).base is getattr(scratch, name) for name in columns)
    assert not any(np.may_share_memory(getattr(part, one), getattr(part, other)) for one, other in pairwise(columns))
