"""Rules about waiting and closing (clause 3): agreed, or silent long enough.

Invariant: whatever a ticket refuses here, these rules find; the decision is the guards', the words are theirs.
Law: a closing breaks at most one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.finding import Level
from slacal.audit.refusals import refused
from slacal.audit.rule import Rule, Sight, done, said
from slacal.errors import IllegalTransition
from slacal.ticket.waiting import Wait, plan
from slacal.worktime.instants import MICROSECOND
from slacal.worktime.words import working_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.audit.fold import Fold, Stay

__all__ = ["CLOSING_RULES"]


def _closed_without_ground(fold: Fold) -> Iterator[Sight]:
    """Clauses 3a, 3b: neither was a solution open to be agreed on, nor was support waiting for the customer."""
    for passage, refusal, _ in refused(fold, "SLA201"):
        assert isinstance(refusal, IllegalTransition)  # noqa: S101  as the table of refusals has it
        why = f"in state {refusal.state} there is no open proposal to agree on and no wait that could have run out"
        if refusal.state in ("proposed", "tried", "offered"):
            why = f"in state {refusal.state} support does not wait for a signal"
        yield Sight(passage.entry.at, f"{done(fold, passage)}: {why}; the ticket stays open", passage.entry)


def _too_early(fold: Fold, code: str) -> Iterator[Sight]:
    for passage, refusal, _ in refused(fold, code):
        assert isinstance(refusal, IllegalTransition)  # noqa: S101  as the table of refusals has it
        yield Sight(passage.entry.at, f"{done(fold, passage)}: {refusal.reason}", passage.entry)


def _closed_before_time(fold: Fold) -> Iterator[Sight]:
    """Clause 3b: the customer had more time to give a signal."""
    return _too_early(fold, "SLA202")


def _attempts_missing(fold: Fold) -> Iterator[Sight]:
    """Clause 3b: only when the attempts to reach the customer have failed is a ticket closed."""
    return _too_early(fold, "SLA203")


def _closed_despite_signal(fold: Fold) -> Iterator[Sight]:
    """Clause 3b: a signal of the customer ends the wait, and with it the ground for closing."""
    for passage, _, signal in refused(fold, "SLA204"):
        ended = "" if signal is None else f": the wait was ended by {done(fold, signal)}"
        yield Sight(passage.entry.at, f"{done(fold, passage)}{ended}; the ticket stays open", passage.entry)


def _attempts_overdue(fold: Fold) -> Iterator[Sight]:
    """Clause 3b: after the weeks of silence support tries to reach the customer; a working day is time enough."""
    contract = fold.contract
    for stay in fold.stays():
        if stay.ended is not None and stay.ended.refusals:
            continue  # how it was closed is what is wrong with it
        day_us = contract.hours_per_day_of(stay.severity) // MICROSECOND
        overdue = _overdue(fold, stay, day_us)
        if overdue is None:
            continue
        number, could_us, until_us = overdue
        calendar = contract.calendar_of(stay.severity)
        at_us = calendar.deadline_us(could_us, day_us)
        tz, spent = calendar.tz, working_time(calendar.elapsed_us(could_us, until_us))
        until = "now" if stay.ended is None and until_us == stay.end_us else said(until_us, tz)
        yield Sight(
            at_us,
            f"attempt {number} to reach the customer could be made from {said(could_us, tz)} on; "
            f"none that counts within a working day ({spent} of working time until {until})",
            stay.begun,
        )


def _overdue(fold: Fold, stay: Stay, day_us: int) -> tuple[int, int, int] | None:
    """The first attempt not made within a working day: its number, from when it could be, and until when it was not."""
    contract, calendar = fold.contract, fold.contract.calendar_of(stay.severity)
    whole = plan(stay.wait, contract, stay.severity)
    made = [at_us for at_us, counts in zip(stay.wait.attempts, whole.counts, strict=True) if counts]
    for number in range(min(contract.closure.attempts, len(made) + 1)):
        free_us = made[number - 1] if number else whole.ends_us
        until_us = made[number] if number < len(made) else stay.end_us
        if until_us - free_us <= day_us:  # working time is never longer than time
            continue
        ahead = plan(
            Wait(stay.wait.since_us, tuple(made[:number])),
            contract,
            stay.severity,
            on_duty=lambda at_us: calendar.last_on_time_us(at_us, 0),
        )
        if calendar.elapsed_us(ahead.attempts[0], until_us) > day_us:
            return number + 1, ahead.attempts[0], until_us
    return None


def _attempt_without_waiting(fold: Fold) -> Iterator[Sight]:
    """Clause 3b: attempts belong to a wait for the customer."""
    for passage, refusal, _ in refused(fold, "SLA206"):
        assert isinstance(refusal, IllegalTransition)  # noqa: S101  as the table of refusals has it
        why = f"in state {refusal.state} support does not wait for the customer; it does not count"
        yield Sight(passage.entry.at, f"{done(fold, passage)}: {why}", passage.entry)


def _one_sided(fold: Fold) -> Iterator[Sight]:
    """Clause 3a: consultant and customer agree together."""
    for passage, refusal, _ in refused(fold, "SLA207"):
        assert isinstance(refusal, IllegalTransition)  # noqa: S101  as the table of refusals has it
        yield Sight(passage.entry.at, f"{done(fold, passage)}: {refusal.reason}", passage.entry)


def _unstated(fold: Fold) -> Iterator[Sight]:
    """Clauses 3a, 3b: a ticket is closed by agreement or by silence."""
    for passage, refusal, _ in refused(fold, "SLA208"):
        assert isinstance(refusal, IllegalTransition)  # noqa: S101  as the table of refusals has it
        settle = "solution-accepted or closed-unanswered in its place would settle it"
        yield Sight(passage.entry.at, f"{done(fold, passage)}: {refusal.reason}; {settle}", passage.entry)


def _signal_after_closing(fold: Fold) -> Iterator[Sight]:
    """Clauses 3a, 3b: what is closed stays closed; what the customer says then belongs to another ticket."""
    for passage, _, _ in refused(fold, "SLA209"):
        named = ", ".join(fold.follow_ups)
        where = f"see {named}, which names this one" if named else "no ticket here names this one as what it follows"
        yield Sight(passage.entry.at, f"{done(fold, passage)}, after closing: {where}", passage.entry)


_ASKED = """\
ticket,at,event,severity,by
SUP-1,2026-10-19T10:00+02:00,reported,3,
SUP-1,2026-10-19T11:00+02:00,responded,,
SUP-1,2026-10-20T12:00+02:00,customer-asked,,
"""
_UNANSWERED = (
    _ASKED
    + """\
