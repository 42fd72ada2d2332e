"""Stories: every event of a ticket with what it did, its waits, its verdict under each reading, and what rules find."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import Act, SlacalTypeError, Verdict, check
from slacal.audit.checker import Checker
from slacal.audit.judgement import Judgement
from slacal.audit.rejected import Rejected
from slacal.audit.rules import findings_of, findings_of_trail
from slacal.audit.story import Story
from slacal.audit.story_words import ACTS, WORDS
from slacal.ticket.lifecycle import TicketState
from slacal.worktime.instants import read_zone

from .logs import DEFECTS, write
from .logs import NOW as WRITTEN_NOW
from .rows import NOW, judge
from .test_trail import rows

if TYPE_CHECKING:
    from random import Random

    from slacal.audit.trail import Trail
    from slacal.worktime.language import Language


def told(log: list[dict[str, object]], now: datetime = NOW) -> Judgement | Trail:
    checker = Checker(judge(now), tz=read_zone("Europe/Warsaw"))
    assert not list(checker.rows(log))
    found = checker.told(str(log[0]["ticket"]))
    assert found is not None
    assert not isinstance(found, Rejected)
    return found


def parts(story: str) -> dict[str, list[str]]:
    """The lines of each part, by its title; the head has none."""
    found: dict[str, list[str]] = {"": []}
    title = ""
    for line in story.splitlines():
        if line.isupper() and not line.startswith(" "):
            title = line
        found.setdefault(title, []).append(line.strip())
    return found


def did(story: str, language: Language = "en") -> list[str]:
    """What each event did, with marks, without when and what."""
    text = Story(told(rows(story)), language).text()
    lines = parts(text)[WORDS[language]["events"]][1:-1]
    return [line.split("  ")[-1].strip() for line in lines]


WHOLE = """\
T: response MET
severity 3 (Degraded)
Smartstock standard support, as of Fri 20 Nov 2026 12:00 (Europe/Warsaw)

EVENTS
  Thu 1 Oct 2026 09:20   reported           severity 3 (Degraded); the time counts from here
  Thu 1 Oct 2026 11:00   responded          response complete, after 1 h 40 min of working time
  Fri 2 Oct 2026 09:00   customer-asked     support waits, until Fri 16 Oct 2026 09:00; with the customer
                                            ! SLA205 warning
  Thu 22 Oct 2026 10:00  contact-attempted  attempt 1 of 2 that counts
  Thu 22 Oct 2026 14:00  contact-attempted  attempt 2 of 2 that counts
  Fri 23 Oct 2026 09:00  closed-unanswered  closed, the customer stayed silent
  Mon 26 Oct 2026 08:00  customer-replied   changes nothing
                                            ! SLA209 note

WAITS
  Fri 2 Oct 2026 09:00 – Fri 23 Oct 2026 09:00: ended by closed-unanswered
    silence was to last until Fri 16 Oct 2026 09:00; attempts that count: 2 of 2

RESPONSE
  used 1 h 40 min of 32 h of working time

Response to a problem of severity 3 (Degraded): within 4 days (clause 5.3).
"""
READINGS = """
READINGS
                              due                   last on time
  literal       response MET  Wed 7 Oct 2026 09:20  Wed 7 Oct 2026 09:20
  working-days  response MET  Wed 7 Oct 2026 17:00  Thu 8 Oct 2026 09:00

