"""Fingerprints: what changes them, what does not, and what a report that carries one can be told later."""

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
    InputError,
    Reading,
    SeverityChange,
    SlacalTypeError,
    Terms,
    WorkingCalendar,
)
from slacal.contract.fingerprint import Difference, verify_report
from slacal.contract.versions import Contracts
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
    return ZoneInfo.from_file(BytesIO(header + struct.pack(">lbb", offset, 0, 0) + b"XXX\0"), key=key)


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


# -- verify --------------------------------------------------------------------------------------------------------


def report(**changes: object) -> dict[str, object]:
    """A report as JSON has it, of two tickets and one that could not be told."""
    reported = at("2026-06-03 15:00")  # the eve of Corpus Christi
    due, last = SMARTSTOCK.response_deadline(reported, 1)
    row = {"reported_at": reported.isoformat(), "due": due.isoformat(), "last_on_time": last.isoformat()}
    made: dict[str, object] = {
        "contract": {"name": "x", "fingerprint": SMARTSTOCK.fingerprint(2026, 2026).to_dict()},
        "tickets": [
            {"ticket": "A-1", "severity": 1, **row},
            {"ticket": "A-2", "severity": 1, **row, "reported_at": "2026-06-03", "due": None},
            {"ticket": "A-3", "severity": "S1", **row, "due": None, "last_on_time": None},
        ],
        **changes,
    }
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def test_a_report_that_would_come_out_the_same() -> None:
    outcome = verify_report(report(), SMARTSTOCK)
    assert outcome.same
    assert outcome.text() == "nothing that decides a deadline of 2026 has changed"
    assert outcome.text("pl") == "nie zmieniło się nic, od czego zależą terminy: 2026"
    years = {"contract": {"fingerprint": SMARTSTOCK.fingerprint(2025, 2026).to_dict()}}
    assert verify_report(report(**years), SMARTSTOCK).text().endswith("a deadline of 2025 to 2026 has changed")
    assert verify_report(report(tickets=[]), pinned(SMARTSTOCK, 2025, 2027)).same


def test_a_report_that_would_not() -> None:
    """A day off more, and other rules: the parts, and the tickets they matter for."""
    bridge = replace(SMARTSTOCK, calendar=WorkingCalendar(holidays={**NAMES, date(2026, 6, 5): "bridge"}))
    outcome = verify_report(report(), bridge)
    assert not outcome.same
    assert outcome.parts == ("holidays",)
    assert outcome.tickets == (
        Difference("A-1", "due", "2026-06-08T15:00:00+02:00", "2026-06-09T15:00:00+02:00"),
        Difference("A-1", "last_on_time", "2026-06-08T15:00:00+02:00", "2026-06-09T15:00:00+02:00"),
    )
    assert outcome.text().splitlines() == [
        "holidays: the holidays of these years are others",
        "A-1: due was 2026-06-08T15:00:00+02:00, is now 2026-06-09T15:00:00+02:00",
        "A-1: last on time was 2026-06-08T15:00:00+02:00, is now 2026-06-09T15:00:00+02:00",
    ]
    assert outcome.text("pl").splitlines() == [
        "dni wolne: dni wolne w tych latach są inne",
        "A-1: termin: było 2026-06-08T15:00:00+02:00, jest 2026-06-09T15:00:00+02:00",
        "A-1: nadal w terminie: było 2026-06-08T15:00:00+02:00, jest 2026-06-09T15:00:00+02:00",
    ]
    other = Contract(name="x", calendar=POLAND, severities={2: Budget.parse("8h")})
    outcome = verify_report(report(), other)
    assert outcome.parts == ("rules",)
    assert [(row.ticket, row.field) for row in outcome.tickets] == [("A-1", "deadline"), ("A-3", "deadline")]
    assert outcome.tickets[0].now == "severity: expected one of 2, got 1"
    assert outcome.text().splitlines()[1] == (
        "A-1: deadline was 2026-06-08T15:00:00+02:00, and there is none today: severity: expected one of 2, got 1"
    )
    assert outcome.text("pl").splitlines()[1] == (
        "A-1: termin: było 2026-06-08T15:00:00+02:00, a dziś nie da się go podać: severity: expected one of 2, got 1"
    )


OLD = replace(SMARTSTOCK, name="old")
NEW = replace(SMARTSTOCK, name="new", valid_from=date(2026, 7, 1), severities={1: Budget.parse("8h")}, terms={})


def made_by(*contracts: Contract) -> dict[str, object]:
    """A report by several versions, of a ticket before July and one after."""
    rows: list[dict[str, object]] = []
    for ticket, reported in (("A-1", at("2026-06-03 15:00")), ("A-2", at("2026-07-06 15:00"))):
        due = Contracts(contracts).in_force(reported).response_deadline(reported, 1).due
        rows.append({"ticket": ticket, "severity": 1, "reported_at": reported.isoformat(), "due": due.isoformat()})
    carried = [
        {
            "valid_from": one.valid_from and one.valid_from.isoformat(),
            "fingerprint": one.fingerprint(2025 + number, 2026 + number).to_dict(),
        }
        for number, one in enumerate(Contracts(contracts).versions)
    ]
    return json.loads(json.dumps({"contract": None, "contracts": carried, "tickets": rows}))  # type: ignore[no-any-return]


