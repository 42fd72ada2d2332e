"""The board: what one run measured, which lines the report makes of it, and the report itself.

Invariant: a figure has one key, whoever measured it; a line names its figures by key and its target, and is
complete when both figures are there. Nothing is judged but printed: a missed target fails no test.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHECKED_ROWS = 100_000
MEMORY_ROWS = 1_000_000
EVENTS = 1_000_000
COLUMN_ROWS = (10_000, 100_000, 1_000_000, 10_000_000)
COLUMN_CALENDARS = (
    "the contract's hours",
    "an hour off at noon",
    "an hour off at noon, one day of a quarter of an hour",
    "a minute off at noon",
)
AROUND_COLUMNS = (
    "wall times in Warsaw to instants",
    "instants to dates in Warsaw",
    "`response_deadlines` of a Polars frame in UTC",
    "`response_deadlines` of a Polars frame without a zone",
    "`response_verdicts` of a Polars frame in UTC",
)
MANY_ROWS = 100_000_000
PEER_ROWS = 1_000_000
LOGGED_EVENTS = 1_000_000
PACKAGES = (
    "slacal",
    "holidays",
    "exchange_calendars",
    "pandas",
    "businesstimedelta",
    "business-duration",
    "numpy",
    "polars",
)


HEAD = """\
# Benchmarks

How fast slacal is, beside its peers and beside the least that Python itself needs, measured in one run.
This page is written by

```sh
pip install -e ".[dev]" && pytest tests/benchmarks --benchmark-only
```

which replaces it with the figures of the machine it runs on. Each figure is the best of several rounds, since whatever
else a machine does can only add to it; what stands side by side was measured in turn. All questions are 2,000 seeded
random instants of 2020-2030 in whole minutes, asked of the contract's calendar (Monday to Friday, 9 to 17 in Warsaw,
without Polish holidays), and every answer of slacal that is timed is compared with a walk over the days. No test
depends on a time: a target that is missed is shown here, and nothing else.

Measured on {today}: {machine}.
"""
AGREEMENT = """
## Do they agree?

The peers' answers to the questions that were timed, beside slacal's. A deadline that falls on closing time
may be named as the next opening: no working time lies in between. All else that differs is wrong.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report: a figure of ours, the one beside it, and what was asked of either.

    `limit` bounds our figure in its own unit, `faster` asks that the peer takes at least so many times as
    long, `within` that we take less than so many times what it takes.
    """

    what: str
    ours: str
    peer: str
    beside: str
    limit: float | None = None
    faster: float | None = None
    within: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Lines in one unit: `shown` writes a figure down."""

    title: str
    note: str
    shown: Callable[[float], str]
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Agreement:
    """How a peer's answers compare with slacal's on the same questions."""

    who: str
    question: str
    asked: int
    same: int
    same_working_time: int
    """Another instant with no working time in between: the next opening instead of the closing."""
    why: str = ""
    """Why some are wrong."""

    @property
    def wrong(self) -> int:
        return self.asked - self.same - self.same_working_time


@dataclass
class Board:
    """The figures of one run, by key, in seconds, bytes or rows a second; and the agreements."""

    figures: dict[str, float] = field(default_factory=dict[str, float])
    agreements: list[Agreement] = field(default_factory=list[Agreement])

    @property
    def complete(self) -> bool:
        wanted = {key for section in SECTIONS for line in section.lines for key in (line.ours, line.peer)}
        return wanted <= self.figures.keys()


def _micro(seconds: float) -> str:
    return f"{seconds * 1e6:,.2f} µs" if seconds < 1e-4 else f"{seconds * 1e6:,.0f} µs"


def _nano(seconds: float) -> str:
    return f"{seconds * 1e9:,.2f} ns" if seconds < 1e-8 else f"{seconds * 1e9:,.0f} ns"


def _milli(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f} ms"


def _seconds(seconds: float) -> str:
    return f"{seconds:,.2f} s"


def _rate(rows: float) -> str:
    return f"{rows:,.0f} rows/s"


def _mega(count: float) -> str:
    return f"{count / 2**20:,.1f} MiB"


