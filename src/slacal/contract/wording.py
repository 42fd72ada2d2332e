"""Wording: budgets and readings in words, in Polish and English.

Invariant: every day rule, every week rule and every reading that slacal names has its words in both languages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.worktime.instants import MICROSECOND
from slacal.worktime.language import length
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from slacal.contract.budget import Budget
    from slacal.contract.contract import Contract
    from slacal.contract.reading import Day, Reading, Week
    from slacal.worktime.language import Language

__all__ = [
    "DAY_WORDS",
    "WEEK_WORDS",
    "budget_words",
    "clause_words",
    "read_words",
    "reading_words",
    "severities_words",
    "severity_words",
    "weeks_words",
    "within_words",
]

DAY_WORDS: Mapping[Language, Mapping[Day, str]] = {
    "en": {
        "working-time": "A day is {day} of working time, counted on from the report.",
        "working-day": "The day of the report is not counted; the time ends with the last working day.",
        "calendar-day": "Days of the calendar: that of the report is not counted, the last one ends at 24:00 "
        "(Civil Code art. 111), and is moved off Saturdays and days off by law (art. 115).",
    },
    "pl": {
        "working-time": "Dzień to {day} czasu pracy, liczone od chwili zgłoszenia.",
        "working-day": "Dnia zgłoszenia się nie liczy; czas kończy się z ostatnim dniem roboczym.",
        "calendar-day": "Dni kalendarzowe: dnia zgłoszenia się nie liczy, ostatni kończy się o 24:00 (art. 111 k.c.), "
        "a przypadający w sobotę lub dzień wolny przesuwa się dalej (art. 115 k.c.).",
    },
}

WEEK_WORDS: Mapping[Language, Mapping[Week, str]] = {
    "en": {
        "same-time": "A week ends at the same time of day seven days later.",
        "same-day": "A week ends with the day of the same name (Civil Code art. 112, 115).",
    },
    "pl": {
        "same-time": "Tydzień kończy się o tej samej porze siedem dni później.",
        "same-day": "Tydzień kończy się z upływem dnia o tej samej nazwie (art. 112 i 115 k.c.).",
    },
}


_READ_AS: Mapping[Language, Mapping[str, str]] = {
    "en": {"literal": "literally", "working-days": "in working days", "civil-code": "by the Civil Code"},
    "pl": {"literal": "dosłownie", "working-days": "w dniach roboczych", "civil-code": "według Kodeksu cywilnego"},
}
_OTHERWISE: Mapping[Language, str] = {"en": "as {name}", "pl": "według: {name}"}


def read_words(reading: Reading, language: Language = "en") -> str:
    """How the contract is read, to be put behind a verb, for people who do not know the readings' names.

    >>> from slacal import Reading
    >>> read_words(Reading.LITERAL), read_words(Reading.CIVIL_CODE, "pl"), read_words(Reading("ours"))
    ('literally', 'według Kodeksu cywilnego', 'as ours')
    """
    return _READ_AS[language].get(reading.name) or _OTHERWISE[language].format(name=clean(reading.name))


def severity_words(severity: int, label: str) -> str:
    """A severity by its number, and by what people call it where that is more than the number.

    >>> severity_words(3, "Degraded"), severity_words(3, "3")
    ('3 (Degraded)', '3')
    """
    return str(severity) if label == str(severity) else f"{severity} ({clean(label)})"


def severities_words(contract: Contract) -> str:
    """The severities a contract knows, as numbers and as names.

    >>> from slacal import SMARTSTOCK
    >>> severities_words(SMARTSTOCK)
    '1 to 5 or one of outage, component-down, degraded, question, suggestion'
    """
    keys = sorted(contract.severities)
    listed = ", ".join(str(int(key)) for key in keys)
    numbers = f"{keys[0]} to {keys[-1]}" if len(keys) == keys[-1] - keys[0] + 1 > 1 else listed
    names = [name for name in map(contract.severity_name, contract.severities) if not name.isdecimal()]
    return f"{numbers} or one of {', '.join(names)}" if names else f"one of {listed}"


def clause_words(clause: str | None, language: Language = "en") -> str:
    """Where the text says so, to be put behind a sentence; nothing where that is not known.

    >>> clause_words("5.3"), clause_words("5.3", "pl"), clause_words("§ 4"), clause_words(None)
    (' (clause 5.3)', ' (pkt 5.3)', ' (§ 4)', '')
    """
    if not clause:
        return ""
    kind = {"en": "clause ", "pl": "pkt "}[language] if clause[0].isalnum() else ""
    return f" ({kind}{clean(clause)})"


def reading_words(reading: Reading, hours_per_day: timedelta, language: Language = "en") -> str:
    """What a reading takes a day and a week to be."""
    day = length(hours_per_day // MICROSECOND, language)
    return f"{DAY_WORDS[language][reading.day].format(day=day)} {WEEK_WORDS[language][reading.week]}"


def budget_words(budget: Budget, language: Language = "en") -> str:
    """A budget in words.

    >>> from slacal import Budget
    >>> budget_words(Budget.parse("4d")), budget_words(Budget.parse("1d 4h"), "pl"), budget_words(Budget(days=7), "pl")
    ('4 days', '1 dzień 4 h', '7 dni')
    """
    parts = [weeks_words(budget.weeks, language)] if budget.weeks else []
    parts += [_days_words(budget.days, language)] if budget.days else []
    if budget.time or not parts:
        parts.append(length(budget.time // MICROSECOND, language))
    return " ".join(parts)


def within_words(budget: Budget, language: Language = "en") -> str:
    """A budget of hours and days in words, to be put behind "within", which asks for another case in Polish.

    >>> from slacal import Budget
    >>> within_words(Budget.parse("1d 4h"), "pl"), within_words(Budget.parse("4d"), "pl"), within_words(Budget(days=1))
    ('1 dnia 4 h', '4 dni', '1 day')
    """
    return budget_words(budget, language).replace("dzień", "dnia")


def _days_words(number: int, language: Language = "en") -> str:
    """So many days."""
    if language == "pl":
        return f"{number} {'dzień' if number == 1 else 'dni'}"
    return f"{number} {'day' if number == 1 else 'days'}"


def weeks_words(number: int, language: Language = "en") -> str:
    """So many weeks; Polish has three forms of them."""
    if language == "en":
        return f"{number} {'week' if number == 1 else 'weeks'}"
    if number == 1:
        return "1 tydzień"
    few = 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14
    return f"{number} {'tygodnie' if few else 'tygodni'}"
