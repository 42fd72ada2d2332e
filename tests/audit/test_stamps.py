"""Stamps: text and Python values as instants, bounds, nothing, or an error that says what was expected."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal.audit.stamps import Bounds, ExactStamps, LocalStamps, earliest, is_missing, latest, read_stamp, shown
from slacal.errors import InputError
from slacal.worktime.instants import HOUR_US, MICROSECOND, to_us


class NotATime(datetime):
    """A missing time, unequal to itself, as pandas.NaT is."""

    __hash__ = datetime.__hash__

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True


class NotAvailable:
    """Something missing that answers every comparison with itself and is neither true nor false, as pandas.NA is."""

    __hash__ = object.__hash__

    def __ne__(self, other: object) -> NotAvailable:  # type: ignore[override]
        return self

    def __bool__(self) -> bool:
        raise TypeError


class Array:
    """Something with many truths, as an array has."""

    __hash__ = object.__hash__

    def __ne__(self, other: object) -> Array:  # type: ignore[override]
        return self

    def __bool__(self) -> bool:
        raise ValueError


class Stamp(datetime):
    """A subclass of datetime, as pandas.Timestamp is."""


WARSAW = ZoneInfo("Europe/Warsaw")
NINE = to_us(datetime(2026, 1, 5, 8, tzinfo=UTC))
SPELLINGS = """\
2026-01-05T09:00+01:00
2026-01-05T09:00:00+01:00
2026-01-05T09:00:00.000+01:00
2026-01-05T09:00:00,000+01:00
2026-01-05 09:00+01:00
2026-01-05 09:00:00 +01:00
2026-01-05  09:00:00 +0100
2026-01-05t09:00+01:00
2026-01-05T08:00Z
2026-01-05T08:00z
2026-01-05 08:00 UTC
2026-01-05 08:00 GMT
20260105T0900+0100
20260105T090000+01
2026-W02-1T09:00+01:00
2026W021T09:00+01:00
 2026-01-05T09:00+01:00 