def _scalar_lines() -> Iterator[Line]:
    for question, beside, cases in (
        ("elapsed", "`end - start`", ("5 h", "60 d", "5 y")),
        ("deadline", "`start + budget`", ("16 h", "112 h")),
    ):
        for variant, limit in (
            ("UTC hours, UTC", 1.5e-6),
            ("Warsaw hours, UTC in", 1.5e-6 if question == "elapsed" else 2.5e-6),
            ("Warsaw hours, Warsaw", 2.5e-6),
        ):
            for case in cases:
                what = f"{question}, {variant}, {case}"
                yield Line(what, what, f"{what} | floor", beside, limit=limit)


def _peer_lines() -> Iterator[Line]:
    spans = [f"elapsed, {zone} in, {span}" for zone in ("UTC", "Warsaw") for span in ("5 h", "60 d", "5 y")]
    budgets = [f"deadline, {zone} in, {budget}" for zone in ("UTC", "Warsaw") for budget in ("16 h", "112 h")]
    for who, times, questions in (
        ("exchange_calendars", 4, spans + budgets),
        ("exchange_calendars, `minutes_distance`", None, spans[1:2]),
        ("exchange_calendars, given timestamps", None, spans[1:2]),
        ("exchange_calendars, UTC out", None, budgets[:1]),
        ("pandas CustomBusinessHour", 25, budgets),
        ("businesstimedelta", 500, spans[1:2]),
        ("businesstimedelta, without holidays", 500, spans[1:2]),
    ):
        for what in questions:
            key = f"{what} | {who}"
            yield Line(what, f"{key} | slacal", key, who, faster=times)


def _column_lines() -> Iterator[Line]:
    for hours in COLUMN_CALENDARS:
        for question in ("elapsed", "deadline"):
            for count in COLUMN_ROWS if hours == COLUMN_CALENDARS[0] else COLUMN_ROWS[-1:]:
                key = f"column {question}, {hours}, {count:,}"
                within = 13 if count == COLUMN_ROWS[-1] and hours != COLUMN_CALENDARS[-1] else None
                yield Line(f"{question}, {hours}, {count:,} rows", key, f"{key} | np.add", "`np.add`", within=within)


def _around_lines() -> Iterator[Line]:
    for question in ("elapsed", "deadline"):
        key = f"column {question}, in blocks"
        yield Line(f"{question}, {MANY_ROWS:,} rows in blocks, once", key, f"{key} | np.add", "`np.add`")
    for what in AROUND_COLUMNS:
        yield Line(f"{what}, {PEER_ROWS:,} rows", f"column {what}", f"column {what} | np.add", "`np.add`")


def _column_peer_lines() -> Iterator[Line]:
    for who in ("NumPy business days", "Polars business days"):
        for zone, times in (("UTC", 10), ("local", 4)):
            for question in ("elapsed", "deadline"):
                key = f"{question}, {zone} columns | {who}"
                yield Line(f"{question}, {zone} columns", f"{key} | slacal", key, who, faster=times)
    for who, question in (  # the targets are ratios to the fastest
        ("pandas CustomBusinessHour", "deadline, local columns, 2,000 rows"),
        ("exchange_calendars", "elapsed, UTC columns, whole minutes"),
        ("exchange_calendars", "deadline, UTC columns, whole minutes"),
        ("business-duration", "elapsed, local columns, 500 rows"),
        ("businesstimedelta", "elapsed, UTC columns, 200 rows"),
    ):
        key = f"{question} | {who}"
        yield Line(question, f"{key} | slacal", key, who)


