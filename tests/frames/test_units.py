"""Columns of every unit of time: the scalar answers, at instants on the edges of any calendar and beside them."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from slacal import frames as sf
from slacal.frames.arrow import pa
from slacal.frames.kernel import MISSING
from tests.frames.test_kernel import ANY, crossed, scalar
from tests.strategies import Question, questions

NANOSECONDS = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
REACH = (2**63 - 1) // 1000


def column(values: list[int], unit: str, kind: Any) -> tuple[Any, Any]:
    """Microseconds as an Arrow array of whole units, and the microseconds that these are; digits below are cut off."""
    in_unit = [us * 1000 // NANOSECONDS[unit] for us in values if abs(us) <= REACH]
    missing = [number % 5 == 4 for number in range(len(in_unit))]
    array = pa.array(np.array(in_unit, np.int64), mask=np.array(missing, bool)).cast(kind)
    us = [count * NANOSECONDS[unit] // 1000 for count in in_unit]
    return array, np.array([MISSING if gone else one for one, gone in zip(us, missing, strict=True)], np.int64)


def micros(array: Any) -> list[int]:
    """An answer in microseconds."""
    per_us = 1000 if array.type.unit == "ns" else 1
    return [MISSING if one is None else one // per_us for one in array.cast(pa.int64()).to_pylist()]


@given(questions(ANY, instants=8, budgets=5), st.sampled_from(sorted(NANOSECONDS)), st.integers(0, 2))
def test_every_unit_is_answered_as_the_calendar_does(question: Question, unit: str, chunks: int) -> None:
    """Law: whatever unit instants and budgets are told in, the answers are those of the calendar to the microsecond."""
    calendar = question.case.calendar()
    at, at_us = column(list(question.instants), unit, pa.timestamp(unit, "UTC"))
    budget, budget_us = column(list(question.budgets), unit, pa.duration(unit))
    rows, other = crossed(np.arange(len(at)), np.arange(len(at)))
    table = pa.table({"start": at.take(pa.array(rows)), "end": at.take(pa.array(other))})
    table = pa.concat_tables([table.slice(0, chunks), table.slice(chunks)])
    used = sf.elapsed(table, start="start", end="end", calendar=calendar, on_error="null").column("elapsed")
    assert micros(used.combine_chunks()) == scalar(calendar.elapsed_us, at_us[rows], at_us[other])
    rows, other = crossed(np.arange(len(at)), np.arange(len(budget)))
    table = pa.table({"start": at.take(pa.array(rows)), "budget": budget.take(pa.array(other))})
    ends = sf.deadlines(table, start="start", budget="budget", calendar=calendar, on_error="null")
    due = scalar(calendar.deadline_us, at_us[rows], budget_us[other])
    last = scalar(calendar.last_on_time_us, at_us[rows], budget_us[other])
    limit = REACH if unit == "ns" else 2**62
    for name, expected in (("due", due), ("last_on_time", last)):
        pairs = zip(due, last, expected, strict=True)
        known = [one if MISSING not in pair and abs(one) <= limit else MISSING for *pair, one in pairs]
        assert micros(ends.column(name).combine_chunks()) == known
