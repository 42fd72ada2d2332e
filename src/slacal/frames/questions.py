"""Questions: what is asked of every batch of rows, with how its columns are read and its answers are written.

Invariant: a question is a frozen value that can be pickled; equal rows get equal answers in whatever batches they come.
Law: the columns of a batch that is not answered into are those that were given, in their order.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from slacal.errors import InputError, SeverityError, SlacalTypeError
from slacal.frames import answers
from slacal.frames.arrow import Batch, pa
from slacal.frames.columns import (
    Stamps,
    budgets_of,
    days_of,
    days_out,
    instants_out,
    ints_of,
    once,
    severities_of,
    spans_out,
)
from slacal.frames.days import shifted_days
from slacal.frames.kernel import MISSING, Kernel, OnError, rows_error
from slacal.worktime.timetable import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slacal.contract.contract import Contract
    from slacal.contract.reading import Reading
    from slacal.frames.buckets import Column
    from slacal.worktime.calendar import WorkingCalendar
    from slacal.worktime.problems import HorizonRowsError
    from slacal.worktime.schedule import Schedule

    Say = Callable[[Schedule, int], str]

__all__ = [
    "Deadlines",
    "Elapsed",
    "IsWorking",
    "OfCalendar",
    "OfContract",
    "Question",
    "ResponseDeadlines",
    "ResponseVerdicts",
    "ShiftedDays",
]

_RENAME = "; names of columns are text, as frame.rename(columns=str) makes of numbers"


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
        """The batch with the answers in it; `SlacalTypeError` for what is none."""
        if not isinstance(batch, pa.RecordBatch):
            raise SlacalTypeError("batch", type(batch).__name__, "a pyarrow.RecordBatch; other frames: slacal.frames")
        names = batch.schema.names
        asked = {name: batch.column(names.index(name)) for name in self.present(names)}
        fields, columns = list(batch.schema), list(batch.columns)
        for name, values in self.answer(asked):
            if name in names:
                place = names.index(name)
                fields[place], columns[place] = pa.field(name, values.type), values
            else:
                fields.append(pa.field(name, values.type))
                columns.append(values)
        return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields, batch.schema.metadata))

    def present(self, names: list[Any]) -> tuple[str, ...]:
        """The columns to read of those there are; `InputError` names one that is not there, or there twice."""
        for name in self.needed:
            if name not in names:
                raise InputError(f"expected a column of this name; {_those(names)}", column=name)
        once(names, self.needed)
        return self.needed

    def missed(self, answer: Column, *parts: Column | int) -> Column:
        """The rows to refuse: those without an answer although no part of the question is missing."""
        if self.on_error == "null":
            return np.empty(0, np.int64)
        bad = answer == MISSING
        for part in parts:
            if isinstance(part, np.ndarray):  # one number for all rows is never missing
                bad &= part != MISSING
        return np.flatnonzero(bad)

    def instants(self, values: Column, kind: Any, name: str) -> Any:
        """Instants of an answer as an Arrow array; `HorizonRowsError` for those that its unit does not reach."""
        return instants_out(values, kind, name, self.on_error)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfContract(Question):
    """What a contract is asked: by reports and severities, under one reading."""

    contract: Contract
    reported: str
    severity: str | int
    reading: Reading

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.reported,)

    def present(self, names: list[Any]) -> tuple[str, ...]:
        """A severity that is no column is one for all rows; `InputError` where a label that is no text may be meant."""
        found = Question.present(self, names)
        if isinstance(self.severity, str) and self.severity in names:
            once(names, (self.severity,))
            return (*found, self.severity)
        try:
            self.contract.severity(self.severity)
        except SeverityError as error:
            what = f"a column of this name, or one of {', '.join(error.known)} for all rows"
            raise InputError(f"expected {what}; {_those(names)}", column=str(self.severity)) from None
        others = [name for name in names if not isinstance(name, str)]
        if self.severity in {*others, *map(str, others)}:
            what = f"a column or a severity for all rows, and {self.severity!r} may be either"
            raise InputError(f"expected {what}; {_those(names)}", column="severity")
        return found

    def severities(self, columns: dict[str, Any]) -> Column | int:
        if self.severity in columns:
            return severities_of(columns[self.severity], self.severity, self.contract)
        return self.contract.severity(self.severity)

    def checked(self, answer: Column, reported: Column, severities: Column | int) -> None:
        """Raise `HorizonRowsError` for reports without an answer; the years are those known for the first of them."""
        missed = self.missed(answer, reported, severities)
        if len(missed):
            places = [*self.contract.severities]
            severity = severities if isinstance(severities, int) else places[severities[missed[0]]]
            raise _refusal(self.contract.calendar_of(severity).schedule, missed, {self.reported: reported})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseDeadlines(OfContract):
    """Until when responses are due: `due` and `last_on_time`."""

    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        reported = self.stamps.read(columns[self.reported], self.reported)
        severities = self.severities(columns)
        due, last = answers.ends(self.contract, reported, severities, self.reading)
        self.checked(last, reported, severities)
        kind = self.stamps.type_of(columns[self.reported])
        yield "due", self.instants(due, kind, "due")
        yield "last_on_time", self.instants(last, kind, "last_on_time")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseVerdicts(OfContract):
    """What `check` says of rows."""

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
        yield "due", self.instants(found.due, kind, "due")
        yield "last_on_time", self.instants(found.last_on_time, kind, "last_on_time")
        yield "elapsed", spans_out(found.elapsed)
        yield "budget", spans_out(found.budget)
        known = (found.budget != MISSING) & (found.elapsed != MISSING)
        yield "remaining", spans_out(np.where(known, found.budget - found.elapsed, MISSING))


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCalendar(Question):
    """What a calendar is asked."""

    calendar: WorkingCalendar

    def checked(self, answer: Column, asked: dict[str, Column], *parts: Column | int, say: Say = describe) -> None:
        """Raise `HorizonRowsError` for rows without an answer; it names one of the columns `asked` about."""
        missed = self.missed(answer, *asked.values(), *parts)
        if len(missed):
            raise _refusal(self.calendar.schedule, missed, asked, say)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines(OfCalendar):
    """Until when budgets of working time last: `due` and `last_on_time`."""

    start: str
    budget: str | int

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.start, self.budget) if isinstance(self.budget, str) else (self.start,)

    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        start = self.stamps.read(columns[self.start], self.start)
        budget = budgets_of(columns[self.budget], self.budget) if isinstance(self.budget, str) else self.budget
        due, last = Kernel.of(self.calendar).ends(start, budget, on_error="null")
        self.checked(last, {self.start: start}, budget)
        kind = self.stamps.type_of(columns[self.start])
        yield "due", self.instants(due, kind, "due")
        yield "last_on_time", self.instants(last, kind, "last_on_time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed(OfCalendar):
    """The working time between two columns, or a column and an instant."""

    name: str
    start: str | int
    end: str | int

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(part for part in (self.start, self.end) if isinstance(part, str))

    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        read = {name: self.stamps.read(columns[name], name) for name in self.needed}
        start, end = (read[part] if isinstance(part, str) else part for part in (self.start, self.end))
        passed = Kernel.of(self.calendar).elapsed(start, end, on_error="null")
        self.checked(passed, read)
        yield self.name, spans_out(passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class IsWorking(OfCalendar):
    """Whether support is on duty."""

    name: str
    at: str

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.at,)

    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        at = self.stamps.read(columns[self.at], self.at)
        works = Kernel.of(self.calendar).is_working(at, on_error="null")
        self.checked(works, {self.at: at})
        yield self.name, pa.array(works == 1, pa.bool_(), mask=works == MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftedDays(OfCalendar):
    """The nth working days after dates."""

    name: str
    day: str
    n: str | int

    @property
    def needed(self) -> tuple[str, ...]:
        return (self.day, self.n) if isinstance(self.n, str) else (self.day,)

    def answer(self, columns: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        days = days_of(columns[self.day], self.day)
        by = ints_of(columns[self.n], self.n) if isinstance(self.n, str) else self.n
        shifted = shifted_days(self.calendar, days, by)
        self.checked(shifted, {self.day: days}, by, say=_date)
        yield self.name, days_out(shifted, columns[self.day].type, self.name, self.on_error)


def _refusal(schedule: Schedule, missed: Column, asked: dict[str, Column], say: Say = describe) -> HorizonRowsError:
    """The error about rows without an answer; it names a column whose value is not known, else the first."""
    row = int(missed[0])
    values = {name: int(column[row]) for name, column in asked.items()}
    unknown = (name for name, value in values.items() if not schedule.first_us <= value <= schedule.last_us)
    name = next(unknown, next(iter(values)))
    return rows_error(schedule, f"the answer for {name} {say(schedule, values[name])}", row, len(missed))


def _date(schedule: Schedule, day: int) -> str:  # noqa: ARG001  as `describe`
    """A date, told as days since 1970-01-01, for an error message; it may be one that no `date` says."""
    return str(np.datetime64(day, "D"))


def _those(names: list[Any]) -> str:
    shown = [name if isinstance(name, str) else f"{name!r} ({type(name).__name__})" for name in names]
    return f"there are {', '.join(shown) or 'none'}{'' if shown == names else _RENAME}"
