"""The two tables, every state and every act, and the checks that keep them tables."""

from __future__ import annotations

import pytest

from slacal import Act, ResponseState, Side, TicketState
from slacal.ticket.lifecycle import (
    ANSWERS,
    CLOSING,
    CONVERSATION,
    OPEN,
    PROPOSER,
    RESPONSE,
    SIGNALS,
    WAITING,
    check_signals,
    checked,
)

COLUMNS = ("with-support", "with-customer", "proposed", "tried", "offered")

EXPECTED = """
reported                      |              |               |                   |               |
acknowledged                  | with-support | with-customer | proposed          | tried         | offered
work-started                  | with-support | with-customer | proposed          | tried         | offered
responded                     | with-support | with-customer | proposed          | tried         | offered
severity-changed              | with-support | with-customer | proposed          | tried         | offered
support-replied               | with-support | with-customer | proposed          | tried         | offered
customer-asked                | with-customer| with-customer | proposed          | proposed      | with-customer
customer-replied              | with-support | with-support  | tried             | tried         | offered
contact-attempted             |              | with-customer | proposed          |               |
solution-proposed by support  | proposed     | proposed      | proposed          | proposed      | proposed
solution-proposed by customer | offered      | offered       | offered           | offered       | offered
solution-accepted by support  |              |               | closed-agreed     | closed-agreed | closed-agreed
solution-accepted by customer |              |               | closed-agreed     | closed-agreed | closed-agreed
solution-rejected by support  |              |               | with-support      | with-support  | with-support
solution-rejected by customer |              |               | with-support      | with-support  | with-support
closed-unanswered             |              | closed-unanswered | closed-unanswered |           |
closed                        | closed-unstated | closed-unstated | closed-unstated | closed-unstated | closed-unstated
"""


def test_conversation_is_what_was_agreed() -> None:
    """Every state and every act: the cells written out by hand once more."""
    found: dict[tuple[str, str], str] = {}
    for line in EXPECTED.strip().splitlines():
        act, *cells = (cell.strip() for cell in line.split("|"))
        found |= {(state, act): cell for state, cell in zip(COLUMNS, cells, strict=True) if cell}
    table = {(str(state), str(act)): str(after) for state, row in CONVERSATION.items() for act, after in row.items()}
    assert table == found
    assert {line.split("|")[0].strip() for line in EXPECTED.strip().splitlines()} == {str(act) for act in Act}


def test_response_is_what_was_agreed() -> None:
    closing = dict.fromkeys(CLOSING, "unrecorded")
    assert {
        "none": {"acknowledged": "acknowledged", "work-started": "started", "responded": "responded"} | closing,
        "acknowledged": {"acknowledged": "acknowledged", "work-started": "responded", "responded": "responded"}
        | closing,
        "started": {"acknowledged": "responded", "work-started": "started", "responded": "responded"} | closing,
        "responded": {},
        "unrecorded": {},
    } == RESPONSE


def test_what_is_derived() -> None:
    assert {state for state in TicketState if state.is_closed} == {
        state for state, row in CONVERSATION.items() if not row
    }
    assert {state for state in TicketState if state.is_waiting} == WAITING == {"with-customer", "proposed"}
    assert [state.holder for state in TicketState] == [
        Side.SUPPORT,
        Side.CUSTOMER,
        Side.CUSTOMER,
        Side.CUSTOMER,
        Side.SUPPORT,
        None,
        None,
        None,
    ]
    assert {"solution-accepted by support", "solution-accepted by customer", "closed-unanswered", "closed"} == CLOSING
    assert {
        "customer-replied",
        "solution-proposed by customer",
        "solution-accepted by customer",
        "solution-rejected by customer",
    } == SIGNALS
    assert PROPOSER == {"proposed": "support", "tried": "support", "offered": "customer"}


def test_tables_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        CONVERSATION[TicketState.CLOSED_AGREED] = {}  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    with pytest.raises(TypeError):
        CONVERSATION[TicketState.TRIED][Act.CLOSED] = TicketState.TRIED  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


R = ResponseState
WHOLE = {R.NONE: {Act.RESPONDED: R.RESPONDED, Act.ACKNOWLEDGED: R.ACKNOWLEDGED, Act.WORK_STARTED: R.STARTED}}
REST = {R.ACKNOWLEDGED: {Act.CLOSED: R.UNRECORDED}, R.STARTED: {Act.CLOSED: R.UNRECORDED}}
FINAL: dict[R, dict[Act, R]] = {R.RESPONDED: {}, R.UNRECORDED: {}}


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (WHOLE | REST, r"states without a row, or rows without a state: \[.*'responded'.*\]"),
        (WHOLE | REST | FINAL | {R.STARTED: {}}, r"expected the rows of \[.*\] to be empty, and no other"),
        (
            WHOLE | REST | FINAL | {R.NONE: {Act.RESPONDED: R.RESPONDED, Act.ACKNOWLEDGED: R.ACKNOWLEDGED}},
            r"states that no event leads to: \[<ResponseState.STARTED: 'started'>\]",
        ),
    ],
)
def test_what_is_no_table_is_refused(table: dict[R, dict[Act, R]], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        checked(table, R.NONE, (R.RESPONDED, R.UNRECORDED))
    assert checked(WHOLE | REST | FINAL, R.NONE, FINAL)


def test_a_signal_of_the_customer_ends_the_waiting() -> None:
    broken = {state: dict(row) for state, row in CONVERSATION.items()}
    broken[TicketState.PROPOSED][Act.CUSTOMER_REPLIED] = TicketState.WITH_CUSTOMER
    with pytest.raises(ValueError, match="customer-replied leaves support waiting in proposed"):
        check_signals(broken)


def test_what_the_customer_hears_is_an_answer() -> None:
    """All that happens is said by the customer, heard by the customer, or is nothing the customer hears of."""
    unheard = {Act.REPORTED, Act.WORK_STARTED, Act.SEVERITY_CHANGED, Act.CLOSED}
    assert ANSWERS | SIGNALS | unheard == set(Act)
    assert ANSWERS.isdisjoint(SIGNALS | unheard)


def test_open_states_are_those_that_are_not_final() -> None:
    assert {state for state in TicketState if not state.is_closed} == OPEN
