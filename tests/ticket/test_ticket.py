"""Tickets as stories: what is allowed, what is refused and how it is said."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest

from slacal import (
    SMARTSTOCK,
    Act,
    Channel,
    ClosedUnanswered,
    ClosureNotAllowed,
    ClosureUnstated,
    Contract,
    CustomerAsked,
    CustomerReplied,
    Event,
    EventConflict,
    EventError,
    EventRefused,
    IllegalTransition,
    OneSidedDecision,
    OutOfOrder,
    ProblemReport,
    Reported,
    Severity,
    SeverityError,
    Side,
    SlacalError,
    SlacalTypeError,
    SolutionProposed,
    Ticket,
    TicketState,
    Topic,
    Verdict,
    WorkStarted,
)
from slacal.ticket.course import advance
from slacal.ticket.lifecycle import CONVERSATION
from slacal.worktime.instants import to_us
from tests.ticket.stories import at, event, events, told

AGREED = """
11-02 09:00 reported 3                   with-support
11-02 10:00 acknowledged                 with-support
11-02 10:30 work-started                 with-support
11-03 12:00 customer-asked               with-customer
11-04 09:00 customer-replied             with-support
11-05 15:00 solution-proposed support    proposed
11-05 16:00 customer-replied             tried
11-09 09:00 solution-accepted customer   closed-agreed
"""
UNANSWERED = """
11-02 09:00 reported 4                   with-support
11-02 09:30 responded                    with-support
11-03 12:00 customer-asked               with-customer
11-10 12:00 contact-attempted            with-customer
11-17 12:00 contact-attempted            with-customer
11-18 12:00 contact-attempted            with-customer
11-18 12:00 closed-unanswered            closed-unanswered
"""
OFFERED = """
11-02 09:00 reported 5                   with-support
11-02 10:00 responded                    with-support
11-02 11:00 customer-asked               with-customer
11-02 12:00 solution-proposed customer   offered
11-02 12:30 customer-replied             offered
11-02 13:00 solution-rejected support    with-support
11-02 14:00 solution-proposed customer   offered
11-02 15:00 customer-asked               with-customer
11-02 15:30 solution-proposed customer   offered
11-02 16:00 solution-accepted support    closed-agreed
"""
ROUND_AND_ROUND = """
11-02 09:00 reported 1                   with-support
11-02 09:05 solution-proposed support    proposed
11-02 09:10 customer-asked               proposed
11-02 09:20 customer-replied             tried
11-02 09:25 customer-replied             tried
11-02 09:30 customer-asked               proposed
11-02 09:40 solution-rejected customer   with-support
11-02 09:50 customer-asked               with-customer
11-02 09:55 customer-asked               with-customer
11-02 10:00 solution-proposed support    proposed
11-02 10:05 solution-proposed customer   offered
11-02 10:10 solution-proposed customer   offered
11-02 10:15 solution-proposed support    proposed
11-02 10:20 support-replied              proposed
11-02 10:25 severity-changed 2           proposed
11-02 10:30 responded                    proposed
11-02 10:30 solution-accepted customer   closed-agreed
"""


@pytest.mark.parametrize("story", [AGREED, UNANSWERED, OFFERED, ROUND_AND_ROUND])
def test_stories(story: str) -> None:
    """After every line the ticket is where the line says, applied one by one or replayed."""
    lines = told(story)
    ticket = Ticket.replay([lines[0][0]])
    for number, (happened, state) in enumerate(lines):
        if number:
            ticket = ticket.apply(happened)
        assert str(ticket.state) == state, happened
        replayed = Ticket.replay([one for one, _ in lines[: number + 1]])
        assert replayed == ticket
        assert replayed.course == ticket.course
        assert hash(replayed) == hash(ticket)
    assert pickle.loads(pickle.dumps(ticket)) == ticket
    assert ticket.closure is not None
    assert ticket.closure.is_resolved
    assert ticket.closure.at == lines[-1][0].at
    assert ticket.closure.state is ticket.state


def test_what_a_ticket_tells() -> None:
    report = ProblemReport(subject="x")
    reported = Reported(at("11-02 09:00"), "T", severity=3, channel=Channel.EMAIL, report=report, follow_up_of="S")
    ticket = Ticket.replay([reported])
    assert (ticket.name, ticket.severity, ticket.report, ticket.follow_up_of) == ("T", 3, report, "S")
    assert ticket.contract is SMARTSTOCK
    assert ticket.reported is reported
    assert ticket.closure is None
    assert ticket.waiting is None
    assert str(ticket.response_state) == "none"
    changed = ticket.apply(event("severity-changed 1", "11-02 10:00"))
    assert (changed.severity, ticket.severity) == (1, 3)
    assert repr(ticket).startswith("Ticket(events=(Reported(")


def test_the_closure_of_a_silent_ticket_tells_its_wait() -> None:
    ticket = Ticket.replay(events(UNANSWERED))
    assert ticket.waiting is None
    closure = ticket.closure
    assert closure is not None
    assert closure.waiting is not None
    assert closure.waiting.ends == at("11-17 12:00")
    assert [attempt.counts for attempt in closure.waiting.attempts] == [False, True, True]
    agreed = Ticket.replay(events(AGREED)).closure
    assert agreed is not None
    assert agreed.waiting is None


# -- every state, every act ------------------------------------------------------------------------------------------

WAYS = {
    "with-support": "",
    "with-customer": "11-03 09:00 customer-asked",
    "proposed": "11-03 09:00 solution-proposed support",
    "tried": "11-03 09:00 solution-proposed support\n11-03 09:00 customer-replied",
    "offered": "11-03 09:00 solution-proposed customer",
    "closed-agreed": "11-03 09:00 solution-proposed support\n11-03 09:00 solution-accepted customer",
    "closed-unanswered": "11-03 09:00 customer-asked\n11-17 09:00 contact-attempted\n11-17 09:00 contact-attempted\n"
    "11-17 09:00 closed-unanswered",
}
REFUSED = {
    ("proposed", "solution-accepted by support"): OneSidedDecision,
    ("proposed", "solution-rejected by support"): OneSidedDecision,
    ("tried", "solution-accepted by support"): OneSidedDecision,
    ("tried", "solution-rejected by support"): OneSidedDecision,
    ("offered", "solution-accepted by customer"): OneSidedDecision,
    ("offered", "solution-rejected by customer"): OneSidedDecision,
    ("with-customer", "closed-unanswered"): ClosureNotAllowed,
    ("proposed", "closed-unanswered"): ClosureNotAllowed,
    **{
        (state, "closed"): ClosureUnstated
        for state in ("with-support", "with-customer", "proposed", "tried", "offered")
    },
}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", WAYS)
def test_every_state_and_every_act(state: str, act: Act) -> None:
    """The table's move, or the refusal; a refusal changes nothing; `possible` lists exactly what is not refused."""
    ticket = Ticket.replay(events(f"11-02 09:00 reported 3\n{WAYS[state]}"))
    assert ticket.state == state
    when = at("11-17 09:00") if state.endswith("unanswered") else at("11-04 09:00")
    happened = event(str(act).replace(" by ", " "), when)
    before = (ticket.events, ticket.course)
    expected = CONVERSATION[ticket.state].get(act)
    refusal = REFUSED.get((state, str(act)), None if expected else IllegalTransition)
    assert (act in ticket.possible(when)) == (refusal is None)
    if refusal is None:
        after = ticket.apply(happened)
        assert after.state == expected
        assert after.events == (*ticket.events, happened)
    else:
        with pytest.raises(IllegalTransition) as raised:
            ticket.apply(happened)
        assert type(raised.value) is refusal
        assert raised.value.state == state
        assert raised.value.event == act
        assert raised.value.reason
        assert raised.value.possible == tuple(map(str, ticket.possible(when)))
        again: IllegalTransition = pickle.loads(pickle.dumps(raised.value))
        assert (type(again), str(again), vars(again)) == (refusal, str(raised.value), vars(raised.value))
    assert (ticket.events, ticket.course) == before


