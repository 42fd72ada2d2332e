"""Mapping files on the command line: `slacal map`, and `slacal check --map` of every sample in the docs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import jsonschema
import pytest

from slacal import ExportMapping

from .test_cli import NOW, ROOT, Slacal, run

__all__ = ["run"]

EXAMPLES = ROOT / "docs" / "examples"
MAPPINGS = sorted((EXAMPLES / "mappings").glob("*.toml"))
JIRA = EXAMPLES / "mappings" / "jira.toml"
BROKEN = """\
format = 1
tz = "Europe/Warsav"
[tickets]
ticket = "Key"
severty = "Priority"
reported_at = "Created"
responded_at = "Answered"
"""
OURS = """\
format = 1
name = "Premium"
calendar = { hours = "24/7", tz = "Europe/Warsaw" }
severities.1 = { name = "critical", response = "30m" }
severities.2 = { name = "normal", response = "2h" }
"""


def told(run: Slacal, file: str, mapping: str, *options: str) -> tuple[int, dict[str, str], list[tuple[object, ...]]]:
    """How a check of a sample ends: the exit code, the verdicts, and the findings by ticket and code."""
    arguments = (str(EXAMPLES / "exports" / file), "--map", str(EXAMPLES / "mappings" / mapping), *options)
    done = run.check(*arguments, "--format", "json")
    report = json.loads(done.out)
    assert report["rejected"] == []
    verdicts = {ticket["ticket"]: f"{ticket['severity']} {ticket['verdict']}" for ticket in report["tickets"]}
    return done.code, verdicts, [(finding["ticket"], finding["code"]) for finding in report["findings"]]


def test_the_sample_of_jira(run: Slacal) -> None:
    """Stamps of twelve hours, a column that is there twice, a field over two lines, a local time that exists twice."""
    assert told(run, "jira.csv", "jira.toml") == (
        1,
        {
            "SUP-101": "1 met",
            "SUP-102": "1 breached",
            "SUP-103": "2 met",
            "SUP-104": "3 running",
            "SUP-105": "4 breached",
            "SUP-106": "5 met",
            "SUP-107": "3 met",
        },
        [("SUP-102", "SLA101"), ("SUP-105", "SLA102")],
    )


def test_the_sample_of_zendesk(run: Slacal) -> None:
    """A response told in minutes, over a weekend and over the end of summer time; a ticket without priority."""
    assert told(run, "zendesk.csv", "zendesk.toml") == (
        1,
        {
            "1001": "1 met",
            "1002": "1 breached",
            "1003": "2 running",
            "1004": "3 unknown",
            "1005": "4 met",
            "1006": "4 met",
        },
        [("1002", "SLA101"), ("1004", "SLA104")],
    )


def test_the_sample_of_the_help_desk(run: Slacal) -> None:
    """Events of tickets mixed; the first of two activities is the report, and what is graded later a change."""
    assert told(run, "helpdesk-log.csv", "helpdesk-log.toml") == (
        1,
        {
            "Case 1": "1 met",
            "Case 2": "2 breached",
            "Case 3": "1 met",
            "Case 5": "1 running",
            "Case 6": "4 unknown",
            "Case 7": "1 met",
        },
        [
            ("Case 1", "SLA208"),
            ("Case 2", "SLA101"),
            ("Case 3", "SLA208"),
            ("Case 4", "SLA405"),
            ("Case 6", "SLA104"),
            ("Case 6", "SLA208"),
        ],
    )


def test_explain_reads_through_a_mapping(run: Slacal) -> None:
    done = run("explain", str(EXAMPLES / "exports" / "jira.csv"), "SUP-102", "--map", str(JIRA), "--now", NOW)
    assert done.code == 0
    assert done.out.startswith("SUP-102: response BREACHED\nseverity 1 (Outage)\n")


def test_what_a_mapping_does_not_know_costs_its_row_alone(run: Slacal) -> None:
    """A severity without a meaning, and a stamp of another form: file, line, column, value, and what was expected."""
    text = "Issue key,Priority,Created,Custom field ([CHART] Date of First Response),Resolved\n"
    rows = ["A,Hihgest,16/Nov/26 9:00 AM,,", "B,High,2026-11-16 09:00,,", "C,High,16/Nov/26 9:00 AM,,"]
    Path("jira.csv").write_text(text + "\n".join(rows), encoding="utf-8")
    done = run.check("jira.csv", "--map", str(JIRA), "--format", "csv")
    report = json.loads(run.check("jira.csv", "--map", str(JIRA), "--format", "json").out)
    assert done.code == 2
    assert [ticket["ticket"] for ticket in report["tickets"]] == ["C"]
    assert [(one["file"], one["line"], one["column"], one["value"]) for one in report["rejected"]] == [
        ("jira.csv", 2, "severity", "Hihgest"),
        ("jira.csv", 3, "reported_at", "2026-11-16 09:00"),
    ]
    expected = "expected 1 to 5 or one of outage, component-down, degraded, question, suggestion"
    meant = f'(foreign values: "VALUE" = 1 under [severities] in {JIRA})'
    assert report["rejected"][0]["error"] == f"{expected}; did you mean Highest? {meant}"
    assert report["rejected"][1]["error"].startswith("expected a time such as 02/Mar/04 05:06 PM (%d/%b/%y %I:%M %p)")


def test_columns_that_are_not_there(run: Slacal) -> None:
    Path("other.csv").write_text("Key,Priority,created,Resolved\nA,High,16/Nov/26 9:00 AM,\n", encoding="utf-8")
    done = run.check("other.csv", "--map", str(JIRA))
    assert done.code == 2
    assert [line.partition(", got")[0] for line in done.err.splitlines()] == [
        f"other.csv: ticket: expected a column 'Issue key', as {JIRA} says",
        f"other.csv: reported_at: expected a column 'Created', as {JIRA} says; the nearest is 'created'",
        f"other.csv: responded_at: expected a column 'Custom field ([CHART] Date of First Response)', as {JIRA} says",
    ]


@pytest.mark.parametrize("mapping", MAPPINGS, ids=lambda path: path.stem)
def test_validate(run: Slacal, mapping: Path) -> None:
    done = run("map", "validate", str(mapping))
    kind = "events" if "[events]" in mapping.read_text(encoding="utf-8") else "tickets"
    assert done == (0, f"{mapping}: a mapping of {kind}\n", "")


def test_everything_wrong_with_a_mapping_is_told_by_every_command(run: Slacal) -> None:
    """By `validate` in the form of a compiler, and before any row is read."""
    Path("m.toml").write_text(BROKEN, encoding="utf-8")
    said = [
        "tz: expected an IANA time zone such as 'Europe/Warsaw', got 'Europe/Warsav'; did you mean 'Europe/Warsaw'?",
        "tickets.severity: expected to be given: how grave it is, got None",
        "tickets.severty: expected one of the fields ticket, severity, reported_at, responded_at, acknowledged_at, "
        "started_at, closed_at, got 'Priority'; did you mean 'severity'?",
    ]
    lines = [2, 3, 5]
    done = run("map", "validate", "m.toml")
    assert done.code == 2
    assert done.err.splitlines() == [f"m.toml:{line}: error: {text}" for line, text in zip(lines, said, strict=True)]
    for command in (("check", "f.csv"), ("explain", "f.csv", "A")):
        done = run(*command, "--map", "m.toml")
        assert done.code == 2
        assert done.err.splitlines() == [
            "slacal: error: m.toml: 3 problems",
            *(f"  line {line}: {text}" for line, text in zip(lines, said, strict=True)),
        ]


def test_a_mapping_that_is_not_there(run: Slacal) -> None:
    done = run("map", "validate", "none.toml")
    assert done.code == 2
    assert done.err == "none.toml: error: file: expected a readable file, got 'No such file or directory'\n"


def test_severities_that_the_contract_does_not_know(run: Slacal) -> None:
    """All of them, before any row is read; under the contract that is named, they may be known."""
    severities = '[severities]\nP0 = 0\nP1 = "critcal"\nP2 = 2\n'
    Path("m.toml").write_text(BROKEN.replace("sav", "saw").replace("severty", "severity") + severities)
    shipped = "expected one of outage, component-down, degraded, question, suggestion"
    done = run("map", "validate", "m.toml")
    assert done.code == 2
    assert done.err.splitlines() == [
        f"m.toml: error: severities.P0: {shipped}, got 0",
        f"m.toml: error: severities.P1: {shipped}, got 'critcal'",
    ]
    Path("ours.toml").write_text(OURS)
    done = run("map", "validate", "m.toml", "--contract", "ours.toml")
    suggestion = "expected one of critical, normal, got 'critcal'; did you mean 'critical'?"
    assert done.err.splitlines()[1:] == [f"m.toml: error: severities.P1: {suggestion}"]
    done = run("check", "f.csv", "--map", "m.toml", "--contract", "ours.toml")
    assert (done.code, done.err.splitlines()[0]) == (2, "slacal: error: m.toml: 2 problems")
    Path("m.toml").write_text(Path("m.toml").read_text().replace("P0 = 0\n", "").replace("critcal", "critical"))
    assert run("map", "validate", "m.toml", "--contract", "ours.toml").code == 0
    assert run("map", "validate", "m.toml").code == 2


PAGE = (ROOT / "docs" / "inputs.md").read_text(encoding="utf-8")
COMMANDS = re.findall(
    r"^ *((?:slacal|python) .*)$", "".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)), re.MULTILINE
)
FILES = [dedent(block) for block in re.findall(r"^ *```toml\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)]


def test_the_commands_of_the_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As they are printed, in the order of the page, in a shell of somebody who has the docs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    programs = f'slacal() {{ {sys.executable} -m slacal "$@"; }}; python() {{ {sys.executable} "$@"; }}'
    codes = [subprocess.run(["sh", "-c", f"{programs}; {command}"], check=False).returncode for command in COMMANDS]
    assert codes == [0, 1, 0, 1, 1, 0, 1]


def test_the_files_of_the_page() -> None:
    """They can be, and the first of them is the file it is said to be."""
    mappings = [ExportMapping.from_toml(text) for text in FILES]
    assert [mapping.of_events for mapping in mappings] == [False, False, True]
    assert mappings[0] == ExportMapping.from_toml(JIRA)


def test_schema(run: Slacal) -> None:
    done = run("map", "schema")
    assert done.code == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(done.out))
