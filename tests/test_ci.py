"""What docs/ci.md tells and `.pre-commit-hooks.yaml` offers: recipes parse, and their commands run and end as told."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard
from xml.etree import ElementTree as ET

import pytest
import test_contract as example
import yaml

from slacal import ComplianceReport
from slacal.cli import main
from slacal.options_cli import FORMATS, OPTIONS

from .test_cli import EXAMPLE, HEADER, MET, NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
FOLDER = EXAMPLE.parent


def fences(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def loaded(text: str) -> object:
    found: object = yaml.safe_load(text)
    return found


def lines_of(value: object) -> Iterator[str]:
    """All text in a recipe, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():  # pyright: ignore[reportUnknownVariableType]
            yield from lines_of(one)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list):
        for one in value:  # pyright: ignore[reportUnknownVariableType]
            yield from lines_of(one)  # pyright: ignore[reportUnknownArgumentType]


def run(line: str) -> int:
    """The exit code of a command line, as a shell splits it."""
    name, *arguments = shlex.split(os.path.expandvars(line), comments=True)
    assert name == "slacal"
    return main(arguments)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an export, and the instant of the check among its options."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (options,) = fences("toml")
    Path("pyproject.toml").write_text(f'{options}now = "{NOW}"\n', encoding="utf-8")
    Path("tickets.csv").write_bytes(EXAMPLE.read_bytes())
    return tmp_path


def test_the_table_of_formats_has_all_of_them() -> None:
    named = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(named) == sorted(FORMATS)


def test_the_options_are_options() -> None:
    (text,) = fences("toml")
    assert set(tomllib.loads(text)["tool"]["slacal"]) <= {option.name for option in OPTIONS}


@pytest.mark.usefixtures("project")
def test_the_baseline_goes_as_told() -> None:
    (commands,) = fences("sh")
    ends = [int(code) for code in re.findall(r"# exit (\d)$", commands, re.MULTILINE)]
    assert [run(line) for line in commands.splitlines()] == ends == [1, 0, 0]
    with Path("tickets.csv").open("a", encoding="utf-8") as export:
        export.write("SUP-9999,1,2026-11-12T09:00+01:00,,,,,\n")
    assert run(commands.splitlines()[-1]) == 1


def test_the_github_recipe_runs(project: Path) -> None:
    recipe, _, _ = map(loaded, fences("yaml"))
    commands = [line for line in lines_of(recipe) if line.startswith("slacal ")]
    assert [run(line) for line in commands] == [1, 0]
    assert (project / "summary.md").read_text(encoding="utf-8").startswith("## Smartstock standard support\n")
    assert (project / "sla.csv").read_text(encoding="utf-8").startswith("row,ticket,")


def test_the_gitlab_recipe_runs(project: Path) -> None:
    _, recipe, _ = map(loaded, fences("yaml"))
    commands = [line for line in lines_of(recipe) if line.startswith("slacal ")]
    assert [run(line) for line in commands] == [1]
    assert ET.parse(project / "sla.xml").getroot().tag == "testsuites"  # noqa: S314  we wrote it


def test_colour_and_progress_are_an_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [name.partition(">")[0] for name in project["optional-dependencies"]["cli"]] == ["rich"]
    assert not any(name.startswith("rich") for name in project["dependencies"])


def test_the_reference_names_every_way_to_write_a_report() -> None:
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    for name in vars(ComplianceReport):
        assert name.startswith("_") or not callable(getattr(ComplianceReport, name)) or f"`{name}()`" in text, name


# -- pre-commit --------------------------------------------------------------------------------------------------------

