"""Contracts: the shipped one whole, contracts of another shape, and those that cannot be."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import (
    SMARTSTOCK,
    Budget,
    Contract,
    ContractError,
    Deadline,
    NaiveDatetimeError,
    NegativeBudgetError,
    Reading,
    Severity,
    SeverityError,
    SlacalTypeError,
    Terms,
    WorkingCalendar,
)
from slacal.contract.contract import shipped
from slacal.contract.parts import CLAUSES
from slacal.worktime.instants import from_us, to_us

WARSAW = ZoneInfo("Europe/Warsaw")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


UNEVEN = WorkingCalendar("Mon-Thu 08:00-16:00; Fri 08:00-14:00")


def contract(**changes: object) -> Contract:
    parts: dict[str, object] = {
        "name": "ours",
        "calendar": WorkingCalendar.poland(),
        "severities": {1: Budget.parse("4h"), 2: Budget.parse("2d")},
        **changes,
    }
    return Contract(**parts)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_the_shipped_contract() -> None:
    assert SMARTSTOCK is shipped()
    assert SMARTSTOCK.name == "Smartstock standard support"
    assert SMARTSTOCK.calendar is WorkingCalendar.poland()
    assert SMARTSTOCK.hours_per_day == timedelta(hours=8)
    assert SMARTSTOCK.readings == (Reading.LITERAL, Reading.WORKING_DAYS)
    assert str(Reading.LITERAL) == "literal"
    assert [str(SMARTSTOCK.budget(severity)) for severity in Severity] == ["16h", "24h", "4d", "7d", "14d"]


@pytest.mark.parametrize(
    ("reported", "severity", "due", "last_on_time"),
    [
        # Friday 20 November 2026, noon: no holidays ahead until 24 December
        ("2026-11-20 12:00", 1, "2026-11-24 12:00", "2026-11-24 12:00"),
        ("2026-11-20 12:00", 2, "2026-11-25 12:00", "2026-11-25 12:00"),
        ("2026-11-20 12:00", 3, "2026-11-26 12:00", "2026-11-26 12:00"),
        ("2026-11-20 12:00", 4, "2026-12-01 12:00", "2026-12-01 12:00"),
        ("2026-11-20 12:00", 5, "2026-12-10 12:00", "2026-12-10 12:00"),
        # at closing time and after it: the clock starts with the next opening and ends at a closing
        ("2026-11-20 17:00", 1, "2026-11-24 17:00", "2026-11-25 09:00"),
        ("2026-11-21 03:00", 1, "2026-11-24 17:00", "2026-11-25 09:00"),
        ("2026-11-23 09:00", 1, "2026-11-24 17:00", "2026-11-25 09:00"),
        # across Christmas 2025 (24 to 26 December off), New Year and Epiphany
        ("2025-12-23 15:00", 1, "2025-12-30 15:00", "2025-12-30 15:00"),
        ("2025-12-23 15:00", 5, "2026-01-19 15:00", "2026-01-19 15:00"),
        # 24 December 2024 was still a working day
        ("2024-12-23 15:00", 1, "2024-12-27 15:00", "2024-12-27 15:00"),
        # 12 November 2018 was off, once
        ("2018-11-09 15:00", 1, "2018-11-14 15:00", "2018-11-14 15:00"),
    ],
)
def test_response_deadlines(reported: str, severity: int, due: str, last_on_time: str) -> None:
    expected = Deadline(at(due), at(last_on_time))
    assert SMARTSTOCK.response_deadline(at(reported), severity) == expected
    assert SMARTSTOCK.response_deadline(at(reported), Severity(severity).label("pl"), Reading.LITERAL) == expected


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(WARSAW)), st.sampled_from(list(Severity))
)
def test_no_working_time_passes_between_due_and_last_on_time(reported: datetime, severity: Severity) -> None:
    """The budget is used up at `due`, not a microsecond before, and no more is used at `last_on_time`."""
    due, last_on_time = SMARTSTOCK.response_deadline(reported, severity)
    calendar = SMARTSTOCK.calendar
    budget = SMARTSTOCK.budget(severity).working_time(8)
    assert calendar.elapsed(reported, due) == budget == calendar.elapsed(reported, last_on_time)
    tick = timedelta(microseconds=1)
    assert calendar.elapsed(reported, from_us(to_us(due) - 1, WARSAW)) == budget - tick
    assert calendar.elapsed(reported, from_us(to_us(last_on_time) + 1, WARSAW)) == budget + tick


def test_a_contract_of_another_shape() -> None:
    night = WorkingCalendar("Mon-Sun 20:00-08:00", "America/New_York", holidays=[date(2026, 1, 1)])
    other = contract(calendar=night, hours_per_day=timedelta(hours=12))
    assert other.budget(2) == Budget.parse("2d") == other.budget("2")
    assert other.budget_us(2) == 24 * 3_600_000_000
    due, last_on_time = other.response_deadline(datetime(2026, 1, 1, 12, tzinfo=ZoneInfo("America/New_York")), 1)
    assert (due.isoformat(), last_on_time.isoformat()) == ("2026-01-03T00:00:00-05:00",) * 2


def test_equal_contracts_are_equal_and_travel() -> None:
    ours, twin = contract(), contract(severities={2: Budget.parse("P2D"), 1: Budget.parse("PT4H")})
    assert ours == twin
    assert hash(ours) == hash(twin)
    assert ours != contract(name="theirs")
    assert ours != SMARTSTOCK
    whole = contract(terms={1: Terms(name="x")}, clauses={"closure": "7"}, valid_from=date(2026, 1, 1), version="2")
    for one in (SMARTSTOCK, whole):
        assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one
    assert dataclasses.replace(SMARTSTOCK, name="x").budget(1) == SMARTSTOCK.budget(1)


def test_a_truth_is_no_severity_also_where_there_is_a_severity_0() -> None:
    ours = contract(severities={0: Budget.parse("4h"), 1: Budget.parse("1d")})
    assert ours.severity(0) == 0
    for truth in (False, True):
        with pytest.raises(SlacalTypeError, match=f"^severity: expected a number or a name, got {truth}"):
            ours.severity(truth)


def test_a_contract_cannot_be_changed_from_outside() -> None:
    severities = {1: Budget.parse("4h")}
    ours = contract(severities=severities)
    severities[1] = Budget.parse("1h")
    assert ours.budget(1) == Budget.parse("4h")
    with pytest.raises(TypeError):
        ours.severities[1] = Budget.parse("1h")  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


@pytest.mark.parametrize(
    ("changes", "error", "text"),
    [
        ({"name": None}, SlacalTypeError, "name: expected text, got None (NoneType)"),
        ({"name": " "}, ContractError, "name: expected text that says something, got ' '"),
        ({"calendar": None}, SlacalTypeError,
         "calendar: expected a WorkingCalendar, such as WorkingCalendar.poland(), got None (NoneType)"),
        ({"severities": {}}, ContractError, "severities: expected at least one severity with its budget, got {}"),
        ({"severities": None}, SlacalTypeError, "severities: expected a mapping from severities to budgets, such as "
                                                "{1: Budget.parse('4h')}, got None (NoneType)"),
        ({"severities": {1: "4h"}}, SlacalTypeError,
         "severities.1: expected a Budget, such as Budget.parse('4h'), got '4h' (str)"),
        *(({"severities": {key: Budget(days=1)}}, ContractError,
           f"severities: expected whole numbers from 0 to 999 as severities, got {key!r}")
          for key in ("1", True, 1.0, -1, 1000, None)),
        ({"severities": {1: Budget()}}, ContractError,
         "severities.1: expected hours or days of more than zero, got '0h'"),
        ({"severities": {3: Budget(weeks=2)}}, ContractError,
         "severities.3: expected hours or days of more than zero, got '2w'"),
        ({"severities": {3: Budget(days=36_526)}}, ContractError,
         "severities.3: expected at most 36525 days, a century, got '36526d'"),
        ({"severities": {3: Budget(time=timedelta(hours=876_601))}}, ContractError,
         "severities.3: expected at most 36525 days, a century, got '876601h'"),
        ({"hours_per_day": timedelta(0)}, ContractError,
         "hours_per_day: expected more than zero and at most 24 hours, got '0:00:00'"),
        ({"hours_per_day": timedelta(hours=24, microseconds=1)}, ContractError,
         "hours_per_day: expected more than zero and at most 24 hours, got '1 day, 0:00:00.000001'"),
        ({"hours_per_day": timedelta(hours=-8)}, NegativeBudgetError,
         "hours_per_day: expected working time of zero or more, got datetime.timedelta(days=-1, seconds=57600)"),
        ({"hours_per_day": 8}, SlacalTypeError, "hours_per_day: expected working time as a timedelta, for example "
                                                "timedelta(hours=16), got 8 (int)"),
        ({"readings": ()}, ContractError, "readings: expected at least one reading, got ()"),
        ({"readings": "literal"}, SlacalTypeError,
         "readings: expected a list of readings, such as [Reading.LITERAL], got 'literal' (str)"),
        ({"readings": Reading.LITERAL}, SlacalTypeError, "readings: expected a list of readings, such as "
         "[Reading.LITERAL], got Reading(name='literal', day='working-time', week='same-time') (Reading)"),
        ({"readings": [1]}, SlacalTypeError,
         "reading: expected a Reading, such as Reading.LITERAL, or its name, got 1 (int)"),
        ({"readings": ["literal", "working_day"]}, ContractError, "reading: expected one of literal, working-days, "
                                                                  "civil-code, got 'working_day'; did you mean "
                                                                  "'working-days'?"),
        ({"readings": [Reading.CIVIL_CODE, Reading.CIVIL_CODE]}, ContractError,
         "readings.1: expected a name that no other reading has, got 'civil-code'"),
        ({"readings": [Reading("ours"), Reading("ours", "working-day")]}, ContractError,
         "readings.1: expected a name that no other reading has, got 'ours'"),
        ({"readings": [Reading("literal", "working-day")]}, ContractError,
         "readings.0: expected a name that no other reading has, got 'literal'"),
        ({"closure": {}}, SlacalTypeError, "closure: expected a ClosureRule, got {} (dict)"),
        ({"severity_change": "x"}, ContractError, "severity_change: expected one of from_report, from_change, got 'x'"),
        *(({"thresholds": percents}, ContractError,
           f"thresholds: expected rising whole percentages from 1 to 100, got {percents!r}")
          for percents in (None, 50, "50", (50.0,), (True,), (50, 50), (0, 50), (50, 101), [50, None])),
        ({"terms": [1]}, SlacalTypeError, "terms: expected a mapping from severities to Terms, got [1] (list)"),
        ({"terms": {1: {}}}, SlacalTypeError, "terms.1: expected Terms, such as Terms(name='outage'), got {} (dict)"),
        ({"terms": {1: Terms(calendar=UNEVEN, hours_per_day=timedelta(hours=25))}}, ContractError,
         "terms.1.hours_per_day: expected more than zero and at most 24 hours, got '1 day, 1:00:00'"),
        ({"version": 1}, SlacalTypeError, "version: expected text, got 1 (int)"),
        ({"valid_from": "2026-01-01"}, SlacalTypeError,
         "valid_from: expected a date, for example date(2026, 11, 11), got '2026-01-01' (str)"),
        ({"valid_from": datetime(2026, 1, 1)}, SlacalTypeError, "valid_from: expected a date; take .astimezone("),
        ({"clauses": "x"}, SlacalTypeError, "clauses: expected a mapping such as {'closure': '3b'}, got 'x' (str)"),
        ({"clauses": {"clozure": "3"}}, ContractError, "clauses: expected one of report, agreement, closure, "
                                                       "third_party, calendar, response, got 'clozure'"),
        ({"clauses": {"closure": 3}}, SlacalTypeError, "clauses.closure: expected text, got 3 (int)"),
    ],
)  # fmt: skip
def test_contracts_that_cannot_be_are_refused(changes: dict[str, object], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        contract(**changes)
    assert str(raised.value).startswith(text)


@pytest.mark.parametrize("severity", [3, "S3", Severity.DEGRADED])
def test_a_severity_the_contract_does_not_know_is_refused(severity: int | str) -> None:
    with pytest.raises(SeverityError) as raised:
        contract().budget(severity)
    assert str(raised.value) == f"severity: expected one of 1, 2, got {severity!r}"


@pytest.mark.parametrize("severity", [-1, "-1", "_1", "1-", "S-1", "-outage"])
def test_a_sign_that_joins_no_words_is_not_left_out(severity: int | str) -> None:
    """-1 is not 1: a negative number is nobody's severity."""
    with pytest.raises(SeverityError):
        SMARTSTOCK.severity(severity)


