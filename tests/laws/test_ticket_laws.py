"""The laws of tickets, on any run of events, and a ticket beside the model of the contract's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from slacal import (
    CLOCKS,
    SMARTSTOCK,
    Act,
    Action,
    Budget,
    ClosureRule,
    ContactAttempted,
    Contract,
    Event,
    EventRefused,
    Reported,
    SeverityChange,
    SeverityChanged,
    Side,
    Terms,
    Ticket,
    TicketState,
    Verdict,
    WorkingCalendar,
)
from slacal.ticket.course import advance, begin
from slacal.ticket.lifecycle import CONVERSATION
from tests.ticket.model import HOURS, WARSAW, Model, Rules, after, next_duty, weeks_later
from tests.ticket.stories import event

MICROSECOND = timedelta(microseconds=1)
ALWAYS = WorkingCalendar("24/7", holidays=None)
START = datetime(2026, 2, 2, 9, tzinfo=WARSAW)

STEPS = st.sampled_from(
    [
        timedelta(0),
        MICROSECOND,
        timedelta(minutes=7),
        timedelta(hours=3),
        timedelta(hours=16),
        timedelta(days=1),
        timedelta(days=3),
        timedelta(days=14),
        timedelta(days=14) - MICROSECOND,
        timedelta(days=17),
    ]
)
ACTS = [act for act in Act if act is not Act.REPORTED]


ACT_OF = {
    Action.RESPOND: Act.RESPONDED,
    Action.ATTEMPT_CONTACT: Act.CONTACT_ATTEMPTED,
    Action.CLOSE: Act.CLOSED_UNANSWERED,
}
"""What takes a step."""


def happened(act: Act, at: datetime, severity: int) -> Event:
    """The event of an act."""
    if act is Act.SEVERITY_CHANGED:
        return SeverityChanged(at, "T", severity=severity)
    return event(str(act).replace(" by ", " "), at)


CLOSING_ACTS = [
    Act.CUSTOMER_ASKED,
    Act.CUSTOMER_REPLIED,
    Act.CONTACT_ATTEMPTED,
    Act.CONTACT_ATTEMPTED,
    Act.CLOSED_UNANSWERED,
    Act.CLOSED_UNANSWERED,
    *(act for act in ACTS if act.by is not None),
]
"""What closing depends on."""


@st.composite
def runs(draw: st.DrawFn, acts: Sequence[Act] = ACTS) -> list[Event]:
    """Any report, and any events after it, in order, most of them not allowed."""
    at = START + draw(st.integers(0, 400)) * timedelta(hours=19)
    events: list[Event] = [Reported(at, "T", severity=draw(st.integers(1, 5)))]
    for act in draw(st.lists(st.sampled_from(acts), max_size=25)):
        at += draw(STEPS)
        events.append(happened(act, at, draw(st.integers(1, 5))))
    return events


@st.composite
def contracts(draw: st.DrawFn) -> tuple[Contract, Rules]:
    """The shipped contract or one with other options, and the same for the model."""
    if draw(st.booleans()):
        return SMARTSTOCK, Rules()
    spacing, grace = draw(st.integers(0, 12)), draw(st.integers(0, 20))
    always = draw(st.frozensets(st.integers(1, 5), max_size=2))
    rules = Rules(
        weeks=draw(st.integers(1, 3)),
        attempts=draw(st.integers(0, 3)),
        spacing=timedelta(hours=spacing),
        grace=timedelta(hours=grace),
        asking_restarts=draw(st.booleans()),
        from_change=draw(st.booleans()),
        always=always,
    )
    closure = ClosureRule(
        weeks=rules.weeks,
        attempts=rules.attempts,
        spacing=Budget(time=rules.spacing),
        grace=Budget(time=rules.grace),
        asking_restarts=rules.asking_restarts,
    )
    contract = Contract(
        name="drawn",
        calendar=SMARTSTOCK.calendar,
        severities={severity: Budget(time=timedelta(hours=hours)) for severity, hours in HOURS.items()},
        terms={severity: Terms(calendar=ALWAYS) for severity in always},
        closure=closure,
        severity_change=SeverityChange.FROM_CHANGE if rules.from_change else SeverityChange.FROM_REPORT,
    )
    return contract, rules


def taken(events: list[Event], contract: Contract | None = None) -> Ticket:
    """The ticket of the events that are not refused."""
    ticket = Ticket.replay(events[:1], contract)
    for one in events[1:]:
        try:
            ticket = ticket.apply(one)
        except EventRefused:
            continue
    return ticket


# -- folds -----------------------------------------------------------------------------------------------------------


@given(runs(), st.integers(0, 30))
def test_replay_goes_on_where_it_stopped(events: list[Event], cut: int) -> None:
    """`replay(a + b)` is `replay(a)` and then b; and the fold is the same from inside."""
    legal = list(taken(events).events)
    first, second = legal[: cut + 1], legal[cut + 1 :]
    ticket = Ticket.replay(first)
    for one in second:
        ticket = ticket.apply(one)
    whole = Ticket.replay(legal)
    assert ticket == whole
    assert ticket.course == whole.course
    assert hash(ticket) == hash(whole)


@given(runs())
def test_applying_never_changes_a_ticket(events: list[Event]) -> None:
    """Neither an event that is taken nor one that is refused."""
    ticket = Ticket.replay(events[:1])
    for one in events[1:]:
        before = ticket.events, ticket.course, hash(ticket)
        try:
            later = ticket.apply(one)
        except EventRefused:
            later = ticket
        assert (ticket.events, ticket.course, hash(ticket)) == before
        ticket = later


@given(runs(), st.data())
def test_ids_make_repeating_harmless(events: list[Event], data: st.DataObject) -> None:
    """Any event that has an id may come again at any time, and nothing changes."""
    rows = [one.to_dict() | {"id": str(number)} for number, one in enumerate(taken(events).events)]
    legal = [Event.from_dict(row) for row in rows]
    again = [one for one in legal for one in ([one] * data.draw(st.integers(1, 3)))]
    late = [data.draw(st.sampled_from(legal)) for _ in range(3)]
    assert Ticket.replay([*again, *late]) == Ticket.replay(legal)


@given(runs())
def test_an_audit_reads_on_by_the_same_rules(events: list[Event]) -> None:
    """The fold beneath: with a cell the move is made, without one the state stays; refused is what `apply` refuses."""
    course = begin(events[0], SMARTSTOCK)
    ticket: Ticket | None = Ticket.replay(events[:1])
    for one in events[1:]:
        cell = CONVERSATION[course.state].get(one.act)
        step = advance(course, one, SMARTSTOCK)
        assert step.course.state is (course.state if cell is None else cell)
        assert (cell is None) <= bool(step.refusals)
        assert cell is not None or step.course == course
        if ticket is not None:
            try:
                ticket = ticket.apply(one)
                assert ticket.course == step.course
                assert not step.refusals
            except EventRefused as refusal:
                said, ticket = str(refusal), None
                assert said == str(step.refusals[0])
        course = step.course


# -- clause 3 --------------------------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(runs(CLOSING_ACTS))
def test_no_run_of_events_closes_against_the_contract(events: list[Event]) -> None:
    """Unanswered: two silent weeks, then two attempts. Agreed: one side proposed, the other accepted. Nothing else."""
    ticket = taken(events)
    assert ticket.state is not TicketState.CLOSED_UNSTATED
    if ticket.state is TicketState.CLOSED_UNANSWERED:
        signals = ("customer-replied",)
        silent = 0
        for number, one in enumerate(ticket.events):
            if one.kind in signals or one.act.by is Side.CUSTOMER:
                silent = number + 1
        asks = [one for one in ticket.events[silent:] if one.kind in ("customer-asked", "solution-proposed")]
        ends = weeks_later(asks[0].at, 2)
        tries = [one for one in ticket.events[silent:] if isinstance(one, ContactAttempted) and one.at >= ends]
        assert len(tries) >= 2
    if ticket.state is TicketState.CLOSED_AGREED:
        accepted = ticket.events[-1].act
        proposals = [one.act for one in ticket.events if one.kind == "solution-proposed"]
        assert accepted.kind == "solution-accepted"
        assert {accepted.by, proposals[-1].by} == set(Side)


@pytest.mark.parametrize("state", [TicketState.CLOSED_AGREED, TicketState.CLOSED_UNANSWERED])
def test_some_runs_close(state: TicketState) -> None:
    """Without which the law before would be an empty one."""
    found = find(runs(CLOSING_ACTS), lambda events: taken(events).state is state, settings=settings(max_examples=5_000))
    assert taken(found).state is state


@given(contracts(), st.data())
def test_silence_alone_leads_to_closing(drawn: tuple[Contract, Rules], data: st.DataObject) -> None:
    """Driven by `next_step` alone, a silent ticket is closed at the first instant the rules and the hours allow."""
    contract, rules = drawn
    at = START + data.draw(st.integers(0, 5_000)) * timedelta(hours=1)
    ticket = Ticket.replay(
        [Reported(at, "T", severity=1), event("responded", at), event("customer-asked", at)], contract
    )
    now = at
    while (step := ticket.next_step(now)) is not None:
        if step.at > now or step.action is Action.CUSTOMER_TURN:
            now = step.at
        else:
            ticket = ticket.apply(happened(ACT_OF[step.action], now, 1))
    assert ticket.state is TicketState.CLOSED_UNANSWERED
    ends = weeks_later(at.astimezone(UTC), rules.weeks)
    expected = rules.next_duty(1, ends)
    for _ in range(1, rules.attempts):
        expected = rules.next_duty(1, rules.after(1, expected, rules.spacing))
    expected = rules.next_duty(1, rules.after(1, expected if rules.attempts else ends, rules.grace))
    assert ticket.events[-1].at == expected


# -- clocks ----------------------------------------------------------------------------------------------------------


@given(runs(), contracts(), st.lists(STEPS, min_size=1, max_size=4))
def test_clocks_add_up_and_never_run_backwards(
    events: list[Event], drawn: tuple[Contract, Rules], steps: list[timedelta]
) -> None:
    """`elapsed + remaining == budget`; elapsed never falls; met, breached and unknown are for good."""
    ticket = taken(events, drawn[0])
    clock = ticket.response
    now = ticket.events[-1].at
    seen, elapsed = clock.status(now), clock.elapsed(now)
    for step in steps:
        now = (now.astimezone(UTC) + step).astimezone(WARSAW)
        assert clock.elapsed(now) + clock.remaining(now) == clock.budget
        assert clock.elapsed(now) >= elapsed
        assert seen is Verdict.RUNNING or clock.status(now) is seen
        assert (clock.status(now) is Verdict.BREACHED) == (clock.missed(now) is not None)
        seen, elapsed = clock.status(now), clock.elapsed(now)
    assert list(clock.thresholds) == sorted(clock.thresholds)
    assert all(threshold.at <= clock.due for threshold in clock.thresholds)


@given(
    runs(), contracts(), st.sampled_from(sorted(CLOCKS)), st.integers(1, 60), st.lists(STEPS, min_size=1, max_size=4)
)
def test_every_clock_adds_up_and_never_runs_backwards(
    events: list[Event], drawn: tuple[Contract, Rules], name: str, hours: int, steps: list[timedelta]
) -> None:
    """`counted + remaining == budget`; no time is taken back; a budget is used up at `due`, and broken after it."""
    ticket = taken(events, drawn[0])
    clock = ticket.clock(replace(CLOCKS[name], budget=Budget(time=timedelta(hours=hours))))
    now = ticket.events[-1].at
    budget, seen = timedelta(hours=hours), (timedelta(0), timedelta(0), timedelta(0))
    for step in [timedelta(0), *steps]:
        now = (now.astimezone(UTC) + step).astimezone(WARSAW)
        shown = clock.elapsed(now), clock.calendar(now), clock.counted(now)
        assert all(later >= earlier for later, earlier in zip(shown, seen, strict=True))
        assert shown[0] <= shown[1]
        seen, used, left = shown, shown[2], clock.remaining(now)
        assert left is not None
        assert used + left == budget == clock.budget
        kept = Verdict.RUNNING if ticket.closure is None else Verdict.MET
        assert clock.status(now) is (Verdict.BREACHED if used > budget else kept)
        if clock.due is None:
            assert not clock.is_running
        else:
            assert clock.is_running
            assert used >= budget or now < clock.due
            assert used < budget or clock.rule.each_run or now >= clock.due


@given(runs(), STEPS)
def test_the_timeline_adds_up(events: list[Event], more: timedelta) -> None:
    """Spans follow each other from the report to now, or to the closing; clocks are sums of spans."""
    ticket = taken(events)
    now = (ticket.events[-1].at.astimezone(UTC) + more).astimezone(WARSAW)
    spans = ticket.timeline(now)
    resolution = ticket.clock("resolution")
    calendar = sum((span.calendar for span in spans), timedelta(0))
    working = sum((span.working for span in spans), timedelta(0))
    assert (calendar, working) == (resolution.calendar(now), resolution.elapsed(now))
    end = ticket.closure.at if ticket.closure else now
    assert calendar == end.astimezone(UTC) - ticket.events[0].at.astimezone(UTC)
    assert working == SMARTSTOCK.calendar.elapsed(ticket.events[0].at, end)
    assert [span.start for span in spans[1:]] == [span.end for span in spans[:-1]]
    for name, of_rule in CLOCKS.items():
        ticked = sum((span.calendar for span in spans if span.state in of_rule.states), timedelta(0))
        assert of_rule.owed or ticked == ticket.clock(name).calendar(now)
    holds = [ticket.clock(name).elapsed(now) for name in ("support-hold", "customer-hold")]
    assert sum(holds, timedelta(0)) == resolution.elapsed(now)


@given(runs(), contracts(), STEPS)
def test_steps_are_in_order_and_hide_nothing(
    events: list[Event], drawn: tuple[Contract, Rules], more: timedelta
) -> None:
    """Sorted by `at`; whatever must still be done is there, however late it is; an open ticket is somebody's turn."""
    ticket = taken(events, drawn[0])
    now = (ticket.events[-1].at.astimezone(UTC) + more).astimezone(WARSAW)
    steps = ticket.steps(now)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    actions = [step.action for step in steps]
    open_and_unanswered = ticket.closure is None and ticket.response.responded_at is None
    assert (Action.RESPOND in actions) == open_and_unanswered
    waiting = ticket.waiting
    assert (Action.CLOSE in actions) == (waiting is not None)
    assert actions.count(Action.ATTEMPT_CONTACT) == (waiting.attempts_missing if waiting else 0)
    assert bool(steps) == (ticket.closure is None)
    for step in steps:
        assert step.overdue == (step.must and (step.latest or step.at) < now)
        if step.by is Side.SUPPORT and step.action is not Action.RESPOND:
            assert drawn[0].calendar_of(ticket.severity).is_working(step.at)


