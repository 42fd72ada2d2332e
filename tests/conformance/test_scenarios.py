"""Cases a person can check with a wall calendar, expected instants worked by hand."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from slacal import WorkingCalendar
from tests.oracle import to_us
from tests.readable import at, span

WARSAW = WorkingCalendar("Mon-Fri 09:00-17:00", "Europe/Warsaw", holidays="PL")

DEADLINES = (
    # from                                budget     due                                   last on time
    ("Fri 2026-11-20 09:00", "0", "Fri 2026-11-20 09:00", "Fri 2026-11-20 09:00"),
    ("Fri 2026-11-20 17:00", "0", "Fri 2026-11-20 17:00", "Mon 2026-11-23 09:00"),
    ("Sat 2026-11-21 12:00", "0", "Sat 2026-11-21 12:00", "Mon 2026-11-23 09:00"),
    ("Fri 2026-11-20 09:00", "8h", "Fri 2026-11-20 17:00", "Mon 2026-11-23 09:00"),
    ("Fri 2026-11-20 09:00", "8h1us", "Mon 2026-11-23 09:00:00.000001", "Mon 2026-11-23 09:00:00.000001"),
    (
        "Fri 2026-11-20 09:00",
        "7h59min59s999999us",
        "Fri 2026-11-20 16:59:59.999999",
        "Fri 2026-11-20 16:59:59.999999",
    ),
    ("Fri 2026-11-20 08:59:59.999999", "8h", "Fri 2026-11-20 17:00", "Mon 2026-11-23 09:00"),
    (
        "Fri 2026-11-20 08:59:59.999999",
        "1us",
        "Fri 2026-11-20 09:00:00.000001",
        "Fri 2026-11-20 09:00:00.000001",
    ),
    ("Fri 2026-11-20 16:59:59.999999", "1us", "Fri 2026-11-20 17:00", "Mon 2026-11-23 09:00"),
    (
        "Fri 2026-11-20 16:59:59.999999",
        "2us",
        "Mon 2026-11-23 09:00:00.000001",
        "Mon 2026-11-23 09:00:00.000001",
    ),
    ("Fri 2026-11-20 17:00", "8h", "Mon 2026-11-23 17:00", "Tue 2026-11-24 09:00"),
    ("Fri 2026-11-20 12:00", "16h", "Tue 2026-11-24 12:00", "Tue 2026-11-24 12:00"),
    ("Sat 2026-11-21 12:00", "16h", "Tue 2026-11-24 17:00", "Wed 2026-11-25 09:00"),
    # 14 working days around Wednesday 11 November
    ("Mon 2026-11-02 09:00", "112h", "Fri 2026-11-20 17:00", "Mon 2026-11-23 09:00"),
    # Independence Day on a Monday; on a Sunday with the one holiday of 12 November after it
    ("Fri 2019-11-08 16:00", "2h", "Tue 2019-11-12 10:00", "Tue 2019-11-12 10:00"),
    ("Fri 2018-11-09 16:00", "1h", "Fri 2018-11-09 17:00", "Tue 2018-11-13 09:00"),
    ("Fri 2018-11-09 16:00", "2h", "Tue 2018-11-13 10:00", "Tue 2018-11-13 10:00"),
    # Christmas Eve was a working day in 2024 and is none since 2025
    ("Mon 2024-12-23 16:00", "2h", "Tue 2024-12-24 10:00", "Tue 2024-12-24 10:00"),
    ("Tue 2024-12-24 16:00", "2h", "Fri 2024-12-27 10:00", "Fri 2024-12-27 10:00"),
    ("Tue 2025-12-23 16:00", "2h", "Mon 2025-12-29 10:00", "Mon 2025-12-29 10:00"),
    # Epiphany
    ("Tue 2010-01-05 16:00", "2h", "Wed 2010-01-06 10:00", "Wed 2010-01-06 10:00"),
    ("Wed 2011-01-05 16:00", "2h", "Fri 2011-01-07 10:00", "Fri 2011-01-07 10:00"),
    # year ends
    ("Tue 2024-12-31 16:00", "2h", "Thu 2025-01-02 10:00", "Thu 2025-01-02 10:00"),
    ("Thu 2020-12-31 16:00", "2h", "Mon 2021-01-04 10:00", "Mon 2021-01-04 10:00"),
    ("Wed 2025-12-31 23:59:59.999999", "1h", "Fri 2026-01-02 10:00", "Fri 2026-01-02 10:00"),
    # clock changes on the weekend between; in 2024 the first one was Easter Sunday
    ("Fri 2024-03-29 16:00", "2h", "Tue 2024-04-02 10:00", "Tue 2024-04-02 10:00"),
    ("Fri 2024-10-25 16:00", "2h", "Mon 2024-10-28 10:00", "Mon 2024-10-28 10:00"),
)


@pytest.mark.parametrize(("start", "budget", "due", "last"), DEADLINES)
def test_deadlines_in_warsaw(start: str, budget: str, due: str, last: str) -> None:
    """Due at closing time, in time until the next opening."""
    assert to_us(WARSAW.deadline(at(start), span(budget))) == to_us(at(due))
    assert to_us(WARSAW.last_on_time(at(start), span(budget))) == to_us(at(last))


ELAPSED = (
    ("Fri 2026-11-20 16:00", "Mon 2026-11-23 10:00", "2h"),
    ("Mon 2026-11-23 10:00", "Fri 2026-11-20 16:00", "-2h"),
    ("Fri 2026-11-20 17:00", "Fri 2026-11-20 16:59:59.999999", "-1us"),
    ("Fri 2026-11-20 16:00", "Fri 2026-11-20 16:00", "0"),
    ("Fri 2026-11-20 17:00", "Mon 2026-11-23 09:00", "0"),
    ("Fri 2026-11-20 17:00", "Mon 2026-11-23 09:00:00.000001", "1us"),
    ("Fri 2026-11-20 16:59:59.999999", "Mon 2026-11-23 09:00:00.000001", "2us"),
    ("Fri 2026-11-20 08:59:59.999999", "Fri 2026-11-20 09:00", "0"),
    ("Fri 2026-11-20 08:59:59.999999", "Fri 2026-11-20 09:00:00.000001", "1us"),
    ("Sat 2026-11-21 00:00", "Mon 2026-11-23 00:00", "0"),
    ("Fri 2018-11-09 09:00", "Tue 2018-11-13 17:00", "16h"),
    ("Sun 2018-11-11 00:00", "Tue 2018-11-13 00:00", "0"),
    ("Mon 2024-12-23 00:00", "Wed 2025-01-01 00:00", "40h"),  # 23, 24, 27, 30, 31 December
    ("Mon 2025-12-22 00:00", "Thu 2026-01-01 00:00", "40h"),  # 22, 23, 29, 30, 31 December
    ("Mon 2024-01-01 00:00", "Wed 2025-01-01 00:00", "2016h"),  # 252 days
    ("Wed 2025-01-01 00:00", "Thu 2026-01-01 00:00", "2008h"),  # 251 days
    ("Sun 2024-03-31 00:00", "Mon 2024-04-01 00:00", "0"),
)


@pytest.mark.parametrize(("start", "end", "expected"), ELAPSED)
def test_elapsed_in_warsaw(start: str, end: str, expected: str) -> None:
    """Working time between two stamps, negative backwards."""
    assert WARSAW.elapsed(at(start), at(end)) == span(expected)


LATEST_STARTS = (
    ("Mon 2026-11-23 10:00", "2h", "Fri 2026-11-20 16:00"),
    ("Mon 2026-11-23 10:00", "1h", "Mon 2026-11-23 09:00"),
    ("Mon 2026-11-23 09:00", "1us", "Fri 2026-11-20 16:59:59.999999"),
    ("Sun 2026-11-22 12:00", "0", "Sun 2026-11-22 12:00"),
    ("Sun 2026-11-22 12:00", "8h", "Fri 2026-11-20 09:00"),
    ("Fri 2026-11-20 17:00", "8h", "Fri 2026-11-20 09:00"),
    ("Fri 2026-11-20 17:00", "8h1us", "Thu 2026-11-19 16:59:59.999999"),
    ("Tue 2018-11-13 10:00", "2h", "Fri 2018-11-09 16:00"),
    ("Mon 2025-12-29 10:00", "2h", "Tue 2025-12-23 16:00"),
)


@pytest.mark.parametrize(("due", "budget", "start"), LATEST_STARTS)
def test_latest_starts_in_warsaw(due: str, budget: str, start: str) -> None:
    """The last moment from which the budget still fits."""
    assert to_us(WARSAW.latest_start(at(due), span(budget))) == to_us(at(start))


EDGES = (
    # at, then the next opening and closing, then the previous opening and closing
    (
        "Fri 2026-11-20 08:59:59.999999",
        ("Fri 2026-11-20 09:00", "Fri 2026-11-20 17:00"),
        ("Thu 2026-11-19 09:00", "Thu 2026-11-19 17:00"),
    ),
    (
        "Fri 2026-11-20 09:00",
        ("Mon 2026-11-23 09:00", "Fri 2026-11-20 17:00"),
        ("Thu 2026-11-19 09:00", "Thu 2026-11-19 17:00"),
    ),
    (
        "Fri 2026-11-20 09:00:00.000001",
        ("Mon 2026-11-23 09:00", "Fri 2026-11-20 17:00"),
        ("Fri 2026-11-20 09:00", "Thu 2026-11-19 17:00"),
    ),
    (
        "Fri 2026-11-20 16:59:59.999999",
        ("Mon 2026-11-23 09:00", "Fri 2026-11-20 17:00"),
        ("Fri 2026-11-20 09:00", "Thu 2026-11-19 17:00"),
    ),
    (
        "Fri 2026-11-20 17:00",
        ("Mon 2026-11-23 09:00", "Mon 2026-11-23 17:00"),
        ("Fri 2026-11-20 09:00", "Thu 2026-11-19 17:00"),
    ),
    (
        "Fri 2026-11-20 17:00:00.000001",
        ("Mon 2026-11-23 09:00", "Mon 2026-11-23 17:00"),
        ("Fri 2026-11-20 09:00", "Fri 2026-11-20 17:00"),
    ),
    (
        "Sun 2018-11-11 12:00",
        ("Tue 2018-11-13 09:00", "Tue 2018-11-13 17:00"),
        ("Fri 2018-11-09 09:00", "Fri 2018-11-09 17:00"),
    ),
    (
        "Wed 2025-12-24 12:00",
        ("Mon 2025-12-29 09:00", "Mon 2025-12-29 17:00"),
        ("Tue 2025-12-23 09:00", "Tue 2025-12-23 17:00"),
    ),
)


@pytest.mark.parametrize(("stamp", "following", "before"), EDGES)
def test_edges_in_warsaw(stamp: str, following: tuple[str, str], before: tuple[str, str]) -> None:
    """Edges are strictly after, and strictly before, the instant asked about."""
    moment = at(stamp)
    found = [
        WARSAW.next_opening(moment),
        WARSAW.next_closing(moment),
        WARSAW.previous_opening(moment),
        WARSAW.previous_closing(moment),
    ]
    assert [to_us(edge) for edge in found] == [to_us(at(edge)) for edge in (*following, *before)]


IS_WORKING = (
    ("Fri 2026-11-20 08:59:59.999999", False),
    ("Fri 2026-11-20 09:00", True),
    ("Fri 2026-11-20 16:59:59.999999", True),
    ("Fri 2026-11-20 17:00", False),
    ("Sat 2026-11-21 12:00", False),
    ("Wed 2026-11-11 12:00", False),
    ("Mon 2018-11-12 12:00", False),
    ("Tue 2024-12-24 12:00", True),
    ("Wed 2025-12-24 12:00", False),
)


@pytest.mark.parametrize(("stamp", "working"), IS_WORKING)
def test_on_duty_in_warsaw(stamp: str, working: bool) -> None:
    """On duty at 09:00:00 sharp, not at 17:00:00 sharp."""
    assert WARSAW.is_working(at(stamp)) is working


EXCEPTIONAL = WorkingCalendar(
    exceptions={
        date(2026, 11, 11): "10:00-14:00",  # works on the holiday, half a day
        date(2026, 11, 12): "closed",
        date(2026, 11, 14): [("09:00", "17:00")],  # a Saturday worked off
    },
    breaks=[(at("Fri 2026-11-20 12:00"), at("Fri 2026-11-20 13:00"))],
)

EXCEPTIONS = (
    ("Tue 2026-11-10 16:00", "2h", "Wed 2026-11-11 11:00", "Wed 2026-11-11 11:00"),
    ("Tue 2026-11-10 16:00", "5h", "Wed 2026-11-11 14:00", "Fri 2026-11-13 09:00"),
    ("Fri 2026-11-13 16:00", "2h", "Sat 2026-11-14 10:00", "Sat 2026-11-14 10:00"),
    ("Fri 2026-11-13 16:00", "9h", "Sat 2026-11-14 17:00", "Mon 2026-11-16 09:00"),
    ("Fri 2026-11-20 11:00", "1h", "Fri 2026-11-20 12:00", "Fri 2026-11-20 13:00"),
    ("Fri 2026-11-20 11:00", "2h", "Fri 2026-11-20 14:00", "Fri 2026-11-20 14:00"),
)


@pytest.mark.parametrize(("start", "budget", "due", "last"), EXCEPTIONS)
def test_exceptions_and_breaks(start: str, budget: str, due: str, last: str) -> None:
    """An exception replaces the day's hours and wins over a holiday; a break is taken out."""
    assert to_us(EXCEPTIONAL.deadline(at(start), span(budget))) == to_us(at(due))
    assert to_us(EXCEPTIONAL.last_on_time(at(start), span(budget))) == to_us(at(last))


