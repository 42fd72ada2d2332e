"""Peers that answer columns, and the columns they are asked about.

Invariant: the rows are seeded; every peer gets the same, in the form that suits it, made before the clock starts.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from slacal.frames.kernel import Column
from slacal.frames.zones import to_instants

from .peers import polish_holidays
from .questions import WARSAW

__all__ = ["HOUR", "BusdayIdiom", "CustomBusinessHour", "PolarsIdiom", "rows"]

pl: Any = import_module("polars")
pd: Any = import_module("pandas")
HOUR = 3_600_000_000
DAY = 24 * HOUR
SHIFT = 8 * HOUR
OPENING = 9 * HOUR
FIRST, LAST = 1_577_836_800_000_000, 1_924_900_000_000_000  # 2020 to 2030
_LONGEST = 365 * DAY


def rows(count: int, seed: int = 20_200_101) -> tuple[Column, Column]:
    """Random instants of 2020-2030, each with another up to ninety days later."""
    random = np.random.default_rng(seed)
    start = random.integers(FIRST, LAST - _LONGEST, count)
    return start, start + random.integers(0, 90 * DAY, count)


def local(at: Column) -> Column:
    """Wall times in Warsaw of instants, as pandas tells them."""
    shown = pd.DatetimeIndex(at.view("datetime64[us]")).tz_localize("UTC").tz_convert(WARSAW).tz_localize(None)
    return np.asarray(shown.to_numpy(), "datetime64[us]").view(np.int64)


class BusdayIdiom:
    """What is written by hand with NumPy's business days, on wall times: whole days, and what is left of two.

    It has one shift a day, all of one length, and knows no clock changes. `from_utc` says that instants are given
    and wanted, and converts them by a table of the changes.
    """

    def __init__(self) -> None:
        self._days = np.busdaycalendar(holidays=[np.datetime64(day, "D") for day in polish_holidays()])
        hours = np.arange(FIRST - DAY, LAST + DAY, HOUR)
        offsets = local(hours) - hours
        changed = np.flatnonzero(np.diff(offsets)) + 1
        self._changes, self._offsets = hours[changed], offsets[np.append(0, changed)]
        self._wall_changes = self._changes + self._offsets[1:]

    def _shown(self, wall: Any) -> Any:
        days = wall.astype("datetime64[D]")
        since = (wall - days).view(np.int64) - OPENING
        worked = np.busday_count(np.datetime64("2019-01-01"), days, busdaycal=self._days) * SHIFT
        return worked + np.where(np.is_busday(days, busdaycal=self._days), np.clip(since, 0, SHIFT), 0)

    def elapsed(self, start: Column, end: Column) -> Column:
        found: Column = self._shown(end.view("datetime64[us]")) - self._shown(start.view("datetime64[us]"))
        return found

    def deadline(self, start: Column, budget: int) -> Column:
        wall = start.view("datetime64[us]")
        days = wall.astype("datetime64[D]")
        since = np.clip((wall - days).view(np.int64) - OPENING, 0, SHIFT)
        needed = np.where(np.is_busday(days, busdaycal=self._days), since, 0) + budget
        whole = (needed - 1) // SHIFT
        last = np.busday_offset(days, whole, roll="forward", busdaycal=self._days)
        due: Column = last.astype("datetime64[us]").view(np.int64) + OPENING + needed - whole * SHIFT
        return due

    def to_local(self, at: Column) -> Column:
        wall: Column = at + self._offsets[np.searchsorted(self._changes, at, "right")]
        return wall

    def to_utc(self, wall: Column) -> Column:
        at: Column = wall - self._offsets[np.searchsorted(self._wall_changes, wall, "right")]
        return at

    def elapsed_from_utc(self, start: Column, end: Column) -> Column:
        return self.elapsed(self.to_local(start), self.to_local(end))

    def deadline_from_utc(self, start: Column, budget: int) -> Column:
        return self.to_utc(self.deadline(self.to_local(start), budget))


class PolarsIdiom:
    """The same in Polars expressions, with its business days."""

    def __init__(self, start: Column, end: Column) -> None:
        wall = {"start": local(start).view("datetime64[us]"), "end": local(end).view("datetime64[us]")}
        self._free = polish_holidays()
        self._local = pl.DataFrame(wall)
        self._utc = pl.DataFrame({"start": start.view("datetime64[us]"), "end": end.view("datetime64[us]")}).select(
            pl.all().dt.replace_time_zone("UTC")
        )

    def _since(self, wall: Any) -> Any:
        return (wall.dt.epoch("us") % DAY - OPENING).clip(0, SHIFT)

    def _shown(self, wall: Any) -> Any:
        day = wall.dt.date()
        worked = pl.business_day_count(pl.date(2019, 1, 1), day, holidays=self._free) * SHIFT
        free = day.is_in(self._free) | (day.dt.weekday() > 5)
        return worked + pl.when(free).then(0).otherwise(self._since(wall))

    def _due(self, wall: Any, budget: int) -> Any:
        day = wall.dt.date()
        free = day.is_in(self._free) | (day.dt.weekday() > 5)
        needed = pl.when(free).then(0).otherwise(self._since(wall)) + budget
        whole = (needed - 1) // SHIFT
        last = day.dt.add_business_days(whole, holidays=self._free, roll="forward")
        return last.cast(pl.Datetime("us")) + pl.duration(microseconds=needed - whole * SHIFT + OPENING)

    def elapsed(self) -> Column:
        return self._asked(self._local, self._shown(pl.col("end")) - self._shown(pl.col("start")))

    def deadline(self, budget: int) -> Column:
        return self._asked(self._local, self._due(pl.col("start"), budget).dt.epoch("us"))

    def elapsed_from_utc(self) -> Column:
        start, end = (self._wall(pl.col(name)) for name in ("start", "end"))
        return self._asked(self._utc, self._shown(end) - self._shown(start))

    def deadline_from_utc(self, budget: int) -> Column:
        wall = self._due(self._wall(pl.col("start")), budget)
        due = wall.dt.replace_time_zone(WARSAW.key).dt.convert_time_zone("UTC")
        return self._asked(self._utc, due.dt.epoch("us"))

    def _wall(self, at: Any) -> Any:
        return at.dt.convert_time_zone(WARSAW.key).dt.replace_time_zone(None)

    def _asked(self, frame: Any, expression: Any) -> Column:
        return np.asarray(frame.select(answer=expression)["answer"].to_numpy(), np.int64)


class CustomBusinessHour:
    """pandas' business hours added to an index: of wall times, or of instants in UTC, whose hours it takes for them."""

    def __init__(self, hours: int) -> None:
        self._offset = pd.offsets.CustomBusinessHour(start="09:00", end="17:00", holidays=polish_holidays()) * hours

    def deadline(self, wall: Column) -> Column:
        answered = pd.DatetimeIndex(wall.view("datetime64[us]")) + self._offset
        return np.asarray(answered.to_numpy(), "datetime64[us]").view(np.int64)


def instants(wall: Column) -> Column:
    """Slacal's own way from wall times to instants."""
    return to_instants(wall, WARSAW, "wall", "earliest")