# -- refusals --------------------------------------------------------------------------------------------------------

WAITING = events(UNANSWERED)[:4]
ALWAYS = (
    "acknowledged, work-started, responded, severity-changed, customer-asked, customer-replied, support-replied, "
    "contact-attempted, solution-proposed by support, solution-proposed by customer"
)


@pytest.mark.parametrize(
    ("story", "more", "text"),
    [
        (
            "11-02 09:00 reported 3",
            "11-02 10:00 solution-accepted customer",
            (
                "T: solution-accepted by customer is not possible in state with-support: no proposal is open to decide "
                "on (clause 3a); possible here: acknowledged, work-started, responded, severity-changed, "
                "customer-asked, customer-replied, support-replied, solution-proposed by support, "
                "solution-proposed by customer"
            ),
        ),
        (
            "11-02 09:00 reported 3",
            "11-02 10:00 closed-unanswered",
            (
                "T: closed-unanswered is not possible in state with-support: support is not waiting for the customer "
                "(clause 3b); possible here: acknowledged, work-started, responded, severity-changed, customer-asked, "
                "customer-replied, support-replied, solution-proposed by support, solution-proposed by customer"
            ),
        ),
        (
            "11-02 09:00 reported 3",
            "11-02 10:00 reported 3",
            (
                "T: reported is not possible in state with-support: a ticket is reported once, and begins with it; "
                "possible here: acknowledged, work-started, "
                "responded, severity-changed, customer-asked, customer-replied, support-replied, "
                "solution-proposed by support, solution-proposed by customer"
            ),
        ),
        (
            "11-02 09:00 reported 3\n11-02 09:00 solution-proposed support",
            "11-02 10:00 solution-accepted support",
            (
                "T: solution-accepted by support is not possible in state proposed: the side that proposed does not "
                f"decide (clause 3a); possible here: {ALWAYS}, solution-accepted by customer, "
                "solution-rejected by customer"
            ),
        ),
        (
            "11-02 09:00 reported 3\n11-02 09:00 customer-asked",
            "11-02 10:00 closed",
            (
                "T: closed is not possible in state with-customer: it does not say whether both sides agreed or the "
                f"customer stayed silent (clause 3a, 3b); possible here: {ALWAYS}"
            ),
        ),
        (
            AGREED,
            "11-09 09:01 customer-replied",
            (
                "T: customer-replied is not possible in state closed-agreed: closed is final, and what comes now "
                "belongs to a follow-up ticket that names this one"
            ),
        ),
        (
            "11-02 09:00 reported 3\n11-02 09:00 customer-asked",
            "11-10 12:00 closed-unanswered",
            (
                "T: closed-unanswered is not possible in state with-customer: the customer has until "
                "2026-11-16 09:00+01:00, 2 more attempts to reach the customer must count, possible from "
                f"2026-11-16 09:00+01:00 at the earliest (clause 3b); possible here: {ALWAYS}"
            ),
        ),
        (
            "11-02 09:00 reported 3\n11-02 09:00 customer-asked\n11-16 09:00 contact-attempted",
            "11-17 12:00 closed-unanswered",
            (
                "T: closed-unanswered is not possible in state with-customer: 1 more attempt to reach the customer "
                f"must count, possible from 2026-11-17 12:00+01:00 at the earliest (clause 3b); possible here: {ALWAYS}"
            ),
        ),
    ],
)
def test_refusals_explain_themselves(story: str, more: str, text: str) -> None:
    ticket = Ticket.replay(events(story))
    with pytest.raises(IllegalTransition) as raised:
        ticket.apply(events(more)[0])
    assert str(raised.value) == text
    assert isinstance(raised.value, (SlacalError, ValueError))


