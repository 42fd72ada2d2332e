"""`slacal check`: formats, selection, baseline, window, configuration, colour and progress."""

from __future__ import annotations

import builtins
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal.cli import main
from slacal.options_cli import FORMATS, OPTIONS

from .test_cli import BAD, EXAMPLE, HEADER, LATE, MET, NOW, OPEN, Slacal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VAGUE = "VAGUE,1,2026-11-16T09:00+01:00,2026-11-18"
OVERDUE = "OVERDUE,1,2026-11-12T09:00+01:00,"
LOG = """\
ticket,at,event,severity,by
ONE-SIDED,2026-11-16T09:00+01:00,reported,3,
ONE-SIDED,2026-11-16T09:30+01:00,responded,,
ONE-SIDED,2026-11-16T10:00+01:00,solution-proposed,,support
ONE-SIDED,2026-11-16T10:01+01:00,solution-accepted,,support
UNREPORTED,2026-11-16T09:00+01:00,responded,,
"""


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Slacal:
    monkeypatch.chdir(tmp_path)
    return Slacal(tmp_path, capsys)


def codes(run: Slacal, *arguments: str) -> list[str]:
    """The codes of the findings that are told, of every ticket."""
    return [finding["code"] for finding in json.loads(run.check(*arguments, "--format", "json").out)["findings"]]


# -- formats -----------------------------------------------------------------------------------------------------------


def test_every_format_tells_the_same_and_ends_alike(run: Slacal) -> None:
    run.file(MET, LATE, OPEN, VAGUE, BAD)
    Path("log.csv").write_text(LOG, encoding="utf-8")
    told = {form: run.check("f.csv", "log.csv", "--tz", "Europe/Warsaw", "--format", form) for form in FORMATS}
    assert {done.code for done in told.values()} == {2}
    one_line = "slacal: rows rejected: 1, files not read: 0 (see the report)\n"
    assert {form for form, done in told.items() if done.err == one_line} == set(FORMATS) - {"text"}
    for form, done in told.items():
        assert "LATE" in done.out, form
        assert "ONE-SIDED" in done.out, form
        assert "UNREPORTED" in done.out, form
    numbers = {
        "json": '"breached": 1',
        "github": "5 tickets: 2 met, 1 breached",
        "markdown": "5 tickets: 2 met, 1 breached",
    }
    for form, words in numbers.items():
        assert words in told[form].out
    root = ET.fromstring(told["junit"].out.encode())  # noqa: S314  we wrote it
    assert (root.attrib["failures"], root.attrib["errors"]) == ("2", "1")
    assert len(list(csv.DictReader(io.StringIO(told["csv"].out)))) == 5 + 3 + 1


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_written_is_what_is_printed(run: Slacal, form: str) -> None:
    run.file(MET, LATE)
    shown = run.check("f.csv", "--format", form)
    assert run.check("f.csv", "--format", form, "--output", "report").out == ""
    assert Path("report").read_text(encoding="utf-8") == shown.out


@pytest.mark.parametrize("form", FORMATS)
def test_the_example_in_every_format(run: Slacal, form: str) -> None:
    done = run.check(str(EXAMPLE), "--format", form)
    assert (done.code, done.err) == (1, "")
    assert "SUP-1062" in done.out


def test_violations_fail_and_are_told_by_name(run: Slacal) -> None:
    Path("log.csv").write_text(LOG, encoding="utf-8")
    done = run.check("log.csv")
    assert done.code == 1
    assert "VIOLATIONS (1), in the order of the tickets" in done.out
    assert "SLA207 ONE-SIDED: " in done.out
    assert run.check("log.csv", "--fail-on", "breached").code == 0
    assert run.check("log.csv", "--ignore", "SLA207").code == 0
    assert run.check("log.csv", "--ignore", "SLA207", "--fail-on", "warning").code == 1
    assert run.check("log.csv", "--ignore", "SLA2,SLA4", "--fail-on", "warning").code == 0


def test_no_workflow_command_comes_with_a_name(run: Slacal) -> None:
    """A job's log is read for commands, whatever the format."""
    run.file(LATE.replace("LATE", "::stop-commands::x"), LATE.replace("LATE", "##[error]y"), "::error::z,?,,")
    done = run.check("f.csv")
    assert not re.search(r"^\s*::|##\[", done.out + done.err, re.MULTILINE)
    assert ":\\x3astop-commands:\\x3ax" in done.out


