"""Trails: stamps that leave room, readings that differ, and what only an audit meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from slacal import SMARTSTOCK, ClosureRule, Contract, Reading, SeverityChange, audit, check
from slacal.audit.finding import Finding, Level
from slacal.contract.budget import Budget
from slacal.worktime.instants import EPOCH, MICROSECOND

if TYPE_CHECKING:
    from slacal.audit.judgement import Judgement

NOW = datetime.fromisoformat("2026-11-20T12:00+01:00")


def rows(story: str) -> list[dict[str, object]]:
    """`16 09:00 reported 3`: day and time of November 2026 in Warsaw, `16` alone a date; then the event's own word."""
    found: list[dict[str, object]] = []
    for line in filter(None, map(str.strip, story.strip().splitlines())):
        day, *rest = line.split()
        month, _, day = day.rpartition("/")
        at = f"2026-{month or '11'}-{day}"
        if ":" in rest[0]:
            at += f"T{rest.pop(0)}"
        kind, *words = rest
        row: dict[str, object] = {"ticket": "T", "at": at, "event": kind}
        for word in words:
            name = "severity" if word.isdigit() else "by" if word in ("support", "customer") else "id"
            row[name] = word
        found.append(row)
    return found


def found(story: str, contract: Contract = SMARTSTOCK) -> list[str]:
    """Code and level of what is found, with a question mark where another reading turns it around."""
    findings = audit(rows(story), contract, now=NOW, tz="Europe/Warsaw")
    return [f"{one.code} {one.level}{' ?' if one.disputable else ''}" for one in findings]


def only(story: str, contract: Contract = SMARTSTOCK) -> Finding:
    (finding,) = audit(rows(story), contract, now=NOW, tz="Europe/Warsaw")
    return finding


def judged(story: str, contract: Contract = SMARTSTOCK, now: datetime = NOW) -> Judgement:
    (judgement,) = check(rows(story), contract, now=now, tz="Europe/Warsaw").tickets
    return judgement


RESPONDED = "10/01 09:00 reported 3\n10/01 10:00 responded\n"
TRIED = "03 12:00 contact-attempted\n03 12:00 contact-attempted\n03 12:00 closed-unanswered"
IN_ORDER = "04 12:00 support-replied\n04 solution-proposed support\n05 customer-replied"

STORIES: list[tuple[str, list[str]]] = [
    # a date alone: the wait may have been over when it was closed
    (f"10/20 customer-asked\n{TRIED}", ["SLA202 warning"]),
    # on whatever minute of the 2nd: too early
    ("10/20 12:00 customer-asked\n02 closed-unanswered", ["SLA202 violation"]),
    # the same date two weeks on: it depends on both stamps
    (f"10/20 customer-asked\n{TRIED.replace(' 12:00', '')}", ["SLA202 warning", "SLA203 warning"]),
    # rows of one date are in order
    (f"04 customer-asked\n04 customer-replied\n{IN_ORDER}", []),
    ("04 12:00 customer-asked\n04 customer-replied\n04 12:00 support-replied", []),
    ("05 12:00 customer-asked\n04 customer-replied", ["SLA402 warning"]),
    # a local time that comes twice, and may be before the event it follows
    ("10/25 02:30+02:00 customer-asked\n10/25 02:30 customer-replied\n10/25 02:30+01:00 support-replied", []),
    ("10/25 02:30 customer-asked\n10/25 02:30+02:00 customer-replied", []),
    # what may have happened by now has; what follows something still to come has not
    ("20 support-replied\n20 11:00 customer-asked", []),
    ("20 13:00 support-replied\n20 customer-asked", ["SLA401 warning", "SLA401 warning"]),
    ("20 13:00 support-replied\n19 customer-asked", ["SLA401 warning"]),
]


@pytest.mark.parametrize(("story", "codes"), STORIES)
def test_stamps_that_leave_room(story: str, codes: list[str]) -> None:
    assert [code.removesuffix(" ?") for code in found(RESPONDED + story)] == codes


def test_what_would_settle_it() -> None:
    """The stamps that decide are named; where only two together do, both."""
    finding = only(f"{RESPONDED}10/20 customer-asked\n{TRIED}")
    assert finding.level is Level.WARNING
    assert finding.message.endswith("; perhaps: at of customer-asked (row 3) would settle it")
    either = audit(rows(f"{RESPONDED}10/20 customer-asked\n03 closed-unanswered"), now=NOW, tz="Europe/Warsaw")
    assert [one.at for one in either] == [None, None]
    assert all("at of customer-asked (row 3), at of closed-unanswered (row 4)" in one.message for one in either)


READINGS = f"10/20 12:00 customer-asked\n{TRIED.replace('12:00', '13:00')}"
ASKED_AGAIN = READINGS.replace("03 13:00", "10/30 12:00 customer-asked\n03 13:00", 1)


def test_two_weeks_are_a_matter_of_reading() -> None:
    """What the first reading forbids and another allows is disputable; what another alone forbids is a note."""
    note = only(RESPONDED + READINGS)
    assert (note.code, note.level, note.disputable) == ("SLA202", Level.NOTE, True)
    assert note.message.endswith("(only under the reading working-days)")
    other = replace(SMARTSTOCK, readings=(Reading.WORKING_DAYS, Reading.LITERAL))
    turned = only(RESPONDED + READINGS, other)
    assert (turned.code, turned.level, turned.disputable) == ("SLA202", Level.VIOLATION, True)
    assert found(RESPONDED + READINGS, replace(SMARTSTOCK, readings=(Reading.LITERAL,))) == []