def test_closing_too_early_says_what_is_missing() -> None:
    ticket = Ticket.replay(WAITING)
    with pytest.raises(ClosureNotAllowed) as raised:
        ticket.apply(event("closed-unanswered", "11-17 11:59:59.999999"))
    assert raised.value.ends == raised.value.earliest == at("11-17 12:00")
    assert (raised.value.attempts_missing, raised.value.clause, raised.value.rule) == (2, "3b", "closure")


@pytest.mark.parametrize(
    ("story", "more", "clause"),
    [
        ("11-02 09:00 reported 3", "11-02 10:00 contact-attempted", "IV"),
        ("11-02 09:00 reported 3", "11-02 10:00 solution-accepted customer", "III"),
        (
            "11-02 09:00 reported 3\n11-02 09:00 solution-proposed support",
            "11-02 10:00 solution-accepted support",
            "III",
        ),
        ("11-02 09:00 reported 3\n11-02 09:00 customer-asked", "11-02 10:00 closed-unanswered", "IV"),
        ("11-02 09:00 reported 3\n11-02 09:00 customer-asked", "11-02 10:00 closed", "III, IV"),
        ("11-02 09:00 reported 3", "11-02 10:00 reported 3", None),
        (AGREED, "11-09 09:01 customer-replied", None),
    ],
)
def test_refusals_cite_the_contract_they_go_by(story: str, more: str, clause: str | None) -> None:
    """Its own clauses where it says them, and none for rules that are slacal's."""
    contract = replace(SMARTSTOCK, clauses={"agreement": "III", "closure": "IV"})
    with pytest.raises(IllegalTransition) as raised:
        Ticket.replay(events(story), contract).apply(events(more)[0])
    assert raised.value.clause == clause
    assert ("(clause" in str(raised.value)) == (clause is not None)
    assert clause is None or f" (clause {clause})" in str(raised.value)