def test_the_holiday_keeps_its_name_under_an_exception() -> None:
    """11 November is worked, and still called what it is."""
    assert EXCEPTIONAL.is_working_day(date(2026, 11, 11))
    assert EXCEPTIONAL.holiday_name(date(2026, 11, 11)) == "Narodowe Święto Niepodległości"
    assert not EXCEPTIONAL.is_working_day(date(2026, 11, 12))
    assert EXCEPTIONAL.holiday_name(date(2026, 11, 12)) is None


def test_a_night_shift_belongs_to_the_date_it_opens_on() -> None:
    """A holiday on Thursday ends nothing on Thursday morning; it takes Thursday's night, into Friday."""
    calendar = WorkingCalendar("Mon-Fri 22:00-06:00", "Europe/Warsaw", holidays=[date(2026, 11, 19)])
    assert calendar.is_working(at("Thu 2026-11-19 05:59:59.999999"))
    assert not calendar.is_working(at("Thu 2026-11-19 22:00"))
    assert not calendar.is_working(at("Fri 2026-11-20 05:00"))
    assert calendar.is_working(at("Sat 2026-11-21 05:00"))
    assert not calendar.is_working(at("Sun 2026-11-22 23:00"))
    assert calendar.working_days(date(2026, 11, 16), date(2026, 11, 22)) == 3
    assert to_us(calendar.next_opening(at("Thu 2026-11-19 06:00"))) == to_us(at("Fri 2026-11-20 22:00"))