def test_the_grace_of_another_contract() -> None:
    """Attempts enough and weeks enough, but not the time after the last of them."""
    patient = replace(SMARTSTOCK, readings=(Reading.LITERAL,), closure=ClosureRule(grace=Budget.parse("8h")))
    assert found(RESPONDED + READINGS, patient) == ["SLA202 violation"]
    anew = replace(SMARTSTOCK, readings=(Reading.LITERAL,), closure=ClosureRule(asking_restarts=True))
    assert found(RESPONDED + ASKED_AGAIN, anew) == ["SLA202 violation"]
    trail = judged(RESPONDED + ASKED_AGAIN, anew).trail
    assert trail is not None
    waits = [stay.wait.since_us for stay in trail.base.stays()]
    assert [(EPOCH + MICROSECOND * since).isoformat()[:10] for since in waits] == ["2026-10-20", "2026-10-30"]


def test_a_second_attempt_that_is_overdue() -> None:
    story = f"{RESPONDED}10/20 12:00 customer-asked\n03 15:00 contact-attempted"
    assert "attempt 2 to reach the customer could be made from 2026-11-03T15:00+01:00 on" in only(story).message


AGREED = "16 09:00 solution-proposed support\n16 10:00 solution-accepted customer\n"
ALONE = "16 09:00 solution-proposed support\n16 10:00 solution-rejected support\n"


@pytest.mark.parametrize(
    ("story", "codes"),
    [
        ("16 09:00 solution-proposed customer\n17 09:00 closed-unanswered", ["SLA201 violation"]),
        ("16 09:00 closed-unanswered", ["SLA201 violation"]),
        ("16 09:00 solution-accepted customer", ["SLA201 violation"]),
        ("16 09:00 solution-rejected customer", ["SLA406 warning"]),
        (f"{AGREED}17 09:00 support-replied", ["SLA406 warning"]),
        (f"{AGREED}17 09:00 closed", ["SLA406 warning"]),
        (f"{AGREED}17 09:00 solution-proposed customer", ["SLA209 note"]),
        (f"{ALONE}17 09:00 closed-unanswered", ["SLA201 violation", "SLA207 violation"]),
    ],
)
def test_closings_that_could_not_be(story: str, codes: list[str]) -> None:
    assert found(RESPONDED + story) == codes


def test_events_before_the_report() -> None:
    """They do not count; a report that lies ahead begins a ticket that runs."""
    story = "16 09:00 acknowledged\n16 10:00 reported 4\n16 11:00 work-started"
    assert found(story) == ["SLA405 warning"]
    assert judged(story).verdict == "running"
    ahead = "16 09:00 acknowledged\n21 10:00 reported 3"
    assert found(ahead) == ["SLA401 warning", "SLA405 warning"]
    assert judged(ahead).verdict == "running"


UNKNOWN = [
    ("16 09:00 reported 1\n18 responded", "at of responded"),
    ("16 09:00 reported 1\n16 10:00 acknowledged\n18 work-started", "at of work-started"),
    ("16 reported 1\n18 10:00 responded", "at of reported"),
    ("16 09:00 reported 1\n16 10:00 closed", "responded"),
    ("16 09:00 reported 1\n16 10:00 acknowledged\n16 11:00 closed", "work-started"),
    ("16 09:00 reported 1\n16 10:00 work-started\n18 closed", "acknowledged, at of closed"),
    ("16 09:00 reported 1\n18 severity-changed 5\n19 09:00 responded", "at of severity-changed"),
]


@pytest.mark.parametrize(("story", "field"), UNKNOWN)
def test_what_would_settle_a_verdict(story: str, field: str) -> None:
    unknown = judged(story).unknown
    assert unknown is not None
    assert unknown.field == field


def test_a_severity_that_may_have_been_changed_too_late() -> None:
    """UNKNOWN where it may have been, BREACHED where it surely was, whatever comes after."""
    vague = judged("16 09:00 reported 1\n18 severity-changed 5\n19 09:00 responded")
    assert vague.unknown is not None
    assert vague.unknown.met_if == "severity 1 was changed at or before 2026-11-18T09:00+01:00"
    assert vague.unknown.breached_if == "severity 1 was changed after 2026-11-18T09:00+01:00"
    late = "16 09:00 reported 1\n19 severity-changed 5\n20 09:00 responded"
    assert judged(late).verdict == "breached"
    assert (
        "for severity 1, in force until 2026-11-19"
        in only("16 09:00 reported 1\n19 severity-changed 5\n20 09:00 responded").message
    )
    worse = judged("02 09:00 reported 2\n05 severity-changed 1\n19 09:00 responded")
    assert worse.verdict == "breached"
    assert worse.missed is None
    both = judged("16 reported 1\n18 severity-changed 5\n19 09:00 responded")
    assert both.unknown is not None
    assert both.unknown.field == "at of severity-changed, at of reported"


def test_a_budget_that_counts_from_the_change() -> None:
    from_change = replace(SMARTSTOCK, severity_change=SeverityChange.FROM_CHANGE)
    story = "16 09:00 reported 3\n18 severity-changed 1\n20 10:00 responded"
    assert judged(story, from_change).verdict == "unknown"
    unknown = judged(story, from_change).unknown
    assert unknown is not None
    assert unknown.field == "at of severity-changed"


def test_a_change_of_severity_that_a_reading_disputes() -> None:
    """Four days end on the 20th at 9:00 under one reading and on the 20th at 17:00 under the other."""
    story = "16 09:00 reported 3\n20 10:00 severity-changed 2\n20 10:00 responded"
    judgement = judged(story, now=datetime.fromisoformat("2026-11-25T12:00+01:00"))
    assert judgement.verdict == "breached"
    assert not judged("16 09:00 reported 5\n16 10:00 severity-changed 4\n16 11:00 responded").disputable
    assert judged("16 09:30 reported 3\n20 10:00 severity-changed 5\n20 10:00 responded").disputable