SECTIONS = (
    Section(
        "One question at a time, beside plain Python",
        """\
Microseconds a call. Beside it stands what Python needs for the same without a calendar: the floor. "UTC
hours, UTC" is a calendar with `tz="UTC"`, asked and answering in UTC; "Warsaw hours" is the contract's,
asked in UTC or in Warsaw time, and its deadlines are in Warsaw time.""",
        _micro,
        tuple(_scalar_lines()),
    ),
    Section(
        "One question at a time, beside its peers",
        """\
The same questions, given to all as `datetime`. exchange_calendars is asked through its table of trading
minutes, which is exact and faster than its methods; the lines without a target show other ways to ask
it.""",
        _micro,
        tuple(_peer_lines()),
    ),
    Section(
        "Columns, beside an addition",
        """\
Nanoseconds a row of the kernel, on columns of random instants of 2020-2030; budgets are 16 h. Beside it stands NumPy's
addition of two columns of the same size, the least that any answer costs. Beside inputs and answers the kernel takes
less than 64 MB, which a test looks after. The frames have a severity in every row and give two answers, or six.""",
        _nano,
        (*_column_lines(), *_around_lines()),
    ),
    Section(
        "Columns, beside their peers",
        f"""\
Nanoseconds a row, {PEER_ROWS:,} rows, conversions included: UTC columns are instants, of which deadlines are instants
again; local columns are wall times in Warsaw. The peers are what is written by hand with the business days of NumPy and
of Polars, and know one shift a day. exchange_calendars is asked through its table of trading minutes, for which the
rows are whole minutes; whoever answers row by row is asked about few.""",
        _nano,
        tuple(_column_peer_lines()),
    ),
    Section(
        "Starting up",
        """\
Milliseconds. The first answer is that of a new calendar in a new process that has imported the package `holidays`,
which loads its countries only when it is first asked for one. Processes are measured from start to exit.""",
        _milli,
        (
            Line(
                "first `deadline` of a new calendar",
                "first deadline",
                "first deadline | floor",
                "`import holidays`",
                limit=10e-3,
            ),
            Line(
                "the same, countries of `holidays` loaded",
                "first deadline, holidays loaded",
                "first deadline, holidays loaded | floor",
                "`import holidays`",
                limit=10e-3,
            ),
            Line(
                "first `elapsed`, over 5 y, the same way",
                "first elapsed, holidays loaded",
                "first elapsed, holidays loaded | floor",
                "`import holidays`",
            ),
            Line(
                "process `slacal deadline`",
                "process deadline",
                "process deadline | floor",
                '`python -c "import holidays"`',
                within=3,
            ),
            Line(
                "first line of `slacal check` on the example",
                "first line",
                "first line | floor",
                '`python -c "import holidays"`',
                limit=0.3,
            ),
            Line(
                "`import slacal` (`-X importtime`)",
                "importtime",
                "importtime | floor",
                "`import zoneinfo, datetime, dataclasses, enum`",
                within=3,
            ),
        ),
    ),
    Section(
        "A ticket of five events",
        """\
Microseconds. A page about a ticket: `Ticket.replay`, state, due, last moment, verdict, elapsed and remaining working
time, the end of the wait. Beside it stands the fold alone.""",
        _micro,
        (Line("fold, and its clocks read at the end", "fold with clocks", "fold", "the fold alone", limit=40e-6),),
    ),
    Section(
        f"An event log of {EVENTS:,} events",
        f"""\
JSON Lines of {EVENTS // 5:,} tickets, read, told apart by ticket, replayed and judged. The floor reads the same
rows with `json.loads` and their stamps with `datetime.fromisoformat`, and does nothing with them.""",
        _seconds,
        (
            Line("time of the processor", "log, processor", "log, processor | floor", "reading only", limit=20),
            Line("time on the wall", "log, wall", "log, wall | floor", "reading only", limit=20),
        ),
    ),
    Section(
        f"An event log of {EVENTS:,} events: memory",
        "Peak memory of the process, beside the same with a tenth of the events.",
        _mega,
        (Line("events replayed", "log memory", "log memory tenth", f"{EVENTS // 10:,} events"),),
    ),
    Section(
        f"`slacal check`, {CHECKED_ROWS:,} rows",
        """\
Rows a second of a whole process, its start included. The floor is a process that reads the same file with
`csv.reader` and its stamps with `datetime.fromisoformat`, and does nothing with them.""",
        _rate,
        (
            Line("text to a pipe", "check text", "check text | floor", "reading only", limit=100_000),
            Line("`--format json` to a pipe", "check json", "check json | floor", "reading only"),
        ),
    ),
    Section(
        f"`slacal check`, {MEMORY_ROWS:,} rows",
        f"""\
Seconds of a whole process, once, beside what it had of a processor: where a machine does other work besides, the first
is more. Of the {EVENTS:,} events, those of a ticket stand scattered over the file.""",
        _seconds,
        (
            Line("rows, text", "million text", "million text | processor", "its processor time", limit=2),
            Line(
                "rows, text, without `frames`",
                "million plain",
                "million plain | processor",
                "its processor time",
                limit=10,
            ),
            Line("rows, `--format json`", "million json", "million json | processor", "its processor time"),
            Line("events, text", "million events", "million events | processor", "its processor time", limit=25),
        ),
    ),
    Section(
        f"`slacal check`, memory for {MEMORY_ROWS:,} rows",
        "Peak memory of the process, beside the same with a tenth of the rows.",
        _mega,
        (
            Line("rows, text", "memory text", "memory text tenth", f"{MEMORY_ROWS // 10:,} rows"),
            Line("rows, `--format json`", "memory json", "memory json tenth", f"{MEMORY_ROWS // 10:,} rows"),
            Line("events, text", "memory events", "memory events tenth", f"{EVENTS // 10:,} events", limit=500e6),
        ),
    ),
)


