"""Other processes: how they are started, and what they needed."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Modules are compiled once, as they are where a package is installed."""


def slacal_command() -> list[str]:
    """The installed `slacal`, or, where there is no script for it, what the script does."""
    script = Path(sysconfig.get_path("scripts"), "slacal")
    if script.exists():
        return [str(script)]
    return [sys.executable, "-c", "import sys; from slacal.cli import main; sys.exit(main())"]


def python(code: str, *options: str) -> list[str]:
    return [sys.executable, *options, "-c", code]


def output(command: list[str], expected: int = 0) -> str:
    """What a process writes to its standard output; its exit code is checked."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    assert done.returncode == expected, done.stderr
    return done.stdout


def first_line(command: list[str]) -> float:
    """Seconds from the start of a process to the first line it writes."""
    begun = perf_counter()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = perf_counter() - begun
        process.stdout.read()
    assert line
    return seconds


def importtime(statement: str) -> float:
    """Seconds that `-X importtime` counts for the statement, without what the interpreter starts with."""
    command = python(statement, "-X", "importtime")
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, env=ENVIRONMENT
    )
    lines = done.stderr
    rows = [line.removeprefix("import time:").split("|") for line in lines.splitlines() if "|" in line]
    names = [name.strip() for _, _, name in rows]
    return sum(int(own) for own, _, _ in rows[names.index("site") + 1 :]) / 1e6


_NEEDS = """\
import resource, subprocess, sys, time
begun = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode
took = time.perf_counter() - begun
needed = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, took, needed.ru_utime + needed.ru_stime, needed.ru_maxrss)
"""


class Needs(NamedTuple):
    """What a process needed: time, of which so much of a processor, and the most memory it held at once."""

    seconds: float
    processor_seconds: float
    peak_bytes: int


def needs(command: list[str], expected: int = 0) -> Needs:
    """What a process needs; its output goes nowhere.

    A small process starts it, because what one holds begins with what its parent held.
    """
    code, took, processor, peak = output([*python(_NEEDS, "-S"), *command]).split()
    assert int(code) == expected
    return Needs(float(took), float(processor), int(peak) * (1 if sys.platform == "darwin" else 1024))
