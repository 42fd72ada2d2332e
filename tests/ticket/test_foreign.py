"""Another contract: four severities with names of their own, the worst of them day and night, solving promised too."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from slacal import (
    CLOCKS,
    Act,
    Action,
    Budget,
    Contract,
    Event,
    Reported,
    SeverityChanged,
    SeverityError,
    Ticket,
    Verdict,
)
from tests.ticket.stories import at

HOUR = timedelta(hours=1)

PREMIUM = Contract.from_toml("""
format = 1
name = "Premium"
readings = ["literal", "working-days", "civil-code"]

[calendar]
hours = "Mon-Fri 08:00-16:00"
tz = "Europe/Warsaw"
country = "PL"

[closure]
weeks = 1
attempts = 2
spacing = "1d"
grace = "4h"

[severities.10]
name = "critical"
label = { pl = "Krytyczny", en = "Critical" }
clause = "7.1"
response = "30m"
resolution = "1d"
calendar = { hours = "24/7" }

[severities.20]
name = "major"
response = "4h"
resolution = "2d"

[severities.30]
name = "minor"
response = "2d"

[severities.40]
name = "wish"
response = "10d"
""")

# Saturday 14 November 2026, in the night.
NIGHT = """\
{"ticket": "T", "at": "2026-11-14T02:00:00+01:00", "event": "reported", "severity": "Krytyczny"}
{"ticket": "T", "at": "2026-11-14T02:20:00+01:00", "event": "responded"}
{"ticket": "T", "at": "2026-11-14T03:00:00+01:00", "event": "customer-asked", "about": "third-party", "needed_since": "2026-11-14T02:30:00+01:00"}
{"ticket": "T", "at": "2026-11-21T03:00:00+01:00", "event": "contact-attempted"}
"""  # fmt: skip  # noqa: E501


def told(log: str) -> Ticket:
    return Ticket.replay([Event.from_dict(json.loads(line), PREMIUM) for line in log.splitlines()], PREMIUM)


def test_names_are_the_contracts_own_and_come_back_as_numbers() -> None:
    ticket = told(NIGHT)
    assert ticket.severity == 10
    rows = [event.to_dict() for event in ticket.events]
    assert rows[0]["severity"] == 10
    assert Ticket.replay([Event.from_dict(row, PREMIUM) for row in rows], PREMIUM) == ticket
    assert Ticket.replay([Event.from_dict(row) for row in rows], PREMIUM) == ticket
    for odd in (1, 5):
        with pytest.raises(SeverityError, match="expected one of critical, major, minor, wish"):
            Ticket.replay([Reported(at("11-14 02:00"), "T", severity=odd)], PREMIUM)
        with pytest.raises(SeverityError):
            ticket.apply(SeverityChanged(at("11-21 03:00"), "T", severity=odd))


def test_the_worst_is_counted_day_and_night() -> None:
    """Response, thresholds, clocks, waits, spans and requests are on the hours of the severity."""
    ticket = told(NIGHT)
    now = at("11-21 03:00")
    clock = ticket.response
    assert (clock.due, clock.last_on_time, clock.budget) == (at("11-14 02:30"), at("11-14 02:30"), HOUR / 2)
    assert (clock.elapsed(now), clock.used(now)) == (HOUR / 3, 2 / 3)
    assert clock.reaches(50) == at("11-14 02:15")
    assert clock.status(now) is Verdict.MET
    assert ticket.clock("support-hold").elapsed(now) == HOUR
    assert ticket.clock("customer-wait").elapsed(now) == 7 * 24 * HOUR
    assert [span.working for span in ticket.timeline(now)] == [HOUR, 7 * 24 * HOUR]
    assert ticket.supplement_requests()[0].working == HOUR / 2


def test_the_worst_is_tried_and_closed_day_and_night() -> None:
    """A day of spacing is 24 hours, and steps fall on any instant."""
    ticket = told(NIGHT)
    assert ticket.waiting is not None
    assert ticket.waiting.ends == at("11-21 03:00")
    steps = {step.action: step for step in ticket.steps(at("11-21 03:00"))}
    assert steps[Action.ATTEMPT_CONTACT].at == at("11-22 03:00")
    assert steps[Action.CLOSE].at == at("11-22 07:00")
    tried = told(f'{NIGHT}{{"ticket": "T", "at": "2026-11-22T03:00:00+01:00", "event": "contact-attempted"}}\n')
    assert tried.waiting is not None
    assert tried.waiting.may_close_from == at("11-22 07:00")
    assert Act.CLOSED_UNANSWERED in tried.possible(at("11-22 07:00"))
    assert Act.CLOSED_UNANSWERED not in tried.possible(at("11-22 06:59:59.999999"))


def test_a_change_of_severity_changes_the_hours() -> None:
    """The severity in force decides for the whole: the minor one counts the working days since Saturday."""
    minor = told(NIGHT).apply(SeverityChanged(at("11-21 03:00"), "T", severity=30))
    assert minor.response.severity == 10  # responded before
    assert minor.clock("customer-wait").elapsed(at("11-21 03:00")) == 40 * HOUR
    assert [span.working for span in minor.timeline()] == [0 * HOUR, 40 * HOUR]
    assert minor.supplement_requests()[0].working == 0 * HOUR
    steps = {step.action: step for step in minor.steps(at("11-21 03:00"))}
    assert steps[Action.ATTEMPT_CONTACT].at == at("11-24 08:00")  # the spacing ends at closing time
    open_one = Ticket.replay(
        [Reported(at("11-14 02:00"), "T", severity=10), SeverityChanged(at("11-14 02:10"), "T", severity=20)], PREMIUM
    )
    assert (open_one.response.due, open_one.response.budget) == (at("11-16 12:00"), 4 * HOUR)
    assert open_one.response.elapsed(at("11-16 10:00")) == 2 * HOUR
    assert open_one.response.reaches(25) == at("11-16 09:00")


@pytest.mark.parametrize(
    ("severity", "hours", "due", "last"),
    [(10, 24, "11-15 02:00", "11-15 02:00"), (20, 16, "11-17 16:00", "11-18 08:00")],
)
def test_what_is_promised_for_solving(severity: int, hours: int, due: str, last: str) -> None:
    ticket = Ticket.replay([Reported(at("11-14 02:00"), "T", severity=severity)], PREMIUM)
    clock = ticket.clock("resolution")
    assert (clock.budget, clock.due, clock.remaining(at(due))) == (hours * HOUR, at(due), 0 * HOUR)
    resolve = [step for step in ticket.steps(at("11-14 02:00")) if step.action is Action.RESOLVE]
    assert [(step.at, step.latest, step.must) for step in resolve] == [(at(due), at(last), True)]
    assert clock.status(at(last)) is Verdict.RUNNING
    assert clock.status(at(last) + HOUR) is Verdict.BREACHED
    closed = ticket
    for row in ({"event": "solution-proposed", "by": "support"}, {"event": "solution-accepted", "by": "customer"}):
        closed = closed.apply(Event.from_dict({"ticket": "T", "at": at(last).isoformat(), **row}))
    assert (closed.clock("resolution").status(at("11-30 09:00")), closed.clock("resolution").due) == (Verdict.MET, None)
    own = replace(CLOCKS["resolution"], budget=Budget.parse("1h"))
    assert ticket.clock(own).budget == HOUR


def test_where_nothing_is_promised_for_solving() -> None:
    ticket = Ticket.replay([Reported(at("11-14 02:00"), "T", severity=30)], PREMIUM)
    clock = ticket.clock("resolution")
    assert (clock.budget, clock.due, clock.status(at("11-15 02:00"))) == (None, None, None)
    assert [step.action for step in ticket.steps(at("11-14 02:00"))] == [Action.RESPOND]
    worst = Ticket.replay([Reported(at("11-14 02:00"), "T", severity=10)], PREMIUM)
    assert worst.clock("resolution-without-waiting").budget is None


@pytest.mark.parametrize("name", ["literal", "working-days", "civil-code"])
@pytest.mark.parametrize("severity", [10, 20, 30, 40])
@pytest.mark.parametrize("reported", ["11-14 02:00", "11-16 15:00", "11-13 17:30"])
def test_the_promises_are_the_contracts_under_every_reading(name: str, severity: int, reported: str) -> None:
    """`due` and `last_on_time` of clock and steps, and `elapsed + remaining == budget`, whatever days are."""
    reading = next(reading for reading in PREMIUM.readings if str(reading) == name)
    contract = Contract(
        name=name,
        calendar=PREMIUM.calendar,
        severities=PREMIUM.severities,
        terms=PREMIUM.terms,
        readings=(reading,),
    )
    ticket = Ticket.replay([Reported(at(reported), "T", severity=severity)], contract)
    clock, now = ticket.response, at("11-30 11:00")
    assert (clock.due, clock.last_on_time) == contract.response_deadline(at(reported), severity)
    assert clock.elapsed(clock.due) == clock.budget
    assert clock.elapsed(now) + clock.remaining(now) == clock.budget
    assert clock.status(clock.last_on_time) is Verdict.RUNNING
    promised = contract.resolution_deadline(at(reported), severity)
    resolution = ticket.clock("resolution")
    assert resolution.due == (None if promised is None else promised.due)
    if promised is not None:
        assert resolution.budget == resolution.elapsed(promised.due)