2026-01-05T09:00
20260105 0900
2026-01-04T24:00-08:00
2026-01-04T24:00:00.0-08:00
"""  # noqa: W291  the spaces are meant
UNREADABLE = """\
yesterday
2026-1-5T09:00+01:00
2026-01-05T9:00+01:00
2026-01-05T09:00:60+01:00
2026-01-05T25:00+01:00
2026-01-05T24:01+01:00
2026-01-05x09:00+01:00
2026-01-05+01:00
2026-02-30T09:00+01:00
2026-02-30
2026-W02
2026-W02T09:00+01:00
2026-01
2026-01-05T09:00+25:00
2026-01-05T09:00 Europe/Warsaw
05.01.2026 09:00
1767600000
0000-01-01T00:00Z
２０２６-01-05T09:00Z
9999-12-31T24:00Z
"""


@pytest.mark.parametrize("text", SPELLINGS.splitlines())
def test_one_instant_in_many_spellings(text: str) -> None:
    assert read_stamp(text, WARSAW) == NINE


@pytest.mark.parametrize("text", UNREADABLE.splitlines())
def test_what_is_no_stamp(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_stamp(text, WARSAW)
    assert str(caught.value) == f"expected a time such as 2026-03-05T10:00+01:00 (ISO 8601), got {text!r}"


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 1, 5, 9, tzinfo=WARSAW),
        datetime(2026, 1, 5, 8, tzinfo=UTC),
        datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=1))),
        datetime(2026, 1, 5, 9),
        Stamp(2026, 1, 5, 9, tzinfo=WARSAW),
        Stamp(2026, 1, 5, 9),
    ],
)
def test_python_values(value: datetime) -> None:
    assert read_stamp(value, WARSAW) == NINE


@pytest.mark.parametrize("value", [None, "", " \t", float("nan"), NotATime(2026, 1, 5), NotAvailable()])
def test_what_says_nothing(value: object) -> None:
    assert is_missing(value)
    assert read_stamp(value) is None


@pytest.mark.parametrize("value", [1767600000, 1.5, time(9), b"2026-01-05", [], Array()])
def test_values_that_are_no_stamps(value: object) -> None:
    assert not is_missing(value)
    with pytest.raises(InputError, match=r"expected a time such as .*, got "):
        read_stamp(value, WARSAW)


@pytest.mark.parametrize("value", ["2026-01-05", "20260105", "2026-W02-1", date(2026, 1, 5)])
def test_a_date_lies_within_its_day(value: object) -> None:
    day = read_stamp(value, WARSAW)
    assert day == Bounds(NINE - 9 * 3_600_000_000, NINE + 15 * 3_600_000_000 - 1, "2026-01-05")
    assert isinstance(day, Bounds)
    assert (earliest(day), latest(day)) == (day.earliest_us, day.latest_us)


@pytest.mark.parametrize(("text", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_days_of_clock_changes(text: str, hours: int) -> None:
    day = read_stamp(text, WARSAW)
    assert latest(day or 0) - earliest(day or 0) == hours * 3_600_000_000 - 1


def test_a_time_that_exists_twice() -> None:
    stamp = read_stamp("2026-10-25T02:30", WARSAW)
    first = to_us(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    assert stamp == Bounds(first, first + 3_600_000_000, "2026-10-25T02:30:00", twice=True)


REFUSED = [
    ("2026-01-05T09:00", None, "expected an offset from UTC, as in 2026-03-05T10:00+01:00; where stamps carry none, "),
    (datetime(2026, 1, 5), None, "expected an offset from UTC"),
    (
        "2026-01-05",
        None,
        "expected a time such as 2026-03-05T10:00+01:00 (ISO 8601); a date alone is read where its zone",
    ),
    ("2026-03-29T02:30", "Europe/Warsaw", "expected a local time that exists in Europe/Warsaw: clocks were put for"),
    ("2011-12-30", "Pacific/Apia", "expected a date that exists in Pacific/Apia: it was skipped there"),
    ("0001-01-01T00:00Z", None, "expected a time from 0001-01-03 to 9999-12-28, or nothing where nothing is recorded"),
    (
        "9999-12-31T23:59-14:00",
        None,
        "expected a time from 0001-01-03 to 9999-12-28, or nothing where nothing is recorded",
    ),
    (date.max, "Europe/Warsaw", "expected a time from 0001-01-03 to 9999-12-28, or nothing where nothing is recorded"),
    (date.min, "Europe/Warsaw", "expected a time from 0001-01-03 to 9999-12-28, or nothing where nothing is recorded"),
]


@pytest.mark.parametrize(("value", "zone", "error"), REFUSED)
def test_what_names_no_instant(value: object, zone: str | None, error: str) -> None:
    with pytest.raises(InputError) as caught:
        read_stamp(value, ZoneInfo(zone) if zone else None)
    assert caught.value.value == shown(value)
    assert caught.value.error.startswith(error)


@given(
    st.lists(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), min_size=1, max_size=8),
    st.lists(st.integers(-23 * 60 - 59, 23 * 60 + 59), min_size=1, max_size=3),
    st.sampled_from(["auto", "minutes", "seconds", "milliseconds", "microseconds"]),
    st.sampled_from("T "),
    st.integers(1, 50),
)
def test_remembered_parts_say_what_the_parser_says(
    walls: list[datetime], offsets: list[int], precision: str, separator: str, limit: int
) -> None:
    """The law of `ExactStamps`: every day with every time and every offset, whatever was met before."""
    exact = ExactStamps(limit)
    for wall in walls:
        for other in walls:
            for offset in offsets:
                at = datetime.combine(wall.date(), other.time(), timezone(timedelta(minutes=offset)))
                text = at.isoformat(separator, precision)
                assert exact.of(text) == to_us(datetime.fromisoformat(text)) == read_stamp(text)


ENDS = [date(1, 1, day) for day in range(1, 7)] + [date(9999, 12, day) for day in range(25, 32)]
WEST, EAST = timezone(timedelta(hours=-23, minutes=-59)), timezone(timedelta(hours=23, minutes=59))


@pytest.mark.parametrize("seed", range(4))
def test_the_ends_of_time_are_where_they_are_whatever_was_met_before(seed: int) -> None:
    """Days, times and offsets that each were met within them do not add up to a stamp beyond."""
    exact, texts = (
        ExactStamps(),
        [
            datetime.combine(day, at, tz).isoformat()
            for day in ENDS
            for at in (time(), time(23, 59))
            for tz in (UTC, WEST, EAST)
        ],
    )
    Random(seed).shuffle(texts)
    for text in texts:
        try:
            expected = read_stamp(text)
        except InputError:
            with pytest.raises(KeyError):
                exact.of(text)
        else:
            assert exact.of(text) == expected


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Etc/GMT-14", "Etc/GMT+12", "UTC"])
def test_local_times_at_the_ends_of_time(zone: str) -> None:
    tz = ZoneInfo(zone)
    local = LocalStamps(tz)
    for day in ENDS:
        for at in (time(), time(12), time(23, 59)):
            text = datetime.combine(day, at).isoformat()
            try:
                told = local.of(text)
            except KeyError:
                continue
            assert told == read_stamp(text, tz)


@pytest.mark.parametrize(
    "text", ["", "2026-01-05", "2026-01-05T09:00", "2026-01-05x09:00Z", "0001-01-01T00:00Z", "2026-13-05T09:00Z"]
)
def test_what_has_to_be_read_with_care(text: str) -> None:
    exact = ExactStamps()
    assert exact.of("2026-01-05T09:00+01:00") == NINE
    with pytest.raises(KeyError):
        exact.of(text)


@pytest.mark.parametrize("text", ["20260105T0900+0100", "2026-01-04T24:00-08:00"])
def test_forms_whose_parts_are_not_remembered(text: str) -> None:
    """Parts of these do not add up in the same way, so the day's end must not be taken for a minute of it."""
    exact = ExactStamps()
    try:
        assert exact.of(text) == NINE
    except KeyError:  # left to the careful reader, as Python before 3.13 does not know 24:00
        assert read_stamp(text) == NINE
    assert exact.parts == ({}, {}, {})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb\x1b[0m\udcff", "a\\nb\\x1b[0m\\xff"),
        ("x" * 90, "x" * 80 + "..."),
        (12, "12"),
        (None, "None"),
        (10**5000, "<int>"),
    ],
    ids=["escapes", "long", "number", "none", "huge"],
)
def test_values_in_messages(value: object, text: str) -> None:
    assert shown(value) == text


