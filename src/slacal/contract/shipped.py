"""The contract slacal ships with: Smartstock's standard support, from `smartstock.toml` beside this module.

It is read when this module is imported, which is when it is first asked for: its calendar needs the `holidays`
package, and whoever does not ask does not wait for it.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

from slacal.contract.contract import Contract
from slacal.worktime.calendar import WorkingCalendar

__all__ = ["SMARTSTOCK", "TOML"]

TOML = files("slacal.contract").joinpath("smartstock.toml").read_text(encoding="utf-8")
"""The file, which is the contract in brief."""

SMARTSTOCK = replace(Contract.from_toml(TOML), calendar=WorkingCalendar.poland())  # the same, shared with all who ask
"""Mon-Fri 9-17 without Polish public holidays (clause 5), and the five response budgets (clauses 5.1 to 5.5)."""
