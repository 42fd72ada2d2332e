"""The wait, the attempts that count and the closing they allow, across clock changes and under every option."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slacal import (
    SMARTSTOCK,
    Action,
    Budget,
    ClosureNotAllowed,
    ClosureRule,
    Contract,
    Ticket,
    Waiting,
)
from tests.ticket.stories import at, event, events

ASKED = "11-02 09:00 reported 3\n11-02 10:00 responded\n11-03 12:00 customer-asked\n"
MICROSECOND = timedelta(microseconds=1)


def contract(**options: object) -> Contract:
    rule = ClosureRule(**options)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    return Contract(name="other", calendar=SMARTSTOCK.calendar, severities=SMARTSTOCK.severities, closure=rule)


def waiting(story: str, by: Contract | None = None) -> Waiting:
    found = Ticket.replay(events(story), by).waiting
    assert found is not None
    return found


def test_a_wait_begins_when_support_asks_or_proposes() -> None:
    for line in ("11-03 12:00 customer-asked", "11-03 12:00 solution-proposed support"):
        wait = waiting(f"11-02 09:00 reported 3\n{line}")
        assert wait == Waiting(
            since=at("11-03 12:00"), ends=at("11-17 12:00"), attempts=(), attempts_missing=2, may_close_from=None
        )


@pytest.mark.parametrize(
    "again",
    ["customer-asked", "solution-proposed support", "support-replied", "severity-changed 1", "acknowledged"],
)
def test_nothing_support_does_begins_it_anew(again: str) -> None:
    assert waiting(f"{ASKED}11-10 12:00 {again}").since == at("11-03 12:00")


def test_asking_again_restarts_it_where_the_contract_says_so() -> None:
    """The option covers asking and proposing; the attempts of the old wait are gone, an attempt restarts nothing."""
    restarting = contract(asking_restarts=True)
    for again in ("customer-asked", "solution-proposed support"):
        wait = waiting(f"{ASKED}11-18 12:00 contact-attempted\n11-19 12:00 {again}", restarting)
        assert (wait.since, wait.attempts) == (at("11-19 12:00"), ())
    assert waiting(f"{ASKED}11-18 12:00 contact-attempted\n11-19 12:00 support-replied", restarting).since == at(
        "11-03 12:00"
    )


def test_a_signal_ends_it_and_the_next_begins_without_attempts() -> None:
    story = f"{ASKED}11-17 12:00 contact-attempted\n11-17 13:00 customer-replied\n"
    assert Ticket.replay(events(story)).waiting is None
    wait = waiting(f"{story}11-17 13:00 customer-asked")
    assert (wait.since, wait.attempts) == (at("11-17 13:00"), ())


@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        ("03-20 12:00", "04-03 12:00"),  # summer time begins in between
        ("10-20 12:00", "11-03 12:00"),  # and ends
        ("03-15 02:30", "03-29 03:30"),  # 02:30 is skipped that day
        ("10-11 02:30", "10-25 02:30"),  # 02:30 comes twice: the first
        ("12-24 23:59:59.999999", "2027-01-07 23:59:59.999999"),
        ("2028-02-20 09:00", "2028-03-05 09:00"),  # a leap year
    ],
)
def test_two_weeks_are_the_same_time_of_day(asked: str, ends: str) -> None:
    ticket = Ticket.replay([event("reported 3", asked), event("customer-asked", asked)])
    assert ticket.waiting is not None
    assert ticket.waiting.ends == at(ends)
    assert ticket.waiting.ends.replace(tzinfo=None, fold=0) == at(ends).replace(tzinfo=None, fold=0)


@pytest.mark.parametrize(
    ("attempts", "counts"),
    [
        ("11-17 11:59:59.999999", "no"),
        ("11-17 12:00", "yes"),
        ("11-17 11:59 11-17 12:00 11-20 12:00", "no yes yes"),
        ("11-17 12:00 11-17 12:00 11-17 12:00", "yes yes yes"),
    ],
)
def test_attempts_count_once_the_weeks_are_over(attempts: str, counts: str) -> None:
    pairs = zip(*[iter(attempts.split())] * 2, strict=True)
    wait = waiting(ASKED + "\n".join(f"{day} {time} contact-attempted" for day, time in pairs))
    assert " ".join("yes" if attempt.counts else "no" for attempt in wait.attempts) == counts
    assert wait.attempts_missing == max(0, 2 - counts.split().count("yes"))
    assert (wait.may_close_from is None) == (wait.attempts_missing > 0)


def test_spacing_and_grace_are_working_time() -> None:
    """11-17 is a Tuesday: a day of spacing after 12:00 is 12:00 on Wednesday; four hours of grace from there 16:00."""
    rule = contract(spacing=Budget.parse("1d"), grace=Budget.parse("4h"))
    story = f"{ASKED}11-17 12:00 contact-attempted\n11-18 11:59 contact-attempted\n"
    assert [attempt.counts for attempt in waiting(story, rule).attempts] == [True, False]
    story += "11-18 12:00 contact-attempted\n"
    wait = waiting(story, rule)
    assert [attempt.counts for attempt in wait.attempts] == [True, False, True]
    assert wait.may_close_from == at("11-18 16:00")
    ticket = Ticket.replay(events(story), rule)
    with pytest.raises(
        ClosureNotAllowed, match=r": possible from 2026-11-18 16:00\+01:00 at the earliest \(clause 3b\)"
    ):
        ticket.apply(event("closed-unanswered", at("11-18 16:00") - MICROSECOND))
    assert ticket.apply(event("closed-unanswered", "11-18 16:00")).closure
    third = waiting(f"{story}11-20 16:00 contact-attempted", rule)
    assert third.may_close_from == at("11-23 12:00")  # the grace is counted from the last attempt, over a weekend


@pytest.mark.parametrize("attempts", [0, 1, 3])
def test_other_numbers(attempts: int) -> None:
    rule = contract(weeks=1, attempts=attempts, grace=Budget.parse("1h"))
    story = ASKED + "11-10 12:00 contact-attempted\n" * attempts
    assert waiting(story, rule).ends == at("11-10 12:00")
    assert waiting(story, rule).may_close_from == at("11-10 13:00")
    assert Ticket.replay(events(f"{story}11-10 13:00 closed-unanswered"), rule).closure
    with pytest.raises(ClosureNotAllowed):
        Ticket.replay(events(f"{story}11-10 12:59 closed-unanswered"), rule)


@pytest.mark.parametrize(
    ("made", "now", "missing", "earliest"),
    [
        ("", "11-04 09:00", 2, "11-18 16:00"),
        ("", "11-19 10:00", 2, "11-20 14:00"),  # the attempts were never made: both are still to come
        ("11-17 12:00 contact-attempted", "11-17 13:00", 1, "11-18 16:00"),
        ("11-17 12:00 contact-attempted", "11-20 09:00", 1, "11-20 13:00"),
        ("11-17 12:00 contact-attempted\n11-18 12:00 contact-attempted", "11-18 13:00", 0, "11-18 16:00"),
    ],
)
def test_the_earliest_closing_is_the_earliest(made: str, now: str, missing: int, earliest: str) -> None:
    """Closing is refused until `earliest`, and allowed then if the missing attempts are made as soon as they count."""
    rule = contract(spacing=Budget.parse("1d"), grace=Budget.parse("4h"))
    ticket = Ticket.replay(events(ASKED + made), rule)
    with pytest.raises(ClosureNotAllowed) as raised:
        ticket.apply(event("closed-unanswered", now))
    assert (raised.value.attempts_missing, raised.value.earliest) == (missing, at(earliest))
    last = ticket.waiting.attempts[-1].at if ticket.waiting and ticket.waiting.attempts else None
    when = at(now)
    for _ in range(missing):
        free = at("11-17 12:00") if last is None else rule.calendar.deadline(last, timedelta(hours=8))
        last = max(free, when)
        ticket = ticket.apply(event("contact-attempted", last))
    if raised.value.earliest > ticket.events[-1].at:
        with pytest.raises(ClosureNotAllowed):
            ticket.apply(event("closed-unanswered", raised.value.earliest - MICROSECOND))
    assert ticket.apply(event("closed-unanswered", raised.value.earliest)).closure


def test_nothing_is_asked_of_the_time_after_the_last_attempt() -> None:
    """Nobody needs the spacing behind it: beyond the years with known holidays, it keeps no ticket from an answer."""
    rule = contract(attempts=1, spacing=Budget.parse("10d"))
    story = [event("reported 1", at("2100-12-01 09:00")), event("responded", at("2100-12-01 10:00"))]
    ticket = Ticket.replay([*story, event("customer-asked", at("2100-12-13 12:00"))], rule)
    steps = {step.action: step.at for step in ticket.steps(at("2100-12-13 12:00"))}
    assert steps[Action.ATTEMPT_CONTACT] == steps[Action.CLOSE] == at("2100-12-27 12:00")
    ticket = ticket.apply(event("contact-attempted", at("2100-12-28 12:00")))
    assert ticket.waiting is not None
    assert ticket.waiting.may_close_from == at("2100-12-28 12:00")
