"""The options of `slacal check`: one table, for the command line and for `[tool.slacal]` in pyproject.toml.

Invariant: whatever the command line takes, the file takes under the same name, and the other way round.
Law: what a value may be is decided by its kind, in one place for both.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Container, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from slacal.output_cli import STDIN

if TYPE_CHECKING:
    from typing import TypeGuard

__all__ = ["FORMATS", "OPTIONS", "ROW_OPTIONS", "CheckArguments", "Kind", "Option", "add_options"]

_FAILURES = ("breached", "violation", "warning", "note", "unknown", "rejected")
"""What can make the exit code other than 0."""

FORMATS = ("text", "json", "junit", "github", "markdown", "csv")


class CheckArguments(argparse.Namespace):
    """What the options come to: those of the command line, else of the file, else the defaults."""

    files: list[str]
    config: str | None
    now: str | None
    tz: str | None
    since: str | None
    until: str | None
    contract: tuple[str, ...]
    column: dict[str, str]
    map: str | None
    severity_map: dict[str, str]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    baseline: str | None
    write_baseline: bool
    format: str
    output: str | None
    summary_file: str | None
    color: str
    limit: int
    fail_on: tuple[str, ...]
    exit_zero: bool


class Kind(NamedTuple):
    """What a value may be: read from text, and from TOML, in a folder where it is a path.

    Both raise `ValueError` with what was expected.
    """

    of_text: Callable[[str], object]
    of_toml: Callable[[object, Path], object]


def _text(value: object, folder: Path) -> str:  # noqa: ARG001  what all kinds take
    if not isinstance(value, str):
        raise ValueError("expected text")
    return value


def _path(value: object, folder: Path) -> str:
    path = _text(value, folder)
    return path if path == STDIN else str(folder / path)


def _alone(text: str) -> tuple[str]:
    return (text,)


def _paths(value: object, folder: Path) -> tuple[str, ...]:
    if isinstance(value, str):
        return (_path(value, folder),)
    if not _is_texts(value):
        raise ValueError("expected a path, or a list of paths")
    return tuple(_path(path, folder) for path in value)


def _stamp(value: object, folder: Path) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, time):
        raise ValueError("expected a date or a time with its date")
    return _text(value, folder)


def _flag(value: object, folder: Path) -> bool:  # noqa: ARG001  likewise
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def _number(value: object, folder: Path) -> int:  # noqa: ARG001  likewise
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**9:
        raise ValueError("expected a number of lines, 0 or more")
    return value


def _number_of(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("expected a number of lines, 0 or more")
    return int(text)


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _words(value: object, folder: Path) -> tuple[str, ...]:  # noqa: ARG001  likewise
    if isinstance(value, str):
        return _words_of(value)
    if not _is_texts(value):
        raise ValueError("expected a list of text")
    return tuple(value)


def _is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(part, str) for part in value)  # pyright: ignore[reportUnknownVariableType]


def _first_pair(text: str) -> tuple[str, str]:
    name, equals, header = text.partition("=")
    if not (equals and name and header):
        raise ValueError("expected NAME=HEADER")
    return name.strip(), header.strip()


def _last_pair(text: str) -> tuple[str, str]:
    value, equals, severity = text.rpartition("=")
    if not (equals and value and severity):
        raise ValueError("expected VALUE=SEVERITY, such as P1=1")
    return value.strip(), severity.strip()


def _table(value: object, folder: Path) -> dict[str, str]:  # noqa: ARG001  likewise
    if not _is_table(value):
        raise ValueError("expected a table of text, such as { P1 = 1 }")
    return {name: str(meaning) for name, meaning in value.items()}


def _is_table(value: object) -> TypeGuard[Mapping[str, str | int]]:
    return isinstance(value, dict) and all(  # pyright: ignore[reportUnknownVariableType]
        isinstance(meaning, (str, int)) and not isinstance(meaning, bool)
        for meaning in value.values()  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    )


def _one_of(choices: tuple[str, ...]) -> Kind:
    def chosen(text: str) -> str:
        if text not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}")
        return text

    def of_toml(value: object, folder: Path) -> str:
        return chosen(_text(value, folder))

    return Kind(chosen, of_toml)


def _some_of(choices: tuple[str, ...]) -> Kind:
    def chosen(words: tuple[str, ...]) -> tuple[str, ...]:
        if not set(words) <= set(choices):
            raise ValueError(f"expected a list of {','.join(choices)}")
        return words

    def of_text(text: str) -> tuple[str, ...]:
        return chosen(_words_of(text))

    def of_toml(value: object, folder: Path) -> tuple[str, ...]:
        return chosen(_words(value, folder))

    return Kind(of_text, of_toml)


TEXT = Kind(str, _text)
PATH = Kind(str, _path)
PATHS = Kind(_alone, _paths)
STAMP = Kind(str, _stamp)
FLAG = Kind(str, _flag)
NUMBER = Kind(_number_of, _number)
WORDS = Kind(_words_of, _words)
COLUMNS = Kind(_first_pair, _table)
SEVERITIES = Kind(_last_pair, _table)


class Option(NamedTuple):
    """One option: its name, what it may be, how it is shown and what it is for.

    One whose default is a tuple or a dict may be given several times, a part of it at a time.
    """

    name: str
    kind: Kind
    metavar: str
    help: str
    default: object = None

    @property
    def key(self) -> str:
        """The attribute of `CheckArguments`."""
        return self.name.replace("-", "_")

    @property
    def is_list(self) -> bool:
        """Whether it may be given several times, and all of it counts."""
        return isinstance(self.default, tuple)

    @property
    def is_table(self) -> bool:
        """Whether it is given pair by pair."""
        return isinstance(self.default, dict)

    @property
    def action(self) -> str:
        """What the parser does with what is given."""
        if self.is_table:
            return "append"
        return "extend" if self.is_list else "store"


OPTIONS = (
    Option("now", STAMP, "T", "judge as of this instant (default: the machine's clock)"),
    Option("tz", TEXT, "Z", "whose clock it is where stamps carry no offset, such as Europe/Warsaw"),
    Option("since", STAMP, "T", "only tickets reported at or after this instant, or since this date began"),
    Option("until", STAMP, "T", "only tickets reported before this instant, or before this date began"),
    Option(
        "contract",
        PATHS,
        "F",
        "judge by this contract file (default: the one slacal ships with); of several, by that in force at the report",
        (),
    ),
    Option(
        "column", COLUMNS, "NAME=HEADER", "the header of a column: ticket, severity, reported_at, ...; repeatable", {}
    ),
    Option("map", PATH, "F", "a mapping file, which says how to read another system's export"),
    Option("severity-map", SEVERITIES, "VALUE=S", "what a foreign severity means, such as P1=1; repeatable", {}),
    Option(
        "select", WORDS, "CODES", "tell only these findings: codes or what they begin with, such as SLA1,SLA401", ()
    ),
    Option("ignore", WORDS, "CODES", "leave these findings out; of --select and --ignore the longer word wins", ()),
    Option("baseline", PATH, "F", "findings in this file are accepted: they stay silent and fail nothing"),
    Option("write-baseline", FLAG, "", "accept all that is found: write it to the file of --baseline", default=False),
    Option("format", _one_of(FORMATS), "FORMAT", f"of the report: {', '.join(FORMATS)} (default: text)", "text"),
    Option("output", PATH, "F", "write the report there instead of to standard output"),
    Option("summary-file", PATH, "F", "append the report as Markdown to this file, such as $GITHUB_STEP_SUMMARY"),
    Option(
        "color",
        _one_of(("auto", "always", "never")),
        "WHEN",
        "with the extra cli: auto, always or never (default: auto, which is on a terminal)",
        "auto",
    ),
    Option("limit", NUMBER, "N", "lines a section of text and Markdown (default: 25; 0: all)", 25),
    Option(
        "fail-on",
        _some_of(_FAILURES),
        "WHAT",
        f"what makes the exit code other than 0: a list of {','.join(_FAILURES)} (default: all but warning and note)",
        ("breached", "violation", "unknown", "rejected"),
    ),
    Option("exit-zero", FLAG, "", "exit with 0 whatever the rows hold; unreadable files stay 2", default=False),
)
"""Every option of `slacal check`, in the order in which the help tells of them."""


ROW_OPTIONS = ("now", "tz", "contract", "column", "map", "severity-map")
"""The options that say how rows are read and judged."""


def add_options(check: argparse.ArgumentParser, names: Container[str] | None = None) -> None:
    """Add the options to a parser, or those with some names; one that is not given is not in what it leaves."""
    for option in OPTIONS:
        if names is not None and option.name not in names:
            continue
        flag = f"--{option.name}"
        if option.kind is FLAG:
            action = argparse.BooleanOptionalAction
            check.add_argument(flag, action=action, default=argparse.SUPPRESS, help=option.help)
            continue
        check.add_argument(
            flag,
            metavar=option.metavar,
            type=_reader(option.kind),
            action=option.action,
            default=argparse.SUPPRESS,
            help=option.help,
        )
    where = check.add_mutually_exclusive_group()
    where.add_argument(
        "--config", metavar="F", help="options from [tool.slacal] of this file (default: pyproject.toml)"
    )
    where.add_argument("--no-config", action="store_true", help="options from no file")


def _reader(kind: Kind) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return kind.of_text(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{error}, got {text!r}") from None

    return read
