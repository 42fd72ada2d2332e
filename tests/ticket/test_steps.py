"""Steps: what comes next, in readable tables, and that nothing is hidden."""

from __future__ import annotations

import pytest

from slacal import SMARTSTOCK, Action, Budget, ClosureRule, Contract, Step, Ticket
from tests.ticket.stories import at, events

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
    return f"{step.at:%m-%d %H:%M}{latest} {has} {step.action}{number}{' !' if step.overdue else ''}"


@pytest.mark.parametrize(
    ("story", "now", "expected"),
    [
        ("11-02 09:00 reported 1", "11-02 09:00", "11-03 17:00 until 11-04 09:00 must respond"),
        (
            "11-02 09:00 reported 1\n11-02 10:00 acknowledged",
            "11-04 09:00",
            "11-03 17:00 until 11-04 09:00 must respond",
        ),
        ("11-02 09:00 reported 1", "11-04 09:01", "11-03 17:00 until 11-04 09:00 must respond !"),
        (RESPONDED, "11-02 11:00", ""),
        (
            f"{RESPONDED}11-03 12:00 customer-asked",
            "11-03 12:00",
            (
                "11-17 12:00 until 11-17 12:00 may customer-turn\n11-17 12:00 must attempt-contact 1\n"
                "11-17 12:00 must attempt-contact 2\n11-17 12:00 may close"
            ),
        ),
        (  # asked on a Saturday: the weeks end on one, support is on duty on Monday
            f"{RESPONDED}11-07 12:00 customer-asked",
            "11-09 12:00",
            (
                "11-21 12:00 until 11-21 12:00 may customer-turn\n11-23 09:00 must attempt-contact 1\n"
                "11-23 09:00 must attempt-contact 2\n11-23 09:00 may close"
            ),
        ),
        (  # nothing done: the attempt stays, overdue, and the rest is reckoned from now
            f"{RESPONDED}11-03 12:00 customer-asked",
            "11-18 20:00",
            "11-17 12:00 must attempt-contact 1 !\n11-19 09:00 must attempt-contact 2\n11-19 09:00 may close",
        ),
        (
            f"{RESPONDED}11-03 12:00 customer-asked\n11-17 12:00 contact-attempted",
            "11-17 13:00",
            "11-17 12:00 must attempt-contact 2 !\n11-17 13:00 may close",
        ),
        (
            f"{RESPONDED}11-03 12:00 customer-asked\n11-17 12:00 contact-attempted\n11-17 12:00 contact-attempted",
            "11-20 13:00",
            "11-17 12:00 may close",
        ),
        (
            "11-02 09:00 reported 3\n11-02 20:00 solution-proposed customer",
            "11-02 20:00",
            "11-03 09:00 may decide\n11-05 17:00 until 11-06 09:00 must respond",
        ),
        (f"{RESPONDED}11-03 12:00 solution-proposed support\n11-03 13:00 customer-replied", "11-03 13:00", ""),
        (  # an overdue response hides no attempt, and no attempt hides a response
            "11-02 09:00 reported 1\n11-02 12:00 customer-asked",
            "11-16 13:00",
            (
                "11-03 17:00 until 11-04 09:00 must respond !\n11-16 12:00 must attempt-contact 1 !\n"
                "11-16 13:00 must attempt-contact 2\n11-16 13:00 may close"
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
        "11-17 12:00 must attempt-contact 1",
        "11-18 12:00 must attempt-contact 2",
        "11-19 12:00 must attempt-contact 3",
        "11-23 12:00 may close",
    ]


def test_a_closed_ticket_has_no_steps() -> None:
    ticket = Ticket.replay(
        events("11-02 09:00 reported 1\n11-02 09:00 solution-proposed customer\n11-02 09:00 solution-accepted support")
    )
    assert ticket.steps(at("12-01 09:00")) == ()
    assert ticket.next_step(at("12-01 09:00")) is None
    assert ticket.possible(at("12-01 09:00")) == ()


def test_every_step_names_its_clause() -> None:
    ticket = Ticket.replay(events("11-02 09:00 reported 1\n11-02 12:00 customer-asked"))
    assert {step.action: step.clause for step in ticket.steps(at("11-03 09:00"))} == {
        Action.RESPOND: "5",
        Action.CUSTOMER_TURN: "3b",
        Action.ATTEMPT_CONTACT: "3b",
        Action.CLOSE: "3b",
    }
