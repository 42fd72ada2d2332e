"""What a report that carries a fingerprint can be told later."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from slacal import SMARTSTOCK, Budget, Contract, InputError, WorkingCalendar
from slacal.audit.verify import Difference, verify_report
from slacal.contract.versions import Contracts
from slacal.contract.write import pinned
from slacal.worktime.fingerprint import versions

WARSAW = ZoneInfo("Europe/Warsaw")
POLAND = WorkingCalendar.poland()
NAMES = POLAND.holidays(2026)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


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
    for contracts, tickets in (
        ([OLD], ["A-2"]),
        ([NEW], ["A-1"]),
        ([OLD, replace(NEW, valid_from=date(2026, 7, 2))], []),
        ([OLD, NEW, replace(NEW, valid_from=date(2026, 8, 1))], []),
    ):
        outcome = verify_report(carried, contracts)
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
        f"holidays was 0.1, is now {versions()['holidays']}",
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