class _Number:
    """A whole number of another kind, as NumPy has them."""

    def __index__(self) -> int:
        return 2


def test_every_way_to_write_a_severity() -> None:
    """Numbers, texts of them, `S1`, names and labels in both languages; the contract's own instead of slacal's."""
    for severity in Severity:
        forms: tuple[int | str, ...] = (
            severity,
            int(severity),
            f" {int(severity)}",
            f"s{int(severity)}",
            severity.name,
            *severity.forms,
        )
        assert {SMARTSTOCK.severity(form) for form in forms} == {int(severity)}
        assert {type(SMARTSTOCK.severity(form)) for form in forms} == {int}
    assert contract().severity(_Number()) == contract().severity("OUTAGE ") + 1 == 2
    named = contract(terms={2: Terms(name="low_tide", label={"pl": "Odpływ", "en": "Ebb"})})
    assert [named.severity(form) for form in ("Low Tide", "low-tide", "ODPŁYW", "ebb", "S1")] == [2, 2, 2, 2, 1]
    with pytest.raises(SeverityError) as raised:
        named.severity("outage")
    assert str(raised.value) == "severity: expected one of 1, low_tide, got 'outage'"
    with pytest.raises(SeverityError, match="got 'odplyw'; did you mean 'odpływ'"):
        named.severity("odplyw")