@given(runs(), contracts(), STEPS, st.data())
def test_nothing_changes_before_a_service_wakes(
    events: list[Event], drawn: tuple[Contract, Rules], more: timedelta, data: st.DataObject
) -> None:
    """From `now` until `wakes_at(now)` the steps, the verdict and the thresholds behind one are the same."""
    ticket = taken(events, drawn[0])
    clock = ticket.response
    now = (ticket.events[-1].at.astimezone(UTC) + more).astimezone(WARSAW)

    def known(at: datetime) -> tuple[object, ...]:
        running = ticket.closure is None and clock.responded_at is None
        return ticket.steps(at), clock.status(at), [running and threshold.at <= at for threshold in clock.thresholds]

    wakes = ticket.wakes_at(now)
    whole = timedelta(days=400) if wakes is None else wakes.astimezone(UTC) - now.astimezone(UTC)
    assert whole > timedelta(0)
    last = whole // MICROSECOND - 1
    later = data.draw(st.sampled_from((0, min(1, last), last)) | st.integers(0, last))
    assert known((now.astimezone(UTC) + later * MICROSECOND).astimezone(WARSAW)) == known(now)
    if wakes is not None:
        steps = ticket.steps(now)
        instants = {at for step in steps for at in (step.at, step.latest) if at is not None}
        instants |= {(step.latest or step.at) + MICROSECOND for step in steps if step.must}
        assert wakes in instants | {threshold.at for threshold in clock.thresholds}
        assert known(wakes) != known(now) or wakes in instants


