"""The page about scale, from figures made up: what it says follows from them."""

from __future__ import annotations

from tests.engines import LACKING, left_out

if LACKING:
    left_out(LACKING)

from .scale import SIZES, SPARK_SIZES, Took, core_seconds, page, timed


def test_the_page_says_what_follows() -> None:
    """A trillion rows a day at a million rows a core-second are 11.6 cores, and bytes are counted by the row."""
    million = {count: Took(count / 500_000, count / 1e6) for count in SIZES}
    quarter = {count: Took(count / 250_000, count / 250_000) for count in SPARK_SIZES}
    text = page(million, million, {1: quarter, 2: quarter}, (10.0, 30.0))
    assert "| 10,000 | 1.0 M | 500.0 k | 1.0 M | 500.0 k |" in text
    assert "| 1,000,000 | 250.0 k | 250.0 k | 250.0 k | 250.0 k |" in text
    assert "| Polars, Parquet to Parquet | 1.0 M | 11.6 |" in text
    assert "| Spark, Parquet to Parquet | 250.0 k | 46.3 |" in text
    assert "10.0 TB read and 30.0 TB written a day,\n116 MB/s and 347 MB/s" in text
    assert "carry 463 MB/s" in text


def test_what_a_run_takes() -> None:
    """The quickest by processor time, after one that does not count."""
    spent = iter([9.0, 9.0, 5.0, 6.0, 1.0, 4.0])
    calls: list[int] = []
    assert timed(lambda: calls.append(1), 3, lambda: next(spent)).core_seconds == 0.0
    assert len(calls) == 4
    assert core_seconds() > 0
