"""The extra `frames`: nothing of it is loaded unless asked for, and what is missing is said."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

import slacal.frames
from slacal import MissingExtraError, SlacalError, WorkingCalendar

INIT = Path(slacal.frames.__file__)


@pytest.mark.parametrize("package", ["numpy", "narwhals", "pyarrow"])
def test_a_missing_package_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    spec = importlib.util.spec_from_file_location("frames_without", INIT)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(MissingExtraError) as caught:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    assert isinstance(caught.value, ImportError)
    assert isinstance(caught.value, SlacalError)
    assert str(caught.value) == (f'slacal.frames needs {package}, which is not installed; pip install "slacal[frames]"')


def test_a_process_without_numpy_says_so() -> None:
    """In a new process, where nothing was loaded before."""
    program = "import sys; sys.modules['numpy'] = None; import slacal; import slacal.frames"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith('pip install "slacal[frames]"')


def test_the_scalar_library_loads_none_of_it() -> None:
    program = (
        "import sys, slacal; slacal.SMARTSTOCK.calendar.table(2026, 2026).rows();"
        "print(sorted({'numpy', 'narwhals', 'pyarrow', 'pandas', 'polars'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"


def test_parquet_needs_it_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="^to_parquet needs pyarrow, which is not installed"):
        WorkingCalendar.poland().table(2026, 2026).to_parquet(tmp_path / "clock.parquet")


def test_the_reference_names_what_is_exported() -> None:
    """All of it and nothing else; `frames.spark` is a module of its own, with an extra of its own."""
    page = (Path(__file__).parents[2] / "docs" / "reference.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`frames\.(\w+)", page)) - {"spark"}
    assert sorted(named) == sorted(slacal.frames.__all__)
