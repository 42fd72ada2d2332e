"""The lifecycle: two tables, and nothing else decides what a ticket's state is.

Theory of operation. Two small machines run side by side over the same events.

*Conversation* says who holds the ticket. It is with support until support asks or proposes; then support waits.
Any signal of the customer ends the wait. A proposal waits for the other side's decision, and nobody decides on their
own: that is a guard, because the table cannot know who speaks. A ticket is closed because both agreed, or because
the customer stayed silent as long as the contract says; both count as resolved (clause 3).

*Response* runs once: confirmed and started, in either order, make the response (clause 5). A second confirmation
changes nothing. A closing ends this machine too, in `UNRECORDED` where the response was not complete.

A row of a table is a state, a column an `Act`, a cell the state that follows. No cell: it cannot happen here. An
empty row: nothing can, the state is final. Every event goes through `CONVERSATION`; `RESPONSE` has cells only for
what concerns it. What a cell allows, a guard may still refuse (`slacal.ticket.course`): a ticket then raises, while
an audit, to which it has happened already, notes the refusal and makes the move. `CLOSED_UNSTATED` is there for
audits alone: a ticket's guard refuses every way into it.

Invariant: both tables are total (a row for every state), final states and only they have empty rows, and every
state can be reached; checked when this module is imported.
Laws: no signal of the customer leaves a waiting state waiting; what is not in `CLOSING` never closes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from slacal.ticket.vocabulary import Act, Side

__all__ = [
    "ANSWERS",
    "CLOSING",
    "CONVERSATION",
    "OPEN",
    "PROPOSER",
    "RESPONSE",
    "SIGNALS",
    "WAITING",
    "ResponseState",
    "TicketState",
    "check_signals",
    "checked",
]


class TicketState(StrEnum):
    """Who holds a ticket, and what for."""

    WITH_SUPPORT = "with-support"
    WITH_CUSTOMER = "with-customer"
    PROPOSED = "proposed"
    TRIED = "tried"
    OFFERED = "offered"
    CLOSED_AGREED = "closed-agreed"
    CLOSED_UNANSWERED = "closed-unanswered"
    CLOSED_UNSTATED = "closed-unstated"

    @property
    def is_waiting(self) -> bool:
        """Whether support waits for a signal of the customer (clause 3b)."""
        return self in WAITING

    @property
    def is_closed(self) -> bool:
        """Whether nothing can happen any more."""
        return not CONVERSATION[self]

    @property
    def holder(self) -> Side | None:
        """Whose turn it is; nobody's, once the ticket is closed."""
        return _HOLDERS.get(self)


class ResponseState(StrEnum):
    """How far support's response has come."""

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    STARTED = "started"
    RESPONDED = "responded"
    UNRECORDED = "unrecorded"


_State = TypeVar("_State", bound=StrEnum)
_S = TicketState
_R = ResponseState

WAITING = frozenset({_S.WITH_CUSTOMER, _S.PROPOSED})
"""The states in which support waits for a signal of the customer (clause 3b)."""

_HOLDERS = {
    _S.WITH_SUPPORT: Side.SUPPORT,
    _S.WITH_CUSTOMER: Side.CUSTOMER,
    _S.PROPOSED: Side.CUSTOMER,
    _S.TRIED: Side.CUSTOMER,
    _S.OFFERED: Side.SUPPORT,
}

PROPOSER: Mapping[TicketState, Side] = MappingProxyType(
    {_S.PROPOSED: Side.SUPPORT, _S.TRIED: Side.SUPPORT, _S.OFFERED: Side.CUSTOMER}
)
"""Whose proposal is open: the other side decides on it (clause 3a)."""

SIGNALS = frozenset({Act.CUSTOMER_REPLIED, *(act for act in Act if act.by is Side.CUSTOMER)})
"""What counts as a signal of the customer (clause 3b)."""

ANSWERS = frozenset(
    {
        Act.ACKNOWLEDGED,
        Act.RESPONDED,
        Act.CUSTOMER_ASKED,
        Act.SUPPORT_REPLIED,
        Act.CONTACT_ATTEMPTED,
        Act.CLOSED_UNANSWERED,
        *(act for act in Act if act.by is Side.SUPPORT),
    }
)
"""What the customer hears from support: each answers whatever the customer said before."""


def _open(state: TicketState, moves: Mapping[Act, TicketState]) -> Mapping[Act, TicketState]:
    """The row of an open state: what never changes a state, what is the same in all of them, and its own moves."""
    same = (Act.ACKNOWLEDGED, Act.WORK_STARTED, Act.RESPONDED, Act.SEVERITY_CHANGED, Act.SUPPORT_REPLIED)
    return {
        **dict.fromkeys(same, state),
        Act.SOLUTION_PROPOSED_BY_SUPPORT: _S.PROPOSED,
        Act.SOLUTION_PROPOSED_BY_CUSTOMER: _S.OFFERED,
        Act.CLOSED: _S.CLOSED_UNSTATED,
        **moves,
    }


