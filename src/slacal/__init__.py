"""slacal: support contracts as a calendar.

When is a response due, how much working time was used, and was the contract kept? Everything a user needs is
imported from here. This is a table of contents: a name is looked up in its room when it is first asked for, so that
`import slacal` costs nothing and loads no other package.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from slacal._version import __version__

if TYPE_CHECKING:
    from slacal.audit.checker import check
    from slacal.audit.flat import FlatTicket
    from slacal.audit.judgement import Judgement, Unknown, Verdict
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import ComplianceReport, Counts, Summary
    from slacal.audit.rules import Finding, Level
    from slacal.contract.budget import Budget
    from slacal.contract.closure import ClosureRule, SeverityChange
    from slacal.contract.contract import Contract, Deadline
    from slacal.contract.problems import ContractFileError, ContractWarning
    from slacal.contract.reading import Reading
    from slacal.contract.severity import Severity
    from slacal.contract.shipped import SMARTSTOCK
    from slacal.contract.terms import Terms
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
    from slacal.worktime.calendar import WorkingCalendar
    from slacal.worktime.fingerprint import Fingerprint
    from slacal.worktime.holidays import PinnedHolidays
    from slacal.worktime.interval import Interval
    from slacal.worktime.ledger import Ledger, Stretch
    from slacal.worktime.stretches import Reason

__all__ = [
    "SMARTSTOCK",
    "Budget",
    "BudgetError",
    "CalendarError",
    "ClosureRule",
    "ComplianceReport",
    "Contract",
    "ContractError",
    "ContractFileError",
    "ContractWarning",
    "Counts",
    "Deadline",
    "Finding",
    "Fingerprint",
    "FlatTicket",
    "HorizonError",
    "InputError",
    "Interval",
    "Judgement",
    "Ledger",
    "Level",
    "NaiveDatetimeError",
    "NegativeBudgetError",
    "OpeningHoursError",
    "PinnedHolidays",
    "Reading",
    "Reason",
    "Rejected",
    "ReversedIntervalError",
    "Severity",
    "SeverityChange",
    "SeverityError",
    "SlacalError",
    "SlacalTypeError",
    "Stretch",
    "Summary",
    "Terms",
    "Unknown",
    "Verdict",
    "WorkingCalendar",
    "__version__",
    "check",
]

_ROOMS = {
    "Budget": "contract.budget",
    "ClosureRule": "contract.closure",
    "ComplianceReport": "audit.report",
    "Contract": "contract.contract",
    "ContractFileError": "contract.problems",
    "ContractWarning": "contract.problems",
    "Counts": "audit.report",
    "Deadline": "contract.contract",
    "Finding": "audit.rules",
    "Fingerprint": "worktime.fingerprint",
    "FlatTicket": "audit.flat",
    "Interval": "worktime.interval",
    "Judgement": "audit.judgement",
    "Ledger": "worktime.ledger",
    "Level": "audit.rules",
    "PinnedHolidays": "worktime.holidays",
    "Reading": "contract.reading",
    "Reason": "worktime.stretches",
    "Rejected": "audit.rejected",
    "SMARTSTOCK": "contract.shipped",
    "Severity": "contract.severity",
    "SeverityChange": "contract.closure",
    "Stretch": "worktime.ledger",
    "Summary": "audit.report",
    "Terms": "contract.terms",
    "Unknown": "audit.judgement",
    "Verdict": "audit.judgement",
    "WorkingCalendar": "worktime.calendar",
    "check": "audit.checker",
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
