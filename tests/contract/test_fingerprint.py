"""Fingerprints: what changes them, and what does not."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from slacal import (
    SMARTSTOCK,
    Budget,
    CalendarError,
    ClosureRule,
    Contract,
    HorizonError,
    Reading,
    SeverityChange,
    SlacalTypeError,
    Terms,
    WorkingCalendar,
)
from slacal.contract.write import pinned
from slacal.worktime import fingerprint as module
from slacal.worktime.fingerprint import Fingerprint, digest

WARSAW = ZoneInfo("Europe/Warsaw")
POLAND = WorkingCalendar.poland()
NAMES = POLAND.holidays(2026)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def differing(one: Fingerprint, other: Fingerprint) -> set[str]:
    parts = {part for part in module.PARTS if one.part(part) != other.part(part)}
    assert (one.all == other.all) == (one == other) == (not parts)
    return parts


PLAIN = WorkingCalendar(holidays=NAMES)


@pytest.mark.parametrize(
    ("other", "parts"),
    [
        # the same meaning, otherwise written
        (WorkingCalendar(holidays="PL"), set[str]()),
        (WorkingCalendar(holidays=list(NAMES)), set[str]()),
        (WorkingCalendar("Mon 9:00-17:00; Tue-Fri 09:00-13:00,13:00-17:00", holidays=NAMES), set[str]()),
        # what lies outside the year
        (WorkingCalendar(holidays={**NAMES, date(2027, 1, 4): "x", date(2025, 12, 29): "y"}), set[str]()),
        (WorkingCalendar(holidays=NAMES, exceptions={date(2027, 1, 1): "closed"}), set[str]()),
        (WorkingCalendar(holidays=NAMES, breaks=[(at("2025-01-02"), at("2025-12-30"))]), set[str]()),
        # what lies inside, or reaches in
        (WorkingCalendar(holidays={**NAMES, date(2026, 6, 5): "x"}), {"holidays"}),
        (WorkingCalendar(holidays={**NAMES, date(2025, 12, 30): "x"}), {"holidays"}),
        (WorkingCalendar(holidays={**NAMES, date(2025, 12, 31): "x"}), {"holidays"}),
        (WorkingCalendar(holidays=None), {"holidays"}),
        (WorkingCalendar("Mon-Fri 09:00-17:01", holidays=NAMES), {"rules"}),
        (WorkingCalendar(holidays=NAMES, exceptions={date(2026, 12, 31): "closed"}), {"rules"}),
        (WorkingCalendar(holidays=NAMES, yearly={"12-31": "closed"}), {"rules"}),
        (
            WorkingCalendar(
                holidays=NAMES,
                yearly={"12-29": "closed", "02-29": "closed"},
                exceptions={date(2026, 12, 29): "09:00-17:00"},
            ),
            {"rules"},
        ),
        (WorkingCalendar(holidays=NAMES, yearly={"02-29": "closed"}), set[str]()),
        (WorkingCalendar(holidays=NAMES, breaks=[(at("2026-12-31"), at("2027-12-30"))]), {"rules"}),
        (WorkingCalendar(tz="Europe/Berlin", holidays=NAMES), {"rules", "zone"}),
    ],
)
def test_a_calendar(other: WorkingCalendar, parts: set[str]) -> None:
    assert differing(PLAIN.fingerprint(2026, 2026), other.fingerprint(2026, 2026)) == parts


def test_what_means_the_same_in_these_years_is_the_same() -> None:
    """However it is written: an exception of every year or of its date, a break that ends with the year or later."""
    once = WorkingCalendar(holidays=NAMES, exceptions={date(2026, 12, 31): "closed"})
    yearly = WorkingCalendar(holidays=NAMES, yearly={"12-31": "closed"}, exceptions={date(2025, 12, 31): "9:00-17:00"})
    assert differing(once.fingerprint(2026, 2026), yearly.fingerprint(2026, 2026)) == {"rules"}  # 2025 reaches in
    twice = WorkingCalendar(holidays=NAMES, exceptions={date(2025, 12, 31): "closed", date(2026, 12, 31): "closed"})
    yearly = WorkingCalendar(holidays=NAMES, yearly={"12-31": "closed"})
    assert not differing(twice.fingerprint(2026, 2026), yearly.fingerprint(2026, 2026))
    assert differing(twice.fingerprint(2026, 2027), yearly.fingerprint(2026, 2027)) == {"rules"}
    short, long = (
        WorkingCalendar(holidays=NAMES, breaks=[(at("2026-12-30 12:00"), at(end))])
        for end in ("2027-01-01", "2027-02-01")
    )
    assert not differing(short.fingerprint(2026, 2026), long.fingerprint(2026, 2026))
    assert differing(short.fingerprint(2026, 2027), long.fingerprint(2026, 2027)) == {"rules"}


OWN = WorkingCalendar("Mon-Thu 08:00-16:00; Fri 08:00-14:00")


def test_a_day_of_a_severity_is_part_of_it() -> None:
    """Also where only the resolution budget has days."""
    terms = Terms(calendar=OWN, hours_per_day=timedelta(hours=8), resolution=Budget(days=5))
    one = replace(SMARTSTOCK, terms={1: terms})
    other = replace(SMARTSTOCK, terms={1: replace(terms, hours_per_day=timedelta(hours=7))})
    assert differing(one.fingerprint(2026, 2026), other.fingerprint(2026, 2026)) == {"rules"}


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (replace(SMARTSTOCK, name="x", clauses={}, version="2"), set[str]()),
        (replace(SMARTSTOCK, terms={1: Terms(name="P1", label={"en": "x"}, clause="9")}), set[str]()),
        (pinned(SMARTSTOCK, 2025, 2027), set[str]()),
        (replace(SMARTSTOCK, terms={1: Terms(calendar=WorkingCalendar())}), set[str]()),
        (replace(SMARTSTOCK, readings=(Reading.LITERAL, Reading("ours", "working-day", "same-day"))), set[str]()),
        (replace(SMARTSTOCK, readings=(Reading.LITERAL,)), {"rules"}),
        (replace(SMARTSTOCK, readings=(Reading.WORKING_DAYS, Reading.LITERAL)), {"rules"}),
        (replace(SMARTSTOCK, hours_per_day=timedelta(hours=7)), {"rules"}),
        (replace(SMARTSTOCK, severities={**SMARTSTOCK.severities, 5: Budget(days=15)}), {"rules"}),
        (replace(SMARTSTOCK, severities={**SMARTSTOCK.severities, 3: Budget.parse("32h")}), {"rules"}),
        (replace(SMARTSTOCK, closure=ClosureRule(attempts=3)), {"rules"}),
        (replace(SMARTSTOCK, severity_change=SeverityChange.FROM_CHANGE), {"rules"}),
        (replace(SMARTSTOCK, thresholds=(50,)), {"rules"}),
        (replace(SMARTSTOCK, valid_from=date(2026, 1, 1)), {"rules"}),
        (replace(SMARTSTOCK, terms={1: Terms(resolution=Budget.parse("8h"))}), {"rules"}),
        (
            replace(SMARTSTOCK, terms={1: Terms(calendar=WorkingCalendar("24/7", holidays=None))}),
            {"rules", "holidays"},
        ),
        (replace(SMARTSTOCK, calendar=WorkingCalendar(holidays="DE")), {"holidays"}),
    ],
)
def test_a_contract(change: Contract, parts: set[str]) -> None:
    assert differing(SMARTSTOCK.fingerprint(2026, 2026), change.fingerprint(2026, 2026)) == parts


def test_a_fingerprint_stays_what_it_is() -> None:
    """The shipped contract's, written down: whoever changes what it digests changes every report's."""
    fingerprint = SMARTSTOCK.fingerprint(2026, 2026)
    assert (fingerprint.rules, fingerprint.holidays, fingerprint.zone) == RECORDED
    assert str(fingerprint) == fingerprint.all
    assert digest({"b": 1, "a": [None, 1.5, True]}) == digest({"a": [None, 1.5, True], "b": 1})


RECORDED = ("82bd69edf4999360", "fa3b76faf3808af0", "4dda115bd193905d")


def test_changes_of_the_zone_are_found_to_the_second() -> None:
    offsets = module._offsets(WARSAW, 2026, 2026)  # pyright: ignore[reportPrivateUsage]
    spring, autumn = 1_774_746_000, 1_792_890_000  # 29 March and 25 October 2026, 01:00 UTC
    assert offsets == [3600, [spring, 7200], [autumn, 3600]]
    assert module._offsets(ZoneInfo("UTC"), 1, 1) == [0]  # pyright: ignore[reportPrivateUsage]
    west = module._offsets(ZoneInfo("America/New_York"), 1, 1)  # pyright: ignore[reportPrivateUsage]
    assert west == [-17762]  # the sun's time of the city
    plus = module._offsets(ZoneInfo("Africa/Monrovia"), 1972, 1972)  # pyright: ignore[reportPrivateUsage]
    assert plus == [-2670, [63_593_070, 0]]  # an offset of odd seconds, given up at 00:00 local time


def fixed(key: str, offset: int) -> ZoneInfo:
    """A zone of this key whose clock never changes: its file, with one offset in seconds."""
    header = b"TZif" + bytes(16) + struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    return ZoneInfo.from_file(BytesIO(header + struct.pack(">lbb", offset, 0, 0) + b"LMT\0"), key=key)


@pytest.mark.parametrize(("key", "year"), [("Pacific/Kiritimati", 1994), ("Asia/Manila", 1844)])
def test_a_change_on_the_last_day_of_a_year_is_part_of_it(key: str, year: int) -> None:
    """Law: equal fingerprints of the same years give equal answers in them. Both zones skip a 31 December."""
    zone, silvester = ZoneInfo(key), date(year, 12, 31)
    before = datetime(year, 12, 1, tzinfo=zone).utcoffset() or timedelta(0)
    one, other = (
        WorkingCalendar("Mon-Sun 09:00-17:00", tz, holidays=None)
        for tz in (zone, fixed(key, round(before.total_seconds())))
    )
    assert one.is_working_day(silvester) != other.is_working_day(silvester)
    assert differing(one.fingerprint(year, year), other.fingerprint(year, year)) == {"zone"}


def test_unknown_years_have_no_fingerprint() -> None:
    for first, last in ((1924, 1925), (2100, 2101)):
        with pytest.raises(
            HorizonError, match=f"^the fingerprint of {first} to {last} is not within the years 1925 to"
        ):
            POLAND.fingerprint(first, last)
    for first, last, text in (
        (2027, 2026, "last_year: expected 2027 or later, got 2026"),
        (0, 2026, "first_year: expected a year from 1 to 9999, got 0"),
        (2026, 10_000, "last_year: expected a year from 1 to 9999, got 10000"),
    ):
        asks: tuple[Callable[[int, int], object], ...] = (
            POLAND.fingerprint, POLAND.table, SMARTSTOCK.fingerprint, partial(pinned, SMARTSTOCK),
        )  # fmt: skip
        for ask in asks:
            with pytest.raises(CalendarError) as raised:
                ask(first, last)
            assert str(raised.value) == text
    for year in ("2026", True, None):
        with pytest.raises(SlacalTypeError, match="^first_year: expected a year as a whole number, got "):
            SMARTSTOCK.fingerprint(year, 2026)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    endless = WorkingCalendar(holidays=None).fingerprint(1, 9999)
    assert (endless.first_year, endless.last_year) == (1, 9999)
    assert POLAND.fingerprint(1925, 1925) != POLAND.fingerprint(1926, 1926)


def test_versions_stand_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    def version(package: str) -> str:
        if package == "tzdata":
            raise metadata.PackageNotFoundError(package)
        return "1.2"

    fingerprint = POLAND.fingerprint(2026, 2026)
    monkeypatch.setattr(metadata, "version", version)
    assert set(module.versions()) == {"slacal", "holidays"}
    assert POLAND.fingerprint(2026, 2026) == fingerprint
    assert Fingerprint.from_dict(json.loads(json.dumps(fingerprint.to_dict()))) == fingerprint


def test_a_fingerprint_of_another_kind_is_refused() -> None:
    with pytest.raises(SlacalTypeError, match=r"^fingerprint.years: expected the first and the last year, got None"):
        Fingerprint.from_dict({})