_DECISIONS = {
    Act.SOLUTION_ACCEPTED_BY_SUPPORT: _S.CLOSED_AGREED,
    Act.SOLUTION_ACCEPTED_BY_CUSTOMER: _S.CLOSED_AGREED,
    Act.SOLUTION_REJECTED_BY_SUPPORT: _S.WITH_SUPPORT,
    Act.SOLUTION_REJECTED_BY_CUSTOMER: _S.WITH_SUPPORT,
}


def checked(
    table: Mapping[_State, Mapping[Act, _State]], first: _State, final: Iterable[_State]
) -> Mapping[_State, Mapping[Act, _State]]:
    """The table, made read-only, if it is one: a row for every state, all within reach, the final ones' rows empty."""
    states = set(type(first))
    if set(table) != states:
        raise ValueError(f"states without a row, or rows without a state: {sorted(states ^ set(table))}")
    if {state for state, row in table.items() if not row} != set(final):
        raise ValueError(f"expected the rows of {sorted(final)} to be empty, and no other")
    reached: set[_State] = set()
    ahead = {first}
    while ahead:
        reached |= ahead
        ahead = {state for known in ahead for state in table[known].values()} - reached
    if reached != states:
        raise ValueError(f"states that no event leads to: {sorted(states - reached)}")
    return MappingProxyType({state: MappingProxyType(dict(row)) for state, row in table.items()})


CONVERSATION = checked(
    {
        _S.WITH_SUPPORT: _open(
            _S.WITH_SUPPORT,
            {
                Act.CUSTOMER_ASKED: _S.WITH_CUSTOMER,
                Act.CUSTOMER_REPLIED: _S.WITH_SUPPORT,
            },
        ),
        _S.WITH_CUSTOMER: _open(
            _S.WITH_CUSTOMER,
            {
                Act.CUSTOMER_ASKED: _S.WITH_CUSTOMER,
                Act.CUSTOMER_REPLIED: _S.WITH_SUPPORT,
                Act.CONTACT_ATTEMPTED: _S.WITH_CUSTOMER,
                Act.CLOSED_UNANSWERED: _S.CLOSED_UNANSWERED,
            },
        ),
        _S.PROPOSED: _open(
            _S.PROPOSED,
            {
                **_DECISIONS,
                Act.CUSTOMER_ASKED: _S.PROPOSED,
                Act.CUSTOMER_REPLIED: _S.TRIED,
                Act.CONTACT_ATTEMPTED: _S.PROPOSED,
                Act.CLOSED_UNANSWERED: _S.CLOSED_UNANSWERED,
            },
        ),
        _S.TRIED: _open(
            _S.TRIED,
            {
                **_DECISIONS,
                Act.CUSTOMER_ASKED: _S.PROPOSED,
                Act.CUSTOMER_REPLIED: _S.TRIED,
            },
        ),
        _S.OFFERED: _open(
            _S.OFFERED,
            {
                **_DECISIONS,
                Act.CUSTOMER_ASKED: _S.WITH_CUSTOMER,
                Act.CUSTOMER_REPLIED: _S.OFFERED,
            },
        ),
        _S.CLOSED_AGREED: {},
        _S.CLOSED_UNANSWERED: {},
        _S.CLOSED_UNSTATED: {},
    },
    first=_S.WITH_SUPPORT,
    final=(_S.CLOSED_AGREED, _S.CLOSED_UNANSWERED, _S.CLOSED_UNSTATED),
)
"""Conversation x act -> conversation. `Act.REPORTED` is in no row: it makes a ticket, in `WITH_SUPPORT`."""

OPEN = frozenset(state for state, row in CONVERSATION.items() if row)
"""The states that are not final."""

CLOSING = frozenset(act for row in CONVERSATION.values() for act, state in row.items() if not CONVERSATION[state])
"""The acts that close."""

_UNRECORDED = dict.fromkeys(CLOSING, _R.UNRECORDED)

RESPONSE = checked(
    {
        _R.NONE: {
            Act.ACKNOWLEDGED: _R.ACKNOWLEDGED,
            Act.WORK_STARTED: _R.STARTED,
            Act.RESPONDED: _R.RESPONDED,
            **_UNRECORDED,
        },
        _R.ACKNOWLEDGED: {
            Act.ACKNOWLEDGED: _R.ACKNOWLEDGED,
            Act.WORK_STARTED: _R.RESPONDED,
            Act.RESPONDED: _R.RESPONDED,
            **_UNRECORDED,
        },
        _R.STARTED: {
            Act.ACKNOWLEDGED: _R.RESPONDED,
            Act.WORK_STARTED: _R.STARTED,
            Act.RESPONDED: _R.RESPONDED,
            **_UNRECORDED,
        },
        _R.RESPONDED: {},
        _R.UNRECORDED: {},
    },
    first=_R.NONE,
    final=(_R.RESPONDED, _R.UNRECORDED),
)
"""Response x act -> response; an act without a cell does not concern it, and changes nothing."""


def check_signals(table: Mapping[TicketState, Mapping[Act, TicketState]]) -> None:
    """Refuse a table in which a signal of the customer leaves support waiting."""
    for state in WAITING:
        for act in SIGNALS:
            if table[state].get(act) in WAITING:
                raise ValueError(f"{act} leaves support waiting in {state}")


check_signals(CONVERSATION)
