"""The dial says what its clock says, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slacal import NaiveDatetimeError, SlacalTypeError
from slacal.worktime.clock import Span, WorkingClock
from slacal.worktime.dial import Dial
from slacal.worktime.instants import DAY_US, HOUR_US, MICROSECOND, from_us, to_us

MIDDLE = to_us(datetime(2026, 3, 29, tzinfo=UTC))  # the day on which Europe's clocks go forward
START, END = MIDDLE - 3 * DAY_US - 5 * HOUR_US, MIDDLE + 9 * DAY_US + 7 * HOUR_US
ZONES = [ZoneInfo(name) for name in ("Europe/Warsaw", "UTC", "America/Asuncion", "Australia/Lord_Howe", "Asia/Kolkata")]
CHANGES = [datetime(2026, 3, 29, 1), datetime(2026, 3, 29, 2), datetime(2026, 4, 4, 15), datetime(2026, 4, 5, 0)]

zones = st.sampled_from(ZONES)
edges = (
    st.integers(START, END)
    | st.integers(-3, 9).map(lambda day: MIDDLE + day * DAY_US)
    | st.tuples(st.sampled_from(CHANGES), st.integers(-8, 8)).map(
        lambda near: to_us(near[0].replace(tzinfo=UTC)) + near[1] * HOUR_US // 4
    )
)
spans = st.lists(st.tuples(edges, st.integers(1, 3 * DAY_US) | st.integers(1, HOUR_US)), max_size=40).map(
    lambda rows: [(start, start + length) for start, length in rows]
)


def is_inside(day_us: int) -> bool:
    return day_us >= START and day_us + DAY_US <= END


@given(spans, edges, st.sampled_from((-1, 0, 1)), st.none() | edges, zones, zones)
def test_a_dial_reads_what_its_clock_reads(
    intervals: list[Span], at: int, beside: int, zero: int | None, tz: ZoneInfo, asked_in: ZoneInfo
) -> None:
    """Wherever it answers, `shows`, `reaches` and `leaves` are the clock's; it answers on every whole day inside."""
    clock = WorkingClock(intervals, START, END, zero)
    dial = Dial(clock, tz)
    at = min(max(at + beside, START), END)
    shown = clock.shows(at)
    for _ in range(2):
        asked = from_us(at, asked_in)
        try:
            assert dial.shows(asked) == MICROSECOND * shown
        except KeyError:
            offset = asked.utcoffset() if asked_in is tz else timedelta()
            assert offset is not None
            wall_us = at + offset // MICROSECOND
            assert not (is_inside(wall_us // DAY_US * DAY_US - wall_us + at) and is_inside(at // DAY_US * DAY_US))
    low, high = shown // DAY_US * DAY_US, (shown // DAY_US + 1) * DAY_US
    for ask, answer in ((dial.reaches, clock.reaches(shown)), (dial.leaves, clock.leaves(shown))):
        if clock.low < low and high < clock.high:
            for _ in range(2):
                assert answer is not None
                told, expected = ask(MICROSECOND * shown), from_us(answer, tz)
                assert (told, told.fold, told.tzinfo) == (expected, expected.fold, tz)
                assert told.replace(tzinfo=None) == expected.replace(tzinfo=None)
        else:
            with pytest.raises(KeyError):
                ask(MICROSECOND * shown)


@given(zones, st.sampled_from(CHANGES), st.integers(-9, 9), st.sampled_from((0, 1)), st.integers(0, 3))
@example(ZoneInfo("America/Asuncion"), datetime(2024, 10, 6), 0, 0, 1)  # midnight is skipped
@example(ZoneInfo("America/Asuncion"), datetime(2024, 3, 23, 23), 0, 1, 1)  # the hour before midnight is repeated
@example(ZoneInfo("America/Scoresbysund"), datetime(2024, 3, 31), -1, 1, 1)  # the hour around midnight changes zone
@example(ZoneInfo("Africa/Monrovia"), datetime(1972, 1, 7), 1, 0, 1)  # moved by 44 minutes and a half
def test_local_times_mean_what_the_zone_says(tz: ZoneInfo, wall: datetime, hours: int, fold: int, hop: int) -> None:
    """A local time, skipped or shown twice, is read as `to_us` reads it."""
    wall = (wall + timedelta(hours=hours / 2)).replace(tzinfo=tz, fold=fold)
    at = to_us(wall)
    start, end = at - (3 + hop) * DAY_US, at + (3 + hop) * DAY_US
    clock = WorkingClock([(hour, hour + HOUR_US // 3) for hour in range(start, end, HOUR_US)], start, end)
    assert Dial(clock, tz).shows(wall) == MICROSECOND * clock.shows(at)


def test_no_zone_changes_its_clock_twice_within_a_day() -> None:
    """What rows in wall-clock time rest on: of two hours less than a day apart, at most one change lies between."""
    noons = [
        datetime(year, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for year in (1918, 1945, 2011) for day in range(366)
    ]
    for name in sorted(available_timezones()):
        tz = ZoneInfo(name)
        offsets = [noon.astimezone(tz).utcoffset() for noon in noons]
        for (noon, before), (_, after) in pairwise(zip(noons, offsets, strict=True)):
            if before == after:
                assert {(noon + timedelta(hours=hour)).astimezone(tz).utcoffset() for hour in (3, 9, 15, 21)} == {
                    before
                }


def test_what_is_no_aware_datetime_is_named() -> None:
    dial = Dial(WorkingClock([], START, END), ZONES[0])
    with pytest.raises(NaiveDatetimeError, match="start"):
        dial.shows(datetime(2026, 3, 29), "start")
    with pytest.raises(SlacalTypeError, match="end"):
        dial.shows("2026-03-29", "end")  # type: ignore[arg-type]

    class Nowhere(tzinfo):
        def utcoffset(self, dt: datetime | None) -> None:
            del dt

        def dst(self, dt: datetime | None) -> None:
            del dt

        def tzname(self, dt: datetime | None) -> None:
            del dt

    with pytest.raises(NaiveDatetimeError, match="at"):
        dial.shows(datetime(2026, 3, 29, tzinfo=Nowhere()))


@pytest.mark.parametrize("at", [datetime.min, datetime.max])
def test_the_ends_of_all_time_have_no_day_of_their_own(at: datetime) -> None:
    with pytest.raises(KeyError):
        Dial(WorkingClock([], START, END), ZONES[0]).shows(at.replace(tzinfo=ZONES[0]))


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York"])
def test_readings_near_the_ends_of_all_time_are_told(zone: str) -> None:
    """Up to the last instant that has a name both in UTC and in the zone."""
    tz = ZoneInfo(zone)
    end = min(to_us(datetime.max.replace(tzinfo=tz)), to_us(datetime.max.replace(tzinfo=UTC)))
    clock = WorkingClock([(end - 3 * DAY_US, end)], end - 5 * DAY_US, end, end - 2 * DAY_US - HOUR_US)
    assert Dial(clock, tz).reaches(timedelta(hours=23)) == from_us(end - DAY_US - 2 * HOUR_US, tz)


def test_a_day_is_made_once() -> None:
    dial = Dial(WorkingClock([(9 * HOUR_US, 17 * HOUR_US)], 0, 2 * DAY_US), ZoneInfo("UTC"))
    noon = datetime(1970, 1, 1, 12, tzinfo=UTC)
    assert dial.shows(noon) == timedelta(hours=3)
    assert dial.shows(noon) == timedelta(hours=3)
