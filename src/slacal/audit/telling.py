"""Telling: how judgements are put into words, the same in every format.

Invariant: nothing is reckoned here that the judgement does not answer.
Law: the words are one line, and hold nothing that moves a terminal's cursor.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from slacal.audit.stamps import Bounds, Stamp
from slacal.errors import SeverityError
from slacal.ticket.verdict import Verdict
from slacal.worktime.words import clean, long_instant, short_instant, working_time

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from slacal.audit.finding import Finding
    from slacal.audit.judgement import Judgement
    from slacal.contract.contract import Contract
    from slacal.contract.reading import Reading

__all__ = [
    "TURNED_AROUND",
    "doubts",
    "due_words",
    "found",
    "late_by",
    "place",
    "response",
    "severity",
    "short",
    "state",
    "time_left",
    "turned",
    "written",
]

TURNED_AROUND = "another reading of the contract would turn this around"
"""What is said of whatever is disputable, where there is room for a sentence."""

_TIMES = ("reported_at", "due", "last_on_time", "responded_at")


def short(stamp: Stamp, tz: ZoneInfo) -> str:
    """An instant to the minute on a zone's clock; with a question mark where only a day or a local time is known."""
    return f"{clean(stamp.text[:16].replace('T', ' '))} ?" if isinstance(stamp, Bounds) else short_instant(stamp, tz)


def severity(contract: Contract, number: int) -> str:
    """A severity's number and label, such as `1 Outage`; the number alone where the contract has no name for it."""
    try:
        label = clean(contract.label(number))
    except SeverityError:  # of another version of the contract
        return str(number)
    return label if label == str(number) else f"{number} {label}"


def late_by(judgement: Judgement) -> str:
    """By how much working time a response was too late, or is by now."""
    return f"{'' if judgement.elapsed_us is not None else '>= '}{working_time(judgement.overrun_us)}"


def response(judgement: Judgement) -> str:
    """When support responded, or what came instead."""
    case, tz = judgement.case, judgement.judge.contract.calendar.tz
    if case.response is not None:
        return short(case.response, tz)
    return "not yet" if case.closed is None else f"closed {short(case.closed, tz)}"


def time_left(judgement: Judgement) -> str:
    """The working time that is left until a running ticket is due."""
    left = working_time(judgement.remaining_us)
    last = judgement.last_on_time
    if judgement.remaining_us == 0 and last is not None:  # used up at closing time, and nobody is on duty yet
        return f"{left}, on time until {long_instant(last)[:20]}"
    return left


def due_words(last_call: int, soon: int) -> list[str]:
    """How many running tickets are to be seen to now: `last_call` of `soon` breach before the next opening."""
    told: list[str] = []
    if last_call:
        told.append(f"{last_call} to be answered before the next opening")
    if soon > last_call:
        told.append(f"{soon - last_call}{' more' if last_call else ''} with no more than a working day left")
    return told


def doubts(judgement: Judgement) -> list[str]:
    """What would settle an UNKNOWN verdict, in three lines; none for another."""
    unknown = judgement.unknown
    if unknown is None:
        return []
    breached_if = f"breached if {unknown.breached_if}" if unknown.breached_if else "never breached"
    return [f"see {unknown.field}", f"met if {unknown.met_if}", breached_if]


def turned(others: Iterable[tuple[Reading, Verdict]]) -> str:
    """The verdicts under other readings, such as `met under working-days`."""
    verdicts: dict[str, list[str]] = {}
    for reading, verdict in others:
        verdicts.setdefault(verdict.value, []).append(clean(reading.name))
    told = [f"{verdict} under {', '.join(names)}" for verdict, names in verdicts.items()]
    return "; ".join(told) or "another, should the stamps mean it"


def found(finding: Finding) -> str:
    """What a finding says, and whether another reading turns it around."""
    return f"{clean(finding.message)}{' (disputable)' if finding.disputable else ''}"


def state(judgement: Judgement) -> str:
    """The verdict on a ticket, in a line."""
    verdict = judgement.verdict
    if verdict is Verdict.UNKNOWN:
        return "; ".join(["unknown", *doubts(judgement)])
    due = short(judgement.missed_us, judgement.judge.contract.calendar.tz)
    disputable = f"; {TURNED_AROUND}" if judgement.disputable else ""
    if verdict is Verdict.RUNNING:
        return f"running: due {due}, working time left: {time_left(judgement)}{disputable}"
    late = f", late by {late_by(judgement)}" if verdict is Verdict.BREACHED else ""
    return f"{verdict.value}: due {due}, responded {response(judgement)}{late}{disputable}"


def written(judgement: Judgement) -> dict[str, object]:
    """The keys of a ticket in the JSON report, times as ISO 8601 text, and inexact ones as far as they are known."""
    row = judgement.facts()
    for column in _TIMES:
        at = row[column]
        row[column] = at.isoformat() if isinstance(at, datetime) else None
    for column, stamp in (("reported_at", judgement.case.reported), ("responded_at", judgement.case.response)):
        if isinstance(stamp, Bounds):
            row[column] = stamp.text
    return row


def place(file: str | None, line: int | None) -> str:
    """Where a row stands, such as `tickets.csv:7`; empty where nobody knows."""
    if file is None:
        return "" if line is None else f"row {line}"
    return clean(file) if line is None else f"{clean(file)}:{line}"