FINDINGS
  SLA205 warning, clause 3b
    attempt 1 to reach the customer could be made from 2026-10-16T09:00+02:00 on; none that counts within
    a working day (33h of working time until 2026-10-22T10:00+02:00)
  SLA209 note, clause 3a, 3b
    customer-replied 2026-10-26T08:00+01:00, after closing: no ticket here names this one as what it
    follows"""
SILENT = """
10/01 09:20 reported 3
10/01 11:00 responded
10/02 09:00 customer-asked
10/22 10:00 contact-attempted
10/22 14:00 contact-attempted
10/23 09:00 closed-unanswered
10/26 08:00 customer-replied
"""


def test_a_story_as_a_whole() -> None:
    text = Story(told(rows(SILENT))).text()
    assert text.startswith(WHOLE)
    assert text.endswith(READINGS)
    ledger = text.removeprefix(WHOLE).removesuffix(READINGS)
    assert "Working time granted: 32 h\nDue: Wed 7 Oct 2026 09:20\n" in ledger


def test_a_story_in_polish() -> None:
    text = Story(told(rows(SILENT)), "pl").text()
    assert text.startswith("T: reakcja W TERMINIE\nwaga 3 (")
    assert "potwierdzenie" not in text
    assert "próba kontaktu             próba 1 z 2, liczy się" in text
    assert "! SLA205 warning" in text
    assert list(parts(text)) == ["", *(WORDS["pl"][part] for part in PARTS)]
    with pytest.raises(SlacalTypeError, match="'pl' or 'en'"):
        Story(told(rows(SILENT)), "de")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


PARTS = ("events", "waits", "response", "readings", "findings")

DEEDS = [
    ("10/01 09:00 reported 3\n10/01 10:00 acknowledged", "first half of the response: confirmed"),
    ("10/01 09:00 reported 3\n10/01 10:00 work-started", "first half of the response: work started"),
    ("10/01 09:00 reported 3\n10/01 10:00 support-replied", "noted"),
    ("10/01 09:00 reported 3\n10/01 10:00 severity-changed 1", "3 (Degraded) → 1 (Outage)"),
    ("10/01 09:00 reported 3\n10/01 responded", "response complete"),
    ("10/01 09:00 reported 3 e1\n10/01 09:00 reported 3 e1", "known already, counts once"),
    ("10/01 09:00 reported 3\n10/02 09:00 solution-accepted customer", "changes nothing"),
    (
        "10/01 09:00 reported 3\n10/02 09:00 customer-asked\n10/05 09:00 contact-attempted",
        "does not count: the customer has until Fri 16 Oct 2026 09:00",
    ),
    (
        "10/01 09:00 reported 3\n10/02 09:00 customer-asked\n10/05 09:00 customer-replied",
        "a signal: the wait is over; with support",
    ),
    (
        "10/01 09:00 reported 3\n10/05 09:00 solution-proposed support\n10/06 09:00 customer-replied",
        "a signal: the wait is over; the customer is to decide",
    ),
    (
        "10/01 09:00 reported 3\n10/02 09:00 solution-proposed customer",
        "support is to decide on the customer's proposal",
    ),
    ("10/01 09:00 reported 3\n10/02 09:00 closed", "closed, nobody says why"),
    ("10/01 09:00 reported 3\n21 09:00 support-replied", "not yet happened"),
]


@pytest.mark.parametrize(("story", "deed"), DEEDS)
def test_what_an_event_did(story: str, deed: str) -> None:
    assert [line for line in did(story) if not line.startswith("!")][-1] == deed


def test_a_ticket_without_a_report() -> None:
    """It has events and findings, and nothing else."""
    text = Story(told(rows("16 09:00 acknowledged\n16 10:00 responded"))).text()
    assert text.startswith("T: no report, no verdict\nSmartstock standard support, as of")
    assert [line.split("  ")[-1].strip() for line in parts(text)["EVENTS"][1:-1]] == [
        "changes nothing",
        "! SLA405 warning",
        "changes nothing",
    ]
    assert list(parts(text)) == ["", "EVENTS", "FINDINGS"]


def test_a_wait_that_goes_on() -> None:
    text = Story(told(rows("10/01 09:00 reported 3\n10/01 10:00 responded\n18 09:00 customer-asked"))).text()
    assert parts(text)["WAITS"][1:3] == [
        "Wed 18 Nov 2026 09:00 – Fri 20 Nov 2026 12:00: goes on",
        "silence was to last until Wed 2 Dec 2026 09:00",
    ]


def test_a_doubt() -> None:
    """What would make it met, what breached, and what would settle it; a stamp that is not exact stands as it is."""
    text = Story(told(rows("16 09:00 reported 1\n18 responded"))).text()
    assert text.startswith("T: response UNKNOWN\n")
    assert parts(text)["RESPONSE"][1:4] == [
        "met if the response came at or before 2026-11-18T09:00+01:00",
        "breached if the response came after 2026-11-18T09:00+01:00",
        "would be settled by: at of responded",
    ]
    assert parts(text)["EVENTS"][2].split("  ")[0] == "2026-11-18"
    closed = Story(told(rows("19 09:00 reported 1\n19 10:00 closed"))).text()
    assert parts(closed)["RESPONSE"][2] == "never breached"
    vague = Story(told(rows("16 reported 1\n18 10:00 responded"))).text()
    assert "Working time granted" not in vague
    assert parts(vague)["READINGS"][2].endswith("response UNKNOWN  ?    ?")


def test_a_breach_of_an_earlier_severity() -> None:
    """The promise that was missed is told, not the one in force at the response."""
    text = Story(told(rows("16 09:00 reported 1\n19 severity-changed 5\n20 09:00 responded"))).text()
    assert "Response to a problem of severity 1 (Outage): within 16 h (clause 5.1)." in text


def test_what_another_reading_turns_around() -> None:
    """In the head, and at the finding."""
    text = Story(told(rows("02 10:00 reported 3\n06 11:00 responded"))).text()
    assert text.startswith("T: response BREACHED, disputable\n")
    assert "  literal       response BREACHED  " in text
    assert "  working-days  response MET       " in text
    assert "  SLA101 breach, clause 5, disputable" in text


def test_the_story_of_a_row() -> None:
    """Its stamps, by column; what lies ahead has not happened."""
    row: dict[str, object] = {
        "ticket": "T",
        "severity": 1,
        "reported_at": "2026-11-19T09:00+01:00",
        "acknowledged_at": "2026-11-19T10:00+01:00",
        "started_at": "2026-11-20T13:00+01:00",
    }
    text = Story(check([row], now=NOW).tickets[0]).text()
    assert parts(text)["EVENTS"][1:-1] == [
        "Thu 19 Nov 2026 09:00  reported_at",
        "Thu 19 Nov 2026 10:00  acknowledged_at",
        "Fri 20 Nov 2026 13:00  started_at       not yet happened",
    ]
    assert "WAITS" not in parts(text)
    assert parts(text)["FINDINGS"][1] == "SLA401 warning"
    ahead = check([row], now=datetime.fromisoformat("2026-11-19T08:00+01:00")).tickets[0]
    assert len(parts(Story(ahead).text())["EVENTS"]) == 5


def test_a_reading_that_has_no_answer() -> None:
    """Four days from a Monday on end on the last Friday that the calendar knows, or at its end, which it does not."""
    now = datetime.fromisoformat("2100-12-28T12:00+01:00")
    log: list[dict[str, object]] = [
        {"ticket": "T", "at": "2100-12-27T09:00+01:00", "event": "reported", "severity": 3},
    ]
    text = Story(told(log, now)).text()
    assert text.startswith("T: response RUNNING\n")
    assert [line.split(" ")[0] for line in parts(text)["READINGS"][2:]] == ["literal", ""]


@pytest.mark.parametrize("code", DEFECTS)
@given(dice=st.randoms(use_true_random=False))
def test_the_story_tells_all_events_and_findings(code: str, dice: Random) -> None:
    """In the order of the log, and as the rules find them."""
    end, injure = DEFECTS[code]
    plot = write(dice, "T", end)
    injure(plot, dice)
    found = told(plot.rows, WRITTEN_NOW)
    text = Story(found).text()
    marks = ("!", "silence")
    names = [line.split("  ") for line in parts(text)["EVENTS"][1:] if line and not line.startswith(marks)]
    acts = [name.strip() for line in names for name in line if name.strip() in set(map(str, Act))]
    expected = [f"{row['event']} by {row['by']}" if "by" in row else row["event"] for row in plot.rows]
    trail = found.trail if isinstance(found, Judgement) else found
    assert trail is not None
    assert acts == expected
    findings = findings_of(found) if isinstance(found, Judgement) else list(findings_of_trail(found))
    told_codes = [line.split(" ")[0] for line in parts(text)["FINDINGS"] if line.startswith("SLA")]
    assert told_codes == [finding.code for finding in findings]
    assert code in told_codes


def test_there_are_words_for_everything() -> None:
    assert WORDS["en"].keys() == WORDS["pl"].keys()
    assert {state.value for state in TicketState} | {verdict.value for verdict in Verdict} <= WORDS["en"].keys()
    for words in ACTS.values():
        assert set(words) == set(Act)
        assert len(set(words.values())) == len(Act)
