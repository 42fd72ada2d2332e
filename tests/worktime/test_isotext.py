"""Local text of many instants: the same as `isoformat` says, whatever was written before."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal.worktime.instants import DAY_US, HOUR_US, MINUTE_US, SECOND_US, from_us
from slacal.worktime.isotext import IsoText

ZONES = ["Europe/Warsaw", "UTC", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"]
CHANGE_US = 1_774_746_000 * SECOND_US  # 29 March 2026, 01:00 UTC: clocks go forward in Warsaw
INSTANTS = st.one_of(
    st.integers(-60 * 365 * DAY_US, 100 * 365 * DAY_US),
    st.integers(-60 * 365 * 24, 100 * 365 * 24).map(lambda hours: hours * HOUR_US),
    st.integers(-3 * 24 * 60, 3 * 24 * 60).map(lambda minutes: CHANGE_US + minutes * MINUTE_US),
    st.integers(-200_000, 200_000).map(lambda seconds: CHANGE_US + seconds * SECOND_US),
)


@given(st.lists(INSTANTS, min_size=1), st.sampled_from(ZONES))
def test_text_is_what_isoformat_says(instants: list[int], zone: str) -> None:
    """The law of `IsoText`: around clock changes, in zones of half hours, before 1970, with parts of seconds."""
    tz = ZoneInfo(zone)
    text = IsoText(tz)
    for us in [*instants, *instants]:
        assert text.of(us) == from_us(us, tz).isoformat()


@pytest.mark.parametrize("days", [-719162, -719161, 2932895, 2932896])
def test_the_ends_of_the_calendar(days: int) -> None:
    """The first and the last day that a datetime can name, though the next hour may have no name."""
    tz = ZoneInfo("UTC")
    assert IsoText(tz).of(days * DAY_US) == from_us(days * DAY_US, tz).isoformat()