# -- the summary file --------------------------------------------------------------------------------------------------


def test_the_summary_file_is_added_to(run: Slacal) -> None:
    run.file(MET, LATE)
    Path("summary.md").write_text("# Before\n", encoding="utf-8")
    done = run.check("f.csv", "--summary-file", "summary.md", "--format", "github")
    assert done.out.startswith("::error file=f.csv,line=3,title=SLA101 LATE::")
    text = Path("summary.md").read_text(encoding="utf-8")
    assert text == "# Before\n\n" + run.check("f.csv", "--format", "markdown").out


@pytest.mark.parametrize("before", [0, 1_000_000, 1_048_500, 1_048_560, 1_048_576, 1_100_000])
def test_the_summary_file_stays_within_what_github_takes(run: Slacal, before: int) -> None:
    rows = [LATE.replace("LATE", f"{'L' * 50}{number}") for number in range(12_000)]
    run.file(*rows)
    Path("summary.md").write_text("x" * before, encoding="utf-8")
    run.check("f.csv", "--summary-file", "summary.md", "--limit", "0", "--output", "report.txt")
    size = Path("summary.md").stat().st_size
    assert size <= max(before, 1 << 20)
    last = Path("summary.md").read_text(encoding="utf-8")[before:].splitlines()[-1:]
    assert last == (["... cut here: the file may be no longer"] if before < 1_048_530 else [])


def test_a_summary_file_that_cannot_be(run: Slacal) -> None:
    run.file(MET)
    assert "--summary-file: expected a file in a folder" in run.check("f.csv", "--summary-file", "no/where").err
    assert "--summary-file: expected another file" in run.check("f.csv", "--summary-file", "f.csv").err
    assert run.check("f.csv", "--summary-file", "-").code == 0


# -- selection ---------------------------------------------------------------------------------------------------------


def test_selected_findings_alone_are_told(run: Slacal) -> None:
    run.file(LATE, OVERDUE)
    assert codes(run, "f.csv") == ["SLA101", "SLA102"]
    assert codes(run, "f.csv", "--select", "SLA102") == ["SLA102"]
    assert codes(run, "f.csv", "--ignore", "SLA102") == ["SLA101"]
    done = run.check("f.csv", "--select", "SLA102")
    assert "BREACHED (1), worst first" in done.out
    assert "LATE  " not in done.out.split("SUMMARY")[0]
    assert run.check("f.csv", "--ignore", "SLA1").code == 0
    assert "--select: expected codes" in run.check("f.csv", "--select", "X").err


# -- baseline ----------------------------------------------------------------------------------------------------------


def test_accepted_findings_stay_silent_and_new_ones_fail(run: Slacal) -> None:
    run.file(LATE, OVERDUE, MET)
    done = run.check("f.csv", "--baseline", "b.json", "--write-baseline")
    assert (done.code, done.err) == (0, "slacal: b.json: 2 findings accepted\n")
    assert "2 findings accepted by the baseline" in done.out
    text = Path("b.json").read_text(encoding="utf-8")
    assert text.splitlines()[4:6] == [
        '    {"code": "SLA101", "ticket": "LATE", "occurrence": "2026-11-18T11:00:00Z"},',
        '    {"code": "SLA102", "ticket": "OVERDUE", "occurrence": ""}',
    ]
    for form in FORMATS:
        done = run.check("f.csv", "--baseline", "b.json", "--format", form)
        assert (done.code, done.err) == (0, ""), form
    later = ("check", "f.csv", "--baseline", "b.json", "--now", "2026-11-23T15:00Z")
    assert run(*later).code == 0
    run.file(MET, OVERDUE, LATE.replace("2026-11-18T12:00+01:00", "2026-11-18T11:00Z"), LATE.replace("LATE", "NEW"))
    done = run.check("f.csv", "--baseline", "b.json")
    assert (done.code, done.err) == (1, "")
    assert "BREACHED (1), worst first" in done.out
    assert "NEW" in done.out


