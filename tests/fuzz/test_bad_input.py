"""Bad input that people and machines do write: each kind among good rows of every table, in every form."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from slacal import SMARTSTOCK
from slacal.contract.write import write_contract
from tests.audit.test_formats import ODD

from .harness import NOW, as_json, run
from .planting import FORMS, PLANTED, Plant, check_planted, planted_in
from .tables import READS, event_plant, export_plant, ticket_plant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

Q = b'"'
NEST = 5_000

JUNK: Mapping[str, bytes] = {
    "NULs": b"\0" * 50 + b"\n\0,\0,\0\n\0",
    "bytes that are no text": b"\xff\xfe,\xc3,\x80\n\xed\xa0\x80,1,\xf0\x9f",
    "other encodings": "Łódź,ż,\n".encode("cp1250") + "Łódź,1\n".encode("utf-16") + "ż;ó\n".encode("utf-16-be"),
    "a mark of byte order inside": b"\xef\xbb\xbfticket,severity\n\xef\xbb\xbf{}",
    "an open quote": b'X,"',
    "an open quote in the first cell": b'"X,1,',
    "quotes inside of a cell": b'X,a"b"c,""d"\nX,"a"b,c',
    "many quotes": Q * 999 + b"\n" + Q * 1000,
    "a cell over many lines": b'X,"' + b"a line\n" * 50 + b'",',
    "a quote that closes in another row": b'X,"a\nY,1,2026-11-16T09:00Z\nZ,b",c',
    "an escaped quote": b'X,"a\\"b",1\nX,\'a,b\',1',
    "other delimiters": b"X;1;2\nX\t1\t2\nX|1|2\nX:1:2",
    "carriage returns": b"X,1\r2,3\r\n\r\r\n\r",
    "strange line breaks": "X\u2028Y\u2029Z\x0b\x0c\x1c\x85,1".encode(),
    "too few and too many cells": b"X\nX," + b"," * 5_000,
    "a deep list": b'{"x":' + b"[" * NEST + b"]" * NEST + b"}\n" + b"[" * NEST,
    "a deep object": b'{"a":' * NEST + b"1" + b"}" * NEST,
    "keys that come twice": b'{"ticket":"X","ticket":"Y"}\n{"ticket":"X","at":1,"at":2,"event":"reported"}',
    "a list of rows": b'[{"ticket":"X"},{"ticket":"Y"}]',
    "half an object": b'{"ticket":"X",\n"severity":1}\n{"ticket":',
    "values that are none": b'{"ticket":NaN,"severity":Infinity,"at":-Infinity,"reported_at":null}\nnull\ntrue\n1',
    "numbers too long": b'{"ticket":' + b"9" * 9_000 + b"}\n" + b'{"ticket":"X","severity":1e999999}',
    "half a surrogate": b'{"ticket":"\\ud800","severity":1,"reported_at":"\\udfff","at":"\\ud83d"}',
    "a formula": b"=1+1,+1,-1,@SUM(A1)\n\"=cmd|' /C calc'!A0\",1,2",
    "terminal escapes": b"\x1b]0;title\x07\x1b[2J,\x9b31m,\r\x08\x7f\n\xc2\x9b2J",
    "markup": b"<script>,]]>,&amp;,<!--\n::error::x,##[error]x,`|`,[x](y)\n</testcase></testsuite>",
    "blank lines": b"\n \n\t\n,,,,\n\n;;;;\n{}",
    "a second header": b"ticket,severity,reported_at,responded_at\nNumber,Priority,Created",
}
"""Lines that are no good rows, by what is wrong with them."""

PLANTS: Mapping[str, Callable[[int], Plant]] = {
    "tickets": ticket_plant,
    "events": event_plant,
    "exports of tickets": lambda form: export_plant(form & 3),
    "exports of events": lambda form: export_plant(form | 4),
}


@pytest.mark.parametrize("table", PLANTS)
@pytest.mark.parametrize("kind", JUNK)
def test_bad_lines_cost_no_good_row(kind: str, table: str) -> None:
    for form in range(len(FORMS)):
        plant = PLANTS[table](form)
        for place in (0, 128):
            check_planted(planted_in(plant, place, JUNK[kind]), plant)


@pytest.mark.parametrize("table", PLANTS)
def test_all_bad_lines_at_once(table: str) -> None:
    for form in range(len(FORMS)):
        plant = PLANTS[table](form)
        check_planted(planted_in(plant, 128, b"\n".join(JUNK.values())), plant)


# -- single values -----------------------------------------------------------------------------------------------------

STAMPS: Mapping[str, bool] = {
    # a stamp, and whether it is one: what is not is a rejected row
    "0000-01-01T00:00Z": False,
    "0001-01-01T00:00+14:00": False,
    "0001-01-01T00:00Z": False,
    "9999-12-31T23:59:59.999999-14:00": False,
    "9999-12-31T23:59:59Z": False,
    "2016-12-31T23:59:60Z": False,
    "2026-11-16T09:00:60Z": False,
    "2026-11-16T09:00+14:00": True,
    "2026-11-16T09:00-12:00": True,
    "2026-11-16T09:00+24:00": False,
    "2026-02-29T09:00Z": False,
    "2024-02-29T09:00Z": True,
}


@pytest.mark.parametrize("stamp", STAMPS)
def test_stamps_at_the_edges(stamp: str) -> None:
    """One that is none, or lies outside of what the calendar knows, is told of in its row, wherever it stands."""
    flat = {"ticket": "T", "severity": 1, "reported_at": stamp, "responded_at": None}
    event = {"ticket": "T", "at": stamp, "event": "reported", "severity": 1}
    for row in flat, event:
        whole = json.dumps(row).encode()
        cells = ",".join("" if value is None else str(value) for value in row.values())
        for file in whole, f"{','.join(row)}\n{cells}".encode():
            told = run("check", "-", "--no-config", "--now", NOW, "--format", "json", stdin=file)
            report = as_json(told.out)
            assert (len(report["tickets"]), len(report["rejected"])) == ((1, 0) if STAMPS[stamp] else (0, 1))
            assert (told.code != 2) == STAMPS[stamp]


def test_numbers_as_text_are_numbers() -> None:
    """In JSON as in CSV, where everything is text; names of tickets are text, also where they were numbers."""
    number = {"ticket": 7, "severity": 2, "reported_at": "2026-11-16T09:00Z", "responded_at": None}
    reports = [
        as_json(run("check", "-", "--no-config", "--now", NOW, "--format", "json", stdin=json.dumps(row).encode()).out)
        for row in (number, {**number, "ticket": "7", "severity": "2"}, {**number, "severity": 2.0})
    ]
    assert reports[0]["tickets"] == reports[1]["tickets"] == reports[2]["tickets"] != []


# -- every text of every format ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ODD)
def test_no_text_escapes_its_format(odd: str, tmp_path: Path) -> None:
    """Names of files, contracts, severities, columns and tickets, and values that cannot be read, mean nothing."""
    terms = {
        number: replace(term, label={"en": f"{odd}{number}", "pl": f"{odd}{number}"})
        for number, term in SMARTSTOCK.terms.items()
    }
    contract = tmp_path / "contract.toml"
    contract.write_text(write_contract(replace(SMARTSTOCK, name=odd, terms=terms)), encoding="utf-8")
    file = tmp_path / f"{odd.replace('/', '')}.jsonl"
    good = {"severity": 1, "reported_at": "2026-11-02T09:00Z", "responded_at": "2026-11-18", odd: odd}
    event = {"event": "reported", "at": "2026-11-16T09:00Z", "severity": 1, "id": odd, "report": {"subject": odd}}
    flat = [{**good, "ticket": odd}, {**good, "ticket": f"{odd}2", "responded_at": None}, {**good, "ticket": "bad"}]
    flat[2] |= {"severity": odd, "reported_at": odd, "responded_at": odd}
    log = [{**event, "ticket": odd}, {**event, "ticket": odd, "event": odd}, {"ticket": odd, "at": odd, "event": odd}]
    for rows in flat, log:
        file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        for name, reads in READS.items():
            told = run(
                *("check", str(file), "--no-config", "--now", NOW, "--contract", str(contract)),
                *("--format", name, "--limit", "0"),
            )
            assert told.code == 2
            reads(told.out)
        run("explain", str(file), "--no-config", "--now", NOW, "--contract", str(contract), "--", odd)


@pytest.mark.parametrize("odd", [*ODD, "\ud800", "\0"])
def test_a_baseline_holds_any_name(odd: str, tmp_path: Path) -> None:
    row = {"ticket": odd, "severity": 1, "reported_at": "2026-11-02T09:00Z", "responded_at": None}
    baseline = str(tmp_path / "baseline.json")
    given = ("check", "-", "--no-config", "--now", NOW, "--baseline", baseline)
    written = run(*given, "--write-baseline", stdin=json.dumps(row).encode())
    again = run(*given, stdin=json.dumps(row).encode()) if written.code == 0 else written
    assert again.code == (2 if odd in ("\ud800", "\0") else 0)


# -- size --------------------------------------------------------------------------------------------------------------

HUGE = 100_000_000
SPARE_MB = 64
"""What reading may take above what it takes for a line; a line of `HUGE` bytes does not fit in."""

_CHILD = """
import sys
from slacal.cli import main
code = main(sys.argv[1:])
for line in open("/proc/self/status"):
    if line.startswith("VmHWM"):
        print(line, file=sys.stderr)
