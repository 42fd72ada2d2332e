"""Opening hours: what can be written, and what is refused."""

from __future__ import annotations

from datetime import UTC, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import OpeningHoursError, SlacalTypeError
from slacal.worktime.clock import Span
from slacal.worktime.hours import HoursLike, OpeningHours, ShiftsLike, parse_shifts, write_shifts
from slacal.worktime.instants import HOUR_US
from slacal.worktime.words import WEEKDAYS


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Mon-Fri 09:00-17:00", "Mon-Fri 09:00-17:00"),
        ("mon - fri 9:00 - 17:00", "Mon-Fri 09:00-17:00"),
        ("Monday,Tuesday 09:00-17:00", "Mon-Tue 09:00-17:00"),
        ("Mon 09:00-17:00; Wed 09:00-17:00", "Mon 09:00-17:00; Wed 09:00-17:00"),
        ("Mon-Thu 08:00-12:00,13:00-16:00; Fri 08:00-14:00", "Mon-Thu 08:00-12:00,13:00-16:00; Fri 08:00-14:00"),
        ("Mon 13:00-16:00; Mon 08:00-12:00", "Mon 08:00-12:00,13:00-16:00"),
        ("Mon 08:00-12:00,12:00-16:00", "Mon 08:00-16:00"),
        ("Sat-Mon 10:00-14:00", "Mon 10:00-14:00; Sat-Sun 10:00-14:00"),
        ("Mon-Sun 00:00-24:00", "24/7"),
        ("24/7", "24/7"),
        ("Mon-Fri 22:00-06:00", "Mon-Fri 22:00-06:00"),
        ("Mon 22:00-00:00", "Mon 22:00-24:00"),
        ("Mon 09:00:30-17:00:00.25", "Mon 09:00:30-17:00:00.250000"),
        ("Mon 10:00-22:00,22:00-10:00", "Mon 10:00-17:00,17:00-10:00"),
        ("Mon closed", ""),
        ("", ""),
        (" ; ", ""),
    ],
)
def test_text(text: str, canonical: str) -> None:
    hours = OpeningHours.parse(text)
    assert str(hours) == canonical
    assert OpeningHours.parse(canonical) == hours


@pytest.mark.parametrize(
    "mapping",
    [
        {"Mon-Fri": "09:00-17:00"},
        {"mon": "09:00-17:00", "Tue-Fri": [("09:00", "17:00")], "sat": "closed", "sun": []},
        {"Mon,Tue,Wed,Thu,Fri": [["09:00", "12:00"], [time(12), time(17)]]},
    ],
)
def test_a_mapping_says_the_same(mapping: HoursLike) -> None:
    assert OpeningHours.parse(mapping) == OpeningHours.parse("Mon-Fri 09:00-17:00")