def test_vanished_findings_are_told(run: Slacal) -> None:
    run.file(LATE, OVERDUE, MET)
    run.check("f.csv", "--baseline", "b.json", "--write-baseline")
    run.file(LATE, MET)
    done = run.check("f.csv", "--baseline", "b.json")
    told = ["slacal: b.json: no longer found, --write-baseline forgets them: 1", "  SLA102 OVERDUE"]
    assert (done.code, done.err.splitlines()) == (0, told)
    # of what was not looked for, nothing is said
    assert run.check("f.csv", "--baseline", "b.json", "--ignore", "SLA102").err == ""
    assert run.check("f.csv", "--baseline", "b.json", "--since", "2026-11-16").err == ""
    run.file(LATE, MET, "OVERDUE,1,2026-11-16T09:00+01:00,2026-11-16T10:00+01:00")
    for form in FORMATS:  # also where a ticket that was met is only counted
        done = run.check("f.csv", "--baseline", "b.json", "--since", "2026-11-16", "--format", form)
        assert done.err.splitlines() == told, form
    run.file(MET, BAD)
    assert "no longer found" not in run.check("f.csv", "--baseline", "b.json").err
    run.file(MET)
    assert run.check("f.csv", "--baseline", "b.json", "--limit", "1").err.splitlines()[1:] == [
        "  SLA101 LATE, 2026-11-18T11:00:00Z",
        "  ...",
    ]


@pytest.mark.parametrize(
    ("cut", "kept"),
    [
        ("--since 2026-11-16", ["SLA101 EARLY", "SLA405 UNREPORTED"]),
        ("--until 2026-11-16", ["SLA101 LATE", "SLA405 UNREPORTED"]),
        ("--ignore SLA101", ["SLA101 EARLY", "SLA101 LATE"]),
        ("--select SLA4", ["SLA101 EARLY", "SLA101 LATE"]),
        ("--select SLA1", ["SLA405 UNREPORTED"]),
        ("", []),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_baseline_written_in_part_keeps_what_was_not_looked_for(
    run: Slacal, cut: str, kept: list[str], form: str
) -> None:
    early = LATE.replace("LATE", "EARLY").replace("2026-11-16", "2026-11-09")
    run.file(early, LATE)
    Path("log.csv").write_text(LOG, encoding="utf-8")
    files = ("f.csv", "log.csv", "--baseline", "b.json", "--write-baseline")
    assert run.check(*files).code == 0
    run.file(*(f"{name},1,{day}T09:00+01:00,{day}T10:00+01:00" for name, day in EARLY_AND_LATE))  # all is well now
    Path("log.csv").write_text(LOG.splitlines()[0] + "\n", encoding="utf-8")
    done = run.check(*files, *cut.split(), "--format", form)
    accepted = json.loads(Path("b.json").read_text(encoding="utf-8"))["findings"]
    left = [f"{one['code']} {one['ticket']}" for one in accepted if one["ticket"] != "ONE-SIDED"]
    assert sorted(left) == kept
    note = f", {len(accepted)} kept of those not looked for" if accepted else ""
    assert done.err == f"slacal: b.json: 0 findings accepted{note}\n"


EARLY_AND_LATE = (("EARLY", "2026-11-09"), ("LATE", "2026-11-16"))


def test_a_baseline_written_twice_in_part_is_the_same(run: Slacal) -> None:
    """A ticket without a report is in no window and out of none: what it has is found, and not kept besides."""
    Path("log.csv").write_text(LOG, encoding="utf-8")
    arguments = ("log.csv", "--baseline", "b.json", "--write-baseline", "--since", "2026-11-20")
    run.check(*arguments)
    once = Path("b.json").read_bytes()
    assert b"UNREPORTED" in once
    run.check(*arguments)
    assert Path("b.json").read_bytes() == once


def test_a_baseline_is_not_written_of_a_part_of_the_rows(run: Slacal) -> None:
    run.file(LATE, BAD)
    done = run.check("f.csv", "--baseline", "b.json", "--write-baseline")
    assert done.code == 2
    assert done.err.splitlines()[-1] == "slacal: b.json: not written, as not all rows could be read"
    assert not Path("b.json").exists()


def test_one_finding_is_one_finding(run: Slacal) -> None:
    run.file(LATE)
    assert run.check("f.csv", "--baseline", "b.json", "--write-baseline").err == "slacal: b.json: 1 finding accepted\n"
    assert "  1 finding accepted by the baseline" in run.check("f.csv", "--baseline", "b.json").out


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ("--write-baseline", "--write-baseline: expected --baseline FILE as well, to say where to"),
        (
            "--baseline nowhere.json",
            "nowhere.json: expected a readable file: No such file or directory (--write-baseline",
        ),
        ("--baseline f.csv", "f.csv: expected a baseline, as --write-baseline makes it"),
        ("--baseline f.csv --write-baseline --select SLA1", "--baseline: expected another"),
        (
            "--baseline f.csv --write-baseline",
            "--baseline: expected another file than those that are read, got 'f.csv'",
        ),
    ],
)
def test_baselines_that_cannot_be(run: Slacal, arguments: str, error: str) -> None:
    run.file(MET)
    done = run.check("f.csv", *arguments.split())
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"slacal: error: {error}")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            "--baseline b.json --output ./b.json",
            "--output: expected another file than that of --baseline, got 'b.json'",
        ),
        (
            "--baseline b.json --write-baseline --output b.json",
            "--output: expected another file than that of --baseline",
        ),
        ("--baseline b.json --summary-file b.json", "--summary-file: expected another file than that of --baseline"),
        ("--output new --summary-file new", "--summary-file: expected another file than that of --output, got 'new'"),
    ],
)
def test_nothing_is_written_over_something_else_that_is_written(run: Slacal, arguments: str, error: str) -> None:
    run.file(LATE)
    run.check("f.csv", "--baseline", "b.json", "--write-baseline")
    before = Path("b.json").read_bytes()
    done = run.check("f.csv", *arguments.split())
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"slacal: error: {error}")
    assert Path("b.json").read_bytes() == before
    assert not Path("new").exists()


