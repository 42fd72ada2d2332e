"""The closure rule: when support may close a ticket whose customer does not answer (clause 3b).

Invariant: a rule is a frozen value; its defaults are what the text says, and what the text does not say is zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from slacal.contract.budget import Budget
from slacal.errors import ContractError, SlacalTypeError

__all__ = ["MOST_ATTEMPTS", "MOST_WEEKS", "ClosureRule", "SeverityChange"]

_NOTHING = Budget()
MOST_WEEKS = 5_000
"""A century; more is a mistake."""

MOST_ATTEMPTS = 1_000
"""More than anybody makes."""


class SeverityChange(StrEnum):
    """From when the budget of a changed severity counts: from the report, or from the change."""

    FROM_REPORT = "from_report"
    FROM_CHANGE = "from_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRule:
    """How long support waits, how often it then tries, and how long it listens after that.

    `weeks` of silence come first (calendar time on the contract's wall clock), then `attempts`, each at least
    `spacing` after the one before, then `grace` after the last; both are hours or days of working time.
    `asking_restarts` says whether asking or proposing again, while the customer is silent, begins the wait anew.

    >>> ClosureRule().weeks, ClosureRule().attempts, str(ClosureRule().grace)
    (2, 2, '0h')
    """

    weeks: int = 2
    attempts: int = 2
    spacing: Budget = _NOTHING
    grace: Budget = _NOTHING
    asking_restarts: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be a rule."""
        for name, value, least, most in (
            ("closure.weeks", self.weeks, 1, MOST_WEEKS),
            ("closure.attempts", self.attempts, 0, MOST_ATTEMPTS),
        ):
            if type(value) is not int:
                raise SlacalTypeError(name, value, "a whole number")
            if not least <= value <= most:
                raise ContractError(name, value, f"from {least} to {most}")
        for name, budget in (("closure.spacing", self.spacing), ("closure.grace", self.grace)):
            if not isinstance(budget, Budget):
                raise SlacalTypeError(name, budget, "a Budget, such as Budget.parse('1d')")
            if budget.weeks:
                raise ContractError(name, str(budget), "hours or days of working time")
        if type(self.asking_restarts) is not bool:
            raise SlacalTypeError("closure.asking_restarts", self.asking_restarts, "True or False")
