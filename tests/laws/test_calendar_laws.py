"""The laws of the working calendar, and each of its answers beside the oracle's."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import HorizonError, WorkingCalendar
from tests.asked import Asked, asked, assert_ahead, assert_back
from tests.oracle import ONE_DAY, ONE_US, from_us
from tests.strategies import Case, Question, calendars, microscopic, questions, round_the_clock

ZONES = ("UTC", "Europe/Warsaw", "Asia/Tokyo", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe")
EVERY_KIND = st.one_of(calendars(), calendars(), microscopic())


@given(questions(EVERY_KIND, instants=2))
def test_elapsed_is_counted(question: Question) -> None:
    """elapsed(a, b) is what counting the ticks from a to b gives, in either direction."""
    a, b = question.instants
    assert asked(question.case).elapsed(a, b) == question.case.oracle.elapsed(a, b)


@given(questions(EVERY_KIND, instants=1, budgets=1))
def test_deadline_is_counted(question: Question) -> None:
    """deadline(a, budget) is the first instant at which the counted time is the budget; a itself for 0."""
    (a,), (budget,) = question.instants, question.budgets
    expected = question.case.oracle.deadline(a, budget)
    assert_ahead(asked(question.case).deadline(a, budget), expected, a, question.case)


@given(questions(EVERY_KIND, instants=1, budgets=1))
def test_last_on_time_is_counted(question: Question) -> None:
    """last_on_time(a, budget) is the last instant until which no more than the budget is counted."""
    (a,), (budget,) = question.instants, question.budgets
    expected = question.case.oracle.last_on_time(a, budget)
    assert_ahead(asked(question.case).last_on_time(a, budget), expected, a, question.case)


@given(questions(EVERY_KIND, instants=1, budgets=1))
def test_latest_start_is_counted(question: Question) -> None:
    """latest_start(due, budget) is the last instant from which the budget is counted until due; due for 0."""
    (due,), (budget,) = question.instants, question.budgets
    expected = question.case.oracle.latest_start(due, budget)
    assert_back(asked(question.case).latest_start(due, budget), expected, due, question.case)


@given(questions(EVERY_KIND, instants=2))
def test_working_is_decided_tick_by_tick(question: Question) -> None:
    """is_working(t) is the oracle's verdict on the tick around t: open at an opening, shut at a closing."""
    calendar = asked(question.case)
    for at in question.instants:
        assert calendar.works(at) == question.case.oracle.works(question.case.oracle.tile(at))


@given(questions(EVERY_KIND, instants=1))
def test_next_edges_are_found(question: Question) -> None:
    """next_opening and next_closing are the first ticks after t at which the verdict turns."""
    calendar, oracle = asked(question.case), question.case.oracle
    (at,) = question.instants
    assert_ahead(calendar.next_opening(at), oracle.next_opening(at), at, question.case)
    assert_ahead(calendar.next_closing(at), oracle.next_closing(at), at, question.case)


@given(questions(EVERY_KIND, instants=1))
def test_previous_edges_are_found(question: Question) -> None:
    """previous_opening and previous_closing are the last ticks before t at which the verdict turns."""
    calendar, oracle = asked(question.case), question.case.oracle
    (at,) = question.instants
    assert_back(calendar.previous_opening(at), oracle.previous_opening(at), at, question.case)
    assert_back(calendar.previous_closing(at), oracle.previous_closing(at), at, question.case)


@given(questions(EVERY_KIND, instants=2))
def test_intervals_are_the_working_ticks_joined(question: Question) -> None:
    """intervals(a, b) are the working ticks of [a, b), joined where they touch and clipped."""
    a, b = sorted(question.instants)
    assert asked(question.case).intervals(a, b) == question.case.oracle.intervals(a, b)


