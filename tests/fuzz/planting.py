"""Planting: good rows put among garbage, which must come out as they do alone.

Invariant: a planted row ends with a quote that closes whatever a stray quote before it could have begun, so that no
garbage can rightly take it in. Law: whatever stands before and after them, planted rows are told the same, but for
the lines they stand on.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from .harness import NOW, Told, as_json, run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["FORMS", "PLANTED", "Plant", "check_planted", "checked", "planted_in"]

PLANTED = b"PLANTED"
"""How the names of planted tickets begin; input that has it already is not looked at."""

FORMS = (",", ";", "\t", "")
"""What stands between the cells of a row; nothing for JSON Lines."""


class Plant(NamedTuple):
    """Rows to be planted, in a form: the columns, the rows, and the arguments that say how they are read."""

    form: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    arguments: tuple[str, ...] = ()

    def lines(self) -> tuple[list[bytes], list[bytes]]:
        """The lines before the rows, and those of the rows. Cells hold no delimiter; a quote doubles as in CSV."""
        named = [(f"{PLANTED.decode()}-{row[0]}", *row[1:], "planted") for row in self.rows]
        columns = (*self.columns, "subject")
        if not self.form:
            full = [{name: cell for name, cell in zip(columns, row, strict=True) if cell} for row in named]
            return [], [json.dumps(row).encode() for row in full]
        # The quote before a letter ends every record that a stray quote before it could have begun.
        return [self.form.join(columns).encode()], [
            f'{self.form.join(row[:-1])}{self.form}"{row[-1]}"'.encode() for row in named
        ]

    def file(self) -> bytes:
        """The rows alone."""
        head, planted = self.lines()
        return b"\n".join([*head, *planted])


def planted_in(plant: Plant, place: int, garbage: bytes) -> bytes:
    """A file with rows before, amid and after the garbage; `place`, 0 to 255, says between which of its lines."""
    body = garbage.split(b"\n")
    cut = place * (len(body) + 1) // 256
    head, planted = plant.lines()
    return b"\n".join([*head, *planted[:1], *body[:cut], *planted[1:-1], *body[cut:], *planted[-1:]])


def check_planted(file: bytes, plant: Plant) -> None:
    """Fail where a planted row is told otherwise than alone."""
    judged = _by_ticket(checked(file, plant.arguments))
    for name, told in _alone(plant).items():
        assert judged.get(name) == told, f"{name}: alone {told}, here {judged.get(name)}"


def checked(file: bytes, arguments: Sequence[str]) -> Told:
    """The report as JSON, which ends as the one in text does."""
    text = run("check", "-", "--no-config", "--now", NOW, *arguments, stdin=file)
    told = run("check", "-", "--no-config", "--now", NOW, *arguments, "--format", "json", stdin=file)
    assert text.code == told.code, "another exit code as text than as JSON"
    return as_json(told.out)


@cache
def _alone(plant: Plant) -> Mapping[str, list[object]]:
    report = checked(plant.file(), plant.arguments)
    alone = _by_ticket(report)
    assert not report["rejected"], report["rejected"]
    assert len(alone) == len({row[0] for row in plant.rows})
    return alone


def _by_ticket(report: Told) -> Mapping[str, list[object]]:
    """The planted tickets of a report, with their findings, but for the lines they stand on."""
    found: dict[str, list[object]] = {}
    for row in (*report["tickets"], *report["findings"]):
        if str(row["ticket"]).startswith(PLANTED.decode()):
            found.setdefault(str(row["ticket"]), []).append({**row, "line": None})
    return found
