"""The board: what one run measured, and the report it makes of that.

Invariant: a figure has one key, whoever measured it; a line is shown when both of its figures are there. Nothing is
judged but printed: a missed target fails no test.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from .lines import KEYS, SECTIONS, Line, Section, mega, rate

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = (
    "slacal",
    "holidays",
    "exchange_calendars",
    "pandas",
    "businesstimedelta",
    "business-duration",
    "numpy",
    "polars",
    "pyarrow",
    "narwhals",
    "pyspark",
)


HEAD = """\
# Benchmarks

How fast slacal is, beside its peers and beside the least that Python itself needs, measured in one run.
This page is written by

```sh
pip install -e ".[dev]" && pytest tests/benchmarks --benchmark-only
```

which replaces it with the figures of the machine it runs on. Each figure is the best of several rounds, since whatever
else a machine does can only add to it; what stands side by side was measured in turn. The calendar is the contract's:
Monday to Friday, 9 to 17 in Warsaw, closed on Polish holidays. Single questions are 2,000 seeded random instants of
2020-2030 in whole minutes, and slacal's answers to them are compared with a walk over the days; columns are described
where they stand. No test depends on a time: a target that is missed is shown here, and nothing else.

Measured on {today}: {machine}.
"""
AGREEMENT = """
## Do they agree?

The peers' answers to the questions that were timed, beside slacal's. A deadline that falls on closing time
may be named as the next opening: no working time lies in between. All else that differs is wrong.
"""


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
        return self.figures.keys() >= KEYS


def _target(section: Section, line: Line, ours: float, ratio: float) -> tuple[str, str]:
    """The target as words, and whether it is met; `ratio` is ours by theirs."""
    if line.faster is not None:
        words, met = f"at least {line.faster:g} times faster", 1 / ratio >= line.faster
    elif line.within is not None:
        words, met = f"under {line.within:g} times slower", ratio < line.within
    elif line.limit is None:
        return "", ""
    elif section.shown is rate:
        words, met = f"at least {section.shown(line.limit)}", ours >= line.limit
    else:
        words, met = f"at most {section.shown(line.limit)}", ours <= line.limit
    return words, "yes" if met else "**no**"


def _times(section: Section, ratio: float) -> str:
    """Our figure as a multiple of the one beside it; `ratio` is ours by theirs."""
    if section.shown is mega:
        return f"{_number(ratio)} times as much"
    faster = ratio if section.shown is rate else 1 / ratio
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