@given(questions(EVERY_KIND, instants=2))
def test_intervals_add_up_to_elapsed(question: Question) -> None:
    """The lengths of intervals(a, b) sum to elapsed(a, b); they are in order, apart and never empty."""
    calendar = asked(question.case)
    a, b = sorted(question.instants)
    found = calendar.intervals(a, b)
    assert sum(end - start for start, end in found) == calendar.elapsed(a, b)
    edges = [a, *(edge for interval in found for edge in interval), b]
    assert edges == sorted(edges)
    assert len(set(edges[1:-1])) == len(edges) - 2


@st.composite
def day_questions(draw: st.DrawFn) -> tuple[Case, date, date]:
    case = draw(calendars())
    return case, draw(st.sampled_from(case.days)), draw(st.sampled_from(case.days))


@given(day_questions())
def test_working_days_are_counted(drawn: tuple[Case, date, date]) -> None:
    """working_days(a, b) counts the working days of (a, b]; backwards, minus those of [b, a)."""
    case, a, b = drawn
    assert case.calendar().working_days(a, b) == case.oracle.working_days(a, b)


@given(day_questions())
def test_a_working_day_has_working_time_in_a_shift_of_its_own(drawn: tuple[Case, date, date]) -> None:
    """is_working_day(d) says whether a shift opens on d of which the breaks leave anything."""
    case, *days = drawn
    calendar = case.calendar()
    for day in days:
        assert calendar.is_working_day(day) == case.oracle.is_working_day(day)


@given(day_questions(), st.integers(-12, 12))
def test_shifted_working_days_are_counted(drawn: tuple[Case, date, date], count: int) -> None:
    """shift_working_days(d, n) is the nth working day after d, before it for n < 0, and d for n = 0."""
    case, day, _ = drawn
    assert case.calendar().shift_working_days(day, count) == case.oracle.shift_working_days(day, count)


@given(day_questions(), st.integers(-12, 12))
def test_shifting_and_counting_working_days_agree(drawn: tuple[Case, date, date], count: int) -> None:
    """working_days(d, shift_working_days(d, n)) == n for every n, and the day reached is a working day."""
    case, day, _ = drawn
    calendar = case.calendar()
    reached = calendar.shift_working_days(day, count)
    assert calendar.working_days(day, reached) == count
    assert count == 0 or calendar.is_working_day(reached)


@given(day_questions(), st.integers(0, 16))
def test_working_days_add_up(drawn: tuple[Case, date, date], days: int) -> None:
    """working_days(a, b) + working_days(b, c) == working_days(a, c) for a <= b <= c, and backwards."""
    case, *ends = drawn
    a, b = sorted(ends)
    c = b + days * ONE_DAY
    count = case.calendar().working_days
    assert count(a, b) + count(b, c) == count(a, c)
    assert count(c, b) + count(b, a) == count(c, a)


@given(questions(EVERY_KIND, instants=2, budgets=1))
def test_the_budget_is_used_up_from_the_deadline_on(question: Question) -> None:
    """elapsed(a, t) >= b if and only if t >= deadline(a, b), for b > 0."""
    calendar = asked(question.case)
    (a, t), (budget,) = question.instants, question.budgets
    due = calendar.deadline(a, budget)
    if budget == 0 or due is None:
        return
    for at in (t, due - 1, due, due + 1):
        assert (calendar.elapsed(a, at) >= budget) == (at >= due)


@given(questions(EVERY_KIND, instants=2, budgets=1))
def test_the_budget_is_not_exceeded_until_the_last_moment(question: Question) -> None:
    """elapsed(a, t) <= b if and only if t <= last_on_time(a, b)."""
    calendar = asked(question.case)
    (a, t), (budget,) = question.instants, question.budgets
    last = calendar.last_on_time(a, budget)
    if last is None:
        return
    for at in (t, last - 1, last, last + 1):
        assert (calendar.elapsed(a, at) <= budget) == (at <= last)


