"""What is paid once: the first answer of a new calendar, a process, an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .process import importtime, output, python, slacal_command

if TYPE_CHECKING:
    from .conftest import Stopwatch

FIRST = """\
from time import perf_counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
begun = perf_counter()
import holidays
imported = perf_counter()
from slacal import WorkingCalendar
{before}
at = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Warsaw"))
ready = perf_counter()
{question}
print(imported - begun, perf_counter() - ready)
"""
LOADED = "holidays.country_holidays('PL', years=2020)"
QUESTIONS = {
    "first deadline": ("", "WorkingCalendar().deadline(at, timedelta(hours=16))"),
    "first deadline, holidays loaded": (LOADED, "WorkingCalendar().deadline(at, timedelta(hours=16))"),
    "first elapsed, holidays loaded": (LOADED, "WorkingCalendar().elapsed(at.replace(year=2021), at)"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_first_answer(stopwatch: Stopwatch, question: str) -> None:
    """From the making of a calendar to its first answer, in a new process that has imported `holidays`.

    That package loads its countries when it is first asked for one; `holidays loaded` means that it has been.
    """
    before, asked = QUESTIONS[question]
    code = FIRST.format(before=before, question=asked)
    command, seen, floor = python(code), list[float](), list[float]()

    def run() -> None:
        imported, answered = output(command).split()
        floor.append(float(imported))
        seen.append(float(answered))

    stopwatch.turns(run)
    stopwatch.record(question, min(seen))
    stopwatch.record(f"{question} | floor", min(floor))


def test_process_deadline(stopwatch: Stopwatch) -> None:
    """Beside the floor of any process that knows holidays."""
    command = [*slacal_command(), "deadline", "2026-11-20T12:00+01:00", "--severity", "1"]
    bare = python("import holidays")
    beside = ("process deadline | floor", lambda: output(bare))
    stopwatch.time("process deadline", lambda: output(command), beside=beside)
    assert "2026-11-24" in output(command)  # a Friday noon and 16 hours: Tuesday noon


def test_import(stopwatch: Stopwatch) -> None:
    """Beside the modules of the standard library that any calendar with zones needs."""
    ours, theirs = list[float](), list[float]()
    standard = "import zoneinfo, datetime, dataclasses, enum"
    stopwatch.turns(
        lambda: ours.append(importtime("import slacal")),
        lambda: theirs.append(importtime(standard)),
    )
    stopwatch.record("importtime", min(ours))
    stopwatch.record("importtime | floor", min(theirs))
