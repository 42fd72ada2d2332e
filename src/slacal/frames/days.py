"""Days: working days for columns of dates, looked up in the calendar's own timetable.

Invariant: dates are days since 1970-01-01, and what is missing is `MISSING`.
Law: `shifted_days` is `WorkingCalendar.shift_working_days` row by row.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from slacal.frames.buckets import Ranks, Scratch
from slacal.frames.kernel import MISSING
from slacal.worktime.instants import EPOCH

if TYPE_CHECKING:
    from slacal.frames.buckets import Column
    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["shifted_days"]

_EPOCH_ORDINAL = EPOCH.toordinal()
_MOST_DAYS = date.max.toordinal()
"""No two dates are so many days apart."""


def shifted_days(calendar: WorkingCalendar, days: Column, by: Column | int) -> Column:
    """The nth working days after dates, or before them where the number is negative; missing where not known."""
    steps = np.broadcast_to(by if isinstance(by, np.ndarray) else max(-_MOST_DAYS, min(by, _MOST_DAYS)), days.shape)
    holidays = calendar.schedule.holidays
    first = date(holidays.first_year, 1, 1).toordinal() - _EPOCH_ORDINAL
    last = date(holidays.last_year, 12, 31).toordinal() - _EPOCH_ORDINAL
    inside = (days >= first) & (days <= last) & (steps > -_MOST_DAYS) & (steps < _MOST_DAYS)
    answer = np.full(len(days), MISSING)
    if inside.any():
        ordinals = days[inside] + _EPOCH_ORDINAL
        shifted = _shifted(calendar, ordinals, steps[inside])
        answer[inside] = np.where(shifted == MISSING, MISSING, shifted - _EPOCH_ORDINAL)
    return answer


def _shifted(calendar: WorkingCalendar, ordinals: Column, steps: Column) -> Column:
    """The same for the ordinals of dates that the calendar knows."""
    least, most = int(ordinals.min()), int(ordinals.max())
    before, after = max(0, -int(steps.min())), max(0, int(steps.max()))
    table = calendar.timetable_of_dates(date.fromordinal(least), date.fromordinal(most), before, after)
    working = np.array(table.days, np.int64)
    ranks, scratch = Ranks.of(working, least, most), Scratch(len(ordinals))
    until, below = np.empty_like(ordinals), np.empty_like(ordinals)
    ranks.count(ordinals, "right", until, scratch)
    ranks.count(ordinals, "left", below, scratch)
    place = np.where(steps > 0, until - 1, below) + steps
    found = (place >= 0) & (place < len(working))
    shifted = np.append(working, 0)[np.where(found, place, -1)]
    return np.where(steps == 0, ordinals, np.where(found, shifted, MISSING))
