"""The other clocks: which phases they tick in, and what they show."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from slacal import CLOCKS, Budget, BudgetError, SlacalError, Ticket, Verdict
from tests.ticket.stories import at, event, events

HOUR = timedelta(hours=1)

# Monday 2 November 2026, all within the working day.
STORY = """
11-02 09:00 reported 3
11-02 10:00 customer-replied
11-02 10:30 customer-replied
11-02 11:00 support-replied
11-02 11:00 customer-asked
11-02 12:00 customer-replied
11-02 12:00 support-replied
11-02 12:00 customer-replied
11-02 13:00 solution-proposed support
11-02 14:00 customer-replied
11-02 15:00 solution-accepted customer
"""
NOW = at("11-03 10:00")


@pytest.mark.parametrize(
    ("name", "runs", "hours"),
    [
        ("resolution", "09-15", 6),
        ("resolution-without-waiting", "09-11 12-13 14-15", 4),
        ("next-reply", "10-11 12-12 12-13 14-15", 3),
        ("customer-wait", "11-12 13-14", 2),
        ("customer-hold", "11-12 13-15", 3),
        ("support-hold", "09-11 12-13", 3),
    ],
)
def test_shipped_clocks(name: str, runs: str, hours: int) -> None:
    """A run ends when the clock stops, even if it goes on at the same instant."""
    clock = Ticket.replay(events(STORY)).clock(name)
    found = [f"{run.start:%H}-{run.end:%H}" for run in clock.runs if run.end is not None]
    assert found == runs.split()
    assert clock.elapsed(NOW) == clock.calendar(NOW) == hours * HOUR
    assert not clock.is_running
    assert [clock.budget, clock.remaining(NOW), clock.status(NOW), clock.due] == [None] * 4


def test_working_and_calendar_time() -> None:
    clock = Ticket.replay([event("reported 3", "11-06 16:00")]).clock("resolution")
    assert clock.elapsed(at("11-09 10:00")) == 2 * HOUR
    assert clock.calendar(at("11-09 10:00")) == 66 * HOUR
    assert clock.is_running
    assert clock.runs[0].end is None


def test_holds_add_up_to_the_resolution() -> None:
    ticket = Ticket.replay(events(STORY))
    for read in ("elapsed", "calendar"):
        holds = [getattr(ticket.clock(name), read)(NOW) for name in ("customer-hold", "support-hold")]
        assert sum(holds, timedelta(0)) == getattr(ticket.clock("resolution"), read)(NOW)


@pytest.mark.parametrize(
    ("budget", "lines", "now", "remaining", "status", "due"),
    [
        ("5h", 1, "11-02 10:00", 4, "running", "11-02 14:00"),
        ("5h", 6, "11-02 12:00", 3, "running", "11-02 15:00"),  # an hour of waiting does not count
        ("2h", 6, "11-02 12:00", 0, "running", "11-02 11:00"),  # used up at the end of the first run
        ("1h", 6, "11-02 12:00", -1, "breached", "11-02 10:00"),
        ("5h", 5, "11-02 11:30", 3, "running", None),  # paused
        ("4h", 11, "11-03 12:00", 0, "met", None),
        ("3h", 11, "11-03 12:00", -1, "breached", None),
        ("1d", 1, "11-02 10:00", 7, "running", "11-02 17:00"),
    ],
)
def test_a_budget_for_all_runs(budget: str, lines: int, now: str, remaining: int, status: str, due: str | None) -> None:
    rule = replace(CLOCKS["resolution-without-waiting"], budget=Budget.parse(budget))
    clock = Ticket.replay(events(STORY)[:lines]).clock(rule)
    assert clock.remaining(at(now)) == remaining * HOUR
    assert clock.status(at(now)) is Verdict(status)
    assert clock.due == (None if due is None else at(due))
    assert clock.budget is not None
    assert clock.counted(at(now)) + remaining * HOUR == clock.budget


@pytest.mark.parametrize(
    ("lines", "now", "counted", "status", "due"),
    [
        (1, "11-02 09:30", 0.0, "running", None),
        (3, "11-02 10:30", 0.5, "running", "11-02 12:00"),
        (4, "11-02 11:00", 1.0, "running", None),
        (8, "11-02 12:30", 1.0, "running", "11-02 14:00"),
        (8, "11-02 14:30", 2.5, "breached", "11-02 14:00"),
        (11, "11-03 14:30", 1.0, "met", None),
    ],
)
def test_a_budget_for_each_run(lines: int, now: str, counted: float, status: str, due: str | None) -> None:
    """The longest run is what counts; due is the one that is running."""
    clock = Ticket.replay(events(STORY)[:lines]).clock(replace(CLOCKS["next-reply"], budget=Budget.parse("2h")))
    assert clock.counted(at(now)) == counted * HOUR
    assert clock.status(at(now)) is Verdict(status)
    assert clock.due == (None if due is None else at(due))


@pytest.mark.parametrize(
    ("heard", "act"),
    [
        (False, "work-started"),
        (False, "severity-changed 1"),
        (False, "customer-replied"),
        (False, "solution-proposed customer"),
        (True, "acknowledged"),
        (True, "responded"),
        (True, "customer-asked"),
        (True, "support-replied"),
        (True, "solution-proposed support"),
    ],
)
def test_the_next_reply_is_whatever_the_customer_hears(heard: bool, act: str) -> None:
    """A customer who has written is owed an answer until one comes, whoever does what meanwhile."""
    clock = Ticket.replay(events(f"11-02 09:00 reported 3\n11-02 10:00 customer-replied\n11-02 11:00 {act}")).clock(
        "next-reply"
    )
    assert clock.is_running == (not heard)
    assert clock.elapsed(at("11-02 13:00")) == (1 if heard else 3) * HOUR


def test_budgets_are_working_time() -> None:
    with pytest.raises(BudgetError) as raised:
        replace(CLOCKS["resolution"], budget=Budget.parse("2w"))
    assert str(raised.value) == "resolution.budget: expected hours or days of more than zero, got '2w'"
    with pytest.raises(BudgetError, match="got '0h'"):
        replace(CLOCKS["resolution"], budget=Budget())


def test_a_rule_is_made_of_a_name_of_states_and_a_budget() -> None:
    rule = CLOCKS["resolution"]
    for part, odd, text in (
        ("name", 3, "name: expected text that is not blank, got 3 (int)"),
        ("name", " ", "name: expected text that is not blank, got ' '"),
        ("states", None, "resolution.states: expected a frozenset of TicketState, got None (NoneType)"),
        ("states", frozenset({"tried"}), r"a frozenset of TicketState, got frozenset({'tried'}) (frozenset)"),
        ("budget", 4, "resolution.budget: expected a Budget, such as Budget.parse('8h'), or None, got 4 (int)"),
    ):
        with pytest.raises(SlacalError, match=re.escape(text)):
            replace(rule, **{part: odd})  # type: ignore[arg-type]
