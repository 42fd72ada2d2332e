"""A contract in words: budgets and readings, the brief, and the explanation of a deadline."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slacal import SMARTSTOCK, Budget, ClosureRule, Contract, Reading, SlacalTypeError, Terms, WorkingCalendar
from slacal.contract.brief import brief
from slacal.contract.explanation import budget_ends_us, explain_budget
from slacal.contract.reading import DAYS, WEEKS
from slacal.contract.wording import DAY_WORDS, WEEK_WORDS, budget_words, read_words, weeks_words, within_words
from slacal.contract.write import pinned
from slacal.worktime.instants import to_us
from slacal.worktime.language import LANGUAGES
from tests.contract.test_file import FULL

WARSAW = ZoneInfo("Europe/Warsaw")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def test_every_rule_has_its_sentence() -> None:
    for language in LANGUAGES:
        assert set(DAY_WORDS[language]) == set(DAYS)
        assert set(WEEK_WORDS[language]) == set(WEEKS)
        assert not any(reading.name in read_words(reading, language) for reading in Reading.named()[1:])


@pytest.mark.parametrize(
    ("budget", "english", "polish"),
    [
        ("16h", "16 h", "16 h"),
        ("1d", "1 day", "1 dzień"),
        ("14d", "14 days", "14 dni"),
        ("2w 1d 30m", "2 weeks 1 day 30 min", "2 tygodnie 1 dzień 30 min"),
        ("0h", "0 h", "0 h"),
    ],
)
def test_budgets(budget: str, english: str, polish: str) -> None:
    assert (budget_words(Budget.parse(budget)), budget_words(Budget.parse(budget), "pl")) == (english, polish)


def test_polish_has_another_case_behind_within() -> None:
    """It says "w ciągu 1 dnia", though a budget is "1 dzień"."""
    budgets = [Budget.parse(text) for text in ("1d", "1d 4h", "2d", "16h")]
    assert [within_words(budget, "pl") for budget in budgets] == ["1 dnia", "1 dnia 4 h", "2 dni", "16 h"]
    assert [within_words(budget) for budget in budgets] == [budget_words(budget) for budget in budgets]
    contract = replace(
        SMARTSTOCK, severities={1: budgets[1]}, terms={1: Terms(name="pilne", resolution=budgets[0])}, version=""
    )
    assert "w ciągu 1 dnia 4 h." in contract.explain(at("2026-11-10 16:30"), 1).text("pl")
    assert "  1  pilne  1 dzień 4 h, rozwiązanie w ciągu 1 dnia\n" in brief(contract, "pl")


def test_without_attempts_nothing_is_said_of_them() -> None:
    """The grace counts from the end of the wait then."""
    rule = ClosureRule(weeks=3, attempts=0, spacing=Budget.parse("1d"), grace=Budget.parse("4h"))
    told = brief(replace(SMARTSTOCK, closure=rule))
    assert "  after 3 weeks of silence\n  not before 4 h after that\n\n" in told
    told = brief(replace(SMARTSTOCK, closure=rule), "pl")
    assert "  gdy klient milczy przez 3 tygodnie\n  nie wcześniej niż 4 h potem\n\n" in told


def test_polish_weeks() -> None:
    assert [weeks_words(number, "pl").split()[1] for number in (1, 2, 4, 5, 12, 14, 21, 22, 112)] == [
        "tydzień", "tygodnie", "tygodnie", "tygodni", "tygodni", "tygodni", "tygodni", "tygodnie", "tygodni",
    ]  # fmt: skip
    assert [weeks_words(number) for number in (1, 2)] == ["1 week", "2 weeks"]


BRIEF = """\
Smartstock standard support, version 1

On duty (clause 5):
  Mon-Fri 09:00-17:00, by the clock of Europe/Warsaw
  not on public holidays of PL

Response (clause 5):
  1  Outage          16 h (clause 5.1)
                     The product cannot be used, there is no way around it, and many users are held up.
  2  Component down  24 h (clause 5.2)
                     A part of the product has stopped working, and daily business clearly suffers.
  3  Degraded        4 days (clause 5.3)
                     A part behaves other than documented; there is another way, and the harm is medium at most.
  4  Question        7 days (clause 5.4)
                     Somebody asks what the product can do, or what its documentation means.
  5  Suggestion      14 days (clause 5.5)
                     An idea for improvement, or a question about something the product does not do yet.

