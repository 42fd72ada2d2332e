"""Batches: a question as a function from one Arrow record batch to another, which can be pickled.

An engine (Spark, Dask, Ray, DuckDB) sends the function to its workers once and calls it for each batch; the frames of
one process are asked in the same way. The function appends its answers to the columns, or puts them in the place of
columns of these names.

Invariant: what can be refused of a question before there are rows is refused when it is put.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, SupportsIndex

from slacal.contract.contract import Contract, shipped
from slacal.contract.parts import checked_calendar
from slacal.errors import HorizonError, InputError, SlacalTypeError
from slacal.frames.columns import Stamps
from slacal.frames.kernel import checked_on_error
from slacal.frames.questions import Deadlines, Elapsed, IsWorking, ResponseDeadlines, ResponseVerdicts, ShiftedDays
from slacal.ticket.row import is_text
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.instants import budget_to_us, to_us
from slacal.worktime.kinds import whole

if TYPE_CHECKING:
    from slacal.contract.reading import Reading
    from slacal.frames.kernel import OnError
    from slacal.frames.questions import Question
    from slacal.frames.zones import Ambiguous, Imaginary

__all__ = [
    "deadlines_batch",
    "elapsed_batch",
    "is_working_batch",
    "response_deadlines_batch",
    "response_verdicts_batch",
    "shift_working_days_batch",
]


def response_deadlines_batch(
    contract: Contract | None = None,
    *,
    reported: str = "reported_at",
    severity: str | int = "severity",
    reading: Reading | str | None = None,
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Question:
    """A function that adds `due` and `last_on_time` to record batches; arguments as in `response_deadlines`.

    >>> from datetime import datetime, UTC
    >>> from slacal.frames.arrow import pa
    >>> reported = pa.array([datetime(2026, 11, 20, 11, tzinfo=UTC)], pa.timestamp("us", "Europe/Warsaw"))
    >>> batch = pa.RecordBatch.from_pydict({"reported_at": reported, "severity": ["outage"]})
    >>> response_deadlines_batch()(batch).column("due").to_pylist()[0].isoformat()
    '2026-11-24T12:00:00+01:00'
    """
    contract = _contract(contract)
    return ResponseDeadlines(
        contract=contract,
        reported=_column(reported, "reported"),
        severity=severity if isinstance(severity, str) else contract.severity(severity),
        reading=contract.reading(reading),
        stamps=Stamps(tz, ambiguous, imaginary),
        on_error=checked_on_error(on_error),
    )


def response_verdicts_batch(
    contract: Contract | None = None,
    *,
    now: datetime,
    reported: str = "reported_at",
    responded: str = "responded_at",
    closed: str | None = None,
    severity: str | int = "severity",
    reading: Reading | str | None = None,
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Question:
    """A function that adds verdicts to record batches; arguments and columns as in `response_verdicts`."""
    contract = _contract(contract)
    return ResponseVerdicts(
        contract=contract,
        reported=_column(reported, "reported"),
        responded=_column(responded, "responded"),
        closed=None if closed is None else _column(closed, "closed"),
        severity=severity if isinstance(severity, str) else contract.severity(severity),
        reading=contract.reading(reading),
        now_us=_known(contract.calendar, now, "now"),
        stamps=Stamps(tz, ambiguous, imaginary),
        on_error=checked_on_error(on_error),
    )


def deadlines_batch(
    calendar: WorkingCalendar | None = None,
    *,
    start: str,
    budget: str | timedelta,
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Question:
    """A function that adds `due` and `last_on_time` of budgets to record batches; arguments as in `deadlines`."""
    return Deadlines(
        calendar=_calendar(calendar),
        start=_column(start, "start"),
        budget=budget if isinstance(budget, str) else budget_to_us(budget),
        stamps=Stamps(tz, ambiguous, imaginary),
        on_error=checked_on_error(on_error),
    )


def elapsed_batch(
    calendar: WorkingCalendar | None = None,
    *,
    start: str | datetime,
    end: str | datetime,
    name: str = "elapsed",
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Question:
    """A function that adds the working time between two columns to record batches; arguments as in `elapsed`."""
    calendar = _calendar(calendar)
    start_us = start if isinstance(start, str) else _known(calendar, start, "start")
    end_us = end if isinstance(end, str) else _known(calendar, end, "end")
    if isinstance(start_us, int) and isinstance(end_us, int):
        raise SlacalTypeError("end", end, "the name of a column, where start is an instant")
    return Elapsed(
        calendar=calendar,
        start=start_us,
        end=end_us,
        name=_name(name),
        stamps=Stamps(tz, ambiguous, imaginary),
        on_error=checked_on_error(on_error),
    )


def is_working_batch(
    calendar: WorkingCalendar | None = None,
    *,
    at: str,
    name: str = "is_working",
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Question:
    """A function that says of record batches whether support is on duty; arguments as in `is_working`."""
    return IsWorking(
        calendar=_calendar(calendar),
        at=_column(at, "at"),
        name=_name(name),
        stamps=Stamps(tz, ambiguous, imaginary),
        on_error=checked_on_error(on_error),
    )


def shift_working_days_batch(
    calendar: WorkingCalendar | None = None,
    *,
    day: str,
    n: str | SupportsIndex,
    name: str = "shifted",
    on_error: OnError = "raise",
) -> Question:
    """A function that adds the nth working days after dates to record batches; arguments as in `shift_working_days`."""
    by = n if isinstance(n, str) else whole(n)
    if by is None:
        raise SlacalTypeError("n", n, "a whole number of working days, or the name of a column of them")
    return ShiftedDays(
        calendar=_calendar(calendar),
        day=_column(day, "day"),
        n=by,
        name=_name(name),
        stamps=Stamps(),
        on_error=checked_on_error(on_error),
    )


def _contract(contract: Contract | None) -> Contract:
    if contract is not None and not isinstance(contract, Contract):
        raise SlacalTypeError("contract", contract, "a Contract")
    return shipped() if contract is None else contract


def _calendar(calendar: WorkingCalendar | None) -> WorkingCalendar:
    return shipped().calendar if calendar is None else checked_calendar(calendar)


def _column(name: object, field: str) -> str:
    if not isinstance(name, str):
        raise SlacalTypeError(field, name, "the name of a column, which is text")
    return name


def _name(name: object) -> str:
    if not isinstance(name, str) or not name:
        raise SlacalTypeError("name", name, "the name of the answer's column")
    if not is_text(str(name)):  # NumPy's text is a subclass, which is none to `is_text`
        raise InputError("expected text without lone surrogates, which UTF-8 cannot write", column="name", value=name)
    return name


def _known(calendar: WorkingCalendar, at: datetime, field: str) -> int:
    """An instant in microseconds; `HorizonError`, which names the argument, where the calendar does not know it."""
    at_us = to_us(at, field)
    try:
        calendar.elapsed_us(at_us, at_us)
    except HorizonError as error:
        raise HorizonError(f"{field} {error.what}", error.first_year, error.last_year, error.reason) from None
    return at_us
