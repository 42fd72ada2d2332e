"""Where budgets end under each reading: tables worked by hand with a wall calendar, then the laws.

The dates of the tables: in 2025 and 2026 the 24th to 26th of December, 1 and 6 January are off; 24 December 2024 was a
working day; 12 November 2018 was off, once; 11 November is a Tuesday in 2025 and a Wednesday in 2026.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from dateutil.tz import resolve_imaginary
from hypothesis import given
from hypothesis import strategies as st

from slacal import (
    SMARTSTOCK,
    Budget,
    Contract,
    Deadline,
    HorizonError,
    Reading,
    Severity,
    SeverityError,
    Terms,
    WorkingCalendar,
)
from slacal.contract.counting import Counter
from slacal.worktime.instants import HOUR_US, from_us, to_us

WARSAW = ZoneInfo("Europe/Warsaw")
POLAND = WorkingCalendar.poland()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def show(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat(" ", "minutes")


CASES = """
    reported             days | literal          on time until    | working-days     on time until    | civil-code
    # Friday before Christmas 2025
    2025-12-19 12:00     4    | 2025-12-30 12:00 2025-12-30 12:00 | 2025-12-30 17:00 2025-12-31 09:00 | 2025-12-24 00:00
    2025-12-19 12:00     7    | 2026-01-05 12:00 2026-01-05 12:00 | 2026-01-05 17:00 2026-01-07 09:00 | 2025-12-30 00:00
    2025-12-19 12:00     14   | 2026-01-15 12:00 2026-01-15 12:00 | 2026-01-15 17:00 2026-01-16 09:00 | 2026-01-03 00:00
    # Saturday: the term would end on Christmas Eve, a day off since 2025
    2025-12-20 12:00     4    | 2025-12-30 17:00 2025-12-31 09:00 | 2025-12-30 17:00 2025-12-31 09:00 | 2025-12-30 00:00
    # a holiday, a Tuesday; the term would end on a Saturday
    2025-11-11 10:00     4    | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-18 00:00
    # the day before it, a minute before midnight, and midnight, which is the next day
    2025-11-10 23:59     4    | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-15 00:00
    2025-11-11 00:00     4    | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-18 00:00
    # closing time sharp, opening time sharp, and just beside them
    2025-11-10 16:59     4    | 2025-11-17 16:59 2025-11-17 16:59 | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-15 00:00
    2025-11-10 17:00     4    | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-15 00:00
    2025-11-10 08:59     4    | 2025-11-14 17:00 2025-11-17 09:00 | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-15 00:00
    2025-11-10 09:00     4    | 2025-11-14 17:00 2025-11-17 09:00 | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-15 00:00
    2025-11-10 09:01     4    | 2025-11-17 09:01 2025-11-17 09:01 | 2025-11-17 17:00 2025-11-18 09:00 | 2025-11-15 00:00
    # across the year end; the terms would end on a Saturday, and on Epiphany
    2025-12-30 16:00     4    | 2026-01-07 16:00 2026-01-07 16:00 | 2026-01-07 17:00 2026-01-08 09:00 | 2026-01-06 00:00
    2025-12-30 16:00     7    | 2026-01-12 16:00 2026-01-12 16:00 | 2026-01-12 17:00 2026-01-13 09:00 | 2026-01-08 00:00
    # around 11 November 2026
    2026-11-10 12:00     4    | 2026-11-17 12:00 2026-11-17 12:00 | 2026-11-17 17:00 2026-11-18 09:00 | 2026-11-17 00:00
    2026-11-07 12:00     4    | 2026-11-13 17:00 2026-11-16 09:00 | 2026-11-13 17:00 2026-11-16 09:00 | 2026-11-13 00:00
    # Monday 12 November 2018
    2018-11-08 15:00     4    | 2018-11-15 15:00 2018-11-15 15:00 | 2018-11-15 17:00 2018-11-16 09:00 | 2018-11-14 00:00
    # Christmas Eve 2024, when one still worked
    2024-12-20 10:00     4    | 2024-12-30 10:00 2024-12-30 10:00 | 2024-12-30 17:00 2024-12-31 09:00 | 2024-12-25 00:00
