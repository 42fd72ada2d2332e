"""The fingerprint of a contract, and whether a report that carries one would come out the same today.

Invariant: names, labels and clauses are no part of a contract's fingerprint; whatever decides an instant or verdict is.
Law: a report verified against the contract it was made with, on the day it was made, has no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from slacal.contract.fields import is_list, is_table
from slacal.errors import InputError, SlacalError
from slacal.worktime.fingerprint import PARTS, Fact, Fingerprint, calendar_rules, fingerprint_of, versions
from slacal.worktime.instants import MICROSECOND
from slacal.worktime.language import checked_language, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacal.contract.budget import Budget
    from slacal.contract.contract import Contract
    from slacal.worktime.language import Language

__all__ = ["Difference", "Verification", "contract_fingerprint", "verify_report"]

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "rules": "rules: the contract's rules are others",
        "holidays": "holidays: the holidays of these years are others",
        "zone": "zone: the rules of the time zone are others",
        "ticket": "{ticket}: {field} was {then}, is now {now}",
        "due": "due",
        "last_on_time": "last on time",
        "deadline": "deadline",
        "same": "nothing that decides a deadline of {years} has changed",
        "years": "{first} to {last}",
        "version": "{package} was {then}, is now {now}",
        "none": "not installed",
    },
    "pl": {
        "rules": "reguły: zasady umowy są inne",
        "holidays": "dni wolne: dni wolne w tych latach są inne",
        "zone": "strefa: zasady strefy czasowej są inne",
        "ticket": "{ticket}: {field}: było {then}, jest {now}",
        "due": "termin",
        "last_on_time": "nadal w terminie",
        "deadline": "termin",
        "same": "nie zmieniło się nic, od czego zależą terminy: {years}",
        "years": "{first}-{last}",
        "version": "{package}: było {then}, jest {now}",
        "none": "brak",
    },
}


def contract_fingerprint(contract: Contract, first_year: int, last_year: int) -> Fingerprint:
    """The fingerprint of a contract over some years.

    Raises `HorizonError` where holidays are not known for all of these years.
    """
    calendars = [contract.calendar_of(severity) for severity in contract.severities]
    rules: dict[str, Fact] = {
        "readings": [[reading.day, reading.week] for reading in contract.readings],
        "severity_change": contract.severity_change.value,
        "thresholds": list(contract.thresholds),
        "valid_from": None if contract.valid_from is None else contract.valid_from.isoformat(),
        "closure": {
            "weeks": contract.closure.weeks,
            "attempts": contract.closure.attempts,
            "spacing": _budget(contract.closure.spacing),
            "grace": _budget(contract.closure.grace),
            "asking_restarts": contract.closure.asking_restarts,
        },
        "hours_per_day_us": contract.hours_per_day // MICROSECOND,
        "calendar": calendar_rules(contract.calendar.schedule, first_year, last_year),
        "severities": {
            str(severity): {
                "response": _budget(budget),
                "day_us": contract.hours_per_day_of(severity) // MICROSECOND,
                "resolution": _budget(terms.resolution) if (terms := contract.terms.get(severity)) else None,
                "calendar": calendar_rules(calendar.schedule, first_year, last_year),
            }
            for (severity, budget), calendar in zip(contract.severities.items(), calendars, strict=True)
        },
    }
    own = [calendar for calendar in calendars if calendar != contract.calendar]
    return fingerprint_of(rules, [contract.calendar, *own], first_year, last_year)


def _budget(budget: Budget | None) -> Fact:
    return None if budget is None else [budget.weeks, budget.days, budget.time // MICROSECOND]


class Difference(NamedTuple):
    """A ticket of a report whose deadline is another today."""

    ticket: str
    field: str
    then: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What has changed since a report was made: parts of its fingerprint, and deadlines of its tickets.

    `parts` are those of `PARTS` that differ; `versions` what was installed then and is now, or nothing, where
    that differs.
    """

    parts: tuple[str, ...]
    tickets: tuple[Difference, ...]
    versions: tuple[tuple[str, str, str], ...]
    first_year: int
    last_year: int

    @property
    def same(self) -> bool:
        """Whether the report would come out as it is."""
        return not (self.parts or self.tickets)

    def text(self, language: Language = "en") -> str:
        """The outcome in words, a line each."""
        words = _WORDS[checked_language(language)]
        years = words["years"].format(first=self.first_year, last=self.last_year)
        lines = [words[part] for part in self.parts]
        lines += [words["ticket"].format(**row._asdict() | {"field": words[row.field]}) for row in self.tickets]
        if not lines:
            lines = [words["same"].format(years=str(self.first_year) if self.first_year == self.last_year else years)]
        for package, then, now in self.versions:
            lines.append(words["version"].format(package=package, then=then, now=now or words["none"]))
        return "\n".join(map(one_line, lines))


def verify_report(report: object, contract: Contract) -> Verification:
    """Whether a report made as JSON would come out the same today, under a contract.

    Compares the fingerprint part by part, and the deadline of every ticket in it. Raises `InputError` for what is no
    report, or one without a fingerprint.
    """
    if not is_table(report):
        raise InputError("expected a report, a JSON object")
    about = report.get("contract")
    carried = about.get("fingerprint") if is_table(about) else None
    if not is_table(carried):
        raise InputError("expected a report with a fingerprint", column="contract.fingerprint")
    try:
        then = Fingerprint.from_dict(carried)
    except SlacalError as error:
        raise InputError(str(error), column="contract.fingerprint") from None
    now = contract_fingerprint(contract, then.first_year, then.last_year)
    return Verification(
        parts=tuple(part for part in PARTS if then.part(part) != now.part(part)),
        tickets=tuple(_differences(report.get("tickets"), contract)),
        versions=tuple(_other_versions(carried.get("versions"))),
        first_year=then.first_year,
        last_year=then.last_year,
    )


def _other_versions(carried: object) -> list[tuple[str, str, str]]:
    if not is_table(carried):
        return []
    today = versions()
    return [
        (package, str(then), today.get(package, ""))
        for package, then in carried.items()
        if str(then) != today.get(package)
    ]


def _differences(tickets: object, contract: Contract) -> list[Difference]:
    """Tickets whose recorded deadline is not that of today; a row without one, or without a known start, has none."""
    found: list[Difference] = []
    for row in tickets if is_list(tickets) else []:
        if not is_table(row):
            continue
        reported, severity = _instant(row.get("reported_at")), row.get("severity")
        if reported is None or not isinstance(severity, (int, str)):
            continue
        try:
            deadline = contract.response_deadline(reported, severity)
        except SlacalError as error:
            found.append(Difference(str(row.get("ticket")), "deadline", str(row.get("due")), str(error)))
            continue
        for field, today in (("due", deadline.due), ("last_on_time", deadline.last_on_time)):
            recorded = _instant(row.get(field))
            if recorded is not None and recorded != today:
                found.append(Difference(str(row.get("ticket")), field, recorded.isoformat(), today.isoformat()))
    return found


def _instant(value: object) -> datetime | None:
    """An instant of a report; None for what names none, as a date without a time does."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
