"""Instants: the crossing between aware datetimes and microseconds."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.tz import resolve_imaginary
from hypothesis import given
from hypothesis import strategies as st

from slacal import CalendarError, NaiveDatetimeError, NegativeBudgetError, SlacalTypeError
from slacal.worktime.instants import (
    DAY_US,
    EPOCH,
    MICROSECOND,
    budget_to_us,
    checked_budget,
    checked_date,
    from_us,
    local_candidates,
    not_microseconds,
    read_zone,
    to_us,
    wall_reader,
)

WARSAW = ZoneInfo("Europe/Warsaw")
ZONES = sorted(available_timezones())


class Stamp(datetime):
    """A subclass that, like some libraries' own, answers subtraction with something else."""

    def __sub__(self, other: object) -> timedelta:  # type: ignore[override]
        return timedelta(days=1)


@given(st.integers(-62_000_000_000_000_000, 250_000_000_000_000_000), st.sampled_from(ZONES))
def test_there_and_back(us: int, zone: str) -> None:
    """`to_us(from_us(us, tz)) == us` in every zone."""
    assert to_us(from_us(us, ZoneInfo(zone))) == us


def test_a_subclass_counts_as_the_datetime_it_is() -> None:
    value = Stamp(2026, 11, 20, 12, 0, 0, 1, tzinfo=WARSAW)
    assert to_us(value) == to_us(datetime(2026, 11, 20, 12, 0, 0, 1, tzinfo=WARSAW))


def test_of_a_time_shown_twice_fold_decides() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW)
    assert to_us(first.replace(fold=1)) - to_us(first) == 3_600_000_000


class Missing(datetime):
    """A missing time, unequal to itself, as pandas.NaT is."""

    __hash__ = datetime.__hash__

    def __eq__(self, other: object) -> bool:
        return False


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (
            datetime(2026, 11, 20, 12),
            NaiveDatetimeError,
            "at: 2026-11-20 12:00:00 has no time zone, so it names no instant; say whose clock it is, "
            "for example value.replace(tzinfo=ZoneInfo('Europe/Warsaw'))",
        ),
        (
            date(2026, 11, 20),
            SlacalTypeError,
            "at: expected a datetime with a time zone, not a date (which instant of that day?), "
            "got datetime.date(2026, 11, 20) (date)",
        ),
        ("2026-11-20", SlacalTypeError, "at: expected a datetime with a time zone, got '2026-11-20' (str)"),
        (None, SlacalTypeError, "at: expected a datetime with a time zone, got None (NoneType)"),
    ],
)
def test_what_names_no_instant_is_refused(value: datetime, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        to_us(value)
    assert str(raised.value) == text


def test_a_missing_time_is_refused_as_such() -> None:
    with pytest.raises(SlacalTypeError, match="expected a datetime with a time zone"):
        to_us(Missing(2026, 1, 1))


def test_the_naive_error_carries_its_facts() -> None:
    naive = datetime(2026, 11, 20, 12)
    with pytest.raises(NaiveDatetimeError) as raised:
        to_us(naive, "start")
    assert (raised.value.argument, raised.value.value, raised.value.zone) == ("start", naive, "Europe/Warsaw")


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        (datetime(2026, 3, 29, 1, 59), ("00:59",)),
        (datetime(2026, 3, 29, 2, 0), ()),
        (datetime(2026, 3, 29, 2, 59, 59), ()),
        (datetime(2026, 3, 29, 3, 0), ("01:00",)),
        (datetime(2026, 10, 25, 1, 59), ("23:59",)),
        (datetime(2026, 10, 25, 2, 0), ("00:00", "01:00")),
        (datetime(2026, 10, 25, 2, 59), ("00:59", "01:59")),
        (datetime(2026, 10, 25, 3, 0), ("02:00",)),
    ],
)
def test_local_candidates(wall: datetime, expected: tuple[str, ...]) -> None:
    found = local_candidates(wall, WARSAW)
    assert tuple(f"{from_us(us, ZoneInfo('UTC')):%H:%M}" for us in found) == expected


@given(st.datetimes(datetime(1850, 1, 1), datetime(2100, 1, 1)), st.sampled_from(ZONES))
def test_candidates_are_the_instants_that_show_the_wall_time(wall: datetime, zone: str) -> None:
    """An instant is a candidate if and only if the zone's clock shows the wall time at it."""
    tz = ZoneInfo(zone)
    found = local_candidates(wall, tz)
    assert len(found) <= 2
    assert list(found) == sorted(set(found))
    for us in found:
        assert from_us(us, tz).replace(tzinfo=None, fold=0) == wall
    for fold in (0, 1):
        us = to_us(wall.replace(tzinfo=tz, fold=fold))
        assert (us in found) == (from_us(us, tz).replace(tzinfo=None, fold=0) == wall)


