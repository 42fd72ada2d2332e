"""The working calendar as its users see it: values, edges, refusals, and sharing between threads."""

from __future__ import annotations

import copy
import pickle
import random
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from slacal import (
    CalendarError,
    HorizonError,
    Interval,
    NaiveDatetimeError,
    NegativeBudgetError,
    ReversedIntervalError,
    SlacalTypeError,
    WorkingCalendar,
)
from slacal.worktime.holidays import HolidaysLike
from slacal.worktime.instants import from_us

WARSAW = ZoneInfo("Europe/Warsaw")
POLAND = WorkingCalendar.poland()
SATURDAY = date(2026, 5, 2)


def at(text: str) -> datetime:
    """A Warsaw wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def show(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat(" ").removesuffix(":00")


# -- the value -----------------------------------------------------------------------------------------------------


def test_the_shipped_calendar_is_one_value_shared_by_all() -> None:
    assert WorkingCalendar.poland() is POLAND
    assert POLAND.hours == "Mon-Fri 09:00-17:00"
    assert POLAND.tz is WARSAW


@pytest.mark.parametrize(
    "other",
    [
        WorkingCalendar(),
        WorkingCalendar("Mon-Fri 9:00-13:00,13:00-17:00", WARSAW, holidays="pl", exceptions={}, breaks=[]),
        WorkingCalendar({"Mon-Wed": "9:00-17:00", "thu": [("09:00", "17:00")], "fri": "09:00-17:00"}),
    ],
)
def test_equal_definitions_are_equal_calendars(other: WorkingCalendar) -> None:
    assert other == POLAND
    assert hash(other) == hash(POLAND)


@pytest.mark.parametrize(
    "other",
    [
        WorkingCalendar("Mon-Fri 09:00-17:01"),
        WorkingCalendar(tz="Europe/Berlin"),
        WorkingCalendar(holidays=None),
        WorkingCalendar(exceptions={SATURDAY: "10:00-14:00"}),
        WorkingCalendar(breaks=[(at("2026-05-04 12:00"), at("2026-05-04 13:00"))]),
    ],
)
def test_other_definitions_are_other_calendars(other: WorkingCalendar) -> None:
    assert other != POLAND
    assert other != "Mon-Fri 09:00-17:00"
    namespace = {"WorkingCalendar": WorkingCalendar, "datetime": SimpleNamespace(datetime=datetime, date=date)}
    written = repr(other).replace("zoneinfo.ZoneInfo(key=", "ZoneInfo(")
    assert eval(written, {**namespace, "ZoneInfo": ZoneInfo}) == other  # our own repr


def test_repr_says_what_the_calendar_is() -> None:
    assert repr(POLAND) == "WorkingCalendar('Mon-Fri 09:00-17:00', 'Europe/Warsaw', holidays='PL')"
    listed = WorkingCalendar(holidays={SATURDAY: "a day"}, exceptions={SATURDAY: "closed"})
    assert repr(listed) == (
        "WorkingCalendar('Mon-Fri 09:00-17:00', 'Europe/Warsaw', holidays={datetime.date(2026, 5, 2): 'a day'}, "
        "exceptions={datetime.date(2026, 5, 2): 'closed'})"
    )


def test_calendars_pickle_and_copy_before_and_after_use() -> None:
    calendar = WorkingCalendar(exceptions={SATURDAY: "10:00-14:00"})
    for _ in range(2):
        for twin in (pickle.loads(pickle.dumps(calendar)), copy.copy(calendar), copy.deepcopy(calendar)):
            assert twin == calendar
            assert twin.is_working(at("2026-05-02 12:00"))
        assert calendar.is_working(at("2026-05-02 12:00"))


def test_asking_does_not_change_what_the_calendar_is() -> None:
    calendar = WorkingCalendar()
    before = hash(calendar), repr(calendar)
    calendar.elapsed(at("1999-01-01"), at("2050-01-01"))
    assert (hash(calendar), repr(calendar)) == before
    assert calendar == POLAND


# -- days ----------------------------------------------------------------------------------------------------------


def test_holidays_of_a_year_in_polish() -> None:
    holidays = POLAND.holidays(2026)
    assert next(iter(holidays)) == date(2026, 1, 1)
    assert holidays[date(2026, 12, 24)] == "Wigilia Bożego Narodzenia"
    assert len(holidays) == 14
    holidays.clear()
    assert len(POLAND.holidays(2026)) == 14


def test_holiday_name() -> None:
    assert POLAND.holiday_name(date(2018, 11, 12)) == "Narodowe Święto Niepodległości - 100-lecie"
    assert POLAND.holiday_name(date(2026, 11, 12)) is None


def test_an_exception_wins_over_a_holiday_and_the_week() -> None:
    calendar = WorkingCalendar(
        exceptions={date(2026, 1, 6): "10:00-12:00", SATURDAY: "10:00-14:00", date(2026, 1, 2): "closed"}
    )
    assert calendar.is_working_day(date(2026, 1, 6))
    assert calendar.holiday_name(date(2026, 1, 6)) == "Święto Trzech Króli"
    assert calendar.is_working_day(SATURDAY)
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert calendar.elapsed(at("2026-01-01"), at("2026-01-07")) == timedelta(hours=8 + 2)
    assert calendar.elapsed(at("2026-05-02"), at("2026-05-03")) == timedelta(hours=4)


@pytest.mark.parametrize(
    ("holidays", "working"),
    [("PL", False), (None, True), ([date(2026, 1, 6)], False), ({date(2026, 1, 6): "a day off"}, False)],
)
def test_holidays_of_every_kind_close_their_date(holidays: HolidaysLike, working: bool) -> None:
    assert WorkingCalendar(holidays=holidays).is_working_day(date(2026, 1, 6)) is working


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-11-09", "2026-11-09", 0),
        ("2026-11-09", "2026-11-10", 1),
        ("2026-11-10", "2026-11-11", 0),
        ("2026-11-08", "2026-11-15", 4),
        ("2026-11-10", "2026-11-09", -1),
        ("2026-11-11", "2026-11-10", -1),
        ("2026-11-15", "2026-11-08", -4),
        ("2025-12-23", "2026-01-07", 6),
    ],
)
def test_working_days(first: str, last: str, days: int) -> None:
    assert POLAND.working_days(date.fromisoformat(first), date.fromisoformat(last)) == days


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2026-11-10", 0, "2026-11-10"),
        ("2026-11-11", 0, "2026-11-11"),
        ("2026-11-10", 1, "2026-11-12"),
        ("2026-11-11", 1, "2026-11-12"),
        ("2026-11-12", -1, "2026-11-10"),
        ("2026-11-11", -1, "2026-11-10"),
        ("2025-12-31", 1, "2026-01-02"),
        ("2026-01-01", -1, "2025-12-31"),
        ("2026-01-02", 2510, "2036-01-03"),
    ],
)
def test_shift_working_days(day: str, n: int, expected: str) -> None:
    fresh = WorkingCalendar()
    if n == 2510:
        found = fresh.shift_working_days(date.fromisoformat(day), n)
        assert fresh.working_days(date.fromisoformat(day), found) == n
    else:
        assert fresh.shift_working_days(date.fromisoformat(day), n) == date.fromisoformat(expected)


def test_a_break_over_all_its_hours_leaves_no_working_day() -> None:
    calendar = WorkingCalendar(breaks=[(at("2026-05-04 09:00"), at("2026-05-04 17:00"))])
    assert not calendar.is_working_day(date(2026, 5, 4))
    shorter = WorkingCalendar(breaks=[(at("2026-05-04 09:00"), at("2026-05-04 16:59:59.999999"))])
    assert shorter.is_working_day(date(2026, 5, 4))


# -- instants ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "budget", "due", "last_on_time"),
    [
        ("2026-11-20 12:00", timedelta(hours=16), "2026-11-24 12:00", "2026-11-24 12:00"),
        ("2026-11-20 17:00", timedelta(hours=16), "2026-11-24 17:00", "2026-11-25 09:00"),
        ("2026-11-20 09:00", timedelta(hours=8), "2026-11-20 17:00", "2026-11-23 09:00"),
        ("2026-11-21 03:00", timedelta(hours=8), "2026-11-23 17:00", "2026-11-24 09:00"),
        ("2026-11-20 16:59:59.999999", timedelta(microseconds=1), "2026-11-20 17:00", "2026-11-23 09:00"),
        (
            "2026-11-20 16:59:59.999999",
            timedelta(microseconds=2),
            "2026-11-23 09:00:00.000001",
            "2026-11-23 09:00:00.000001",
        ),
        ("2026-11-20 18:00", timedelta(0), "2026-11-20 18:00", "2026-11-23 09:00"),
        ("2026-11-20 12:00", timedelta(0), "2026-11-20 12:00", "2026-11-20 12:00"),
        ("2018-11-09 12:00", timedelta(hours=8), "2018-11-13 12:00", "2018-11-13 12:00"),
        ("2024-12-23 12:00", timedelta(hours=8), "2024-12-24 12:00", "2024-12-24 12:00"),
        ("2025-12-23 12:00", timedelta(hours=8), "2025-12-29 12:00", "2025-12-29 12:00"),
        ("2025-12-31 12:00", timedelta(days=4), "2026-01-20 12:00", "2026-01-20 12:00"),
    ],
)
def test_deadlines(start: str, budget: timedelta, due: str, last_on_time: str) -> None:
    assert show(POLAND.deadline(at(start), budget)) == due
    assert show(POLAND.last_on_time(at(start), budget)) == last_on_time


@pytest.mark.parametrize(
    ("due", "budget", "start"),
    [
        ("2026-11-24 12:00", timedelta(hours=16), "2026-11-20 12:00"),
        ("2026-11-24 17:00", timedelta(hours=16), "2026-11-23 09:00"),
        ("2026-11-22 12:00", timedelta(hours=8), "2026-11-20 09:00"),
        ("2026-11-22 12:00", timedelta(0), "2026-11-22 12:00"),
        ("2026-01-02 10:00", timedelta(hours=2), "2025-12-31 16:00"),
    ],
)
def test_latest_start(due: str, budget: timedelta, start: str) -> None:
    assert show(WorkingCalendar().latest_start(at(due), budget)) == start


@pytest.mark.parametrize(
    ("start", "end", "elapsed"),
    [
        ("2026-11-20 16:00", "2026-11-23 10:00", timedelta(hours=2)),
        ("2026-11-23 10:00", "2026-11-20 16:00", timedelta(hours=-2)),
        ("2026-11-20 17:00", "2026-11-23 09:00", timedelta(0)),
        ("2026-11-20 16:59:59.999999", "2026-11-23 09:00:00.000001", timedelta(microseconds=2)),
    ],
)
def test_elapsed(start: str, end: str, elapsed: timedelta) -> None:
    assert POLAND.elapsed(at(start), at(end)) == elapsed


@pytest.mark.parametrize(
    ("instant", "working"),
    [
        ("2026-11-20 08:59:59.999999", False),
        ("2026-11-20 09:00", True),
        ("2026-11-20 16:59:59.999999", True),
        ("2026-11-20 17:00", False),
        ("2026-11-11 12:00", False),
    ],
)
def test_is_working(instant: str, working: bool) -> None:
    assert POLAND.is_working(at(instant)) is working


@pytest.mark.parametrize(
    ("instant", "next_opening", "next_closing", "previous_opening", "previous_closing"),
    [
        ("2026-11-20 09:00", "2026-11-23 09:00", "2026-11-20 17:00", "2026-11-19 09:00", "2026-11-19 17:00"),
        ("2026-11-20 12:00", "2026-11-23 09:00", "2026-11-20 17:00", "2026-11-20 09:00", "2026-11-19 17:00"),
        ("2026-11-20 17:00", "2026-11-23 09:00", "2026-11-23 17:00", "2026-11-20 09:00", "2026-11-19 17:00"),
        ("2026-11-22 12:00", "2026-11-23 09:00", "2026-11-23 17:00", "2026-11-20 09:00", "2026-11-20 17:00"),
        ("2026-01-01 12:00", "2026-01-02 09:00", "2026-01-02 17:00", "2025-12-31 09:00", "2025-12-31 17:00"),
        ("2025-12-31 17:00", "2026-01-02 09:00", "2026-01-02 17:00", "2025-12-31 09:00", "2025-12-30 17:00"),
    ],
)
def test_edges(
    instant: str, next_opening: str, next_closing: str, previous_opening: str, previous_closing: str
) -> None:
    calendar = WorkingCalendar()
    assert show(calendar.next_opening(at(instant))) == next_opening
    assert show(calendar.next_closing(at(instant))) == next_closing
    assert show(calendar.previous_opening(at(instant))) == previous_opening
    assert show(calendar.previous_closing(at(instant))) == previous_closing


def test_intervals_are_clipped_and_know_their_duration() -> None:
    found = list(POLAND.intervals(at("2026-11-20 16:00"), at("2026-11-23 10:00")))
    assert found == [
        Interval(at("2026-11-20 16:00"), at("2026-11-20 17:00")),
        Interval(at("2026-11-23 09:00"), at("2026-11-23 10:00")),
    ]
    assert [interval.duration for interval in found] == [timedelta(hours=1)] * 2
    assert list(POLAND.intervals(at("2026-11-21"), at("2026-11-21"))) == []


def test_a_duration_counts_what_passed_and_not_what_the_wall_clock_shows() -> None:
    (night,) = WorkingCalendar("Sat 22:00-06:00", holidays=None).intervals(at("2026-03-28"), at("2026-03-30"))
    assert night.duration == timedelta(hours=7)
    assert night.end - night.start == timedelta(hours=8)


def test_results_are_plain_datetimes_in_the_zone_of_the_calendar() -> None:
    start = datetime(2026, 11, 20, 11, tzinfo=UTC)
    for result in (
        POLAND.deadline(start, timedelta(hours=16)),
        POLAND.deadline(start, timedelta(0)),
        POLAND.last_on_time(start, timedelta(hours=16)),
        POLAND.latest_start(start, timedelta(hours=1)),
        POLAND.next_opening(start),
    ):
        assert type(result) is datetime
        assert result.tzinfo is WARSAW


def test_round_the_clock() -> None:
    always = WorkingCalendar("24/7", "America/New_York", holidays=None)
    start = datetime(1, 1, 3, tzinfo=UTC)
    end = datetime(9999, 12, 30, tzinfo=UTC)
    assert always.elapsed(start, end) == end - start
    assert always.is_working(at("2026-12-31 23:59:59.999999"))
    for ask in (always.next_opening, always.next_closing, always.previous_opening, always.previous_closing):
        with pytest.raises(HorizonError):
            ask(at("2026-12-31 12:00"))


# -- refusals ------------------------------------------------------------------------------------------------------

NAIVE = datetime(2026, 11, 20, 12)
AWARE = at("2026-11-20 12:00")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("argument", "ask"),
    [
        ("at", lambda: POLAND.is_working(NAIVE)),
        ("start", lambda: POLAND.elapsed(NAIVE, AWARE)),
        ("end", lambda: POLAND.elapsed(AWARE, NAIVE)),
        ("start", lambda: POLAND.deadline(NAIVE, HOUR)),
        ("start", lambda: POLAND.last_on_time(NAIVE, HOUR)),
        ("due", lambda: POLAND.latest_start(NAIVE, HOUR)),
        ("at", lambda: POLAND.next_opening(NAIVE)),
        ("at", lambda: POLAND.previous_closing(NAIVE)),
        ("end", lambda: POLAND.intervals(AWARE, NAIVE)),
    ],
)
def test_naive_datetimes_are_refused_by_name(argument: str, ask: object) -> None:
    assert callable(ask)
    with pytest.raises(NaiveDatetimeError) as raised:
        ask()
    assert str(raised.value).startswith(f"{argument}: 2026-11-20 12:00:00 has no time zone")


def test_wrong_kinds_of_arguments_are_refused_by_name() -> None:
    with pytest.raises(SlacalTypeError, match="^start: expected a datetime with a time zone, not a date"):
        POLAND.deadline(SATURDAY, HOUR)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match="^budget: expected working time as a timedelta"):
        POLAND.deadline(AWARE, "16h")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(NegativeBudgetError, match="^budget: expected working time of zero or more"):
        POLAND.last_on_time(AWARE, -HOUR)
    with pytest.raises(SlacalTypeError, match="^day: expected a date; take"):
        POLAND.is_working_day(AWARE)
    with pytest.raises(SlacalTypeError, match="^last: expected a date; take"):
        POLAND.working_days(SATURDAY, AWARE)
    with pytest.raises(SlacalTypeError, match="^year: expected a year as a whole number, got '2026'"):
        POLAND.holidays("2026")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(CalendarError, match="^year: expected a year from 1 to 9999, got 0"):
        POLAND.holidays(0)
    with pytest.raises(SlacalTypeError, match="^n: expected a whole number of working days, got True"):
        POLAND.shift_working_days(SATURDAY, True)
    with pytest.raises(SlacalTypeError, match=r"^n: expected a whole number of working days, got 1\.0"):
        POLAND.shift_working_days(SATURDAY, 1.0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match="^n: expected a whole number of working days, got <class 'int'>"):
        POLAND.shift_working_days(SATURDAY, int)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


class _Three:
    def __index__(self) -> int:
        return 3


def test_numbers_of_days_are_whatever_counts() -> None:
    """NumPy's whole numbers are such, of which nothing here knows."""
    assert POLAND.shift_working_days(SATURDAY, _Three()) == POLAND.shift_working_days(SATURDAY, 3)