@given(questions(EVERY_KIND, instants=2, budgets=1))
def test_latest_start_is_the_dual_of_the_deadline(question: Question) -> None:
    """elapsed(t, due) >= b if and only if t <= latest_start(due, b), for b > 0."""
    calendar = asked(question.case)
    (t, due), (budget,) = question.instants, question.budgets
    start = calendar.latest_start(due, budget)
    if budget == 0 or start is None:
        return
    for at in (t, start - 1, start, start + 1):
        assert (calendar.elapsed(at, due) >= budget) == (at <= start)


@given(questions(EVERY_KIND, instants=1, budgets=1))
def test_there_and_back_never_loses_time(question: Question) -> None:
    """latest_start(deadline(a, b), b) >= a, and deadline(latest_start(due, b), b) <= due."""
    calendar = asked(question.case)
    (a,), (budget,) = question.instants, question.budgets
    due, start = calendar.deadline(a, budget), calendar.latest_start(a, budget)
    if due is not None:
        back = calendar.latest_start(due, budget)
        assert back is not None
        assert back >= a
    if start is not None:
        forth = calendar.deadline(start, budget)
        assert forth is not None
        assert forth <= a


@given(questions(EVERY_KIND, instants=1, budgets=1))
def test_nothing_elapses_between_due_and_last_on_time(question: Question) -> None:
    """elapsed(a, due) == b, due <= last_on_time, and elapsed(due, last_on_time) == 0."""
    calendar = asked(question.case)
    (a,), (budget,) = question.instants, question.budgets
    due, last = calendar.deadline(a, budget), calendar.last_on_time(a, budget)
    if due is not None:
        assert calendar.elapsed(a, due) == budget
    if due is not None and last is not None:
        assert due <= last
        assert calendar.elapsed(due, last) == 0


@given(questions(EVERY_KIND, instants=3))
def test_elapsed_adds_up_over_a_midpoint(question: Question) -> None:
    """elapsed(a, b) + elapsed(b, c) == elapsed(a, c), in whatever order a, b, c come."""
    calendar = asked(question.case)
    a, b, c = question.instants
    assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)


@given(questions(EVERY_KIND, instants=2))
def test_elapsed_is_antisymmetric(question: Question) -> None:
    """elapsed(b, a) == -elapsed(a, b), and no more working time passes than time."""
    calendar = asked(question.case)
    a, b = sorted(question.instants)
    assert calendar.elapsed(b, a) == -calendar.elapsed(a, b)
    assert 0 <= calendar.elapsed(a, b) <= b - a


@given(questions(EVERY_KIND, instants=2, budgets=2))
def test_deadline_is_monotone_in_both_arguments(question: Question) -> None:
    """Where a <= b and x <= y, deadline(a, x) is no later than deadline(b, x) and deadline(a, y)."""
    calendar = asked(question.case)
    a, b = sorted(question.instants)
    x, y = sorted(question.budgets)
    for answer in (calendar.deadline, calendar.last_on_time):
        first, later, longer = answer(a, x), answer(b, x), answer(a, y)
        assert first is None or later is None or first <= later
        assert first is None or longer is None or first <= longer


@given(questions(EVERY_KIND, instants=1, budgets=2))
def test_a_budget_may_be_spent_in_two_steps(question: Question) -> None:
    """deadline(a, x + y) == deadline(deadline(a, x), y)."""
    calendar = asked(question.case)
    (a,), (x, y) = question.instants, question.budgets
    step = calendar.deadline(a, x)
    if step is None:
        assert calendar.deadline(a, x + y) is None
    else:
        assert calendar.deadline(a, x + y) == calendar.deadline(step, y)


