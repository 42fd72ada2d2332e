"""Was the contract kept? Flat tickets, verdicts, findings and the report. No clock in here."""

from slacal.audit.checker import Checker, check
from slacal.audit.flat import FlatTicket
from slacal.audit.judgement import Judgement, Unknown, Verdict
from slacal.audit.rejected import Rejected
from slacal.audit.report import ComplianceReport, Counts, Summary
from slacal.audit.rules import RULES, Finding, Level, Rule

__all__ = [
    "RULES",
    "Checker",
    "ComplianceReport",
    "Counts",
    "Finding",
    "FlatTicket",
    "Judgement",
    "Level",
    "Rejected",
    "Rule",
    "Summary",
    "Unknown",
    "Verdict",
    "check",
]
