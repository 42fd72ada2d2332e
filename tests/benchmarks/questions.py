"""The questions every benchmark asks, and their right answers, counted day by day.

Invariant: the instants are seeded, so every run asks the same; they are whole minutes, because that is the
finest the fastest peer can tell. `Walker` shares no code with slacal: it takes one local day after another.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays

COUNT = 2_000
WARSAW = ZoneInfo("Europe/Warsaw")
ZONES: dict[str, tzinfo] = {"UTC": UTC, "Warsaw": WARSAW}
SPANS = {"5 h": timedelta(hours=5), "60 d": timedelta(days=60), "5 y": timedelta(days=5 * 365 + 1)}
BUDGETS = {"16 h": timedelta(hours=16), "112 h": timedelta(hours=112)}

_MINUTE = timedelta(minutes=1)
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_LAST = datetime(2030, 12, 1, tzinfo=UTC)  # a deadline of 112 h still ends in 2030

Spans = list[tuple[datetime, datetime]]
Budgets = list[tuple[datetime, timedelta]]


def _starts(last: datetime, zone: str) -> list[datetime]:
    dice = random.Random(20_200_101)
    minutes = (last - _FIRST) // _MINUTE
    return [(_FIRST + dice.randrange(minutes) * _MINUTE).astimezone(ZONES[zone]) for _ in range(COUNT)]


def span_questions(span: str, zone: str) -> Spans:
    """Random starts in 2020-2030, each with the end that lies `span` later, still in those years."""
    length = SPANS[span]
    return [(at, (at.astimezone(UTC) + length).astimezone(ZONES[zone])) for at in _starts(_LAST - length, zone)]


def budget_questions(budget: str, zone: str) -> Budgets:
    """Random reports in 2020-2030, each with the budget."""
    return [(at, BUDGETS[budget]) for at in _starts(_LAST, zone)]


class Walker:
    """Monday to Friday, 9 to 17, in a zone, without Polish holidays: answers by walking over the days."""

    def __init__(self, zone: str, first_year: int = 2019, last_year: int = 2036) -> None:
        free = holidays.country_holidays("PL", years=range(first_year, last_year + 1))
        day = date(first_year, 1, 1)
        self._days: list[tuple[datetime, datetime]] = []
        self._index: dict[date, int] = {}
        while day.year <= last_year:
            self._index[day] = len(self._days)
            opening = datetime(day.year, day.month, day.day, 9, tzinfo=ZONES[zone]).astimezone(UTC)
            closing = datetime(day.year, day.month, day.day, 17, tzinfo=ZONES[zone]).astimezone(UTC)
            works = day.weekday() < 5 and day not in free
            self._days.append((opening, closing if works else opening))
            day += timedelta(days=1)
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(self._days))

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Working time in `[start, end)`."""
        start, end, total = start.astimezone(UTC), end.astimezone(UTC), timedelta()
        for opening, closing in self._days[self._index[start.date()] - 1 :]:
            if opening >= end:
                break
            if closing > start:
                total += min(closing, end) - max(opening, start)
        return total

    def deadline(self, start: datetime, budget: timedelta) -> datetime:
        """The first instant at which the budget is used up, in UTC."""
        start = start.astimezone(UTC)
        for opening, closing in self._days[self._index[start.date()] - 1 :]:
            here = max(opening, start)
            if closing > here:
                if budget <= closing - here:
                    return here + budget
                budget -= closing - here
        raise AssertionError(start, budget)
