"""The package as a whole: its public names, and what importing it loads."""

from __future__ import annotations

import ast
import importlib
import inspect
import pickle
import pydoc
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import slacal
from slacal import errors
from slacal.audit import library

SOURCE = Path(slacal.__file__).parent


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_every_public_name_is_there() -> None:
    assert sorted(slacal.__all__) == sorted(set(slacal.__all__))
    for name in slacal.__all__:
        assert getattr(slacal, name) is not None
    with pytest.raises(AttributeError, match=r"module 'slacal' has no attribute 'SMARTSTOK'"):
        _ = slacal.SMARTSTOK  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType]


def test_every_module_says_what_it_exports() -> None:
    """`__all__` names only what is there, and everything public that the module itself defines."""
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), f"{path} has no docstring"
        defined = {
            node.name
            for node in tree.body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
        }
        exported: set[str] = set()
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                exported = set(ast.literal_eval(node.value))
        if exported or path.name not in ("_version.py", "__main__.py"):
            assert defined <= exported, f"{path}: {sorted(defined - exported)} is not in __all__"


def test_static_and_lazy_names_agree() -> None:
    """What type checkers see is what is looked up: the same names from the same modules."""
    seen: dict[str, str] = {}
    for node in ast.walk(ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("slacal."):
            seen |= {alias.name: node.module for alias in node.names}
    assert sorted(seen) == sorted(slacal.__all__) == dir(slacal)
    for name, module in seen.items():
        found, meant = getattr(slacal, name), getattr(importlib.import_module(module), name)
        assert found is meant or found is importlib.import_module(f"slacal.{name}")  # a room named like its function


def test_importing_slacal_loads_no_other_package() -> None:
    """Not `holidays`, not dateutil, no extra: nothing that is not the standard library or slacal."""
    loaded = run(
        "import sys, zoneinfo; before = set(sys.modules); import slacal;"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(*sorted(new - set(sys.stdlib_module_names)))"
    )
    assert loaded.split() == ["slacal"]


def test_importing_slacal_reads_neither_clock_nor_environment() -> None:
    """A clock or an environment that cannot be read does not matter to the import."""
    run(
        "import os, time, zoneinfo, datetime, dataclasses, enum, json, csv, tempfile, heapq, difflib, typing\n"
        "def refuse(*args): raise AssertionError(args)\n"
        "time.time = time.localtime = os.getenv = refuse\n"
        "import slacal"
    )


def test_a_room_that_is_a_function_says_so() -> None:
    """`help(slacal.audit)` prints a module: what the function takes stands there too. Errors name it."""
    given = inspect.signature(slacal.audit).parameters.values()
    assert inspect.signature(slacal.audit) == inspect.signature(library.audit)
    bare = inspect.Signature([one.replace(annotation=inspect.Parameter.empty) for one in given])
    assert f"slacal.audit{bare}" in pydoc.plain(pydoc.render_doc(slacal.audit))
    with pytest.raises(TypeError, match=r"^audit\(\) missing 1 required keyword-only argument: 'now'$"):
        slacal.audit([])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_the_shipped_contract_is_made_when_it_is_asked_for() -> None:
    loaded = run(
        "import sys, slacal; print('holidays' in sys.modules); slacal.SMARTSTOCK; print('holidays' in sys.modules)"
    )
    assert loaded.split() == ["False", "True"]


def test_modules_stay_small() -> None:
    for path in modules():
        assert len(path.read_text(encoding="utf-8").splitlines()) < 400, f"{path} holds more than one noun"


ERRORS: list[slacal.SlacalError] = [
    errors.SlacalTypeError("at", "x", "a datetime"),
    errors.NaiveDatetimeError("at", datetime(2026, 1, 1)),
    errors.NegativeBudgetError("budget", timedelta(-1)),
    errors.ReversedIntervalError("breaks[0]", datetime(2026, 1, 2), datetime(2026, 1, 1)),
    errors.ReversedIntervalError("intervals", datetime(2026, 1, 2), datetime(2026, 1, 1), may_be_empty=True),
    errors.HorizonError("x", 1925, 2100, "why"),
    errors.OpeningHoursError("hours", "x", "y"),
    errors.CalendarError("tz", "x", "y"),
    errors.ContractError("name", "x", "y"),
    errors.BudgetError("budget", "x", "y"),
    errors.SeverityError("x", ["outage"], "outage"),
    errors.EventError("by", "x", "y", "z"),
    errors.EventRefused("T", "closed", datetime(2026, 1, 1)),
    errors.OutOfOrder("T", "closed", datetime(2026, 1, 1), datetime(2026, 1, 2)),
    errors.EventConflict("T", "closed", datetime(2026, 1, 1), "7"),
    errors.IllegalTransition("T", "closed", datetime(2026, 1, 1), "tried", ["x"], "why"),
    errors.OneSidedDecision("T", "closed", datetime(2026, 1, 1), "tried", ["x"], "why"),
    errors.ClosureUnstated("T", "closed", datetime(2026, 1, 1), "tried", ["x"], "why"),
    errors.ClosureNotAllowed(
        "T", "closed", datetime(2026, 1, 1), "tried", ["x"], "why", "3b", datetime(2026, 1, 2), 1, datetime(2026, 1, 3)
    ),
    errors.InputError("what was expected", file="a.csv", line=3, column="severity", value="9"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_have_one_root_and_a_standard_sibling_and_travel(error: slacal.SlacalError) -> None:
    assert isinstance(error, slacal.SlacalError)
    assert isinstance(error, (ValueError, TypeError, LookupError))
    twin = pickle.loads(pickle.dumps(error))
    assert (type(twin), str(twin), vars(twin)) == (type(error), str(error), vars(error))


def test_every_error_is_tried_here() -> None:
    tried = {type(error).__name__ for error in ERRORS} | {"SlacalError"}
    assert tried == set(errors.__all__)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            errors.InputError("expected 1 to 5", file="a.csv", line=3, column="severity", value="9"),
            "a.csv:3: severity: expected 1 to 5, got '9'",
        ),
        (errors.InputError("no such file", file="a.csv"), "a.csv: no such file"),
        (errors.InputError("nothing to read"), "nothing to read"),
        (errors.InputError.unreadable(OSError(2, "Gone"), "a.csv"), "a.csv: expected a readable file: Gone"),
        (errors.InputError.unreadable(OSError("no seek"), "a", " (x)"), "a: expected a readable file: no seek (x)"),
        (errors.InputError.unreadable(ValueError("NUL"), "a"), "a: expected a readable file: NUL"),
    ],
)
def test_input_errors_name_their_place(error: errors.InputError, text: str) -> None:
    assert str(error) == text
