"""What the property tests are asked about: calendars, instants and budgets, drawn to the edges.

Invariant: a `Case` is one meaning in two forms, an `OracleCalendar` and the arguments of a `WorkingCalendar`;
the second is written in one of the ways a user may write it.

Instants fall on openings, closings, breaks, midnights and clock changes, and a microsecond or a tick beside
them; budgets end exactly where a shift does, or a microsecond beside that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from slacal import WorkingCalendar
from tests.oracle import DAY_US, HOUR_US, MINUTE_US, ONE_DAY, SECOND_US, OracleCalendar, Span, from_us, to_us
from tests.statute import days_off

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["FOCUS", "Case", "Question", "calendars", "microscopic", "questions", "round_the_clock", "span_us"]

Pairs = list[tuple[str, str]]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

FOCUS = (
    ("Europe/Warsaw", date(2018, 3, 25)),
    ("Europe/Warsaw", date(2018, 11, 11)),
    ("Europe/Warsaw", date(2024, 10, 27)),
    ("Europe/Warsaw", date(2024, 12, 25)),
    ("Europe/Warsaw", date(2025, 12, 31)),
    ("America/New_York", date(2023, 3, 12)),
    ("America/New_York", date(2023, 11, 5)),
    ("America/St_Johns", date(2010, 3, 14)),  # the clock changed at 00:01
    ("America/St_Johns", date(2010, 11, 7)),
    ("America/Sao_Paulo", date(2017, 10, 15)),  # midnight was left out
    ("America/Sao_Paulo", date(2018, 2, 18)),  # the hour before midnight came twice
    ("America/Havana", date(2023, 11, 5)),  # midnight came twice
    ("Africa/Casablanca", date(2023, 3, 19)),  # back for Ramadan
    ("Africa/Casablanca", date(2023, 4, 23)),
    ("Antarctica/Troll", date(2023, 3, 26)),  # by two hours
    ("Antarctica/Troll", date(2023, 10, 29)),
    ("Asia/Kolkata", date(2024, 1, 26)),
    ("Asia/Kathmandu", date(1986, 1, 1)),  # +05:30 became +05:45
    ("Asia/Pyongyang", date(2018, 5, 5)),  # +08:30 became +09:00
    ("Australia/Lord_Howe", date(2023, 4, 2)),  # by half an hour
    ("Australia/Lord_Howe", date(2023, 10, 1)),
    ("Europe/Dublin", date(2024, 3, 31)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a date that never was
    ("Pacific/Apia", date(2011, 9, 24)),
    ("Pacific/Chatham", date(2023, 9, 24)),
    ("Pacific/Chatham", date(2024, 4, 7)),
    ("Pacific/Kiritimati", date(1994, 12, 31)),  # another one
    ("Pacific/Kiritimati", date(2024, 2, 29)),
    ("Pacific/Kwajalein", date(1993, 8, 21)),  # and another
    ("Pacific/Marquesas", date(2024, 12, 31)),
    ("Etc/UTC", date(2023, 12, 31)),
)
ANY_ZONE = sorted(zone for zone in available_timezones() if zone not in {"Factory", "localtime"})


class CalendarArguments(TypedDict):
    """The arguments of `WorkingCalendar`."""

    hours: str | Mapping[str, Pairs]
    tz: str
    holidays: str | Iterable[date] | Mapping[date, str] | None
    exceptions: Mapping[date, str | Pairs] | None
    breaks: Sequence[tuple[datetime, datetime]]


def clock_text(wall_us: int) -> str:
    """`09:00`, `12:30:09`, `24:00`; beyond that the time of the next date."""
    if wall_us > DAY_US:
        wall_us -= DAY_US
    seconds, rest = divmod(wall_us, SECOND_US)
    assert rest == 0
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def as_pairs(spans: Iterable[Span]) -> Pairs:
    return [(clock_text(opening), clock_text(closing)) for opening, closing in spans]


def as_text(spans: Iterable[Span]) -> str:
    return ",".join(f"{opening}-{closing}" for opening, closing in as_pairs(spans)) or "closed"


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans that follow without a gap are one shift: 09:00-12:00,12:00-17:00 is 09:00-17:00."""
    result: list[Span] = []
    for opening, closing in spans:
        if result and result[-1][1] == opening:
            opening = result.pop()[0]
        result.append((opening, closing))
    return tuple(result)


