"""The working clock, on numbers small enough to check by eye."""

from __future__ import annotations

import pytest

from slacal.worktime.clock import Span, WorkingClock, merged

#   0         10        20        30        40        50
#   |---------|=========|---------|=========|---------|
CLOCK = WorkingClock([(10, 20), (30, 40)], 0, 50)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(3, 3)], []),
        ([(5, 4)], []),
        ([(0, 2), (2, 4)], [(0, 4)]),
        ([(3, 9), (0, 4)], [(0, 9)]),
        ([(0, 9), (2, 4)], [(0, 9)]),
        ([(0, 1), (2, 3)], [(0, 1), (2, 3)]),
    ],
)
def test_merged(spans: list[Span], expected: list[Span]) -> None:
    assert merged(spans) == expected


@pytest.mark.parametrize(
    ("at", "shown"), [(0, 0), (9, 0), (10, 0), (11, 1), (20, 10), (29, 10), (30, 10), (31, 11), (40, 20), (50, 20)]
)
def test_shows(at: int, shown: int) -> None:
    assert CLOCK.shows(at) == shown


@pytest.mark.parametrize(
    ("shown", "reached", "left"),
    [(-1, None, None), (0, None, 10), (1, 11, 11), (10, 20, 30), (11, 31, 31), (20, 40, None), (21, None, None)],
)
def test_reaches_and_leaves(shown: int, reached: int | None, left: int | None) -> None:
    assert CLOCK.reaches(shown) == reached
    assert CLOCK.leaves(shown) == left


@pytest.mark.parametrize(("at", "is_open"), [(9, False), (10, True), (19, True), (20, False), (35, True), (49, False)])
def test_is_open(at: int, is_open: bool) -> None:
    assert CLOCK.is_open(at) is is_open


@pytest.mark.parametrize(
    ("at", "next_opening", "next_closing", "previous_opening", "previous_closing"),
    [
        (5, 10, 20, None, None),
        (10, 30, 20, None, None),
        (15, 30, 20, 10, None),
        (20, 30, 40, 10, None),
        (25, 30, 40, 10, 20),
        (30, None, 40, 10, 20),
        (40, None, None, 30, 20),
        (45, None, None, 30, 40),
    ],
)
def test_edges_are_strictly_after_or_before(
    at: int,
    next_opening: int | None,
    next_closing: int | None,
    previous_opening: int | None,
    previous_closing: int | None,
) -> None:
    assert CLOCK.next_opening(at) == next_opening
    assert CLOCK.next_closing(at) == next_closing
    assert CLOCK.previous_opening(at) == previous_opening
    assert CLOCK.previous_closing(at) == previous_closing


def test_an_interval_that_meets_an_end_of_the_span_may_go_on_beyond_it() -> None:
    clock = WorkingClock([(-5, 10), (20, 99)], 0, 30)
    assert clock.next_closing(25) is None
    assert clock.previous_opening(5) is None
    assert clock.next_closing(5) == 10
    assert clock.previous_opening(25) == 20
    assert clock.high == 20


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 50, [(10, 20), (30, 40)]),
        (15, 35, [(15, 20), (30, 35)]),
        (20, 30, []),
        (12, 12, []),
        (5, 10, []),
        (39, 45, [(39, 40)]),
    ],
)
def test_spans_are_clipped(start: int, end: int, expected: list[Span]) -> None:
    assert list(CLOCK.spans(start, end)) == expected


def test_a_clock_without_intervals_never_moves() -> None:
    clock = WorkingClock([], 0, 50)
    assert (clock.shows(0), clock.shows(50), clock.low, clock.high) == (0, 0, 0, 0)
    assert clock.reaches(1) is clock.leaves(0) is clock.next_opening(0) is clock.next_closing(0) is None
    assert clock.previous_opening(50) is clock.previous_closing(50) is None
    assert not clock.is_open(25)
    assert list(clock.spans(0, 50)) == []


def test_zero_moves_readings_and_no_answer() -> None:
    """A clock with another zero shows other numbers, and every difference is the same."""
    moved = WorkingClock([(10, 20), (30, 40)], 0, 50, zero=35)
    assert moved.shows(35) == 0
    assert (moved.low, moved.high) == (-15, 5)
    for at in range(51):
        assert moved.shows(at) == CLOCK.shows(at) - 15
    for shown in range(-1, 22):
        assert moved.reaches(shown - 15) == CLOCK.reaches(shown)
        assert moved.leaves(shown - 15) == CLOCK.leaves(shown)