def test_a_day_that_breaks_take_whole_is_no_working_day() -> None:
    """Working days are those on which a shift opens and something is left of it."""
    breaks = [(at("Fri 2026-11-20 09:00"), at("Fri 2026-11-20 17:00"))]
    assert not WorkingCalendar(breaks=breaks).is_working_day(date(2026, 11, 20))
    breaks = [(at("Fri 2026-11-20 09:00"), at("Fri 2026-11-20 16:59:59.999999"))]
    assert WorkingCalendar(breaks=breaks).is_working_day(date(2026, 11, 20))


def test_a_break_of_years_leaves_the_end_of_the_last_night() -> None:
    """A break that ends at New Year, in the middle of a night shift, leaves the rest of that shift."""
    zone = ZoneInfo("Europe/Warsaw")
    breaks = [(datetime(2023, 5, 1, tzinfo=zone), datetime(2026, 1, 1, 2, tzinfo=zone))]
    calendar = WorkingCalendar("Mon-Sun 22:00-06:00", holidays=None, breaks=breaks)
    assert not calendar.is_working(at("Thu 2026-01-01 01:59:59.999999"))
    assert calendar.is_working(at("Thu 2026-01-01 02:00"))
    assert calendar.elapsed(at("Mon 2023-05-01 00:00"), at("Thu 2026-01-01 12:00")) == span("4h")
    assert to_us(calendar.deadline(at("Sun 2023-04-30 22:00"), span("6h"))) == to_us(at("Thu 2026-01-01 06:00"))
    assert calendar.is_working_day(date(2025, 12, 31))
    assert not calendar.is_working_day(date(2025, 12, 30))


