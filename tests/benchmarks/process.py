"""Other processes: how they are started, and what they needed."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path


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
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == expected, done.stderr
    return done.stdout


def importtime(statement: str) -> float:
    """Seconds that `-X importtime` counts for the statement, without what the interpreter starts with."""
    command = python(statement, "-X", "importtime")
    lines = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stderr
    rows = [line.removeprefix("import time:").split("|") for line in lines.splitlines() if "|" in line]
    names = [name.strip() for _, _, name in rows]
    return sum(int(own) for own, _, _ in rows[names.index("site") + 1 :]) / 1e6


_PEAK = """\
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_memory(command: list[str], expected: int = 0) -> int:
    """The most bytes a process held at once; its output goes nowhere.

    A small process starts it, because what one holds begins with what its parent held.
    """
    code, peak = output([*python(_PEAK, "-S"), *command]).split()
    assert int(code) == expected
    return int(peak) * (1 if sys.platform == "darwin" else 1024)