@pytest.mark.parametrize("severity", [True, 1.0, None, int])
def test_a_severity_of_another_kind_is_refused(severity: object) -> None:
    with pytest.raises(SlacalTypeError, match="^severity: expected a number or a name"):
        contract().budget(severity)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_other_arguments_are_checked_too() -> None:
    with pytest.raises(NaiveDatetimeError, match="^reported_at: 2026-11-20 12:00:00 has no time zone"):
        SMARTSTOCK.response_deadline(datetime(2026, 11, 20, 12), 1)


@pytest.mark.parametrize("reading", [Reading.CIVIL_CODE, "civil-code", "Civil Code", "CIVIL_CODE"])
def test_a_reading_may_be_given_by_its_name(reading: Reading | str) -> None:
    """Everywhere, the contract's own and slacal's."""
    ours = contract(readings=[Reading("Ours", "working-day"), "literal"], terms={2: Terms(resolution=Budget(days=3))})
    noon = at("2026-11-20 12:00")
    civil = Reading.CIVIL_CODE
    assert ours.reading(reading) is civil
    assert ours.response_deadline(noon, 2, reading) == ours.response_deadline(noon, 2, civil)
    assert ours.resolution_deadline(noon, 2, reading) == ours.resolution_deadline(noon, 2, civil)
    assert ours.waiting_ends(noon, reading) == ours.waiting_ends(noon, civil)
    assert ours.explain(noon, 2, reading) == ours.explain(noon, 2, civil)
    assert list(ours.compare(noon, 2, [reading, "ours", civil])) == [civil, ours.readings[0]]
    assert ours.response_budget_us(to_us(noon), 2, reading) == ours.response_budget_us(to_us(noon), 2, civil)
    assert ours.readings == (Reading("Ours", "working-day"), Reading.LITERAL)
    assert ours.reading() is ours.readings[0]


