"""The horizon: what a ticket takes it can answer for, and what it could not it refuses."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacal import (
    SMARTSTOCK,
    Act,
    Budget,
    ClosureRule,
    Contract,
    CustomerAsked,
    CustomerReplied,
    Event,
    EventError,
    EventRefused,
    HorizonError,
    PinnedHolidays,
    Reading,
    Reported,
    Responded,
    Ticket,
    TicketState,
    Topic,
    WorkingCalendar,
)
from slacal.ticket.horizon import check_horizon
from tests.ticket.stories import WARSAW, event

HOUR = timedelta(hours=1)


def at(stamp: str, tz: ZoneInfo = WARSAW) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=tz)


def ticket(reported: str = "2100-06-01 09:00", contract: Contract = SMARTSTOCK) -> Ticket:
    when = at(reported, contract.calendar.tz)
    return Ticket.replay([Reported(when, "T", severity=1), Responded(when, "T")], contract)


def test_a_wait_that_would_end_beyond_the_known_years_is_refused() -> None:
    """Asked on Friday 17 December 2100 at 10, two weeks end in time; at 17 nobody is on duty after them."""
    asked = CustomerAsked(at("2100-12-17 10:00"), "T")
    waiting = ticket().apply(asked)
    assert [step.at for step in waiting.steps(asked.at)] == [at("2100-12-31 10:00")] * 4
    one = ticket()
    before = one.events, one.course
    late = CustomerAsked(at("2100-12-17 17:00"), "T")
    with pytest.raises(HorizonError) as raised:
        one.apply(late)
    assert str(raised.value) == (
        "T: what follows from customer-asked at 2100-12-17T17:00:00+01:00, namely the last instant on time of 0 h "
        "of working time from 2100-12-31T17:00:00+01:00, is not within the years 1925 to 2100: the holidays "
        "package knows PL from 1925 to 2100"
    )
    assert (raised.value.first_year, raised.value.last_year) == (1925, 2100)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    assert (one.events, one.course) == before
    assert Act.CUSTOMER_ASKED in one.possible(late.at)  # the contract allows it
    with pytest.raises(HorizonError):
        Ticket.replay([*one.events, late])


@pytest.mark.parametrize(
    ("events", "text"),
    [
        ([Reported(at("2100-12-31 09:00"), "T", severity=1)], "reported at 2100-12-31T09:00:00.*deadline of 16 h "),
        ([Reported(at("2102-12-31 09:00"), "T", severity=1)], "reported at 2102-12-31T09:00:00"),
        ([Reported(at("1920-01-01 09:00"), "T", severity=1)], "reported at 1920-01-01T09:00:00"),
        (  # nobody is on duty any more who could go on
            [
                *ticket().events,
                CustomerAsked(at("2100-12-01 09:00"), "T"),
                CustomerReplied(at("2100-12-31 17:30"), "T"),
            ],
            "customer-replied at 2100-12-31T17:30:00",
        ),
        (
            [
                *ticket().events,
                CustomerAsked(
                    at("2100-12-01 09:00"), "T", about=Topic.THIRD_PARTY, needed_since=at("1924-12-31 23:59")
                ),
            ],
            "customer-asked at 2100-12-01.*namely 1924-12-31T23:59:00",
        ),
        (
            [*ticket("2100-12-20 09:00").events[:1], event("severity-changed 5", at("2100-12-20 09:00"))],
            "severity-changed at 2100-12-20",
        ),
    ],
)
def test_what_leads_beyond_the_known_years_is_refused(events: list[Event], text: str) -> None:
    with pytest.raises(HorizonError, match=f"^T: what follows from {text}"):
        Ticket.replay(events)


def test_needed_since_may_be_long_ago_if_it_is_known() -> None:
    asked = CustomerAsked(at("2026-11-03 09:00"), "T", about=Topic.THIRD_PARTY, needed_since=at("1990-01-01 00:00"))
    one = Ticket.replay([event("reported 1", "11-02 09:00"), asked])
    assert one.supplement_requests()[0].working == SMARTSTOCK.calendar.elapsed(at("1990-01-01 00:00"), asked.at)


PINNED = Contract(
    name="pinned",
    calendar=WorkingCalendar(
        holidays=PinnedHolidays(country=None, days=((date(2026, 1, 1), "New Year"),), first_year=2026, last_year=2026)
    ),
    severities={1: Budget.parse("16h")},
)
NEW_YORK = Contract(
    name="far away",
    calendar=WorkingCalendar("24/7", "America/New_York", holidays=None),
    severities={1: Budget.parse("16h")},
    closure=ClosureRule(weeks=53),
)
CENTURY = Contract(
    name="patient",
    calendar=WorkingCalendar(tz="Asia/Tokyo", holidays=None),
    severities={1: Budget.parse("2d")},
    readings=(Reading.CIVIL_CODE,),
    closure=ClosureRule(weeks=5_000, spacing=Budget.parse("1d"), grace=Budget.parse("10d")),
)


def test_the_known_years_may_be_few() -> None:
    """From the first known instant to as long before the last as it takes."""
    first = ticket("2026-01-01 00:00", PINNED)
    assert first.response.due == at("2026-01-05 17:00")
    last = CustomerAsked(at("2026-12-17 16:59"), "T")
    assert first.apply(last).next_step(last.at)
    for odd in ("2026-12-17 17:00", "2026-12-31 09:00", "2027-06-01 09:00"):
        with pytest.raises(HorizonError):
            first.apply(CustomerAsked(at(odd), "T"))
    assert first.apply(CustomerReplied(at("2026-12-31 23:00"), "T")).state is TicketState.WITH_SUPPORT
    with pytest.raises(HorizonError):
        ticket("2025-12-31 23:59", PINNED)


@pytest.mark.parametrize("contract", [NEW_YORK, CENTURY], ids=lambda contract: contract.name)
def test_near_the_last_year_a_wait_is_refused_too(contract: Contract) -> None:
    """Where no holiday sets a horizon, dates do."""
    one = ticket("9898-12-25 23:00", contract)
    late = CustomerAsked(at("9998-12-25 23:00", contract.calendar.tz), "T")
    with pytest.raises(HorizonError, match=r"customer-asked at 9998-12-25T23:00.* not within the years 1 to 9999"):
        one.apply(late)


ACTS = [
    Act.RESPONDED,
    Act.CUSTOMER_ASKED,
    Act.CUSTOMER_REPLIED,
    Act.CONTACT_ATTEMPTED,
    Act.SOLUTION_PROPOSED_BY_SUPPORT,
    Act.SOLUTION_PROPOSED_BY_CUSTOMER,
]


def anew(contract: Contract) -> Contract:
    """The same with a calendar of its own, whose table does not have to reach from one end of time to the other."""
    return replace(contract, calendar=pickle.loads(pickle.dumps(contract.calendar)))


EDGES = {
    "shipped": [(SMARTSTOCK, datetime(1925, 1, 1, tzinfo=UTC)), (SMARTSTOCK, datetime(2100, 12, 20, tzinfo=UTC))],
    "pinned": [(PINNED, datetime(2026, 1, 1, tzinfo=UTC)), (PINNED, datetime(2026, 12, 20, tzinfo=UTC))],
    "far away": [(anew(NEW_YORK), datetime(2, 1, 1, tzinfo=UTC)), (NEW_YORK, datetime(9998, 12, 20, tzinfo=UTC))],
    "patient": [(anew(CENTURY), datetime(2, 1, 2, tzinfo=UTC)), (CENTURY, datetime(9904, 2, 20, tzinfo=UTC))],
}


@settings(max_examples=40)
@given(st.sampled_from(sorted(EDGES)), st.integers(0, 1), st.integers(0, 400), st.data())
def test_what_is_taken_can_be_answered(name: str, edge: int, hours: int, data: st.DataObject) -> None:
    """Near the ends of the known years: every event is refused, or all can be asked as of it."""
    contract, end = EDGES[name][edge]
    when = end + hours * HOUR
    one: Ticket | None = None
    for act in [Act.REPORTED, *data.draw(st.lists(st.sampled_from(ACTS), max_size=6))]:
        told = f"{act} 1" if act is Act.REPORTED else str(act).replace(" by ", " ")
        if when.year == MAXYEAR:
            return
        try:
            more = event(told, when)
            one = Ticket.replay([more], contract) if one is None else one.apply(more)
        except HorizonError:
            if one is None:
                return
        except EventRefused:
            pass
        assert one is not None
        now = one.events[-1].at
        assert [one.steps(now), one.wakes_at(now), one.timeline(), one.response.thresholds, one.response.missed(now)]
        assert one.clock("resolution").elapsed(now) >= timedelta(0)
        when += data.draw(st.sampled_from((0, 1, 9, 100))) * HOUR


@pytest.mark.parametrize(
    ("zone", "hours", "weeks", "last_day", "first", "second"),
    [  # clocks go back by an hour, and by 23
        ("Europe/Warsaw", "02:00-02:30", 9, "2028-12-31", "2028-10-29T02:45+02:00", "2028-10-29T02:15+01:00"),
        ("Pacific/Kwajalein", "00:00-12:00", 13, "1969-12-30", "1969-09-30T23:00+11:00", "1969-09-30T02:00-12:00"),
    ],
    ids=["an hour", "23 hours"],
)
def test_what_is_known_after_clocks_go_back_is_not_known_before(
    zone: str, hours: str, weeks: int, last_day: str, first: str, second: str
) -> None:
    """Of two waits the first to begin is the last to end, when nobody is on duty any more; the other tells nothing."""
    end = date.fromisoformat(last_day)
    contract = Contract(
        name="clocks",
        calendar=WorkingCalendar(
            f"Mon-Sun {hours}",
            zone,
            holidays=PinnedHolidays(country=None, days=(), first_year=end.year, last_year=end.year),
            exceptions={end + timedelta(days): "closed" for days in range(1, 32 - end.day)},
        ),
        severities={1: Budget.parse("1h")},
        closure=ClosureRule(weeks=weeks),
    )
    earlier, later = (CustomerAsked(datetime.fromisoformat(stamp), "T") for stamp in (first, second))
    assert earlier.at < later.at
    one = ticket(f"{end.year}-09-01 02:00", contract)
    assert one.apply(later).next_step(later.at)
    with pytest.raises(HorizonError):
        one.apply(earlier)


def test_now_may_not_lead_out_of_all_dates() -> None:
    """In the year 9999 no zone of the contract's could tell what time it is; `now` is refused as an event would be."""
    last = datetime.max.replace(tzinfo=UTC)
    one = ticket("2026-11-02 09:00")
    for ask in (
        one.steps,
        one.next_step,
        one.wakes_at,
        one.possible,
        one.timeline,
        one.response.elapsed,
        one.response.status,
        one.response.missed,
        one.clock("resolution").calendar,
    ):
        with pytest.raises(EventError, match="^now: expected a year from 2 to 9998, got '9999-12-31T23:59:59.999999"):
            ask(last)
    with pytest.raises(EventError, match="^now: expected a year"):
        one.follow_up(last, "F")
    with pytest.raises(HorizonError, match="not within the years 1925 to 2100"):
        one.timeline(at("2101-01-02 00:00"))


def test_contracts_that_come_and_go_are_forgotten() -> None:
    """What has been learned is kept for a few contracts, and learned anew for the others."""
    reported = Reported(at("2026-11-02 09:00"), "T", severity=1)
    tickets = [
        Ticket.replay(
            [reported], Contract(name=f"{number}", calendar=SMARTSTOCK.calendar, severities={1: Budget.parse("1h")})
        )
        for number in range(70)
    ]
    assert len({one.response.due for one in tickets}) == 1
    for one in tickets:
        check_horizon(one.course, reported, one.contract)
