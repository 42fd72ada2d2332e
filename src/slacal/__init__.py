"""slacal: support contracts as a calendar.

When is a response due, how much working time was used, and was the contract kept? Everything a user needs is
imported from here; importing it loads no other package, and the ticket room when a name of it is first used.
"""

from typing import TYPE_CHECKING

from slacal._version import __version__
from slacal.contract.budget import Budget
from slacal.contract.closure import ClosureRule, SeverityChange
from slacal.contract.contract import Contract, Deadline, shipped
from slacal.contract.reading import Reading
from slacal.contract.severity import Severity
from slacal.errors import (
    BudgetError,
    CalendarError,
    ClosureNotAllowed,
    ClosureUnstated,
    ContractError,
    EventConflict,
    EventError,
    EventRefused,
    HorizonError,
    IllegalTransition,
    InputError,
    NaiveDatetimeError,
    NegativeBudgetError,
    OneSidedDecision,
    OpeningHoursError,
    OutOfOrder,
    ReversedIntervalError,
    SeverityError,
    SlacalError,
    SlacalTypeError,
)
from slacal.worktime.calendar import Interval, WorkingCalendar

if TYPE_CHECKING:
    from slacal.ticket.clocks import CLOCKS, ClockRule, ClockRun, TicketClock
    from slacal.ticket.events import (
        Acknowledged,
        Closed,
        ClosedUnanswered,
        ContactAttempted,
        CustomerAsked,
        CustomerReplied,
        Event,
        Reported,
        Responded,
        SeverityChanged,
        SolutionAccepted,
        SolutionProposed,
        SolutionRejected,
        SupportReplied,
        WorkStarted,
    )
    from slacal.ticket.lifecycle import ResponseState, TicketState
    from slacal.ticket.report import ProblemReport, ReportItem
    from slacal.ticket.response import ResponseClock, Threshold
    from slacal.ticket.steps import Action, Step
    from slacal.ticket.ticket import Closure, SupplementRequest, Ticket
    from slacal.ticket.timeline import Span
    from slacal.ticket.verdict import Verdict
    from slacal.ticket.vocabulary import Act, Channel, Side, Topic
    from slacal.ticket.waiting import Attempt, Waiting

    SMARTSTOCK: Contract

__all__ = [
    "CLOCKS",
    "SMARTSTOCK",
    "Acknowledged",
    "Act",
    "Action",
    "Attempt",
    "Budget",
    "BudgetError",
    "CalendarError",
    "Channel",
    "ClockRule",
    "ClockRun",
    "Closed",
    "ClosedUnanswered",
    "Closure",
    "ClosureNotAllowed",
    "ClosureRule",
    "ClosureUnstated",
    "ContactAttempted",
    "Contract",
    "ContractError",
    "CustomerAsked",
    "CustomerReplied",
    "Deadline",
    "Event",
    "EventConflict",
    "EventError",
    "EventRefused",
    "HorizonError",
    "IllegalTransition",
    "InputError",
    "Interval",
    "NaiveDatetimeError",
    "NegativeBudgetError",
    "OneSidedDecision",
    "OpeningHoursError",
    "OutOfOrder",
    "ProblemReport",
    "Reading",
    "ReportItem",
    "Reported",
    "Responded",
    "ResponseClock",
    "ResponseState",
    "ReversedIntervalError",
    "Severity",
    "SeverityChange",
    "SeverityChanged",
    "SeverityError",
    "Side",
    "SlacalError",
    "SlacalTypeError",
    "SolutionAccepted",
    "SolutionProposed",
    "SolutionRejected",
    "Span",
    "Step",
    "SupplementRequest",
    "SupportReplied",
    "Threshold",
    "Ticket",
    "TicketClock",
    "TicketState",
    "Topic",
    "Verdict",
    "Waiting",
    "WorkStarted",
    "WorkingCalendar",
    "__version__",
]

_ROOMS = {
    "clocks": ("CLOCKS", "ClockRule", "ClockRun", "TicketClock"),
    "events": (
        "Acknowledged",
        "Closed",
        "ClosedUnanswered",
        "ContactAttempted",
        "CustomerAsked",
        "CustomerReplied",
        "Event",
        "Reported",
        "Responded",
        "SeverityChanged",
        "SolutionAccepted",
        "SolutionProposed",
        "SolutionRejected",
        "SupportReplied",
        "WorkStarted",
    ),
    "lifecycle": ("ResponseState", "TicketState"),
    "report": ("ProblemReport", "ReportItem"),
    "response": ("ResponseClock", "Threshold"),
    "steps": ("Action", "Step"),
    "ticket": ("Closure", "SupplementRequest", "Ticket"),
    "timeline": ("Span",),
    "verdict": ("Verdict",),
    "vocabulary": ("Act", "Channel", "Side", "Topic"),
    "waiting": ("Attempt", "Waiting"),
}
"""The modules of the ticket room, and the names that come from them."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """What is made when it is first asked for: the ticket room, and the contract, which needs `holidays`."""
        if name == "SMARTSTOCK":
            return shipped()
        for module, names in _ROOMS.items():
            if name in names:
                from importlib import import_module

                value = globals()[name] = getattr(import_module(f"slacal.ticket.{module}"), name)
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