def test_out_of_order() -> None:
    """A stamp before the last event's is refused, an equal one is in order."""
    ticket = Ticket.replay(WAITING)
    with pytest.raises(OutOfOrder) as raised:
        ticket.apply(event("customer-replied", "11-10 11:59:59.999999"))
    assert str(raised.value) == (
        "T: customer-replied at 2026-11-10T11:59:59.999999+01:00 comes after an event at 2026-11-10T12:00:00+01:00; "
        "expected events in the order in which they happened"
    )
    assert raised.value.last == at("11-10 12:00")
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    assert ticket.apply(event("customer-replied", "11-10 12:00")).state is TicketState.WITH_SUPPORT


def test_what_is_possible_instead_is_possible_now() -> None:
    """An audit is told both: out of order, and no such move; what would be possible is as of the last event."""
    ticket = Ticket.replay(events(UNANSWERED)[:-1])
    refusals = advance(ticket.course, event("solution-accepted customer", "11-10 12:00"), SMARTSTOCK).refusals
    assert [type(refusal) for refusal in refusals] == [OutOfOrder, IllegalTransition]
    assert isinstance(refusals[1], IllegalTransition)
    assert refusals[1].possible == tuple(map(str, ticket.possible(at("11-18 12:00"))))
    assert "closed-unanswered" in refusals[1].possible


def test_an_audit_applies_what_is_out_of_order_with_its_own_stamp() -> None:
    """The attempt has its own stamp; what comes next is still compared with the latest one."""
    course = Ticket.replay(WAITING).course
    after, refusals = advance(course, event("contact-attempted", "11-09 12:00"), SMARTSTOCK)
    assert [type(refusal) for refusal in refusals] == [OutOfOrder]
    assert after.wait is not None
    assert after.wait.attempts == (to_us(at("11-10 12:00")), to_us(at("11-09 12:00")))
    assert after.last_us == course.last_us == to_us(at("11-10 12:00"))
    assert advance(after, event("customer-replied", "11-10 11:59"), SMARTSTOCK).refusals


def test_now_is_not_before_the_last_event() -> None:
    ticket = Ticket.replay(WAITING)
    early = at("11-10 11:59")
    clock, resolution = ticket.response, ticket.clock("resolution")
    for ask in (
        ticket.possible,
        ticket.steps,
        ticket.next_step,
        ticket.timeline,
        clock.elapsed,
        clock.remaining,
        clock.used,
        clock.status,
        clock.missed,
        resolution.elapsed,
        resolution.calendar,
        ticket.wakes_at,
    ):
        with pytest.raises(OutOfOrder) as raised:
            ask(early)
        assert str(raised.value) == (
            "T: now, 2026-11-10T11:59:00+01:00, is before the last event, at 2026-11-10T12:00:00+01:00; "
            "expected an instant at or after it"
        )