def changes(zone: str) -> list[datetime]:
    """Wall times around every change of a zone's clock between 1900 and 2037, an hour apart from each other."""
    tz = ZoneInfo(zone)
    found: list[datetime] = []
    at = datetime(1900, 1, 1, tzinfo=UTC)
    before = at.astimezone(tz).utcoffset()
    while at.year < 2037:
        at += timedelta(days=7)
        after = at.astimezone(tz).utcoffset()
        if after != before:
            found += [(at - timedelta(hours=hour)).astimezone(tz).replace(tzinfo=None, fold=0) for hour in range(200)]
        before = after
    return found


@pytest.mark.parametrize(
    "zone", ["Europe/Warsaw", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"]
)
def test_clock_changes_are_resolved_as_dateutil_does(zone: str) -> None:
    """A skipped wall time is moved forward as by `resolve_imaginary`; of two it is the first."""
    tz = ZoneInfo(zone)
    to_instant = wall_reader(tz)
    walls = changes(zone)
    assert walls
    for wall in walls:
        for minutes in (0, 15, 30, 45):
            shown = wall + timedelta(minutes=minutes)
            expected = resolve_imaginary(shown.replace(tzinfo=tz))
            assert to_instant((shown.replace(tzinfo=UTC) - EPOCH) // MICROSECOND) == to_us(expected), shown


def test_beyond_the_last_datetime_the_outermost_offset_holds() -> None:
    to_instant = wall_reader(ZoneInfo("Asia/Tokyo"))
    last = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
    first = (datetime.min.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
    assert to_instant(last + DAY_US) - to_instant(last) == DAY_US
    assert to_instant(first) - to_instant(first - DAY_US) == DAY_US


class Length(timedelta):
    """A subclass, as `pandas.Timedelta` is one."""


def test_a_budget_of_a_subclass_becomes_a_plain_one() -> None:
    budget = checked_budget(Length(days=1, seconds=2, microseconds=3))
    assert type(budget) is timedelta
    assert budget == timedelta(days=1, seconds=2, microseconds=3)


def test_budgets() -> None:
    assert budget_to_us(timedelta(hours=16, microseconds=1)) == 57_600_000_001
    assert budget_to_us(timedelta(0)) == 0
    with pytest.raises(NegativeBudgetError) as negative:
        budget_to_us(timedelta(microseconds=-1))
    assert str(negative.value) == (
        "budget: expected working time of zero or more, got datetime.timedelta(days=-1, seconds=86399, "
        "microseconds=999999)"
    )
    assert negative.value.value == timedelta(microseconds=-1)
    with pytest.raises(SlacalTypeError) as wrong:
        budget_to_us(16)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert str(wrong.value) == (
        "budget: expected working time as a timedelta, for example timedelta(hours=16), got 16 (int)"
    )


def test_dates() -> None:
    assert checked_date(date(2026, 11, 11)) == date(2026, 11, 11)
    with pytest.raises(SlacalTypeError, match=r"day: expected a date; take .astimezone\(calendar.tz\).date\(\)"):
        checked_date(datetime(2026, 11, 11, tzinfo=WARSAW))
    with pytest.raises(SlacalTypeError, match=r"day: expected a date, for example date\(2026, 11, 11\), got '2026'"):
        checked_date("2026")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_zones() -> None:
    assert read_zone("Europe/Warsaw") is WARSAW
    assert read_zone(WARSAW) is WARSAW
    assert read_zone(UTC).key == "UTC"


@pytest.mark.parametrize("key", ["Mars/Base", "Europe", "../etc/passwd", "", "\0"])
def test_unknown_zones_are_refused(key: str) -> None:
    with pytest.raises(CalendarError) as raised:
        read_zone(key)
    assert str(raised.value) == f"tz: expected an IANA time zone such as 'Europe/Warsaw', got {key!r}"


def test_a_system_without_zone_rules_is_told_what_to_install() -> None:
    program = "from slacal.worktime.instants import read_zone; read_zone('Europe/Warsaw')"
    env = {**os.environ, "PYTHONTZPATH": ""}
    blocked = f"import sys; sys.modules['tzdata'] = None; {program}"
    done = subprocess.run([sys.executable, "-c", blocked], env=env, capture_output=True, text=True, check=False)
    last = done.stderr.splitlines()[-1]
    expected = "tz: expected time zone rules, of which this system has none (pip install tzdata), got 'Europe/Warsaw'"
    assert last == f"slacal.errors.CalendarError: {expected}"


def test_without_any_zone_an_unknown_one_is_a_matter_of_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> set[str]:
        return set()

    monkeypatch.setattr("slacal.worktime.instants.available_timezones", none)
    with pytest.raises(CalendarError, match="^tz: expected time zone rules, of which this system has none"):
        read_zone("Mars/Base")


def test_other_kinds_of_zone_are_refused() -> None:
    with pytest.raises(SlacalTypeError, match="tz: expected an IANA time zone"):
        read_zone(timezone(timedelta(hours=1)))


def test_an_error_that_has_nothing_to_do_with_the_numbers_stays_itself() -> None:
    error = TypeError("another matter")
    assert not_microseconds(error, start_us=1, end_us=2) is error
    refused = not_microseconds(error, start_us=1, end_us="2", more=None)
    assert str(refused) == "end_us: expected a whole number of microseconds, got '2' (str)"