def test_several_versions_are_verified_one_by_one() -> None:
    """Each with that of the same date, each ticket by the one in force; one more or one less is another rule."""
    carried = made_by(NEW, OLD)
    outcome = verify_report(carried, [NEW, OLD])
    assert outcome.same
    assert outcome.text() == "nothing that decides a deadline of 2025 to 2027 has changed"
    assert outcome == verify_report(carried, Contracts((OLD, NEW)))
    outcome = verify_report(carried, [OLD, replace(NEW, severities={1: Budget.parse("16h")})])
    assert (outcome.parts, [row.ticket for row in outcome.tickets]) == (("rules",), ["A-2"])
    outcome = verify_report(carried, [replace(OLD, calendar=WorkingCalendar(holidays=None)), NEW])
    assert (outcome.parts, [row.ticket for row in outcome.tickets]) == (("holidays",), ["A-1"])
    for versions, tickets in (
        ([OLD], ["A-2"]),
        ([NEW], ["A-1"]),
        ([OLD, replace(NEW, valid_from=date(2026, 7, 2))], []),
        ([OLD, NEW, replace(NEW, valid_from=date(2026, 8, 1))], []),
    ):
        outcome = verify_report(carried, versions)
        assert (outcome.parts, [row.ticket for row in outcome.tickets]) == (("rules",), tickets)
    outcome = verify_report(carried, [NEW])
    assert outcome.tickets[0].field == "deadline"
    assert "a report from 2026-07-01 on" in outcome.tickets[0].now
    alone = report(contract={"valid_from": None, "fingerprint": OLD.fingerprint(2026, 2026).to_dict()})
    assert verify_report(alone, replace(OLD, valid_from=date(2020, 1, 1))).parts == ("rules",)
    assert verify_report(alone).same  # the shipped contract, where none is given


def test_other_versions_are_told() -> None:
    carried = {**SMARTSTOCK.fingerprint(2026, 2026).to_dict(), "versions": {"holidays": "0.1", "gone": "2"}}
    outcome = verify_report(report(contract={"fingerprint": carried}), SMARTSTOCK)
    assert outcome.same
    assert outcome.text().splitlines()[1:] == [
        f"holidays was 0.1, is now {module.versions()['holidays']}",
        "gone was 2, is now not installed",
    ]
    assert outcome.text("pl").splitlines()[2] == "gone: było 2, jest brak"
    carried["versions"] = None
    assert not verify_report(report(contract={"fingerprint": carried}), SMARTSTOCK).versions


@pytest.mark.parametrize(
    ("made", "text"),
    [
        ([], "expected a report, a JSON object"),
        ({}, "contract.fingerprint: expected a report with a fingerprint"),
        ({"contracts": [None]}, "contracts.0.fingerprint: expected a report with a fingerprint"),
        ({"contracts": []}, "contract.fingerprint: expected a report with a fingerprint"),
        ({"contract": {"fingerprint": None}}, "contract.fingerprint: expected a report with a fingerprint"),
        (
            {"contract": {"fingerprint": {"years": [2026]}}},
            "contract.fingerprint: fingerprint.years: expected the first and the last year, got [2026] (list)",
        ),
        (
            {"contract": {"fingerprint": {"years": [2026, 2026], "rules": 3}}},
            "contract.fingerprint: fingerprint.rules: expected a digest as text, got 3 (int)",
        ),
    ],
)
def test_what_is_no_report_is_refused(made: object, text: str) -> None:
    with pytest.raises(InputError) as raised:
        verify_report(made, SMARTSTOCK)
    assert str(raised.value) == text


TICKET: dict[str, object] = {"ticket": "A", "severity": 1, "reported_at": "2026-06-03T15:00+02:00"}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"format": 2}, "format: expected a report of format 1, which is all this version of slacal knows, got '2'"),
        (
            {"format": None},
            "format: expected a report of format 1, which is all this version of slacal knows, got 'null'",
        ),
        ({"tickets": None}, "tickets: expected the tickets of a report, a list, got 'null'"),
        ({"tickets": "x" * 81}, f"tickets: expected the tickets of a report, a list, got '{'x' * 80}...'"),
        ({"tickets": [TICKET, "noise"]}, "tickets.1: expected a ticket, a JSON object, got 'noise'"),
        (
            {"tickets": [TICKET | {"severity": None}]},
            "tickets.0.severity: expected a severity, as a number, got 'null'",
        ),
        (
            {"tickets": [TICKET | {"severity": True}]},
            "tickets.0.severity: expected a severity, as a number, got 'true'",
        ),
        (
            {"tickets": [TICKET | {"reported_at": None}]},
            "tickets.0.reported_at: expected a time in ISO 8601, got 'null'",
        ),
        (
            {"tickets": [TICKET | {"reported_at": "soon"}]},
            "tickets.0.reported_at: expected a time in ISO 8601, got 'soon'",
        ),
        ({"tickets": [TICKET | {"due": 5}]}, "tickets.0.due: expected a time in ISO 8601, got '5'"),
        (
            {"tickets": [TICKET | {"last_on_time": "2026-06-05T10:00"}]},
            "tickets.0.last_on_time: expected a time in ISO 8601, got '2026-06-05T10:00'",
        ),
    ],
)
def test_what_cannot_be_compared_is_not_called_the_same(changes: dict[str, object], text: str) -> None:
    with pytest.raises(InputError) as raised:
        verify_report(report(**changes), SMARTSTOCK)
    assert str(raised.value) == text


def test_a_fingerprint_of_another_kind_is_refused() -> None:
    with pytest.raises(SlacalTypeError, match=r"^fingerprint.years: expected the first and the last year, got None"):
        Fingerprint.from_dict({})