def test_the_same_event_twice_counts_once() -> None:
    """By its id: with the same content it is known already, whatever came since; with other content it is an error."""
    first = CustomerAsked(at("11-02 10:00"), "T", id="a")
    later = CustomerReplied(at("11-02 11:00"), "T", id="b")
    ticket = Ticket.replay([event("reported 3", "11-02 09:00"), first, later])
    assert ticket.apply(first) is ticket
    assert ticket.apply(WorkStarted(at("11-02 12:00"), "T", id="c")).events[-1].id == "c"
    assert Ticket.replay([*ticket.events, first, later, first]) == ticket
    with pytest.raises(EventConflict) as raised:
        ticket.apply(CustomerAsked(at("11-02 12:00"), "T", id="a"))
    assert str(raised.value) == (
        "T: the id 'a' of customer-asked at 2026-11-02T12:00:00+01:00 is that of another event; "
        "expected an id of its own, or the same event again"
    )
    assert raised.value.id == "a"
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    with pytest.raises(EventConflict):
        Ticket.replay([*ticket.events, WorkStarted(at("11-02 12:00"), "T", id="a")])


def test_without_an_id_the_same_event_twice_is_two_events() -> None:
    reply = event("support-replied", "11-02 10:00")
    ticket = Ticket.replay([event("reported 3", "11-02 09:00"), reply]).apply(reply)
    assert ticket.events[1:] == (reply, reply)


