"""The dial says what its clock says, or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal.worktime.clock import Span, WorkingClock
from slacal.worktime.dial import Dial
from slacal.worktime.instants import DAY_US, HOUR_US, MICROSECOND

START, END = -3 * DAY_US - 5 * HOUR_US, 9 * DAY_US + 7 * HOUR_US

edges = st.integers(START, END) | st.integers(-3, 9).map(lambda day: day * DAY_US)
spans = st.lists(st.tuples(edges, st.integers(1, 3 * DAY_US) | st.integers(1, HOUR_US)), max_size=40).map(
    lambda rows: [(start, start + length) for start, length in rows]
)


@given(spans, edges, st.sampled_from((-1, 0, 1)), st.none() | edges)
def test_a_dial_reads_what_its_clock_reads(intervals: list[Span], at: int, beside: int, zero: int | None) -> None:
    """Wherever it answers, `shows`, `reaches` and `leaves` are the clock's; it answers on every whole day inside."""
    clock = WorkingClock(intervals, START, END, zero)
    dial = Dial(clock)
    at = min(max(at + beside, START), END)
    shown = clock.shows(at)
    if at // DAY_US * DAY_US >= START and (at // DAY_US + 1) * DAY_US <= END:
        for _ in range(2):
            assert dial.shows(MICROSECOND * at) == MICROSECOND * shown
    else:
        with pytest.raises(KeyError):
            dial.shows(MICROSECOND * at)
    low, high = shown // DAY_US * DAY_US, (shown // DAY_US + 1) * DAY_US
    for ask, answer in ((dial.reaches, clock.reaches(shown)), (dial.leaves, clock.leaves(shown))):
        if clock.low < low and high < clock.high:
            for _ in range(2):
                assert answer is not None
                assert ask(MICROSECOND * shown) == MICROSECOND * answer
        else:
            with pytest.raises(KeyError):
                ask(MICROSECOND * shown)


def test_a_day_is_made_once() -> None:
    dial = Dial(WorkingClock([(9 * HOUR_US, 17 * HOUR_US)], 0, 2 * DAY_US))
    first = dial.shows(timedelta(hours=12))
    assert first == timedelta(hours=3)
    assert dial.shows(timedelta(hours=12)) == first