def test_a_device_takes_all_there_is(run: Slacal) -> None:
    run.file(MET)
    assert run.check("f.csv", "--output", os.devnull, "--summary-file", os.devnull).code == 0


@pytest.mark.parametrize("argument", ["--output", "--summary-file", "--baseline"])
def test_a_name_that_is_no_path_is_not_written_to(run: Slacal, argument: str) -> None:
    """Only pyproject.toml can hold such a name."""
    run.file(MET)
    done = run.check("f.csv", argument, "a\0b", *["--write-baseline"][: argument == "--baseline"])
    assert (done.code, done.out) == (2, "")
    assert f"{argument}: expected a file in a folder that exists, got 'a\\x00b'" in done.err


def test_a_name_that_is_no_path_is_no_baseline(run: Slacal) -> None:
    run.file(MET)
    assert "a\\x00b: expected a readable file: embedded null byte" in run.check("f.csv", "--baseline", "a\0b").err


# -- several contracts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "json"])
def test_several_contracts_in_short_and_at_length(run: Slacal, form: str) -> None:
    """Tickets that are only counted are counted by the contract in force at their report, as all others are."""
    run("contract", "pin", "--years", "2026", "--output", "old.toml")
    text = Path("old.toml").read_text(encoding="utf-8")
    head, _, tail = text.partition("\n[")
    Path("new.toml").write_text(f"{head}\nvalid_from = 2026-11-18\n[{tail}", encoding="utf-8")
    run.file(MET, LATE, "NEW,1,2026-11-18T09:00+01:00,2026-11-18T10:00+01:00", OPEN)
    done = run.check("f.csv", "--contract", "old.toml", "--contract", "new.toml", "--format", form)
    assert (done.code, done.err) == (1, "")
    if form == "json":
        summary = json.loads(done.out)["summary"]
        assert (summary["tickets"], summary["met"], summary["budget_used"]["tickets"]) == (4, 2, 3)
    else:
        assert re.search(r"^  all +4 +2 +1 +1 ", done.out, re.MULTILINE)
        assert re.search(r"^  all +3 +50\.0 % +118\.8 %", done.out, re.MULTILINE)


# -- the window --------------------------------------------------------------------------------------------------------

REPORTS = ["2026-11-15T23:59:59+01:00", "2026-11-16T00:00+01:00", "2026-11-17T12:00+01:00", "2026-11-17T23:00Z"]


