"""Words: instants, working time and names as people read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from slacal.worktime.instants import to_us
from slacal.worktime.words import clean, instant, long_instant, nearest, short_instant, weekday, working_time

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0h"),
        (57_600, "16h"),
        (5_400, "1h 30m"),
        (45 * 60, "45m"),
        (3_601, "1h 1s"),
        (12.5, "12.5s"),
        (0.000001, "0.000001s"),
        (-5_400, "-1h 30m"),
        (10, "10s"),
    ],
)
def test_working_time(seconds: float, text: str) -> None:
    assert working_time(round(seconds * 1_000_000)) == text


@pytest.mark.parametrize(
    ("at", "short", "exact", "long"),
    [
        ("2026-11-20T12:00", "2026-11-20 12:00", "2026-11-20T12:00+01:00", "Fri 2026-11-20 12:00 CET (+01:00)"),
        (
            "2026-07-01T08:05:09",
            "2026-07-01 08:05",
            "2026-07-01T08:05:09+02:00",
            "Wed 2026-07-01 08:05:09 CEST (+02:00)",
        ),
        (
            "2026-07-01T08:05:00.5",
            "2026-07-01 08:05",
            "2026-07-01T08:05:00.500000+02:00",
            "Wed 2026-07-01 08:05:00.500000 CEST (+02:00)",
        ),
    ],
)
def test_instants(at: str, short: str, exact: str, long: str) -> None:
    local = datetime.fromisoformat(at).replace(tzinfo=WARSAW)
    us = to_us(local)
    assert (short_instant(us, WARSAW), instant(us, WARSAW), long_instant(local)) == (short, exact, long)


def test_zones_without_a_name() -> None:
    """Where a zone is called by its offset, the offset stands there once."""
    assert long_instant(datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Tashkent"))) == "Mon 2026-01-05 09:00 +05:00"
    named = datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=1), "X"))
    assert long_instant(named) == "Mon 2026-01-05 09:00 X (+01:00)"


def test_weekdays() -> None:
    assert [weekday(date(2026, 1, day)) for day in range(5, 12)] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@pytest.mark.parametrize(
    ("text", "width", "safe"),
    [
        ("SUP-1 żółw", None, "SUP-1 żółw"),
        ("a\x1b[2Jb\nc\u202e", None, "a\\x1b[2Jb\\nc\\u202e"),
        ("\udcff\ud800", None, "\\xff\\ud800"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
    ],
)
def test_clean(text: str, width: int | None, safe: str) -> None:
    assert clean(text, width) == safe


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("outge", ["outage", "question"], "outage"),
        ("EUROPE/WARSOW", ["Europe/Warsaw", "Europe/Berlin"], "Europe/Warsaw"),
        ("xyz", ["outage"], None),
        ("outage", [], None),
        (5, ["5"], None),
    ],
)
def test_the_nearest_word(word: object, known: list[str], near: str | None) -> None:
    """Upper and lower case make no difference, and it is given as it is known; what is no text is near nothing."""
    assert nearest(word, iter(known)) == near