def test_reversed_intervals_are_refused() -> None:
    with pytest.raises(ReversedIntervalError) as raised:
        POLAND.intervals(AWARE, AWARE - HOUR)
    assert str(raised.value) == (
        "intervals: expected start at or before end, got 2026-11-20T12:00:00+01:00 .. 2026-11-20T11:00:00+01:00"
    )
    assert not list(POLAND.intervals(AWARE, AWARE))  # an empty one is none


LONGEST = "23999999999 h 59 min 59.999999 s"  # of timedeltas


@pytest.mark.parametrize(
    ("what", "ask"),
    [
        ("2101-01-01T00:00:00.000001+01:00", lambda: POLAND.elapsed(AWARE, at("2101-01-01T00:00:00.000001"))),
        ("1924-12-31T23:59:59.999999+01:00", lambda: POLAND.is_working(at("1924-12-31T23:59:59.999999"))),
        ("2101-01-01T00:00:00.000001+01:00", lambda: POLAND.is_working(at("2101-01-01"))),
        (
            "the deadline of 16 h of working time from 2100-12-30T12:00:00+01:00",
            lambda: POLAND.deadline(at("2100-12-30 12:00"), timedelta(hours=16)),
        ),
        (
            "the deadline of 112 h of working time from 2100-12-30T12:00:00+01:00",  # 14 days of 8 hours
            lambda: POLAND.deadline(at("2100-12-30 12:00"), timedelta(hours=112)),
        ),
        (
            f"the deadline of {LONGEST} of working time from 2026-11-20T12:00:00+01:00",
            lambda: POLAND.deadline(AWARE, timedelta.max),
        ),
        (
            f"the last instant on time of {LONGEST} of working time from 2026-11-20T12:00:00+01:00",
            lambda: POLAND.last_on_time(AWARE, timedelta.max),
        ),
        (
            "the last instant on time of 13 h of working time from 2100-12-30T12:00:00+01:00",
            lambda: POLAND.last_on_time(at("2100-12-30 12:00"), timedelta(hours=13)),
        ),
        (
            "the start 8 h of working time before 1925-01-02T10:00:00+01:00",
            lambda: POLAND.latest_start(at("1925-01-02 10:00"), timedelta(hours=8)),
        ),
        ("the next opening after 2100-12-31T12:00:00+01:00", lambda: POLAND.next_opening(at("2100-12-31 12:00"))),
        (
            "the previous closing before 1925-01-02T12:00:00+01:00",
            lambda: POLAND.previous_closing(at("1925-01-02 12:00")),
        ),
        ("the working day +1 from 2100-12-31", lambda: POLAND.shift_working_days(date(2100, 12, 31), 1)),
        (
            "the working day -999999999 from 2100-12-31",
            lambda: POLAND.shift_working_days(date(2100, 12, 31), -999999999),
        ),
        ("2101-01-01", lambda: POLAND.is_working_day(date(2101, 1, 1))),
        ("1924-12-31", lambda: POLAND.holiday_name(date(1924, 12, 31))),
        ("the year 2101", lambda: POLAND.holidays(2101)),
    ],
)
def test_beyond_the_horizon_is_an_error_that_names_the_bound(what: str, ask: object) -> None:
    assert callable(ask)
    with pytest.raises(HorizonError) as raised:
        ask()
    assert str(raised.value) == (
        f"{what} is not within the years 1925 to 2100: the holidays package knows PL from 1925 to 2100"
    )
    assert (raised.value.first_year, raised.value.last_year) == (1925, 2100)


