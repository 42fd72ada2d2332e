"""The contract slacal ships with: Smartstock's standard support.

It is made when this module is imported, which is when it is first asked for: its calendar needs the `holidays`
package, and whoever does not ask does not wait for it.
"""

from __future__ import annotations

from slacal.contract.contract import Contract
from slacal.contract.reading import Reading
from slacal.contract.severity import Severity
from slacal.worktime.calendar import WorkingCalendar

__all__ = ["SMARTSTOCK"]

SMARTSTOCK = Contract(
    name="Smartstock standard support",
    calendar=WorkingCalendar.poland(),
    severities={severity: severity.budget for severity in Severity},
    readings=(Reading.LITERAL, Reading.WORKING_DAYS),
)
"""Mon-Fri 9-17 without Polish public holidays (clause 5), and the five response budgets (clauses 5.1 to 5.5)."""
