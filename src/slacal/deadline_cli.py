"""What `slacal deadline` prints: a few lines, or the whole explanation.

Invariant: it prints what the contract answers and reckons nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.contract.budget import Budget
from slacal.contract.reading import Reading
from slacal.errors import InputError
from slacal.worktime.instants import MICROSECOND, from_us
from slacal.worktime.ledger import Ledger
from slacal.worktime.words import clean, long_instant, working_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.contract.contract import Contract
    from slacal.worktime.language import Language

__all__ = ["deadline_lines"]


def deadline_lines(
    contract: Contract,
    reported_us: int,
    *,
    severity: str | None,
    budget: str | None,
    reading: str | None,
    language: Language | None,
) -> Iterator[str]:
    """The deadline of a severity, or of a budget of working time; with a language, its explanation in it."""
    chosen = _reading(contract, reading)
    calendar, tz = contract.calendar, contract.calendar.tz
    if severity is not None:
        known = contract.severity(severity)
        calendar = contract.calendar_of(known)
        if language is not None:
            yield contract.explain(from_us(reported_us, tz), known, chosen).text(language)
            return
        due_us, last_us = contract.response_deadline_us(reported_us, known, chosen)
        granted = f"{contract.budget(known)}, severity {known} ({clean(contract.label(known))})"
    else:
        granted = budget or ""
        budget_us = Budget.parse(granted).working_time(contract.hours_per_day) // MICROSECOND
        due_us, last_us = calendar.deadline_us(reported_us, budget_us), calendar.last_on_time_us(reported_us, budget_us)
        if language is not None:
            yield Ledger.of(calendar.schedule, reported_us, due_us, last_us).text(language)
            return
        granted = str(Budget.parse(granted))
    used_us = calendar.elapsed_us(reported_us, due_us)
    reported, due, last = (long_instant(from_us(us, tz)) for us in (reported_us, due_us, last_us))
    yield f"reported      {reported}"
    yield f"budget        {granted}: {working_time(used_us)} of working time"
    yield f"due           {due}"
    yield f"last on time  {last}{'' if last_us == due_us else ', as nobody is on duty in between'}"


def _reading(contract: Contract, name: str | None) -> Reading | None:
    """The reading meant by a name: one of the contract's, or one that slacal names."""
    if name is None:
        return None
    known = {reading.name: reading for reading in (*Reading.named(), *contract.readings)}
    if name not in known:
        raise InputError(f"expected one of {', '.join(known)}", column="--reading", value=name)
    return known[name]
