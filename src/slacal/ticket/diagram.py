"""Diagrams of the lifecycle, computed from its tables, as Mermaid and as Markdown tables.

`printed()` is what `docs/lifecycle.md` holds between its marks; a test compares.

Invariant: what is drawn is what a ticket can do; moves that a guard always refuses are only in an audit's tables.
Law: every change of state a ticket can make is an arrow between the two states, which names all acts that do it, or
one from "any open state", where the act leads to the same state from all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from slacal.ticket.lifecycle import CLOSING, CONVERSATION, PROPOSER, RESPONSE, ResponseState, TicketState
from slacal.ticket.vocabulary import Act

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from enum import StrEnum

    _State = TypeVar("_State", bound=StrEnum)

__all__ = ["conversation_diagram", "conversation_table", "printed", "response_diagram"]

_DECISIONS = frozenset(act for act in Act if act.kind in ("solution-accepted", "solution-rejected"))


def _moves() -> Mapping[TicketState, Mapping[Act, TicketState]]:
    """The conversation as a ticket has it: without the own decisions and unstated closings that guards refuse."""
    return {
        state: {
            act: after
            for act, after in row.items()
            if act is not Act.CLOSED and not (act in _DECISIONS and act.by is PROPOSER.get(state))
        }
        for state, row in CONVERSATION.items()
        if state is not TicketState.CLOSED_UNSTATED
    }


def _anywhere(table: Mapping[_State, Mapping[Act, _State]]) -> dict[Act, _State]:
    """The acts that lead to one and the same state from every state that is not final."""
    rows = [row for row in table.values() if row]
    return {act: after for act, after in rows[0].items() if all(row.get(act) is after for row in rows)}


def _arrows(table: Mapping[_State, Mapping[Act, _State]]) -> Iterator[tuple[_State, _State, str]]:
    """Every change of state with the acts that make it, but for those that may happen anywhere."""
    anywhere = _anywhere(table)
    for state, row in table.items():
        for after in dict.fromkeys(row.values()):
            acts = [act for act in row if row[act] is after and act not in anywhere]
            if acts and after is not state:
                yield state, after, "<br/>".join(acts)


def _drawn(table: Mapping[_State, Mapping[Act, _State]], first: _State, begin: str) -> str:
    lines = ["stateDiagram-v2", "    direction LR", f"    [*] --> {_id(first)}{begin}"]
    lines += [f"    {_id(state)} : {state}" for state in table]
    lines += [f"    {_id(state)} --> {_id(after)} : {acts}" for state, after, acts in _arrows(table)]
    lines.append("    any : any open state")
    lines += [f"    any --> {_id(after)} : {act}" for act, after in _anywhere(table).items()]
    lines += [f"    {_id(state)} --> [*]" for state, row in table.items() if not row]
    return "\n".join(lines)


def _id(state: StrEnum) -> str:
    return state.value.replace("-", "_")


def conversation_diagram() -> str:
    """Who holds the ticket, as a Mermaid state diagram."""
    return _drawn(_moves(), TicketState.WITH_SUPPORT, f" : {Act.REPORTED}")


def response_diagram() -> str:
    """How the response comes about, as a Mermaid state diagram; all closings are one act."""
    table = {
        state: {Act.CLOSED if act in CLOSING else act: after for act, after in row.items()}
        for state, row in RESPONSE.items()
    }
    return _drawn(table, ResponseState.NONE, "")


def conversation_table() -> str:
    """Every state and every act as a Markdown table; a dot where the state stays, nothing where it cannot happen."""
    table = {state: row for state, row in _moves().items() if row}
    lines = [f"| | {' | '.join(table)} |", f"|---|{'---|' * len(table)}"]
    for act in Act:
        cells = [row.get(act) for row in table.values()]
        if any(cells):
            shown = ("·" if after is state else str(after or "") for state, after in zip(table, cells, strict=True))
            lines.append(f"| {act} | {' | '.join(shown)} |")
    return "\n".join(lines)


def printed() -> str:
    """All of it, each part between the marks it has in `docs/lifecycle.md`.

    >>> print(printed().splitlines()[0])
    <!-- conversation -->
    """
    parts = {
        "conversation": f"```mermaid\n{conversation_diagram()}\n```",
        "conversation-table": conversation_table(),
        "response": f"```mermaid\n{response_diagram()}\n```",
    }
    return "\n\n".join(f"<!-- {name} -->\n{part}\n<!-- /{name} -->" for name, part in parts.items())
