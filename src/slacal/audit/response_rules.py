"""Rules about the response: was it in time (clause 5)?

Invariant: they look at judgements alone, so that flat tickets and event logs are told the same.
Law: a BREACHED ticket has exactly one finding of level `breach`, any other none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.finding import Level
from slacal.audit.judgement import Judgement
from slacal.audit.rule import Rule, Sight, said
from slacal.ticket.verdict import Verdict
from slacal.worktime.words import working_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.audit.stamps import Stamp
    from slacal.audit.trail import Origins

__all__ = ["RESPONSE_RULES"]


def _said(stamp: Stamp, judgement: Judgement) -> str:
    return said(stamp, judgement.judge.contract.calendar.tz)


def _overrun(judgement: Judgement) -> str:
    of, certain = "", "" if judgement.elapsed_us is not None else "at least "
    if judgement.missed is not None:
        of = f" for severity {judgement.missed.severity}, in force until {_said(judgement.missed.until, judgement)}"
    due = _said(judgement.missed_us, judgement)
    return f"{certain}{working_time(judgement.overrun_us)} of working time past due ({due}{of})"


def _row(judgement: Judgement) -> Origins | None:
    """The entries of an event log behind the judgement."""
    return None if judgement.trail is None else judgement.trail.origins


def _response_late(judgement: Judgement) -> Iterator[Sight]:
    """Clause 5: the response came after the budget of the severity was used up."""
    response, origins = judgement.case.response, _row(judgement)
    if judgement.verdict is Verdict.BREACHED and response is not None:
        message = f"responded {_said(response, judgement)}, {_overrun(judgement)}"
        yield Sight(response, message, None if origins is None else origins.response)


def _response_overdue(judgement: Judgement) -> Iterator[Sight]:
    """Clause 5: there is no response, and the budget is used up."""
    case, now_us = judgement.case, judgement.judge.now_us
    if judgement.verdict is Verdict.BREACHED and case.response is None and case.closed is None:
        yield Sight(now_us, f"no response by {_said(now_us, judgement)}, {_overrun(judgement)}")


def _closed_too_late(judgement: Judgement) -> Iterator[Sight]:
    """Clause 5: closed without a response, and by then the budget was used up."""
    case, origins = judgement.case, _row(judgement)
    if judgement.verdict is Verdict.BREACHED and case.response is None and case.closed is not None:
        message = f"closed {_said(case.closed, judgement)} without a response, {_overrun(judgement)}"
        yield Sight(case.closed, message, None if origins is None else origins.closed)


def _response_unrecorded(judgement: Judgement) -> Iterator[Sight]:
    """Clause 5: closed without a response in time for one, so that nobody can tell whether there was one."""
    case, origins = judgement.case, _row(judgement)
    if judgement.verdict is Verdict.UNKNOWN and case.response is None and case.closed is not None:
        message = f"closed {_said(case.closed, judgement)} without a recorded response"
        yield Sight(case.closed, message, None if origins is None else origins.closed)


_KEPT = """\
ticket,severity,reported_at,responded_at,closed_at
SUP-1,1,2026-11-16T09:00+01:00,2026-11-17T17:00+01:00,
"""

RESPONSE_RULES = (
    Rule(
        code="SLA101",
        level=Level.BREACH,
        cites=("response",),
        summary="response too late",
        explanation=(
            "Support confirmed the problem and started to solve it, but the later of the two came after the budget "
            "of the severity was used up. Only working time counts. A response in the closed hours between the "
            "closing at which the budget ends and the next opening is still in time."
        ),
        kept=_KEPT,
        broken=_KEPT.replace("17T17:00", "18T09:01"),
        sees=_response_late,
    ),
    Rule(
        code="SLA102",
        level=Level.BREACH,
        cites=("response",),
        summary="no response, and overdue",
        explanation=(
            "Support has not both confirmed the problem and started to solve it, and the budget of the severity is "
            "used up. Responding now ends the overrun; the breach stays."
        ),
        kept=_KEPT.replace("11-16T09:00", "11-19T12:00").replace("2026-11-17T17:00+01:00", ""),
        broken=_KEPT.replace("2026-11-17T17:00+01:00", ""),
        sees=_response_overdue,
    ),
    Rule(
        code="SLA103",
        level=Level.BREACH,
        cites=("response",),
        summary="closed too late, without a recorded response",
        explanation=(
            "The ticket was closed after the budget of the severity was used up, and no response is recorded. "
            "Whatever happened, it was not both confirmed and started in time; should it have been, record when."
        ),
        kept=_KEPT.replace("2026-11-17T17:00+01:00,", "2026-11-17T17:00+01:00,2026-11-19T10:00+01:00"),
        broken=_KEPT.replace("2026-11-17T17:00+01:00,", ",2026-11-19T10:00+01:00"),
        sees=_closed_too_late,
    ),
    Rule(
        code="SLA104",
        level=Level.WARNING,
        cites=("response",),
        summary="closed without a recorded response",
        explanation=(
            "The ticket was closed while there was time left to respond, and no response is recorded. A ticket that "
            "is closed is not breached later, but whether support had responded cannot be told: the verdict is "
            "UNKNOWN until the response is recorded."
        ),
        kept=_KEPT.replace("2026-11-17T17:00+01:00,", "2026-11-16T10:00+01:00,2026-11-16T11:00+01:00"),
        broken=_KEPT.replace("2026-11-17T17:00+01:00,", ",2026-11-16T11:00+01:00"),
        sees=_response_unrecorded,
    ),
)