def test_what_makes_no_ticket() -> None:
    with pytest.raises(EventError) as empty:
        Ticket.replay([])
    assert str(empty.value) == "events: expected at least the report that begins a ticket, got []"
    with pytest.raises(IllegalTransition) as unreported:
        Ticket.replay([event("acknowledged", "11-02 09:00")])
    assert str(unreported.value) == (
        "T: acknowledged is not possible in state not-reported: a ticket is reported once, and begins with it; "
        "possible here: reported"
    )
    ticket = Ticket.replay([event("reported 3", "11-02 09:00")])
    with pytest.raises(EventError) as foreign:
        ticket.apply(WorkStarted(at("11-02 09:00"), "U"))
    assert str(foreign.value) == "ticket: expected 'T', the ticket it is applied to, got 'U'"
    with pytest.raises(SlacalTypeError, match="event: expected an event, such as"):
        ticket.apply("x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match="event: expected an event"):
        Ticket.replay(["x"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match="event: expected an event"):
        Ticket.replay([*ticket.events, {}])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match=r"^events: expected events, the report first, got None \(NoneType\)$"):
        Ticket.replay(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match="^contract: expected a Contract, or None for the shipped one, got 'x'"):
        Ticket.replay(ticket.events, "x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(FrozenInstanceError):
        ticket.events = ()  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def test_severities_are_the_contracts() -> None:
    with pytest.raises(SeverityError, match="severity: expected one of"):
        Ticket.replay([event("reported 9", "11-02 09:00")])
    ticket = Ticket.replay([event("reported 3", "11-02 09:00")])
    with pytest.raises(SeverityError):
        ticket.apply(event("severity-changed 9", "11-02 09:00"))
    two = Contract(
        name="two", calendar=SMARTSTOCK.calendar, severities={0: Severity.OUTAGE.budget, 9: Severity.QUESTION.budget}
    )
    assert Ticket.replay([event("reported 9", "11-02 09:00")], two).severity == 9


def test_all_refusals_are_one_family() -> None:
    for error in (OutOfOrder, EventConflict, IllegalTransition, OneSidedDecision, ClosureUnstated, ClosureNotAllowed):
        assert issubclass(error, EventRefused)
        assert issubclass(error, ValueError)
    assert {error.rule for error in (OutOfOrder, EventConflict, IllegalTransition)} == {"order", "id", "table"}


# -- after closing ---------------------------------------------------------------------------------------------------


def test_a_follow_up_names_the_closed_ticket() -> None:
    closed = Ticket.replay(events(AGREED))
    reported = closed.follow_up(at("11-12 09:00"), "T-2", channel=Channel.EMAIL)
    assert reported == Reported(at("11-12 09:00"), "T-2", severity=3, channel=Channel.EMAIL, follow_up_of="T")
    assert closed.follow_up(at("11-12 09:00"), "T-2", severity=1).severity == 1
    assert Ticket.replay([reported]).follow_up_of == "T"
    changed = Ticket.replay(events(ROUND_AND_ROUND)).follow_up(at("11-12 09:00"), "T-2")
    assert changed.severity == 2, "the severity in force at the closing, not that of the report"
    with pytest.raises(OutOfOrder):
        closed.follow_up(at("11-08 09:00"), "T-2")
    with pytest.raises(
        IllegalTransition, match="follow-up is not possible in state with-customer: only a closed ticket"
    ):
        Ticket.replay(WAITING).follow_up(at("11-12 09:00"), "T-2")


def test_closed_before_any_response() -> None:
    """In time it leaves the response open for good, too late it is a breach for good."""
    story = "11-02 09:00 reported 1\n{0} solution-proposed support\n{0} solution-accepted customer"
    in_time = Ticket.replay(events(story.format("11-04 09:00")))
    assert str(in_time.response_state) == "unrecorded"
    assert in_time.response.status(at("11-04 09:00")) is Verdict.UNKNOWN
    assert in_time.response.status(at("12-04 09:00")) is Verdict.UNKNOWN
    late = Ticket.replay(events(story.format("11-04 09:00:00.000001")))
    assert late.response.status(at("12-04 09:00")) is Verdict.BREACHED
    half = Ticket.replay(
        events("11-02 09:00 reported 1\n11-02 10:00 acknowledged\n" + story.format("11-03 09:00")[23:])
    )
    assert half.response.status(at("12-04 09:00")) is Verdict.UNKNOWN
    assert half.response.acknowledged_at == at("11-02 10:00")
    assert half.response.responded_at is None


# -- clause 4 --------------------------------------------------------------------------------------------------------


def test_requests_for_third_parties_are_measured() -> None:
    """Working time since support knew, for those that say so."""
    asked: list[Event] = [
        CustomerAsked(at("11-03 10:00"), "T", about=Topic.THIRD_PARTY, needed_since=at("11-02 16:00")),
        CustomerAsked(at("11-03 11:00"), "T", about=Topic.THIRD_PARTY),
        CustomerAsked(at("11-03 12:00"), "T", needed_since=at("11-02 16:00")),
    ]
    (measured,) = Ticket.replay([event("reported 3", "11-02 09:00"), *asked]).supplement_requests()
    assert (measured.needed_since, measured.asked_at) == (at("11-02 16:00"), at("11-03 10:00"))
    assert measured.working == timedelta(hours=2)


def test_an_unnamed_clock_is_refused() -> None:
    ticket = Ticket.replay(WAITING)
    with pytest.raises(EventError) as raised:
        ticket.clock("resolutoin")
    assert str(raised.value) == (
        "clock: expected a ClockRule or one of resolution, resolution-without-waiting, next-reply, customer-wait, "
        "customer-hold, support-hold, got 'resolutoin'; did you mean 'resolution'?"
    )
    with pytest.raises(SlacalTypeError, match=r"^clock: expected a ClockRule or one of .*, got None \(NoneType\)$"):
        ticket.clock(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_values_never_change_and_say_so() -> None:
    """Assigning to any name, field or property, raises `FrozenInstanceError`, and nothing else."""
    ticket = Ticket.replay(events("11-02 09:00 reported 1\n11-02 10:00 customer-asked"))
    now = at("11-02 10:00")
    values = (
        ticket,
        ticket.response,
        ticket.waiting,
        ticket.clock("resolution"),
        ticket.clock("resolution").runs[0],
        ticket.steps(now)[0],
        ticket.timeline(now)[0],
        Ticket.replay(events(UNANSWERED)).closure,
        ProblemReport(),
    )
    for value in values:
        for name in ("state", "due", "at", "__class__", "odd"):
            with pytest.raises(FrozenInstanceError, match=f"cannot assign to '{name}': a {type(value).__name__} never"):
                setattr(value, name, "x")


def test_applying_never_mutates() -> None:
    """A refused or an applied event leaves the ticket's parts the very objects they were."""
    ticket = Ticket.replay(WAITING)
    parts = (ticket.events, ticket.contract, ticket.course)
    ticket.apply(SolutionProposed(at("11-10 12:00"), "T", by=Side.SUPPORT))
    with pytest.raises(ClosureNotAllowed):
        ticket.apply(ClosedUnanswered(at("11-10 12:00"), "T"))
    assert all(now is then for now, then in zip((ticket.events, ticket.contract, ticket.course), parts, strict=True))
