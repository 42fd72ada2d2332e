"""What the tests of columns need, and what happens where it is not there.

They are left out where a package of the extra `test-engines` is missing, and say so. With `SLACAL_ENGINES=1` in the
environment nothing may be left out: what is missing then, a package or a server, is a failure.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import NoReturn

import pytest

PACKAGES = ("numpy", "narwhals", "pyarrow", "pandas", "polars", "duckdb")
MISSING = [package for package in PACKAGES if find_spec(package) is None]
REQUIRED = os.environ.get("SLACAL_ENGINES") == "1"

if MISSING and not REQUIRED:
    collect_ignore_glob = ["test_*.py"]


def left_out(reason: str) -> NoReturn:
    """Skip a test for something that is not installed; fail it where nothing may be left out."""
    if REQUIRED:
        pytest.fail(f"SLACAL_ENGINES=1, but {reason}")
    pytest.skip(reason)


def pytest_collect_file(file_path: os.PathLike[str], parent: pytest.Collector) -> pytest.Collector | None:
    """One skipped item says that, and why, this folder is left out."""
    if MISSING and not REQUIRED and os.path.basename(file_path) == "__init__.py":
        return _LeftOut.from_parent(parent, name="frames", path=parent.path)
    return None


class _LeftOut(pytest.Collector):
    def collect(self) -> list[pytest.Item]:
        return [_Said.from_parent(self, name=f'left out: pip install "slacal[test-engines]" ({", ".join(MISSING)})')]


class _Said(pytest.Item):
    def runtest(self) -> None:
        pytest.skip(self.name)

    def reportinfo(self) -> tuple[os.PathLike[str], None, str]:
        return self.path, None, self.name