@given(runs(), contracts())
def test_waking_ends(events: list[Event], drawn: tuple[Contract, Rules]) -> None:
    """Whoever wakes and does nothing has soon nothing left to wake for, and has seen every step become due."""
    ticket = taken(events, drawn[0])
    now = ticket.events[-1].at
    for _ in range(30):
        if (wakes := ticket.wakes_at(now)) is None:
            break
        assert wakes > now
        now = wakes
    assert ticket.wakes_at(now) is None
    assert all(step.at <= now and step.overdue == step.must for step in ticket.steps(now))


# -- the ticket beside the model -------------------------------------------------------------------------------------


@dataclass
class Edges:
    """Instants at which something turns, to step onto or beside."""

    model: Model

    def ahead(self, now: datetime) -> list[datetime]:
        found = [next_duty(now), after(self.model.reported, timedelta(hours=16))]
        if self.model.silent_since is not None:
            found.append(weeks_later(self.model.silent_since, self.model.rules.weeks))
            if self.model.counted():
                found.append(after(self.model.counted()[-1], self.model.rules.spacing))
                found.append(after(self.model.counted()[-1], self.model.rules.grace))
        beside = [edge + step for edge in found for step in (-MICROSECOND, timedelta(0), MICROSECOND)]
        return [edge for edge in beside if edge >= now]