"""
ROWS = [line.strip() for line in CASES.strip().splitlines()[1:] if not line.strip().startswith("#")]


@pytest.mark.parametrize("row", ROWS)
def test_days_by_hand(row: str) -> None:
    asked, literal, working_days, civil_code = (part.strip() for part in row.split("|"))
    reported, days = at(asked[:16]), int(asked[16:])
    severity = {4: Severity.DEGRADED, 7: Severity.QUESTION, 14: Severity.SUGGESTION}[days]
    expected = {
        Reading.LITERAL: Deadline(at(literal[:16]), at(literal[17:])),
        Reading.WORKING_DAYS: Deadline(at(working_days[:16]), at(working_days[17:])),
        Reading.CIVIL_CODE: Deadline(at(civil_code), at(civil_code)),
    }
    assert SMARTSTOCK.compare(reported, severity) == expected
    for reading, deadline in expected.items():
        assert SMARTSTOCK.response_deadline(reported, severity, reading) == deadline


@pytest.mark.parametrize("severity", [Severity.OUTAGE, Severity.COMPONENT_DOWN])
@pytest.mark.parametrize("reported", ["2025-12-19 12:00", "2025-12-20 12:00", "2025-11-10 17:00", "2025-11-11 10:00"])
def test_hours_are_working_hours_under_every_reading(reported: str, severity: Severity) -> None:
    assert len(set(SMARTSTOCK.compare(at(reported), severity).values())) == 1


@pytest.mark.parametrize(
    ("since", "literal", "same_day"),
    [
        # Wednesday: two weeks later is Christmas Eve, off in 2025; the next day that is neither is Monday the 29th
        ("2025-12-10 15:30", "2025-12-24 15:30", "2025-12-30 00:00"),
        ("2024-12-10 15:30", "2024-12-24 15:30", "2024-12-25 00:00"),
        ("2026-01-03 12:00", "2026-01-17 12:00", "2026-01-20 00:00"),  # a Saturday
        ("2026-11-16 00:00", "2026-11-30 00:00", "2026-12-01 00:00"),
        ("2026-10-28 09:00", "2026-11-11 09:00", "2026-11-13 00:00"),
        ("2026-10-20 12:00", "2026-11-03 12:00", "2026-11-04 00:00"),  # across a clock change
        ("2026-03-15 02:30", "2026-03-29 03:30", "2026-03-31 00:00"),  # into the hour that is skipped
    ],
)
def test_two_weeks_by_hand(since: str, literal: str, same_day: str) -> None:
    assert SMARTSTOCK.waiting_ends(at(since)) == at(literal)
    assert SMARTSTOCK.waiting_ends(at(since), Reading.LITERAL) == at(literal)
    assert SMARTSTOCK.waiting_ends(at(since), Reading.WORKING_DAYS) == at(same_day)
    assert SMARTSTOCK.waiting_ends(at(since), Reading.CIVIL_CODE) == at(same_day)


SPLIT = "Mon-Fri 9:00-12:00,13:00-16:00"


def counter(calendar: WorkingCalendar, law: WorkingCalendar = POLAND) -> Counter:
    return Counter(calendar, law, 8 * HOUR_US)


@pytest.mark.parametrize(
    ("calendar", "reading", "budget", "start", "due", "last"),
    [
        # nights: the day of the report is the date on the wall clock, and a working day closes on the next date
        ("Mon-Fri 22:00-06:00", "working-day", "1d", "2026-11-16 23:00", "2026-11-18 06:00", "2026-11-18 22:00"),
        ("Mon-Fri 22:00-06:00", "working-day", "1d", "2026-11-17 03:00", "2026-11-19 06:00", "2026-11-19 22:00"),
        # always: a day ends at midnight, and the clock does not stand still
        ("24/7", "working-day", "2d", "2026-11-16 10:00", "2026-11-19 00:00", "2026-11-19 00:00"),
        # several shifts a day: the last closing counts
        (SPLIT, "working-day", "1d", "2026-11-16 10:00", "2026-11-17 16:00", "2026-11-18 09:00"),
        # days first, then hours of working time, from where the days ended
        ("Mon-Fri 9:00-17:00", "working-time", "1d 4h", "2026-11-16 10:00", "2026-11-17 14:00", "2026-11-17 14:00"),
        ("Mon-Fri 9:00-17:00", "working-day", "1d 4h", "2026-11-16 10:00", "2026-11-18 13:00", "2026-11-18 13:00"),
        ("Mon-Fri 9:00-17:00", "calendar-day", "1d 8h", "2026-11-16 10:00", "2026-11-18 17:00", "2026-11-19 09:00"),
        # weeks before days
        ("Mon-Fri 9:00-17:00", "working-time", "1w 1d", "2026-11-16 10:00", "2026-11-24 10:00", "2026-11-24 10:00"),
        ("Mon-Fri 9:00-17:00", "calendar-day", "1w 1d", "2026-11-16 10:00", "2026-11-25 00:00", "2026-11-25 00:00"),
    ],
)  # fmt: skip
def test_other_calendars_and_mixed_budgets(
    calendar: str, reading: str, budget: str, start: str, due: str, last: str
) -> None:
    chosen = Reading("ours", day=reading)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ours = counter(WorkingCalendar(calendar, holidays=None))
    ends = ours.ends_us(chosen, to_us(at(start)), Budget.parse(budget))
    assert tuple(show(from_us(us, WARSAW)) for us in ends) == (due, last)
    assert ours.ends_us(chosen, to_us(at(start)), Budget.parse(budget)) == ends  # from memory


def test_days_off_by_law_are_the_contracts_on_hours_of_any_severity() -> None:
    """Who is on duty on 11 November 2026 all the same has a term that must not end on it."""
    terms = {1: Terms(calendar=WorkingCalendar("24/7", holidays=None))}
    contract = Contract(name="x", calendar=POLAND, severities={1: Budget(days=1)}, terms=terms)
    deadline = contract.response_deadline(at("2026-11-10 10:00"), 1, Reading.CIVIL_CODE)
    assert deadline == (at("2026-11-13 00:00"), at("2026-11-13 00:00"))
    deadline = contract.response_deadline(at("2026-11-10 10:00"), 1, Reading.WORKING_DAYS)
    assert deadline == (at("2026-11-12 00:00"), at("2026-11-12 00:00"))


def test_any_combination_is_a_reading() -> None:
    """Working days, but weeks to the minute: the deadline of one reading and the wait of another."""
    ours = Reading("ours", day="working-day", week="same-time")
    reported = at("2025-12-10 15:30")
    working_days, literal = Reading.WORKING_DAYS, Reading.LITERAL
    assert SMARTSTOCK.response_deadline(reported, 3, ours) == SMARTSTOCK.response_deadline(reported, 3, working_days)
    assert SMARTSTOCK.waiting_ends(reported, ours) == SMARTSTOCK.waiting_ends(reported, literal)
    assert list(SMARTSTOCK.compare(reported, 3, [ours])) == [ours]
    contract = Contract(name="x", calendar=POLAND, severities={1: Budget(days=4)}, readings=(ours, literal))
    assert list(contract.compare(reported, 1)) == [ours, literal, working_days, Reading.CIVIL_CODE]
    assert contract.response_deadline(reported, 1).due == at("2025-12-16 17:00")
    with pytest.raises(SeverityError):
        contract.compare(reported, 2)


def test_beyond_what_is_known_there_is_an_error() -> None:
    last = at("2100-12-30 12:00")
    one, two, five = (Budget(days=days) for days in (1, 2, 5))
    poland = counter(POLAND)
    assert poland.ends_us(Reading.CIVIL_CODE, to_us(last), one)[0] == to_us(at("2101-01-01 00:00"))
    for reading in Reading.named():
        with pytest.raises(HorizonError, match="years 1925 to 2100"):
            poland.ends_us(reading, to_us(last), five)
    with pytest.raises(HorizonError, match=r"^2101-01-03 is not within"):
        poland.ends_us(Reading.CIVIL_CODE, to_us(last), two)
    free = WorkingCalendar(holidays=None)
    with pytest.raises(HorizonError, match=r"^day 2 after 9999-12-30 is not within"):
        counter(free, free).ends_us(Reading.CIVIL_CODE, to_us(at("9999-12-30 12:00")), two)
    with pytest.raises(HorizonError, match=r"^day 1 after 9999-12-30 is not within"):
        counter(free, free).ends_us(Reading.CIVIL_CODE, to_us(at("9999-12-30 12:00")), one)
    with pytest.raises(HorizonError, match=r"^the end of 1 week from 9999-12-30"):
        counter(free, free).weeks_end_us(Reading.LITERAL, to_us(at("9999-12-30 12:00")), 1)


# -- laws ----------------------------------------------------------------------------------------------------------


def beside(edge: datetime, us: int) -> datetime:
    return from_us(to_us(edge) + us, WARSAW)


EDGES = [at(f"{day} {time}") for day in (
    "2025-12-19", "2025-12-23", "2025-12-24", "2025-12-31", "2026-01-05", "2026-04-03", "2026-04-30", "2026-10-24",
    "2026-10-25", "2026-11-10", "2026-11-11", "2018-11-11", "2024-12-24",
) for time in ("00:00", "08:59", "09:00", "09:01", "16:59", "17:00", "23:59")]  # fmt: skip
reports = st.one_of(
    st.builds(beside, st.sampled_from(EDGES), st.integers(-1, 1)),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(WARSAW)),
)  # fmt: skip
severities = st.sampled_from(list(Severity))
readings = st.sampled_from([*Reading.named(), Reading("ours", "calendar-day"), Reading("x", "working-day")])


@given(reports, severities)
def test_literal_is_never_after_working_days(reported: datetime, severity: Severity) -> None:
    """A law of the shipped calendar: `due` and `last_on_time` under literal are never the later ones."""
    deadlines = SMARTSTOCK.compare(reported, severity)
    literal, working_days = deadlines[Reading.LITERAL], deadlines[Reading.WORKING_DAYS]
    assert literal.due <= working_days.due
    assert literal.last_on_time <= working_days.last_on_time


@given(reports, severities, readings, st.integers(0, 60 * 24 * 40))
def test_every_deadline_adds_up(reported: datetime, severity: Severity, reading: Reading, minutes: int) -> None:
    """No working time passes between due and last on time; elapsed + remaining == budget at every instant."""
    calendar = SMARTSTOCK.calendar
    reported_us = to_us(reported)
    due, last_on_time = SMARTSTOCK.response_deadline(reported, severity, reading)
    assert reported < due <= last_on_time
    assert calendar.elapsed(due, last_on_time) == timedelta(0)
    budget_us = SMARTSTOCK.response_budget_us(reported_us, severity, reading)
    now_us = reported_us + minutes * 60_000_000
    assert calendar.elapsed_us(reported_us, now_us) + calendar.elapsed_us(now_us, to_us(due)) == budget_us
    if reading.day == "working-time":
        assert budget_us == SMARTSTOCK.budget_us(severity)


@given(reports, st.integers(1, 30))
def test_working_days_counted_one_by_one(reported: datetime, days: int) -> None:
    """The same by walking from date to date."""
    day, left = reported.date(), days
    while left:
        day += timedelta(days=1)
        left -= POLAND.is_working_day(day)
    due_us, last_us = counter(POLAND).ends_us(Reading.WORKING_DAYS, to_us(reported), Budget(days=days))
    assert from_us(due_us, WARSAW) == datetime(day.year, day.month, day.day, 17, tzinfo=WARSAW)
    assert from_us(last_us, WARSAW) == POLAND.next_opening(from_us(due_us, WARSAW))


@given(reports, st.integers(1, 30))
def test_calendar_days_counted_one_by_one(reported: datetime, days: int) -> None:
    """Civil Code art. 111 and 115, by walking from date to date; weeks are seven days each (art. 112)."""

    def end(day: date) -> datetime:
        while day.isoweekday() in (6, 7) or POLAND.holiday_name(day):
            day += timedelta(days=1)
        after = day + timedelta(days=1)
        return datetime(after.year, after.month, after.day, tzinfo=WARSAW)

    ours, start_us = counter(POLAND), to_us(reported)
    due_us, last_us = ours.ends_us(Reading.CIVIL_CODE, start_us, Budget(days=days))
    assert from_us(due_us, WARSAW) == from_us(last_us, WARSAW) == end(reported.date() + timedelta(days=days))
    weeks_us = ours.weeks_end_us(Reading.CIVIL_CODE, start_us, days)
    assert from_us(weeks_us, WARSAW) == end(reported.date() + timedelta(weeks=days))


@given(reports, st.integers(1, 60))
def test_a_literal_week_is_that_of_dateutil(since: datetime, weeks: int) -> None:
    """The same wall time so many weeks later, and where there is none, the one that was skipped to."""
    shown = from_us(to_us(since), WARSAW)  # a skipped hour is never on the clock
    wall = (shown.replace(tzinfo=None) + relativedelta(weeks=weeks)).replace(tzinfo=WARSAW, fold=0)
    expected = resolve_imaginary(wall)
    assert counter(POLAND).weeks_end_us(Reading.LITERAL, to_us(since), weeks) == to_us(expected)


@given(reports, reports, readings, st.integers(0, 3), st.integers(0, 9), st.integers(0, 30), st.integers(0, 2))
def test_later_starts_and_larger_budgets_end_no_earlier(
    one: datetime, other: datetime, reading: Reading, weeks: int, days: int, hours: int, more: int
) -> None:
    """Monotone in the start, and in each part of the budget."""
    ours = counter(POLAND)
    budget = Budget(weeks=weeks, days=days, time=timedelta(hours=hours))
    start_us, later_us = sorted((to_us(one), to_us(other)))
    due_us, last_us = ours.ends_us(reading, start_us, budget)
    assert start_us <= due_us <= last_us
    later_due_us, later_last_us = ours.ends_us(reading, later_us, budget)
    assert due_us <= later_due_us
    assert last_us <= later_last_us
    if days:
        larger = Budget(weeks=weeks, days=days + more, time=timedelta(hours=hours + more))
        assert due_us <= ours.ends_us(reading, start_us, larger)[0]
