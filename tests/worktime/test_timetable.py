"""The timetable: grown in any order it is the same, and a search that cannot succeed ends without building years."""

from __future__ import annotations

import struct
from datetime import UTC, date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import HorizonError
from slacal.worktime.holidays import read_holidays
from slacal.worktime.hours import OpeningHours
from slacal.worktime.instants import DAY_US, from_us
from slacal.worktime.schedule import Schedule, read_exceptions
from slacal.worktime.timetable import NOTHING_YET, Timetable, covering, search, with_years


def plan(hours: str, tz: str, country: str | None = None) -> Schedule:
    exceptions = read_exceptions({date(2019, 12, 31): "20:00-04:00", date(2021, 1, 1): "closed"})
    return Schedule(OpeningHours.parse(hours), ZoneInfo(tz), read_holidays(country), exceptions, ())


PLANS = [
    plan("Mon-Fri 09:00-17:00", "Europe/Warsaw", "PL"),
    plan("Mon-Sun 22:00-06:00", "Pacific/Apia"),
    plan("24/7", "America/New_York"),
]


@given(
    st.sampled_from(PLANS),
    st.lists(st.tuples(st.integers(2009, 2022), st.integers(0, 3)), min_size=1, max_size=5),
)
def test_however_it_grew_it_is_one_built_in_one_piece(schedule: Schedule, runs: list[tuple[int, int]]) -> None:
    """Every difference of readings, every edge and every working day is that of a table built at once."""
    grown = NOTHING_YET
    for first, more in runs:
        grown = with_years(schedule, grown, first, first + more)
    whole = Timetable.build(schedule, grown.first_year, grown.last_year)
    assert (grown.start, grown.end) == (whole.start, whole.end)
    assert grown.days == whole.days
    assert list(grown.clock.spans(grown.start, grown.end)) == list(whole.clock.spans(whole.start, whole.end))
    shift = grown.clock.shows(grown.start) - whole.clock.shows(whole.start)
    for at in range(whole.start, whole.end, 11 * DAY_US + 1):
        assert grown.clock.shows(at) - whole.clock.shows(at) == shift


def test_years_before_the_first_read_negative() -> None:
    table = Timetable.build(PLANS[0], 2020, 2020).extended(PLANS[0], 2019, 2020)
    assert table.clock.low < 0 == table.clock.shows(table.zero)


def test_a_table_covers_what_it_is_asked_to_cover() -> None:
    for schedule in PLANS:
        midnight = schedule.midnight_us(date(2020, 1, 1).toordinal())
        for us in range(midnight - 2, midnight + 3):
            table = covering(schedule, NOTHING_YET, us, us)
            assert table.start <= us <= table.end


def put_forward(at: datetime) -> ZoneInfo:
    """A zone that was UTC until an instant, when its clock was put forward by an hour, in the form of zone files."""
    head = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 1, 2, 8)
    seconds = int(at.timestamp())
    kinds = struct.pack(">lbb", 0, 0, 0) + struct.pack(">lbb", 3600, 0, 4) + b"AAA\0BBB\0"
    blocks = (head + struct.pack(form, seconds) + b"\1" + kinds for form in (">l", ">q"))
    return ZoneInfo.from_file(BytesIO(b"".join(blocks) + b"\nBBB-1\n"), key="Test/Forward")


@pytest.mark.parametrize(
    ("tz", "year", "moved"),
    [
        (ZoneInfo("America/Phoenix"), 1944, "back"),  # a minute past midnight, into the old year again
        (put_forward(datetime(2019, 12, 31, 23, 30, tzinfo=UTC)), 2020, "on"),  # half an hour before midnight, over it
    ],
)
def test_a_clock_change_over_the_year_s_end_loses_no_instant(tz: ZoneInfo, year: int, moved: str) -> None:
    """A table is found for every instant around a New Year that comes twice, or begins after midnight."""
    schedule = Schedule(OpeningHours.parse("24/7"), tz, read_holidays(None), (), ())
    midnight = schedule.midnight_us(date(year, 1, 1).toordinal())
    odd: set[str] = set()
    for second in range(-7200, 7201, 30):
        us = midnight + second * 1_000_000
        shown = from_us(us, tz).year
        if (shown < year) != (second < 0):
            odd.add("back" if shown < year else "on")
        table = covering(schedule, NOTHING_YET, us, us)
        assert table.start <= us <= table.end
    assert odd == {moved}


def test_a_search_takes_longer_and_longer_steps() -> None:
    asked: list[int] = []

    def year_2100(table: Timetable) -> int | None:
        asked.append(table.last_year)
        return 1 if table.last_year >= 2060 else None

    found, table = search(PLANS[0], Timetable.build(PLANS[0], 2020, 2020), year_2100, "x", forward=True)
    assert (found, table.last_year) == (1, 2083)
    assert asked == [2020, 2021, 2023, 2027, 2035, 2051, 2083]


def test_a_search_ends_with_the_known_years() -> None:
    table = Timetable.build(PLANS[0], 2090, 2100)
    for forward in (True, False):
        with pytest.raises(HorizonError, match="it is not within the years 1925 to 2100"):
            search(PLANS[0], table, lambda _: None, "it", forward=forward)


def test_a_search_for_more_work_than_there_is_builds_nothing() -> None:
    asked: list[Timetable] = []
    table = Timetable.build(PLANS[0], 2090, 2091)
    needed = 10 * 366 * DAY_US
    for forward in (True, False):
        with pytest.raises(HorizonError):
            search(PLANS[0], table, asked.append, "it", forward=forward, needed_us=needed * (1 if forward else 100))
    assert asked == []


@pytest.mark.parametrize("hours", ["24/7", ""])
@pytest.mark.parametrize("forward", [True, False])
def test_where_only_the_week_has_a_say_a_search_for_an_edge_ends_at_once(hours: str, *, forward: bool) -> None:
    schedule = plan(hours, "UTC")
    table = Timetable.build(schedule, 2018, 2022)
    asked: list[int] = []

    def nothing(table: Timetable) -> int | None:
        asked.append(table.last_year - table.first_year)
        return None

    with pytest.raises(HorizonError, match="years 1 to 9999: Python's datetime goes no further"):
        search(schedule, table, nothing, "it", forward=forward)
    assert asked == [4]
