"""Whether the packages are there that everything else in this folder needs."""

from __future__ import annotations

from tests.engines import LACKING, left_out


def test_nothing_in_this_folder_is_left_out() -> None:
    if LACKING:
        left_out(f"all of tests/frames is left out: {LACKING}")