@given(questions(EVERY_KIND, instants=2, budgets=1), st.sampled_from(ZONES))
def test_the_zone_an_instant_is_written_in_does_not_matter(question: Question, zone: str) -> None:
    """The same instants written in any time zone give the same answers."""
    calendar = question.case.calendar()
    here, there = Asked(calendar), Asked(calendar, zone)
    (a, b), (budget,) = question.instants, question.budgets
    first, last = sorted((a, b))
    assert there.elapsed(a, b) == here.elapsed(a, b)
    assert there.deadline(a, budget) == here.deadline(a, budget)
    assert there.last_on_time(a, budget) == here.last_on_time(a, budget)
    assert there.latest_start(a, budget) == here.latest_start(a, budget)
    assert there.next_opening(a) == here.next_opening(a)
    assert there.previous_closing(a) == here.previous_closing(a)
    assert there.works(a) == here.works(a)
    assert there.intervals(first, last) == here.intervals(first, last)


@given(questions(round_the_clock(), instants=2, budgets=1))
def test_round_the_clock_is_plain_subtraction(question: Question) -> None:
    """With nothing but 24/7 hours elapsed(a, b) == b - a, and every budget ends where the clock says."""
    calendar = asked(question.case)
    (a, b), (budget,) = question.instants, question.budgets
    first, last = sorted((a, b))
    assert calendar.elapsed(a, b) == b - a
    assert calendar.deadline(a, budget) == calendar.last_on_time(a, budget) == a + budget
    assert calendar.latest_start(a, budget) == a - budget
    assert calendar.works(a)
    assert calendar.intervals(first, last) == ([(first, last)] if first < last else [])


@given(questions(round_the_clock(), instants=1))
def test_round_the_clock_has_no_edges(question: Question) -> None:
    """What never closes has no opening and no closing, and says so without looking for ever."""
    calendar = question.case.calendar()
    at = from_us(question.instants[0])
    for edge in (
        calendar.next_opening,
        calendar.next_closing,
        calendar.previous_opening,
        calendar.previous_closing,
    ):
        with pytest.raises(HorizonError):
            edge(at)


@given(questions(instants=2, budgets=1), st.integers(-15, 15), st.sampled_from(ZONES))
def test_answers_do_not_depend_on_what_was_asked_before(question: Question, years: int, zone: str) -> None:
    """A calendar that has answered about other years answers like a new one."""
    fresh, used = asked(question.case), asked(question.case, zone)
    (a, b), (budget,) = question.instants, question.budgets
    elsewhere = a + years * 366 * 86_400_000_000
    used.works(elsewhere)
    used.elapsed(elsewhere, b)
    assert used.elapsed(a, b) == fresh.elapsed(a, b)
    assert used.deadline(a, budget) == fresh.deadline(a, budget)
    assert used.last_on_time(a, budget) == fresh.last_on_time(a, budget)
    assert used.latest_start(b, budget) == fresh.latest_start(b, budget)
    assert used.calendar == fresh.calendar
    assert hash(used.calendar) == hash(fresh.calendar)


@given(questions(instants=1, budgets=1))
def test_results_are_plain_datetimes_in_the_calendars_zone(question: Question) -> None:
    """Answers are `datetime` in the calendar's own zone, whatever zone the question was in."""
    calendar = question.case.calendar()
    at, budget = from_us(question.instants[0], "Asia/Tokyo"), question.budgets[0] * ONE_US
    for answer in (calendar.deadline, calendar.latest_start):
        try:
            result = answer(at, budget)
        except HorizonError:
            continue
        assert type(result) is datetime
        assert result.tzinfo == ZoneInfo(question.case.oracle.zone)


@given(questions(instants=2, budgets=1))
def test_pickling_keeps_the_meaning(question: Question) -> None:
    """A calendar that was pickled is equal, hashes alike and answers alike."""
    calendar = question.case.calendar()
    copy: WorkingCalendar = pickle.loads(pickle.dumps(calendar))
    (a, b), (budget,) = question.instants, question.budgets
    assert copy == calendar
    assert hash(copy) == hash(calendar)
    assert Asked(copy).elapsed(a, b) == Asked(calendar).elapsed(a, b)
    assert Asked(copy).deadline(a, budget) == Asked(calendar).deadline(a, budget)