@given(st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1)), st.sampled_from(["Europe/Warsaw", "America/Havana"]))
def test_a_local_time_is_what_the_clock_showed(wall: datetime, zone: str) -> None:
    """Each instant a naive stamp may mean shows that stamp on the wall."""
    tz = ZoneInfo(zone)
    try:
        stamp = read_stamp(wall.isoformat(), tz)
    except InputError:
        assert (wall.replace(tzinfo=tz).astimezone(UTC).astimezone(tz)).replace(tzinfo=None) != wall
        return
    for us in (earliest(stamp or 0), latest(stamp or 0)):
        assert (datetime(1970, 1, 1, tzinfo=UTC) + us * MICROSECOND).astimezone(tz).replace(tzinfo=None) == wall


@pytest.mark.parametrize("text", ["2026-11-16T09.5+01:00", "2026-11-16T09:00.5+01:00", "2026-11-16T09:00,5+01:00"])
def test_fractions_of_hours_and_minutes_are_refused(text: str) -> None:
    """ISO 8601 has them, Python reads them as fractions of a second: nobody would get what they meant."""
    with pytest.raises(KeyError):
        ExactStamps().of(text)
    with pytest.raises(InputError, match="expected a time such as"):
        read_stamp(text)


LOCAL_FORMS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"]


@given(
    st.lists(st.datetimes(datetime(1975, 1, 1), datetime(2060, 1, 1)), min_size=1, max_size=5),
    st.sampled_from(LOCAL_FORMS),
    st.sampled_from(["Europe/Warsaw", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]),
    st.sampled_from([1, 50_000]),
)
def test_local_stamps_are_read_as_with_care(walls: list[datetime], form: str, zone: str, limit: int) -> None:
    """The law of `LocalStamps`: every day with every time, whatever was met before, is what `read_stamp` says."""
    tz = ZoneInfo(zone)
    local = LocalStamps(tz, limit)
    changes = [datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 12)]
    for wall in [*walls, *changes]:
        for other in [*walls, *changes]:
            text = datetime.combine(wall.date(), other.time()).strftime(form)
            try:
                us = local.of(text)
            except KeyError:  # clocks are changed on that day
                assert len({(wall.replace(hour=hour, tzinfo=tz)).utcoffset() for hour in range(24)} | {None}) > 1
                continue
            assert us == read_stamp(text, tz)


def test_local_stamps_of_days_without_a_change_are_read_quickly() -> None:
    local = LocalStamps(WARSAW)
    for text in ("2026-01-05T09:00", "2026-01-05 09:00:00", "2026-01-05T09:00:00.0"):
        assert local.of(text) == NINE
    assert local.parts == (
        {"2026-01-05T": NINE - 9 * HOUR_US, "2026-01-05 ": NINE - 9 * HOUR_US},
        {"09:00": 9 * HOUR_US},
        {"": 0, ":00": 0, ":00.0": 0},
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-05",
        "2026-01-05T09:00+01:00",
        "2026-01-05T09:00Z",
        "2026-01-05x09:00",
        "20260105T0900",
        "2026-13-05T09:00",
        "2026-01-05T09:00:60",
        "2026-01-05T24:00",
        "2026-01-05T09:00.5",
        "2026-03-29T12:00",
        "0001-01-01T00:00",
        "9999-12-31T00:00",
    ],
)
def test_what_local_stamps_leave_to_the_careful_reader(text: str) -> None:
    with pytest.raises(KeyError):
        LocalStamps(WARSAW).of(text)
