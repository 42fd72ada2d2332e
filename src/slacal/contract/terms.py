"""Terms: what a contract says of a severity besides its response budget.

Invariant: terms are a frozen value; what a contract does not say is None, and its names are none at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from slacal.contract.budget import Budget
from slacal.errors import ContractError, SlacalTypeError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.language import LANGUAGES, Language

__all__ = ["Terms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A severity's name, what it means to people, its clause, and what differs from the rest of the contract.

    `label` and `definition` are by language; `resolution` is a budget for solving the problem; `calendar` and
    `hours_per_day` are the severity's own, where it has other hours than the contract.
    """

    name: str | None = None
    label: Mapping[Language, str] = field(default_factory=dict[Language, str])
    definition: Mapping[Language, str] = field(default_factory=dict[Language, str])
    clause: str | None = None
    resolution: Budget | None = None
    calendar: WorkingCalendar | None = None
    hours_per_day: timedelta | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for where, words in (("label", self.label), ("definition", self.definition)):
            for language, text in words.items():
                if language not in LANGUAGES:
                    raise ContractError(where, language, f"one of {', '.join(LANGUAGES)}")
                if not isinstance(text, str):
                    raise SlacalTypeError(f"{where}.{language}", text, "text")
        if self.resolution is not None and (self.resolution.weeks or self.resolution.is_zero):
            raise ContractError("resolution", str(self.resolution), "hours or days of more than zero")
        if self.hours_per_day is not None and self.calendar is None:
            raise ContractError("hours_per_day", self.hours_per_day, "a calendar of the severity's own beside it")
        object.__setattr__(self, "label", dict(self.label))
        object.__setattr__(self, "definition", dict(self.definition))

    def __hash__(self) -> int:
        return hash((self.name, self.clause, self.resolution, self.calendar, self.hours_per_day))

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way the contract calls the severity."""
        return (*((self.name,) if self.name else ()), *self.label.values())
