"""Columns: the kernel beside `np.add` of the same size, and beside what is written by hand and what pandas has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from slacal import WorkingCalendar
from tests.engines import MISSING

if MISSING:
    pytest.skip(MISSING, allow_module_level=True)

from slacal.frames import Kernel, response_deadlines, response_verdicts
from slacal.frames.zones import local_days

from .board import AROUND_COLUMNS, COLUMN_CALENDARS, COLUMN_ROWS, MANY_ROWS, PEER_ROWS, Agreement, Board
from .columns import HOUR, BusdayIdiom, CustomBusinessHour, PolarsIdiom, instants, local, rows
from .questions import WARSAW

if TYPE_CHECKING:
    from collections.abc import Callable

    from slacal.frames.kernel import Column

    from .conftest import Stopwatch

    Ask = Callable[[], Column]

pl: Any = import_module("polars")
BUDGET = 16 * HOUR

MOST_AT_ONCE = COLUMN_ROWS[-1]
FEW = 2_000
"""Rows for the slowest peer."""
CALENDARS = dict(
    zip(
        COLUMN_CALENDARS,
        (
            WorkingCalendar(),
            WorkingCalendar("Mon-Fri 08:00-12:00,13:00-17:00"),
            WorkingCalendar("Mon-Fri 08:00-12:00,13:00-17:00", exceptions={date(2026, 3, 3): "10:00-10:15"}),
            WorkingCalendar("Mon-Fri 08:00-12:00,12:01-16:01"),
        ),
        strict=True,
    )
)


@pytest.mark.parametrize("question", ["elapsed", "deadline"])
@pytest.mark.parametrize(
    ("hours", "count"),
    [(COLUMN_CALENDARS[0], count) for count in COLUMN_ROWS]
    + [(hours, COLUMN_ROWS[-1]) for hours in COLUMN_CALENDARS[1:]],
)
def test_beside_an_addition(stopwatch: Stopwatch, hours: str, question: str, count: int) -> None:
    """A row costs about as many additions as it takes look-ups; other calendars are asked about most rows only."""
    start, end = rows(count)
    answer, kernel = np.empty(count, np.int64), Kernel.of(CALENDARS[hours])
    ask = partial(kernel.elapsed, start, end) if question == "elapsed" else partial(kernel.deadline, start, BUDGET)
    key = f"column {question}, {hours}, {count:,}"
    many = max(1, 100_000 // count)

    def ours() -> None:
        for _ in range(many):
            ask(out=answer)

    def addition() -> None:
        for _ in range(many):
            np.add(start, end, out=answer)

    stopwatch.time(key, ours, beside=(f"{key} | np.add", addition), per=count * many, rounds=9)


@pytest.mark.parametrize("question", ["elapsed", "deadline"])
def test_a_hundred_million_rows(stopwatch: Stopwatch, question: str) -> None:
    """In blocks, since nobody keeps so many at once; some of each are asked of the scalar calendar too."""
    blocks, count = (MANY_ROWS // MOST_AT_ONCE, MOST_AT_ONCE) if stopwatch.enabled else (2, 10_000)
    calendar = CALENDARS[COLUMN_CALENDARS[0]]
    kernel, answer = Kernel.of(calendar), np.empty(count, np.int64)
    ours = addition = 0.0
    for seed in range(blocks):
        start, end = rows(count, seed)
        begun = perf_counter()
        np.add(start, end, out=answer)
        added = perf_counter()
        if question == "elapsed":
            kernel.elapsed(start, end, out=answer)
        else:
            kernel.deadline(start, BUDGET, out=answer)
        ours, addition = ours + perf_counter() - added, addition + added - begun
        for row in range(0, count, count // 100):
            at = int(start[row])
            expected = (
                calendar.elapsed_us(at, int(end[row])) if question == "elapsed" else calendar.deadline_us(at, BUDGET)
            )
            assert answer[row] == expected
    key = f"column {question}, in blocks"
    stopwatch.record(key, ours / blocks / count)
    stopwatch.record(f"{key} | np.add", addition / blocks / count)


def polars_frame(start: Column, end: Column) -> Any:
    """Reports in UTC and on Warsaw's wall clock, responses and severities."""
    severity = np.random.default_rng(5).integers(1, 6, len(start))
    columns = {"utc": start, "wall": local(start), "end": end}
    frame = pl.DataFrame(
        {name: column.view("datetime64[us]") for name, column in columns.items()} | {"severity": severity}
    )
    return frame.with_columns(pl.col("utc", "end").dt.replace_time_zone("UTC"))


