"""Columns: the kernel beside `np.add` of the same size, and beside what is written by hand and what pandas has."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from slacal import WorkingCalendar
from slacal.worktime.instants import MICROSECOND, from_us
from tests.engines import LACKING, left_out

if LACKING:
    left_out(LACKING)

from slacal.frames import Kernel, response_deadlines, response_verdicts
from slacal.frames.zones import local_days

from .board import Agreement, Board
from .columns import (
    HOUR,
    MINUTE,
    BusdayIdiom,
    BusinessDuration,
    CustomBusinessHour,
    MinuteTable,
    PolarsIdiom,
    instants,
    local,
    rows,
)
from .lines import AROUND_COLUMNS, COLUMN_CALENDARS, COLUMN_ROWS, MANY_ROWS, PEER_ROWS
from .peers import UTC_FOR_LOCAL, BusinessTimeDelta
from .questions import WARSAW

if TYPE_CHECKING:
    from collections.abc import Callable

    from slacal.frames.kernel import Column

    from .conftest import Stopwatch

    Ask = Callable[[], Column]

pl: Any = import_module("polars")
BUDGET = 16 * HOUR

MOST_AT_ONCE = COLUMN_ROWS[-1]
SECOND = 1_000_000
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
    answer, calendar = np.empty(count, np.int64), CALENDARS[hours]
    kernel = Kernel.of(calendar)
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
    check_some(calendar, question, start, end, ask(out=answer))


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
        check_some(calendar, question, start, end, answer)
    key = f"column {question}, in blocks"
    stopwatch.record(key, ours / blocks / count)
    stopwatch.record(f"{key} | np.add", addition / blocks / count)


def check_some(calendar: WorkingCalendar, question: str, start: Column, end: Column, answer: Column) -> None:
    """A hundred of the rows, asked of the scalar calendar."""
    for row in range(0, len(start), len(start) // 100):
        at = int(start[row])
        expected = calendar.elapsed_us(at, int(end[row])) if question == "elapsed" else calendar.deadline_us(at, BUDGET)
        assert answer[row] == expected


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
    found = compare(board, f"{who}, {zone} columns", question, races.kernel, ours(), answers)
    assert not found.wrong
    key = f"{question}, {zone} columns | {who}"
    stopwatch.time(f"{key} | slacal", ours, beside=(key, theirs), per=PEER_ROWS, rounds=5)


def test_beside_custom_business_hour(stopwatch: Stopwatch, board: Board) -> None:
    start, _ = rows(FEW)
    wall = local(start)
    kernel, peer = Kernel.of(CALENDARS[COLUMN_CALENDARS[0]]), CustomBusinessHour(16)
    who = "pandas CustomBusinessHour"
    right = kernel.deadline(start, BUDGET)
    assert not compare(board, f"{who}, local columns", "deadline", kernel, right, instants(peer.deadline(wall))).wrong
    assert compare(board, f"{who}, UTC columns", "deadline", kernel, right, peer.deadline(start), UTC_FOR_LOCAL).wrong
    key = f"deadline, local columns, 2,000 rows | {who}"

    def ours() -> None:
        kernel.deadline(instants(wall), BUDGET)

    stopwatch.time(f"{key} | slacal", ours, beside=(key, lambda: peer.deadline(wall)), per=FEW, rounds=5)


@pytest.mark.parametrize("question", ["elapsed", "deadline"])
def test_beside_the_table_of_minutes(stopwatch: Stopwatch, board: Board, question: str) -> None:
    """exchange_calendars, whose table may be looked up by columns: exact to the minute, and told in minutes."""
    peer, kernel = MinuteTable(), Kernel.of(CALENDARS[COLUMN_CALENDARS[0]])
    start, end = rows(PEER_ROWS)
    who = "exchange_calendars"
    if question == "elapsed":
        found, right = peer.elapsed(start, end), kernel.elapsed(start, end)
        assert compare(board, f"{who}, UTC columns", question, kernel, right, found, "tells whole minutes only").wrong
    start, end = (column // MINUTE * MINUTE for column in (start, end))
    asks: dict[str, tuple[Ask, Ask]] = {
        "elapsed": (lambda: kernel.elapsed(start, end), lambda: peer.elapsed(start, end)),
        "deadline": (lambda: kernel.deadline(start, BUDGET), lambda: peer.deadline(start, BUDGET)),
    }
    ours, theirs = asks[question]
    assert not compare(board, f"{who}, UTC columns, whole minutes", question, kernel, ours(), theirs()).wrong
    key = f"{question}, UTC columns, whole minutes | {who}"
    stopwatch.time(f"{key} | slacal", ours, beside=(key, theirs), per=PEER_ROWS, rounds=5)


def test_beside_business_duration(stopwatch: Stopwatch, board: Board) -> None:
    """Row by row, on wall times; what it is given of UTC it takes for those."""
    count, who, peer = 500, "business-duration", BusinessDuration()
    kernel = Kernel.of(CALENDARS[COLUMN_CALENDARS[0]])
    start, end = (column[:count] // SECOND * SECOND for column in rows(count))
    wall, wall_end = local(start), local(end)
    right = kernel.elapsed(start, end)
    assert not compare(board, f"{who}, local columns", "elapsed", kernel, right, peer.elapsed(wall, wall_end)).wrong
    assert compare(
        board, f"{who}, UTC columns", "elapsed", kernel, right, peer.elapsed(start, end), UTC_FOR_LOCAL
    ).wrong
    key = f"elapsed, local columns, {count} rows | {who}"
    stopwatch.time(
        f"{key} | slacal",
        lambda: kernel.elapsed(instants(wall), instants(wall_end)),
        beside=(key, lambda: peer.elapsed(wall, wall_end)),
        per=count,
        rounds=3,
    )


def test_beside_businesstimedelta(stopwatch: Stopwatch, board: Board) -> None:
    count, who, peer = 200, "businesstimedelta", BusinessTimeDelta()
    kernel = Kernel.of(CALENDARS[COLUMN_CALENDARS[0]])
    start, end = rows(count)
    instant = ZoneInfo("UTC")
    asked = [(from_us(a, instant), from_us(b, instant)) for a, b in zip(start.tolist(), end.tolist(), strict=True)]

    def theirs() -> Column:
        spans: list[timedelta] = [peer.elapsed(*question).timedelta for question in asked]
        return np.array([span // MICROSECOND for span in spans], np.int64)

    right, found = kernel.elapsed(start, end), theirs()
    why = "drops fractions of a second"
    assert compare(board, f"{who}, UTC columns", "elapsed", kernel, right, found, why).wrong
    assert (np.abs(right - found) < SECOND).all()
    key = f"elapsed, UTC columns, {count} rows | {who}"
    stopwatch.time(f"{key} | slacal", lambda: kernel.elapsed(start, end), beside=(key, theirs), per=count, rounds=3)


def test_hours_in_which_clocks_change(stopwatch: Stopwatch, board: Board) -> None:
    """Every day from midnight to eight, on which two days a year have an hour less or more: the idiom knows neither."""
    calendar = WorkingCalendar("Mon-Sun 00:00-08:00")
    idiom, kernel = BusdayIdiom(opening=0, week="1111111"), Kernel.of(calendar)
    start, end = rows(PEER_ROWS)
    why = "knows no clock changes within hours"
    key, who = "elapsed, UTC columns, midnight to eight | NumPy business days", "NumPy business days, midnight to eight"
    ours, theirs = partial(kernel.elapsed, start, end), partial(idiom.elapsed_from_utc, start, end)
    stopwatch.time(f"{key} | slacal", ours, beside=(key, theirs), per=PEER_ROWS, rounds=5)
    assert compare(board, who, "elapsed", kernel, ours(), theirs(), why).wrong
    due, right = idiom.deadline_from_utc(start, BUDGET), kernel.deadline(start, BUDGET)
    assert compare(board, who, "deadline", kernel, right, due, why).wrong


def compare(
    board: Board, who: str, question: str, kernel: Kernel, ours: Column, theirs: Column, why: str = ""
) -> Agreement:
    """Count the rows in which a peer says the same, or names another instant with no working time in between."""
    same = ours == theirs
    count = int(same.sum())
    alike = 0
    if question == "deadline":
        differ = ~same
        alike = int((kernel.elapsed(ours[differ], theirs[differ]) == 0).sum())
    agreement = Agreement(who, f"{question}, columns", len(ours), count, alike, why)
    board.agreements.append(agreement)
    return agreement
