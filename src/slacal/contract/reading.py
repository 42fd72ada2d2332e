"""Readings: how the words of a contract that leave a choice are understood.

A reading chooses what a day of budget is and what a week is; hours are working hours under every one. The three
that slacal names stand in one table at the foot of the module, and any other combination is a reading too.

Invariant: a reading is a frozen value; two readings with the same choices and name are the same.
Law: `Reading.parse(reading.name) is reading` for the three named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from slacal.errors import ContractError, SlacalTypeError
from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DAYS", "WEEKS", "Day", "Reading", "Week"]

Day = Literal["working-time", "working-day", "calendar-day"]
"""What a day of budget is.

* `working-time`: the contract's `hours_per_day` of working time, counted on from the instant of the report.
* `working-day`: a working day after that of the report; the last one ends with its last closing.
* `calendar-day`: a date after that of the report (Civil Code art. 111); the last one ends at 24:00 and is moved off
  Saturdays, Sundays and public holidays (art. 115).
"""

Week = Literal["same-time", "same-day"]
"""What a week is.

* `same-time`: it ends at the same wall time seven days later.
* `same-day`: it ends with the day of the same name (Civil Code art. 112), which is moved as art. 115 has it.
"""

DAYS: tuple[Day, ...] = get_args(Day)
WEEKS: tuple[Week, ...] = get_args(Week)


@dataclass(frozen=True, slots=True)
class Reading:
    """A named choice of what a day of budget and what a week is.

    Raises `ContractError` for a choice that does not exist or a name that is empty.

    >>> Reading("ours", day="working-day", week="same-time").day
    'working-day'
    """

    name: str
    day: Day = "working-time"
    week: Week = "same-time"

    LITERAL: ClassVar[Reading]
    """Days are working time, weeks end at the same time: what the words say, and nothing added."""
    WORKING_DAYS: ClassVar[Reading]
    """The day of the report is not counted, and the last day counts to its end; weeks as the Civil Code has them."""
    CIVIL_CODE: ClassVar[Reading]
    """Days and weeks of the calendar, as the Polish Civil Code counts them (art. 111, 112 and 115)."""

    def __post_init__(self) -> None:
        """Refuse choices that do not exist."""
        if not isinstance(self.name, str):
            raise SlacalTypeError("reading.name", self.name, "a name as text")
        if not self.name.strip():
            raise ContractError("reading.name", self.name, "a name")
        for field, value, known in (("reading.day", self.day, DAYS), ("reading.week", self.week, WEEKS)):
            if value not in known:
                raise ContractError(field, value, f"one of {', '.join(known)}")

    @classmethod
    def parse(cls, name: str, known: Iterable[Reading] = ()) -> Reading:
        """The reading of a name: `literal`, `working-days` or `civil-code`, or one of some `known` readings.

        Upper and lower case, spaces and underscores make no difference. Raises `ContractError`, with the nearest
        name where one is near.
        """
        readings = {_key(reading.name): reading for reading in (*_NAMED, *known)}
        names = ", ".join(dict.fromkeys(reading.name for reading in readings.values()))
        if not isinstance(name, str):
            raise SlacalTypeError("reading", name, f"one of {names}")
        if _key(name) not in readings:
            near = nearest(_key(name), readings)
            raise ContractError("reading", name, f"one of {names}", None, None if near is None else readings[near].name)
        return readings[_key(name)]

    @classmethod
    def of(cls, value: object, known: Iterable[Reading] = ()) -> Reading:
        """A reading itself, or the one of a name, as `parse` reads it."""
        if isinstance(value, Reading):
            return value
        if not isinstance(value, str):
            raise SlacalTypeError("reading", value, "a Reading, such as Reading.LITERAL, or its name")
        return cls.parse(value, known)

    @classmethod
    def named(cls) -> tuple[Reading, ...]:
        """The readings slacal names, the plainest first."""
        return _NAMED

    def __str__(self) -> str:
        return self.name


Reading.LITERAL = Reading("literal", "working-time", "same-time")
Reading.WORKING_DAYS = Reading("working-days", "working-day", "same-day")
Reading.CIVIL_CODE = Reading("civil-code", "calendar-day", "same-day")

_NAMED = (Reading.LITERAL, Reading.WORKING_DAYS, Reading.CIVIL_CODE)


def _key(name: str) -> str:
    """A name in the form in which names are compared."""
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