WORKING_DAYS = (
    # from, to, working days after the first up to and with the last
    ("2026-11-10", "2026-11-10", 0),
    ("2026-11-10", "2026-11-11", 0),
    ("2026-11-10", "2026-11-13", 2),
    ("2026-11-13", "2026-11-16", 1),
    ("2026-11-14", "2026-11-15", 0),
    ("2026-11-13", "2026-11-10", -2),  # 10 and 12 November
    ("2026-11-16", "2026-11-13", -1),  # 13 November
    ("2024-12-23", "2025-01-02", 5),  # 24, 27, 30, 31 December, 2 January
    ("2025-12-23", "2026-01-02", 4),  # 29, 30, 31 December, 2 January
)


@pytest.mark.parametrize(("first", "last", "days"), WORKING_DAYS)
def test_working_days_in_warsaw(first: str, last: str, days: int) -> None:
    """Counted in (first, last]; backwards in [last, first)."""
    assert WARSAW.working_days(date.fromisoformat(first), date.fromisoformat(last)) == days


SHIFTS = (
    ("2026-11-10", 0, "2026-11-10"),
    ("2026-11-11", 0, "2026-11-11"),
    ("2026-11-10", 1, "2026-11-12"),
    ("2026-11-11", 1, "2026-11-12"),
    ("2026-11-13", 1, "2026-11-16"),
    ("2026-11-12", -1, "2026-11-10"),
    ("2026-11-15", -1, "2026-11-13"),
    ("2018-11-09", 1, "2018-11-13"),
    ("2025-12-23", 4, "2026-01-02"),
    ("2026-11-02", 14, "2026-11-23"),
)


@pytest.mark.parametrize(("day", "count", "expected"), SHIFTS)
def test_shifted_working_days_in_warsaw(day: str, count: int, expected: str) -> None:
    """The nth working day after the date, which is never counted."""
    assert WARSAW.shift_working_days(date.fromisoformat(day), count) == date.fromisoformat(expected)


def test_round_the_clock_has_working_days_in_every_year() -> None:
    """Hours without an edge still open a shift on every date, across any year's end."""
    calendar = WorkingCalendar("24/7", holidays=None)
    assert calendar.shift_working_days(date(2023, 12, 30), 5) == date(2024, 1, 4)
    calendar = WorkingCalendar("24/7", holidays=None)
    assert calendar.shift_working_days(date(2024, 1, 2), -5) == date(2023, 12, 28)
    assert calendar.working_days(date(2023, 12, 28), date(2024, 1, 2)) == 5
