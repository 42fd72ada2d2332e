"""Tables in Parquet: every type of a column as the text it has in CSV, and every way in which a file can be broken."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import InputError
from slacal.frames import parquet
from slacal.frames.arrow import pa
from slacal.frames.parquet import ParquetTable, pq

if TYPE_CHECKING:
    from collections.abc import Sequence

MORNING = datetime(2026, 11, 16, 8, tzinfo=UTC)
IDENTITY = uuid.UUID("12345678-1234-5678-1234-567812345678")


def written(**columns: Any) -> io.BytesIO:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    stream.seek(0)
    return stream


def texts(column: Any) -> list[str]:
    """The cells of a table with one column."""
    return [cell for (cell,) in rows_of(ParquetTable(written(x=column)), [0])]


def rows_of(table: ParquetTable, columns: Sequence[int]) -> list[tuple[str, ...]]:
    return [row for batch in table.batches(columns) for row in batch.rows(range(len(batch)))]


def broken_text() -> Any:
    """A column of text that is none, and what is beside it."""
    return pa.Array.from_buffers(pa.string(), 2, pa.array([b"\xff", b"x"]).buffers())


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pa.array(["a", "ż", None]), ["a", "ż", ""]),
        (pa.array(["a", None], pa.large_string()), ["a", ""]),
        (pa.array(["a", "b", "a", None]).dictionary_encode(), ["a", "b", "a", ""]),
        (pa.array([1, -2, None]), ["1", "-2", ""]),
        (pa.array([2**63], pa.uint64()), ["9223372036854775808"]),
        (pa.array([1.0, 0.5, float("nan"), None, 1794821400000.0]), ["1", "0.5", "", "", "1794821400000"]),
        (pa.array([1.5, None], pa.float32()), ["1.5", ""]),
        (pa.array([Decimal("1.50"), None]), ["1.50", ""]),
        (pa.array([True, False, None]), ["true", "false", ""]),
        (pa.nulls(2), ["", ""]),
        (pa.array([date(2026, 11, 16), None]), ["2026-11-16", ""]),
        (pa.array([time(9, 30), None]), ["09:30:00.000000", ""]),
        (pa.array([datetime(2026, 11, 16, 9), None], pa.timestamp("us")), ["2026-11-16 09:00:00.000000", ""]),
        (pa.array([MORNING, None], pa.timestamp("ms", "UTC")), ["2026-11-16 08:00:00.000Z", ""]),
        (pa.array([MORNING, None], pa.timestamp("us", "Europe/Warsaw")), ["2026-11-16 08:00:00.000000Z", ""]),
        (pa.array([1_000_000_001_999, None], pa.timestamp("ns", "Asia/Tokyo")), ["1970-01-01 00:16:40.000001Z", ""]),
        (pa.array([2**62], pa.timestamp("ms")), ["<value out of range: 4611686018427387904>"]),
        (pa.array([timedelta(hours=1), None]), ["1:00:00", ""]),
        (pa.array([b"a", b"\xff", None]), ["a", "\udcff", ""]),
        (pa.array([b"ab", None], pa.binary(2)), ["ab", ""]),
        (broken_text(), ["\udcff", "x"]),
        (pa.array([[1, 2], None]), ["[1, 2]", ""]),
        (pa.array([{"a": "ż", "b": date(2026, 1, 1)}, None]), ['{"a": "ż", "b": "2026-01-01"}', ""]),
        (
            pa.ExtensionArray.from_storage(pa.uuid(), pa.array([IDENTITY.bytes, None], pa.binary(16))),
            [str(IDENTITY), ""],
        ),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)  # fmt: skip
def test_types(column: Any, expected: Sequence[str]) -> None:
    assert texts(column) == expected


FIRST = -9_223_372_036_854_775_000  # the first whole microsecond, in 1677, of which Arrow has all nanoseconds


@given(st.lists(st.integers(FIRST, 2**63 - 1)), st.sampled_from([None, "UTC", "Asia/Kolkata"]))
def test_nanoseconds_are_dropped_towards_the_past(ticks: list[int], zone: str | None) -> None:
    def exactly(tick: int) -> str:
        at = datetime(1970, 1, 1) + timedelta(microseconds=tick // 1000)
        return at.isoformat(" ", "microseconds") + ("" if zone is None else "Z")

    assert texts(pa.array(ticks, pa.timestamp("ns", zone))) == [exactly(tick) for tick in ticks]


def test_only_what_is_asked_for_in_the_order_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the end of a batch as well, and whatever else has a name that begins alike."""
    monkeypatch.setattr(parquet, "_BATCH", 2)
    table = ParquetTable(written(a=[1, 2, 3], **{"a.b": [4, 5, 6]}, c=[7, 8, 9]))
    assert table.header == ("a", "a.b", "c")
    assert rows_of(table, [2, 0]) == [("7", "1"), ("8", "2"), ("9", "3")]


def test_rows_as_csv() -> None:
    """Lines of cells, those chosen row by row; none where Arrow has no text for a column."""
    table = ParquetTable(written(a=["x, y", None, 'a "b"'], b=[1.0, 2.5, None], c=[b"a", b"\xff", None]))
    (batch,) = table.batches([0, 1])
    assert batch.as_csv() == '"x, y","1"\n"","2.5"\n"a ""b""",""\n'
    assert list(batch.rows([2, 0])) == [('a "b"', ""), ("x, y", "1")]
    (batch,) = table.batches([0, 2])
    assert batch.as_csv() is None
    assert list(batch.rows([1])) == [("", "\udcff")]


def test_what_cannot_be_read() -> None:
    good = written(ticket=pa.array([str(number) for number in range(2000)])).getvalue()
    with pytest.raises(InputError, match=r"^expected a readable Parquet file: .*footer"):
        ParquetTable(io.BytesIO(good[:-20]))
    with pytest.raises(InputError, match="^expected a readable Parquet file: 'utf-8' codec"):
        ParquetTable(io.BytesIO(good.replace(b"ticket", b"ticke\xff")))
    with pytest.raises(InputError, match="not a pipe: Parquet is read from its end"):
        ParquetTable(_Pipe(good))
    twice = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["x", "x"]), twice)
    with pytest.raises(InputError, match="x: expected each column once"):
        ParquetTable(twice)


def test_a_page_that_is_broken() -> None:
    data = bytearray(written(ticket=pa.array([str(number) for number in range(2000)])).getvalue())
    data[4:200] = b"\xff" * 196
    table = ParquetTable(io.BytesIO(data))
    with pytest.raises(InputError, match="^expected a readable Parquet file: "):
        list(table.batches([0]))


class _Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False
