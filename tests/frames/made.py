"""Frames of every kind made of Arrow columns, and their columns told as plain values; reports to ask about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import polars as pl

from slacal import Budget, Contract, Terms, WorkingCalendar
from slacal.frames.arrow import pa

__all__ = [
    "AWARE",
    "DAY",
    "NAIVE",
    "NOW",
    "ODD",
    "POLARS",
    "REPORTED",
    "SEVERITIES",
    "WARSAW",
    "at",
    "made",
    "names",
    "stamps",
    "told",
]

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
AWARE, NAIVE, DAY = datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 20, 12), date(2026, 11, 20)
POLARS: Any = pl
ODD = Contract(
    name="two calendars",
    calendar=WorkingCalendar(),
    severities={1: Budget.parse("1d 4h"), 2: Budget.parse("2d 3h"), 7: Budget.parse("5d")},
    terms={1: Terms(name="red", calendar=WorkingCalendar("24/7", holidays=None), hours_per_day=timedelta(hours=24))},
    hours_per_day=timedelta(hours=8),
)


def made(kind: str, columns: dict[str, Any]) -> Any:
    """A frame of Arrow columns."""
    table = pa.table(columns)
    if kind == "pandas":
        frame = table.to_pandas()
        return frame.set_axis([f"row {number}" for number in range(len(frame))])
    if kind == "pandas-arrow":
        frame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame.set_axis(range(10, 10 + len(frame)))
    if kind == "polars":
        return POLARS.from_arrow(table)
    if kind == "lazy":
        return POLARS.from_arrow(table).lazy()
    if kind == "chunked" and len(table):
        return pa.concat_tables([table.slice(0, 1), table.slice(1, 0), table.slice(1)])
    return table


def told(frame: Any, name: str) -> list[Any]:
    """A column as plain values."""
    table: Any = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    kind = type(table).__module__.partition(".")[0]
    if kind == "pandas":
        column = pa.Array.from_pandas(table[name])
    else:
        column = (table.to_arrow() if kind == "polars" else table).column(name)
    values: list[Any] = column.to_pylist()
    return values


def names(frame: Any) -> list[str]:
    if isinstance(frame, pl.LazyFrame):
        return frame.collect_schema().names()
    return list(frame.column_names if isinstance(frame, pa.Table) else frame.columns)


def stamps(*values: datetime | None, unit: str = "us", tz: str | None = "Europe/Warsaw") -> Any:
    return pa.array(values, pa.timestamp(unit, tz))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


REPORTED = (
    at("2026-11-20 12:00"),
    None,
    at("2026-11-21 10:00"),
    at("2026-03-29 01:59:59.123456"),
    at("2025-12-24 16:59"),
)
SEVERITIES = (1, 2, None, 5, 3)
