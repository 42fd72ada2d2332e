"""Hours that lie on a clock change, and zones whose offset is no whole hour: expected instants worked by hand.

Where a clock change makes a wall time impossible or ambiguous the stamps are in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slacal import WorkingCalendar
from tests.oracle import to_us
from tests.readable import at, span

LORD_HOWE = "Australia/Lord_Howe"

# The hours name one weekday, so that the shift below is the only one near the date.
CLOCK_CHANGES = (
    # zone, hours, date, and the one shift in UTC with its length, or None
    ("Europe/Warsaw", "Sun 01:00-04:00", "2024-03-31", "2024-03-31 00:00", "2024-03-31 02:00", "2h"),
    ("Europe/Warsaw", "Sun 01:00-04:00", "2024-10-27", "2024-10-26 23:00", "2024-10-27 03:00", "4h"),
    ("Europe/Warsaw", "Sat 22:00-06:00", "2024-03-30", "2024-03-30 21:00", "2024-03-31 04:00", "7h"),
    ("Europe/Warsaw", "Sat 22:00-06:00", "2024-10-26", "2024-10-26 20:00", "2024-10-27 05:00", "9h"),
    # an edge in the gap moves on by the gap: 02:30 is 03:30
    ("Europe/Warsaw", "Sun 02:30-05:00", "2024-03-31", "2024-03-31 01:30", "2024-03-31 03:00", "1h30min"),
    ("Europe/Warsaw", "Sun 00:00-02:30", "2024-03-31", "2024-03-30 23:00", "2024-03-31 01:30", "2h30min"),
    ("Europe/Warsaw", "Sat 20:00-02:30", "2024-03-30", "2024-03-30 19:00", "2024-03-31 01:30", "6h30min"),
    # a repeated edge is the first of the two
    ("Europe/Warsaw", "Sun 02:30-05:00", "2024-10-27", "2024-10-27 00:30", "2024-10-27 04:00", "3h30min"),
    ("Europe/Warsaw", "Sun 00:00-02:30", "2024-10-27", "2024-10-26 22:00", "2024-10-27 00:30", "2h30min"),
    ("Europe/Warsaw", "Sun 02:15-02:45", "2024-10-27", "2024-10-27 00:15", "2024-10-27 00:45", "30min"),
    # what the change leaves without length is no shift: 02:15 is 03:15, and 02:30 is 03:30
    ("Europe/Warsaw", "Sun 02:15-03:15", "2024-03-31", None, None, "0"),
    ("Europe/Warsaw", "Sun 02:30-03:15", "2024-03-31", None, None, "0"),
    ("America/New_York", "Sun 01:00-04:00", "2023-03-12", "2023-03-12 06:00", "2023-03-12 08:00", "2h"),
    ("America/New_York", "Sun 01:00-04:00", "2023-11-05", "2023-11-05 05:00", "2023-11-05 09:00", "4h"),
    # by half an hour: 02:00 becomes 02:30, and 02:00 becomes 01:30
    (
        "Australia/Lord_Howe",
        "Sun 01:00-04:00",
        "2023-10-01",
        "2023-09-30 14:30",
        "2023-09-30 17:00",
        "2h30min",
    ),
    (
        "Australia/Lord_Howe",
        "Sun 01:00-04:00",
        "2023-04-02",
        "2023-04-01 14:00",
        "2023-04-01 17:30",
        "3h30min",
    ),
    (
        "Australia/Lord_Howe",
        "Sun 02:10-04:00",
        "2023-10-01",
        "2023-09-30 15:40",
        "2023-09-30 17:00",
        "1h20min",
    ),
    # by two hours: 01:00 becomes 03:00
    ("Antarctica/Troll", "Sun 00:00-04:00", "2023-03-26", "2023-03-26 00:00", "2023-03-26 02:00", "2h"),
    # the clock of Newfoundland changed at one minute past midnight
    ("America/St_Johns", "Sun 00:00-02:00", "2010-03-14", "2010-03-14 03:30", "2010-03-14 04:30", "1h"),
    # a date without its first hour, and one with its last hour twice
    ("America/Sao_Paulo", "Sun 00:00-08:00", "2017-10-15", "2017-10-15 03:00", "2017-10-15 10:00", "7h"),
    ("America/Sao_Paulo", "Sat 20:00-24:00", "2018-02-17", "2018-02-17 22:00", "2018-02-18 03:00", "5h"),
    # Morocco goes back for Ramadan
    ("Africa/Casablanca", "Sun 01:00-04:00", "2023-03-19", "2023-03-19 00:00", "2023-03-19 04:00", "4h"),
    ("Africa/Casablanca", "Sun 01:00-04:00", "2023-04-23", "2023-04-23 01:00", "2023-04-23 03:00", "2h"),
    # quarters and halves of hours
    ("Asia/Kolkata", "Fri 09:00-17:00", "2024-01-26", "2024-01-26 03:30", "2024-01-26 11:30", "8h"),
    ("Asia/Kathmandu", "Wed 09:00-17:00", "2024-10-09", "2024-10-09 03:15", "2024-10-09 11:15", "8h"),
    ("Pacific/Marquesas", "Fri 09:00-17:00", "2024-12-27", "2024-12-27 18:30", "2024-12-28 02:30", "8h"),
    ("Pacific/Chatham", "Sun 01:00-04:00", "2023-09-24", "2023-09-23 12:15", "2023-09-23 14:15", "2h"),
    # Samoa went from Thursday 29 to Saturday 31 December 2011
    ("Pacific/Apia", "Thu 09:00-17:00", "2011-12-29", "2011-12-29 19:00", "2011-12-30 03:00", "8h"),
    ("Pacific/Apia", "Fri 09:00-17:00", "2011-12-30", None, None, "0"),
    ("Pacific/Apia", "Fri 00:00-24:00", "2011-12-30", None, None, "0"),
    ("Pacific/Apia", "Sat 09:00-17:00", "2011-12-31", "2011-12-30 19:00", "2011-12-31 03:00", "8h"),
    ("Pacific/Apia", "Thu 22:00-06:00", "2011-12-29", "2011-12-30 08:00", "2011-12-30 16:00", "8h"),
    ("Pacific/Apia", "Thu 20:00-24:00", "2011-12-29", "2011-12-30 06:00", "2011-12-30 10:00", "4h"),
    # the same wall clock either side of the date line, a day apart
    ("Pacific/Kiritimati", "Mon 09:00-17:00", "2024-03-04", "2024-03-03 19:00", "2024-03-04 03:00", "8h"),
    ("Pacific/Honolulu", "Mon 09:00-17:00", "2024-03-04", "2024-03-04 19:00", "2024-03-05 03:00", "8h"),
)


@pytest.mark.parametrize(("zone", "hours", "day", "start", "end", "length"), CLOCK_CHANGES)
def test_a_shift_on_the_clock_change(
    zone: str, hours: str, day: str, start: str | None, end: str | None, length: str
) -> None:
    """A day's hours are the span between two resolved instants."""
    calendar = WorkingCalendar(hours, zone, holidays=None)
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC)
    window = midnight - timedelta(hours=48), midnight + timedelta(hours=72)
    found = [(to_us(one.start), to_us(one.end)) for one in calendar.intervals(*window)]
    expected = [
        tuple(to_us(datetime.fromisoformat(edge).replace(tzinfo=UTC)) for edge in (start, end))
        for start, end in ((start, end),)
        if start is not None and end is not None
    ]
    assert found == expected
    assert calendar.elapsed(*window) == span(length)
    assert calendar.elapsed(*reversed(window)) == -span(length)
    assert calendar.is_working_day(date.fromisoformat(day)) is bool(expected)


