"""Columns: Arrow arrays in, `int64` microseconds to reckon with, and Arrow arrays out.

Whatever a frame is made of, its columns can be told as Arrow, mostly without copying. A column of instants has a zone,
or a zone is named whose wall clock it shows; then no row's meaning is guessed.

Invariant: a missing value is `MISSING` in microseconds and null in Arrow.
Law: digits below a microsecond are dropped towards the past, as the scalar library drops them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from slacal.errors import InputError, NegativeBudgetError, SeverityError, SlacalTypeError
from slacal.frames.arrow import pa, pc
from slacal.frames.kernel import MISSING
from slacal.frames.zones import Ambiguous, Imaginary, to_instants
from slacal.worktime.instants import DAY_US, EPOCH, MICROSECOND, read_zone
from slacal.worktime.problems import HorizonRowsError, SeverityRowError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from slacal.contract.contract import Contract
    from slacal.frames.buckets import Column
    from slacal.frames.kernel import OnError

__all__ = [
    "Stamps",
    "budgets_of",
    "days_of",
    "days_out",
    "instants_out",
    "ints_of",
    "once",
    "severities_of",
    "spans_out",
    "there_twice",
    "us_of",
]

_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_NUMBERS = pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal
_MOST_US = (1 << 61) // DAY_US * DAY_US
"""Further than any calendar reaches; coarser stamps beyond that are held at this midnight, so as not to overflow."""
_NS_REACH_US = np.iinfo(np.int64).max // 1000
_NS_YEARS = 1678, 2261


@dataclass(frozen=True, slots=True)
class Stamps:
    """How columns of instants are read: the zone of those without one, and what to do with a time it shows not once.

    Raises `CalendarError` for a zone that is none, and `SlacalTypeError` for what cannot be done with such a time.
    """

    tz: str | None = None
    ambiguous: Ambiguous = "raise"
    imaginary: Imaginary = "raise"

    def __post_init__(self) -> None:
        if self.tz is not None:
            object.__setattr__(self, "tz", read_zone(self.tz).key)
        for name, policies in (("ambiguous", get_args(Ambiguous)), ("imaginary", get_args(Imaginary))):
            value = getattr(self, name)
            if value not in policies:
                raise SlacalTypeError(name, value, " or ".join(map(repr, policies)))

    def read(self, array: Any, column: str) -> Column:
        """Microseconds since the epoch.

        Raises `SlacalTypeError` for what are no instants, and `LocalTimeError` for wall times that name none, or two.
        """
        if pa.types.is_null(array.type):
            return np.full(len(array), MISSING)
        if not pa.types.is_timestamp(array.type):
            dated = pa.types.is_date(array.type)
            which = "not dates (which instant of that day?)" if dated else "as pd.to_datetime or str.to_datetime make"
            raise SlacalTypeError(column, str(array.type), f"a column of timestamps, {which}")
        values = us_of(array)
        if array.type.tz is not None:
            return values
        if self.tz is None:
            if len(array) and array.null_count == len(array):
                return values  # nothing is there that a clock could show
            how = "a column with a time zone, or tz='Europe/Warsaw' to say whose clock it shows"
            raise SlacalTypeError(column, str(array.type), how)
        return to_instants(values, read_zone(self.tz), column, self.ambiguous, self.imaginary)

    def type_of(self, array: Any) -> Any:
        """The Arrow type of answers beside a column: in its zone, in microseconds or finer."""
        if pa.types.is_null(array.type):
            return pa.timestamp("us", self.tz or "UTC")
        return pa.timestamp("ns" if array.type.unit == "ns" else "us", array.type.tz or self.tz or "UTC")


def once(names: Sequence[str], wanted: Iterable[str]) -> None:
    """Raise `InputError` for the first of some columns that a table has more than once."""
    for name in wanted:
        if names.count(name) > 1:
            raise there_twice(name)


def there_twice(name: object) -> InputError:
    """The error that names a column which is there more than once."""
    return InputError("expected each column once", column=str(name))


def us_of(array: Any) -> Column:
    """The numbers of an array of timestamps or durations as microseconds."""
    per_second = _PER_SECOND[array.type.unit]
    values = _numbers(array.cast(pa.int64()))
    if per_second == 1_000_000:
        return values
    if per_second > 1_000_000:
        scaled = np.floor_divide(values, per_second // 1_000_000)
    else:
        factor = 1_000_000 // per_second
        scaled = np.clip(values, -_MOST_US // factor, _MOST_US // factor) * factor
    missing = values == MISSING
    if missing.any():
        scaled[missing] = MISSING
    return scaled


def _numbers(array: Any, least: int = MISSING) -> Column:
    """An array of 64-bit whole numbers in NumPy, nulls as `MISSING` and none that is there below `least`.

    From Arrow's own buffers: its `to_numpy` and scalars import pandas wherever it is installed, which takes longer than
    to check a hundred thousand rows.
    """
    count, offset = len(array), array.offset
    there, data = array.buffers()
    values = np.frombuffer(data or b"", np.int64, count, offset * 8)
    if least > MISSING:
        values = np.maximum(values, least)
    if not array.null_count:
        return values
    bits = np.unpackbits(np.frombuffer(there, np.uint8), count=offset + count, bitorder="little")
    return np.where(bits[offset:], values, MISSING)


def instants_out(values: Column, arrow_type: Any, name: str, on_error: OnError) -> Any:
    """Microseconds since the epoch as an Arrow array.

    Nanoseconds do not reach every instant: `HorizonRowsError` for one beyond, or null.
    """
    if arrow_type.unit == "us":
        return pa.array(values.view("datetime64[us]"), arrow_type)
    beyond = (values > _NS_REACH_US) | (values < -_NS_REACH_US)
    lost = beyond & (values != MISSING)
    if on_error == "raise" and lost.any():
        row = int(np.argmax(lost))
        what = f"{name} {(EPOCH + MICROSECOND * int(values[row])).isoformat()}"
        raise HorizonRowsError(what, row, int(np.count_nonzero(lost)), *_NS_YEARS, "nanoseconds reach no further")
    return pa.array(np.where(beyond, MISSING, values * 1000).view("datetime64[ns]"), arrow_type)


def budgets_of(array: Any, column: str) -> Column:
    """Microseconds of a column of durations; `NegativeBudgetError` names the first row below zero."""
    if pa.types.is_null(array.type):
        return np.full(len(array), MISSING)
    if not pa.types.is_duration(array.type):
        raise SlacalTypeError(column, str(array.type), "a column of durations, as pd.to_timedelta or pl.duration make")
    values = us_of(array)
    below = (values < 0) & (values != MISSING)
    if below.any():
        row = int(np.argmax(below))
        raise NegativeBudgetError(f"{column}, row {row}", _given(array, row))
    return values


def _given(array: Any, row: int) -> Any:
    """A duration as it stands in an array: Arrow's number and its unit where no `timedelta` is that."""
    number, unit = array[row].value, array.type.unit
    us, finer = divmod(number * 1_000_000, _PER_SECOND[unit])
    with suppress(OverflowError):
        if not finer:
            return MICROSECOND * us
    return f"{number} {unit}"