SUP-1,2026-11-04T09:30+01:00,contact-attempted,,
SUP-1,2026-11-04T15:00+01:00,contact-attempted,,
SUP-1,2026-11-05T10:00+01:00,closed-unanswered,,
"""
)
_AGREED = """\
ticket,at,event,severity,by
SUP-1,2026-11-16T10:00+01:00,reported,3,
SUP-1,2026-11-16T11:00+01:00,responded,,
SUP-1,2026-11-17T12:00+01:00,solution-proposed,,support
SUP-1,2026-11-18T09:00+01:00,solution-accepted,,customer
"""
_LATE_SIGNAL = """\
SUP-1,2026-11-02T09:00+01:00,customer-replied,,
SUP-1,2026-11-04T15:00+01:00,closed-unanswered,,
"""
_FIRST, _SECOND = _UNANSWERED.removeprefix(_ASKED).splitlines(keepends=True)[:2]

CLOSING_RULES = (
    Rule(
        code="SLA201",
        level=Level.VIOLATION,
        cites=("agreement", "closure"),
        summary="closed without agreement or closure rule",
        explanation=(
            "A ticket is closed because consultant and customer agree on a solution, or because the customer stayed "
            "silent while support waited. Here neither can be: no proposal was open, or nobody was being waited for. "
            "The audit reads on as if the ticket were still open."
        ),
        kept=_AGREED,
        broken="".join(line for line in _AGREED.splitlines(keepends=True) if "proposed" not in line),
        sees=_closed_without_ground,
        of_refusals=True,
    ),
    Rule(
        code="SLA202",
        level=Level.VIOLATION,
        cites=("closure",),
        summary="closed before the customer's time was over",
        explanation=(
            "Support asked or proposed something and closed the ticket without an answer before the weeks of silence "
            "were over, or before the time had passed that the contract grants after the last attempt. How long two "
            "weeks are is a matter of reading: where another of the contract's readings would allow or refuse the "
            "closing, the finding is disputable."
        ),
        kept=_UNANSWERED,
        broken=_ASKED + "SUP-1,2026-11-02T12:00+01:00,closed-unanswered,,\n",
        sees=_closed_before_time,
        of_refusals=True,
    ),
    Rule(
        code="SLA203",
        level=Level.VIOLATION,
        cites=("closure",),
        summary="closed after too few attempts to reach the customer",
        explanation=(
            "After the weeks of silence support has to try to reach the customer, twice by the shipped contract, and "
            "only when that fails may it close. Attempts made before the weeks were over do not count, nor do those "
            "before an answer."
        ),
        kept=_UNANSWERED,
        broken=_UNANSWERED.replace(_SECOND, ""),
        sees=_attempts_missing,
        of_refusals=True,
    ),
    Rule(
        code="SLA204",
        level=Level.VIOLATION,
        cites=("closure",),
        summary="closed as unanswered despite a signal",
        explanation=(
            "The customer gave a signal, which ended the wait, and support closed the ticket as unanswered all the "
            "same. Support has to ask or propose again first, and the weeks begin anew. The audit reads on as if the "
            "ticket were still open."
        ),
        kept=_UNANSWERED,
        broken=_ASKED + _LATE_SIGNAL,
        sees=_closed_despite_signal,
        of_refusals=True,
    ),
    Rule(
        code="SLA205",
        level=Level.WARNING,
        cites=("closure",),
        summary="attempts to reach the customer overdue",
        explanation=(
            "The weeks of silence are over, and for more than a working day support made no attempt that counts. The "
            "contract names no last moment for it, so that this is a warning; a ticket that nobody takes up stays "
            "open forever."
        ),
        kept=_UNANSWERED,
        broken=_UNANSWERED.replace(_FIRST, _FIRST.replace("04T09:30", "05T09:30")).replace("04T15:00", "05T09:45"),
        sees=_attempts_overdue,
    ),
    Rule(
        code="SLA206",
        level=Level.WARNING,
        cites=("closure",),
        summary="attempt to reach a customer who is not waited for",
        explanation=(
            "An attempt to reach the customer is recorded while support was not waiting for one: nothing was asked or "
            "proposed, or the customer had answered. It counts for nothing. Perhaps a question or an answer was not "
            "recorded."
        ),
        kept=_UNANSWERED,
        broken=_AGREED.replace(
            "SUP-1,2026-11-17", "SUP-1,2026-11-17T09:00+01:00,contact-attempted,,\nSUP-1,2026-11-17"
        ),
        sees=_attempt_without_waiting,
        of_refusals=True,
    ),
    Rule(
        code="SLA207",
        level=Level.VIOLATION,
        cites=("agreement",),
        summary="decided by one side alone",
        explanation=(
            "The side that proposed a solution also accepted or rejected it. A ticket is closed by agreement when "
            "both sides find the solution satisfactory. Record the acceptance of the other side, or wait for it."
        ),
        kept=_AGREED,
        broken=_AGREED.replace("solution-accepted,,customer", "solution-accepted,,support"),
        sees=_one_sided,
        of_refusals=True,
    ),
    Rule(
        code="SLA208",
        level=Level.WARNING,
        cites=("agreement", "closure"),
        summary="closed for no stated reason",
        explanation=(
            "The log says that the ticket was closed and not why. Whether both sides agreed or the customer stayed "
            "silent cannot be told, and so not whether it could be closed. Most logs of other systems are like that; "
            "where the reason is known, write solution-accepted or closed-unanswered."
        ),
        kept=_AGREED,
        broken=_AGREED.replace("solution-accepted,,customer", "closed,,"),
        sees=_unstated,
        of_refusals=True,
    ),
    Rule(
        code="SLA209",
        level=Level.NOTE,
        cites=("agreement", "closure"),
        summary="signal of the customer after closing",
        explanation=(
            "The customer wrote after the ticket was closed. Closed is final, so that it belongs to a follow-up "
            "ticket, whose report names this one in follow_up_of."
        ),
        kept=_AGREED,
        broken=_AGREED + "SUP-1,2026-11-19T09:00+01:00,customer-replied,,\n",
        sees=_signal_after_closing,
        of_refusals=True,
    ),
)
