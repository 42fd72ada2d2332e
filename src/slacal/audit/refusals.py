"""Refusals as an audit tells them: which rule each of them breaks.

A ticket raises a refusal, an audit finds that a rule was broken: the same guards and tables stand behind both. Most
refusals are one rule; a move the lifecycle does not have, and a closing that comes too early, are told apart by what
happened.

Invariant: the table is total over the refusals there are; checked when this module is imported.
Law: an event has a finding of a rule in `CODES` if and only if a ticket that took all events before it refuses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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

__all__ = ["CODES", "Refused", "check_total", "refused"]


class Refused(NamedTuple):
    """A passage that a rule refuses, and the signal that ended the last wait before it, if one did."""

    passage: Passage
    refusal: EventRefused
    signal: Passage | None


def _of_closing(passage: Passage, refusal: EventRefused, signal: Passage | None) -> str:
    """A closing without an answer, too early: for want of time, or of attempts alone."""
    del passage, signal
    assert isinstance(refusal, ClosureNotAllowed)  # noqa: S101  as the table has it
    return "SLA203" if refusal.attempts_missing and refusal.at >= refusal.ends else "SLA202"


def _of_move(passage: Passage, refusal: EventRefused, signal: Passage | None) -> str:
    """A move the lifecycle does not have in the state the ticket is in."""
    del refusal
    act, before = passage.entry.act, passage.before
    if before is None:
        return "SLA405"
    if before.closed_us is not None:
        return "SLA209" if act in SIGNALS else "SLA406"
    if act is Act.CLOSED_UNANSWERED and signal is not None:
        return "SLA204"
    if act in CLOSING:
        return "SLA201"
    return "SLA206" if act is Act.CONTACT_ATTEMPTED else "SLA406"


CODES: dict[type[EventRefused], str | Callable[[Passage, EventRefused, Passage | None], str]] = {
    IllegalTransition: _of_move,
    ClosureNotAllowed: _of_closing,
    OneSidedDecision: "SLA207",
    ClosureUnstated: "SLA208",
    OutOfOrder: "SLA402",
    EventConflict: "SLA404",
}
"""The rule that each kind of refusal breaks."""


def refused(fold: Fold, code: str) -> Iterator[Refused]:
    """The passages that a rule refuses."""
    if not fold.is_refused:
        return
    ending = {id(stay.ended) for stay in fold.stays()}
    signal: Passage | None = None
    for passage in fold.passages:
        for refusal in passage.refusals:
            own = CODES[type(refusal)]
            if (own if isinstance(own, str) else own(passage, refusal, signal)) == code:
                yield Refused(passage, refusal, signal)
        if id(passage) in ending:
            signal = passage if passage.entry.act in SIGNALS else None


def _kinds(parent: type[EventRefused]) -> Iterator[type[EventRefused]]:
    for kind in parent.__subclasses__():
        yield kind
        yield from _kinds(kind)


def check_total() -> None:
    """Raise `ValueError` where the table leaves out a kind of refusal."""
    if set(CODES) != set(_kinds(EventRefused)):
        raise ValueError(f"refusals without a rule: {sorted(kind.__name__ for kind in _kinds(EventRefused))}")


check_total()
