"""Colour and progress on a terminal, by `rich`, where the `cli` extra is installed.

Invariant: rich is imported only where there is a terminal, or where colour is asked for; without it, a terminal gets
the same words. Law: which colours a terminal gets, and whether any (`NO_COLOR`, `TERM`), is rich's to say.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from slacal.audit.text import ROLES
from slacal.output_cli import STDIN
from slacal.worktime.problems import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from typing import BinaryIO, TextIO

__all__ = ["painter", "progress"]

_LARGE = 8_000_000  # bytes: what takes less is read before a progress bar is seen
_STYLES = {
    "breached": "bold red",
    "violation": "bold red",
    "running": "cyan",
    "unknown": "yellow",
    "warning": "yellow",
    "note": "blue",
    "met": "green",
    "summary": "bold",
    "head": "bold",
    "column": "dim",
}


def painter(out: TextIO, color: str) -> Callable[[str, str], str] | None:
    """What puts a text of a role into colour; None where nothing is to be coloured.

    Raises `MissingExtraError` where colour is asked for and there is no rich.
    """
    if color == "never" or (color == "auto" and not out.isatty()):
        return None
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:
        if color == "always":
            raise MissingExtraError("--color always", "cli", "rich") from None
        return None
    console = Console(file=out, force_terminal=True if color == "always" else None)
    marks: dict[str, tuple[str, str]] = {}
    for role in ROLES:
        with console.capture() as captured:
            console.print(Text("-", _STYLES[role]), end="")
        before, _, after = captured.get().partition("-")
        marks[role] = before, after

    def paint(text: str, role: str) -> str:
        before, after = marks[role]
        return f"{before}{text}{after}"

    return paint


@contextmanager
def progress(files: Sequence[str], color: str) -> Generator[Callable[[BinaryIO, str], BinaryIO], None, None]:
    """What follows the reading of a file with a bar, on a terminal, where there is much to read."""
    sizes = {} if color == "never" or not sys.stderr.isatty() else _sizes(files)
    if sum(sizes.values()) < _LARGE:
        yield _unfollowed
        return
    try:
        from rich.console import Console
        from rich.progress import Progress
    except ImportError:
        yield _unfollowed
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:

        def follow(stream: BinaryIO, file: str) -> BinaryIO:
            return bar.wrap_file(stream, sizes.get(file), description=Path(file).name)

        yield follow


def _unfollowed(stream: BinaryIO, file: str) -> BinaryIO:  # noqa: ARG001  what follows takes both
    return stream


def _sizes(files: Sequence[str]) -> dict[str, int]:
    return {file: Path(file).stat().st_size for file in files if file != STDIN and Path(file).is_file()}
