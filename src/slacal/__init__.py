"""slacal: support contracts as a calendar.

When is a response due, how much working time was used, and was the contract kept? Everything a user needs is
imported from here. This is a table of contents: a name is looked up in its room when it is first asked for, so that
`import slacal` costs nothing and loads no other package.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from slacal._version import __version__

if TYPE_CHECKING:
    from slacal.audit.finding import Finding, Level
    from slacal.audit.flat import FlatTicket
    from slacal.audit.judgement import Judgement, Unknown
    from slacal.audit.library import audit, check
    from slacal.audit.mapping import ExportMapping, MappingFileError
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import ComplianceReport, Counts, Summary
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
    from slacal.worktime.calendar import WorkingCalendar
    from slacal.worktime.fingerprint import Fingerprint
    from slacal.worktime.holidays import PinnedHolidays
    from slacal.worktime.interval import Interval
    from slacal.worktime.ledger import Ledger, Stretch
    from slacal.worktime.problems import HorizonRowsError, LocalTimeError, MissingExtraError, SeverityRowError
    from slacal.worktime.stretches import Reason

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
    "ComplianceReport",
    "ContactAttempted",
    "Contract",
    "ContractError",
    "ContractFileError",
    "ContractWarning",
    "Counts",
    "CustomerAsked",
    "CustomerReplied",
    "Deadline",
    "Event",
    "EventConflict",
    "EventError",
    "EventRefused",
    "ExportMapping",
    "Finding",
    "Fingerprint",
    "FlatTicket",
    "HorizonError",
    "HorizonRowsError",
    "IllegalTransition",
    "InputError",
    "Interval",
    "Judgement",
    "Ledger",
    "Level",
    "LocalTimeError",
    "MappingFileError",
    "MissingExtraError",
    "NaiveDatetimeError",
    "NegativeBudgetError",
    "OneSidedDecision",
    "OpeningHoursError",
    "OutOfOrder",
    "PinnedHolidays",
    "ProblemReport",
    "Reading",
    "Reason",
    "Rejected",
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
    "SeverityRowError",
    "Side",
    "SlacalError",
    "SlacalTypeError",
    "SolutionAccepted",
    "SolutionProposed",
    "SolutionRejected",
    "Span",
    "Step",
    "Stretch",
    "Summary",
    "SupplementRequest",
    "SupportReplied",
    "Terms",
    "Threshold",
    "Ticket",
    "TicketClock",
    "TicketState",
    "Topic",
    "Unknown",
    "Verdict",
    "Waiting",
    "WorkStarted",
    "WorkingCalendar",
    "__version__",
    "audit",
    "check",
]

_ROOMS = {
    "Acknowledged": "ticket.events",
    "Act": "ticket.vocabulary",
    "Action": "ticket.steps",
    "Attempt": "ticket.waiting",
    "Budget": "contract.budget",
    "CLOCKS": "ticket.clocks",
    "Channel": "ticket.vocabulary",
    "ClockRule": "ticket.clocks",
    "ClockRun": "ticket.clocks",
    "Closed": "ticket.events",
    "ClosedUnanswered": "ticket.events",
    "Closure": "ticket.ticket",
    "ClosureRule": "contract.closure",
    "ComplianceReport": "audit.report",
    "ContactAttempted": "ticket.events",
    "Contract": "contract.contract",
    "ContractFileError": "contract.problems",
    "ContractWarning": "contract.problems",
    "Counts": "audit.report",
    "CustomerAsked": "ticket.events",
    "CustomerReplied": "ticket.events",
    "Deadline": "contract.contract",
    "Event": "ticket.events",
    "ExportMapping": "audit.mapping",
    "Finding": "audit.finding",
    "Fingerprint": "worktime.fingerprint",
    "FlatTicket": "audit.flat",
    "HorizonRowsError": "worktime.problems",
    "Interval": "worktime.interval",
    "Judgement": "audit.judgement",
    "Ledger": "worktime.ledger",
    "Level": "audit.finding",
    "LocalTimeError": "worktime.problems",
    "MappingFileError": "audit.mapping",
    "MissingExtraError": "worktime.problems",
    "PinnedHolidays": "worktime.holidays",
    "ProblemReport": "ticket.report",
    "Reading": "contract.reading",
    "Reason": "worktime.stretches",
    "Rejected": "audit.rejected",
    "ReportItem": "ticket.report",
    "Reported": "ticket.events",
    "Responded": "ticket.events",
    "ResponseClock": "ticket.response",
    "ResponseState": "ticket.lifecycle",
    "SMARTSTOCK": "contract.shipped",
    "Severity": "contract.severity",
    "SeverityChange": "contract.closure",
    "SeverityChanged": "ticket.events",
    "SeverityRowError": "worktime.problems",
    "Side": "ticket.vocabulary",
    "SolutionAccepted": "ticket.events",
    "SolutionProposed": "ticket.events",
    "SolutionRejected": "ticket.events",
    "Span": "ticket.timeline",
    "Step": "ticket.steps",
    "Stretch": "worktime.ledger",
    "Summary": "audit.report",
    "SupplementRequest": "ticket.ticket",
    "SupportReplied": "ticket.events",
    "Terms": "contract.terms",
    "Threshold": "ticket.response",
    "Ticket": "ticket.ticket",
    "TicketClock": "ticket.clocks",
    "TicketState": "ticket.lifecycle",
    "Topic": "ticket.vocabulary",
    "Unknown": "audit.judgement",
    "Verdict": "ticket.verdict",
    "Waiting": "ticket.waiting",
    "WorkStarted": "ticket.events",
    "WorkingCalendar": "worktime.calendar",
    "audit": "audit.library",
    "check": "audit.library",
}


if not TYPE_CHECKING:  # a type checker that saw this would take every name, also a misspelt one

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"slacal.{_ROOMS.get(name, 'errors')}"), name)
        return globals().setdefault(name, value)  # `audit` is the room's name too, which is called like the function


def __dir__() -> list[str]:
    return sorted(__all__)
