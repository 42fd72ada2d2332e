"""The docs tell the truth: their examples run, the reference is complete, and every link leads somewhere."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

import slacal
from tests.engines import LACKING, left_out

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SOURCE = Path(slacal.__file__).parent
MODULES = [
    ".".join(("slacal", *path.relative_to(SOURCE).with_suffix("").parts))
    for path in sorted(SOURCE.rglob("*.py"))
    if path.name not in ("__init__.py", "__main__.py")
]


def page(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_python_in_the_pages_runs(path: Path) -> None:
    """Every prompt in a page gives what the page says, in the order of the page."""
    if path.name == "engines.md":
        return  # tests/frames/test_recipes.py runs each recipe where its engine is
    if LACKING and path.name == "frames.md":
        left_out(LACKING)
    fences = re.findall(r"```python\n(.*?)```", page(path), re.DOTALL)
    assert all(">>>" in fence for fence in fences), "an example without output is not checked"
    parser = doctest.DocTestParser()
    test = parser.get_doctest("\n".join(fences), {}, path.name, str(path), 0)
    runner = doctest.DocTestRunner(verbose=False)
    printed: list[str] = []
    runner.run(test, out=printed.append)
    assert runner.failures == 0, "".join(printed)
    assert test.examples or not fences


@pytest.mark.parametrize("name", MODULES)
def test_python_in_the_docstrings_runs(name: str) -> None:
    if LACKING and name.startswith("slacal.frames."):
        left_out(LACKING)
    results = doctest.testmod(importlib.import_module(name))
    assert results.failed == 0


def test_the_reference_names_what_is_exported() -> None:
    """The first cells of the reference's tables, and what it says of the version, are `slacal.__all__`."""
    named = set(re.findall(r"^\| `([A-Za-z_]+)` \|", page(ROOT / "docs/reference.md"), re.MULTILINE))
    headers = {"WorkingCalendar"}
    assert named | {"__version__"} == set(slacal.__all__) | headers


def test_the_reference_names_every_method_of_the_calendar() -> None:
    text = page(ROOT / "docs/reference.md")
    for name in vars(slacal.WorkingCalendar):
        if not name.startswith("_"):
            assert f"`.{name}" in text, name


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page(path)):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        goal = path.parent / file if file else path
        assert goal.exists(), f"{path.name} links to {target}"
        assert not anchor or anchor in anchors(goal), f"{path.name} links to {target}"


def test_the_glossary_has_each_word_once() -> None:
    rows = re.findall(r"^\| \*\*(.+?)\*\* \|", page(ROOT / "docs" / "glossary.md"), re.MULTILINE)
    words = [word for row in rows for word in row.split(", ")]
    assert len(words) == len(set(words)) > 50


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    assert "## [Unreleased]" in page(ROOT / "CHANGELOG.md")
