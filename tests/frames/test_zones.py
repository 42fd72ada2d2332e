"""Offsets and wall times of columns are those of zoneinfo."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import LocalTimeError
from slacal.frames.kernel import MISSING
from slacal.frames.zones import local_days, to_instants
from slacal.worktime.instants import DAY_US, EPOCH, MICROSECOND, from_us, local_candidates
from tests.strategies import ANY_ZONE, FOCUS

if TYPE_CHECKING:
    from slacal.frames.kernel import Column

HOUR = 3_600_000_000
WARSAW = ZoneInfo("Europe/Warsaw")
TWICE, NEVER = np.datetime64("2026-10-25T02:30", "us"), np.datetime64("2026-03-29T02:30", "us")


def wall(*values: np.datetime64 | str) -> Column:
    return np.array(values, "datetime64[us]").astype(np.int64)


@st.composite
def places(draw: st.DrawFn) -> tuple[ZoneInfo, list[int]]:
    """A zone, and microseconds near the dates on which zones are interesting, or anywhere."""
    zone, focus = draw(st.sampled_from(FOCUS))
    if draw(st.booleans()):
        zone = draw(st.sampled_from(ANY_ZONE))
    middle = (focus - EPOCH.date()).days * DAY_US
    near = st.integers(-60 * 24, 60 * 24).map(lambda minutes: middle + minutes * 60_000_000)
    beside = st.tuples(near, st.sampled_from((0, -1, 1))).map(sum)
    anywhere = st.integers(-100 * 365 * DAY_US, 130 * 365 * DAY_US)
    return ZoneInfo(zone), draw(st.lists(st.one_of(beside, beside, anywhere), min_size=1, max_size=20))


@given(places())
def test_dates_are_those_of_zoneinfo(place: tuple[ZoneInfo, list[int]]) -> None:
    zone, instants = place
    expected = [(from_us(at, zone).date() - EPOCH.date()).days for at in instants]
    assert local_days(np.array(instants, np.int64), zone).tolist() == expected


@given(places())
def test_wall_times_are_found_as_zoneinfo_has_them(place: tuple[ZoneInfo, list[int]]) -> None:
    """Law: a wall time names the instants `local_candidates` finds: one, the earlier or later of two, or none."""
    zone, walls = place
    found = [local_candidates((EPOCH + MICROSECOND * at).replace(tzinfo=None), zone) for at in walls]
    column = np.array(walls, np.int64)
    earliest = to_instants(column, zone, "at", "earliest", "null").tolist()
    latest = to_instants(column, zone, "at", "latest", "null").tolist()
    neither = to_instants(column, zone, "at", "null", "null").tolist()
    for candidates, *answers in zip(found, earliest, latest, neither, strict=True):
        if candidates:
            assert answers == [candidates[0], candidates[-1], candidates[0] if len(candidates) == 1 else MISSING]
        else:
            assert answers == [MISSING] * 3


CROWDED = (
    "Africa/Freetown",  # of all zone files the two changes that are closest, 95.7 hours apart in 1939
    "Africa/Casablanca",
    "Africa/Tunis",
    "America/Recife",
    "Asia/Gaza",
    "Europe/Warsaw",
    "Pacific/Apia",
)


@pytest.mark.parametrize("name", CROWDED)
def test_no_zone_changes_twice_within_two_days(name: str) -> None:
    """What the table of changes rests on, where changes are closest: every third hour is looked at."""
    zone, at = ZoneInfo(name), datetime(1900, 1, 1, tzinfo=UTC)
    before, last = at.astimezone(zone).utcoffset(), datetime.min.replace(tzinfo=UTC)
    while at.year < 2040:
        at += timedelta(hours=3)
        now = at.astimezone(zone).utcoffset()
        if now != before:
            assert at - last > timedelta(days=2), at
            last, before = at, now


def test_times_shown_twice_or_never_are_refused() -> None:
    """The error names the first row, how many there are, the clocks, and what could be said instead."""
    with pytest.raises(LocalTimeError) as twice:
        to_instants(wall("2026-05-05", TWICE, TWICE), WARSAW, "at")
    assert str(twice.value) == (
        "at, row 1: clocks in Europe/Warsaw show 2026-10-25 02:30:00 twice; expected a time they show once, "
        "or ambiguous='earliest', 'latest' or 'null'; 2 rows are so, this is the first"
    )
    with pytest.raises(LocalTimeError, match=r"row 0: .* show 2026-03-29 02:30:00 never; .* or imaginary='null'$"):
        to_instants(wall(NEVER, "NaT"), WARSAW, "at", "latest")


def test_what_no_datetime_says_stays_as_it_is() -> None:
    """Missing values stay missing, and times of no year are left for the calendar to refuse."""
    column = np.array([MISSING, 2**62, *wall("2026-07-01")], np.int64)
    assert to_instants(column, WARSAW, "at").tolist() == [MISSING, 2**62, int(column[2]) - 2 * HOUR]
    assert local_days(column, WARSAW).tolist() == [MISSING, MISSING, (date(2026, 7, 1) - EPOCH.date()).days]
    assert to_instants(column[:2], WARSAW, "at").tolist() == [MISSING, 2**62]
    assert local_days(column[:1], WARSAW).tolist() == [MISSING]
