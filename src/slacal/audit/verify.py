"""Verifying: whether a report that carries a fingerprint would come out the same today.

Invariant: what cannot be compared is refused, never called the same.
Law: a report verified against the contract it was made with, on the day it was made, has no difference.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.jsonout import FORMAT
from slacal.contract.fingerprint import contract_fingerprint
from slacal.contract.versions import Contracts
from slacal.errors import InputError, SlacalError
from slacal.worktime.fingerprint import PARTS, Fingerprint, versions
from slacal.worktime.kinds import is_list, is_object
from slacal.worktime.language import checked_language
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from slacal.contract.contract import Contract
    from slacal.worktime.language import Language

__all__ = ["Difference", "Verification", "verify_report"]

_SHOWN = 80  # characters of a value that messages show

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "rules": "rules: the contract's rules are others",
        "holidays": "holidays: the holidays of these years are others",
        "zone": "zone: the rules of the time zone are others",
        "ticket": "{ticket}: {field} was {then}, is now {now}",
        "lost": "{ticket}: {field} was {then}, and there is none today: {now}",
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
        "lost": "{ticket}: {field}: było {then}, a dziś nie da się go podać: {now}",
        "due": "termin",
        "last_on_time": "nadal w terminie",
        "deadline": "termin",
        "same": "nie zmieniło się nic, od czego zależą terminy: {years}",
        "years": "{first}-{last}",
        "version": "{package}: było {then}, jest {now}",
        "none": "brak",
    },
}


class Difference(NamedTuple):
    """A ticket of a report whose deadline is another today."""

    ticket: str
    field: str
    then: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What has changed since a report was made: parts of its fingerprint, and deadlines of its tickets.

    `parts` are those of `PARTS` that differ; `made_by` names the contracts of then; `versions` what was installed then
    and is now, or nothing, where that differs.
    """

    parts: tuple[str, ...]
    made_by: tuple[str, ...]
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
        for row in self.tickets:
            form = words["lost" if row.field == "deadline" else "ticket"]
            lines.append(form.format(**row._asdict() | {"field": words[row.field]}))
        if not lines:
            lines = [words["same"].format(years=str(self.first_year) if self.first_year == self.last_year else years)]
        for package, then, now in self.versions:
            lines.append(words["version"].format(package=package, then=then, now=now or words["none"]))
        return "\n".join(map(clean, lines))


def verify_report(report: object, contract: Contract | Iterable[Contract] | Contracts | None = None) -> Verification:
    """Whether a report made as JSON would come out the same today, under a contract or several versions of it.

    Compares the fingerprint part by part, and the deadline of every ticket in it. A version of then is compared with
    the one of today that comes into force on the same date; where there is none, the rules are others. Raises
    `InputError` for what is no report, or one without a fingerprint, or with tickets that cannot be read: nobody could
    say that they are the same.
    """
    if not is_object(report):
        raise InputError("expected a report, a JSON object")
    if report.get("format", FORMAT) != FORMAT:
        error = f"expected a report of format {FORMAT}, which is all this version of slacal knows"
        raise InputError(error, column="format", value=_shown(report["format"]))
    contracts, carried = Contracts.of(contract), list(_carried(report))
    paired, alone = _paired(carried, contracts.versions)
    others = {"rules"} if alone else set[str]()
    for (_, _, then, _), today in zip(carried, paired, strict=True):
        if today is not None:
            now = contract_fingerprint(today, then.first_year, then.last_year)
            others |= {part for part in PARTS if then.part(part) != now.part(part)}
    return Verification(
        parts=tuple(part for part in PARTS if part in others),
        made_by=tuple(row.name for row in carried if isinstance(row.name, str)),
        tickets=tuple(_differences(report.get("tickets"), contracts)),
        versions=tuple(_other_versions(carried[0].versions)),
        first_year=min(row.fingerprint.first_year for row in carried),
        last_year=max(row.fingerprint.last_year for row in carried),
    )


class _Carried(NamedTuple):
    """What a report says of a version it was made by: name, from when on, fingerprint, and packages beside it."""

    name: object
    valid_from: object
    fingerprint: Fingerprint
    versions: object


def _carried(report: Mapping[str, object]) -> Iterator[_Carried]:
    several = report.get("contracts")
    rows = {f"contracts.{number}": row for number, row in enumerate(several if is_list(several) else [])}
    for path, row in (rows or {"contract": report.get("contract")}).items():
        about: Mapping[str, object] = row if is_object(row) else {}
        digests, column = about.get("fingerprint"), f"{path}.fingerprint"
        if not is_object(digests):
            raise InputError("expected a report with a fingerprint", column=column)
        try:
            fingerprint = Fingerprint.from_dict(digests)
        except SlacalError as error:
            raise InputError(str(error), column=column) from None
        yield _Carried(about.get("name"), about.get("valid_from"), fingerprint, digests.get("versions"))


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
    if not is_object(carried):
        return []
    today = versions()
    return [
        (package, str(then), today.get(package, ""))
        for package, then in carried.items()
        if str(then) != today.get(package)
    ]


def _differences(tickets: object, contracts: Contracts) -> Iterator[Difference]:
    """Tickets whose recorded deadline is not that of today; one that was not exactly known is not compared."""
    if not is_list(tickets):
        raise InputError("expected the tickets of a report, a list", column="tickets", value=_shown(tickets))
    for number, row in enumerate(tickets):
        if not is_object(row):
            raise InputError("expected a ticket, a JSON object", column=f"tickets.{number}", value=_shown(row))
        ticket, severity = str(row.get("ticket")), row.get("severity")
        if isinstance(severity, bool) or not isinstance(severity, (int, str)):
            column = f"tickets.{number}.severity"
            raise InputError("expected a severity, as a number", column=column, value=_shown(severity))
        reported = _instant(row, "reported_at", number)
        recorded = [(field, _instant(row, field, number)) for field in ("due", "last_on_time")]
        if reported is None:
            continue
        try:
            deadline = contracts.in_force(reported).response_deadline(reported, severity)
        except SlacalError as error:
            yield Difference(ticket, "deadline", str(row.get("due")), str(error))
            continue
        for (field, then), today in zip(recorded, deadline, strict=True):
            if then is not None and then != today:
                yield Difference(ticket, field, then.isoformat(), today.isoformat())


def _instant(row: Mapping[str, object], field: str, number: int) -> datetime | None:
    """An instant of a report; None where it is not exactly known: a date or a local time as report, else nothing."""
    value = row.get(field)
    if value is None and field != "reported_at":
        return None
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or (at.tzinfo is None and field != "reported_at"):
        raise InputError("expected a time in ISO 8601", column=f"tickets.{number}.{field}", value=_shown(value))
    return at if at.tzinfo is not None else None


def _shown(value: object) -> str:
    """What stands in a report, cut where it is long."""
    text = value if isinstance(value, str) else json.dumps(value, default=repr)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