class TicketBesideModel(RuleBasedStateMachine):
    """What one allows the other allows, and after everything that happens they agree on everything."""

    ticket: Ticket
    model: Model
    now: datetime

    @initialize(drawn=contracts(), severity=st.integers(1, 5), hours=st.integers(0, 5_000))
    def report(self, drawn: tuple[Contract, Rules], severity: int, hours: int) -> None:
        self.now = START.astimezone(UTC) + timedelta(hours=hours)
        self.ticket = Ticket.replay([Reported(self.now, "T", severity=severity)], drawn[0])
        self.model = Model(drawn[1], self.now, severity)

    @rule(step=STEPS)
    def time_passes(self, step: timedelta) -> None:
        if self.now.year < 2027:
            self.now += step

    @rule(data=st.data())
    def time_passes_to_an_edge(self, data: st.DataObject) -> None:
        edges = Edges(self.model).ahead(self.now)
        if edges and self.now.year < 2027:
            self.now = data.draw(st.sampled_from(edges))

    @rule(act=st.sampled_from(ACTS), severity=st.integers(1, 5))
    def anything_happens(self, act: Act, severity: int) -> None:
        """Most likely something that is not allowed."""
        self._happens(act, severity)

    @precondition(lambda self: self.model.how is None)
    @rule(data=st.data(), severity=st.integers(1, 5))
    def something_possible_happens(self, data: st.DataObject, severity: int) -> None:
        possible = self.ticket.possible(self.now)
        self._happens(data.draw(st.sampled_from(possible)), severity)

    @precondition(lambda self: self.model.silent_since is not None and self.model.how is None)
    @rule()
    def support_follows_its_steps(self) -> None:
        step = self.ticket.next_step(self.now)
        if step is None or self.now.year >= 2027:
            return
        self.now = max(self.now, step.at.astimezone(UTC))
        if step.action in ACT_OF:
            assert ACT_OF[step.action] in self.ticket.possible(self.now)
            self._happens(ACT_OF[step.action], 1)

    @precondition(lambda self: self.model.silent_since is not None and self.model.how is None)
    @rule(act=st.sampled_from((Act.CONTACT_ATTEMPTED, Act.CONTACT_ATTEMPTED, Act.CLOSED_UNANSWERED)))
    def support_tries_its_luck(self, act: Act) -> None:
        self._happens(act, 1)

    def _happens(self, act: Act, severity: int) -> None:
        by = None if act.by is None else str(act.by)
        allowed = self.model.may(act.kind, by, self.now)
        assert (act in self.ticket.possible(self.now)) == allowed
        try:
            self.ticket = self.ticket.apply(happened(act, self.now, severity))
        except EventRefused:
            assert not allowed
        else:
            assert allowed
            self.model.happens(act.kind, by, self.now, severity)

    @invariant()
    def they_agree(self) -> None:
        ticket, model, now = self.ticket, self.model, self.now
        assert str(ticket.state) == model.state()
        assert ticket.severity == model.severity
        assert ticket.response.responded_at == model.response()
        assert ticket.response.status(now) == model.verdict(now)
        assert ticket.response.elapsed(now) == model.used(now)
        waiting = ticket.waiting
        silent = model.silent_since if model.how is None else None
        assert (waiting is None) == (silent is None)
        if waiting is not None and silent is not None:
            assert waiting.since == silent
            assert waiting.ends == weeks_later(silent, model.rules.weeks)
            assert [attempt.at for attempt in waiting.attempts if attempt.counts] == model.counted()
            assert (waiting.may_close_from is not None and now >= waiting.may_close_from) == model.may_close(now)


TestTicketBesideModel = TicketBesideModel.TestCase
TestTicketBesideModel.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
