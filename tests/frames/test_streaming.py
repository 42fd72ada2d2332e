"""Polars streams more rows through a question than the process that asks it may hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from slacal import SMARTSTOCK
from slacal.frames import Kernel
from slacal.frames.arrow import pa

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pq: Any = import_module("pyarrow.parquet")

ROWS = 50_000_000
GROUP = 1 << 18
ALLOWED = 500 * 2**20
"""A third of what rows and answers take, and no more for more rows; a fifth of it is Python with its packages."""
THREADS = {"POLARS_MAX_THREADS": "2"}  # each holds some batches
INSTANT = pa.timestamp("us", "UTC")

STREAM = """
import json, sys
import polars as pl
from slacal import frames
given, answers = sys.argv[1:]
frames.response_deadlines(pl.scan_parquet(given), severity="degraded").sink_parquet(answers)
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps(int(status["VmHWM"].split()[0]) * 1024))
"""


@pytest.fixture
def given(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "given.parquet"
    random = np.random.default_rng(40)
    kind = pa.schema({"id": pa.int64(), "reported_at": INSTANT})
    with pq.ParquetWriter(path, kind, compression="none", use_dictionary=False) as writer:
        for first in range(0, ROWS, GROUP):
            ids = np.arange(first, min(first + GROUP, ROWS))
            reported = random.integers(1_577_836_800_000_000, 1_900_000_000_000_000, len(ids))
            writer.write_table(pa.table([pa.array(ids), pa.array(reported).cast(INSTANT)], schema=kind))
    yield path
    for file in tmp_path.glob("*.parquet"):  # pytest would keep these gigabytes
        file.unlink()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory is read from /proc")
def test_more_rows_than_memory(given: Path, tmp_path: Path) -> None:
    """Law: a streamed row is answered as the kernel answers it, in its place; the process stays small."""
    answers = tmp_path / "answers.parquet"
    assert given.stat().st_size > 1.5 * ALLOWED
    done = subprocess.run(
        [sys.executable, "-c", STREAM, given, answers],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | THREADS,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) < ALLOWED
    kernel, budget = Kernel.of(SMARTSTOCK.calendar), SMARTSTOCK.budget_us(3)
    row = 0
    for batch in pq.ParquetFile(answers).iter_batches(GROUP):
        ids, reported, due, last = (np.asarray(column.cast(pa.int64())) for column in batch.columns)
        assert np.array_equal(ids, np.arange(row, row + len(ids)))
        expected = kernel.ends(reported, budget)
        assert np.array_equal(due, expected[0])
        assert np.array_equal(last, expected[1])
        row += len(ids)
    assert row == ROWS
