"""The kernel answers, row by row, what the scalar calendar answers."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import HorizonError, HorizonRowsError, NegativeBudgetError, SlacalTypeError, WorkingCalendar
from slacal.frames import kernel
from slacal.frames.buckets import MOST_BUCKETS
from slacal.frames.kernel import MISSING, Kernel
from slacal.worktime.instants import from_us
from tests.strategies import Case, Question, calendars, microscopic, questions, round_the_clock

if TYPE_CHECKING:
    from slacal.frames.kernel import Column

HOUR = 3_600_000_000
ANY = st.one_of(calendars(), calendars(), microscopic(), round_the_clock())
BUCKETS = st.sampled_from([2, 16, MOST_BUCKETS])
"""With few buckets every calendar is a crowded one."""


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
    passed = vector.elapsed(starts, ends, on_error="null")
    assert passed.tolist() == scalar(calendar.elapsed_us, starts, ends)
    back = vector.elapsed(ends, starts, on_error="null")
    assert np.array_equal(back[passed != MISSING], -passed[passed != MISSING])
    starts, granted = crossed(instants, budgets)
    due = scalar(calendar.deadline_us, starts, granted)
    last = scalar(calendar.last_on_time_us, starts, granted)
    assert vector.deadline(starts, granted, on_error="null").tolist() == due
    assert vector.last_on_time(starts, granted, on_error="null").tolist() == last
    both = vector.ends(starts, granted, on_error="null")
    known = np.array([MISSING not in pair for pair in zip(due, last, strict=True)])
    assert both[0].tolist() == np.where(known, due, MISSING).tolist()
    assert both[1].tolist() == np.where(known, last, MISSING).tolist()

    def works(at: int) -> int:
        return calendar.is_working(from_us(at, calendar.tz))

    working = scalar(works, instants)
    assert vector.is_working(instants, on_error="null").tolist() == working


@given(questions(ANY, instants=8), BUCKETS)
def test_what_is_shown_is_what_the_clock_shows(question: Question, most: int) -> None:
    """Laws: `reaches(w) <= t` where `shows(t) >= w`, `leaves(w) >= t` where `shows(t) <= w`, wherever they answer."""
    vector = Kernel(question.case.calendar(), most)
    at = np.array(question.instants, np.int64)
    shown = vector.shows(at)
    clock = vector.tables.timetable.clock
    assert shown.tolist() == [clock.shows(one) for one in at.tolist()]
    if clock.high - clock.low < 2:
        return
    near = np.concatenate([shown - 1, shown, shown + 1])
    asked = np.clip(near, clock.low + 1, clock.high - 1)  # what is beyond is looked for to the end of the known years
    assert vector.reaches(asked).tolist() == [clock.reaches(one) for one in asked.tolist()]
    assert vector.leaves(asked).tolist() == [clock.leaves(one) for one in asked.tolist()]
    asked[0] = MISSING
    assert vector.reaches(asked)[0] == vector.leaves(asked)[0] == MISSING


@given(questions(ANY, instants=8, budgets=5), st.sampled_from([1, 2, 999, 10_000]), st.integers(0, 2**32), BUCKETS)
def test_many_rows_are_answered_as_one(question: Question, rows: int, seed: int, most: int) -> None:
    """Law: a row's answer does not depend on the rows beside it, nor on the blocks they fall into."""
    calendar, random = question.case.calendar(), np.random.default_rng(seed)
    start = random.integers(question.case.first, question.case.last, rows)
    on_edge = random.random(rows) < 0.3
    start[on_edge] = random.choice(np.array(question.instants), np.count_nonzero(on_edge))
    start[random.random(rows) < 0.1] = MISSING
    budget = random.choice(np.array(question.budgets), rows)
    vector = Kernel(calendar, most)
    due, last = vector.deadline(start, budget, on_error="null"), vector.last_on_time(start, budget, on_error="null")
    used = vector.elapsed(start, start[::-1].copy(), on_error="null")
    for row in random.integers(0, rows, 12).tolist():
        one, granted, other = start[[row]], budget[[row]], start[[rows - 1 - row]]
        assert due[[row]].tolist() == scalar(calendar.deadline_us, one, granted)
        assert last[[row]].tolist() == scalar(calendar.last_on_time_us, one, granted)
        assert used[[row]].tolist() == scalar(calendar.elapsed_us, one, other)


