"""Severities: the shipped contract's five classes of problem (clauses 5.1 to 5.5), the gravest first.

Invariant: every severity has one row with its budget, labels and definitions. The shipped contract's file says them
again, as any contract does, and says the same.
Law: `Severity.parse` reads back every number, name and label of every severity.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from slacal.contract.budget import Budget
from slacal.errors import SeverityError, SlacalTypeError
from slacal.worktime.language import checked_language
from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from slacal.worktime.language import Language

__all__ = ["Severity", "severity_key"]


_BETWEEN_WORDS = re.compile(r"[\s_-]+")


class _Row(NamedTuple):
    budget: Budget
    label: dict[str, str]
    definition: dict[str, str]


class Severity(IntEnum):
    """How grave a problem is: 1, an outage, to 5, a suggestion. The names are ours, the classes the contract's.

    >>> Severity.parse("S1").label("pl"), str(Severity.OUTAGE.budget)
    ('Awaria', '16h')
    """

    OUTAGE = 1
    COMPONENT_DOWN = 2
    DEGRADED = 3
    QUESTION = 4
    SUGGESTION = 5

    @classmethod
    def parse(cls, value: int | str) -> Severity:
        """The severity meant by a number (1, "1"), "S1", a name ("component-down") or a label in either language.

        Upper and lower case, spaces, hyphens and underscores make no difference. Raises `SeverityError`, with the
        nearest known name where one is near.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise SlacalTypeError("severity", value, "a number from 1 to 5 or a name")
        key = severity_key(str(value))
        found = _BY_KEY.get(key)
        if found is None:
            raise SeverityError(value, [_name(severity) for severity in cls], nearest(key, _BY_KEY))
        return found

    @property
    def budget(self) -> Budget:
        """The response budget the shipped contract grants."""
        return _TABLE[self].budget

    def label(self, language: Language = "en") -> str:
        """A short name for people, in Polish or English."""
        return _TABLE[self].label[checked_language(language)]

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way slacal calls it: its name, and its labels."""
        return (self.name, *_TABLE[self].label.values())

    def definition(self, language: Language = "en") -> str:
        """What makes a problem one of this severity, in Polish or English."""
        return _TABLE[self].definition[checked_language(language)]


_TABLE = {
    Severity.OUTAGE: _Row(
        Budget.parse("16h"),
        {"pl": "Awaria", "en": "Outage"},
        {
            "pl": "Nie da się korzystać z produktu, nie ma obejścia, a przestój odczuwa wielu użytkowników.",
            "en": "The product cannot be used, there is no way around it, and many users are held up.",
        },
    ),
    Severity.COMPONENT_DOWN: _Row(
        Budget.parse("24h"),
        {"pl": "Awaria komponentu", "en": "Component down"},
        {
            "pl": "Część produktu przestała działać i wyraźnie zakłóca to bieżącą pracę.",
            "en": "A part of the product has stopped working, and daily business clearly suffers.",
        },
    ),
    Severity.DEGRADED: _Row(
        Budget.parse("4d"),
        {"pl": "Usterka", "en": "Degraded"},
        {
            "pl": "Część produktu działa inaczej, niż opisano; istnieje obejście, a szkoda jest najwyżej średnia.",
            "en": "A part behaves other than documented; there is another way, and the harm is medium at most.",
        },
    ),
    Severity.QUESTION: _Row(
        Budget.parse("7d"),
        {"pl": "Pytanie", "en": "Question"},
        {
            "pl": "Pytanie o to, co produkt potrafi, albo prośba o objaśnienie dokumentacji.",
            "en": "Somebody asks what the product can do, or what its documentation means.",
        },
    ),
    Severity.SUGGESTION: _Row(
        Budget.parse("14d"),
        {"pl": "Sugestia", "en": "Suggestion"},
        {
            "pl": "Propozycja ulepszenia albo pytanie o nową możliwość produktu.",
            "en": "An idea for improvement, or a question about something the product does not do yet.",
        },
    ),
}


def severity_key(text: str) -> str:
    """A name in the form in which names are compared: lower case, words joined by hyphens.

    A sign that joins no words stays: "-1" is not 1.
    """
    return _BETWEEN_WORDS.sub("-", text.strip().casefold())


def _name(severity: Severity) -> str:
    return severity_key(severity.name)


_BY_KEY = {
    severity_key(form): severity
    for severity in _TABLE
    for form in (str(severity.value), f"S{severity.value}", *severity.forms)
}
