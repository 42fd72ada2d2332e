"""Rows a second, from ten thousand to a hundred million, in one process and on Spark, and what a trillion would take.

    python -m tests.benchmarks.scale

measures, and replaces docs/scale.md by what it measured: no figure on that page comes from anywhere else. Core-seconds
are the processor time of all threads and processes that took part, as Linux counts it, so that what else a machine
does matters little to them; it matters to seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from slacal import SMARTSTOCK
from slacal.frames import Kernel, response_deadlines

from .board import machine
from .columns import HOUR, rows

if TYPE_CHECKING:
    from collections.abc import Callable

pa: Any = import_module("pyarrow")
pq: Any = import_module("pyarrow.parquet")
pl: Any = import_module("polars")

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
SPARK_SIZES = (100_000, 1_000_000, 10_000_000)
AT_ONCE = 10_000_000
GROUP = 1 << 20
TRILLION = 10**12
DAY_S = 86_400
TICKS = os.sysconf("SC_CLK_TCK")


class Took(NamedTuple):
    """What a run took."""

    seconds: float
    core_seconds: float


def core_seconds() -> float:
    """Processor time of this process and all below it that still run."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            parents[int(folder.name)] = int(fields[1])
            spent[int(folder.name)] = sum(map(int, fields[11:15])) / TICKS
    mine, before = {os.getpid()}, 0
    while len(mine) > before:
        before = len(mine)
        mine |= {pid for pid, parent in parents.items() if parent in mine}
    return sum(spent[pid] for pid in mine if pid in spent)


def timed(action: Callable[[], object], rounds: int, clock: Callable[[], float] = process_time) -> Took:
    """The quickest of some runs, by processor time, after one to warm up; one run alone is not warmed up for."""
    if rounds > 1:
        action()
    seen: list[Took] = []
    for _ in range(rounds):
        spent, begun = clock(), perf_counter()
        action()
        seen.append(Took(perf_counter() - begun, clock() - spent))
    return min(seen, key=lambda took: took.core_seconds)


def kernel(count: int) -> Took:
    """Deadlines of 16 hours, of random instants in memory, ten million at a time."""
    clock = Kernel.of(SMARTSTOCK.calendar)
    start, _ = rows(min(count, AT_ONCE))
    answer = np.empty_like(start)
    times = max(1, count // AT_ONCE, 1_000_000 // count)  # small columns several times

    def ask() -> None:
        for _ in range(times):
            clock.deadline(start, 16 * HOUR, out=answer)

    took = timed(ask, 3)
    per = count / (times * len(start))
    return Took(took.seconds * per, took.core_seconds * per)


def given(path: Path, count: int) -> Path:
    """Random reports and severities as Parquet, a million (2^20) a group."""
    kind = pa.schema({"reported_at": pa.timestamp("us", "UTC"), "severity": pa.int8()})
    random = np.random.default_rng(count)
    with pq.ParquetWriter(path, kind) as writer:
        for first in range(0, count, GROUP):
            reported, _ = rows(min(GROUP, count - first), seed=first)
            severity = random.integers(1, 6, len(reported)).astype(np.int8)
            writer.write_table(pa.table([pa.array(reported).cast(kind.field(0).type), severity], schema=kind))
    return path


def streamed(folder: Path, count: int) -> tuple[Took, float, float]:
    """Deadlines by severity from Parquet to Parquet, streamed by Polars; and bytes a row of either."""
    path, answers = given(folder / "given.parquet", count), folder / "answers.parquet"

    def ask() -> None:
        response_deadlines(pl.scan_parquet(path)).sink_parquet(answers)

    took = timed(ask, 3 if count <= AT_ONCE else 1)
    sizes = path.stat().st_size / count, answers.stat().st_size / count
    for file in (path, answers):
        file.unlink()
    return took, *sizes


def spark(workers: int, folder: str) -> dict[int, Took]:
    """The same on a local Spark with so many workers, in this process."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = import_module("pyspark.sql").SparkSession.builder.master(f"local[{workers}]")
    session = builder.config("spark.ui.enabled", "false").config("spark.local.dir", folder).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    found: dict[int, Took] = {}
    for count in SPARK_SIZES:
        path = given(Path(folder) / f"{count}.parquet", count)
        asked = response_deadlines(session.read.parquet(str(path)))
        write = partial(asked.write.mode("overwrite").parquet, f"{folder}/answers-{count}")
        found[count] = timed(write, 3 if count < AT_ONCE else 1, core_seconds)
    session.stop()
    return found


def in_another_process(workers: int) -> dict[int, Took]:
    """`spark` where no other Spark was before."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-W", "ignore", "-m", __spec__.name, str(workers), folder]
        printed = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    return {int(count): Took(*took) for count, took in json.loads(printed.splitlines()[-1]).items()}


