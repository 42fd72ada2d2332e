"""What `slacal deadline` prints: a few lines, or the whole explanation.

Invariant: it prints what the contract answers and reckons nothing itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from slacal.contract.budget import Budget
from slacal.contract.explanation import budget_ends_us, explain_budget
from slacal.contract.wording import budget_words, severities_words, severity_words
from slacal.errors import ContractError, InputError, SeverityError
from slacal.worktime.instants import from_us
from slacal.worktime.language import length, written_instant
from slacal.worktime.words import long_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from slacal.contract.contract import Contract
    from slacal.contract.explanation import Explanation
    from slacal.contract.reading import Reading
    from slacal.worktime.language import Language

__all__ = ["deadline_text"]

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "reported": "reported",
        "budget": "budget",
        "due": "due",
        "last": "last on time",
        "idle": ", as nobody is on duty in between",
        "granted": "{budget}: {used} of working time",
        "severity": "{budget}, severity {severity}",
        "solved": "solved by",
    },
    "pl": {
        "reported": "zgłoszenie",
        "budget": "przyznano",
        "due": "termin",
        "last": "nadal w terminie",
        "idle": ", bo w tym czasie nikt nie dyżuruje",
        "granted": "{budget}: {used} czasu pracy",
        "severity": "{budget}, waga {severity}",
        "solved": "rozwiązanie",
    },
}


def deadline_text(
    contract: Contract,
    reported_us: int,
    *,
    severity: str | None,
    budget: str | None,
    reading: str | None,
    explain: str | None,
    language: Language,
) -> str:
    """The deadline of a severity, or of a budget; or its explanation, as text, Markdown, HTML or JSON."""
    chosen = _reading(contract, reading)
    tz = contract.calendar.tz
    reported = from_us(reported_us, tz)
    if severity is not None:
        known = _severity(contract, severity)
        if explain is not None:
            return _told(contract.explain(reported, known, chosen), explain, language)
        return "\n".join(_severity_lines(contract, reported_us, known, chosen, language))
    granted = Budget.parse(budget or "")
    if explain is not None:
        return _told(explain_budget(contract, reported, granted, chosen), explain, language)
    ends = budget_ends_us(contract, reported_us, granted, chosen)
    used_us = contract.calendar.elapsed_us(reported_us, ends[0])
    due, last = (from_us(us, tz) for us in ends)
    return "\n".join(_lines(reported, budget_words(granted, language), used_us, due, last, language))


def _reading(contract: Contract, name: str | None) -> Reading:
    """The reading meant by a name, or the one that decides."""
    try:
        return contract.reading(name)
    except ContractError as error:
        raise ContractError("--reading", error.value, error.expected, None, error.suggestion) from None


def _severity(contract: Contract, text: str) -> int:
    """The severity an argument means."""
    try:
        return contract.severity(text)
    except SeverityError as error:
        hint = f"; did you mean {error.suggestion}?" if error.suggestion else ""
        expected = f"expected {severities_words(contract)}{hint}"
        raise InputError(expected, column="--severity", value=text) from None


def _told(explained: Explanation, how: str, language: Language) -> str:
    if how == "json":
        return json.dumps(explained.to_dict(), indent=2, ensure_ascii=False)
    tell = {"text": explained.text, "markdown": explained.markdown, "html": explained.html}[how]
    return tell(language).rstrip("\n")


def _severity_lines(
    contract: Contract, reported_us: int, severity: int, reading: Reading, language: Language
) -> Iterator[str]:
    words = _WORDS[language]
    reported = from_us(reported_us, contract.calendar.tz)
    due, last = contract.response_deadline(reported, severity, reading)
    granted = words["severity"].format(
        budget=budget_words(contract.budget(severity), language),
        severity=severity_words(severity, contract.label(severity, language)),
    )
    used_us = contract.response_budget_us(reported_us, severity, reading)
    yield from _lines(reported, granted, used_us, due, last, language)
    solved = contract.resolution_deadline(reported, severity, reading)
    if solved is not None:
        yield from _ends("solved", *solved, language)


def _lines(
    reported: datetime, granted: str, used_us: int, due: datetime, last: datetime, language: Language
) -> Iterator[str]:
    used = _WORDS[language]["granted"].format(budget=granted, used=length(used_us, language))
    yield _line("reported", _instant(reported, language), language)
    yield _line("budget", used, language)
    yield from _ends("due", due, last, language)


def _ends(name: str, due: datetime, last: datetime, language: Language) -> Iterator[str]:
    idle = "" if last == due else _WORDS[language]["idle"]
    yield _line(name, _instant(due, language), language)
    yield _line("last", f"{_instant(last, language)}{idle}", language)


def _line(name: str, said: str, language: Language) -> str:
    words = _WORDS[language]
    return f"{words[name]:<{len(words['last'])}}  {said}"


def _instant(at: datetime, language: Language) -> str:
    if language == "en":
        return long_instant(at)
    offset = f" ({at.isoformat(timespec='seconds')[19:]})"
    return f"{written_instant(at, language).removesuffix(offset)}{offset}"
