"""Frames: the questions of `batches` put to pandas, Polars and Arrow, and the answer as what was given.

narwhals tells the kinds of frame apart and adds columns to them; the columns a question needs are read as Arrow,
and only these. A lazy frame of Polars stays lazy, and its rows stream through the same function batch by batch.

Invariant: a frame keeps its kind, its index, its columns with their types, and their order.
Law: the answers are those of the scalar library, row by row.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar, cast

import narwhals as nw
from narwhals.exceptions import DuplicateError

from slacal.errors import SlacalTypeError
from slacal.frames.arrow import pa
from slacal.frames.batches import (
    deadlines_batch,
    elapsed_batch,
    is_working_batch,
    response_deadlines_batch,
    response_verdicts_batch,
    shift_working_days_batch,
)
from slacal.frames.columns import there_twice

if TYPE_CHECKING:
    from slacal.contract.contract import Contract
    from slacal.contract.reading import Reading
    from slacal.frames.kernel import OnError
    from slacal.frames.questions import Question
    from slacal.frames.zones import Ambiguous, Imaginary
    from slacal.worktime.calendar import WorkingCalendar

__all__ = ["deadlines", "elapsed", "is_working", "response_deadlines", "response_verdicts", "shift_working_days"]

Frame = TypeVar("Frame")

_EXPECTED = "a frame of pandas, Polars or Spark, or an Arrow table (a record batch: see slacal.frames.batches)"


def response_deadlines(
    frame: Frame,
    *,
    reported: str = "reported_at",
    severity: str | int = "severity",
    contract: Contract | None = None,
    reading: Reading | str | None = None,
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Frame:
    """The frame with two more columns: until when responses are `due`, and `last_on_time`.

    `reported` is a column of timestamps; where they carry no zone, `tz` says whose clock they show, `ambiguous` which
    of two is meant ("earliest", "latest", "null"), and `imaginary` whether times that never were are "null".
    `severity` is a column of numbers or names, or one of either for all rows. Without a `contract` it is the shipped
    one, without a `reading` the contract's first. The answers have the zone of `reported`, and its nanoseconds or else
    microseconds.

    Rows with something missing are missing in the answer. Raises `HorizonRowsError` for rows outside of what the
    calendar knows, unless `on_error="null"`; `LocalTimeError`, `SeverityRowError`, `SlacalTypeError` and `InputError`
    for what cannot be read.
    """
    question = response_deadlines_batch(
        contract,
        reported=reported,
        severity=severity,
        reading=reading,
        tz=tz,
        ambiguous=ambiguous,
        imaginary=imaginary,
        on_error=on_error,
    )
    return _answered(frame, question)


def response_verdicts(
    frame: Frame,
    *,
    now: datetime,
    reported: str = "reported_at",
    responded: str = "responded_at",
    closed: str | None = None,
    severity: str | int = "severity",
    contract: Contract | None = None,
    reading: Reading | str | None = None,
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Frame:
    """The frame with what `slacal check` says of its rows as of `now`, for stamps that are exact.

    Adds `verdict` ("met", "breached", "running", "unknown"), `due`, `last_on_time`, and as working time `elapsed` (up
    to the response, or the closing, or now), `budget` and `remaining` (negative by what it is overrun). A response or
    closing that is missing, or after `now`, has not happened yet. The rest is as in `response_deadlines`.
    """
    question = response_verdicts_batch(
        contract,
        now=now,
        reported=reported,
        responded=responded,
        closed=closed,
        severity=severity,
        reading=reading,
        tz=tz,
        ambiguous=ambiguous,
        imaginary=imaginary,
        on_error=on_error,
    )
    return _answered(frame, question)


def deadlines(
    frame: Frame,
    *,
    start: str,
    budget: str | timedelta,
    calendar: WorkingCalendar | None = None,
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Frame:
    """The frame with two more columns: when budgets of working time are used up (`due`), and `last_on_time`.

    `start` is a column of timestamps. `budget` is a column of durations, or one for all rows, and means working time,
    as in `WorkingCalendar.deadline`: four days are 96 hours of it. Raises `NegativeBudgetError` for one below zero.
    Without a `calendar` it is the shipped contract's. The rest is as in `response_deadlines`.
    """
    question = deadlines_batch(
        calendar,
        start=start,
        budget=budget,
        tz=tz,
        ambiguous=ambiguous,
        imaginary=imaginary,
        on_error=on_error,
    )
    return _answered(frame, question)


def elapsed(
    frame: Frame,
    *,
    start: str | datetime,
    end: str | datetime,
    name: str = "elapsed",
    calendar: WorkingCalendar | None = None,
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Frame:
    """The frame with the working time from `start` to `end` as durations, negative backwards, in a column `name`.

    Each is a column of timestamps, and one of them may be an aware datetime for all rows. Without a `calendar` it is
    the shipped contract's. The rest is as in `response_deadlines`.
    """
    question = elapsed_batch(
        calendar,
        start=start,
        end=end,
        name=name,
        tz=tz,
        ambiguous=ambiguous,
        imaginary=imaginary,
        on_error=on_error,
    )
    return _answered(frame, question)


def is_working(
    frame: Frame,
    *,
    at: str,
    name: str = "is_working",
    calendar: WorkingCalendar | None = None,
    tz: str | None = None,
    ambiguous: Ambiguous = "raise",
    imaginary: Imaginary = "raise",
    on_error: OnError = "raise",
) -> Frame:
    """The frame with whether support is on duty at the instants of a column; the rest is as in `elapsed`."""
    question = is_working_batch(
        calendar, at=at, name=name, tz=tz, ambiguous=ambiguous, imaginary=imaginary, on_error=on_error
    )
    return _answered(frame, question)


def shift_working_days(
    frame: Frame,
    *,
    day: str,
    n: str | SupportsIndex,
    name: str = "shifted",
    calendar: WorkingCalendar | None = None,
    on_error: OnError = "raise",
) -> Frame:
    """The frame with the nth working days after (before, where negative) the dates of a column, of the same type.

    `n` is a number, or a column of numbers. A date itself is never counted; `n = 0` is the date itself.
    """
    return _answered(frame, shift_working_days_batch(calendar, day=day, n=n, name=name, on_error=on_error))


def _answered(frame: Frame, question: Question) -> Frame:
    """The frame with the answers to a question."""
    return cast("Frame", _answered_frame(frame, question))  # narwhals gives back what it was given, and Any to checkers


def _answered_frame(frame: Any, question: Question) -> Any:
    if isinstance(frame, (nw.DataFrame, nw.LazyFrame)):
        module = sys.modules[frame.__module__]  # narwhals.stable has classes of its own, made by its own function
        made = getattr(module, "from_native", nw.from_native)
        return made(_answered_frame(frame.to_native(), question))
    try:
        known: Any = nw.from_native(frame)
    except TypeError:
        raise SlacalTypeError("frame", type(frame).__name__, _EXPECTED) from None
    except DuplicateError:
        names = list(getattr(frame, "column_names", frame.columns))
        raise there_twice(next(name for name in names if names.count(name) > 1)) from None
    if isinstance(known, nw.LazyFrame):
        if known.implementation.is_polars():
            return _answered_lazily(frame, question)
        if known.implementation.is_pyspark() or known.implementation.is_pyspark_connect():
            from slacal.frames.spark import ask

            return ask(frame, question)
        raise SlacalTypeError("frame", type(frame).__name__, _EXPECTED)
    answers = _answers(known, question)
    if known.implementation.is_pandas():
        return _with_pandas(frame, question, answers)
    narwhals: Any = nw  # its types name those of packages that may not be there
    added = narwhals.from_arrow(pa.table(answers), backend=known.implementation)
    return known.with_columns(*added.iter_columns()).to_native()


def _answers(frame: Any, question: Question) -> dict[str, Any]:
    """The answers as Arrow arrays; only the columns they are made from are turned into Arrow."""
    columns: dict[str, Any] = {}
    for name in question.present(list(frame.columns)):
        column = _in_arrow(frame.get_column(name), name)
        columns[name] = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return dict(question.answer(columns))


def _in_arrow(column: Any, name: str) -> Any:
    """A column as Arrow has it; `SlacalTypeError` for one of several kinds of Python values, of which it makes one.

    A column in which pandas has nothing at all is of floats or objects, and means one of Arrow's nulls.
    """
    objects = column.dtype == nw.Object
    if column.implementation.is_pandas():
        if (objects or column.dtype == nw.Float64) and column.is_null().all():
            return pa.nulls(len(column))
    elif objects:  # of which Polars hands over where they lie
        raise SlacalTypeError(name, "objects", "a column of one kind of values")
    if objects:
        _check_kinds(column, name)
    try:
        return column.to_arrow()
    except (pa.ArrowException, TypeError, OverflowError, UnicodeError):
        if objects:
            raise SlacalTypeError(name, "objects", "a column of one kind of values") from None
        raise SlacalTypeError(name, str(column.to_native().dtype), "a column of a type Arrow has as well") from None


def _check_kinds(column: Any, name: str) -> None:
    """Refuse Python values of several kinds with times among them, of which Arrow would make the first one's."""
    kinds = set(map(_kind, column.drop_nulls().to_list()))
    if len(kinds) > 1:
        raise SlacalTypeError(name, " and ".join(sorted(kinds)), "a column of one of them")


