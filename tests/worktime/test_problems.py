"""Errors about columns: what they say, and that they travel."""

from __future__ import annotations

import pickle
from datetime import datetime

import pytest

from slacal import HorizonError, SeverityError, SlacalError
from slacal.worktime import problems

ERRORS: list[tuple[SlacalError, type[Exception], str]] = [
    (
        problems.HorizonRowsError("start 2150-01-01", 3, 1, 1925, 2100, "why"),
        HorizonError,
        "row 3: start 2150-01-01 is not within the years 1925 to 2100: why",
    ),
    (
        problems.HorizonRowsError("start 2150-01-01", 3, 1200, 1925, 2100, "why"),
        LookupError,
        "row 3: start 2150-01-01 is not within the years 1925 to 2100: why; 1,200 rows are not, this is the first",
    ),
    (
        problems.LocalTimeError("at", datetime(2026, 10, 25, 2, 30), "Europe/Warsaw", True, 0, 1),
        ValueError,
        "at, row 0: clocks in Europe/Warsaw show 2026-10-25 02:30:00 twice; expected a time they show once, "
        "or ambiguous='earliest', 'latest' or 'null'",
    ),
    (
        problems.LocalTimeError("at", datetime(2026, 3, 29, 2, 30), "Europe/Warsaw", False, 5, 2),
        ValueError,
        "at, row 5: clocks in Europe/Warsaw show 2026-03-29 02:30:00 never; expected a time they show once, "
        "or imaginary='null'; 2 rows are so, this is the first",
    ),
    (
        problems.MissingExtraError("slacal.frames", "frames", "numpy"),
        ImportError,
        'slacal.frames needs numpy, which is not installed; pip install "slacal[frames]"',
    ),
    (
        problems.SeverityRowError("severity", 7, "outge", ["outage", "question"], "outage"),
        SeverityError,
        "severity, row 7: severity: expected one of outage, question, got 'outge'; did you mean 'outage'?",
    ),
]


@pytest.mark.parametrize(("error", "sibling", "text"), ERRORS, ids=lambda value: type(value).__name__)
def test_errors_say_what_is_wrong_and_travel(error: SlacalError, sibling: type[Exception], text: str) -> None:
    assert isinstance(error, sibling)
    assert str(error) == text
    twin = pickle.loads(pickle.dumps(error))
    assert (type(twin), str(twin), vars(twin)) == (type(error), str(error), vars(error))


def test_every_error_is_tried_here() -> None:
    assert {type(error).__name__ for error, _, _ in ERRORS} == set(problems.__all__)
