"""Parquet: tables of tickets or events as rows of text or lines in CSV, for a check that knows no Arrow.

Columns are turned into text by whole batches, by Arrow where it can: an instant becomes ISO 8601 in UTC, a wall time
ISO 8601 without an offset, a date a date, a whole number that a table keeps as a float a whole number. Only the columns
that are asked for are read.

Invariant: memory holds a batch of the columns that are read, not the table.
Law: a table says what the same values say in CSV.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from slacal.errors import InputError
from slacal.frames.arrow import pa, pc
from slacal.frames.columns import once

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["ParquetTable"]

csv: Any = import_module("pyarrow.csv")
pq: Any = import_module("pyarrow.parquet")

_BATCH = 1 << 16  # rows
_TEXT = pa.large_string()
_UNREADABLE = "expected a readable Parquet file"
_WRITTEN_BY_ARROW = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_integer,
    pa.types.is_decimal,
    pa.types.is_boolean,
    pa.types.is_date,
    pa.types.is_time,
    pa.types.is_null,
)


class ParquetTable:
    """A Parquet file, which has to be seekable; `InputError` where it cannot be read."""

    __slots__ = ("_file", "header")

    def __init__(self, stream: BinaryIO) -> None:
        if not stream.seekable():
            raise InputError(f"{_UNREADABLE}, not a pipe: Parquet is read from its end")
        try:
            self._file = pq.ParquetFile(stream)
            self.header: tuple[str, ...] = tuple(self._file.schema_arrow.names)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise _unreadable(error) from None
        once(self.header, self.header)

    def batches(self, columns: Sequence[int]) -> Iterator[_Batch]:
        """The cells of some columns as text, so many rows at once."""
        names = [self.header[i] for i in columns]
        try:
            for batch in self._file.iter_batches(_BATCH, columns=names):
                yield _Batch([_texts(batch.column(name)) for name in names])
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(error) from None


class _Batch:
    """Some rows of a table: columns of text, Arrow's or lists; of the latter some may not be UTF-8."""

    __slots__ = ("_columns",)

    def __init__(self, columns: list[Any]) -> None:
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns[0])

    def rows(self, chosen: Sequence[int]) -> Iterator[tuple[str, ...]]:
        """The cells of some rows, row by row."""
        places = pa.array(chosen, pa.int64())
        cells: list[list[str]] = [
            texts.take(places).to_pylist() if isinstance(texts, pa.Array) else [texts[row] for row in chosen]
            for texts in self._columns
        ]
        return zip(*cells, strict=True)

    def as_csv(self) -> str | None:
        r"""The rows as CSV with commas, each ending with \n; None where a column is a list."""
        if not all(isinstance(texts, pa.Array) for texts in self._columns):
            return None
        out = pa.BufferOutputStream()
        table = pa.table(self._columns, [str(i) for i in range(len(self._columns))])
        csv.write_csv(table, out, csv.WriteOptions(include_header=False))
        text: str = out.getvalue().to_pybytes().decode()
        return text


def _unreadable(error: Exception) -> InputError:
    reason = str(error).partition("\n")[0]
    return InputError(f"{_UNREADABLE}: {reason}")


def _texts(column: Any) -> Any:
    """A column as text, empty where nothing is recorded: Arrow's, or a list where Arrow has no text for its values."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if pa.types.is_floating(kind):
        values = column.to_pylist()
        return pa.array(["" if value is None or value != value else f"{value:.15g}" for value in values], _TEXT)
    if pa.types.is_timestamp(kind):
        column = _written_in_utc(column)
    elif not any(is_such(kind) for is_such in _WRITTEN_BY_ARROW):
        return [_text(value) for value in column.to_pylist()]
    texts = column.cast(_TEXT).fill_null("")
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:  # files may hold what is no text
        return [_text(value) for value in texts.cast(pa.large_binary()).to_pylist()]
    return texts


def _written_in_utc(column: Any) -> Any:
    """Instants on the clock of UTC, not finer than a microsecond; wall times as they are."""
    zone = None if column.type.tz is None else "UTC"
    column = column.cast(pa.timestamp(column.type.unit, zone))
    if column.type.unit == "ns":  # finer than what is read: dropped towards the past
        column = pc.floor_temporal(column, unit="microsecond").cast(pa.timestamp("us", zone))
    return column


def _text(value: object) -> str:
    """A value that Arrow has no text for: bytes as what they should be, lists and the like in JSON."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "" if value is None else str(value)
