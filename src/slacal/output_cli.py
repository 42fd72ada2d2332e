"""Where the command line writes to, and that it can.

Invariant: nothing is written over a file that is being read.
Law: a stream that was closed, or whose encoding lacks a character, never raises.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from slacal.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence
    from typing import TextIO

__all__ = [
    "STDIN",
    "append_within",
    "check_apart",
    "checked_output",
    "open_what_is_closed",
    "opened",
    "put",
    "reconfigure",
    "say",
    "tell",
]

STDIN = "-"
"""The file argument that means standard input, or output."""


def open_what_is_closed() -> None:
    """Give a process that was started without standard output or error something to write to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  for the process's life


def reconfigure(stream: TextIO, encoding: str | None = None) -> None:
    """Let a stream write what its encoding cannot as a code, instead of raising."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors="backslashreplace")


def say(text: str) -> None:
    """Print text, line by line, with nothing in it that moves a terminal's cursor."""
    from slacal.worktime.words import clean

    for line in text.split("\n"):
        print(clean(line))


def tell(*lines: str) -> None:
    """Print lines on standard error, likewise."""
    from slacal.worktime.words import clean

    for line in lines:
        print(clean(line), file=sys.stderr)


def checked_output(output: str, files: Sequence[str], argument: str) -> Path:
    """Where something goes; `InputError` before the work is done where it cannot be, or would overwrite an input."""
    path = Path(output)
    if "\0" in output or path.is_dir() or not path.parent.is_dir():
        raise InputError("expected a file in a folder that exists", column=argument, value=output)
    if path.exists() and any(_is_file(file, path) for file in files):
        raise InputError("expected another file than those that are read", column=argument, value=output)
    return path


def check_apart(paths: Mapping[str, Path | None]) -> None:
    """Refuse two arguments that mean one file, as one would be written over the other; devices take both."""
    known: dict[str, str] = {}
    for argument, path in paths.items():
        if path is None or (path.exists() and not path.is_file()):
            continue
        other = known.setdefault(os.path.realpath(path), argument)
        if other != argument:
            raise InputError(f"expected another file than that of {other}", column=argument, value=str(path))


@contextmanager
def opened(path: Path, mode: Literal["w", "a"] = "w") -> Generator[TextIO]:
    """A file to write to, or with the mode `a` to add to; errors on the way, and on closing it, name its path."""
    try:
        with path.open(mode, encoding="utf-8", newline="\n") as out:
            yield out
    except OSError as error:
        if error.filename is None:  # else it is of a file opened while this one is open
            error.filename = str(path)
        raise


def put(text: str, output: str | None, files: Sequence[str] = ()) -> None:
    """Write a text as it is to the file of `--output`, or where none is given, or `-`, to standard output.

    `files` are those it was made from. Raises `InputError` where the file cannot be, and `OSError` with its path where
    it cannot be written.
    """
    if output is None or output == STDIN:
        print(text, end="")
        return
    with opened(checked_output(output, files, "--output")) as out:
        out.write(text)


def append_within(path: Path, lines: Iterable[str], limit: int) -> None:
    """Add lines to a file, below a blank one, as long as it has no more bytes than `limit`; else the last says so."""
    cut = "\n... cut here: the file may be no longer\n"
    size = path.stat().st_size if path.exists() else 0
    room = limit - size
    kept: list[str] = ["\n"] if size else []
    used = len(kept)
    for line in lines:
        kept.append(f"{line}\n")
        used += len(kept[-1].encode())
        if used > room:
            while kept and used + len(cut) > room:
                used -= len(kept.pop().encode())
            if used + len(cut) <= room:
                kept.append(cut)
            break
    with opened(path, "a") as out:
        out.writelines(kept)


def _is_file(file: str, path: Path) -> bool:
    """Whether an argument means a file that exists, standard input included."""
    if file == STDIN:
        with suppress(OSError):  # closed, or no file
            return os.path.samestat(os.fstat(0), path.stat())
        return False
    return Path(file).exists() and path.samefile(file)