def test_an_unknown_reading_is_refused_everywhere() -> None:
    noon = at("2026-11-20 12:00")
    ask: list[Callable[[str], object]] = [
        lambda name: SMARTSTOCK.response_deadline(noon, 1, name),
        lambda name: SMARTSTOCK.resolution_deadline(noon, 1, name),
        lambda name: SMARTSTOCK.waiting_ends(noon, name),
        lambda name: SMARTSTOCK.explain(noon, 1, name),
        lambda name: SMARTSTOCK.compare(noon, 1, ["literal", name]),
        lambda name: SMARTSTOCK.response_budget_us(0, 1, name),
        lambda name: SMARTSTOCK.response_deadline_us(0, 1, name),
        lambda name: SMARTSTOCK.waiting_ends_us(0, name),
    ]
    for question in ask:
        with pytest.raises(ContractError) as raised:
            question("litteral")
        expected = "reading: expected one of literal, working-days, civil-code, got 'litteral'; did you mean 'literal'?"
        assert str(raised.value) == expected
    with pytest.raises(SlacalTypeError, match=r"^readings: expected a list of readings, such as \[Reading.LITERAL\]"):
        SMARTSTOCK.compare(noon, 1, "literal")


def test_what_is_no_number_of_microseconds_is_refused() -> None:
    noon = at("2026-11-20 12:00")
    ask: list[tuple[str, Callable[[int], object]]] = [
        ("reported_us", lambda us: SMARTSTOCK.response_deadline_us(us, 1)),
        ("reported_us", lambda us: SMARTSTOCK.response_deadline_us(us, 3, "working-days")),
        ("reported_us", lambda us: SMARTSTOCK.response_budget_us(us, 3, "civil-code")),
        ("since_us", SMARTSTOCK.waiting_ends_us),
    ]
    for argument, question in ask:
        for value in (noon, "1", None):
            with pytest.raises(SlacalTypeError, match=f"^{argument}: expected a whole number of microseconds, got "):
                question(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_day_is_what_the_days_of_the_calendar_have() -> None:
    """Where they are all equal; else it has to be said."""
    assert contract(calendar=WorkingCalendar("Mon-Thu 08:00-12:00,13:00-16:30")).hours_per_day == timedelta(hours=7.5)
    assert contract(calendar=WorkingCalendar("24/7")).hours_per_day == timedelta(hours=24)
    assert contract(hours_per_day=timedelta(hours=8)) == contract()
    assert contract(calendar=UNEVEN, hours_per_day=timedelta(hours=8)).budget_us(2) == 16 * 3_600_000_000
    planned = WorkingCalendar("", exceptions={date(2026, 5, 2): "10:00-14:00"})
    for calendar, hours in ((UNEVEN, "Mon-Thu 08:00-16:00; Fri 08:00-14:00"), (planned, "")):
        with pytest.raises(ContractError) as raised:
            contract(calendar=calendar)
        assert str(raised.value) == f"hours_per_day: expected to be given, as the days differ in {hours!r}, got None"


def test_the_shipped_contract_says_where_its_rules_are() -> None:
    """What is cited where a contract does not say is what the shipped one says."""
    assert SMARTSTOCK.clauses == CLAUSES
    renamed = dataclasses.replace(SMARTSTOCK, clauses={"closure": "IV"})
    assert renamed.clause("agreement", "closure", "calendar", "response") == "3a, IV, 5"
    assert SMARTSTOCK.clause() == ""
