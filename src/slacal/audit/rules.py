"""Rules: one function a rule, one row a rule in the table, and the findings they make.

Invariant: codes are unique and never reused; every rule that follows from the contract cites its clause.
Laws: a ticket has a finding of level `breach` if and only if its verdict is BREACHED, and then exactly one; a MET
or RUNNING ticket has findings only where it has stamps after `as_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from slacal.audit.judgement import Judgement, Verdict
from slacal.audit.stamps import Bounds, Stamp
from slacal.worktime.instants import from_us
from slacal.worktime.words import instant, working_time

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["RULES", "Finding", "Level", "Rule", "findings_of"]


class Level(StrEnum):
    """How much a finding weighs: a broken contract, or something that keeps slacal from telling."""

    BREACH = "breach"
    WARNING = "warning"


Seen = Iterable[tuple[Stamp, str]]
"""What a rule sees in a judgement: when, and in words."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be found; `sees` looks for it in a judgement."""

    code: str
    level: Level
    clause: str | None
    summary: str
    sees: Callable[[Judgement], Seen]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found in a ticket; `at` is None where the stamp leaves the instant open."""

    code: str
    level: Level
    ticket: str
    clause: str | None
    at: datetime | None
    message: str
    disputable: bool
    file: str | None
    line: int | None

    def to_dict(self) -> dict[str, str | int | bool | None]:
        """The keys of the JSON report."""
        return {
            "code": self.code,
            "level": self.level.value,
            "ticket": self.ticket,
            "clause": self.clause,
            "at": None if self.at is None else self.at.isoformat(),
            "message": self.message,
            "disputable": self.disputable,
            "file": self.file,
            "line": self.line,
        }


def _said(stamp: Stamp, judgement: Judgement) -> str:
    return stamp.text if isinstance(stamp, Bounds) else instant(stamp, judgement.judge.contract.calendar.tz)


def _overrun(judgement: Judgement) -> str:
    due = _said(judgement.due_us, judgement)
    certain = judgement.elapsed_us is not None
    return f"{'' if certain else 'at least '}{working_time(judgement.overrun_us)} of working time past due ({due})"


def _response_late(judgement: Judgement) -> Seen:
    response = judgement.case.response
    if judgement.verdict is Verdict.BREACHED and response is not None:
        yield response, f"responded {_said(response, judgement)}, {_overrun(judgement)}"


def _response_overdue(judgement: Judgement) -> Seen:
    case, now_us = judgement.case, judgement.judge.now_us
    if judgement.verdict is Verdict.BREACHED and case.response is None and case.closed is None:
        yield now_us, f"no response by {_said(now_us, judgement)}, {_overrun(judgement)}"


def _closed_too_late(judgement: Judgement) -> Seen:
    case = judgement.case
    if judgement.verdict is Verdict.BREACHED and case.response is None and case.closed is not None:
        yield case.closed, f"closed {_said(case.closed, judgement)} without a response, {_overrun(judgement)}"


def _response_unrecorded(judgement: Judgement) -> Seen:
    case = judgement.case
    if judgement.verdict is Verdict.UNKNOWN and case.response is None and case.closed is not None:
        yield case.closed, f"closed {_said(case.closed, judgement)} without a recorded response"


def _ahead(judgement: Judgement) -> Seen:
    as_of = _said(judgement.judge.now_us, judgement)
    for column, stamp in judgement.ahead:
        yield stamp, f"{column} {_said(stamp, judgement)} is after {as_of}: taken as not yet happened"


RULES = {
    rule.code: rule
    for rule in (
        Rule("SLA101", Level.BREACH, "5", "response too late", _response_late),
        Rule("SLA102", Level.BREACH, "5", "no response, and overdue", _response_overdue),
        Rule("SLA103", Level.BREACH, "5", "closed too late, without a recorded response", _closed_too_late),
        Rule("SLA104", Level.WARNING, "5", "closed without a recorded response", _response_unrecorded),
        Rule("SLA401", Level.WARNING, None, "stamp after the instant of the check", _ahead),
    )
}
"""Every rule by its code."""


def findings_of(judgement: Judgement) -> Iterator[Finding]:
    """What the rules find in a judged ticket, in the order of their codes."""
    if judgement.verdict in _QUIET and not judgement.ahead:
        return
    case, tz = judgement.case, judgement.judge.contract.calendar.tz
    for rule in RULES.values():
        for at, message in rule.sees(judgement):
            yield Finding(
                code=rule.code,
                level=rule.level,
                ticket=case.ticket,
                clause=rule.clause,
                at=from_us(at, tz) if isinstance(at, int) else None,
                message=message,
                disputable=judgement.disputable,
                file=case.file,
                line=case.line,
            )


_QUIET = (Verdict.MET, Verdict.RUNNING)
