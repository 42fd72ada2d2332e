"""The laws of contracts: files, pins, fingerprints and readings, over contracts of every shape."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import jsonschema
from hypothesis import assume, given
from hypothesis import strategies as st

from slacal import Budget, ClosureRule, Contract, HorizonError, Reading, SeverityChange, Terms, WorkingCalendar
from slacal.contract.file import examine_contract
from slacal.contract.reading import Day
from slacal.contract.schema import contract_schema
from slacal.contract.write import pinned, write_contract
from slacal.worktime.instants import to_us
from slacal.worktime.language import Language
from tests.oracle import ONE_DAY, ONE_US, from_us
from tests.strategies import CalendarArguments, Case, calendars

VALIDATOR = jsonschema.Draft202012Validator(contract_schema())
PROMISES = st.builds(
    Budget, days=st.integers(0, 9), time=st.integers(0, 40 * 3600).map(lambda seconds: timedelta(seconds=seconds))
).filter(lambda budget: not budget.is_zero)
TEXTS = st.text(min_size=1, max_size=8).filter(lambda text: text.strip() != "")
READINGS = st.sampled_from([*Reading.named(), Reading("ours", "working-day"), Reading("theirs", "calendar-day")])


@st.composite
def contracts(draw: st.DrawFn, case: Case) -> Contract:
    """A contract on a calendar, of which severities have names, budgets or hours of their own."""
    calendar = case.calendar()
    day = draw(st.integers(1, 24 * 60)) * timedelta(minutes=1)
    severities = draw(st.dictionaries(st.integers(0, 12), PROMISES, min_size=1, max_size=4))
    own = WorkingCalendar("Mon-Sat 06:00-22:00", calendar.tz, holidays=calendar.schedule.holidays.given)
    labels: list[dict[Language, str]] = [{}, {"pl": "waga {}"}, {"en": "P {}"}]
    definitions: list[dict[Language, str]] = [{}, {"en": 'with "quotes"\n and \\ more'}]
    terms: dict[int, Terms] = {}
    for severity in severities:
        hours = draw(st.sampled_from((None, own, calendar)))
        terms[severity] = Terms(
            name=draw(st.none() | st.just(f"name {severity}")),
            label={language: text.format(severity) for language, text in draw(st.sampled_from(labels)).items()},
            definition=draw(st.sampled_from(definitions)),
            clause=draw(st.none() | TEXTS),
            resolution=draw(st.none() | PROMISES),
            calendar=hours,
            hours_per_day=None if hours is None else day,
        )
    return Contract(
        name=draw(TEXTS),
        calendar=calendar,
        severities=severities,
        hours_per_day=day,
        readings=tuple(draw(st.lists(READINGS, min_size=1, max_size=3, unique=True))),
        closure=ClosureRule(
            weeks=draw(st.integers(1, 9)), attempts=draw(st.integers(0, 9)), grace=draw(PROMISES | st.just(Budget())),
            asking_restarts=draw(st.booleans()),
        ),
        severity_change=draw(st.sampled_from(SeverityChange)),
        thresholds=tuple(sorted(draw(st.sets(st.integers(1, 100), max_size=3)))),
        terms=terms,
        version=draw(st.just("") | TEXTS),
        valid_from=draw(st.none() | st.dates()),
        clauses=draw(st.sampled_from(({}, {"closure": "3b", "response": "§ 5"}))),
    )  # fmt: skip


CASES = st.shared(calendars(), key="case")
CONTRACTS = CASES.flatmap(contracts)


@given(CONTRACTS)
def test_what_is_written_reads_back(contract: Contract) -> None:
    """`read_contract(write_contract(contract)) == contract`, and the schema accepts it."""
    text = write_contract(contract)
    read, problems, _ = examine_contract(text)
    assert not problems
    assert read == contract
    VALIDATOR.validate(json.loads(json.dumps(tomllib.loads(text), default=str)))  # pyright: ignore[reportUnknownMemberType]


@given(CONTRACTS, CASES)
def test_a_pinned_contract_is_the_same_in_its_years(contract: Contract, case: Case) -> None:
    """Equal holidays, fingerprints and deadlines, read back from its file; and nothing is known outside the years."""
    first, last = case.days[0].year - 1, case.days[-1].year + 2
    kept = pinned(contract, first, last)
    read, problems, _ = examine_contract(write_contract(kept))
    assert not problems
    assert read == kept
    assert kept.fingerprint(first + 1, last) == contract.fingerprint(first + 1, last)
    for severity in contract.severities:
        one, other = contract.calendar_of(severity), kept.calendar_of(severity)
        for year in range(first, last + 1):
            assert list(one.holidays(year)) == list(other.holidays(year))
        reported = from_us(case.first, "UTC")
        for reading in contract.readings:
            try:
                expected = contract.response_deadline(reported, severity, reading)
                found = kept.response_deadline(reported, severity, reading)
            except HorizonError:  # later than the years that are pinned, or than is known at all
                continue
            assert found == expected
    assert pinned(kept, first, last) == kept


@given(CONTRACTS, CASES)
def test_what_happens_later_changes_neither_fingerprint_nor_answers(contract: Contract, case: Case) -> None:
    """Days off, exceptions and breaks after the years in use; the contract is on a list of holidays, to add to it."""
    first, last = case.days[0].year, case.days[-1].year + 1
    days = {day: name for year in range(first - 1, last + 6) for day, name in contract.calendar.holidays(year).items()}
    plain: CalendarArguments = {**case.arguments, "holidays": days}
    later: CalendarArguments = {
        **plain,
        "holidays": {**days, date(last + 4, 5, 4): "later"},
        "exceptions": {**(plain["exceptions"] or {}), date(last + 4, 5, 5): "closed"},
        "breaks": [*plain["breaks"], (from_us(LATER, "UTC"), from_us(LATER + 1, "UTC"))],
    }
    one, other = (replace(contract, calendar=WorkingCalendar(**plan), terms={}) for plan in (plain, later))
    assert one.fingerprint(first, last) == other.fingerprint(first, last)
    assert one.fingerprint(first, last + 4) != other.fingerprint(first, last + 4)
    for severity in one.severities:
        for at in case.edges[:5]:
            reported = from_us(at, "UTC")
            due, last_on_time = one.response_deadline(reported, severity)
            if last_on_time.year <= last:
                assert other.response_deadline(reported, severity) == (due, last_on_time)


LATER = to_us(datetime(2090, 1, 1, tzinfo=UTC))


Change = Callable[[Contract], Contract]
ANOTHER: dict[Day, Day] = {"working-time": "working-day", "working-day": "calendar-day", "calendar-day": "working-time"}
CHANGES: dict[str, Change] = {
    "readings": lambda c: replace(c, readings=(Reading("x", ANOTHER[c.readings[0].day]),)),
    "weeks": lambda c: replace(c, closure=replace(c.closure, weeks=c.closure.weeks + 1)),
    "attempts": lambda c: replace(c, closure=replace(c.closure, attempts=c.closure.attempts + 1)),
    "spacing": lambda c: replace(c, closure=replace(c.closure, spacing=Budget(days=99))),
    "grace": lambda c: replace(c, closure=replace(c.closure, grace=Budget(days=99))),
    "restarts": lambda c: replace(c, closure=replace(c.closure, asking_restarts=not c.closure.asking_restarts)),
    "day": lambda c: replace(c, hours_per_day=timedelta(hours=23, minutes=59, seconds=59)),
    "thresholds": lambda c: replace(c, thresholds=(1, 2, 3, 4)),
    "valid_from": lambda c: replace(c, valid_from=date(1, 2, 3)),
    "severity": lambda c: replace(c, severities={**c.severities, 99: Budget(days=1)}),
    "budget": lambda c: replace(c, severities={key: Budget(days=77) for key in c.severities}),
    "solved": lambda c: replace(c, terms={key: Terms(resolution=Budget(days=77)) for key in c.severities}),
}


def renamed(severity: int, terms: Terms) -> Terms:
    return replace(terms, name=f"n{severity}", label={}, definition={}, clause="9")


SAME: dict[str, Change] = {
    "name": lambda c: replace(c, name="another", version="another"),
    "words": lambda c: replace(c, clauses={"report": "x"}, terms={key: renamed(key, t) for key, t in c.terms.items()}),
    "readings": lambda c: replace(c, readings=tuple(replace(r, name=f"no. {n}") for n, r in enumerate(c.readings))),
}


@given(CONTRACTS, CASES, st.sampled_from([*CHANGES]))
def test_whatever_decides_changes_the_fingerprint(contract: Contract, case: Case, name: str) -> None:
    """Each rule of a contract is part of it, and of its `rules` alone."""
    year = case.days[0].year
    changed = CHANGES[name](contract)
    assume(changed != contract)
    one, other = contract.fingerprint(year, year), changed.fingerprint(year, year)
    assert one.rules != other.rules
    if name != "solved":  # which gives up the severities' own calendars
        assert (one.holidays, one.zone) == (other.holidays, other.zone)


@given(CONTRACTS, CASES, st.sampled_from([*SAME]))
def test_names_do_not_change_the_fingerprint(contract: Contract, case: Case, name: str) -> None:
    year = case.days[0].year
    assert SAME[name](contract).fingerprint(year, year) == contract.fingerprint(year, year)


@given(CASES, st.booleans(), st.integers(0, 40))
def test_a_day_off_changes_the_fingerprint_of_its_year_alone(case: Case, holiday: bool, beside: int) -> None:
    """A holiday or an exception more: the part it belongs to, in its year and from the two dates before the next on."""
    calendar = case.calendar()
    day = case.days[0] + beside * ONE_DAY
    given_days = dict(calendar.holidays(day.year))
    assume(day not in given_days and day not in (case.arguments["exceptions"] or {}))
    plain: CalendarArguments = {**case.arguments, "holidays": given_days}
    more: CalendarArguments = {**plain}
    if holiday:
        more["holidays"] = {**given_days, day: "x"}
    else:
        more["exceptions"] = {**(plain["exceptions"] or {}), day: "01:00-02:00"}
    listed, other = WorkingCalendar(**plain), WorkingCalendar(**more)
    for year in range(day.year - 1, day.year + 3):
        touches = year == day.year or (year == day.year + 1 and (day.month, day.day) >= (12, 30))
        one, two = listed.fingerprint(year, year), other.fingerprint(year, year)
        assert (one == two) is not touches
        assert one.zone == two.zone
        assert (one.rules == two.rules) or not holiday
        assert (one.holidays == two.holidays) or holiday


@given(CONTRACTS, CASES)
def test_an_explanation_adds_up_under_every_reading(contract: Contract, case: Case) -> None:
    """The stretches tile the time to the last moment on time; what counts is the budget from the report to due."""
    severity = next(iter(contract.severities))
    for at in case.edges[:3]:
        reported = from_us(at, "UTC")
        for reading in contract.readings:
            try:
                explanation = contract.explain(reported, severity, reading)
            except HorizonError:
                continue
            ledger = explanation.ledger
            assert (ledger.due, ledger.last_on_time) == contract.response_deadline(reported, severity, reading)
            assert ledger.budget // ONE_US == contract.response_budget_us(at, severity, reading)
            edges = [at, *(to_us(stretch.end) for stretch in ledger.stretches)]
            assert [to_us(stretch.start) for stretch in ledger.stretches] == edges[:-1]
            assert edges[-1] == to_us(ledger.last_on_time)
            assert sum((stretch.counted for stretch in ledger.stretches), timedelta(0)) == ledger.budget
            assert explanation.html("pl").count("<rect ") == len(ledger.stretches)


@given(CONTRACTS, CASES)
def test_due_comes_no_later_than_last_on_time(contract: Contract, case: Case) -> None:
    """Under every reading, and no working time passes between the two; so for solutions."""
    for severity in contract.severities:
        calendar = contract.calendar_of(severity)
        for reading in contract.readings:
            for ask in (contract.response_deadline, contract.resolution_deadline):
                try:
                    ends = ask(from_us(case.edges[0], "UTC"), severity, reading)
                except HorizonError:
                    continue
                if ends is not None:
                    assert to_us(ends.due) <= to_us(ends.last_on_time)
                    assert calendar.elapsed(ends.due, ends.last_on_time) == timedelta(0)
