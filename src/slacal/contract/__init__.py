"""What was promised: budgets, severities, readings and the contract. No ticket in here."""

from slacal.contract.budget import Budget
from slacal.contract.closure import ClosureRule, SeverityChange
from slacal.contract.contract import Contract, Deadline, shipped
from slacal.contract.reading import Reading
from slacal.contract.severity import Severity

__all__ = ["Budget", "ClosureRule", "Contract", "Deadline", "Reading", "Severity", "SeverityChange", "shipped"]