HEAD = """\
# Scale

How many rows a second, from ten thousand to a hundred million, and what that means for 10^12 rows a day. This page is
written by

```sh
pip install -e ".[dev]" && python -m tests.benchmarks.scale
```

with the figures of the machine it runs on, and nothing on it is taken from anywhere else. Core-seconds are the
processor time of all threads and processes together, the best of three runs after a first (of the longest,
one run); other work on the machine shows in the seconds, and little in them. Measured on {today}: {machine}; on
average {load:.0f} tasks wanted its cores meanwhile.

## One process

The kernel, on instants in memory (deadlines of 16 h; more than ten million in turns); and Polars, which streams reports
with severities from Parquet to Parquet, through `response_deadlines`, with two answers a row.

| rows | kernel: rows a core-second | rows a second | Polars: rows a core-second | rows a second |
|--:|--:|--:|--:|--:|
"""
SPARK_HEAD = """
Small inputs cost what it takes to begin, a column some microseconds and a plan some milliseconds.

## Spark

The same from Parquet to Parquet on a local Spark, which runs one Python worker for each core it is given. Its processor
time is that of Java and of the Python workers together.

| rows | 1 worker: rows a core-second | rows a second | 2 workers: rows a core-second | rows a second |
|--:|--:|--:|--:|--:|
"""


def page(
    in_memory: dict[int, Took], streams: dict[int, Took], sparks: dict[int, dict[int, Took]], sizes: tuple[float, float]
) -> str:
    """What was measured, and what follows."""
    text = HEAD.format(today=datetime.now(tz=UTC).date(), machine=machine(), load=os.getloadavg()[2])
    for count in SIZES:
        text += f"| {count:,} | {_rates(count, in_memory[count])} | {_rates(count, streams[count])} |\n"
    text += SPARK_HEAD
    for count in SPARK_SIZES:
        text += f"| {count:,} | {_rates(count, sparks[1][count])} | {_rates(count, sparks[2][count])} |\n"
    per_core = {
        "the kernel alone, in memory": SIZES[-1] / in_memory[SIZES[-1]].core_seconds,
        "Polars, Parquet to Parquet": SIZES[-1] / streams[SIZES[-1]].core_seconds,
        "Spark, Parquet to Parquet": SPARK_SIZES[-1] / sparks[2][SPARK_SIZES[-1]].core_seconds,
    }
    read, written = sizes
    share = per_core["Polars, Parquet to Parquet"] / per_core["the kernel alone, in memory"]
    text += f"""
## A trillion rows a day

10^12 rows in {DAY_S:,} seconds are {TRILLION / DAY_S / 1e6:.1f} million rows a second, day and night. Rows are
independent: what answers twice as many takes twice the cores, and no row waits for another. At the rates of the longest
runs above:

| | rows a core-second | cores for 10^12 rows a day |
|---|--:|--:|
"""
    for what, rate in per_core.items():
        text += f"| {what} | {_short(rate)} | {TRILLION / DAY_S / rate:.1f} |\n"
    text += f"""
**Bytes.** A report and a severity took {read:.1f} bytes in Parquet, and with the two answers {written:.1f}. A trillion
rows are {TRILLION * read / 1e12:.1f} TB read and {TRILLION * written / 1e12:.1f} TB written a day,
{TRILLION * read / DAY_S / 1e6:,.0f} MB/s and {TRILLION * written / DAY_S / 1e6:,.0f} MB/s. The random instants of this
measurement hardly compress; columns that are carried along come on top.

**Where the limit is.** Not in the calendar: its tables are some megabytes that every worker makes for itself, and of
the processor time of the Polars run, the kernel's share for one answer is about {100 * share:.0f} %. The rest is
reading, decoding, encoding and writing Parquet, and with Spark moving batches between Java and Python. So beyond one
machine it is storage and network that have to carry {TRILLION * (read + written) / DAY_S / 1e6:,.0f} MB/s, whoever
answers. Where that costs more than answering, do not store the answers: they can be had again from the two columns
whenever they are asked for.

This extends measurements of at most {SIZES[-1]:,} rows by a factor of {TRILLION // SIZES[-1]:,}. Nothing here was
measured on more than {os.cpu_count()} cores; shared storage, stragglers and failed tasks are not in the arithmetic.
"""
    return text


def _rates(count: int, took: Took) -> str:
    return f"{_short(count / took.core_seconds)} | {_short(count / took.seconds)}"


def _short(rate: float) -> str:
    return f"{rate / 1e6:,.1f} M" if rate >= 1e6 else f"{rate / 1e3:,.1f} k"


def main(arguments: list[str]) -> None:
    """Measure Spark with so many workers, where these are given; else everything, and write the page."""
    if arguments:
        sys.stdout.write(f"\n{json.dumps(spark(int(arguments[0]), arguments[1]))}\n")
        return
    in_memory = {count: kernel(count) for count in SIZES}
    streams: dict[int, Took] = {}
    sizes = 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for count in SIZES:
            streams[count], *both = streamed(Path(folder), count)
            sizes = both[0], both[1]
    sparks = {workers: in_another_process(workers) for workers in (1, 2)}
    PAGE.write_text(page(in_memory, streams, sparks, sizes), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
