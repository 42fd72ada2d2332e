"""The fingerprint of a contract, and whether a report that carries one would come out the same today.

Invariant: names, labels and clauses are no part of a contract's fingerprint; whatever decides an instant or verdict is.
Law: a report verified against the contract it was made with, on the day it was made, has no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from slacal.contract.fields import is_list, is_table
from slacal.contract.versions import Contracts
from slacal.errors import InputError, SlacalError
from slacal.worktime.fingerprint import PARTS, Fact, Fingerprint, calendar_rules, fingerprint_of, versions
from slacal.worktime.instants import MICROSECOND
from slacal.worktime.language import checked_language, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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


def verify_report(report: object, contract: Contract | Iterable[Contract] | Contracts | None = None) -> Verification:
    """Whether a report made as JSON would come out the same today, under a contract or several versions of it.

    Compares the fingerprint part by part, and the deadline of every ticket in it. A version of then is compared with
    the one of today that comes into force on the same date; where there is none, the rules are others. Raises
    `InputError` for what is no report, or one without a fingerprint.
    """
    if not is_table(report):
        raise InputError("expected a report, a JSON object")
    contracts, carried = Contracts.of(contract), list(_carried(report))
    paired, alone = _paired(carried, contracts.versions)
    others = {"rules"} if alone else set[str]()
    for (_, then, _), today in zip(carried, paired, strict=True):
        if today is not None:
            now = contract_fingerprint(today, then.first_year, then.last_year)
            others |= {part for part in PARTS if then.part(part) != now.part(part)}
    return Verification(
        parts=tuple(part for part in PARTS if part in others),
        tickets=tuple(_differences(report.get("tickets"), contracts)),
        versions=tuple(_other_versions(carried[0].versions)),
        first_year=min(row.fingerprint.first_year for row in carried),
        last_year=max(row.fingerprint.last_year for row in carried),
    )


class _Carried(NamedTuple):
    """What a report says of a version it was made by: from when on, its fingerprint, and packages beside it."""

    valid_from: object
    fingerprint: Fingerprint
    versions: object


def _carried(report: Mapping[str, object]) -> Iterator[_Carried]:
    several = report.get("contracts")
    rows = {f"contracts.{number}": row for number, row in enumerate(several if is_list(several) else [])}
    for path, row in (rows or {"contract": report.get("contract")}).items():
        about: Mapping[str, object] = row if is_table(row) else {}
        digests, column = about.get("fingerprint"), f"{path}.fingerprint"
        if not is_table(digests):
            raise InputError("expected a report with a fingerprint", column=column)
        try:
            fingerprint = Fingerprint.from_dict(digests)
        except SlacalError as error:
            raise InputError(str(error), column=column) from None
        yield _Carried(about.get("valid_from"), fingerprint, digests.get("versions"))


def _paired(then: list[_Carried], versions: tuple[Contract, ...]) -> tuple[list[Contract | None], bool]:
    """The version of today for each of then, and whether there is one, of either, that has none.

    Where there is but one of each, they are meant for each other.
    """
    if len(then) == len(versions) == 1:
        return list(versions), False
    today = {one.valid_from and one.valid_from.isoformat(): one for one in versions}
    paired = [next((one for start, one in today.items() if start == row.valid_from), None) for row in then]
    return paired, None in paired or len(then) != len(versions)


def _other_versions(carried: object) -> list[tuple[str, str, str]]:
    if not is_table(carried):
        return []
    today = versions()
    return [
        (package, str(then), today.get(package, ""))
        for package, then in carried.items()
        if str(then) != today.get(package)
    ]


def _differences(tickets: object, contracts: Contracts) -> list[Difference]:
    """Tickets whose recorded deadline is not that of today; a row without one, or without a known start, has none."""
    found: list[Difference] = []
    for row in tickets if is_list(tickets) else []:
        if not is_table(row):
            continue
        reported, severity = _instant(row.get("reported_at")), row.get("severity")
        if reported is None or not isinstance(severity, (int, str)):
            continue
        try:
            deadline = contracts.in_force(reported).response_deadline(reported, severity)
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
