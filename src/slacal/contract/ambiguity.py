"""The ambiguity of a contract: how often, and by how much, the ways to read it disagree.

Every working hour of a year is taken as the start of a ticket, for each severity, and its last moment on time under
the reading that decides is put beside that under every other.

Invariant: the first reading of the contract is what the others are compared with; the report holds no instants but
those of the worst case.
Law: where two readings count a budget alike, no start differs; the share is from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from slacal.contract.reading import Reading
from slacal.contract.wording import budget_words, severity_words
from slacal.worktime.instants import HOUR_US, MICROSECOND, from_us, to_us
from slacal.worktime.language import checked_language, length, until, written_instant
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from slacal.contract.contract import Contract
    from slacal.worktime.language import Language

__all__ = ["Ambiguity", "Disagreement", "WorstCase", "ambiguity"]


class WorstCase(NamedTuple):
    """The start for which two readings are furthest apart, and the last moment on time under each."""

    reported_at: datetime
    first: datetime
    other: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A severity under one reading, compared with the contract's first.

    `starts` hours were tried and `differing` of them end elsewhere; `median` is how far apart those are, later being
    positive, and `median_working` how much of it is working time. `worst` is None where none differs.
    """

    severity: int
    reading: Reading
    starts: int
    differing: int
    median: timedelta
    median_working: timedelta
    worst: WorstCase | None

    @property
    def share(self) -> float:
        """The share of starts that end elsewhere."""
        return self.differing / self.starts if self.starts else 0.0

    def to_dict(self) -> dict[str, object]:
        """The comparison as JSON has it; times in seconds."""
        worst = self.worst
        return {
            "severity": self.severity,
            "reading": self.reading.name,
            "starts": self.starts,
            "differing": self.differing,
            "share": round(self.share, 6),
            "median_s": self.median.total_seconds(),
            "median_working_s": self.median_working.total_seconds(),
            "worst": None
            if worst is None
            else {
                "reported_at": worst.reported_at.isoformat(),
                "last_on_time": worst.first.isoformat(),
                "other_last_on_time": worst.other.isoformat(),
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """How the readings of a contract disagree over a year, severity by severity."""

    contract: Contract
    year: int
    rows: tuple[Disagreement, ...]

    def to_dict(self) -> dict[str, object]:
        """The report as JSON has it."""
        return {
            "contract": self.contract.name,
            "year": self.year,
            "reading": self.contract.readings[0].name,
            "disagreements": [row.to_dict() for row in self.rows],
        }

    def text(self, language: Language = "en") -> str:
        """The report as plain text."""
        words = _WORDS[checked_language(language)]
        contract = self.contract
        name, first = clean(contract.name), clean(contract.readings[0].name)
        lines = [words["head"].format(contract=name, year=self.year, reading=first)]
        for row in self.rows:
            head = words["row"].format(
                severity=severity_words(row.severity, contract.label(row.severity, language)),
                budget=budget_words(contract.budget(row.severity), language),
                reading=clean(row.reading.name),
            )
            lines += ["", head + ("" if row.reading in contract.readings else words["strange"])]
            lines += [f"  {line}" for line in _row(row, language)]
        return "\n".join(lines)


_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "head": "{contract}, {year}: compared with the reading {reading}",
        "row": "severity {severity}, {budget}, as {reading}",
        "strange": " (not of this contract)",
        "same": "the same for every working hour",
        "share": "another end for {differing} of {starts} working hours ({share})",
        "later": "by {apart} later in the median, of which {working} of working time",
        "earlier": "by {apart} earlier in the median, of which {working} of working time",
        "worst": "at most for a report of {reported}: {other} instead of {first}",
    },
    "pl": {
        "head": "{contract}, {year}: w porównaniu ze sposobem liczenia {reading}",
        "row": "waga {severity}, {budget}, licząc według {reading}",
        "strange": " (spoza tej umowy)",
        "same": "tak samo dla każdej godziny pracy",
        "share": "inny koniec dla {differing} z {starts} godzin pracy ({share})",
        "later": "zwykle (mediana) o {apart} później, w tym {working} czasu pracy",
        "earlier": "zwykle (mediana) o {apart} wcześniej, w tym {working} czasu pracy",
        "worst": "najbardziej dla zgłoszenia: {reported}; {other} zamiast {first}",
    },
}


def ambiguity(contract: Contract, year: int) -> Ambiguity:
    """How often and by how much the readings disagree over every working hour of a year.

    The contract's first reading is compared with its others, then with those slacal names besides. Raises
    `HorizonError` for a year whose deadlines lie outside what the calendar knows.
    """
    contract.calendar.holidays(year)  # refuses a year that nobody knows before the work is done
    others = list(dict.fromkeys((*contract.readings, *Reading.named())))[1:]
    rows: list[Disagreement] = []
    for severity in contract.severities:
        starts = list(_working_hours(contract, severity, year))
        rows += [_compared(contract, severity, starts, reading) for reading in others]
    return Ambiguity(contract=contract, year=year, rows=tuple(rows))


def _working_hours(contract: Contract, severity: int, year: int) -> Iterator[int]:
    """Every hour of duty in a year, counted from the opening, in microseconds."""
    calendar = contract.calendar_of(severity)
    schedule = calendar.schedule
    start_us = max(schedule.midnight_us(date(year, 1, 1).toordinal()), schedule.first_us)
    end_us = min(schedule.midnight_us(date(year, 12, 31).toordinal() + 1), schedule.last_us)
    for interval in calendar.intervals(from_us(start_us, calendar.tz), from_us(end_us, calendar.tz)):
        yield from range(to_us(interval.start), to_us(interval.end), HOUR_US)


def _compared(contract: Contract, severity: int, starts: list[int], reading: Reading) -> Disagreement:
    calendar = contract.calendar_of(severity)
    apart: list[int] = []
    working: list[int] = []
    worst: tuple[int, int, int] | None = None
    for start_us in starts:
        _, first_us = contract.response_deadline_us(start_us, severity)
        _, other_us = contract.response_deadline_us(start_us, severity, reading)
        if first_us == other_us:
            continue
        apart.append(other_us - first_us)
        working.append(calendar.elapsed_us(first_us, other_us))
        if worst is None or abs(other_us - first_us) > abs(worst[2] - worst[1]):
            worst = start_us, first_us, other_us
    return Disagreement(
        severity=severity,
        reading=reading,
        starts=len(starts),
        differing=len(apart),
        median=MICROSECOND * round(median(apart)) if apart else timedelta(0),
        median_working=MICROSECOND * round(median(working)) if working else timedelta(0),
        worst=None if worst is None else WorstCase(*(from_us(us, calendar.tz) for us in worst)),
    )


def _row(row: Disagreement, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    if row.worst is None:
        yield words["same"]
        return
    share = f"{row.share:.1%}" if language == "en" else f"{row.share:.1%}".replace(".", ",")
    yield words["share"].format(differing=row.differing, starts=row.starts, share=share)
    apart, working = (length(abs(time) // MICROSECOND, language) for time in (row.median, row.median_working))
    yield words["later" if row.median > timedelta(0) else "earlier"].format(apart=apart, working=working)
    reported, first, other = row.worst
    yield words["worst"].format(
        reported=written_instant(reported, language), other=until(other, language), first=until(first, language)
    )
