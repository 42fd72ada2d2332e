"""Readings: how the words of a contract that leave a choice are understood.

Invariant: a reading is a frozen value; two readings with the same choices and name are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

__all__ = ["Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A named choice of what a day of budget is.

    `LITERAL`: a day is the contract's `hours_per_day` of working time, counted on from the instant of the report.
    """

    name: str
    days: Literal["working-time"] = "working-time"

    LITERAL: ClassVar[Reading]

    def __str__(self) -> str:
        return self.name


Reading.LITERAL = Reading("literal")
