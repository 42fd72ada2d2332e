"""What `slacal deadline` prints: a few lines, or the whole explanation.

Invariant: it prints what the contract answers and reckons nothing itself.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from slacal.contract.budget import Budget
from slacal.contract.counting import Counter
from slacal.contract.wording import budget_words, severity_words
from slacal.errors import ContractError
from slacal.worktime.instants import MICROSECOND, from_us
from slacal.worktime.language import length, written_instant
from slacal.worktime.ledger import Ledger
from slacal.worktime.words import long_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from slacal.contract.contract import Contract
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


class _Explained(Protocol):
    """What can be told in every format: an explanation, or a ledger alone."""

    def text(self, language: Language) -> str: ...
    def markdown(self, language: Language) -> str: ...
    def html(self, language: Language) -> str: ...
    def to_dict(self) -> dict[str, object]: ...


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
    if severity is not None:
        known = contract.severity(severity)
        if explain is not None:
            return _told(contract.explain(from_us(reported_us, tz), known, chosen), explain, language)
        return "\n".join(_severity_lines(contract, reported_us, known, chosen, language))
    granted = Budget.parse(budget or "")
    calendar = contract.calendar
    ends = Counter(calendar, calendar, contract.hours_per_day // MICROSECOND).ends_us(chosen, reported_us, granted)
    if explain is not None:
        return _told(Ledger.of(calendar.schedule, reported_us, *ends), explain, language)
    used_us = calendar.elapsed_us(reported_us, ends[0])
    due, last = (from_us(us, tz) for us in ends)
    return "\n".join(_lines(from_us(reported_us, tz), budget_words(granted, language), used_us, due, last, language))


def _reading(contract: Contract, name: str | None) -> Reading:
    """The reading meant by a name, or the one that decides."""
    try:
        return contract.reading(name)
    except ContractError as error:
        raise ContractError("--reading", error.value, error.expected, None, error.suggestion) from None


def _told(explained: _Explained, how: str, language: Language) -> str:
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
    return long_instant(at) if language == "en" else f"{written_instant(at, language)} ({at.isoformat()[-6:]})"
