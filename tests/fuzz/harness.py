"""The harness: the command line run on bytes, and the promises held against what it says.

Invariant: what is written stands in a temporary folder of the process's own, so that runs side by side never meet; no
clock and no network is asked.
Laws, for any bytes: no exception, an exit code of the documented ones, output that is valid in its format and has no
character that moves a cursor, and no more than `MOST_CPU_S` of processor time.
"""

from __future__ import annotations

import atexit
import json
import re
import signal
import sys
from contextlib import contextmanager
from functools import cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from slacal import cli
from slacal.worktime import fingerprint

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

__all__ = ["MOST_CPU_S", "NOW", "Outcome", "Told", "as_json", "own_file", "quickly", "remember", "run"]

NOW = "2026-11-20T12:00+01:00"
MOST_CPU_S = 10.0
"""Processor time that one input may take; inputs of a fuzzer are kilobytes, so this is a hang."""

_CODES = (0, 1, 2, 3)
_PAINT = re.compile(r"\x1b\[[0-9;]*m")

_REMEMBERED = ((cli, "_parser"), (fingerprint, "versions"), (fingerprint, "_offsets"))
"""What says the same to the same question, and takes most of the time of a small file."""


def remember() -> None:
    """Ask only once what no input changes; three times as many inputs in a second."""
    for module, name in _REMEMBERED:
        vars(module)[name] = cache(vars(module)[name])


def own_file(name: str, data: bytes) -> Path:
    """A file that no other process has; it goes with this one."""
    path = _own_folder() / name
    path.write_bytes(data)
    return path


@cache
def _own_folder() -> Path:
    folder = Path(mkdtemp(prefix="slacal-fuzz-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder


class Outcome(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


@contextmanager
def quickly() -> Generator[None]:
    """Fails where what it encloses takes longer than anything of that size should, as soon as it has."""
    before = signal.signal(signal.SIGVTALRM, _too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_CPU_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _too_long(number: int, frame: FrameType | None) -> None:
    raise AssertionError(f"took {MOST_CPU_S} s of processor time: signal {number} in {frame}")


def run(*arguments: str, stdin: bytes = b"", paint: bool = False) -> Outcome:
    """What a command line says, and that it keeps every promise that holds for all of them.

    Where it may `paint`, colours are taken off first.
    """
    streams = sys.stdin, sys.stdout, sys.stderr
    # As Python opens them; what standard output cannot write, slacal has to take care of.
    out = TextIOWrapper(BytesIO(), "utf-8", newline="\n")
    err = TextIOWrapper(BytesIO(), "utf-8", "backslashreplace", newline="\n")
    sys.stdin, sys.stdout, sys.stderr = TextIOWrapper(BytesIO(stdin), "utf-8"), out, err
    try:
        with quickly():
            code: object = cli.main(arguments)
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
    assert code in _CODES, f"exit code {code!r}"
    assert isinstance(code, int)
    outcome = Outcome(code, _PAINT.sub("", _written(out)) if paint else _written(out), _written(err))
    for text in outcome.out, outcome.err:
        assert text.replace("\n", "").isprintable(), f"a control character in {text!r}"
    assert "Traceback" not in outcome.err
    return outcome


def _written(stream: TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


class Told(TypedDict):
    """The parts of a report as JSON in which rows are told."""

    tickets: list[dict[str, object]]
    findings: list[dict[str, object]]
    rejected: list[dict[str, object]]


def as_json(text: str) -> Told:
    """The report, read by a reader of its own kind that knows no NaN."""
    report: Told = json.loads(text, parse_constant=_refuse)
    return report


def _refuse(constant: str) -> object:
    raise AssertionError(f"{constant} is no JSON")
