"""Lines: what a report of the benchmarks shows, in which unit, beside what, and which targets were set.

Invariant: a line names its figures by key; whoever measures uses these keys and no others, and the sizes given here.
"""

from __future__ import annotations

from dataclasses import dataclass
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


def micro(seconds: float) -> str:
    return f"{seconds * 1e6:,.2f} µs" if seconds < 1e-4 else f"{seconds * 1e6:,.0f} µs"


def nano(seconds: float) -> str:
    return f"{seconds * 1e9:,.2f} ns" if seconds < 1e-8 else f"{seconds * 1e9:,.0f} ns"


def milli(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f} ms"


def in_seconds(seconds: float) -> str:
    return f"{seconds:,.2f} s"


def rate(rows: float) -> str:
    return f"{rows:,.0f} rows/s"


def mega(count: float) -> str:
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
        ("NumPy business days", "elapsed, UTC columns, midnight to eight"),
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
        micro,
        tuple(_scalar_lines()),
    ),
    Section(
        "One question at a time, beside its peers",
        """\
The same questions, given to all as `datetime`. exchange_calendars is asked through its table of trading
minutes, which is exact and faster than its methods; the lines without a target show other ways to ask
it.""",
        micro,
        tuple(_peer_lines()),
    ),
    Section(
        "Columns, beside an addition",
        """\
Nanoseconds a row of the kernel, on columns of random instants of 2020-2030; budgets are 16 h. Beside it stands NumPy's
addition of two columns of the same size, the least that any answer costs. Beside inputs and answers the kernel takes
less than 64 MB, which a test looks after. The frames have a severity in every row and give two answers, or six.""",
        nano,
        (*_column_lines(), *_around_lines()),
    ),
    Section(
        "Columns, beside their peers",
        f"""\
Nanoseconds a row, {PEER_ROWS:,} rows, conversions included: UTC columns are instants, of which deadlines are instants
again; local columns are wall times in Warsaw. The peers are what is written by hand with the business days of NumPy and
of Polars, and know one shift a day. exchange_calendars is asked through its table of trading minutes, for which the
rows are whole minutes; whoever answers row by row is asked about few.""",
        nano,
        tuple(_column_peer_lines()),
    ),
    Section(
        "Starting up",
        """\
Milliseconds. The first answer is that of a new calendar in a new process that has imported the package `holidays`,
which loads its countries only when it is first asked for one. Processes are measured from start to exit.""",
        milli,
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
        micro,
        (Line("fold, and its clocks read at the end", "fold with clocks", "fold", "the fold alone", limit=40e-6),),
    ),
    Section(
        f"An event log of {EVENTS:,} events",
        f"""\
JSON Lines of {EVENTS // 5:,} tickets, read, told apart by ticket, replayed and judged. The floor reads the same
rows with `json.loads` and their stamps with `datetime.fromisoformat`, and does nothing with them.""",
        in_seconds,
        (
            Line("time of the processor", "log, processor", "log, processor | floor", "reading only", limit=20),
            Line("time on the wall", "log, wall", "log, wall | floor", "reading only", limit=20),
        ),
    ),
    Section(
        f"An event log of {EVENTS:,} events: memory",
        "Peak memory of the process, beside the same with a tenth of the events.",
        mega,
        (Line("events replayed", "log memory", "log memory tenth", f"{EVENTS // 10:,} events"),),
    ),
    Section(
        f"`slacal check`, {CHECKED_ROWS:,} rows",
        """\
Rows a second of a whole process, its start included. The floor is a process that reads the same file with
`csv.reader` and its stamps with `datetime.fromisoformat`, and does nothing with them.""",
        rate,
        (
            Line("text to a pipe", "check text", "check text | floor", "reading only", limit=100_000),
            Line("`--format json` to a pipe", "check json", "check json | floor", "reading only"),
        ),
    ),
    Section(
        f"`slacal check`, {MEMORY_ROWS:,} rows",
        f"""\
Seconds of a whole process, once, beside what it had of a processor: where a machine does other work besides, the first
is more. The rows of an export are the same, with every cell in quotes and stamps without offsets, read by `--tz`. Of
the {EVENTS:,} events, those of a ticket stand scattered over the file.""",
        in_seconds,
        (
            Line("rows, text", "million text", "million text | processor", "its processor time", limit=2),
            Line(
                "rows, text, without `frames`",
                "million plain",
                "million plain | processor",
                "its processor time",
                limit=10,
            ),
            Line("rows of an export, text", "million export", "million export | processor", "its processor time"),
            Line(
                "rows of an export, text, without `frames`",
                "million export plain",
                "million export plain | processor",
                "its processor time",
            ),
            Line("rows, `--format json`", "million json", "million json | processor", "its processor time"),
            Line("events, text", "million events", "million events | processor", "its processor time", limit=25),
        ),
    ),
    Section(
        f"`slacal check`, memory for {MEMORY_ROWS:,} rows",
        "Peak memory of the process, beside the same with a tenth of the rows.",
        mega,
        (
            Line("rows, text", "memory text", "memory text tenth", f"{MEMORY_ROWS // 10:,} rows"),
            Line("rows, `--format json`", "memory json", "memory json tenth", f"{MEMORY_ROWS // 10:,} rows"),
            Line("events, text", "memory events", "memory events tenth", f"{EVENTS // 10:,} events", limit=500e6),
        ),
    ),
)

KEYS = frozenset(key for section in SECTIONS for line in section.lines for key in (line.ours, line.peer))
"""What is measured."""