@pytest.mark.parametrize(
    ("options", "tickets"),
    [
        ("", "ABCD"),
        ("--since 2026-11-16", "BCD"),
        ("--since 2026-11-16T00:00:01+01:00", "CD"),
        ("--until 2026-11-16", "A"),
        ("--until 2026-11-18", "ABC"),
        ("--since 2026-11-16 --until 2026-11-17T12:00+01:00", "B"),
        ("--since 2026-11-17T12:00+01:00 --until 2026-11-18", "C"),
        ("--since 2026-11-18", "D"),
        ("--since 2026-11-16 --tz UTC", "CD"),
        ("--since 2026-11-19", ""),
    ],
)
@pytest.mark.parametrize("form", ["json", "text"])
def test_a_window_is_half_open_and_by_report(run: Slacal, options: str, tickets: str, form: str) -> None:
    run.file(*(f"{name},5,{at},{at}" for name, at in zip("ABCD", REPORTS, strict=True)))
    done = run.check("f.csv", *options.split(), "--format", form)
    if form == "json":
        assert "".join(ticket["ticket"] for ticket in json.loads(done.out)["tickets"]) == tickets
    elif tickets:
        assert re.search(rf"^  all +{len(tickets)} ", done.out, re.MULTILINE)
    else:
        assert "no tickets" in done.out


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ("--since soon", "--since: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601), got 'soon'"),
        ("--since 2026-11-16 --until 2026-11-15", "--until: expected an instant after --since, got '2026-11-15'"),
        ("--since 2026-11-16 --until 2026-11-16", "--until: expected an instant after --since, got '2026-11-16'"),
        ("--until 2026-10-25T02:30 --tz Europe/Warsaw", "--until: expected an offset, as clocks show this time twice"),
    ],
)
def test_windows_that_cannot_be(run: Slacal, options: str, error: str) -> None:
    run.file(MET)
    done = run.check("f.csv", *options.split())
    assert (done.code, done.out) == (2, "")
    assert error in done.err


# -- configuration -----------------------------------------------------------------------------------------------------


def configure(text: str, folder: str = ".", name: str = "pyproject.toml") -> None:
    Path(folder).mkdir(exist_ok=True)
    Path(folder, name).write_text(text, encoding="utf-8")


EVERYTHING = """\
[tool.slacal]
now = 2026-11-20T12:00:00+01:00
tz = "Europe/Warsaw"
since = 2026-11-01
until = "2026-12-01"
contract = "contract.toml"
column = { ticket = "Key", severity = "Prio" }
severity-map = { P1 = 1, P2 = "component-down" }
select = ["SLA1"]
ignore = "SLA104"
baseline = "b.json"
write-baseline = false
format = "json"
output = "report.json"
summary-file = "summary.md"
color = "never"
limit = 3
fail-on = ["breached", "rejected"]
exit-zero = true
"""


def test_every_option_may_stand_in_the_file(run: Slacal) -> None:
    """Under its own name; paths are relative to the file. A mapping says itself which columns there are."""
    assert set(re.findall(r"^([\w-]+) =", EVERYTHING, re.MULTILINE)) | {"map"} == {option.name for option in OPTIONS}
    Path("project").mkdir()
    configure(EVERYTHING, "project")
    Path("project", "b.json").write_text('{"format": 1, "findings": []}', encoding="utf-8")
    run("contract", "pin", "--years", "2026", "--output", "project/contract.toml")
    Path("f.csv").write_text(
        "Key,Prio,reported_at,responded_at\nA,P1,2026-11-16T09:00,2026-11-18T12:00\n", encoding="utf-8"
    )
    done = run("check", "f.csv", "--config", "project/pyproject.toml")
    assert (done.code, done.out, done.err) == (0, "", "")
    data = json.loads(Path("project/report.json").read_text(encoding="utf-8"))
    assert (data["tickets"][0]["ticket"], data["tickets"][0]["verdict"]) == ("A", "breached")
    assert Path("project/summary.md").read_text(encoding="utf-8").startswith("## ")


