"""One `elapsed`, one `deadline`: whatever the span, in UTC and in Warsaw, and the floor beside each."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from operator import add
from typing import TYPE_CHECKING

import pytest

from slacal import WorkingCalendar

from .questions import BUDGETS, SPANS, Walker, budget_questions, span_questions

if TYPE_CHECKING:
    from datetime import timedelta

    from .conftest import Stopwatch

VARIANTS = {
    "UTC hours, UTC": ("UTC", "UTC"),
    "Warsaw hours, UTC in": ("Warsaw", "UTC"),
    "Warsaw hours, Warsaw": ("Warsaw", "Warsaw"),
}
ZONE_KEYS = {"UTC": "UTC", "Warsaw": "Europe/Warsaw"}


@cache
def calendar(hours: str) -> WorkingCalendar:
    return WorkingCalendar(tz=ZONE_KEYS[hours])


@cache
def walker(hours: str) -> Walker:
    return Walker(hours)


def subtract(start: datetime, end: datetime) -> timedelta:
    return end - start


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_elapsed(stopwatch: Stopwatch, variant: str, span: str) -> None:
    """Beside the floor of `elapsed`: what Python needs to subtract two datetimes."""
    hours, zone = VARIANTS[variant]
    questions, ask, key = span_questions(span, zone), calendar(hours).elapsed, f"elapsed, {variant}, {span}"
    stopwatch.sweep(key, ask, questions, beside=(f"{key} | floor", subtract))
    assert [ask(*question) for question in questions] == [walker(hours).elapsed(*q) for q in questions]


@pytest.mark.parametrize("budget", BUDGETS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_deadline(stopwatch: Stopwatch, variant: str, budget: str) -> None:
    """Beside the floor of `deadline`: what Python needs to add to a datetime."""
    hours, zone = VARIANTS[variant]
    questions, ask = budget_questions(budget, zone), calendar(hours).deadline
    key = f"deadline, {variant}, {budget}"
    stopwatch.sweep(key, ask, questions, beside=(f"{key} | floor", add))
    answers = [ask(*question) for question in questions]
    assert answers == [walker(hours).deadline(*question) for question in questions]
    assert {type(answer) for answer in answers} == {datetime}
    assert {str(answer.tzinfo) for answer in answers} == {ZONE_KEYS[hours]}
