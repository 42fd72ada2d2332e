"""The digest: what to act on, against judging again: at another instant, and under each reading alone."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import Reading, Terms, WorkingCalendar, check
from slacal.audit.case import Case, disorder
from slacal.audit.digest import Digest
from slacal.audit.judge import Judge
from slacal.audit.rules import findings_of
from slacal.audit.telling import due_words, turned
from slacal.audit.text import TextReport
from slacal.contract.contract import shipped
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import HOUR_US, from_us, to_us

from .rows import NOW, NOW_US
from .test_judge import cases
from .test_tally import JUDGES, verdict_under

ONE_WEEK = datetime(2026, 11, 9, tzinfo=UTC)  # a Monday; Wednesday is a holiday
RELEASED = {"ticket": "FRIDAY", "severity": 3, "reported_at": "2026-11-06T12:00+01:00"}


@given(
    st.integers(1, 5),
    st.integers(0, 24 * 14),
    st.sampled_from([0, 8, 9, 16, 20]),
    st.sampled_from([0, 1, HOUR_US // 2]),
)
def test_what_is_to_be_answered_before_the_next_opening(severity: int, ago: int, hour: int, later: int) -> None:
    """A running ticket is of these if and only if it is breached right after the next opening, left unanswered."""
    contract = shipped()
    now_us = to_us(ONE_WEEK + timedelta(days=7, hours=hour)) + later
    case = Case("T", severity, now_us - ago * HOUR_US, None, None)
    judgement = Judge(contract, now_us).judge(case)
    opening_us = to_us(contract.calendar.next_opening(from_us(now_us, contract.calendar.tz)))
    if judgement.verdict is Verdict.RUNNING:
        then = Judge(contract, opening_us + 1).judge(case).verdict
        assert judgement.is_last_call == (then is Verdict.BREACHED)
        still = Judge(contract, opening_us).judge(case).verdict
        assert judgement.is_last_call or still is Verdict.RUNNING


@pytest.mark.parametrize(
    ("now", "last_call"),
    [
        ("2026-11-17T08:59", False),  # due on Tuesday at 17:00, in time until Wednesday's opening
        ("2026-11-17T09:00", True),
        ("2026-11-17T16:59", True),
        ("2026-11-17T20:00", True),
        ("2026-11-18T09:00", True),  # the last instant
    ],
)
def test_the_day_of_the_last_call(now: str, last_call: bool) -> None:
    case = Case("T", 1, to_us(datetime.fromisoformat("2026-11-16T09:00+01:00")), None, None)
    judgement = Judge(shipped(), to_us(datetime.fromisoformat(f"{now}+01:00"))).judge(case)
    assert (judgement.verdict, judgement.is_last_call) == (Verdict.RUNNING, last_call)


def test_hours_that_never_close_have_no_next_opening() -> None:
    round_the_clock = Terms(calendar=WorkingCalendar("24/7", "Europe/Warsaw", holidays=None))
    contract = dataclasses.replace(shipped(), terms={1: round_the_clock})
    judgement = Judge(contract, NOW_US).judge(Case("T", 1, NOW_US - HOUR_US, None, None))
    assert (judgement.verdict, judgement.is_last_call) == (Verdict.RUNNING, False)


@pytest.mark.parametrize(
    ("last_call", "soon", "words"),
    [
        (0, 0, []),
        (2, 2, ["2 to be answered before the next opening"]),
        (0, 3, ["3 with no more than a working day left"]),
        (1, 3, ["1 to be answered before the next opening", "2 more with no more than a working day left"]),
    ],
)
def test_what_is_urgent_in_words(last_call: int, soon: int, words: list[str]) -> None:
    assert due_words(last_call, soon) == words


def test_a_digest_counts_what_is_urgent() -> None:
    """Noon on Friday: due today, due on Monday with less than a working day's time left, and later."""
    rows: list[dict[str, object]] = [
        {"ticket": "TODAY", "severity": 1, "reported_at": "2026-11-18T15:00+01:00"},
        {"ticket": "MONDAY", "severity": 1, "reported_at": "2026-11-19T10:00+01:00"},
        {"ticket": "LATER", "severity": 1, "reported_at": "2026-11-20T10:00+01:00"},
    ]
    report = check(rows, now=NOW)
    digest = Digest(1)
    for judgement in report.tickets:
        digest.add(judgement, [])
    assert (digest.last_call, digest.soon, digest.running.count) == (1, 2, 3)
    assert [one.ticket for one in digest.running.best()] == ["TODAY"]
    assert [one.ticket for one in report.last_call()] == ["TODAY"]
    assert [one.ticket for one in report.due_next()] == ["TODAY", "MONDAY", "LATER"]


