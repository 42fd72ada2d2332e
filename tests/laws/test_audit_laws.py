"""The laws of the audit: it finds what a ticket refuses, and judges events as it judges rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from slacal import SMARTSTOCK, Act, Contract, Event, EventRefused, IllegalTransition, Ticket, Verdict, audit, check
from slacal.audit.closing_rules import CLOSING_RULES
from slacal.audit.data_rules import DATA_RULES
from slacal.audit.entry import Entry
from slacal.audit.fold import fold
from slacal.audit.refusals import CODES
from slacal.audit.rules import RULES
from slacal.audit.trail import Trail, read_by
from slacal.worktime.instants import to_us
from tests.audit.logs import DEFECTS, Plot, write
from tests.ticket.model import WARSAW, Rules
from tests.ticket.stories import event

from .test_ticket_laws import ACTS, CLOSING_ACTS, STEPS, contracts, happened, runs

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

EVENT_RULES = (*CLOSING_RULES, *DATA_RULES)
LATER = datetime(2030, 1, 1, tzinfo=WARSAW)
GUARDED = {"SLA201", "SLA202", "SLA203", "SLA204", "SLA206", "SLA207", "SLA208", "SLA209"} | {
    "SLA402",
    "SLA404",
    "SLA405",
    "SLA406",
}
"""The rules that stand for a refusal."""


def test_every_code_of_a_refusal_is_a_rule() -> None:
    assert {code for code in CODES.values() if isinstance(code, str)} <= GUARDED <= RULES.keys()
    assert {code for code, rule in RULES.items() if rule.of_refusals} == GUARDED


@given(runs() | runs(CLOSING_ACTS), contracts(), st.data())
def test_the_audit_finds_what_a_ticket_refuses(
    run: list[Event], drawn: tuple[Contract, Rules], data: st.DataObject
) -> None:
    """A ticket refuses an event if and only if the audit of it, after what the ticket took, has a finding there.

    Guards go by the first reading; an audit has notes on the others besides, so that here it is left only that one.
    """
    contract = read_by(drawn[0], drawn[0].readings[0])
    ticket = Ticket.replay(run[:1], contract)
    for happens in run[1:]:
        at = happens.at - data.draw(st.sampled_from((timedelta(0), timedelta(0), timedelta(days=1))))
        tried = happened(happens.act, at, 3)
        found = audit([*ticket.events, tried], contract, now=LATER)
        refused = [finding for finding in found if finding.code in GUARDED]
        codes = [finding.code for finding in refused]
        assert all(finding.line == len(ticket.events) + 1 for finding in refused)
        try:
            ticket = ticket.apply(tried)
        except EventRefused as refusal:
            assert codes
            assert isinstance(refusal, IllegalTransition) or "SLA402" in codes
        else:
            assert not codes


@given(runs(), contracts(), STEPS)
def test_a_ticket_and_its_audit_agree_on_the_response(
    run: list[Event], drawn: tuple[Contract, Rules], step: timedelta
) -> None:
    """Verdict, deadlines and working time are those of the ticket's own clock, whatever changes its severity had."""
    contract, _ = drawn
    ticket = Ticket.replay(run[:1], contract)
    for happens in run[1:]:
        try:
            ticket = ticket.apply(happens)
        except EventRefused:
            continue
    now = ticket.events[-1].at + step
    (judgement,) = check([ticket], contract, now=now).tickets
    clock = ticket.response
    assert judgement.verdict is clock.status(now)
    assert (judgement.due, judgement.last_on_time) == (clock.due, clock.last_on_time)
    assert judgement.responded_at == clock.responded_at
    assert (judgement.elapsed, judgement.budget) == (clock.elapsed(now), clock.budget)
    breaches = [finding for finding in audit(ticket, now=now) if finding.level == "breach"]
    assert bool(breaches) == (judgement.verdict is Verdict.BREACHED)
    assert len(breaches) <= 1


@given(runs() | runs(CLOSING_ACTS), contracts(), STEPS)
def test_of_what_no_rule_is_asked_none_sees_anything(
    run: list[Event], drawn: tuple[Contract, Rules], step: timedelta
) -> None:
    """A trail is quiet only where no rule sees anything, and no reading is asked only where all see the same."""
    contract, _ = drawn
    check_quiet(Trail.of("T", map(Entry.of, run), contract, to_us(run[-1].at + step)))


