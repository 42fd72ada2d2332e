"""The peers on the same questions, and whether they agree."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from slacal import WorkingCalendar

from .board import Agreement, Board
from .peers import UTC_FOR_LOCAL, BusinessTimeDelta, ExchangeCalendars, PandasBusinessHour, plain
from .questions import BUDGETS, SPANS, budget_questions, span_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import timedelta

    from .conftest import Stopwatch

FEW = 100
"""Questions for the slowest peer, which needs milliseconds for one."""


@cache
def calendar() -> WorkingCalendar:
    return WorkingCalendar()


@pytest.fixture(scope="module")
def exchange() -> ExchangeCalendars:
    return ExchangeCalendars()


@pytest.fixture(scope="module")
def pandas() -> PandasBusinessHour:
    return PandasBusinessHour()


@pytest.fixture(scope="module")
def business() -> BusinessTimeDelta:
    return BusinessTimeDelta()


def race(
    stopwatch: Stopwatch,
    who: str,
    what: str,
    ask: Callable[[Any, Any], Any],
    questions: Sequence[tuple[Any, Any]],
    rounds: int = 40,
) -> None:
    """Measure a peer and slacal in turn on the same questions."""
    ours = calendar().elapsed if what.startswith("elapsed") else calendar().deadline
    key = f"{what} | {who}"
    stopwatch.sweep(key, ask, questions, beside=(f"{key} | slacal", ours), rounds=rounds)


def compare(
    board: Board,
    who: str,
    what: str,
    ask: Callable[[Any, Any], Any],
    questions: Sequence[tuple[Any, Any]],
    why: str = "",
) -> Agreement:
    """Put down how many answers of a peer are slacal's own, and why others are not."""
    ours = calendar().elapsed if what.startswith("elapsed") else calendar().deadline
    same = harmless = 0
    for asked in questions:
        theirs, mine = plain(ask(*asked)), ours(*asked)
        if theirs == mine:
            same += 1
        elif isinstance(theirs, datetime) and isinstance(mine, datetime):
            harmless += not calendar().elapsed(mine, theirs)
    agreement = Agreement(who, what, len(questions), same, harmless, why)
    board.agreements.append(agreement)
    return agreement


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("zone", ["UTC", "Warsaw"])
def test_exchange_calendars_elapsed(stopwatch: Stopwatch, exchange: ExchangeCalendars, zone: str, span: str) -> None:
    who, what = "exchange_calendars", f"elapsed, {zone} in, {span}"
    questions = span_questions(span, zone)
    race(stopwatch, who, what, exchange.elapsed, questions)
    found = compare(stopwatch.board, who, what, exchange.elapsed, questions)
    assert found.same == found.asked


@pytest.mark.parametrize("budget", BUDGETS)
@pytest.mark.parametrize("zone", ["UTC", "Warsaw"])
def test_exchange_calendars_deadline(stopwatch: Stopwatch, exchange: ExchangeCalendars, zone: str, budget: str) -> None:
    who, what = "exchange_calendars", f"deadline, {zone} in, {budget}"
    questions = budget_questions(budget, zone)
    race(stopwatch, who, what, exchange.deadline, questions)
    found = compare(stopwatch.board, who, what, exchange.deadline, questions)
    assert found.same == found.asked


def test_exchange_calendars_by_method(stopwatch: Stopwatch, exchange: ExchangeCalendars) -> None:
    who, what = "exchange_calendars, `minutes_distance`", "elapsed, UTC in, 60 d"
    questions = span_questions("60 d", "UTC")
    race(stopwatch, who, what, exchange.elapsed_by_method, questions)
    found = compare(stopwatch.board, who, what, exchange.elapsed_by_method, questions, "counts the last minute in")
    assert found.wrong


def test_exchange_calendars_given_timestamps(stopwatch: Stopwatch, exchange: ExchangeCalendars) -> None:
    """The peer may have its own type of instant; slacal is asked with plain datetimes all the same."""
    who, what = "exchange_calendars, given timestamps", "elapsed, UTC in, 60 d"
    questions = span_questions("60 d", "UTC")
    stamps = [(exchange.timestamp(start), exchange.timestamp(end)) for start, end in questions]
    asked, ask, key = list(zip(stamps, questions, strict=True)), exchange.elapsed_given_timestamps, f"{what} | {who}"

    def ours(_: object, given: tuple[datetime, datetime]) -> timedelta:
        return calendar_elapsed(*given)

    def theirs(given: tuple[Any, Any], _: object) -> object:
        return ask(*given)

    calendar_elapsed = calendar().elapsed
    stopwatch.sweep(key, theirs, asked, beside=(f"{key} | slacal", ours))
    assert all(plain(ask(*stamp)) == calendar_elapsed(*given) for stamp, given in asked)


def test_exchange_calendars_utc_out(stopwatch: Stopwatch, exchange: ExchangeCalendars) -> None:
    who, what = "exchange_calendars, UTC out", "deadline, UTC in, 16 h"
    questions = budget_questions("16 h", "UTC")
    race(stopwatch, who, what, exchange.deadline_in_utc, questions)
    assert all(plain(exchange.deadline_in_utc(*asked)) == calendar().deadline(*asked) for asked in questions)


@pytest.mark.parametrize("budget", BUDGETS)
@pytest.mark.parametrize("zone", ["UTC", "Warsaw"])
def test_pandas_deadline(stopwatch: Stopwatch, pandas: PandasBusinessHour, zone: str, budget: str) -> None:
    """Its hours are those of the timestamp's own clock: given UTC, it works from 9 to 17 in UTC."""
    who, what = "pandas CustomBusinessHour", f"deadline, {zone} in, {budget}"
    questions = budget_questions(budget, zone)
    race(stopwatch, who, what, pandas.deadline, questions, rounds=5)
    found = compare(stopwatch.board, who, what, pandas.deadline, questions, UTC_FOR_LOCAL)
    assert (found.wrong == 0) == (zone == "Warsaw")


def test_businesstimedelta_elapsed(stopwatch: Stopwatch, business: BusinessTimeDelta) -> None:
    who, what = "businesstimedelta", "elapsed, UTC in, 60 d"
    questions = span_questions("60 d", "UTC")[:FEW]
    race(stopwatch, who, what, business.elapsed, questions, rounds=5)
    assert not compare(stopwatch.board, who, what, business.elapsed, questions).wrong


def test_businesstimedelta_without_holidays(stopwatch: Stopwatch, business: BusinessTimeDelta) -> None:
    """An easier question, which it answers faster; slacal still knows the holidays."""
    who, what = "businesstimedelta, without holidays", "elapsed, UTC in, 60 d"
    questions, ask = span_questions("60 d", "UTC")[:FEW], business.elapsed_without_holidays
    race(stopwatch, who, what, ask, questions, rounds=5)
    plain_week = WorkingCalendar(holidays=None)
    assert all(plain(ask(*asked)) == plain_week.elapsed(*asked) for asked in questions)
