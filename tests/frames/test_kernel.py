"""The kernel answers, row by row, what the scalar calendar answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacal import HorizonError, HorizonRowsError, NegativeBudgetError, SlacalTypeError, WorkingCalendar
from slacal.frames import buckets, kernel
from slacal.frames.kernel import MISSING, Kernel
from tests.strategies import Case, calendars, microscopic, questions, round_the_clock

if TYPE_CHECKING:
    from slacal.frames.kernel import Column

HOUR = 3_600_000_000
ANY = st.one_of(calendars(), calendars(), microscopic(), round_the_clock())
SIZES = st.sampled_from([1, 7, 100])
BUCKETS = st.sampled_from([2, 16, 1 << 17])
"""With so few buckets every calendar is a crowded one."""


def us(*texts: str) -> Column:
    return np.array(texts, "datetime64[us]").astype(np.int64)


def scalar(ask: Callable[..., int], *columns: Column) -> list[int]:
    """What the calendar answers row by row; where it raises `HorizonError`, or something is missing, missing."""
    answers: list[int] = []
    for row in zip(*(column.tolist() for column in columns), strict=True):
        try:
            answers.append(MISSING if MISSING in row else ask(*row))
        except (HorizonError, OverflowError):
            answers.append(MISSING)
    return answers


@st.composite
def asked(draw: st.DrawFn) -> tuple[Case, Column, Column, int]:
    """A case, instants on its edges and beside them, some missing or far away, and budgets."""
    question = draw(questions(ANY, instants=12, budgets=6))
    far = draw(st.sampled_from([(), (), (MISSING,), (0, 4_102_444_800_000_000), (-(2**62), 2**62, 2**63 - 1)]))
    instants = np.array([*question.instants, *far], np.int64)
    wild = draw(st.sampled_from([(), (), (MISSING,), (0,), (2**62, 2**63 - 1)]))
    return question.case, instants, np.array([*question.budgets, *wild], np.int64), draw(BUCKETS)


def crossed(first: Column, second: Column) -> tuple[Column, Column]:
    """Every one with every one."""
    return np.repeat(first, len(second)), np.tile(second, len(first))


@given(asked())
def test_the_kernel_is_the_calendar(given: tuple[Case, Column, Column, int]) -> None:
    """Law: every answer of the kernel is the scalar one, at every edge, beyond the horizon and where nothing is."""
    case, instants, budgets, most = given
    calendar = case.calendar()
    vector = Kernel(calendar, most)
    starts, ends = crossed(instants, instants)
    assert vector.elapsed(starts, ends, on_error="null").tolist() == scalar(calendar.elapsed_us, starts, ends)
    starts, granted = crossed(instants, budgets)
    due = scalar(calendar.deadline_us, starts, granted)
    last = scalar(calendar.last_on_time_us, starts, granted)
    assert vector.deadline(starts, granted, on_error="null").tolist() == due
    assert vector.last_on_time(starts, granted, on_error="null").tolist() == last
    both = vector.ends(starts, granted, on_error="null")
    known = np.array([MISSING not in pair for pair in zip(due, last, strict=True)])
    assert both[0].tolist() == np.where(known, due, MISSING).tolist()
    assert both[1].tolist() == np.where(known, last, MISSING).tolist()
