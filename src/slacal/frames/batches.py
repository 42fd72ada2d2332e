"""Batches: a question as a function from one Arrow record batch to another, which can be pickled.

An engine (Spark, Dask, Ray, DuckDB) sends the function to its workers once and calls it for each batch; the frames of
one process are asked in the same way. The function appends its answers to the columns, or puts them in the place of
columns of these names.

Invariant: a question is a frozen value; equal rows get equal answers in whatever batches they come.
Law: the columns of a batch that is not answered into are those that were given, in their order.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from slacal.contract.contract import Contract, shipped
from slacal.contract.reading import Reading
from slacal.errors import InputError, SlacalTypeError
from slacal.frames import answers
from slacal.frames.arrow import Batch, pa
from slacal.frames.columns import Stamps, days_of, instants_out, ints_of, severities_of, spans_out
from slacal.frames.kernel import MISSING, Kernel, OnError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.instants import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.frames.buckets import Column
    from slacal.frames.zones import Ambiguous, Imaginary

__all__ = [
    "Question",
    "elapsed_batch",
    "is_working_batch",
    "response_deadlines_batch",
    "response_verdicts_batch",
    "shift_working_days_batch",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(ABC):
    """What is asked of every batch."""

    stamps: Stamps
    on_error: OnError

    @property
    @abstractmethod
    def needed(self) -> tuple[str, ...]:
        """The columns the answer is made from."""

    @abstractmethod
    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """The columns of the answer, by name, in order."""

    def __call__(self, batch: Batch) -> Batch:
        """The batch with the answers in it."""
        named = dict(zip(batch.schema.names, batch.columns, strict=False))
        columns = {name: named[name] for name in self.present(batch.schema.names)}
        named |= self.answer(columns)
        return pa.RecordBatch.from_arrays(list(named.values()), names=list(named))

    def present(self, names: list[str]) -> tuple[str, ...]:
        """The columns to read of those there are; `InputError` names one that is not there."""
        for name in self.needed:
            if name not in names:
                raise InputError(f"expected a column of this name; there are {', '.join(names) or 'none'}", column=name)
        return self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfContract(Question):
    contract: Contract
    reported: str
    severity: str | int
    reading: Reading

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.reported,)

    def present(self, names: list[str]) -> tuple[str, ...]:
        """A severity that is no column is one value for all rows."""
        found = Question.present(self, names)
        return (*found, self.severity) if isinstance(self.severity, str) and self.severity in names else found

    def severities(self, columns: dict[str, Any]) -> Column | int:
        if isinstance(self.severity, str) and self.severity in columns:
            return severities_of(columns[self.severity], self.severity, self.contract)
        return self.contract.severity(self.severity)

    def checked(self, answer: Column, asked: Column, severities: Column | int) -> None:
        parts = () if isinstance(severities, int) else (severities,)
        answers.answered(answer, self.contract.calendar.schedule, self.reported, self.on_error, asked, *parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deadlines(_OfContract):
    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        reported = self.stamps.read(columns[self.reported], self.reported)
        severities = self.severities(columns)
        due, last = answers.ends(self.contract, reported, severities, self.reading)
        self.checked(last, reported, severities)
        kind = self.stamps.type_of(columns[self.reported])
        yield "due", instants_out(due, kind)
        yield "last_on_time", instants_out(last, kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdicts(_OfContract):
    responded: str
    closed: str | None
    now_us: int

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.reported, self.responded, *(() if self.closed is None else (self.closed,)))

    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        read = self.stamps.read
        reported, responded = (read(columns[name], name) for name in (self.reported, self.responded))
        closed = None if self.closed is None else read(columns[self.closed], self.closed)
        severities = self.severities(columns)
        found = answers.verdicts(
            self.contract, reported, responded, closed, severities, self.reading, now_us=self.now_us
        )
        self.checked(found.last_on_time, reported, severities)
        kind = self.stamps.type_of(columns[self.reported])
        names = pa.array([str(verdict) for verdict in answers.VERDICTS])
        yield "verdict", names.take(pa.array(found.verdict, pa.int8(), mask=found.verdict < 0))
        yield "due", instants_out(found.due, kind)
        yield "last_on_time", instants_out(found.last_on_time, kind)
        yield "elapsed", spans_out(found.elapsed)
        yield "budget", spans_out(found.budget)
        known = (found.budget != MISSING) & (found.elapsed != MISSING)
        yield "remaining", spans_out(np.where(known, found.budget - found.elapsed, MISSING))


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfCalendar(Question):
    calendar: WorkingCalendar
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Elapsed(_OfCalendar):
    start: str | int
    end: str | int

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(part for part in (self.start, self.end) if isinstance(part, str))

    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        parts = [
            self.stamps.read(columns[part], part) if isinstance(part, str) else np.array([part])
            for part in (self.start, self.end)
        ]
        count = len(columns[self.needed[0]])
        start, end = (np.broadcast_to(part, count) for part in parts)
        passed = Kernel.of(self.calendar).elapsed(start, end, on_error="null")
        answers.answered(passed, self.calendar.schedule, self.needed[0], self.on_error, start, end)
        yield self.name, spans_out(passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _IsWorking(_OfCalendar):
    at: str

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.at,)

    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        at = self.stamps.read(columns[self.at], self.at)
        works = Kernel.of(self.calendar).is_working(at, on_error="null")
        answers.answered(works, self.calendar.schedule, self.at, self.on_error, at)
        yield self.name, pa.array(works == 1, pa.bool_(), mask=works == MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShiftedDays(_OfCalendar):
    day: str
    n: str | int

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.day, self.n) if isinstance(self.n, str) else (self.day,)

    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        days = days_of(columns[self.day], self.day)
        by = ints_of(columns[self.n], self.n) if isinstance(self.n, str) else self.n
        shifted = answers.shifted_days(self.calendar, days, by)
        parts = (by,) if isinstance(by, np.ndarray) else ()
        answers.answered(shifted, self.calendar.schedule, self.day, self.on_error, days, *parts, days=True)
        missing = shifted == MISSING
        dates = pa.array(np.where(missing, 0, shifted).astype(np.int32), pa.int32(), mask=missing).cast(pa.date32())
        kind = columns[self.day].type
        yield self.name, dates if pa.types.is_null(kind) else dates.cast(kind)


def response_deadlines_batch(
    contract: Contract | None = None,
    *,
    reported: str = "reported_at",
    severity: str | int = "severity",
    reading: Reading | None = None,
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
    contract = shipped() if contract is None else contract
    return _Deadlines(
        contract=contract,
        reported=reported,
        severity=severity,
        reading=_reading(contract, reading),
        stamps=Stamps(tz, ambiguous, imaginary),
        on_error=_checked(on_error),
    )


def response_verdicts_batch(
    contract: Contract | None = None,
    *,
    now: datetime,
    reported: str = "reported_at",
    responded: str = "responded_at",
    closed: str | None = None,
    severity: str | int = "severity",
    reading: Reading | None = None,
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Question:
    """A function that adds verdicts to record batches; arguments and columns as in `response_verdicts`."""
    contract = shipped() if contract is None else contract
    now_us = to_us(now, "now")
    contract.calendar.elapsed_us(now_us, now_us)  # HorizonError where it is not known
    return _Verdicts(
        contract=contract,
        reported=reported,
        responded=responded,
        closed=closed,
        severity=severity,
        reading=_reading(contract, reading),
        now_us=now_us,
        stamps=Stamps(tz, ambiguous, imaginary),
        on_error=_checked(on_error),
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
    parts = [part if isinstance(part, str) else to_us(part, what) for part, what in ((start, "start"), (end, "end"))]
    if all(isinstance(part, int) for part in parts):
        raise SlacalTypeError("end", end, "the name of a column, where start is an instant")
    return _Elapsed(
        calendar=_calendar(calendar),
        start=parts[0],
        end=parts[1],
        name=name,
        stamps=Stamps(tz, ambiguous, imaginary),
        on_error=_checked(on_error),
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
    return _IsWorking(
        calendar=_calendar(calendar),
        at=at,
        name=name,
        stamps=Stamps(tz, ambiguous, imaginary),
        on_error=_checked(on_error),
    )


def shift_working_days_batch(
    calendar: WorkingCalendar | None = None,
    *,
    day: str,
    n: str | int,
    name: str = "shifted",
    on_error: OnError = "raise",
) -> Question:
    """A function that adds the nth working days after dates to record batches; arguments as in `shift_working_days`."""
    if isinstance(n, bool) or not isinstance(n, (str, int)):
        raise SlacalTypeError("n", n, "a whole number of working days, or the name of a column of them")
    return _ShiftedDays(
        calendar=_calendar(calendar), day=day, n=n, name=name, stamps=Stamps(), on_error=_checked(on_error)
    )


def _reading(contract: Contract, reading: Reading | None) -> Reading:
    if reading is None:
        return contract.readings[0]
    if not isinstance(reading, Reading):
        raise SlacalTypeError("reading", reading, "a Reading, such as Reading.LITERAL")
    return reading


def _calendar(calendar: WorkingCalendar | None) -> WorkingCalendar:
    if calendar is not None and not isinstance(calendar, WorkingCalendar):
        raise SlacalTypeError("calendar", calendar, "a WorkingCalendar")
    return shipped().calendar if calendar is None else calendar


def _checked(on_error: OnError) -> OnError:
    if on_error not in get_args(OnError):
        raise SlacalTypeError("on_error", on_error, "'raise' or 'null'")
    return on_error
