"""Stamps and spans as a person writes them, so that tables of cases can be checked with a wall calendar.

Invariant: a stamp is what the wall shows in a zone; its weekday is checked, and so is that the wall shows it
exactly once.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.tz import datetime_ambiguous, datetime_exists

__all__ = ["at", "span"]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
UNITS = {"h": "hours", "min": "minutes", "s": "seconds", "us": "microseconds"}


def at(text: str, zone: str = "Europe/Warsaw") -> datetime:
    """`Fri 2026-11-20 17:00`, as the wall in the zone shows it."""
    weekday, _, stamp = text.partition(" ")
    wall = datetime.fromisoformat(stamp)
    assert wall.tzinfo is None
    assert weekday == WEEKDAYS[wall.weekday()], f"{stamp} is a {WEEKDAYS[wall.weekday()]}"
    local = wall.replace(tzinfo=ZoneInfo(zone))
    assert datetime_exists(local), text
    assert not datetime_ambiguous(local), text
    return local


def span(text: str) -> timedelta:
    """`7h59min`, `-2h`, `1us`, `0`."""
    total = timedelta()
    for number, unit in re.findall(r"(\d+)(h|min|us|s)", text):
        total += timedelta(**{UNITS[unit]: int(number)})
    return -total if text.startswith("-") else total
