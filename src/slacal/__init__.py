"""slacal: support contracts as a calendar.

When is a response due, how much working time was used, and was the contract kept? Everything a user needs is
imported from here. This is a table of contents: a name is looked up in its room when it is first asked for, so that
`import slacal` costs nothing and loads no other package.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from slacal._version import __version__

if TYPE_CHECKING:
    from slacal.contract.budget import Budget
    from slacal.contract.contract import Contract, Deadline
    from slacal.contract.reading import Reading
    from slacal.contract.severity import Severity
    from slacal.contract.shipped import SMARTSTOCK
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
    from slacal.worktime.ledger import Ledger, Stretch
    from slacal.worktime.stretches import Reason

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
    "Ledger",
    "NaiveDatetimeError",
    "NegativeBudgetError",
    "OpeningHoursError",
    "Reading",
    "Reason",
    "ReversedIntervalError",
    "Severity",
    "SeverityError",
    "SlacalError",
    "SlacalTypeError",
    "Stretch",
    "WorkingCalendar",
    "__version__",
]

_ROOMS = {
    "Budget": "contract.budget",
    "Contract": "contract.contract",
    "Deadline": "contract.contract",
    "Interval": "worktime.calendar",
    "Ledger": "worktime.ledger",
    "Reading": "contract.reading",
    "Reason": "worktime.stretches",
    "SMARTSTOCK": "contract.shipped",
    "Severity": "contract.severity",
    "Stretch": "worktime.ledger",
    "WorkingCalendar": "worktime.calendar",
}


if not TYPE_CHECKING:  # a type checker that saw this would take every name, also a misspelt one

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"slacal.{_ROOMS.get(name, 'errors')}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