sys.exit(code)
"""


def peak(path: Path, arguments: Sequence[str]) -> tuple[int, int, str]:
    """The exit code of a check of a file, the most memory it had in MB, and the report."""
    command = [sys.executable, "-c", _CHILD, "check", str(path), "--now", NOW, "--no-config", "--format", "csv"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, timeout=120)
    *_, line = [line for line in done.stderr.splitlines() if line]
    return done.returncode, int(line.split()[1]) // 1024, done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the most memory a process had is read from /proc")
@pytest.mark.parametrize(
    ("unit", "form", "table"),
    [
        (b"x", ",", "tickets"),
        (b'"', ";", "tickets"),
        (b"[", "", "tickets"),
        (b"\0", ",", "events"),
        (b"x", "", "events"),
        (b",", "\t", "exports of tickets"),
    ],
)
def test_lines_of_a_hundred_megabytes_are_never_held(unit: bytes, form: str, table: str, tmp_path: Path) -> None:
    path = tmp_path / "rows"
    (small, least), (huge, most) = [
        (_report(path, PLANTS[table](FORMS.index(form)), unit, count)) for count in (1, HUGE)
    ]
    assert (
        {line.split(",")[1] for line in small if PLANTED.decode() in line}
        == {line.split(",")[1] for line in huge if PLANTED.decode() in line}
        != set()
    )
    assert most <= least + SPARE_MB


def _report(path: Path, plant: Plant, unit: bytes, count: int) -> tuple[list[str], int]:
    """The report on good rows before and after a line of `count` units, and the most memory, in MB."""
    head, planted = plant.lines()
    with path.open("wb") as file:
        file.write(b"\n".join([*head, *planted[:-1], b""]))
        for _ in range(0, count, 1_000_000):
            file.write(unit * min(count, 1_000_000))
        file.write(b"\n" + planted[-1] + b"\n")
    code, mb, text = peak(path, plant.arguments)
    assert code == 2
    return text.splitlines(), mb
