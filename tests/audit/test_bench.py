"""The bench, and what severities mean under it: each ticket by the contract in force at its report, or by none."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import SMARTSTOCK, Budget, Contract, FlatTicket, InputError, SeverityError, Terms, audit, check
from slacal.audit.bench import Bench, judge_of
from slacal.audit.checker import Checker
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement
from slacal.audit.meanings import Meanings
from slacal.contract.versions import Contracts
from slacal.worktime.instants import to_us

from .rows import NOW, NOW_US

OLD = replace(SMARTSTOCK, name="old")
NEW = replace(
    SMARTSTOCK,
    name="new",
    valid_from=date(2026, 11, 17),
    severities={1: Budget.parse("1h"), 2: Budget.parse("2h"), 7: Budget.parse("3h")},
    terms={1: Terms(name="gold"), 2: Terms(name="outage", label={"pl": "Awaria"}), 7: Terms(name="tin")},
)
BOTH = Contracts((NEW, OLD))


def row(ticket: str, severity: object, reported: str, responded: str | None = None) -> dict[str, object]:
    """Days of November 2026."""
    responded_at = None if responded is None else f"2026-11-{responded}"
    return {
        "ticket": ticket,
        "severity": severity,
        "reported_at": f"2026-11-{reported}",
        "responded_at": responded_at,
    }


ROWS = [
    row("OLD", "outage", "16T09:00+01:00", "17T09:00+01:00"),
    row("NEW", "outage", "17T09:00+01:00", "17T12:00+01:00"),
    row("GOLD", "gold", "17T09:00+01:00", "17T10:00+01:00"),
    row("SEVEN", 7, "18T09:00+01:00", "18T09:00+01:00"),
    row("EVE", 5, "16T23:59:59.999999+01:00"),
]


def test_each_by_the_contract_in_force() -> None:
    report = check(ROWS, [NEW, OLD], now=NOW)
    assert [(one.ticket, one.severity, one.verdict.value, one.judge.contract.name) for one in report.tickets] == [
        ("OLD", 1, "met", "old"),
        ("NEW", 2, "breached", "new"),
        ("GOLD", 1, "met", "new"),
        ("SEVEN", 7, "met", "new"),
        ("EVE", 5, "running", "old"),
    ]
    assert list(report.summary.by_severity) == [1, 2, 3, 4, 5, 7]
    assert [contract.name for contract, _ in report.fingerprints] == ["old", "new"]
    assert report.fingerprint == NEW.fingerprint(2026, 2026) == report.fingerprints[1][1]
    assert report.as_of == NOW
    assert repr(report.judge) == "<Bench by 'old' and 'new' as of 2026-11-20 12:00:00+01:00>"
    assert pickle.loads(pickle.dumps(report)) == report
    assert pickle.loads(pickle.dumps(report)).fingerprints == report.fingerprints


def test_severities_that_the_contract_in_force_does_not_know() -> None:
    rows = [
        row("A", "gold", "16T09:00+01:00"),
        row("B", 5, "18T09:00+01:00"),
        row("C", 7, "16T09:00+01:00"),
        row("D", "tni", "?"),
    ]
    told = [str(rejected) for rejected in check(rows, [OLD, NEW], now=NOW).rejected]
    old = "expected 1 to 5 or one of outage, component-down, degraded, question, suggestion"
    new = "expected 1, 2, 7 or one of gold, outage, tin"
    foreign = "(foreign values: severities={'VALUE': 1})"
    assert told == [
        f"row 1: severity: {old} {foreign}, got 'gold'",
        f"row 2: severity: {new} {foreign}, got '5'",
        f"row 3: severity: {old} {foreign}, got '7'",
        f"row 4: severity: {new}; did you mean tin? {foreign}, got 'tni'",
        "row 4: reported_at: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601), got '2026-11-?'",
    ]


def test_tickets_of_no_contract_are_rejected() -> None:
    """Before the first, or on a date of which some hours are of one contract and some of another."""
    rows = [
        row("BEFORE", 1, "16T09:00+01:00", "16T10:00+01:00"),
        row("BEFORE-TOO", 1, "16"),
        row("AFTER", "gold", "17T09:00+01:00"),
    ]
    report = check(rows, NEW, now=NOW, tz="Europe/Warsaw")
    expected = "expected a report from 2026-11-17 on, when a contract is in force"
    assert [str(rejected) for rejected in report.rejected] == [
        f"row 1: reported_at: {expected}, got '2026-11-16T08:00:00+00:00'",
        f"row 2: reported_at: {expected}, got '2026-11-16'",
    ]
    assert [one.ticket for one in report.tickets] == ["AFTER"]
    (rejected,) = check([row("A", 1, "16")], [OLD, NEW], now=NOW, tz="America/New_York").rejected
    assert (rejected.column, rejected.value) == ("reported_at", "2026-11-16")
    assert rejected.error == "expected an instant, as another contract came into force meanwhile"


def test_before_all_of_them() -> None:
    """A check may be as of an instant before any contract is in force; then the first one tells the zone."""
    bench = Bench(Contracts((NEW,)), to_us(datetime.fromisoformat("2026-11-01T12:00+00:00")))
    assert bench.contract is NEW
    assert bench.as_of.isoformat() == "2026-11-01T13:00:00+01:00"
    assert bench.plainly_used(1, bench.now_us, bench.now_us, None) is None


def test_who_judges() -> None:
    assert isinstance(judge_of(Contracts((OLD,)), NOW_US), Judge)
    assert isinstance(judge_of(Contracts((NEW,)), NOW_US), Bench)
    assert isinstance(judge_of(BOTH, NOW_US), Bench)


@given(st.integers(-20, 1), st.integers(0, 100), st.sampled_from([1, 2]))
def test_a_brief_check_says_the_same(days: int, hours: int, severity: int) -> None:
    """What is plainly met under the version in force is what its judge calls MET."""
    reported = NOW + timedelta(days=days, hours=-3)
    bench = Bench(BOTH, NOW_US)
    reported_us, response_us = to_us(reported), to_us(reported + timedelta(hours=hours))
    ticket = FlatTicket("T", severity, reported, responded_at=reported + timedelta(hours=hours))
    (judged,) = Checker(bench).rows([ticket])
    assert bench.plainly_used(severity, reported_us, reported_us, None) == (0 if reported_us <= NOW_US else None)
    used_us = bench.plainly_used(severity, reported_us, response_us, None)
    if used_us is not None:
        assert isinstance(judged, Judgement)
        assert (judged.verdict.value, judged.elapsed_us) == ("met", used_us)


def log(ticket: str, severity: object, *days: str) -> list[dict[str, object]]:
    """A ticket reported on the first of some days of November 2026, and what came after."""
    rows: list[dict[str, object]] = []
    for day in days:
        own: dict[str, object] = {"event": "responded"} if rows else {"event": "reported", "severity": severity}
        rows.append({"ticket": ticket, "at": f"2026-11-{day}+01:00", **own})
    return rows


def test_events_by_the_contract_in_force_at_the_report() -> None:
    """Both the verdict and what the rules find; `audit` and `check` alike."""
    rows = [*log("OLD", 1, "16T09:00", "17T09:00"), *log("NEW", 1, "17T09:00", "18T09:00")]
    report = check(rows, [NEW, OLD], now=NOW)
    judged = [(one.ticket, one.verdict.value, one.judge.contract.name) for one in report.tickets]
    assert judged == [("OLD", "met", "old"), ("NEW", "breached", "new")]
    trails = [one.trail for one in report.tickets]
    assert [trail.contract.name for trail in trails if trail is not None] == ["old", "new"]
    found = audit(rows, [NEW, OLD], now=NOW)
    assert [(finding.code, finding.ticket) for finding in found] == [("SLA101", "NEW")]
    flat = [
        row("OLD", 1, "16T09:00+01:00", "17T09:00+01:00"),
        row("NEW", 1, "17T09:00+01:00", "18T09:00+01:00"),
    ]
    assert check(flat, [NEW, OLD], now=NOW).summary == report.summary


def test_events_of_no_contract() -> None:
    """A ticket that was reported before any, and events without a report that stand before any."""
    lost: dict[str, object] = {"ticket": "LOST", "at": "2026-11-16T10:00+01:00", "event": "responded"}
    rows = [*log("BEFORE", 1, "16T09:00"), lost]
    report = check([*rows, *log("AFTER", 1, "17T09:00")], NEW, now=NOW)
    assert [one.ticket for one in report.tickets] == ["AFTER"]
    expected = "reported_at: expected a report from 2026-11-17 on, when a contract is in force"
    assert [str(one).partition(", got")[0] for one in report.rejected] == [f"row 1: {expected}", f"row 2: {expected}"]


def test_severities_of_events() -> None:
    """Numbers and names that all versions know alike: a row of a log does not say which of them is in force."""
    rows = [*log("A", "outage", "16T09:00"), *log("B", "gold", "18T09:00"), *log("C", "2", "18T09:00")]
    report = check(rows, [NEW, OLD], now=NOW)
    assert [one.ticket for one in report.tickets] == ["C"]
    error = "severity: expected a severity that all versions of the contract know alike"
    assert [str(one) for one in report.rejected] == [f"row 1: {error}, got 'outage'", f"row 2: {error}, got 'gold'"]
    (rejected,) = check(log("D", "tni", "16T09:00"), [NEW, OLD], now=NOW).rejected
    assert rejected.error.startswith("expected 1, 2, 7 or one of gold, outage, tin; did you mean tin?")


def test_meanings() -> None:
    meanings = Meanings(BOTH, {"P1": "gold", "P2": 2, "3.0": 5})
    before, after = to_us(NOW - timedelta(days=9)), NOW_US
    assert [meanings.of_any_report(text) for text in ("1", "2.0", "P2", "outage", "gold", "P1", "7", "3", "x")] == [
        1,
        2,
        2,
        None,
        None,
        None,
        None,
        None,
        None,
    ]
    assert (meanings.of("outage", before), meanings.of("outage", after), meanings.of("outage", None)) == (1, 2, 2)
    assert (meanings.of("3", before), meanings.of("3.0", before), meanings.of("3.00", before)) == (3, 5, 3)
    assert meanings.of("P1", after) == 1
    with pytest.raises(InputError, match="expected 1 to 5 or one of outage"):
        meanings.of("P1", before)
    assert Meanings(Contracts((NEW,))).of("outage", before) == 2
    with pytest.raises(SeverityError, match="expected one of gold, outage, tin, got 'silver'"):
        Meanings(BOTH, {"P1": "silver"})


@pytest.mark.parametrize(
    ("severities", "known"),
    [
        ({1: "2h"}, "one of 1"),
        ({1: "2h", 2: "3h"}, "one of 1, 2"),
        ({1: "2h", 3: "3h"}, "one of 1, 3"),
    ],
)
def test_contracts_without_names(severities: dict[int, str], known: str) -> None:
    budgets = {key: Budget.parse(text) for key, text in severities.items()}
    terms = {key: Terms(label={"en": f"Class {key}"}) for key in severities}
    contract = Contract(name="x", calendar=SMARTSTOCK.calendar, severities=budgets, terms=terms)
    (rejected,) = check([row("A", "x", "16T09:00Z"), row("B", "class 1", "16T09:00Z")], contract, now=NOW).rejected
    assert rejected.error.startswith(f"expected {known} (foreign")


def test_flat_tickets_of_another_contract() -> None:
    ticket = FlatTicket("T", "tin", NOW - timedelta(hours=1), contract=NEW)
    assert ticket.severity == 7
    assert check([ticket], NEW, now=NOW).tickets[0].severity == 7
    (rejected,) = check([ticket], now=NOW).rejected
    assert (rejected.column, rejected.value) == ("severity", "7")
    with pytest.raises(SeverityError, match="expected one of gold, outage, tin"):
        FlatTicket("T", 5, NOW, contract=NEW)
