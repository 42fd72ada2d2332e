"""The explanation of a deadline: what was promised, how that is read, and where the time goes.

A ledger with the contract around it: something that answers "why then?" in a mail to the customer.

Invariant: a frozen value that holds all it says.
Law: the ledger adds up to the working time between report and deadline, whatever the reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slacal.contract.counting import Counter
from slacal.contract.wording import (
    DAY_WORDS,
    WEEK_WORDS,
    budget_words,
    clause_words,
    read_words,
    severity_words,
    within_words,
)
from slacal.worktime.instants import MICROSECOND, to_us
from slacal.worktime.language import checked_language, length, markdown_text
from slacal.worktime.ledger import Ledger
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from slacal.contract.budget import Budget
    from slacal.contract.contract import Contract
    from slacal.contract.counting import Ends
    from slacal.contract.reading import Reading
    from slacal.worktime.language import Language

__all__ = ["Explanation", "budget_ends_us", "explain_budget", "explain_response"]

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "promise": "Response to a problem of severity {label}: within {budget}{clause}.",
        "granted": "Granted: {budget}.",
        "read": "Read {reading}. {rule}",
    },
    "pl": {
        "promise": "Reakcja na problem o wadze {label}: w ciągu {budget}{clause}.",
        "granted": "Przyznano: {budget}.",
        "read": "Liczone {reading}. {rule}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a response is due when it is; or, without a severity, why a budget ends when it does."""

    contract: str
    severity: int | None
    labels: Mapping[Language, str]
    clause: str | None
    budget: Budget
    reading: Reading
    hours_per_day: timedelta
    ledger: Ledger

    def text(self, language: Language = "en") -> str:
        """The explanation as plain text."""
        return "\n".join([*self._promise(checked_language(language)), "", self.ledger.text(language)])

    def markdown(self, language: Language = "en") -> str:
        """The explanation as Markdown."""
        name, *promise = map(markdown_text, self._promise(checked_language(language)))
        return "\n\n".join([f"**{name}**", *promise, self.ledger.markdown(language)])

    def html(self, language: Language = "en") -> str:
        """The explanation as a page of its own in HTML."""
        return self.ledger.html(language, self._promise(checked_language(language)))

    def to_dict(self) -> dict[str, object]:
        """The explanation as JSON has it."""
        return {
            "contract": self.contract,
            "severity": self.severity,
            "clause": self.clause,
            "budget": str(self.budget),
            "reading": self.reading.name,
            **self.ledger.to_dict(),
        }

    def _promise(self, language: Language) -> list[str]:
        words = _WORDS[language]
        lines, budget = [clean(self.contract)], budget_words(self.budget, language)
        if self.severity is not None:
            label, clause = severity_words(self.severity, self.labels[language]), clause_words(self.clause, language)
            within = within_words(self.budget, language)
            lines.append(words["promise"].format(label=label, budget=within, clause=clause))
        elif self.budget.days or self.budget.weeks:  # hours alone the ledger tells
            lines.append(words["granted"].format(budget=budget))
        rules: list[str] = []
        if self.budget.weeks:
            rules.append(WEEK_WORDS[language][self.reading.week])
        if self.budget.days:
            day = length(self.hours_per_day // MICROSECOND, language)
            rules.append(DAY_WORDS[language][self.reading.day].format(day=day))
        if rules:
            lines.append(words["read"].format(reading=read_words(self.reading, language), rule=" ".join(rules)))
        return lines


def explain_response(contract: Contract, reported_at: datetime, severity: int | str, reading: Reading) -> Explanation:
    """Why a response is due when it is, under a reading."""
    known, reported_us = contract.severity(severity), to_us(reported_at, "reported_at")
    due_us, last_us = contract.response_deadline_us(reported_us, known, reading)
    terms = contract.terms.get(known)
    return Explanation(
        contract=contract.name,
        severity=known,
        labels={language: contract.label(known, language) for language in _WORDS},
        clause=None if terms is None else terms.clause,
        budget=contract.budget(known),
        reading=reading,
        hours_per_day=contract.hours_per_day_of(known),
        ledger=Ledger.of(contract.calendar_of(known).schedule, reported_us, due_us, last_us),
    )


def explain_budget(contract: Contract, start: datetime, budget: Budget, reading: Reading) -> Explanation:
    """Why a budget ends when it does on the contract's own hours, under a reading."""
    start_us = to_us(start, "start")
    return Explanation(
        contract=contract.name,
        severity=None,
        labels={},
        clause=None,
        budget=budget,
        reading=reading,
        hours_per_day=contract.hours_per_day,
        ledger=Ledger.of(contract.calendar.schedule, start_us, *budget_ends_us(contract, start_us, budget, reading)),
    )


def budget_ends_us(contract: Contract, start_us: int, budget: Budget, reading: Reading) -> Ends:
    """Where that budget is used up, and until when no more than it is, in microseconds."""
    calendar = contract.calendar
    return Counter(calendar, calendar, contract.hours_per_day // MICROSECOND).ends_us(reading, start_us, budget)
