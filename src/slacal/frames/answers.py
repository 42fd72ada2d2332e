"""Answers: deadlines and verdicts for columns of instants and severities, under every reading.

Where days are working time, the kernel answers. Where they are not, an answer depends on the local date of a report
alone, so that the contract itself is asked once for each date and severity there are: one mechanism, not a copy of it.

Invariant: columns are `int64` microseconds with `MISSING`; a row with a missing part is missing. Severities are one
of the contract's for all rows, or a column of places in the contract's list of them.
Laws: `ends` is `Contract.response_deadline_us` row by row, and `budgets`, where there is one, `response_budget_us`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from slacal.errors import HorizonError
from slacal.frames.kernel import MISSING, Kernel
from slacal.frames.zones import local_days
from slacal.ticket.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from slacal.contract.contract import Contract
    from slacal.contract.reading import Reading
    from slacal.frames.buckets import Column
    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["VERDICTS", "Judged", "budgets", "elapsed", "ends", "verdicts"]

VERDICTS = (Verdict.MET, Verdict.BREACHED, Verdict.RUNNING, Verdict.UNKNOWN)
"""What the numbers of `Judged.verdict` mean; -1 is missing."""
_MET, _BREACHED, _RUNNING, _UNKNOWN = range(4)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Verdicts, and what they rest on."""

    verdict: Column
    due: Column
    last_on_time: Column
    elapsed: Column
    budget: Column


def ends(contract: Contract, reported: Column, severities: Column | int, reading: Reading) -> tuple[Column, Column]:
    """Due and last on time, missing where they are not known."""
    calendar = _one_calendar(contract, severities)
    if reading.day == "working-time" and calendar is not None:
        return Kernel.of(calendar).ends(reported, _granted(contract, severities), on_error="null")

    def answer(severity: int, chosen: Column) -> tuple[Column, Column]:
        if reading.day == "working-time" or not contract.severities[severity].days:
            kernel = Kernel.of(contract.calendar_of(severity))
            return kernel.ends(chosen, contract.budget_us(severity), on_error="null")
        return _by_date(contract, chosen, severity, reading)

    due, last = _by_severity(contract, severities, answer, reported, count=2)
    return due, last


def budgets(contract: Contract, reported: Column, severities: Column | int, due: Column, reading: Reading) -> Column:
    """The working time from reports until responses are due; missing where that is."""
    if reading.day == "working-time":
        return np.where(due == MISSING, MISSING, _granted(contract, severities))
    return elapsed(contract, reported, due, severities)


def elapsed(contract: Contract, start: Column, end: Column, severities: Column | int) -> Column:
    """Working time on the hours that a severity is counted on; where that is missing, so is an end."""
    calendar = _one_calendar(contract, severities)
    if calendar is not None:
        return Kernel.of(calendar).elapsed(start, end, on_error="null")

    def answer(severity: int, starts: Column, until: Column) -> tuple[Column]:
        return (Kernel.of(contract.calendar_of(severity)).elapsed(starts, until, on_error="null"),)

    return _by_severity(contract, severities, answer, start, end)[0]


def _one_calendar(contract: Contract, severities: Column | int) -> WorkingCalendar | None:
    """The calendar that all of these severities are counted on, if there is one."""
    if isinstance(severities, int):
        return contract.calendar_of(severities)
    calendars = {contract.calendar_of(severity) for severity in contract.severities}
    return calendars.pop() if len(calendars) == 1 else None


def _granted(contract: Contract, severities: Column | int) -> Column | int:
    """The working time of each row's budget."""
    if isinstance(severities, int):
        return contract.budget_us(severities)
    of_place = np.array([*(contract.budget_us(severity) for severity in contract.severities), MISSING], np.int64)
    return of_place.take(np.maximum(severities, -1), mode="wrap")


def verdicts(
    contract: Contract,
    reported: Column,
    responded: Column,
    closed: Column | None,
    severities: Column | int,
    reading: Reading,
    now_us: int,
) -> Judged:
    """The verdicts of `slacal check`, for exact stamps: what is stamped after `now` has not happened yet.

    Where a response or closing comes before its report, or a closing before the response, for which `check` rejects a
    row, the verdict is unknown and the elapsed time missing.
    """
    reversed_ = (responded != MISSING) & (responded < reported)
    if closed is not None:
        reversed_ |= (closed != MISSING) & (closed < np.maximum(reported, responded))
    due, last = ends(contract, reported, severities, reading)
    response = np.where(responded > now_us, MISSING, responded)
    stopped = response
    if closed is not None:
        stopped = np.where((response == MISSING) & (closed <= now_us), closed, response)
    is_open = stopped == MISSING
    end = np.where(is_open, now_us, stopped)
    verdict = np.where(response != MISSING, _MET, np.where(is_open, _RUNNING, _UNKNOWN))
    verdict[end > last] = _BREACHED
    verdict[reversed_] = _UNKNOWN
    verdict[last == MISSING] = -1
    end[reversed_ | (last == MISSING)] = MISSING
    used = elapsed(contract, np.minimum(reported, end), end, severities)  # none before a report that lies ahead
    return Judged(verdict, due, last, used, budgets(contract, reported, severities, due, reading))


def _by_severity(
    contract: Contract,
    severities: Column | int,
    answer: Callable[..., tuple[Column, ...]],
    *columns: Column,
    count: int = 1,
) -> tuple[Column, ...]:
    """The answers for the rows of each severity, put back where the rows were."""
    if isinstance(severities, int):
        return answer(severities, *columns)
    found = tuple(np.full(len(columns[0]), MISSING) for _ in range(count))
    for place, severity in enumerate(contract.severities):
        chosen = severities == place
        if chosen.any():
            parts = answer(severity, *(column[chosen] for column in columns))
            for whole, part in zip(found, parts, strict=True):
                whole[chosen] = part
    return found


def _by_date(contract: Contract, reported: Column, severity: int, reading: Reading) -> tuple[Column, Column]:
    """Due and last on time of one severity, where they depend on the date of the report alone."""
    days = local_days(reported, contract.calendar.tz)
    known = days != MISSING
    if not known.any():
        return np.full(len(days), MISSING), np.full(len(days), MISSING)
    first = int(days[known].min())
    index = np.where(known, days - first, 0)
    of_day = np.full(int(days[known].max()) - first + 1, MISSING)
    of_day[index[known]] = reported[known]  # any report of a day stands for all of them
    due, last = np.full_like(of_day, MISSING), np.full_like(of_day, MISSING)
    ends = _ends_by_day(contract, severity, reading)
    for row in np.flatnonzero(of_day != MISSING).tolist():
        if first + row not in ends:
            try:
                ends[first + row] = contract.response_deadline_us(int(of_day[row]), severity, reading)
            except HorizonError:
                ends[first + row] = MISSING, MISSING
        due[row], last[row] = ends[first + row]
    return np.where(known, due[index], MISSING), np.where(known, last[index], MISSING)


@lru_cache(maxsize=64)
def _ends_by_day(contract: Contract, severity: int, reading: Reading) -> dict[int, tuple[int, int]]:  # noqa: ARG001  keys
    """Due and last on time, by the date of the report; filled as dates are met, of which a calendar knows some 36,000.

    The arguments are what it is remembered for.
    """
    return {}