def _kind(value: object) -> str:
    if isinstance(value, datetime):
        return "times without a zone" if value.tzinfo is None else "times with a zone"
    if isinstance(value, (date, timedelta)):
        return "dates" if isinstance(value, date) else "durations"
    return "other values"


def _with_pandas(frame: Any, question: Question, answers: dict[str, Any]) -> Any:
    """A pandas frame with the answers, backed by Arrow where the column they are made from is."""
    import pandas as pd

    backed = isinstance(frame[question.needed[0]].dtype, pd.ArrowDtype)
    truths = {pa.bool_(): pd.BooleanDtype()}.get  # NumPy has none with some missing

    def types(values: Any) -> Any:
        if backed:
            return pd.ArrowDtype
        return truths if values.null_count and pa.types.is_boolean(values.type) else None  # else pandas' own types

    columns = {
        name: pa.chunked_array([values]).to_pandas(types_mapper=types(values)).set_axis(frame.index)
        for name, values in answers.items()
    }
    return frame.assign(**columns)


def _answered_lazily(frame: Any, question: Question) -> Any:
    """A lazy Polars frame that asks each batch that streams through it."""
    schema = frame.collect_schema()
    asked = _Batches(question)
    whole = dict.fromkeys(("predicate_pushdown", "projection_pushdown", "slice_pushdown"), False)
    return frame.map_batches(asked, schema=asked(schema.to_frame()).schema, streamable=True, **whole)


class _Batches:
    """A question to frames of Polars; it can be pickled, as its plan may travel."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, frame: Any) -> Any:
        return _answered(frame, self.question)