@given(st.lists(cases(), max_size=5), st.sampled_from(JUDGES))
def test_what_is_disputable_is_what_a_reading_alone_judges_otherwise(some: list[Case], judge: Judge) -> None:
    digest = Digest(0)
    expected: list[tuple[str, dict[str, Verdict]]] = []
    for number, case in enumerate(some):
        if list(disorder(case)):
            continue
        one = case._replace(ticket=str(number))
        judgement = judge.judge(one)
        digest.add(judgement, list(findings_of(judgement)))
        others = {reading.name: verdict_under(judge.contract, reading, one) for reading in judge.contract.readings}
        if judgement.disputable:
            expected.append((one.ticket, {name: it for name, it in others.items() if it is not judgement.verdict}))
    told = [(entry.ticket, {reading.name: it for reading, it in others}) for entry, others in digest.disputable.best()]
    assert told == expected


def test_a_breach_that_is_not_told_is_not_told_as_disputable() -> None:
    """4 days from Friday at noon: literally until Thursday at noon; Wednesday is a holiday."""
    row = {**RELEASED, "responded_at": "2026-11-13T14:00+01:00"}
    report = check([row], now=NOW)
    (judgement,) = report.tickets
    assert (judgement.verdict, judgement.disputable) == (Verdict.BREACHED, True)
    told, silent = Digest(0), Digest(0)
    told.add(judgement, report.findings)
    silent.add(judgement, [])
    assert (told.disputable.count, silent.disputable.count) == (1, 0)
    assert (told.breached.count, silent.breached.count) == (1, 0)


def test_disputable_tickets_in_text_and_markdown() -> None:
    contract = dataclasses.replace(shipped(), readings=(Reading.CIVIL_CODE, Reading.LITERAL, Reading.WORKING_DAYS))
    late = {
        "ticket": "LATE",
        "severity": 3,
        "reported_at": "2026-11-06T12:00+01:00",
        "responded_at": "2026-11-13T14:00Z",
    }
    report = check([{**late, "ticket": "ONE|TWO"}, {**late, "severity": 1, "ticket": "PLAIN"}], contract, now=NOW)
    out = StringIO()
    text = TextReport(report.judge, 25, StringIO())
    for judgement in report.tickets:
        text.add(judgement, list(findings_of(judgement)))
    text.write(out, report.summary)
    lines = out.getvalue().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("DISPUTABLE"))
    assert lines[at] == "DISPUTABLE (1), another reading of the contract turns the verdict around"
    assert lines[at + 1 : at + 4] == [
        "  ticket   sev  reported          due               verdict   another reading",
        "  ONE|TWO    3  2026-11-06 12:00  2026-11-11 00:00  breached  met under working-days",
        "",
    ]
    row = "| `ONE\\|TWO` | 3 | 2026-11-06 12:00 | 2026-11-11 00:00 | breached | met under working-days |"
    assert row in report.to_markdown().splitlines()
    (disputed,) = json.loads(report.to_json())["summary"]["disputed"]
    assert disputed == {"ticket": "ONE|TWO", "otherwise": {"working-days": "met"}}


def test_other_verdicts_in_words() -> None:
    met = (Reading.WORKING_DAYS, Verdict.MET), (Reading.CIVIL_CODE, Verdict.MET)
    assert turned(met) == "met under working-days, civil-code"
    assert (
        turned([*met[:1], (Reading.CIVIL_CODE, Verdict.RUNNING)]) == "met under working-days; running under civil-code"
    )
    assert turned([]) == "another, should the stamps mean it"
