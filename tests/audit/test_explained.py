"""What a story says of a promise: one answer, whatever the ticket's severity was and however exact its stamps are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from slacal import SMARTSTOCK, Contract, SeverityChange, check
from slacal.audit.story import Story

from .test_trail import NOW, judged, rows


def lines(story: str, contract: Contract = SMARTSTOCK, language: str = "en") -> list[str]:
    judgement = judged(story, contract)
    return Story(judgement, "pl" if language == "pl" else "en").text().splitlines()


def test_a_missed_promise_is_the_one_told_of() -> None:
    """Raised and lowered again: 15 hours too late for the outage it was, not early for the suggestion it became."""
    told = lines("16 09:00 reported 1\n18 16:00 severity-changed 5\n19 16:00 responded")
    assert "  used 31 h of 16 h of working time" in told
    assert "Due: Tue 17 Nov 2026 17:00" in told
    readings = told[told.index("READINGS") + 2 : told.index("READINGS") + 4]
    assert readings == [
        "  literal       response BREACHED  Tue 17 Nov 2026 17:00  Wed 18 Nov 2026 09:00",
        "  working-days  response BREACHED  Tue 17 Nov 2026 17:00  Wed 18 Nov 2026 09:00",
    ]
    assert not any("Dec 2026" in line for line in told)


def test_a_missed_budget_is_the_one_used_up() -> None:
    """At most 100 % of a budget means in time, whatever severity a ticket came to have."""
    log = rows("16 09:00 reported 1\n18 16:00 severity-changed 5\n19 16:00 responded")
    summary = check(log, now=NOW, tz="Europe/Warsaw").summary
    assert summary.total.breached == 1
    assert summary.usage.percentile(50) == 193.8  # 31 of 16 hours, not 27.7 % of 112
    assert summary.usage_by_severity[5].tickets == 1
    change = replace(SMARTSTOCK, severity_change=SeverityChange.FROM_CHANGE)
    summary = check(rows(OPEN), change, now=NOW, tz="Europe/Warsaw").summary
    assert (summary.total.breached, summary.usage.tickets) == (1, 0)


OPEN = "02 09:00 reported 5\n03 severity-changed 1\n16 09:00 severity-changed 5\n17 09:00 responded"


@pytest.mark.parametrize(
    ("story", "due"),
    [
        # two working days from 09:00 or, at the end of the day, from the next opening
        ("16 reported 1\n17 10:00 responded", "Tue 17 Nov 2026 17:00 – Wed 18 Nov 2026 17:00"),
        ("16 reported 1\n18 10:00 responded", "Tue 17 Nov 2026 17:00 – Wed 18 Nov 2026 17:00"),
        ("15 reported 1\n17 10:00 responded", "Tue 17 Nov 2026 17:00"),  # a Sunday, on which no time passes
    ],
)
def test_a_report_without_a_time_is_due_between_two_instants(story: str, due: str) -> None:
    assert f"  due {due} (since when the time counts is not exact)" in lines(story)
    assert any(line.startswith("  termin: ") for line in lines(story, language="pl"))


def test_what_is_used_is_told_where_it_is_known() -> None:
    assert "  used 9 h of 16 h of working time" in lines("15 reported 1\n17 10:00 responded")


def test_a_missed_promise_of_which_the_beginning_is_open() -> None:
    """Where the budget counts from the change, and the change has no time, no other deadline is told."""
    contract = replace(SMARTSTOCK, severity_change=SeverityChange.FROM_CHANGE)
    told = lines(OPEN, contract)
    assert told[0] == "T: response BREACHED"
    assert "  literal       response BREACHED  ?    ?" in told
    assert "  due Wed 4 Nov 2026 17:00 – Thu 5 Nov 2026 17:00 (since when the time counts is not exact)" in told
    assert not any(line.startswith("  used ") for line in told)


def test_the_same_severity_again_is_no_change() -> None:
    told = lines("16 09:00 reported 1\n16 09:01 severity-changed 1\n16 09:02 responded")
    assert any(line.endswith("severity-changed  noted") for line in told)


def test_a_story_is_as_of_a_second() -> None:
    now = datetime(2026, 11, 20, 12, 0, 5, 123456, tzinfo=ZoneInfo("Europe/Warsaw"))
    (judgement,) = check(rows("16 09:00 reported 1"), now=now, tz="Europe/Warsaw").tickets
    assert Story(judgement).text().splitlines()[2].endswith("as of Fri 20 Nov 2026 12:00:05 (Europe/Warsaw)")
