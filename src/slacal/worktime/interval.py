"""The interval: a piece of working time as its users see it.

Invariant: half-open, `[start, end)`, both in the calendar's zone.
Law: `duration` is what passes between the two instants, whatever the wall clock does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from slacal.worktime.instants import MICROSECOND, to_us

__all__ = ["Interval"]


class Interval(NamedTuple):
    """A half-open span of working time, `[start, end)`, in the calendar's zone."""

    start: datetime
    end: datetime

    @property
    def duration(self) -> timedelta:
        """The time between the two instants; `end - start` would compare wall clocks and miss clock changes."""
        return MICROSECOND * (to_us(self.end) - to_us(self.start))