def test_several_contracts_may_stand_in_the_file(run: Slacal) -> None:
    """Each ticket is judged by the one in force at its report, as with `--contract` given twice."""
    Path("project").mkdir()
    run("contract", "pin", "--years", "2026", "--output", "project/new.toml")
    text = Path("project/new.toml").read_text(encoding="utf-8")
    for name, since in (("old", "2020-01-01"), ("new", "2026-11-01")):
        dated = re.sub(r"^format = 1$", f"format = 1\nvalid_from = {since}", text, flags=re.MULTILINE)
        Path(f"project/{name}.toml").write_text(dated.replace('"16h"', '"1h"' if name == "new" else '"16h"'), "utf-8")
    configure('[tool.slacal]\ncontract = ["old.toml", "new.toml"]\n', "project")
    run.file("A,1,2026-10-19T09:00+02:00,2026-10-19T15:00+02:00", "B,1,2026-11-16T09:00+01:00,2026-11-16T15:00+01:00")
    told = run.check("f.csv", "--config", "project/pyproject.toml", "--format", "json")
    assert {row["ticket"]: row["verdict"] for row in json.loads(told.out)["tickets"]} == {"A": "met", "B": "breached"}


def test_a_mapping_may_stand_in_the_file(run: Slacal) -> None:
    folder = EXAMPLE.parent
    Path("project").mkdir()
    Path("project/shape.toml").write_bytes((folder / "mappings" / "jira.toml").read_bytes())
    configure('[tool.slacal]\nmap = "shape.toml"\n', "project")
    done = run.check(str(folder / "exports" / "jira.csv"), "--config", "project/pyproject.toml")
    assert done.err == ""
    assert re.search(r"^  all +[1-9]", done.out, re.MULTILINE)


