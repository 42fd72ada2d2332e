"""The rooms of the house: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import slacal

SOURCE = Path(slacal.__file__).parent
ROOMS = ("errors", "worktime", "contract", "ticket", "audit", "frames", "cli")


def test_data_flows_from_left_to_right() -> None:
    """A room imports only from itself and from rooms before it."""
    for path in sorted(SOURCE.rglob("*.py")):
        relative = path.relative_to(SOURCE)
        room = relative.parts[0].removesuffix(".py")
        if room not in ROOMS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{relative}: imports are written out in full"
                names = [node.module or ""]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                parts = name.split(".")
                if parts[0] == "slacal" and len(parts) > 1 and parts[1] in ROOMS:
                    assert ROOMS.index(parts[1]) <= ROOMS.index(room), f"{relative} imports {name}"
