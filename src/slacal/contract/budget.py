"""Budgets: how much time a contract grants.

A budget keeps the units it was granted in, because they mean different things: hours (and minutes, seconds) are
working time, a day is a working day's hours under the literal reading, a week is calendar time.

Invariant: no part is negative.
Law: `Budget.parse(str(budget)) == budget`, for whole seconds and numbers of at most nine digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from slacal.errors import BudgetError, SlacalTypeError
from slacal.worktime.instants import HOUR_US, MICROSECOND, checked_budget

__all__ = ["Budget"]

_SHORT = re.compile(r"(?:(\d+)w)? ?(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)? ?(?:(\d+)s)?", re.ASCII | re.IGNORECASE)
_SPACES = re.compile(r"\s+", re.ASCII)  # made one before, as runs of them between five parts can be split in many ways
_ISO = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII | re.IGNORECASE)
_EXPECTED = "a duration such as '16h', '4d', '2w' or 'PT16H'"
_MOST_DIGITS = 9  # more would be more time than a timedelta holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Working time (`time`), days and weeks, each in its own unit.

    >>> Budget.parse("PT16H") == Budget.parse("16h") == Budget(time=timedelta(hours=16))
    True
    """

    time: timedelta = timedelta(0)
    days: int = 0
    weeks: int = 0

    def __post_init__(self) -> None:
        """Refuse parts that are negative or not whole."""
        checked_budget(self.time, "budget.time")
        for field, value in (("budget.days", self.days), ("budget.weeks", self.weeks)):
            if type(value) is not int:
                raise SlacalTypeError(field, value, "a whole number")
            if value < 0:
                raise BudgetError(field, value, "zero or more")

    @classmethod
    def parse(cls, text: str) -> Budget:
        """Read `16h`, `4d`, `2w`, `1d 4h 30m`, or ISO 8601 durations such as `PT16H` and `P4D`.

        Raises `BudgetError`. Months and years are no budgets: they have no fixed length.
        """
        if not isinstance(text, str):
            raise SlacalTypeError("budget", text, _EXPECTED)
        stripped = _SPACES.sub(" ", text.strip())
        match = _ISO.fullmatch(stripped) or _SHORT.fullmatch(stripped)
        if match is None or not any(match.groups()):
            raise BudgetError("budget", text, _EXPECTED)
        if max(len(digits or "") for digits in match.groups()) > _MOST_DIGITS:
            raise BudgetError("budget", text, f"numbers of at most {_MOST_DIGITS} digits")
        weeks, days, hours, minutes, seconds = (int(digits or 0) for digits in match.groups())
        return cls(time=timedelta(hours=hours, minutes=minutes, seconds=seconds), days=days, weeks=weeks)

    def working_time(self, hours_per_day: float | timedelta) -> timedelta:
        """The working time of hours and days, a day being `hours_per_day` (hours, or a timedelta).

        Raises `BudgetError` for a budget with weeks, which are calendar time.

        >>> Budget.parse("4d").working_time(8) == timedelta(hours=32)
        True
        """
        if self.weeks:
            raise BudgetError("budget", str(self), "hours and days (a week is calendar time)")
        if isinstance(hours_per_day, timedelta):
            day = checked_budget(hours_per_day, "hours_per_day")
        elif isinstance(hours_per_day, bool) or not isinstance(hours_per_day, (int, float)):
            raise SlacalTypeError("hours_per_day", hours_per_day, "hours as a number, or a timedelta")
        elif 0 <= hours_per_day <= 24:
            day = MICROSECOND * round(hours_per_day * HOUR_US)
        else:
            raise BudgetError("hours_per_day", hours_per_day, "from 0 to 24 hours")
        try:
            return self.time + day * self.days
        except OverflowError:
            raise BudgetError("budget", str(self), f"no more working time than {timedelta.max}") from None

    @property
    def is_zero(self) -> bool:
        """Whether it grants no time at all."""
        return not (self.time or self.days or self.weeks)

    def __str__(self) -> str:
        minutes, seconds = divmod(self.time // timedelta(seconds=1), 60)
        hours, minutes = divmod(minutes, 60)
        parts = ((self.weeks, "w"), (self.days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
        return " ".join(f"{number}{unit}" for number, unit in parts if number) or "0h"