def test_up_to_the_horizon_there_are_answers() -> None:
    assert POLAND.elapsed(at("2100-12-31 12:00"), at("2101-01-01")) == timedelta(hours=5)
    assert show(POLAND.deadline(at("2100-12-31 12:00"), timedelta(hours=5))) == "2100-12-31 17:00"


@pytest.mark.parametrize("tz", ["UTC", "Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("extreme", [datetime.min, datetime.max])
def test_the_extremes_of_datetime_are_answered_or_refused_in_words(tz: str, extreme: datetime) -> None:
    calendar = WorkingCalendar("24/7", tz, holidays=None)
    for zone in (UTC, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")):
        try:
            assert calendar.is_working(extreme.replace(tzinfo=zone))
        except HorizonError as error:
            assert str(error).endswith("not within the years 1 to 9999: Python's datetime goes no further")


@pytest.mark.parametrize(
    ("calendar", "instant", "what"),
    [
        (POLAND, datetime.max.replace(tzinfo=UTC), "9999-12-31T23:59:59.999999+00:00, in Europe/Warsaw,"),
        (POLAND, datetime.min.replace(tzinfo=ZoneInfo("Asia/Tokyo")), "an instant before them in UTC"),
        (POLAND, datetime.max.replace(tzinfo=ZoneInfo("America/New_York")), "an instant after them in UTC"),
    ],
)
def test_an_instant_that_the_zone_cannot_name_is_named_otherwise(
    calendar: WorkingCalendar, instant: datetime, what: str
) -> None:
    with pytest.raises(HorizonError) as raised:
        calendar.is_working(instant)
    assert raised.value.what == what


# -- sharing -------------------------------------------------------------------------------------------------------


def test_threads_that_extend_it_in_both_directions_at_once_all_get_the_right_answer() -> None:
    """Every thread's answers are those of a calendar that nobody else used."""
    shared = WorkingCalendar(exceptions={SATURDAY: "10:00-14:00"})
    wrong: list[object] = []
    start = threading.Barrier(8)

    def work(seed: int) -> None:
        dice = random.Random(seed)
        years = list(range(1950, 2095))
        years.sort(reverse=bool(seed % 2))
        own = WorkingCalendar(exceptions={SATURDAY: "10:00-14:00"})
        own.elapsed(at("1948-01-01"), at("2099-01-01"))
        start.wait()
        for year in years[:: 1 + seed % 3]:
            begin = at(f"{year}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02} {dice.randint(0, 23):02}:30")
            end = begin + timedelta(days=dice.randint(-90, 400))
            hours = timedelta(hours=dice.randint(1, 2500))
            days = dice.randint(-300, 300)
            wrong.extend(
                (seed, begin, end, hours, days)
                for ours, theirs in (
                    (own.elapsed(begin, end), shared.elapsed(begin, end)),
                    (own.deadline(begin, hours), shared.deadline(begin, hours)),
                    (own.latest_start(begin, hours), shared.latest_start(begin, hours)),
                    (own.shift_working_days(begin.date(), days), shared.shift_working_days(begin.date(), days)),
                )
                if ours != theirs
            )

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_integer_forms_are_the_same_answers() -> None:
    start_us, end_us = 1_795_000_000_123_456, 1_799_000_000_654_321
    start, end = from_us(start_us, WARSAW), from_us(end_us, WARSAW)
    fresh = WorkingCalendar()
    assert timedelta(microseconds=fresh.elapsed_us(start_us, end_us)) == POLAND.elapsed(start, end)
    for budget_us in (0, 1, 57_600_000_000):
        budget = timedelta(microseconds=budget_us)
        assert from_us(WorkingCalendar().deadline_us(start_us, budget_us), WARSAW) == POLAND.deadline(start, budget)
        last_us = WorkingCalendar().last_on_time_us(start_us, budget_us)
        assert from_us(last_us, WARSAW) == POLAND.last_on_time(start, budget)


def test_what_is_no_number_of_microseconds_is_refused() -> None:
    """By the name of the argument; what goes wrong otherwise stays what it is."""
    ask: list[tuple[str, Callable[[int], object]]] = [
        ("start_us", lambda us: POLAND.elapsed_us(us, 0)),
        ("end_us", lambda us: POLAND.elapsed_us(0, us)),
        ("start_us", lambda us: POLAND.deadline_us(us, 0)),
        ("budget_us", lambda us: POLAND.deadline_us(0, us)),
        ("start_us", lambda us: POLAND.last_on_time_us(us, 0)),
        ("budget_us", lambda us: POLAND.last_on_time_us(0, us)),
    ]
    for argument, question in ask:
        for value in ("1", None, at("2026-11-20 12:00")):
            with pytest.raises(SlacalTypeError) as raised:
                question(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            assert str(raised.value) == (
                f"{argument}: expected a whole number of microseconds, got {value!r} ({type(value).__name__})"
            )


def test_a_timetable_of_dates_has_the_working_days_around_them() -> None:
    """As many as are asked for, or as are known; it is kept, and a calendar that has them builds no more."""
    calendar = WorkingCalendar()
    day = date(2026, 11, 10)
    assert (calendar.timetable_of_dates(day, day).first_year, calendar.timetable_of_dates(day, day).last_year) == (
        2026,
        2026,
    )
    table = calendar.timetable_of_dates(day, day, before=300, after=100)
    assert (table.first_year, table.last_year) == (2025, 2027)
    assert calendar.timetable_of_dates(day, day, before=300, after=100) is table
    everything = calendar.timetable_of_dates(day, day, before=10**6, after=10**6)
    assert (everything.first_year, everything.last_year) == (1925, 2100)