@dataclass(frozen=True)
class Case:
    """One calendar, as the oracle and as `WorkingCalendar` are told it, and where to ask about it."""

    oracle: OracleCalendar
    arguments: CalendarArguments
    first: int
    last: int

    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar(**self.arguments)

    @cached_property
    def days(self) -> list[date]:
        """The local dates of the window."""
        begin = from_us(self.first, self.oracle.zone).date()
        return [begin + n * ONE_DAY for n in range((self.last - self.first) // DAY_US + 2)]

    @cached_property
    def clock_changes(self) -> list[int]:
        """The instants of the window at which the zone's offset changes."""
        zone = self.oracle.zone

        def changed(start: int, end: int) -> bool:
            return from_us(start, zone).utcoffset() != from_us(end, zone).utcoffset()

        hours = [hour for hour in range(self.first, self.last, HOUR_US) if changed(hour, hour + HOUR_US)]
        minutes = [minute for hour in hours for minute in range(hour, hour + HOUR_US, MINUTE_US)]
        return [minute + MINUTE_US for minute in minutes if changed(minute, minute + MINUTE_US)]

    @cached_property
    def edges(self) -> list[int]:
        """Where answers change: openings, closings, breaks, midnights and clock changes of the window."""
        oracle = self.oracle
        found = {edge for day in self.days for shift in oracle.shifts_of(day) for edge in shift}
        found.update(edge for span in oracle.breaks for edge in span)
        found.update(oracle.edge(day, 0) for day in self.days)
        found.update(self.clock_changes)
        inside = sorted(edge for edge in found if self.first <= edge <= self.last)
        return inside or [self.first]


@dataclass(frozen=True)
class Question:
    """A case with instants and budgets to ask about, all in microseconds."""

    case: Case
    instants: tuple[int, ...]
    budgets: tuple[int, ...]


def span_us(value: timedelta) -> int:
    return value // timedelta(microseconds=1)


@st.composite
def day_spans(draw: st.DrawFn, tick_us: int) -> list[Span]:
    """The shifts of one date, in order, neighbours at most touching; the last may run past midnight."""
    last_tick = DAY_US // tick_us
    kind = draw(st.sampled_from(("free", "dense", "night", "early")))
    if kind == "night":
        opening = draw(st.integers(last_tick // 2, last_tick - 1))
        closing = draw(st.integers(last_tick, last_tick + opening - 1))
        return [(opening * tick_us, closing * tick_us)]
    if kind == "early":  # where clocks change
        ticks = draw(st.lists(st.integers(0, 5 * HOUR_US // tick_us), min_size=2, max_size=4))
    elif kind == "dense":  # gaps and shifts of a few ticks
        at = draw(st.integers(0, last_tick - 30))
        steps = draw(st.lists(st.integers(1, 3), min_size=1, max_size=7))
        ticks = [at + sum(steps[:n]) for n in range(len(steps) + 1)]
    else:
        ticks = draw(st.lists(st.integers(0, last_tick), min_size=2, max_size=6))
    ticks.sort()
    pairs = zip(ticks[::2], ticks[1::2], strict=False)
    return [(opening * tick_us, closing * tick_us) for opening, closing in pairs if opening < closing]


OFFICE: list[Span] = [(9 * HOUR_US, 17 * HOUR_US)]
SPLIT: list[Span] = [(8 * HOUR_US, 12 * HOUR_US), (12 * HOUR_US + 30 * MINUTE_US, 16 * HOUR_US)]
NIGHT: list[Span] = [(22 * HOUR_US, 30 * HOUR_US)]
WHOLE: list[Span] = [(0, DAY_US)]
AROUND_THE_CHANGE: list[Span] = [(HOUR_US, 4 * HOUR_US)]


@st.composite
def weeks(draw: st.DrawFn, tick_us: int) -> dict[int, list[Span]]:
    """Weekly hours that are never empty, and in which no shift runs into the next day's."""
    kind = draw(st.sampled_from(("drawn", "drawn", "office", "split", "night", "whole", "change")))
    fixed = {"office": OFFICE, "split": SPLIT, "night": NIGHT, "whole": WHOLE, "change": AROUND_THE_CHANGE}
    if kind in fixed:
        days = range(5) if kind in {"office", "split"} else range(7)
        return {weekday: list(fixed[kind]) for weekday in days}
    week = {weekday: draw(day_spans(tick_us)) for weekday in draw(st.sets(st.integers(0, 6), min_size=1))}
    if not any(week.values()):
        week[min(week)] = list(OFFICE)
    for weekday, spans in week.items():
        following = week.get((weekday + 1) % 7, [])
        if spans and following and spans[-1][1] > DAY_US + following[0][0]:
            spans[-1] = spans[-1][0], DAY_US + following[0][0]
    return {weekday: spans for weekday, spans in week.items() if spans}


@st.composite
def written_weeks(draw: st.DrawFn, week: dict[int, list[Span]]) -> str | dict[str, Pairs]:
    """The same hours as text or as a mapping."""
    if draw(st.booleans()):
        return {WEEKDAYS[weekday]: as_pairs(spans) for weekday, spans in week.items()}
    if draw(st.booleans()) and len(week) == 7 and all(spans == week[0] for spans in week.values()):
        return f"Mon-Sun {as_text(week[0])}"
    return "; ".join(f"{WEEKDAYS[weekday].title()} {as_text(spans)}" for weekday, spans in week.items())


@st.composite
def written_days(draw: st.DrawFn, spans: list[Span]) -> str | Pairs:
    """One day's hours as text or as pairs."""
    as_list = draw(st.booleans())
    return as_pairs(spans) if as_list and spans else as_text(spans)


@st.composite
def calendars(draw: st.DrawFn, zones: st.SearchStrategy[tuple[str, date]] | None = None) -> Case:
    """Any calendar, with a window of some days around a date at which its zone is interesting."""
    anywhere = st.tuples(st.sampled_from(ANY_ZONE), st.dates(date(1976, 1, 1), date(2060, 12, 31)))
    zone, focus = draw(zones or st.one_of(st.sampled_from(FOCUS), st.sampled_from(FOCUS), anywhere))
    tick_us, reach = draw(
        st.sampled_from(((15 * MINUTE_US, 8 * DAY_US), (5 * MINUTE_US, 4 * DAY_US), (MINUTE_US, DAY_US)))
    )
    middle = to_us(datetime(focus.year, focus.month, focus.day, 12, tzinfo=ZoneInfo("UTC")))
    first, last = middle - reach, middle + reach
    nearby = st.integers(-9, 9).map(lambda days: focus + days * ONE_DAY)

    week = draw(weeks(tick_us))
    spans_of_exception: st.SearchStrategy[list[Span]] = st.one_of(
        st.just([]), st.just([(10 * HOUR_US, 14 * HOUR_US)]), day_spans(tick_us)
    )
    exceptions = draw(st.dictionaries(nearby, spans_of_exception, max_size=3))
    written_exceptions = {day: draw(written_days(spans)) for day, spans in exceptions.items()}

    listed = draw(st.sets(nearby, max_size=4))
    written_holidays: str | list[date] | dict[date, str] | None = draw(
        st.sampled_from((list(listed), {day: f"święto {day}" for day in listed}, "PL", None))
    )
    if written_holidays is None:
        listed = set[date]()
    elif written_holidays == "PL":
        listed = {day for year in range(focus.year - 3, focus.year + 3) for day in days_off(year)}  # breaks are long

    ticks = st.integers(first // tick_us, last // tick_us)
    years = 800 * DAY_US // tick_us  # a break of years ends in the window
    lengths = st.sampled_from((1, 2, 7, 96, 200, -years))
    breaks = draw(st.lists(st.tuples(ticks, lengths), max_size=3))
    ordered = (sorted((tick, tick + length)) for tick, length in breaks)
    spans = tuple((start * tick_us, end * tick_us) for start, end in ordered)

    oracle = OracleCalendar(
        zone=zone,
        week={weekday: joined(of_day) for weekday, of_day in week.items()},
        holidays=frozenset(listed),
        exceptions={day: joined(of_day) for day, of_day in exceptions.items()},
        breaks=spans,
        tick_us=tick_us,
        patience=30 * DAY_US // tick_us if tick_us > MINUTE_US else 6 * DAY_US // tick_us,
    )
    arguments: CalendarArguments = {
        "hours": draw(written_weeks(week)),
        "tz": zone,
        "holidays": written_holidays,
        "exceptions": written_exceptions or None,
        "breaks": [(from_us(start, zone), from_us(end, "UTC")) for start, end in spans],
    }
    return Case(oracle, arguments, first, last)


@st.composite
def microscopic(draw: st.DrawFn) -> Case:
    """A calendar seen through a window of microseconds around one of its edges; the tick is 1 microsecond.

    Breaks of a few microseconds make several intervals in it.
    """
    zone, day = draw(st.sampled_from(FOCUS))
    week = {weekday: list(AROUND_THE_CHANGE) for weekday in range(7)}
    oracle = OracleCalendar(zone, {weekday: tuple(spans) for weekday, spans in week.items()}, tick_us=1)
    day += draw(st.integers(-2, 2)) * ONE_DAY
    edge = oracle.edge(day, draw(st.sampled_from(AROUND_THE_CHANGE[0])))
    starts = st.integers(edge - 60, edge + 60)
    breaks = draw(st.lists(st.tuples(starts, st.integers(1, 20)), max_size=8))
    spans = tuple((start, start + length) for start, length in breaks)
    oracle = OracleCalendar(zone, oracle.week, breaks=spans, tick_us=1, patience=400)
    arguments: CalendarArguments = {
        "hours": "Mon-Sun 01:00-04:00",
        "tz": zone,
        "holidays": None,
        "exceptions": None,
        "breaks": [(from_us(start, zone), from_us(end, zone)) for start, end in spans],
    }
    return Case(oracle, arguments, edge - 100, edge + 100)


@st.composite
def round_the_clock(draw: st.DrawFn) -> Case:
    """Nothing but 24/7 hours, in any zone."""
    zone, focus = draw(st.sampled_from(FOCUS))
    middle = to_us(datetime(focus.year, focus.month, focus.day, 12, tzinfo=ZoneInfo("UTC")))
    arguments: CalendarArguments = {
        "hours": draw(st.sampled_from(("Mon-Sun 00:00-24:00", "24/7"))),
        "tz": zone,
        "holidays": None,
        "exceptions": None,
        "breaks": (),
    }
    oracle = OracleCalendar(zone, dict.fromkeys(range(7), tuple(WHOLE)))
    return Case(oracle, arguments, middle - 8 * DAY_US, middle + 8 * DAY_US)


@st.composite
def questions(
    draw: st.DrawFn, cases: st.SearchStrategy[Case] | None = None, *, instants: int = 0, budgets: int = 0
) -> Question:
    """A case with so many instants and budgets."""
    case = draw(calendars() if cases is None else cases)
    tick = case.oracle.tick_us
    far = () if tick == 1 else (-SECOND_US, SECOND_US, -tick, tick, 1 - tick, tick // 2)
    beside = st.sampled_from((0, 0, -1, 1, *far))
    edges = st.sampled_from(case.edges)
    on_edge = st.tuples(edges, beside).map(sum)
    instant = st.one_of(on_edge, on_edge, st.integers(case.first, case.last))
    at = tuple(draw(instant) for _ in range(instants))

    def to_edge(edge: int) -> int:
        return abs(case.oracle.elapsed(at[0] if at else case.first, edge))

    exact = st.tuples(edges, st.integers(-1, 1)).map(lambda pair: max(0, to_edge(pair[0]) + pair[1]))
    small = st.sampled_from((0, 1, tick, tick - 1))
    free = st.integers(0, (case.last - case.first) // 4)
    working = tuple(draw(st.one_of(exact, exact, small, free)) for _ in range(budgets))
    return Question(case, at, working)
