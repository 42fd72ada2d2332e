"""The diagrams: what the docs print is what the tables say."""

from __future__ import annotations

import re
from pathlib import Path

from slacal import Act, ResponseState, TicketState
from slacal.ticket.diagram import conversation_diagram, conversation_table, printed, response_diagram
from slacal.ticket.lifecycle import CONVERSATION, OPEN, PROPOSER

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"

DECISIONS = ("solution-accepted", "solution-rejected")


def parts(text: str) -> dict[str, str]:
    return dict(re.findall(r"<!-- ([\w-]+) -->\n(.*?)\n<!-- /\1 -->", text, re.DOTALL))


def test_the_page_shows_the_tables() -> None:
    """Print `slacal.ticket.diagram.printed()` into the page where this fails."""
    assert parts(PAGE.read_text(encoding="utf-8")) == parts(printed())
    assert len(parts(printed())) == 3


def test_what_no_ticket_does_is_not_drawn() -> None:
    for text in (conversation_diagram(), conversation_table()):
        assert "unstated" not in text
        assert "\n| closed |" not in text
    assert "proposed --> closed_agreed : solution-accepted by customer\n" in conversation_diagram()
    assert "offered --> closed_agreed : solution-accepted by support\n" in conversation_diagram()


def test_every_state_is_drawn() -> None:
    for state in TicketState:
        assert (f" : {state}" in conversation_diagram()) == (state is not TicketState.CLOSED_UNSTATED)
    for name in map(str, ResponseState):
        assert f"    {name} : {name}" in response_diagram()


def test_every_change_is_drawn() -> None:
    """As an arrow between two states, or from any open state; and no other arrow."""
    arrows = re.findall(r"^    (\w+) --> (\w+) : (.*)$", conversation_diagram(), re.MULTILINE)
    drawn = {
        (str(state), act, after.replace("_", "-"))
        for before, after, acts in arrows
        for act in acts.split("<br/>")
        for state in OPEN
        if before in ("any", state.replace("-", "_"))
    }
    changes = {
        (str(state), str(act), str(after))
        for state in OPEN
        for act, after in CONVERSATION[state].items()
        if after is not state and act is not Act.CLOSED and not (act.kind in DECISIONS and act.by is PROPOSER[state])
    }
    assert {arrow for arrow in drawn if arrow[0] != arrow[2]} == changes
