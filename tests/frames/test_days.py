"""Working days of columns are the calendar's, looked up in the calendar's own timetable."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import HorizonError, WorkingCalendar
from slacal.frames.days import shifted_days
from slacal.frames.kernel import MISSING
from slacal.worktime.instants import EPOCH

if TYPE_CHECKING:
    from slacal.frames.kernel import Column

ZERO = EPOCH.toordinal()


def numbers(*days: date) -> Column:
    """Dates as days since 1970-01-01."""
    return np.array([day.toordinal() - ZERO for day in days], np.int64)


@given(
    st.lists(
        st.tuples(
            st.dates(date(1924, 1, 1), date(2102, 1, 1)),
            st.one_of(st.integers(-300, 300), st.sampled_from([10**6, -(10**6), 10**15, MISSING])),
        ),
        max_size=30,
    ),
    st.sampled_from([("Mon-Fri 09:00-17:00", "PL"), ("Sat 22:00-06:00", "DE")]),
)
def test_shifted_days_are_those_of_the_calendar(rows: list[tuple[date, int]], definition: tuple[str, str]) -> None:
    """Law: also where a calendar was asked nothing before, beyond the known years and where nothing is."""
    calendar = WorkingCalendar(definition[0], holidays=definition[1])
    expected: list[int] = []
    for day, n in rows:
        try:
            expected.append(MISSING if n == MISSING else calendar.shift_working_days(day, n).toordinal() - ZERO)
        except HorizonError:
            expected.append(MISSING)
    new = WorkingCalendar(definition[0], holidays=definition[1])
    steps = np.array([n for _, n in rows], np.int64)
    assert shifted_days(new, numbers(*(day for day, _ in rows)), steps).tolist() == expected


@pytest.mark.parametrize("n", [3, 0, -3, 5000, -5000, 10**9, -(10**9)])
def test_one_number_for_all_days(n: int) -> None:
    days = numbers(date(2026, 11, 10), date(2026, 12, 24))
    assert (
        shifted_days(WorkingCalendar(), days, n).tolist()
        == shifted_days(WorkingCalendar(), days, days * 0 + n).tolist()
    )


def test_the_timetable_is_the_calendars() -> None:
    """What columns made a calendar learn, it knows from then on, and no more than that."""
    calendar = WorkingCalendar()
    shifted_days(calendar, numbers(date(2026, 11, 10)), np.array([-700], np.int64))
    first, last = date(2026, 11, 10), date(2026, 11, 10)
    table = calendar.timetable_of_dates(first, last)
    assert table is calendar.timetable_of_dates(first, last, 700, 0)
    assert (table.first_year, table.last_year) == (2023, 2026)
    far = np.array(
        [10**7, -(10**7), 2**63 - 1, MISSING], np.int64
    )  # more than there are dates: no years are built for it
    assert shifted_days(calendar, numbers(*[date(2026, 11, 10)] * 4), far).tolist() == [MISSING] * 4
    assert calendar.timetable_of_dates(first, last) is table
    later = WorkingCalendar().shift_working_days(first, 300)
    assert shifted_days(calendar, numbers(first), 300).tolist() == numbers(later).tolist()


def test_hours_that_are_hardly_ever_open() -> None:
    """No more years are built than have a working day; where there is none the date itself is all that is known."""
    calendar = WorkingCalendar({}, holidays=None, exceptions={date(2025, 6, 2): "10:00-14:00"})
    days = numbers(date(2026, 11, 10), date(2027, 1, 1), date(2027, 1, 1))
    shifted = shifted_days(calendar, days, np.array([1, -1, -2], np.int64))
    assert shifted.tolist() == [MISSING, *numbers(date(2025, 6, 2)).tolist(), MISSING]
    assert shifted_days(calendar, days, 0).tolist() == days.tolist()
    assert calendar.timetable_of_dates(date(2026, 1, 1), date(2027, 1, 1)).last_year == 2027
