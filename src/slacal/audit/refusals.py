"""Refusals as an audit tells them: which rule each of them breaks.

A ticket raises a refusal, an audit finds that a rule was broken: the same guards and tables stand behind both. Most
refusals are one rule; a move the lifecycle does not have, and a closing that comes too early, are told apart by what
happened.

Invariant: the table is total over the refusals there are; checked when this module is imported.
Law: an event has a finding of a rule in `CODES` if and only if a ticket that took all events before it refuses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.errors import (
    ClosureNotAllowed,
    ClosureUnstated,
    EventConflict,
    EventRefused,
    IllegalTransition,
    OneSidedDecision,
    OutOfOrder,
)
from slacal.ticket.lifecycle import CLOSING, SIGNALS
from slacal.ticket.vocabulary import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slacal.audit.fold import Fold, Passage

__all__ = ["CODES", "check_total", "code_of", "ended_by_signal", "refused"]


def _of_closing(fold: Fold, passage: Passage, refusal: EventRefused) -> str:
    """A closing without an answer, too early: for want of time, or of attempts alone."""
    del fold, passage
    assert isinstance(refusal, ClosureNotAllowed)  # noqa: S101  as the table has it
    return "SLA203" if refusal.attempts_missing and refusal.at >= refusal.ends else "SLA202"


def _of_move(fold: Fold, passage: Passage, refusal: EventRefused) -> str:
    """A move the lifecycle does not have in the state the ticket is in."""
    del refusal
    act, before = passage.entry.act, passage.before
    if before is None:
        return "SLA405"
    if before.closed_us is not None:
        return "SLA209" if act in SIGNALS else "SLA406"
    if act is Act.CLOSED_UNANSWERED and ended_by_signal(fold, passage) is not None:
        return "SLA204"
    if act in CLOSING:
        return "SLA201"
    return "SLA206" if act is Act.CONTACT_ATTEMPTED else "SLA406"


CODES: dict[type[EventRefused], str | Callable[[Fold, Passage, EventRefused], str]] = {
    IllegalTransition: _of_move,
    ClosureNotAllowed: _of_closing,
    OneSidedDecision: "SLA207",
    ClosureUnstated: "SLA208",
    OutOfOrder: "SLA402",
    EventConflict: "SLA404",
}
"""The rule that each kind of refusal breaks."""


def code_of(fold: Fold, passage: Passage, refusal: EventRefused) -> str:
    """The code of the rule that a refusal breaks."""
    code = CODES[type(refusal)]
    return code if isinstance(code, str) else code(fold, passage, refusal)


def refused(fold: Fold, code: str) -> Iterator[tuple[Passage, EventRefused]]:
    """The passages that a rule refuses."""
    for passage in fold.passages:
        for refusal in passage.refusals:
            if code_of(fold, passage, refusal) == code:
                yield passage, refusal


def ended_by_signal(fold: Fold, passage: Passage) -> Passage | None:
    """The signal of the customer that ended the last wait before a passage, if that is what ended it."""
    ended = [stay.ended for stay in fold.stays() if stay.ended is not None]
    place = fold.passages.index(passage)
    last = next((one for one in reversed(ended) if fold.passages.index(one) < place), None)
    return last if last is not None and last.entry.act in SIGNALS else None


def _kinds(parent: type[EventRefused]) -> Iterator[type[EventRefused]]:
    for kind in parent.__subclasses__():
        yield kind
        yield from _kinds(kind)


def check_total() -> None:
    """Raise `ValueError` where the table leaves out a kind of refusal."""
    if set(CODES) != set(_kinds(EventRefused)):
        raise ValueError(f"refusals without a rule: {sorted(kind.__name__ for kind in _kinds(EventRefused))}")


check_total()
