"""What the tests of columns need, and what happens where it is not there.

A test is left out where a package of the extra `test-engines`, or a server, is missing, and says so. With
`SLACAL_ENGINES=1` in the environment nothing may be left out: what is missing then is a failure.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import NoReturn

import pytest

__all__ = ["LACKING", "left_out", "missing_packages"]

PACKAGES = ("numpy", "narwhals", "pyarrow", "pandas", "polars", "duckdb")


def missing_packages() -> str:
    """What to say of the packages that are missing; nothing where they are all there."""
    missing = [package for package in PACKAGES if find_spec(package) is None]
    return f'pip install "slacal[test-engines]" for {", ".join(missing)}' if missing else ""


LACKING = missing_packages()


def left_out(reason: str) -> NoReturn:
    """Skip a test, or a module, for something that is not installed; fail it where nothing may be left out."""
    if os.environ.get("SLACAL_ENGINES") == "1":
        pytest.fail(f"left out, although SLACAL_ENGINES=1: {reason}")
    pytest.skip(reason, allow_module_level=True)
