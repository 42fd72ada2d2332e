"""The tally: its numbers are those of counting one by one, under every reading, whichever way the tickets came."""

from __future__ import annotations

import dataclasses
import math
import pickle
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import HorizonError, Reading, Terms, WorkingCalendar, check
from slacal.audit.case import Case, disorder
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement
from slacal.audit.ranking import Ranking
from slacal.audit.tally import Tally
from slacal.audit.usage import PERCENTILES, Usage, share_of
from slacal.contract.contract import Contract, shipped
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import HOUR_US, from_us

from .rows import NOW, NOW_US
from .test_judge import cases

READINGS = [
    (Reading.LITERAL,),
    (Reading.LITERAL, Reading.WORKING_DAYS),
    (Reading.LITERAL, Reading.CIVIL_CODE),
    (Reading.LITERAL, Reading.WORKING_DAYS, Reading.CIVIL_CODE),
    (Reading.WORKING_DAYS, Reading.LITERAL),
    (Reading.CIVIL_CODE, Reading.LITERAL, Reading.WORKING_DAYS),
]
CONTRACTS = [dataclasses.replace(shipped(), readings=readings) for readings in READINGS]
JUDGES = [Judge(contract, NOW_US) for contract in CONTRACTS]


def verdict_under(contract: Contract, reading: Reading, case: Case) -> Verdict:
    """The verdict of a judge for whom this reading alone decides."""
    return Judge(dataclasses.replace(contract, readings=(reading,)), NOW_US).judge(case).verdict


@given(st.lists(cases(), max_size=6), st.sampled_from(JUDGES))
def test_the_numbers_are_those_of_counting_one_by_one(some: list[Case], judge: Judge) -> None:
    ordered = [case for case in some if not list(disorder(case))]
    tally, contract = Tally(judge), judge.contract
    judged = [judge.judge(case) for case in ordered]
    for judgement in judged:
        tally.add(judgement)
    summary = tally.summary()
    for reading in contract.readings:
        verdicts = Counter(verdict_under(contract, reading, case) for case in ordered)
        counts = summary.by_reading[reading.name]
        assert (counts.met, counts.breached, counts.running, counts.unknown) == (
            verdicts[Verdict.MET],
            verdicts[Verdict.BREACHED],
            verdicts[Verdict.RUNNING],
            verdicts[Verdict.UNKNOWN],
        )
        differing = sum(
            verdict_under(contract, reading, case) is not judgement.verdict
            for case, judgement in zip(ordered, judged, strict=True)
        )
        assert counts.disputable == differing
    assert summary.total.disputable == sum(judgement.disputable for judgement in judged)
    months = Counter(f"{from_us(_earliest(judgement), contract.calendar.tz):%Y-%m}" for judgement in judged)
    assert {month: counts.tickets for month, counts in summary.by_month.items()} == months
    assert list(summary.by_month) == sorted(months)
    shares = [
        math.ceil(judgement.elapsed_us * 1000 / judgement.budget_us)
        for judgement in judged
        if judgement.verdict in (Verdict.MET, Verdict.BREACHED) and judgement.elapsed_us is not None
    ]
    assert summary.usage == Usage.of(Counter(shares))
    assert pickle.loads(pickle.dumps(summary)) == summary


def _earliest(judgement: Judgement) -> int:
    reported = judgement.case.reported
    return reported if isinstance(reported, int) else reported.earliest_us


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(-600, -1), st.integers(0, 300)), max_size=8),
    st.sampled_from(JUDGES),
)
def test_what_is_plainly_counted_is_counted_alike(some: list[tuple[int, int, int]], judge: Judge) -> None:
    """Tickets that were met under every reading count the same, told in short or as whole judgements."""
    short, whole = Tally(judge), Tally(judge)
    for number, (severity, hours, later) in enumerate(some):
        reported_us = NOW_US + hours * HOUR_US
        response_us = min(NOW_US, reported_us + later * HOUR_US)
        case = Case(str(number), severity, reported_us, response_us, None, response_us)
        used_us = judge.plainly_used(severity, reported_us, response_us, None)
        judgement = judge.judge(case)
        whole.add(judgement)
        if used_us is None:
            short.add(judgement)
        else:
            assert judgement.verdict is Verdict.MET
            short.add_plain([(str(number), severity, 1, reported_us, used_us)])
    assert short.summary() == whole.summary()


def test_a_doubt_that_another_reading_settles() -> None:
    """4 days from Tuesday the 10th at 9:00: literally until the 17th at 9:00, by working days until the 18th."""
    row = {"ticket": "A", "severity": 3, "reported_at": "2026-11-10T09:00+01:00", "responded_at": "2026-11-17"}
    summary = check([row], now=NOW, tz="Europe/Warsaw").summary
    told = {reading: (counts.met, counts.unknown) for reading, counts in summary.by_reading.items()}
    assert told == {"literal": (0, 1), "working-days": (1, 0)}