@pytest.mark.parametrize("what", AROUND_COLUMNS)
def test_around_the_kernel(stopwatch: Stopwatch, what: str) -> None:
    """What conversions cost, and frames with all that belongs to them."""
    start, end = rows(PEER_ROWS)
    wall, frame = local(start), polars_frame(start, end)
    now = datetime(2029, 1, 1, tzinfo=UTC)
    naive: dict[str, Any] = {"tz": WARSAW.key, "ambiguous": "earliest"}
    asks: tuple[Callable[[], object], ...] = (
        lambda: instants(wall),
        lambda: local_days(start, WARSAW),
        lambda: response_deadlines(frame, reported="utc"),
        lambda: response_deadlines(frame, reported="wall", **naive),
        lambda: response_verdicts(frame, reported="utc", responded="end", now=now),
    )
    ask = dict(zip(AROUND_COLUMNS, asks, strict=True))[what]
    sums = np.empty_like(start)
    key = f"column {what}"
    stopwatch.time(key, ask, beside=(f"{key} | np.add", lambda: np.add(start, end, out=sums)), per=PEER_ROWS, rounds=9)


class Races:
    """What slacal and the two idioms do with the same million rows, by question and kind of column."""

    def __init__(self) -> None:
        start, end = rows(PEER_ROWS)
        wall, wall_end = local(start), local(end)
        self.kernel = kernel = Kernel.of(CALENDARS[COLUMN_CALENDARS[0]])
        busday, polars = BusdayIdiom(), PolarsIdiom(start, end)
        self.ours: dict[tuple[str, str], Ask] = {
            ("elapsed", "UTC"): lambda: kernel.elapsed(start, end),
            ("elapsed", "local"): lambda: kernel.elapsed(instants(wall), instants(wall_end)),
            ("deadline", "UTC"): lambda: kernel.deadline(start, BUDGET),
            ("deadline", "local"): lambda: kernel.deadline(instants(wall), BUDGET),
        }
        self.theirs: dict[str, dict[tuple[str, str], Ask]] = {
            "NumPy business days": {
                ("elapsed", "UTC"): lambda: busday.elapsed_from_utc(start, end),
                ("elapsed", "local"): lambda: busday.elapsed(wall, wall_end),
                ("deadline", "UTC"): lambda: busday.deadline_from_utc(start, BUDGET),
                ("deadline", "local"): lambda: busday.deadline(wall, BUDGET),
            },
            "Polars business days": {
                ("elapsed", "UTC"): polars.elapsed_from_utc,
                ("elapsed", "local"): polars.elapsed,
                ("deadline", "UTC"): lambda: polars.deadline_from_utc(BUDGET),
                ("deadline", "local"): lambda: polars.deadline(BUDGET),
            },
        }


@pytest.fixture(scope="module")
def races() -> Races:
    return Races()


@pytest.mark.parametrize("zone", ["UTC", "local"])
@pytest.mark.parametrize("question", ["elapsed", "deadline"])
@pytest.mark.parametrize("who", ["NumPy business days", "Polars business days"])
def test_beside_the_idioms(
    stopwatch: Stopwatch, board: Board, races: Races, who: str, question: str, zone: str
) -> None:
    ours, theirs = races.ours[question, zone], races.theirs[who][question, zone]
    answers = instants(theirs()) if (question, zone) == ("deadline", "local") else theirs()
    compare(board, f"{who}, {zone} columns", question, races.kernel, ours(), answers)
    key = f"{question}, {zone} columns | {who}"
    stopwatch.time(f"{key} | slacal", ours, beside=(key, theirs), per=PEER_ROWS, rounds=5)


def test_beside_custom_business_hour(stopwatch: Stopwatch, board: Board) -> None:
    start, _ = rows(FEW)
    wall = local(start)
    kernel, peer = Kernel.of(CALENDARS[COLUMN_CALENDARS[0]]), CustomBusinessHour(16)
    who = "pandas CustomBusinessHour"
    right = kernel.deadline(start, BUDGET)
    compare(board, f"{who}, local columns", "deadline", kernel, right, instants(peer.deadline(wall)))
    compare(board, f"{who}, UTC columns taken for local ones", "deadline", kernel, right, peer.deadline(start))
    key = f"deadline, local columns | {who}"

    def ours() -> None:
        kernel.deadline(instants(wall), BUDGET)

    stopwatch.time(f"{key} | slacal", ours, beside=(key, lambda: peer.deadline(wall)), per=FEW, rounds=5)


def compare(board: Board, who: str, question: str, kernel: Kernel, ours: Column, theirs: Column) -> None:
    """Count the rows in which a peer says the same, or names another instant with no working time in between."""
    same = ours == theirs
    count = int(same.sum())
    alike = 0
    if question == "deadline":
        differ = ~same
        alike = int((kernel.elapsed(ours[differ], theirs[differ]) == 0).sum())
    board.agreements.append(Agreement(who, f"{question}, columns", len(ours), count, alike))