def test_the_nearest_file_with_the_table_is_found_from_the_current_folder_upwards(
    run: Slacal, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.file(MET, LATE)
    configure('[tool.slacal]\nformat = "github"\n')
    configure('[project]\nname = "slacal-user"\n[tool.other]\nslacal = 1\n', "inner")
    Path("inner/deep").mkdir()
    monkeypatch.chdir("inner/deep")
    assert run.check("../../f.csv").out.startswith("::error")
    assert run.check("../../f.csv", "--no-config").out.startswith("Smartstock")
    configure('[tool.slacal]\nformat = "csv"\n', "..")
    assert run.check("../../f.csv").out.startswith("row,ticket")
    assert run.check("../../f.csv", "--config", "../../pyproject.toml").out.startswith("::error")
    assert run.check("../../f.csv", "--format", "json").out.startswith("{")


def test_the_command_line_wins_and_tables_are_merged(run: Slacal) -> None:
    configure('[tool.slacal]\ncolumn = { ticket = "Key", severity = "Prio" }\nexit-zero = true\nfail-on = "unknown"\n')
    Path("f.csv").write_text(f"Key,S,reported_at,responded_at\n{LATE}\n", encoding="utf-8")
    assert run.check("f.csv", "--column", "severity=S").code == 0
    assert run.check("f.csv", "--column", "severity=S", "--no-exit-zero").code == 0
    assert run.check("f.csv", "--column", "severity=S", "--no-exit-zero", "--fail-on", "breached").code == 1


def test_everything_wrong_with_the_table_is_said_at_once(run: Slacal) -> None:
    run.file(MET)
    configure(
        "[tool.slacal]\nformt = 1\nfail_on = []\nzzz = 1\ntz = 1\nlimit = -1\nexit-zero = 'yes'\nselect = [1]\n"
        "column = { ticket = [] }\nformat = 'xml'\nfail-on = ['late']\nsince = 10:00:00\nbaseline = true\n"
        "severity-map = 1\nignore = 3\ncontract = 7\n"
    )
    done = run.check("f.csv")
    assert (done.code, done.out) == (2, "")
    names = ", ".join(option.name for option in OPTIONS)
    assert done.err.splitlines() == [
        "slacal: error: pyproject.toml: 15 problems in [tool.slacal]",
        "  formt: expected the name of an option; did you mean format?",
        "  fail_on: expected the name of an option; did you mean fail-on?",
        f"  zzz: expected the name of an option ({names})",
        "  tz: expected text, got 1",
        "  limit: expected a number of lines, 0 or more, got -1",
        "  exit-zero: expected true or false, got 'yes'",
        "  select: expected a list of text, got [1]",
        "  column: expected a table of text, such as { P1 = 1 }, got {'ticket': []}",
        "  format: expected one of text, json, junit, github, markdown, csv, got 'xml'",
        "  fail-on: expected a list of breached,violation,warning,note,unknown,rejected, got ['late']",
        "  since: expected a date or a time with its date, got datetime.time(10, 0)",
        "  baseline: expected text, got True",
        "  severity-map: expected a table of text, such as { P1 = 1 }, got 1",
        "  ignore: expected a list of text, got 3",
        "  contract: expected a path, or a list of paths, got 7",
    ]
    configure('[tool.slacal]\n"a\\nb" = 1\n"" = 1\n')
    told = run.check("f.csv").err.splitlines()
    assert [line.split(" option")[0] for line in told[1:]] == [
        "  a\\nb: expected the name of an",
        "  : expected the name of an",
    ]
    configure("[tool.slacal]\nnope = 1\n")
    assert run.check("f.csv").err.startswith("slacal: error: pyproject.toml: 1 problem in [tool.slacal]\n")


@pytest.mark.parametrize(
    ("text", "arguments", "error"),
    [
        ("[tool.slacal", "", "pyproject.toml: expected TOML in UTF-8: "),
        (
            "[tool.slacal]\nlimit = " + "9" * 5000,
            "",
            "pyproject.toml: expected TOML in UTF-8: Exceeds the limit (4300 dig",
        ),
        (
            "[tool.slacal]\n" + ".".join(["a"] * 101) + " = 1",
            "",
            "pyproject.toml: expected TOML in UTF-8: a key of too many parts (at line 2)",
        ),
        ("#slacal" + "x" * 1_000_000, "", "pyproject.toml: expected TOML in UTF-8: more than 1000000 bytes"),
        ("tool.slacal = 7", "", "pyproject.toml: expected a table [tool.slacal]"),
        ("", "--config pyproject.toml", "pyproject.toml: expected a table [tool.slacal]"),
        ("[tool]\nslacal-x = 1", "--config pyproject.toml", "pyproject.toml: expected a table [tool.slacal]"),
        ("", "--config nowhere.toml", "nowhere.toml: expected a readable file: No such file or directory"),
        ("[tool.slacal]\ncontract = 'no.toml'", "", "no.toml"),
    ],
)
def test_files_that_cannot_be_read(run: Slacal, text: str, arguments: str, error: str) -> None:
    run.file(MET)
    configure(text)
    done = run.check("f.csv", *arguments.split())
    assert (done.code, done.out) == (2, "")
    assert error in done.err


def test_a_file_that_is_no_path(run: Slacal) -> None:
    run.file(MET)
    assert "embedded null byte" in run.check("f.csv", "--config", "a\0b").err


def test_standard_output_stays_itself_in_the_file(run: Slacal) -> None:
    run.file(MET)
    configure('[tool.slacal]\noutput = "-"\n')
    assert run.check("f.csv").out.startswith("Smartstock")


def test_one_of_config_and_no_config(run: Slacal) -> None:
    assert "not allowed with argument" in run.check("f.csv", "--config", "x", "--no-config").err


@given(
    st.dictionaries(
        st.sampled_from([option.name for option in OPTIONS]),
        st.sampled_from(["1", "true", "'x'", "[]", "{}", "2026-11-01"]),
    )
)
def test_any_table_ends_with_a_code(values: Mapping[str, str]) -> None:
    """Whatever kinds of values a file has, there is no traceback, and nothing is written."""
    values = {name: value for name, value in values.items() if name not in ("output", "summary-file", "baseline")}
    with pytest.MonkeyPatch.context() as patch:
        out, err = io.StringIO(), io.StringIO()
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        text = "[tool.slacal]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "options.toml")
            path.write_text(text, encoding="utf-8")
            code = main(["check", str(EXAMPLE), "--config", str(path)])
    assert code in (0, 1, 2, 3)
    assert "Traceback" not in err.getvalue()


# -- colour and progress -----------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_terminal(monkeypatch: pytest.MonkeyPatch, *arguments: str, **environment: str) -> tuple[str, str]:
    out, err = Terminal(), Terminal()
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-256color", **environment}.items():
        monkeypatch.setenv(name, value)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        main(["check", *arguments, "--now", NOW])
    return out.getvalue(), err.getvalue()


def test_a_terminal_gets_colour_and_the_same_words(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    run.file(MET, LATE, OPEN, VAGUE)
    options = ("f.csv", "--tz", "Europe/Warsaw")
    plain = run.check(*options).out
    coloured, _ = on_terminal(monkeypatch, *options)
    assert "\x1b[1;31mBREACHED (1)\x1b[0m" in coloured
    assert ANSI.sub("", coloured) == plain
    (used,) = re.findall(r"  budget used .*?\n\n", plain, re.DOTALL)  # these are no numbers of tickets
    assert used.partition("\n")[2] in coloured
    assert on_terminal(monkeypatch, *options, "--color", "never")[0] == plain
    without, _ = on_terminal(monkeypatch, *options, NO_COLOR="1")
    assert "\x1b[31m" not in without
    assert "[1;31m" not in without
    assert ANSI.sub("", without) == plain
    assert on_terminal(monkeypatch, *options, TERM="dumb")[0] == plain
    assert ANSI.sub("", run.check(*options, "--color", "always").out) == plain


def test_colour_to_a_pipe_where_it_is_asked_for(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    run.file(LATE)
    assert "\x1b[" in run.check("f.csv", "--color", "always").out
    assert "\x1b[" not in run.check("f.csv").out
    run.check("f.csv", "--color", "always", "--output", "report.txt")
    assert "\x1b[" not in Path("report.txt").read_text(encoding="utf-8")


def test_without_rich_the_words_are_the_same(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    run.file(LATE)
    plain = run.check("f.csv").out
    real = builtins.__import__

    def refuse(name: str, *more: object) -> object:
        if name.partition(".")[0] == "rich":
            raise ImportError(name)
        return real(name, *more)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr("slacal.terminal_cli._LARGE", 0)
    monkeypatch.setattr(builtins, "__import__", refuse)
    assert on_terminal(monkeypatch, "f.csv") == (plain, "")
    asked = run.check("f.csv", "--color", "always")
    assert (asked.code, asked.err) == (
        2,
        'slacal: error: --color always needs rich, which is not installed; pip install "slacal[cli]"\n',
    )


def test_progress_on_a_terminal_where_there_is_much_to_read(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    run.file(LATE, BAD)
    plain = run.check("f.csv")
    assert on_terminal(monkeypatch, "f.csv")[1] == plain.err
    monkeypatch.setattr("slacal.terminal_cli._LARGE", 1)
    out, err = on_terminal(monkeypatch, "f.csv", "nowhere.csv")
    assert ANSI.sub("", out) == plain.out
    assert "f.csv" in err
    assert "severity: expected 1 to 5" in ANSI.sub("", err)
    assert on_terminal(monkeypatch, "f.csv", "--color", "never")[1] == plain.err


def test_a_pipe_loads_no_rich() -> None:
    """Nor does importing slacal."""
    code = (
        "import sys, slacal; from slacal.cli import main;"
        f"main(['check', {str(EXAMPLE)!r}, '--now', {NOW!r}, '--output', '-']);"
        "print(*sorted(name for name in sys.modules if name.partition('.')[0] in ('rich', 'markdown_it')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8", cwd="/"
    )
    assert done.stdout.splitlines()[-1] == ""


@pytest.mark.parametrize("form", FORMATS)
@given(names=st.lists(st.text(max_size=12), max_size=5))
def test_no_terminal_escape_reaches_a_terminal(form: str, names: Sequence[str]) -> None:
    """Whatever names hold, nothing but printable text and line ends comes out."""
    rows = [",".join(['"' + name.replace('"', '""') + '"', *LATE.split(",")[1:]]) for name in names]
    data = "\n".join([HEADER, *rows]).encode("utf-8", "surrogatepass")
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        code = main(["check", "-", "--now", NOW, "--format", form])
    assert code in (0, 1, 2)
    text = json.dumps(json.loads(out.getvalue())) if form == "json" else out.getvalue()
    assert all(line.isprintable() for line in (text + err.getvalue()).split("\n"))