def test_a_met_ticket_that_another_reading_turns_around_is_not_plain() -> None:
    """Reported on a Friday at noon, 4 days: literally until Thursday noon, by the Civil Code until Tuesday's end."""
    judge = JUDGES[2]
    friday, wednesday = NOW_US - 7 * 24 * HOUR_US, NOW_US - 2 * 24 * HOUR_US
    assert judge.plainly_used(3, friday, wednesday, None) is None
    assert JUDGES[1].plainly_used(3, friday, wednesday, None) == 24 * HOUR_US
    judgement = judge.judge(Case("T", 3, friday, wednesday, None, wednesday))
    assert judge.otherwise(judgement) == (True, [(Reading.CIVIL_CODE, Verdict.BREACHED)])


def test_a_severity_with_hours_of_its_own_is_not_plain() -> None:
    round_the_clock = Terms(calendar=WorkingCalendar("24/7", "Europe/Warsaw", holidays=None))
    judge = Judge(dataclasses.replace(shipped(), terms={1: round_the_clock}), NOW_US)
    assert judge.plainly_used(1, NOW_US - HOUR_US, NOW_US - HOUR_US, None) is None
    assert judge.plainly_used(2, NOW_US - HOUR_US, NOW_US - HOUR_US, None) == 0


def test_where_another_reading_has_no_answer_it_moves_nothing() -> None:
    """At the end of what the calendar knows, a reading may lie outside of it where the first does not."""
    rows = [
        {
            "ticket": "A",
            "severity": 3,
            "reported_at": "2100-12-27T09:00+01:00",
            "responded_at": "2100-12-30T15:00+01:00",
        },
        {"ticket": "B", "severity": 3, "reported_at": "2100-12-24T09:00+01:00", "responded_at": "2100-12-31"},
    ]
    contract = CONTRACTS[1]
    now = NOW.replace(year=2100, month=12, day=31)
    with pytest.raises(HorizonError):
        contract.response_deadline(now, 5)
    report = check(rows, contract, now=now, tz="Europe/Warsaw")
    assert [counts.tickets for counts in report.summary.by_reading.values()] == [len(report.tickets)] * 2


def test_months_are_those_of_the_contracts_clock() -> None:
    """Late on the last evening of a month in UTC it is the next one in Warsaw, whatever was met before."""
    rows = [
        {"ticket": "A", "severity": 1, "reported_at": "2026-10-31T12:00Z", "responded_at": "2026-10-31T12:00Z"},
        {"ticket": "B", "severity": 1, "reported_at": "2026-10-31T22:59:59.999999Z", "responded_at": None},
        {"ticket": "C", "severity": 1, "reported_at": "2026-10-31T23:00Z", "responded_at": None},
        {"ticket": "D", "severity": 1, "reported_at": "2026-10-30T23:00Z", "responded_at": None},
        {"ticket": "E", "severity": 1, "reported_at": "2026-10-30T23:00Z", "responded_at": None},
    ]
    months = check(rows, now=NOW).summary.by_month
    assert {month: counts.tickets for month, counts in months.items()} == {"2026-10": 4, "2026-11": 1}


# -- usage -------------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 3000), max_size=300))
def test_percentiles_are_those_of_sorting(shares: list[int]) -> None:
    """Nearest rank: the least share that at least so many percent did not exceed."""
    usage = Usage.of(Counter(shares))
    assert usage.tickets == len(shares)
    for percent in PERCENTILES:
        told = usage.percentile(percent)
        if not shares:
            assert told is None
            continue
        ordered = sorted(shares)
        assert told == ordered[math.ceil(percent * len(shares) / 100) - 1] / 10
    assert Usage.of_all([Counter(shares[:7]), Counter(shares[7:])]) == usage
    assert list(usage.to_dict()) == ["tickets", "p50", "p75", "p90", "p95", "p99"]


@pytest.mark.parametrize(
    ("used", "budget", "share"),
    [(0, 5, 0), (-3, 5, 0), (1, 5, 200), (5, 5, 1000), (6, 5, 1200), (1, 0, 1_000_000), (10**15, 1, 1_000_000)],
)
def test_shares(used: int, budget: int, share: int) -> None:
    assert share_of(used, budget) == share


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_hundred_percent_is_in_time(used: int, budget: int) -> None:
    assert (share_of(used, budget) <= 1000) == (used <= budget)


def test_percentiles_that_are_not_told() -> None:
    with pytest.raises(KeyError):
        Usage.of({}).percentile(42)


# -- rankings ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 5)), st.integers(0, 6))
def test_a_ranking_is_what_sorting_begins_with(ranks: list[int], limit: int) -> None:
    ranking: Ranking[int] = Ranking(limit)
    for number, rank in enumerate(ranks):
        ranking.add(rank, number)
    ordered = sorted(range(len(ranks)), key=lambda number: (-ranks[number], number))
    assert ranking.best() == ordered[: limit or None]
    assert ranking.count == len(ranks)


def test_counts_of_a_zone_far_from_utc() -> None:
    contract = dataclasses.replace(
        shipped(), calendar=WorkingCalendar("Mon-Fri 09:00-17:00", "Pacific/Auckland", holidays="NZ")
    )
    row = {"ticket": "A", "severity": 1, "reported_at": "2026-10-31T12:00Z", "responded_at": "2026-10-31T13:00Z"}
    assert list(check([row], contract, now=NOW).summary.by_month) == ["2026-11"]
    assert contract.calendar.tz == ZoneInfo("Pacific/Auckland")