Read as:
  1. literal: A day is 8 h of working time, counted on from the report. \
A week ends at the same time of day seven days later.
  2. working-days: The day of the report is not counted; the time ends with the last working day. \
A week ends with the day of the same name (Civil Code art. 112, 115).

Closing without an answer (clause 3b):
  after 2 weeks of silence, and 2 attempts to reach the customer

When a severity changes: its budget counts from the report

Warnings: at 50, 75, 90 % of a budget"""


def test_the_shipped_contract_in_brief() -> None:
    assert brief(SMARTSTOCK) == BRIEF
    polish = brief(SMARTSTOCK, "pl").splitlines()
    for line in (
        "  pon.-pt. 09:00-17:00, według zegara Europe/Warsaw",
        "  1  Awaria             16 h (pkt 5.1)",
        "Ostrzeżenia: po 50, 75, 90 % czasu",
    ):
        assert line in polish
    assert "  co roku 31 grudnia: bez dyżuru" in brief(Contract.from_toml(FULL), "pl").splitlines()
    silent = replace(SMARTSTOCK, thresholds=())
    assert "Warnings" not in brief(silent)
    with pytest.raises(SlacalTypeError):
        brief(SMARTSTOCK, "de")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_everything_a_contract_may_say_is_in_its_brief() -> None:
    text = brief(Contract.from_toml(FULL))
    for line in (
        "for reports from Thu 1 Jan 2026 on",
        "  on Sat 2 May 2026: 10:00-14:00",
        "  on Fri 15 May 2026: off duty",
        "  every 31 Dec: off duty",
        "  every 30 Dec: 08:00-12:00",
        "  not from Mon 4 May 2026 10:00 to Mon 4 May 2026 11:00",
        "  1  Critical  30 min, solved within 8 h (§ 4 (1))",
        "               Nothing works.",
        "               on duty: 24/7, by the clock of Europe/Berlin; a day is 24 h",
        "  4  4         10 days",
        "  after 3 weeks of silence, and 1 attempt to reach the customer",
        "  attempts at least 1 day apart",
        "  not before 4 h after the last attempt",
        "  asking again begins the wait anew",
        "When a severity changes: its budget counts from the change",
        "Warnings: at 80, 100 % of a budget",
    ):
        assert line in text.splitlines(), line
    assert "  not on the holidays written down for 2025 to 2027" in brief(pinned(SMARTSTOCK, 2025, 2027))
    calendar = WorkingCalendar(holidays=[at("2026-05-01").date()], breaks=[(at("2026-05-04 12:00"), at("2026-05-05"))])
    other = brief(Contract(name="x", calendar=calendar, severities={1: Budget(days=1)}))
    assert "  not on the holidays listed\n  not from Mon 4 May 2026 12:00 to Mon 4 May 2026 24:00\n" in other


def test_what_a_day_is_worth_is_said_of_a_severity_only_where_it_differs() -> None:
    own = WorkingCalendar("Mon-Sat 08:00-16:00", holidays=None)
    ours = Contract(
        name="x", calendar=WorkingCalendar(), severities={1: Budget(days=1)}, terms={1: Terms(calendar=own)}
    )
    assert brief(ours).splitlines()[7:9] == [
        "  1  1  1 day",
        "        on duty: Mon-Sat 08:00-16:00, by the clock of Europe/Warsaw",
    ]


# -- why a response is due when it is --------------------------------------------------------------------------------


def test_an_explanation_in_english() -> None:
    text = SMARTSTOCK.explain(at("2026-11-10 16:30"), "degraded", Reading.CIVIL_CODE).text()
    assert text.splitlines()[:7] == [
        "Smartstock standard support",
        "Response to a problem of severity 3 (Degraded): within 4 days (clause 5.3).",
        "Read by the Civil Code. Days of the calendar: that of the report is not counted, the last one ends at 24:00 "
        "(Civil Code art. 111), and is moved off Saturdays and days off by law (art. 115).",
        "",
        "Start: Tue 10 Nov 2026 16:30 (Europe/Warsaw)",
        "Working time granted: 24 h 30 min",
        "Due: Mon 16 Nov 2026 24:00",
    ]


def test_an_explanation_in_polish() -> None:
    """Hours are read alike by all, so that nothing is said of the reading."""
    explanation = SMARTSTOCK.explain(at("2026-11-10 16:30"), 1)
    assert explanation.text("pl").splitlines()[:4] == [
        "Smartstock standard support",
        "Reakcja na problem o wadze 1 (Awaria): w ciągu 16 h (pkt 5.1).",
        "",
        "Początek: wt. 10 listopada 2026 16:30 (Europe/Warsaw)",
    ]
    assert "| od | do | liczy się |" in explanation.markdown("pl")


def test_an_explanation_as_markdown() -> None:
    """Paragraphs, and nothing in a name that Markdown would take for itself."""
    odd = replace(SMARTSTOCK, name="*<b>* [x](y)")
    assert odd.explain(at("2026-11-10 16:30"), 3).markdown().splitlines()[:6] == [
        r"**\*\<b\>\* \[x\](y)**",
        "",
        "Response to a problem of severity 3 (Degraded): within 4 days (clause 5.3).",
        "",
        "Read literally. A day is 8 h of working time, counted on from the report.",
        "",
    ]


def test_a_contract_without_labels_and_clauses() -> None:
    ours = Contract(name="x", calendar=WorkingCalendar(), severities={1: Budget(days=1)})
    explanation = ours.explain(at("2026-11-10 16:30"), 1)
    assert explanation.text().splitlines()[1] == "Response to a problem of severity 1: within 1 day."
    data = json.loads(json.dumps(explanation.to_dict()))
    assert (data["reading"], data["budget"], data["clause"], data["severity"]) == ("literal", "1d", None, 1)
    assert data["due"] == "2026-11-12T16:30:00+01:00"


def test_an_explanation_is_on_the_hours_of_the_severity() -> None:
    """And a day is what it is on them: around the clock, the next holiday counts as well."""
    terms = {1: Terms(calendar=WorkingCalendar("24/7", holidays=None))}
    ours = Contract(name="x", calendar=WorkingCalendar(), severities={1: Budget(days=1)}, terms=terms)
    explanation = ours.explain(at("2026-11-10 16:30"), 1)
    assert (
        "Read literally. A day is 24 h of working time, counted on from the report." in explanation.text().splitlines()
    )
    assert [(stretch.start, stretch.end, stretch.counted) for stretch in explanation.ledger.stretches] == [
        (at("2026-11-10 16:30"), at("2026-11-11 16:30"), timedelta(hours=24))
    ]


@pytest.mark.parametrize("reading", Reading.named(), ids=str)
@pytest.mark.parametrize("severity", [1, 3, 5])
def test_an_explanation_adds_up(reading: Reading, severity: int) -> None:
    reported = at("2025-12-19 12:34:56")
    explanation = SMARTSTOCK.explain(reported, severity, reading)
    deadline = SMARTSTOCK.response_deadline(reported, severity, reading)
    assert (explanation.ledger.due, explanation.ledger.last_on_time) == deadline
    budget_us = SMARTSTOCK.response_budget_us(to_us(reported), severity, reading)
    assert explanation.ledger.budget.total_seconds() * 1_000_000 == budget_us


@pytest.mark.parametrize("reading", Reading.named(), ids=str)
@pytest.mark.parametrize("severity", [1, 3, 5])
def test_a_budget_ends_where_that_of_a_severity_does(reading: Reading, severity: int) -> None:
    """It is counted on the same hours, and explained by the same ledger; what is left out is the promise."""
    reported, budget = at("2025-12-19 12:34:56"), SMARTSTOCK.budget(severity)
    explanation = explain_budget(SMARTSTOCK, reported, budget, reading)
    assert explanation.ledger == SMARTSTOCK.explain(reported, severity, reading).ledger
    ends_us = SMARTSTOCK.response_deadline_us(to_us(reported), severity, reading)
    assert budget_ends_us(SMARTSTOCK, to_us(reported), budget, reading) == ends_us
    assert (explanation.severity, explanation.clause, explanation.budget) == (None, None, budget)