def test_equal_hours_are_equal_however_written() -> None:
    assert OpeningHours.parse("Mon 9:00-12:00,12:00-17:00") == OpeningHours.parse({"monday": [("09:00", "17:00")]})
    assert hash(OpeningHours.parse("24/7")) == hash(OpeningHours.parse("Mon-Sun 00:00-24:00"))


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        ("Mon-Fri", "hours: expected days and hours such as 'Mon-Fri 09:00-17:00', got 'Mon-Fri'"),
        ("09:00-17:00", "hours: expected days and hours such as 'Mon-Fri 09:00-17:00', got '09:00-17:00'"),
        ("Mon-Frl 09:00-17:00", "hours: expected one of the weekdays Mon, Tue, Wed, Thu, Fri, Sat, Sun, got 'Frl'"),
        ("Mon 9-17", "hours of Mon: expected a time such as 09:00, from 00:00 to 24:00, got '9'"),
        ("Mon 09:00", "hours of Mon: expected hours such as '09:00-17:00', or 'closed', got '09:00'"),
        ("Mon 09:00-24:01", "hours of Mon: expected a time such as 09:00, from 00:00 to 24:00, got '24:01'"),
        ("Mon 09:60-17:00", "hours of Mon: expected a time such as 09:00, from 00:00 to 24:00, got '09:60'"),
        ("Mon 09:00:60-17:00", "hours of Mon: expected a time such as 09:00, from 00:00 to 24:00, got '09:00:60'"),
        ("Mon 24:00-06:00", "hours of Mon: expected a start before 24:00, got '24:00'"),
        (
            "Mon 9:00-9:00",
            "hours of Mon: expected an end other than the start (a whole day is 00:00-24:00), got '09:00'",
        ),
        (
            "Mon 09:00-13:00,12:00-17:00",
            "hours of Mon: expected shifts that do not overlap, got '09:00-13:00,12:00-17:00'",
        ),
        (
            "Mon 9:00-13:00; Mon 12:00-17:00",
            "hours of Mon: expected shifts that do not overlap, got '09:00-13:00,12:00-17:00'",
        ),
        (
            "Mon 22:00-06:00; Tue 05:00-14:00",
            "hours of Mon and Tue: expected shifts that do not overlap, got '22:00-06:00 then 05:00-14:00'",
        ),
        (
            "Sun 22:00-06:00; Mon 05:00-14:00",
            "hours of Sun and Mon: expected shifts that do not overlap, got '22:00-06:00 then 05:00-14:00'",
        ),
        (
            {"Mon": [("09:00", "17:00", "x")]},
            "hours of Mon: expected a pair of times such as ('09:00', '17:00'), got ('09:00', '17:00', 'x')",
        ),
        ({"Mon": [9]}, "hours of Mon: expected a pair of times such as ('09:00', '17:00'), got 9"),
        ({"Mon": [(9, 17)]}, "hours of Mon: expected a pair of times such as ('09:00', '17:00'), got (9, 17)"),
        (
            {"Mon": [(time(9, tzinfo=UTC), time(17))]},
            "hours of Mon: expected a time without a zone (the calendar's zone applies), "
            "got datetime.time(9, 0, tzinfo=datetime.timezone.utc)",
        ),
    ],
)
def test_what_cannot_be_hours_is_refused(hours: HoursLike, text: str) -> None:
    with pytest.raises(OpeningHoursError) as raised:
        OpeningHours.parse(hours)
    assert str(raised.value) == text
    assert raised.value.field.startswith("hours")


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (40, "hours: expected text such as 'Mon-Fri 09:00-17:00' or a mapping of weekdays, got 40 (int)"),
        ({0: "09:00-17:00"}, "hours: expected weekdays such as 'Mon' or 'Mon-Fri' as keys, got 0 (int)"),
        ({"Mon": 8}, "hours of Mon: expected hours such as '09:00-17:00', 'closed', or pairs of times, got 8 (int)"),
    ],
)
def test_what_is_of_another_kind_is_refused(hours: HoursLike, text: str) -> None:
    with pytest.raises(SlacalTypeError) as raised:
        OpeningHours.parse(hours)
    assert str(raised.value) == text


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        ("09:00-17:00", [(9, 17)]),
        ("closed", []),
        (" Closed ", []),
        ("13:00-16:00,08:00-12:00", [(8, 12), (13, 16)]),
        ("22:00-06:00", [(22, 30)]),
        ("00:00-24:00", [(0, 24)]),
        ([(time(22), time(0))], [(22, 24)]),
        ((), []),
    ],
)
def test_shifts_of_a_day(shifts: ShiftsLike, expected: list[tuple[int, int]]) -> None:
    assert parse_shifts(shifts) == tuple((start * HOUR_US, end * HOUR_US) for start, end in expected)


def test_properties() -> None:
    office = OpeningHours.parse("Mon-Fri 09:00-17:00")
    assert (office.is_empty, office.is_always, office.runs_past_midnight) == (False, False, False)
    assert office.weekly_us == 40 * HOUR_US
    assert OpeningHours.parse("").is_empty
    assert OpeningHours.parse("Mon-Sun 22:00-06:00,06:00-22:00").is_always
    assert OpeningHours.parse("Fri 22:00-06:00").runs_past_midnight


@given(st.lists(st.tuples(st.integers(0, 143), st.integers(1, 143)), max_size=4), st.sampled_from(WEEKDAYS))
def test_whatever_is_accepted_is_written_so_that_it_reads_back(ten_minutes: list[Span], day: str) -> None:
    """`parse(str(hours)) == hours`, and no shift is 24 hours or longer unless it is written as two."""
    unit = 600_000_000
    text = ",".join(write_shifts([(start * unit, (start + length) * unit)]) for start, length in ten_minutes)
    try:
        hours = OpeningHours.parse({day: text or "closed"})
    except OpeningHoursError as error:
        assert "overlap" in str(error)
        return
    assert OpeningHours.parse(str(hours)) == hours
    assert hours.weekly_us == sum(length for _, length in ten_minutes) * unit
