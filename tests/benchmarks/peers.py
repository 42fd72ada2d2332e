"""The peers: each builds the contract's calendar in its own terms and answers with plain functions.

Every function here is written the way its library answers fastest and, where it can, exactly. Imports
happen when a peer is built, so that one that is not installed skips its own benchmarks only.
"""

from __future__ import annotations

import types
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import holidays
import pytest

from .questions import WARSAW

UTC_FOR_LOCAL = "takes UTC for the clock of its hours"

if TYPE_CHECKING:
    from collections.abc import Callable

    Elapsed = Callable[[datetime, datetime], Any]
    Deadline = Callable[[datetime, timedelta], Any]

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
MINUTE_NS = 60 * 10**9


def polish_holidays() -> list[date]:
    return sorted(holidays.country_holidays("PL", years=range(2018, 2038)))


class ExchangeCalendars:
    """A custom calendar of exchange_calendars: Monday to Friday, 9 to 17 in Warsaw, whole minutes.

    `elapsed` and `deadline` look up the calendar's table of trading minutes, which is exact to the minute
    and faster than its own methods. `elapsed_by_method` is `minutes_distance` without its checks: it counts
    the last minute in. `deadline_in_utc` avoids the table of timestamps for that of nanoseconds, and answers
    in UTC. `elapsed_given_timestamps` takes timestamps made before, which callers with a `datetime` do not
    have.
    """

    def __init__(self) -> None:
        module: Any = pytest.importorskip("exchange_calendars")
        pandas: Any = pytest.importorskip("pandas")
        stamp = pandas.Timestamp
        free = [stamp(day) for day in polish_holidays()]
        body = {
            "name": "SUPPORT",
            "tz": WARSAW,
            "open_times": ((None, time(9)),),
            "close_times": ((None, time(17)),),
            "adhoc_holidays": free,
        }
        kind: Any = types.new_class("Support", (module.ExchangeCalendar,), exec_body=lambda space: space.update(body))
        calendar = kind(start="2019-01-01", end="2036-12-31", side="left")
        minutes, nanos = calendar.minutes, calendar.minutes_nanos
        self.nanos: Any = nanos
        search, distance, step = nanos.searchsorted, calendar.minutes_distance, pandas.Timedelta(minutes=1)

        self.elapsed: Elapsed = lambda start, end: search(stamp(end).value) - search(stamp(start).value)
        self.elapsed_by_method: Elapsed = lambda start, end: distance(stamp(start), stamp(end), _parse=False)
        self.elapsed_given_timestamps: Callable[[Any, Any], Any] = lambda start, end: (
            search(end.value) - search(start.value)
        )
        self.deadline: Deadline = lambda start, budget: (
            minutes[search(stamp(start).value) + budget // MINUTE - 1] + step
        )
        self.deadline_in_utc: Deadline = lambda start, budget: stamp(
            nanos[search(stamp(start).value) + budget // MINUTE - 1] + MINUTE_NS, tz="UTC"
        )
        self.timestamp: Callable[[datetime], Any] = stamp


class PandasBusinessHour:
    """`CustomBusinessHour`, whose hours are those of whatever clock the timestamp carries."""

    def __init__(self) -> None:
        pandas: Any = pytest.importorskip("pandas")
        stamp = pandas.Timestamp
        hours = pandas.offsets.CustomBusinessHour(start="09:00", end="17:00", holidays=polish_holidays())
        offsets = {count * HOUR: hours * count for count in (16, 112)}
        self.deadline: Deadline = lambda start, budget: stamp(start) + offsets[budget]


class BusinessTimeDelta:
    """`Rules.difference` of businesstimedelta, with its working days and its holiday rule.

    `elapsed_without_holidays` is asked an easier question, which it answers faster.
    """

    def __init__(self) -> None:
        module: Any = pytest.importorskip("businesstimedelta")
        zone: Any = pytest.importorskip("pytz").timezone("Europe/Warsaw")
        days = module.WorkDayRule(time(9), time(17), [0, 1, 2, 3, 4], tz=zone)
        free = module.HolidayRule(frozenset(polish_holidays()), tz=zone)
        self.elapsed: Elapsed = module.Rules([days, free]).difference
        self.elapsed_without_holidays: Elapsed = module.Rules([days]).difference


def plain(answer: Any) -> datetime | timedelta:
    """A peer's answer as a plain timedelta, or as a plain datetime in UTC."""
    if hasattr(answer, "to_pydatetime"):
        answer = answer.to_pydatetime()
    if isinstance(answer, datetime):
        return answer.astimezone(UTC)
    if hasattr(answer, "timedelta"):
        answer = answer.timedelta
    if isinstance(answer, timedelta):
        return answer
    return int(answer) * MINUTE