def test_a_date_that_never_was_is_skipped() -> None:
    """Friday 30 December 2011 was left out in Samoa: what opens on Fridays opens two weeks later."""
    calendar = WorkingCalendar("Fri 09:00-17:00", "Pacific/Apia", holidays=None)
    before = at("Fri 2011-12-23 17:00", "Pacific/Apia")
    assert to_us(calendar.next_opening(before)) == to_us(at("Fri 2012-01-06 09:00", "Pacific/Apia"))
    assert calendar.shift_working_days(date(2011, 12, 23), 1) == date(2012, 1, 6)
    assert calendar.working_days(date(2011, 12, 23), date(2012, 1, 6)) == 1
    daily = WorkingCalendar("Mon-Sun 09:00-17:00", "Pacific/Apia", holidays=None)
    assert daily.working_days(date(2011, 12, 28), date(2011, 12, 31)) == 2
    assert daily.shift_working_days(date(2011, 12, 29), 1) == date(2011, 12, 31)


@pytest.mark.parametrize("asked_before", [None, "Tue 1994-12-20 12:00", "Thu 1995-01-05 12:00"])
def test_the_shift_before_a_skipped_new_years_eve_ends_in_the_new_year(asked_before: str | None) -> None:
    """Kiritimati went from Friday 30 December 1994 to Sunday 1 January 1995, in the middle of a night shift."""
    zone = "Pacific/Kiritimati"
    calendar = WorkingCalendar("Mon-Sun 22:00-06:00", zone, holidays=None)
    if asked_before is not None:
        calendar.is_working(at(asked_before, zone))
    assert calendar.is_working(at("Sun 1995-01-01 05:59", zone))
    assert not calendar.is_working(at("Sun 1995-01-01 06:00", zone))
    start, end = at("Fri 1994-12-30 22:00", zone), at("Sun 1995-01-01 06:00", zone)
    assert calendar.elapsed(start, end) == span("8h")
    assert to_us(calendar.deadline(start, span("8h"))) == to_us(end)
    assert not calendar.is_working_day(date(1994, 12, 31))


def test_the_repeated_hour_counts_twice() -> None:
    """On 27 October 2024 a budget of 4 hours from 01:00 is used up at 04:00, after two o'clock twice."""
    calendar = WorkingCalendar("Mon-Sun 01:00-04:00", "Europe/Warsaw", holidays=None)
    start = at("Sun 2024-10-27 01:00")
    warsaw = ZoneInfo("Europe/Warsaw")
    first = datetime(2024, 10, 27, 2, 30, tzinfo=warsaw, fold=0)
    second = datetime(2024, 10, 27, 2, 30, tzinfo=warsaw, fold=1)
    assert calendar.elapsed(start, first) == span("1h30min")
    assert calendar.elapsed(start, second) == span("2h30min")
    assert calendar.elapsed(first, second) == span("1h")
    due = calendar.deadline(start, span("2h30min"))
    assert to_us(due) == to_us(second)
    assert due.fold == 1
    assert calendar.deadline(start, span("1h30min")).fold == 0
    assert to_us(calendar.deadline(start, span("4h"))) == to_us(at("Sun 2024-10-27 04:00"))
