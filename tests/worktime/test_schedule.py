"""The schedule: normal form, and the definitions it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slacal import (
    CalendarError,
    NaiveDatetimeError,
    OpeningHoursError,
    ReversedIntervalError,
    SlacalTypeError,
    WorkingCalendar,
)
from slacal.worktime.holidays import read_holidays
from slacal.worktime.hours import OpeningHours
from slacal.worktime.instants import DAY_US, HOUR_US, to_us
from slacal.worktime.schedule import (
    BreaksLike,
    ExceptionsLike,
    Schedule,
    YearlyLike,
    read_breaks,
    read_exceptions,
    read_yearly,
)

SATURDAY = date(2026, 5, 2)


def utc(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, tzinfo=UTC)


def schedule(
    hours: str = "Mon-Fri 09:00-17:00",
    *,
    tz: str = "Europe/Warsaw",
    country: str | None = None,
    exceptions: ExceptionsLike | None = None,
    breaks: BreaksLike = (),
    yearly: YearlyLike | None = None,
) -> Schedule:
    return Schedule(
        OpeningHours.parse(hours),
        ZoneInfo(tz),
        read_holidays(country),
        read_exceptions(exceptions),
        read_breaks(breaks),
        read_yearly(yearly),
    )


def test_exceptions_are_sorted_and_read() -> None:
    assert read_exceptions({SATURDAY: "10:00-14:00", date(2026, 1, 2): "closed"}) == (
        (date(2026, 1, 2), ()),
        (SATURDAY, ((10 * HOUR_US, 14 * HOUR_US),)),
    )
    assert read_exceptions(None) == read_exceptions({}) == ()


def test_breaks_are_sorted_and_merged() -> None:
    breaks = [(utc(4), utc(5)), (utc(1), utc(2)), (utc(2), utc(3))]
    assert read_breaks(breaks) == ((to_us(utc(1)), to_us(utc(3))), (to_us(utc(4)), to_us(utc(5))))


@pytest.mark.parametrize(
    ("exceptions", "error", "text"),
    [
        (
            [SATURDAY],
            SlacalTypeError,
            "exceptions: expected a mapping from dates to hours, got [datetime.date(2026, 5, 2)] (list)",
        ),
        (
            {"2026-05-02": "closed"},
            SlacalTypeError,
            "exceptions: expected a date, for example date(2026, 11, 11), got '2026-05-02' (str)",
        ),
        (
            {SATURDAY: "10-14"},
            OpeningHoursError,
            "exceptions[2026-05-02]: expected a time such as 09:00, from 00:00 to 24:00, got '10'",
        ),
    ],
)
def test_exceptions_that_cannot_be_read_name_their_date(
    exceptions: ExceptionsLike, error: type[Exception], text: str
) -> None:
    with pytest.raises(error) as raised:
        read_exceptions(exceptions)
    assert str(raised.value) == text


@pytest.mark.parametrize(
    ("breaks", "error", "text"),
    [
        ([(utc(1), utc(2)), utc(3)], SlacalTypeError, "breaks[1]: expected a pair of datetimes with time zones, got "),
        (None, SlacalTypeError, "breaks: expected pairs of datetimes with time zones, got None (NoneType)"),
        (5, SlacalTypeError, "breaks: expected pairs of datetimes with time zones, got 5 (int)"),
        ([(utc(1),)], SlacalTypeError, "breaks[0]: expected a pair of datetimes with time zones, got "),
        ([(utc(1), datetime(2026, 5, 2))], NaiveDatetimeError, "breaks[0].end: 2026-05-02 00:00:00 has no time zone"),
        (
            [(utc(2), utc(1))],
            ReversedIntervalError,
            "breaks[0]: expected start before end, got 2026-05-02T00:00:00+00:00 .. 2026-05-01T00:00:00+00:00",
        ),
        ([(utc(1), utc(1))], ReversedIntervalError, "breaks[0]: expected start before end"),
    ],
)
def test_breaks_that_cannot_be_read_say_which(breaks: BreaksLike, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        read_breaks(breaks)
    assert str(raised.value).startswith(text)


def test_no_hours_at_all_is_an_error() -> None:
    with pytest.raises(CalendarError) as raised:
        schedule("", exceptions={SATURDAY: "closed"})
    assert str(raised.value) == "hours: expected hours on a weekday, or an exception with hours, got ''"
    assert schedule("", exceptions={SATURDAY: "10:00-14:00"}).hours.is_empty


def test_the_evening_before_the_first_known_date_is_not_known() -> None:
    office, night = schedule(country="PL"), schedule("Mon-Fri 22:00-06:00", country="PL")
    assert office.first_us == to_us(datetime(1925, 1, 1, tzinfo=ZoneInfo("Europe/Warsaw")))
    assert night.first_us == office.first_us + DAY_US
    assert night.last_us == office.last_us == to_us(datetime(2101, 1, 1, tzinfo=ZoneInfo("Europe/Warsaw")))


@pytest.mark.parametrize("tz", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_without_a_country_the_bounds_are_those_of_datetime_in_utc_and_in_the_zone(tz: str) -> None:
    plain = schedule(tz=tz)
    for us in (plain.first_us, plain.last_us):
        instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
        assert instant.astimezone(ZoneInfo(tz)).year in (1, 9999)


@pytest.mark.parametrize(
    ("exceptions", "breaks", "country", "expected"),
    [
        ({}, [], None, None),
        ({SATURDAY: "closed"}, [], None, (2026, 2026)),
        ({SATURDAY: "closed"}, [(utc(1).replace(year=2030), utc(1).replace(year=2031))], None, (2026, 2031)),
        ({}, [], "PL", (1925, 2100)),
    ],
)
def test_irregular_years(
    exceptions: ExceptionsLike, breaks: BreaksLike, country: str | None, expected: tuple[int, int] | None
) -> None:
    assert schedule(exceptions=exceptions, breaks=breaks, country=country).irregular_years == expected


@pytest.mark.parametrize("hours", ["Mon-Fri 09:00-17:00", "24/7", "Sat 22:00-06:00"])
@pytest.mark.parametrize("exceptions", [None, {SATURDAY: "00:00-24:00"}])
def test_most_work_is_never_less_than_the_work(hours: str, exceptions: ExceptionsLike | None) -> None:
    plan = schedule(hours, exceptions=exceptions)
    first = date(2025, 12, 29).toordinal()
    for days in (1, 7, 8, 40, 366, 1000):
        spans, _ = plan.work(first, first + days)
        start, end = plan.midnight_us(first), plan.midnight_us(first + days + 2)
        work = sum(closing - opening for opening, closing in spans)
        assert work <= plan.most_work_us(start, end) <= end - start
    assert plan.most_work_us(1, 0) == 0


def test_a_year_inside_a_break_has_no_work() -> None:
    plan = schedule("24/7", breaks=[(utc(1).replace(year=2024), utc(1).replace(year=2028))])
    spans, days = plan.work(date(2025, 1, 1).toordinal(), date(2026, 12, 31).toordinal())
    assert (spans, days) == ([], [])
    _, days = plan.work(date(2024, 1, 1).toordinal(), date(2024, 12, 31).toordinal())
    assert len(days) == 31 + 29 + 31 + 30 + 1  # UTC's midnight is two in the morning in Warsaw


def test_breaks_cut_shifts_into_pieces() -> None:
    breaks = [
        (utc(4, 6), utc(4, 7)),  # ends as the shift begins, 09:00 in Warsaw
        (utc(4, 8), utc(4, 9)),
        (utc(4, 10), utc(4, 11)),
        (utc(4, 15), utc(4, 16)),  # begins as it ends
        (utc(5, 7), utc(5, 15)),  # the whole shift
        (utc(6, 0), utc(6, 8)),
        (utc(6, 14), utc(6, 20)),
    ]
    monday = date(2026, 5, 4).toordinal()
    spans, days = schedule(breaks=breaks).work(monday, monday + 2)
    hours = [tuple((us - to_us(utc(1))) // HOUR_US for us in span) for span in spans]
    assert hours == [(79, 80), (81, 82), (83, 87), (128, 134)]
    assert days == [monday, monday + 2]


# -- yearly exceptions -----------------------------------------------------------------------------------------------


def test_yearly_exceptions_are_exceptions_of_every_year() -> None:
    """They win over the week and over holidays, and an exception of one date wins over them."""
    ours = schedule(
        country="PL",
        exceptions={date(2027, 12, 31): "10:00-11:00"},
        yearly={"12-24": "09:00-13:00", "12-31": "closed", "02-29": "closed"},
    )
    shifts = {
        day: [(to - since) // 3_600_000_000 for since, to in ours.shifts_of(day)]
        for day in (
            date(2026, 12, 24), date(2026, 12, 31), date(2027, 12, 31), date(2026, 12, 30), date(2026, 12, 25),
            date(2028, 2, 29), date(2028, 2, 28), date(2027, 12, 24),
        )
    }  # fmt: skip
    assert list(shifts.values()) == [[4], [], [1], [8], [], [], [8], [4]]
    assert ours.work(date(2026, 12, 24).toordinal(), date(2026, 12, 31).toordinal())[1] == [
        date(2026, 12, day).toordinal() for day in (24, 28, 29, 30)
    ]
    assert ours.irregular_years == (1925, 2100)
    assert schedule("", yearly={"05-02": "10:00-12:00"}).most_work_us(0, 10**15) >= 31 * 2 * 3_600_000_000


def test_a_calendar_with_yearly_exceptions() -> None:
    calendar = WorkingCalendar(yearly={"12-24": "09:00-13:00", "12-31": "closed"})
    assert calendar == WorkingCalendar(yearly={"12-31": "closed", "12-24": [("09:00", "13:00")]}) != WorkingCalendar()
    assert "yearly={'12-24': '09:00-13:00', '12-31': 'closed'}" in repr(calendar)
    assert calendar.is_working_day(date(2026, 12, 24))
    assert not calendar.is_working_day(date(2026, 12, 31))
    assert calendar.working_days(date(2026, 12, 1), date(2027, 1, 1)) == WorkingCalendar().working_days(
        date(2026, 12, 1), date(2027, 1, 1)
    )
    summers = WorkingCalendar("", yearly={"07-01": "10:00-12:00"}, holidays=None)
    assert summers.shift_working_days(date(2026, 7, 1), 40) == date(2066, 7, 1)


@pytest.mark.parametrize("text", ["13-01", "02-30", "1-1", "12-24 ", "00-10", "2026-12-24", "24-12"])
def test_what_is_no_day_of_the_year_is_refused(text: str) -> None:
    with pytest.raises(CalendarError) as raised:
        WorkingCalendar(yearly={text: "closed"})
    assert str(raised.value) == f"yearly: expected a month and a day such as '12-24', got {text!r}"


def test_yearly_exceptions_of_another_kind_are_refused() -> None:
    with pytest.raises(SlacalTypeError, match=r"^yearly: expected a mapping from 'MM-DD' to hours, got \['12-24'\] "):
        WorkingCalendar(yearly=["12-24"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match=r"^yearly: expected a month and a day such as '12-24', got 1224 "):
        WorkingCalendar(yearly={1224: "closed"})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
    with pytest.raises(OpeningHoursError, match=r"^yearly\[12-24\]: expected hours such as '09:00-17:00'"):
        WorkingCalendar(yearly={"12-24": "shut"})