HOOKS = loaded((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def hooks() -> dict[str, dict[str, str]]:
    assert is_hooks(HOOKS)
    return {hook["id"]: hook for hook in HOOKS}


def is_hooks(value: object) -> TypeGuard[list[dict[str, str]]]:
    return isinstance(value, list)


def test_hooks_have_what_pre_commit_asks_for() -> None:
    for hook in hooks().values():
        assert {"id", "name", "description", "entry", "language", "files"} <= set(hook)
        assert hook["language"] == "python"
    _, _, config = map(loaded, fences("yaml"))
    told = [line for line in lines_of(config) if line.startswith("slacal-")]
    assert sorted(told) == sorted(hooks()) == sorted(set(re.findall(r"`(slacal-\w+)`", PAGE)))


@pytest.mark.parametrize(
    ("hook", "file", "taken"),
    [
        ("slacal-check", "tickets.csv", True),
        ("slacal-check", "exports/tickets-2026.jsonl", True),
        ("slacal-check", "customers.csv", False),
        ("slacal-check", "tickets.csv.bak", False),
        ("slacal-contract", "contract.toml", True),
        ("slacal-contract", "sla/contract-2027.toml", True),
        ("slacal-contract", "pyproject.toml", False),
        ("slacal-map", "sla/mappings/jira.toml", True),
        ("slacal-map", "jira.toml", False),
    ],
)
def test_hooks_look_at_the_files_the_page_names(hook: str, file: str, taken: bool) -> None:
    assert bool(re.search(hooks()[hook]["files"], file)) == taken


@pytest.mark.usefixtures("project")
def test_the_entries_run_on_files() -> None:
    """Several files at once, as pre-commit hands them over; one that is wrong makes the hook fail."""
    mappings = " ".join(shlex.quote(str(path)) for path in sorted((FOLDER / "mappings").glob("*.toml")))
    main(["contract", "pin", "--years", "2026", "--output", "contract.toml"])
    Path("contract-bad.toml").write_text("format = 1\n", encoding="utf-8")
    Path("met.csv").write_text(f"{HEADER}\n{MET}\n", encoding="utf-8")
    ends = {
        "slacal-map": {mappings: 0, f"contract.toml {mappings}": 2},
        "slacal-contract": {"contract.toml contract.toml": 0, "contract-bad.toml contract.toml": 2},
        "slacal-check": {"met.csv": 0, "met.csv tickets.csv": 1},
    }
    for name, hook in hooks().items():
        for files, code in ends[name].items():
            assert run(f"{hook['entry']} {files}") == code, (name, files)


# -- pytest ------------------------------------------------------------------------------------------------------------


IN_TIME = "MET,1,2024-11-18T09:00+01:00,2024-11-19T09:00+01:00"  # long ago: the example asks the machine's clock
TOO_LATE = "LATE,1,2024-11-18T09:00+01:00,2024-11-20T12:00+01:00"


def test_the_page_shows_the_example() -> None:
    source = (FOLDER / "test_contract.py").read_text(encoding="utf-8")
    (shown,) = fences("py")
    assert source.endswith(f"\n\n\n{shown}")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([IN_TIME], None),
        ([IN_TIME, TOO_LATE], "### Breached (1)"),
        ([IN_TIME, "BAD,?,2024-11-18T09:00+01:00,"], "### Not read (1)"),
        ([IN_TIME, "DAY,1,2024-11-18T09:00+01:00,2024-11-20"], "### Unknown (1)"),
        (["LOCAL,5,2024-11-18T09:00,2024-11-18T10:00"], None),
    ],
)
def test_the_example_asserts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[str], told: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tickets.csv").write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    if told is None:
        example.test_support_keeps_its_contract()
    else:
        with pytest.raises(AssertionError) as failed:
            example.test_support_keeps_its_contract()
        assert told in str(failed.value)


def test_pytest_tells_which_ticket_it_was(tmp_path: Path) -> None:
    """The example as a service runs it, with no options of the run around it."""
    (tmp_path / "test_contract.py").write_bytes((FOLDER / "test_contract.py").read_bytes())
    (tmp_path / "tickets.csv").write_text("\n".join([HEADER, IN_TIME, TOO_LATE]), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:cov"]
    own = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False, env=own)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "| `LATE` | 1 | 2024-11-18 09:00 |" in done.stdout
    (tmp_path / "tickets.csv").write_text("\n".join([HEADER, IN_TIME]), encoding="utf-8")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, env=own).returncode == 0
