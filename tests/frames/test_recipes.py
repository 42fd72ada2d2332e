"""The recipes of docs/engines.md run as they are printed, each on its engine."""

from __future__ import annotations

import doctest
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.engines import left_out

PAGE = (Path(__file__).parents[2] / "docs" / "engines.md").read_text(encoding="utf-8")
SECTIONS = {
    section.partition("\n")[0]: "\n".join(re.findall(r"```python\n(.*?)```", section, re.DOTALL))
    for section in re.split(r"^#+ ", PAGE, flags=re.MULTILINE)[1:]
}
ENGINES = {"Polars": "polars", "DuckDB": "duckdb", "Spark": "pyspark", "Dask": "dask.dataframe", "Ray": "ray.data"}
pytestmark = pytest.mark.filterwarnings("ignore")  # the engines' own


def run(title: str, names: dict[str, Any]) -> dict[str, Any]:
    """What a section leaves behind, where it prints what it says."""
    test = doctest.DocTestParser().get_doctest(SECTIONS[title], names, title, None, 0)
    assert test.examples, title
    printed: list[str] = []
    failures = doctest.DocTestRunner(verbose=False).run(test, out=printed.append, clear_globs=False).failed
    assert failures == 0, "".join(printed)
    return test.globs


def in_folder(spark: Any, folder: Path) -> None:
    """Let a Spark that may have begun elsewhere look for files in a folder."""
    context = spark.sparkContext
    files = context._jvm.org.apache.hadoop.fs
    files.FileSystem.get(context._jsc.hadoopConfiguration()).setWorkingDirectory(files.Path(str(folder)))


def test_every_recipe_is_run() -> None:
    assert {title for title, code in SECTIONS.items() if code} == {"Engines", *ENGINES}


@pytest.mark.parametrize("title", ENGINES)
def test_recipe(title: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = ENGINES[title]
    if find_spec(package.partition(".")[0]) is None:
        left_out(f'{title} is not there: pip install "slacal[test-engines]"')
    monkeypatch.chdir(tmp_path)
    names = run("Engines", {})
    if title == "Spark":
        in_folder(request.getfixturevalue("spark"), tmp_path)
    if title != "Ray":
        run(title, names)
        return
    ray: Any = import_module("ray")
    ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR", log_to_driver=False)
    try:
        run(title, names)
    finally:
        ray.shutdown()
