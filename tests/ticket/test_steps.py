"""Steps: what comes next, in readable tables, and that nothing is hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slacal import (
    SMARTSTOCK,
    Action,
    Budget,
    ClosureRule,
    Contract,
    OutOfOrder,
    Step,
    Terms,
    Ticket,
    TicketState,
)
from slacal.ticket.lifecycle import CONVERSATION
from slacal.ticket.steps import TURNS
from tests.ticket.stories import at, event, events
from tests.ticket.test_ticket import WAYS

RESPONDED = "11-02 09:00 reported 3\n11-02 10:00 responded\n"
SPACED = Contract(
    name="spaced",
    calendar=SMARTSTOCK.calendar,
    severities=SMARTSTOCK.severities,
    closure=ClosureRule(attempts=3, spacing=Budget.parse("1d"), grace=Budget.parse("2d")),
)


def shown(step: Step) -> str:
    number = f" {step.number}" if step.number else ""
    latest = f" until {step.latest:%m-%d %H:%M}" if step.latest else ""
    has = "must" if step.must else "may"
    return f"{step.at:%m-%d %H:%M}{latest} {step.by} {has} {step.action}{number}{' !' if step.overdue else ''}"


@pytest.mark.parametrize(
    ("story", "now", "expected"),
    [
        ("11-02 09:00 reported 1", "11-02 09:00", "11-03 17:00 until 11-04 09:00 support must respond"),
        (
            "11-02 09:00 reported 1\n11-02 10:00 acknowledged",
            "11-04 09:00",
            "11-03 17:00 until 11-04 09:00 support must respond",
        ),
        ("11-02 09:00 reported 1", "11-04 09:01", "11-03 17:00 until 11-04 09:00 support must respond !"),
        (RESPONDED, "11-02 11:00", "11-02 10:00 support may ask\n11-02 10:00 support may propose"),
        (  # after hours the customer has replied: it is support's turn from the next opening on
            f"{RESPONDED}11-03 12:00 customer-asked\n11-03 20:00 customer-replied",
            "11-03 20:00",
            "11-04 09:00 support may ask\n11-04 09:00 support may propose",
        ),
        (
            f"{RESPONDED}11-03 12:00 customer-asked",
            "11-03 12:00",
            (
                "11-17 12:00 until 11-17 12:00 customer may customer-turn\n11-17 12:00 support must attempt-contact 1\n"
                "11-17 12:00 support must attempt-contact 2\n11-17 12:00 support may close"
            ),
        ),
        (  # at the instant at which the weeks are over it is no longer the customer's turn
            f"{RESPONDED}11-03 12:00 customer-asked",
            "11-17 12:00",
            "11-17 12:00 support must attempt-contact 1\n11-17 12:00 support must attempt-contact 2\n"
            "11-17 12:00 support may close",
        ),
        (  # asked on a Saturday: the weeks end on one, support is on duty on Monday
            f"{RESPONDED}11-07 12:00 customer-asked",
            "11-09 12:00",
            (
                "11-21 12:00 until 11-21 12:00 customer may customer-turn\n11-23 09:00 support must attempt-contact 1\n"
                "11-23 09:00 support must attempt-contact 2\n11-23 09:00 support may close"
            ),
        ),
        (  # nothing done: all stays where it could have been done, and shows as overdue where it must be
            f"{RESPONDED}11-03 12:00 customer-asked",
            "11-18 20:00",
            (
                "11-17 12:00 support must attempt-contact 1 !\n11-17 12:00 support must attempt-contact 2 !\n"
                "11-17 12:00 support may close"
            ),
        ),
        (
            f"{RESPONDED}11-03 12:00 customer-asked\n11-17 12:00 contact-attempted",
            "11-17 13:00",
            "11-17 12:00 support must attempt-contact 2 !\n11-17 12:00 support may close",
        ),
        (
            f"{RESPONDED}11-03 12:00 customer-asked\n11-17 12:00 contact-attempted\n11-17 12:00 contact-attempted",
            "11-20 13:00",
            "11-17 12:00 support may close",
        ),
        (
            "11-02 09:00 reported 3\n11-02 20:00 solution-proposed customer",
            "11-02 20:00",
            "11-03 09:00 support may decide\n11-05 17:00 until 11-06 09:00 support must respond",
        ),
        (
            f"{RESPONDED}11-03 12:00 solution-proposed support\n11-03 20:00 customer-replied",
            "11-05 13:00",
            "11-03 20:00 customer may decide\n11-04 09:00 support may ask\n11-04 09:00 support may propose",
        ),
        (  # an overdue response hides no attempt, and no attempt hides a response
            "11-02 09:00 reported 1\n11-02 12:00 customer-asked",
            "11-16 13:00",
            (
                "11-03 17:00 until 11-04 09:00 support must respond !\n11-16 12:00 support must attempt-contact 1 !\n"
                "11-16 12:00 support must attempt-contact 2 !\n11-16 12:00 support may close"
            ),
        ),
    ],
)
def test_steps(story: str, now: str, expected: str) -> None:
    ticket = Ticket.replay(events(story))
    steps = ticket.steps(at(now))
    assert "\n".join(shown(step) for step in steps) == expected
    assert ticket.next_step(at(now)) == (steps[0] if steps else None)
    assert list(steps) == sorted(steps, key=lambda step: step.at)


def test_spacing_and_grace_shape_the_plan() -> None:
    ticket = Ticket.replay(events(f"{RESPONDED}11-03 12:00 customer-asked"), SPACED)
    assert [shown(step) for step in ticket.steps(at("11-03 12:00"))[1:]] == [
        "11-17 12:00 support must attempt-contact 1",
        "11-18 12:00 support must attempt-contact 2",
        "11-19 12:00 support must attempt-contact 3",
        "11-23 12:00 support may close",
    ]
    late = Ticket.replay(events(f"{RESPONDED}11-03 12:00 customer-asked\n11-18 09:00 contact-attempted"), SPACED)
    assert [shown(step) for step in late.steps(at("11-18 12:00"))] == [
        "11-19 09:00 support must attempt-contact 2",
        "11-20 09:00 support must attempt-contact 3",
        "11-24 09:00 support may close",
    ]


def test_a_closed_ticket_has_no_steps() -> None:
    ticket = Ticket.replay(
        events("11-02 09:00 reported 1\n11-02 09:00 solution-proposed customer\n11-02 09:00 solution-accepted support")
    )
    assert ticket.steps(at("12-01 09:00")) == ()
    assert ticket.next_step(at("12-01 09:00")) is None
    assert ticket.possible(at("12-01 09:00")) == ()


def test_every_step_names_its_clause() -> None:
    """By default those of the shipped text; a contract may say where its own text has them."""
    waiting = events("11-02 09:00 reported 1\n11-02 12:00 customer-asked")
    tried = [*waiting[:1], *events("11-02 09:00 responded\n11-02 10:00 solution-proposed support")]
    tried += events("11-02 11:00 customer-replied")

    def clauses(contract: Contract) -> dict[Action, str]:
        return {
            step.action: step.clause
            for story in (waiting, tried)
            for step in Ticket.replay(story, contract).steps(at("11-03 09:00"))
        }

    shipped = {
        Action.RESPOND: "5",
        Action.CUSTOMER_TURN: "3b",
        Action.ATTEMPT_CONTACT: "3b",
        Action.CLOSE: "3b",
        Action.DECIDE: "3a",
        Action.ASK: "2",
        Action.PROPOSE: "3a",
    }
    assert clauses(SMARTSTOCK) == clauses(SPACED) == shipped
    other = replace(SPACED, clauses={"response": "II.1", "closure": "IV", "agreement": "III", "report": "I"})
    renamed = {"5": "II.1", "3b": "IV", "3a": "III", "2": "I"}
    assert clauses(other) == {action: renamed[clause] for action, clause in shipped.items()}


def test_every_open_state_has_a_turn() -> None:
    """In every open state somebody's turn is a step, the holder's before the other's; in a final one nobody's."""
    for state, way in WAYS.items():
        ticket = Ticket.replay(events(f"{RESPONDED}{way}"))
        steps = ticket.steps(at("11-17 09:00"))
        assert bool(steps) == (not ticket.state.is_closed) == bool(CONVERSATION[TicketState(state)])
        holder = ticket.state.holder
        assert holder is None or ticket.state.is_waiting or steps[0].by is holder
    assert set(TURNS) == set(TicketState)


def test_a_promised_resolution_is_a_step() -> None:
    """From the report, on the severity's hours, by the severity in force; its clause is the severity's own."""
    contract = Contract(
        name="resolving",
        calendar=SMARTSTOCK.calendar,
        severities={1: Budget.parse("4h"), 2: Budget.parse("8h")},
        terms={1: Terms(resolution=Budget.parse("2d"), clause="9.1"), 2: Terms(resolution=Budget.parse("20h"))},
    )
    ticket = Ticket.replay(events("11-02 09:00 reported 1\n11-02 10:00 responded"), contract)
    resolve = ticket.steps(at("11-02 10:00"))[-1]
    assert shown(resolve) == "11-03 17:00 until 11-04 09:00 support must resolve"
    assert resolve.clause == "9.1"
    assert ticket.steps(at("11-04 09:00:00.000001"))[-1].overdue
    lower = ticket.apply(event("severity-changed 2", "11-02 11:00"))
    assert shown(lower.steps(at("11-02 11:00"))[-1]) == "11-04 13:00 until 11-04 13:00 support must resolve"
    assert lower.steps(at("11-02 11:00"))[-1].clause == "5"


# -- when to look again ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "wakes"),
    [
        (  # thresholds at 8, 12 and 14.4 of 16 hours; due, last on time, overdue
            "11-02 09:00 reported 1",
            "11-02 17:00 | 11-03 13:00 | 11-03 15:24 | 11-03 17:00 | 11-04 09:00 | 11-04 09:00:00.000001",
        ),
        (RESPONDED, ""),
        (f"{RESPONDED}11-03 20:00 solution-proposed customer", "11-04 09:00"),
        (f"{RESPONDED}11-03 12:00 customer-asked", "11-17 12:00 | 11-17 12:00:00.000001"),
        (f"{RESPONDED}11-07 12:00 customer-asked", "11-21 12:00 | 11-23 09:00 | 11-23 09:00:00.000001"),
        (f"{RESPONDED}11-03 12:00 solution-proposed support\n11-03 13:00 solution-accepted customer", ""),
    ],
)
def test_a_service_wakes_when_something_changes(story: str, wakes: str) -> None:
    ticket = Ticket.replay(events(story))
    now, found = ticket.events[-1].at, list[str]()
    while (wake := ticket.wakes_at(now)) is not None:
        assert wake > now
        assert wake.tzinfo is SMARTSTOCK.calendar.tz
        found.append(f"{wake:%m-%d %H:%M}" if not wake.microsecond else f"{wake:%m-%d %H:%M:%S.%f}")
        now = wake
    assert " | ".join(found) == wakes


def test_waking_is_not_before_the_last_event() -> None:
    with pytest.raises(OutOfOrder, match="^T: now, 2026-11-02T09:59:00"):
        Ticket.replay(events(RESPONDED)).wakes_at(at("11-02 09:59"))
