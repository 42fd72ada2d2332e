"""The brief: a contract in words, on a page, in Polish or English.

Invariant: everything that decides an answer stands in it; what the contract does not say is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.contract.wording import budget_words, clause_words, reading_words, weeks_words, within_words
from slacal.worktime.holidays import ListedHolidays, PinnedHolidays
from slacal.worktime.hours import write_shifts
from slacal.worktime.instants import MICROSECOND, from_us
from slacal.worktime.language import (
    checked_language,
    length,
    until,
    written_date,
    written_hours,
    written_instant,
    written_month_and_day,
)
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from slacal.contract.contract import Contract
    from slacal.worktime.calendar import WorkingCalendar
    from slacal.worktime.language import Language

__all__ = ["brief"]

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "version": "version {version}",
        "from": "for reports from {day} on",
        "duty": "On duty{clause}",
        "zone": "{hours}, by the clock of {zone}",
        "country": "not on public holidays of {country}",
        "pinned": "not on the holidays written down for {first} to {last}",
        "listed": "not on the holidays listed",
        "exception": "on {day}: {hours}",
        "yearly": "every {day}: {hours}",
        "break": "not from {start} to {end}",
        "closed": "off duty",
        "response": "Response{clause}",
        "own": "on duty",
        "day": "a day is {day}",
        "resolution": "solved within {budget}",
        "readings": "Read as",
        "closure": "Closing without an answer{clause}",
        "silence": "after {weeks} of silence",
        "then": ", and {attempts} to reach the customer",
        "attempts": "{number} attempts",
        "attempt": "1 attempt",
        "spacing": "attempts at least {time} apart",
        "grace": "not before {time} after the last attempt",
        "later": "not before {time} after that",
        "restarts": "asking again begins the wait anew",
        "warnings": "Warnings: at {percents} % of a budget",
        "change": "When a severity changes",
        "from_report": "its budget counts from the report",
        "from_change": "its budget counts from the change",
    },
    "pl": {
        "version": "wersja {version}",
        "from": "dla zgłoszeń od {day}",
        "duty": "Dyżur{clause}",
        "zone": "{hours}, według zegara {zone}",
        "country": "bez dni ustawowo wolnych: {country}",
        "pinned": "bez dni wolnych zapisanych na lata {first}-{last}",
        "listed": "bez wymienionych dni wolnych",
        "exception": "{day}: {hours}",
        "yearly": "co roku {day}: {hours}",
        "break": "z przerwą od {start} do {end}",
        "closed": "bez dyżuru",
        "response": "Reakcja{clause}",
        "own": "dyżur",
        "day": "dzień to {day}",
        "resolution": "rozwiązanie w ciągu {budget}",
        "readings": "Sposób liczenia",
        "closure": "Zamknięcie bez odpowiedzi{clause}",
        "silence": "gdy klient milczy przez {weeks}",
        "then": ", a potem nie powiodą się próby kontaktu: {attempts}",
        "attempts": "{number}",
        "attempt": "1",
        "spacing": "odstęp między próbami co najmniej {time}",
        "grace": "nie wcześniej niż {time} po ostatniej próbie",
        "later": "nie wcześniej niż {time} potem",
        "restarts": "ponowne pytanie zaczyna oczekiwanie od nowa",
        "warnings": "Ostrzeżenia: po {percents} % czasu",
        "change": "Gdy waga się zmienia",
        "from_report": "nowy czas liczy się od zgłoszenia",
        "from_change": "nowy czas liczy się od zmiany",
    },
}


def brief(contract: Contract, language: Language = "en") -> str:
    """The contract in words."""
    words = _WORDS[checked_language(language)]

    def clause(of: str) -> str:
        return clause_words(contract.clauses.get(of), language)

    lines = [clean(contract.name)]
    if contract.version:
        lines[0] += f", {words['version'].format(version=clean(contract.version))}"
    if contract.valid_from is not None:
        lines.append(words["from"].format(day=written_date(contract.valid_from, language)))
    lines += ["", words["duty"].format(clause=clause("calendar")) + ":"]
    lines += [f"  {line}" for line in _calendar(contract.calendar, language)]
    lines += ["", words["response"].format(clause=clause("response")) + ":"]
    lines += [f"  {line}" for line in _severities(contract, language)]
    lines += ["", f"{words['readings']}:"]
    lines += [
        f"  {number}. {clean(reading.name)}: {reading_words(reading, contract.hours_per_day, language)}"
        for number, reading in enumerate(contract.readings, 1)
    ]
    lines += ["", words["closure"].format(clause=clause("closure")) + ":"]
    lines += [f"  {line}" for line in _closure(contract, language)]
    lines += ["", f"{words['change']}: {words[contract.severity_change.value]}"]
    if contract.thresholds:
        lines += ["", words["warnings"].format(percents=", ".join(map(str, contract.thresholds)))]
    return "\n".join(lines)


def _calendar(calendar: WorkingCalendar, language: Language) -> Iterator[str]:
    words, schedule, source = _WORDS[language], calendar.schedule, calendar.schedule.holidays
    hours = written_hours(calendar.hours, language) or words["closed"]
    yield words["zone"].format(hours=hours, zone=calendar.tz.key)
    if isinstance(source, PinnedHolidays):
        yield words["pinned"].format(first=source.first_year, last=source.last_year)
    elif isinstance(source, ListedHolidays):
        if source.days:
            yield words["listed"]
    else:
        yield words["country"].format(country=source.country)
    for day, shifts in schedule.exceptions:
        hours = write_shifts(shifts) if shifts else words["closed"]
        yield words["exception"].format(day=written_date(day, language), hours=hours)
    for key, shifts in schedule.yearly:
        day_words = written_month_and_day(key, language)
        yield words["yearly"].format(day=day_words, hours=write_shifts(shifts) if shifts else words["closed"])
    for span in schedule.breaks:
        start, end = (from_us(us, calendar.tz) for us in span)
        yield words["break"].format(start=written_instant(start, language), end=until(end, language))


def _severities(contract: Contract, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    labels = {key: clean(contract.label(key, language)) for key in contract.severities}
    width = max(map(len, labels.values()))
    for severity, budget in contract.severities.items():
        terms = contract.terms.get(severity)
        line = f"{severity}  {labels[severity]:<{width}}  {budget_words(budget, language)}"
        if terms is not None and terms.resolution is not None:
            line += f", {words['resolution'].format(budget=within_words(terms.resolution, language))}"
        if terms is not None:
            line += clause_words(terms.clause, language)
        yield line
        definition = None if terms is None else terms.definition.get(language)
        if definition is not None:
            yield f"   {' ' * width}  {clean(definition)}"
        if terms is not None and terms.calendar is not None:
            own = "; ".join(_calendar(terms.calendar, language))
            if contract.hours_per_day_of(severity) != contract.hours_per_day:
                day = length(contract.hours_per_day_of(severity) // MICROSECOND, language)
                own += f"; {words['day'].format(day=day)}"
            yield f"   {' ' * width}  {words['own']}: {own}"


def _closure(contract: Contract, language: Language) -> Iterator[str]:
    words, rule = _WORDS[language], contract.closure
    attempts = words["attempt"] if rule.attempts == 1 else words["attempts"].format(number=rule.attempts)
    then = words["then"].format(attempts=attempts) if rule.attempts else ""
    yield words["silence"].format(weeks=weeks_words(rule.weeks, language)) + then
    if rule.attempts and not rule.spacing.is_zero:
        yield words["spacing"].format(time=budget_words(rule.spacing, language))
    if not rule.grace.is_zero:
        yield words["grace" if rule.attempts else "later"].format(time=budget_words(rule.grace, language))
    if rule.asking_restarts:
        yield words["restarts"]