def test_blocks_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: answers and errors are the same whatever the size of a block, and so is the number of the first bad row."""
    calendar = WorkingCalendar.poland()
    start = np.arange(100, dtype=np.int64) * 11 * HOUR + us("2026-01-01")[0]
    whole = Kernel(calendar).ends(start, 16 * HOUR)
    start[[37, 71]] = us("2150-01-01")[0], us("2151-01-01")[0]
    monkeypatch.setattr(kernel, "BLOCK", 7)
    parts = Kernel(calendar).ends(start, 16 * HOUR, on_error="null")
    good = np.delete(np.arange(100), [37, 71])
    assert all(np.array_equal(one[good], other[good]) for one, other in zip(whole, parts, strict=True))
    assert all((part[[37, 71]] == MISSING).all() for part in parts)
    with pytest.raises(HorizonRowsError) as caught:
        Kernel(calendar).ends(start, 16 * HOUR)
    assert (caught.value.row, caught.value.count) == (37, 2)


def test_the_first_row_that_cannot_be_answered_is_named() -> None:
    """Every message says which row, what it holds, how many there are, and between which years there are answers."""
    calendar = WorkingCalendar.poland()
    here, beyond = us("2026-01-05T10:00")[0], us("2101-06-01")[0]
    with pytest.raises(
        HorizonRowsError, match=r"^row 1: end 2101-06-01T02:00:00\+02:00 is not within the years 1925 to "
    ):
        Kernel(calendar).elapsed(here, np.array([here, beyond], np.int64))
    with pytest.raises(HorizonRowsError, match=r"; 2 rows are not, this is the first$"):
        Kernel(calendar).shows(np.array([beyond, beyond, MISSING], np.int64))
    far = np.array([beyond, beyond], np.int64)
    with pytest.raises(HorizonRowsError, match=r"^row 0: start 2101-06-01") as each:
        Kernel(calendar).elapsed(far, far)
    assert each.value.count == 2  # rows, though both of their values lie beyond
    last = calendar.schedule.last_us  # known, but not what the clock shows after it
    for unknown, said in ((beyond, "2101-06-01"), (last, "2101-01-01T00:00:00.000001")):
        with pytest.raises(HorizonRowsError, match=rf"^row 0: at {said}"):
            Kernel(calendar).is_working(np.array([unknown], np.int64))
    for budget in (2**62, 200_000 * HOUR):
        with pytest.raises(HorizonRowsError, match=r"^row 0: the end of the budget from 2026-01-05T11:00:00"):
            Kernel(calendar).deadline(here, budget)


@pytest.mark.parametrize("last", [False, True])
def test_a_deadline_after_the_known_years_is_none(last: bool) -> None:
    """The last closing of the known years can be a deadline, but is left by nobody."""
    calendar = WorkingCalendar.poland()
    vector = Kernel(calendar)
    closing = us("2100-12-31T16:00")[0]
    start = us("2100-12-31T10:00", "2100-12-31T11:00")
    due = vector.deadline(start, 6 * HOUR, on_error="null")
    assert due.tolist() == [closing, MISSING] == scalar(calendar.deadline_us, start, np.full(2, 6 * HOUR))
    assert vector.last_on_time(start, 6 * HOUR, on_error="null").tolist() == [MISSING, MISSING]
    assert vector.ends(start, 6 * HOUR, on_error="null")[int(last)].tolist() == [MISSING, MISSING]


def test_what_is_shown_before_the_known_years_is_none() -> None:
    vector = Kernel(WorkingCalendar.poland())
    low = vector.shows(us("1925-01-01T12:00"))
    assert vector.reaches(low, on_error="null").tolist() == [MISSING]
    assert vector.leaves(low, on_error="null").tolist() == us("1925-01-02T08:00").tolist()
    assert vector.leaves(low - 1, on_error="null").tolist() == [MISSING]
    with pytest.raises(HorizonRowsError, match=r"^row 0: shown "):
        vector.reaches(low)


def test_tables_grow_backwards_for_what_is_shown() -> None:
    """What the clock showed before the years in use is looked for in those before them."""
    vector = Kernel(WorkingCalendar.poland())
    shown = vector.shows(us("2026-01-05T10:00"))
    years_before = vector.reaches(shown - 5000 * HOUR)
    assert np.array_equal(vector.shows(years_before), shown - 5000 * HOUR)


@pytest.mark.parametrize("most", [2, 1 << 19])
@pytest.mark.parametrize("missing", [False, True])
def test_answers_are_written_where_they_are_wanted(most: int, missing: bool) -> None:
    """`out` may be one of the columns, and is returned."""
    calendar, start = WorkingCalendar.poland(), us("2026-01-05T10:00", "2026-01-10T10:00", "2026-01-06T09:00")
    ends = start + 100 * HOUR
    if missing:
        start[2] = ends[2] = MISSING
    vector = Kernel(calendar, most)
    for budget in (16 * HOUR, 0, np.array([0, HOUR, HOUR], np.int64)):
        expected = vector.deadline(start, budget)
        column = start.copy()
        assert vector.deadline(column, budget, out=column) is column
        assert np.array_equal(column, expected)
    budgets = np.array([0, HOUR, 40 * HOUR], np.int64)
    expected = vector.deadline(start, budgets)
    assert np.array_equal(vector.deadline(start, column := budgets.copy(), out=column), expected)
    expected = vector.elapsed(start, ends)
    assert np.array_equal(vector.elapsed(column := start.copy(), ends, out=column), expected)
    assert np.array_equal(vector.elapsed(start, column := ends.copy(), out=column), expected)
    assert np.array_equal(vector.shows(column := start.copy(), out=column), vector.shows(start))
    last = np.empty_like(start)
    assert vector.last_on_time(start, HOUR, out=last) is last
    assert np.array_equal(last, vector.ends(start, HOUR)[1])


def test_columns_are_checked() -> None:
    vector, start = Kernel(WorkingCalendar.poland()), us("2026-01-05T10:00", "2026-01-10T10:00")
    with pytest.raises(SlacalTypeError, match=r"^start: expected an array of int64 microseconds, got array"):
        vector.deadline(start.astype(float), HOUR)
    with pytest.raises(SlacalTypeError, match=r"^budget: expected an array of int64 microseconds, got True"):
        vector.deadline(start, budget=True)
    with pytest.raises(SlacalTypeError, match=r"^start and end: expected columns of the same length, got \[1, 2\]"):
        vector.elapsed(start, start[:1])
    with pytest.raises(SlacalTypeError, match=r"^start and end: expected columns of the same length, got \[2, 3\]"):
        vector.elapsed(start, start, out=np.empty(3, np.int64))
    with pytest.raises(NegativeBudgetError, match=r"^budget\[1\]: expected working time of zero or more"):
        vector.deadline(start, np.array([MISSING, -1], np.int64))
    with pytest.raises(SlacalTypeError, match=r"^at: expected an array without a mask, with `frames.MISSING`"):
        vector.shows(np.ma.masked_array(start, [False, True]))
    for some in (start, start[:0]):
        for budget in (-1, np.int64(-1), -(10**30)):
            with pytest.raises(NegativeBudgetError, match=r"^budget: expected working time of zero or more, got"):
                vector.deadline(some, budget)
        assert (vector.deadline(some, MISSING) == MISSING).all()
    with pytest.raises(SlacalTypeError, match=r"^on_error: expected 'raise' or 'null', got 'ignore'"):
        vector.shows(start, on_error="ignore")  # type: ignore[arg-type]
    with pytest.raises(SlacalTypeError, match=r"^at: expected an array of int64 microseconds, got \[1.5\]"):
        vector.is_working([1.5])  # type: ignore[arg-type]
    kept = np.zeros(2, np.int64)
    kept.flags.writeable = False
    with pytest.raises(SlacalTypeError, match=r"^out: expected an array that can be written to, got array"):
        vector.elapsed(start, start, out=kept)
    with pytest.raises(SlacalTypeError, match=r"^calendar: expected a WorkingCalendar, such as .* got 3"):
        Kernel.of(3)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [10**30, -(10**30), 2**63 - 1])
def test_numbers_beyond_all_are_no_instants(number: int) -> None:
    vector, start = Kernel(WorkingCalendar.poland()), us("2026-01-05T10:00")
    start = np.repeat(start, 3)
    with pytest.raises(HorizonRowsError, match=r"^row 0: end an instant (before|after) them") as caught:
        vector.elapsed(start, number)
    assert caught.value.count == 3
    assert (vector.elapsed(start, number, on_error="null") == MISSING).all()


def test_budgets_beyond_the_tables_make_them_grow() -> None:
    """A budget of more work than the year of its start has is not yet one that no calendar can hold."""
    calendar, start = WorkingCalendar("Mon-Fri 08:00-16:00"), us("2026-01-05T10:00")
    due, last = Kernel(calendar).ends(start, 9000 * HOUR)
    at, budget = from_us(int(start[0]), calendar.tz), timedelta(hours=9000)
    assert from_us(int(due[0]), calendar.tz) == calendar.deadline(at, budget)
    assert from_us(int(last[0]), calendar.tz) == calendar.last_on_time(at, budget)


@pytest.mark.parametrize("budget", [8000 * 86_400_000_000, 10**15, 10**30])
def test_budgets_beyond_all_are_never_used_up(budget: int) -> None:
    """One for all rows that no calendar can hold is missing in all of them, whatever was asked before."""
    for rows in (1, 3):
        vector, start = Kernel(WorkingCalendar.poland()), np.repeat(us("2026-01-05T10:00"), rows)
        for ask in (vector.deadline, vector.last_on_time):
            with pytest.raises(HorizonRowsError, match=r"^row 0: the end of the budget from 2026-01-05") as caught:
                ask(start, budget)
            assert caught.value.count == rows
            assert (ask(start, budget, on_error="null") == MISSING).all()


def test_no_rows_give_no_answers() -> None:
    nothing = np.empty(0, np.int64)
    assert len(Kernel(WorkingCalendar.poland()).elapsed(nothing, nothing)) == 0
    assert len(Kernel(WorkingCalendar.poland()).ends(nothing, HOUR)[1]) == 0


def test_numbers_stand_for_all_rows() -> None:
    vector, start = Kernel(WorkingCalendar.poland()), us("2026-01-05T10:00", "2026-01-10T10:00")
    now = us("2026-02-01")[0]
    assert np.array_equal(vector.elapsed(start, int(now)), vector.elapsed(start, np.full(2, now)))
    assert np.array_equal(vector.elapsed(int(now), start), -vector.elapsed(start, int(now)))


def test_equal_calendars_share_a_kernel() -> None:
    assert Kernel.of(WorkingCalendar(tz="Europe/Prague")) is Kernel.of(WorkingCalendar(tz="Europe/Prague"))
    assert Kernel.of(WorkingCalendar(tz="Europe/Prague")) is not Kernel.of(WorkingCalendar.poland())


def test_few_buckets_are_made_of_many_short_gaps() -> None:
    """A break of a microsecond makes no table that fills the memory, and the answers stay exact."""
    noon = datetime(2026, 3, 3, 12, tzinfo=UTC)
    calendar = WorkingCalendar(breaks=[(noon, noon.replace(microsecond=1))])
    vector = Kernel.of(calendar)
    start = us("2026-03-03T11:59:59.999999", "2026-03-03T12:00", "2026-03-03T12:00:00.000001")
    budget = np.array([1, 2, 0], np.int64)
    assert vector.deadline(start, budget).tolist() == scalar(calendar.deadline_us, start, budget)
    assert vector.last_on_time(start, budget).tolist() == scalar(calendar.last_on_time_us, start, budget)
    assert vector.elapsed(start, start[::-1].copy()).tolist() == scalar(calendar.elapsed_us, start, start[::-1])


def test_holidays_of_a_lifetime_fit() -> None:
    """Tables of all years a country is known for are made at once, and agree with the scalar calendar at both ends."""
    calendar = WorkingCalendar("Mon-Fri 09:00-12:00,13:00-17:00", holidays="PL")
    start = us("1926-01-04T09:00", "2100-12-01T09:00", "2026-05-03T12:00")
    assert Kernel(calendar).deadline(start, HOUR).tolist() == scalar(calendar.deadline_us, start, np.full(3, HOUR))


def test_hardly_any_memory_is_needed() -> None:
    """Beside inputs and answers, tables of eighty years and scratch stay under 64 MB, for a crowded calendar too."""
    start = np.arange(2_000_000, dtype=np.int64) * 1_000_000_000
    answer, budget = np.empty_like(start), np.full(len(start), HOUR)
    for hours in ("Mon-Fri 09:00-17:00", "Mon-Fri 08:00-12:00,13:00-16:30", "Mon-Sun 08:00-12:00,12:01-16:30"):
        calendar = WorkingCalendar(hours)
        calendar.elapsed_us(int(start[0]), int(start[-1]))  # the timetable is the scalar library's
        tracemalloc.start()
        try:
            vector = Kernel(calendar)
            vector.elapsed(start, budget, out=answer)
            vector.deadline(start, budget, out=answer)
            assert tracemalloc.get_traced_memory()[1] < 64 * 2**20, hours
        finally:
            tracemalloc.stop()
