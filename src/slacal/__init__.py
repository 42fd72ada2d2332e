"""slacal: support contracts as a calendar.

When is a response due, how much working time was used, and was the contract kept? Everything a user needs is
imported from here; importing it loads no other package.
"""

from typing import TYPE_CHECKING

from slacal._version import __version__
from slacal.contract.budget import Budget
from slacal.contract.contract import Contract, Deadline, shipped
from slacal.contract.reading import Reading
from slacal.contract.severity import Severity
from slacal.errors import (
    BudgetError,
    CalendarError,
    ContractError,
    HorizonError,
    InputError,
    NaiveDatetimeError,
    NegativeBudgetError,
    OpeningHoursError,
    ReversedIntervalError,
    SeverityError,
    SlacalError,
    SlacalTypeError,
)
from slacal.worktime.calendar import Interval, WorkingCalendar

if TYPE_CHECKING:
    SMARTSTOCK: Contract

__all__ = [
    "SMARTSTOCK",
    "Budget",
    "BudgetError",
    "CalendarError",
    "Contract",
    "ContractError",
    "Deadline",
    "HorizonError",
    "InputError",
    "Interval",
    "NaiveDatetimeError",
    "NegativeBudgetError",
    "OpeningHoursError",
    "Reading",
    "ReversedIntervalError",
    "Severity",
    "SeverityError",
    "SlacalError",
    "SlacalTypeError",
    "WorkingCalendar",
    "__version__",
]


def __getattr__(name: str) -> Contract:
    """The shipped contract, made when it is first asked for: it needs the `holidays` package."""
    if name == "SMARTSTOCK":
        return shipped()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