@given(st.sampled_from(list(DEFECTS.values())), st.randoms(use_true_random=False), st.integers(0, 400))
def test_of_what_is_quiet_in_a_whole_log(
    defect: tuple[str, Callable[[Plot, Random], None]], dice: Random, days: int
) -> None:
    end, injure = defect
    plot = write(dice, "T", end)
    injure(plot, dice)
    events = [Event.from_dict(row) for row in plot.rows]
    now_us = to_us(plot.when(0) + timedelta(days=days))
    check_quiet(Trail.of("T", map(Entry.of, events), SMARTSTOCK, now_us))


def check_quiet(trail: Trail) -> None:
    """What is seen is a rule at an entry: words may name an instant of the reading, and the base's are told."""
    instants = [passage.at_us for passage in trail.base.passages]
    seen = [
        [(rule.code, id(sight.entry)) for rule in EVENT_RULES for sight in rule.sees(one)]
        for one in (
            fold(trail.ticket, trail.entries, instants, read_by(trail.contract, reading), trail.now_us)
            for reading in trail.contract.readings
        )
    ]
    assert not (trail.is_quiet and any(seen))
    assert trail.is_refused or not any(code in GUARDED for code, _ in seen[0])
    assert trail.base.may_have_waited or all(one == seen[0] for one in seen)


DAYS = st.integers(0, 30).map(lambda days: datetime(2026, 11, 2, tzinfo=WARSAW) + timedelta(days=days))


@st.composite
def stamps(draw: st.DrawFn) -> list[str]:
    """Stamps in order: exact, or a date alone."""
    at = draw(DAYS)
    found: list[str] = []
    for _ in range(4):
        at += draw(st.integers(0, 60 * 40)) * timedelta(minutes=1)
        found.append(draw(st.sampled_from((at.isoformat(), at.isoformat(), at.date().isoformat()))))
    return found


@given(stamps(), st.integers(1, 5), st.sampled_from(("both", "halves", "one", "none")), st.booleans(), DAYS)
def test_rows_and_events_get_the_same_verdict(
    times: list[str], severity: int, form: str, closed: bool, now: datetime
) -> None:
    """Where all stamps are exact, as of any instant; a vague one is told apart from now by its place in a log alone."""
    if any(len(stamp) == len("2026-11-02") for stamp in times):
        now = LATER
    reported, first, second, last = times
    row: dict[str, object] = {"ticket": "T", "severity": severity, "reported_at": reported, "responded_at": None}
    log: list[dict[str, object]] = [{"ticket": "T", "at": reported, "event": "reported", "severity": severity}]
    if form == "both":
        row |= {"responded_at": second}
        log.append({"ticket": "T", "at": second, "event": "responded"})
    if form in ("halves", "one"):
        row |= {"acknowledged_at": first}
        log.append({"ticket": "T", "at": first, "event": "acknowledged"})
    if form == "halves":
        row |= {"started_at": second}
        log.append({"ticket": "T", "at": second, "event": "work-started"})
    if closed:
        row |= {"closed_at": last}
        log.append({"ticket": "T", "at": last, "event": "closed"})
    flat, events = (check(rows, now=now, tz="Europe/Warsaw") for rows in ([row], log))
    for name in ("verdict", "due", "last_on_time", "responded_at", "reported_at", "elapsed", "budget", "disputable"):
        assert [getattr(one, name) for one in flat.tickets] == [getattr(one, name) for one in events.tickets]
    told = [
        [(one.unknown.met_if, one.unknown.breached_if) for one in report.tickets if one.unknown]
        for report in (flat, events)
    ]
    assert told[0] == told[1]
    assert flat.exit_code == events.exit_code


@given(st.lists(st.tuples(st.sampled_from(ACTS), STEPS, st.integers(1, 5)), max_size=12), st.booleans())
def test_any_events_are_read_to_the_end(drawn: list[tuple[Act, timedelta, int]], reported: bool) -> None:
    """Whatever the order, also without a report: findings, never an error."""
    at = datetime(2026, 3, 27, 15, tzinfo=WARSAW)
    events: list[Event] = [event("reported 3", at)] if reported else []
    for act, step, severity in drawn:
        events.append(happened(act, at + step, severity))
    report = check(events, SMARTSTOCK, now=LATER)
    assert not report.rejected
    assert len(report.tickets) == reported
    if drawn and not reported:
        assert [finding.code for finding in report.findings] == ["SLA405"]
