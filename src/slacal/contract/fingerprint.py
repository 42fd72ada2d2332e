"""The fingerprint of a contract: digests of all that its answers depend on.

Invariant: names, labels and clauses are no part of a contract's fingerprint; whatever decides an instant or verdict is.
Law: equal fingerprints of the same years give equal answers in these years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.worktime.fingerprint import Fact, Fingerprint, calendar_rules, fingerprint_of
from slacal.worktime.instants import MICROSECOND

if TYPE_CHECKING:
    from slacal.contract.budget import Budget
    from slacal.contract.contract import Contract

__all__ = ["contract_fingerprint"]


def contract_fingerprint(contract: Contract, first_year: int, last_year: int) -> Fingerprint:
    """The fingerprint of a contract over some years.

    Raises `HorizonError` where holidays are not known for all of these years.
    """
    calendars = [contract.calendar_of(severity) for severity in contract.severities]
    rules: dict[str, Fact] = {
        "readings": [[reading.day, reading.week] for reading in contract.readings],
        "severity_change": contract.severity_change.value,
        "thresholds": list(contract.thresholds),
        "valid_from": None if contract.valid_from is None else contract.valid_from.isoformat(),
        "closure": {
            "weeks": contract.closure.weeks,
            "attempts": contract.closure.attempts,
            "spacing": _budget(contract.closure.spacing),
            "grace": _budget(contract.closure.grace),
            "asking_restarts": contract.closure.asking_restarts,
        },
        "hours_per_day_us": contract.hours_per_day // MICROSECOND,
        "calendar": calendar_rules(contract.calendar.schedule, first_year, last_year),
        "severities": {
            str(severity): {
                "response": _budget(budget),
                "day_us": contract.hours_per_day_of(severity) // MICROSECOND,
                "resolution": _budget(terms.resolution) if (terms := contract.terms.get(severity)) else None,
                "calendar": calendar_rules(calendar.schedule, first_year, last_year),
            }
            for (severity, budget), calendar in zip(contract.severities.items(), calendars, strict=True)
        },
    }
    own = [calendar for calendar in calendars if calendar != contract.calendar]
    return fingerprint_of(rules, [contract.calendar, *own], first_year, last_year)


def _budget(budget: Budget | None) -> Fact:
    return None if budget is None else [budget.weeks, budget.days, budget.time // MICROSECOND]