def _target(section: Section, line: Line, ours: float, ratio: float) -> tuple[str, str]:
    """The target as words, and whether it is met; `ratio` is ours by theirs."""
    if line.faster is not None:
        words, met = f"at least {line.faster:g} times faster", 1 / ratio >= line.faster
    elif line.within is not None:
        words, met = f"under {line.within:g} times slower", ratio < line.within
    elif line.limit is None:
        return "", ""
    elif section.shown is _rate:
        words, met = f"at least {section.shown(line.limit)}", ours >= line.limit
    else:
        words, met = f"at most {section.shown(line.limit)}", ours <= line.limit
    return words, "yes" if met else "**no**"


def _times(section: Section, ratio: float) -> str:
    """Our figure as a multiple of the one beside it; `ratio` is ours by theirs."""
    if section.shown is _mega:
        return f"{_number(ratio)} times as much"
    faster = ratio if section.shown is _rate else 1 / ratio
    return f"{_number(faster)} times faster" if faster >= 1 else f"{_number(1 / faster)} times slower"


def _number(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 99.5 else f"{ratio:.1f}"


def _row(board: Board, section: Section, line: Line) -> str:
    ours, theirs = board.figures[line.ours], board.figures[line.peer]
    target, met = _target(section, line, ours, ours / theirs)
    times = _times(section, ours / theirs)
    figures = f"{section.shown(ours)} | {line.beside} | {section.shown(theirs)}"
    return f"| {line.what} | {figures} | {times} | {target} | {met} |"


def _tables(board: Board) -> Iterator[str]:
    for section in SECTIONS:
        lines = [line for line in section.lines if {line.ours, line.peer} <= board.figures.keys()]
        if lines:
            yield f"\n## {section.title}\n\n{section.note}\n"
            yield "| what | slacal | beside | its figure | slacal is | target | met |"
            yield "|---|--:|---|--:|--:|---|---|"
            yield from (_row(board, section, line) for line in lines)
    if board.agreements:
        yield AGREEMENT
        yield "| peer | question | asked | same | next opening | wrong | why |"
        yield "|---|---|--:|--:|--:|--:|---|"
        for one in board.agreements:
            wrong = f"**{one.wrong:,}**" if one.wrong else "0"
            counts = f"{one.asked:,} | {one.same:,} | {one.same_working_time:,}"
            yield f"| {one.who} | {one.question} | {counts} | {wrong} | {one.why if one.wrong else ''} |"


def machine() -> str:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    packages = ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name)))
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {python}; {packages}"


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def page(board: Board) -> str:
    """The report as Markdown: what `docs/benchmarks.md` holds."""
    head = HEAD.format(today=datetime.now(tz=UTC).date(), machine=machine())
    return head + "\n".join(_tables(board)) + "\n"


def summary(board: Board) -> str:
    """The tables alone, for the terminal."""
    return "\n".join(_tables(board))