def spans_out(values: Column) -> Any:
    """Microseconds of working time as an Arrow array of durations."""
    return pa.array(values.view("timedelta64[us]"), pa.duration("us"))


def days_of(array: Any, column: str) -> Column:
    """Days since 1970-01-01 of a column of dates, or of the timestamps without a zone that pandas keeps dates in."""
    kind = array.type
    if pa.types.is_null(kind):
        return np.full(len(array), MISSING)
    if pa.types.is_date32(kind):
        return _numbers(array.cast(pa.int32()).cast(pa.int64()))
    if pa.types.is_date64(kind):
        array = array.cast(pa.timestamp("ms"))
    elif not pa.types.is_timestamp(kind) or kind.tz is not None:
        raise SlacalTypeError(column, str(kind), "a column of dates; take those of the calendar's zone of timestamps")
    values = us_of(array)
    timed = (values % DAY_US != 0) & (values != MISSING)
    if timed.any():
        row = int(np.argmax(timed))
        what = str(np.datetime64(int(values[row]), "us"))
        raise SlacalTypeError(f"{column}, row {row}", what, "a date; cut the time off where its date is meant")
    return np.where(values == MISSING, MISSING, np.floor_divide(values, DAY_US))


def days_out(days: Column, arrow_type: Any, name: str, on_error: OnError) -> Any:
    """Days since 1970-01-01 as an Arrow array of dates, or of the timestamps that they were given as."""
    at = np.where(days == MISSING, MISSING, days * DAY_US)
    if pa.types.is_timestamp(arrow_type) and arrow_type.unit == "ns":
        return instants_out(at, arrow_type, name, on_error)
    return pa.array(at.view("datetime64[us]")).cast(pa.date32() if pa.types.is_null(arrow_type) else arrow_type)


def ints_of(array: Any, column: str) -> Column:
    """Whole numbers; floating ones too, where pandas had to make them such because some are missing."""
    if pa.types.is_null(array.type):
        return np.full(len(array), MISSING)
    try:
        if any(is_such(array.type) for is_such in _NUMBERS):
            return _numbers(array.cast(pa.int64()), MISSING + 1)  # as good as that, but there
    except pa.ArrowInvalid:  # fractions, or more than 64 bits hold
        pass
    raise SlacalTypeError(column, str(array.type), "a column of whole numbers")


def severities_of(array: Any, column: str, contract: Contract) -> Column:
    """The places in the contract's list of severities that a column of numbers or names means.

    Raises `SeverityRowError`, with the first row, for one the contract does not know.
    """
    if pa.types.is_null(array.type):
        return np.full(len(array), MISSING)
    if pa.types.is_string_view(array.type):
        array = array.cast(pa.large_string())
    try:
        encoded = array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(array)
    except pa.ArrowNotImplementedError:  # what Arrow raises for types it cannot encode: lists, structures
        raise SlacalTypeError(column, str(array.type), "a column of numbers or names") from None
    places = {severity: place for place, severity in enumerate(contract.severities)}
    try:
        named = encoded.dictionary.to_pylist()
    except UnicodeDecodeError:  # Arrow does not look whether text is such
        raise SlacalTypeError(column, str(array.type), "a column of numbers or names, in UTF-8") from None
    known = np.full(len(named) + 1, MISSING)
    in_order = range(len(named)) if encoded is not array else pc.unique(array.indices).to_pylist()
    for code in in_order:  # in which rows have them
        value = None if code is None else named[code]
        try:
            if value is not None:
                known[code] = places[contract.severity(_as_whole(value))]
        except (SeverityError, SlacalTypeError) as error:
            row = pc.index(encoded.indices, pa.scalar(code, encoded.indices.type)).as_py()
            raise _in_row(error, column, row) from None
    return known[_numbers(pc.fill_null(encoded.indices.cast(pa.int64()), len(named)))]


def _in_row(error: SeverityError | SlacalTypeError, column: str, row: int) -> Exception:
    """The error about a value as one about a row."""
    if isinstance(error, SeverityError):
        return SeverityRowError(column, row, error.value, error.known, error.suggestion)
    return SlacalTypeError(f"{column}, row {row}", error.value, error.expected)


def _as_whole(value: Any) -> Any:
    """A whole number that stands in a column of fractions as such, whatever else as it is."""
    return int(value) if isinstance(value, (float, Decimal)) and value % 1 == 0 else value
