"""The command line: what it prints, how it ends, and that nothing makes a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import runpy
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import slacal
from slacal.cli import main

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "tickets.csv"
NOW = "2026-11-20T12:00+01:00"
HEADER = "ticket,severity,reported_at,responded_at"
MET = "MET,1,2026-11-16T09:00+01:00,2026-11-17T09:00+01:00"
LATE = "LATE,1,2026-11-16T09:00+01:00,2026-11-18T12:00+01:00"
OPEN = "OPEN,1,2026-11-20T09:00+01:00,"
BAD = "BAD,?,2026-11-20T09:00+01:00,"


class Run(NamedTuple):
    code: int
    out: str
    err: str


class Slacal:
    """Runs a command in this process, in a folder of its own."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def __call__(self, *arguments: str) -> Run:
        self._capture.readouterr()
        try:
            code = main(list(arguments))
        except SystemExit as end:
            assert isinstance(end.code, int)
            code = end.code
        out, err = self._capture.readouterr()
        return Run(code, out, err)

    def check(self, *arguments: str) -> Run:
        return self("check", *arguments, "--now", NOW)

    def file(self, *rows: str, name: str = "f.csv") -> str:
        path = self.folder / name
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        return str(path)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Slacal:
    monkeypatch.chdir(tmp_path)
    return Slacal(tmp_path, capsys)


# -- deadline, elapsed, calendar -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (
            "2026-11-20T12:00+01:00 --severity 1",
            "reported      Fri 2026-11-20 12:00 CET (+01:00)\n"
            "budget        16 h, severity 1 (Outage): 16 h of working time\n"
            "due           Tue 2026-11-24 12:00 CET (+01:00)\n"
            "last on time  Tue 2026-11-24 12:00 CET (+01:00)\n",
        ),
        (
            "2026-12-23T17:00 --tz Europe/Warsaw --budget 2d --reading literal",
            "reported      Wed 2026-12-23 17:00 CET (+01:00)\n"
            "budget        2 days: 16 h of working time\n"
            "due           Tue 2026-12-29 17:00 CET (+01:00)\n"
            "last on time  Wed 2026-12-30 09:00 CET (+01:00), as nobody is on duty in between\n",
        ),
        (
            "2026-07-01T05:15:10Z --severity suggestion",
            "reported      Wed 2026-07-01 07:15:10 CEST (+02:00)\n"
            "budget        14 days, severity 5 (Suggestion): 112 h of working time\n"
            "due           Mon 2026-07-20 17:00 CEST (+02:00)\n"
            "last on time  Tue 2026-07-21 09:00 CEST (+02:00), as nobody is on duty in between\n",
        ),
    ],
)
def test_deadline(run: Slacal, arguments: str, printed: str) -> None:
    assert run("deadline", *arguments.split()) == (0, printed, "")


def test_a_format_asks_for_the_explanation(run: Slacal) -> None:
    """`--format json` is never answered in text."""
    report = ("deadline", "2026-11-20T12:00+01:00", "--severity", "1")
    for form in ("text", "json", "html", "markdown"):
        asked = run(*report, "--format", form)
        assert asked.code == 0
        assert asked == run(*report, "--format", form, "--explain")
    assert run(*report, "--explain") == run(*report, "--format", "text")


def test_a_time_that_comes_twice_has_one_offset_in_polish(run: Slacal) -> None:
    out = run("deadline", "2026-10-25T01:30Z", "--budget", "0h", "--language", "pl").out
    assert out.splitlines()[0] == "zgłoszenie        niedz. 25 października 2026 02:30 (+01:00)"


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        ("2026-12-23T16:00+01:00 2026-12-28T10:00+01:00", "2h"),
        ("2026-12-28T10:00 2026-12-23T16:00 --tz Europe/Warsaw", "-2h"),
        ("2026-11-20T09:00:00.5+01:00 2026-11-20T09:01+01:00", "59.5s"),
        ("2026-11-21T09:00+01:00 2026-11-22T09:00+01:00", "0h"),
    ],
)
def test_elapsed(run: Slacal, arguments: str, printed: str) -> None:
    assert run("elapsed", *arguments.split()) == (0, f"{printed}\n", "")


def test_calendar(run: Slacal) -> None:
    code, out, err = run("calendar", "2026")
    assert (code, err) == (0, "")
    assert "  Thu 2026-12-24  Wigilia Bożego Narodzenia\n" in out
    assert out.endswith("year                253    2024\n")


WRONG = [
    ("deadline 2026-12-23T17:00 --severity 1", "START: expected an offset from UTC, as in 2026-03-05T10:00+01:00; "),
    ("deadline soon --severity 1", "START: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601), got 'soon'"),
    (
        "deadline 2026-12-23 --severity 1 --tz Europe/Warsaw",
        "START: expected a time with the date, such as 2026-12-23T10",
    ),
    (
        "deadline 2026-10-25T02:30 --severity 1 --tz Europe/Warsaw",
        "START: expected an offset, as clocks show this time twice: 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00,",
    ),
    (
        "deadline 2026-03-29T02:30 --severity 1 --tz Europe/Warsaw",
        "START: expected a local time that exists in Europe/W",
    ),
    (
        "deadline 2026-12-23 --severity 1",
        "START: expected a time with the date, such as 2026-12-23T10:00+01:00, got '2026-12-23'",
    ),
    ("check f.csv --now 20261223", "--now: expected a time with the date, such as 2026-12-23T10:00+01:00"),
    (
        "deadline 2026-12-23T17:00Z --severity 6",
        "--severity: expected 1 to 5 or one of outage, component-down, degraded, question, suggestion, got '6'",
    ),
    ("deadline 2026-12-23T17:00Z --severity outge", "question, suggestion; did you mean outage?, got 'outge'"),
    ("deadline 2026-12-23T17:00Z --severity=-1", "--severity: expected 1 to 5 or one of outage"),
    ("deadline 2026-12-23T17:00Z --budget soon", "budget: expected a duration such as '16h'"),
    (
        "deadline 2026-12-23T17:00Z --severity 1 --reading loose",
        "--reading: expected one of literal, working-days, civil-code, got 'loose'",
    ),
    ("deadline 1850-12-23T17:00Z --severity 1", "1925 to 2100"),
    (
        "deadline 2026-12-23T17:00 --severity 1 --tz Warsaw",
        "--tz: expected an IANA time zone such as 'Europe/Warsaw', got",
    ),
    ("elapsed 2026-12-23T17:00Z later", "END: expected a time such as"),
    ("calendar 1850", "1925 to 2100"),
    (
        "check f.csv --now yesterday",
        "--now: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601), got 'yesterday'",
    ),
    ("check f.csv --now 2200-01-01T00:00Z", "1925 to 2100"),
    ("check f.csv --column nonsense=x", "--column: expected one of ticket, severity, reported_at"),
    ("check f.csv --column ticket=a --column ticket=b", "--column: expected one meaning only, got 'ticket=b'"),
    ("check f.csv --severity-map a=9", "severity: expected one of outage"),
    ("check f.csv --severity-map a=1 --severity-map a=2", "--severity-map: expected one meaning only, got 'a=2'"),
    ("check f.csv --output .", "--output: expected a file in a folder that exists, got '.'"),
    ("check f.csv --output nowhere/r.json", "--output: expected a file in a folder that exists, got 'nowhere/r.json'"),
    ("check f.csv --output f.csv", "--output: expected another file than those that are read, got 'f.csv'"),
    ("check f.csv --output ./f.csv", "--output: expected another file than those that are read, got './f.csv'"),
]


@pytest.mark.parametrize(("arguments", "error"), WRONG)
def test_what_cannot_be_done(run: Slacal, arguments: str, error: str) -> None:
    run.file(MET)
    before = Path("f.csv").read_bytes()
    code, out, err = run(*arguments.split())
    assert (code, out) == (2, "")
    assert err.startswith("slacal: error: ")
    assert error in err
    assert Path("f.csv").read_bytes() == before


USAGE = [
    ("", "the following arguments are required: COMMAND"),
    ("check", "the following arguments are required: FILE"),
    ("deadline 2026-12-23T17:00Z", "one of the arguments --severity --budget is required"),
    ("deadline 2026-12-23T17:00Z --severity 1 --budget 2h", "not allowed with argument"),
    ("check f --column ticket", "argument --column: expected NAME=HEADER, got 'ticket'"),
    ("check f --column =x", "argument --column: expected NAME=HEADER, got '=x'"),
    ("check f --severity-map P1", "argument --severity-map: expected VALUE=SEVERITY, such as P1=1, got 'P1'"),
    ("check f --severity-map P1=", "argument --severity-map: expected VALUE=SEVERITY, such as P1=1, got 'P1='"),
    ("check f --fail-on late", "argument --fail-on: expected a list of breached,violation,warning,"),
    ("check f --limit -1", "expected"),
    ("check f --limit=many", "argument --limit: expected a number of lines, 0 or more, got 'many'"),
    ("check f --format xml", "argument --format: expected one of text, json, junit, github, markdown, csv, got 'xml'"),
    ("calendar next", "argument YEAR: invalid int value: 'next'"),
]


@pytest.mark.parametrize(("arguments", "error"), USAGE)
def test_wrong_usage(run: Slacal, arguments: str, error: str) -> None:
    code, out, err = run(*arguments.split())
    assert (code, out) == (2, "")
    assert error in err


def test_nothing_is_no_instant(run: Slacal) -> None:
    code, _, err = run("deadline", "", "--severity", "1")
    assert code == 2
    assert err == "slacal: error: START: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601), got ''\n"


def test_help_and_version(run: Slacal) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert "exit codes of check" in out
    assert run("--version") == (0, f"slacal {slacal.__version__}\n", "")


# -- check: what it reads and how it ends ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "options", "code"),
    [
        ([MET, OPEN], "", 0),
        ([], "", 0),
        ([MET, LATE], "", 1),
        ([MET, LATE, BAD], "", 2),
        (["VAGUE,1,2026-11-16T09:00+01:00,2026-11-18"], "--tz Europe/Warsaw", 3),
        (["VAGUE,1,2026-11-16T09:00+01:00,2026-11-18", LATE], "--tz Europe/Warsaw", 1),
        ([LATE, BAD], "--fail-on breached", 1),
        ([LATE, BAD], "--fail-on breached,rejected", 2),
        ([LATE, BAD], "--fail-on unknown", 0),
        (["VAGUE,1,2026-11-16T09:00+01:00,2026-11-18"], "--tz Europe/Warsaw --fail-on unknown", 3),
        (["VAGUE,1,2026-11-16T09:00+01:00,2026-11-18"], "--tz Europe/Warsaw --fail-on breached", 0),
        ([LATE, BAD], "--fail-on unknown --fail-on breached", 1),
        ([LATE, BAD], "--fail-on unknown --fail-on breached,rejected", 2),
        ([LATE, BAD], "--exit-zero", 0),
        ([LATE, BAD], "nowhere.csv --exit-zero", 2),
        ([LATE, BAD], "nowhere.csv --fail-on breached", 2),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_exit_codes(run: Slacal, rows: Sequence[str], options: str, code: int, form: str) -> None:
    assert run.check(run.file(*rows), *options.split(), "--format", form).code == code


def test_rejected_rows_are_told_where_they_stand(run: Slacal) -> None:
    run.file(BAD, MET, "X,1,2026-11-20T09:00,", MET)
    code, out, err = run.check("f.csv")
    assert code == 2
    assert err.splitlines() == [
        "f.csv:2: severity: expected 1 to 5 or one of outage, component-down, degraded, question, suggestion "
        "(foreign values: --severity-map VALUE=1), got '?'",
        "f.csv:4: reported_at: expected an offset from UTC, as in 2026-03-05T10:00+01:00; where stamps carry none, "
        "say whose clock they are: --tz Europe/Warsaw, got '2026-11-20T09:00'",
        "f.csv:5: ticket: expected each ticket once, first at f.csv:3, got 'MET'",
    ]
    assert "  3 rejected rows not in these numbers\n" in out
    code, out, err = run.check("f.csv", "--format", "json")
    data = json.loads(out)
    assert (code, err) == (2, "slacal: rows rejected: 3, files not read: 0 (see the report)\n")
    assert [(one["file"], one["line"], one["column"], one["value"]) for one in data["rejected"]] == [
        ("f.csv", 2, "severity", "?"),
        ("f.csv", 4, "reported_at", "2026-11-20T09:00"),
        ("f.csv", 5, "ticket", "MET"),
    ]
    assert data["summary"]["rejected"] == 3


def test_files_that_cannot_be_read_do_not_keep_the_others_from_being_judged(run: Slacal) -> None:
    run.file(MET)
    run.file(LATE, MET, name="g.csv")
    Path("folder").mkdir()
    Path("empty.csv").touch()
    code, out, err = run.check("nowhere.csv", "f.csv", "folder", "empty.csv", "g.csv", "a\0b")
    assert code == 2
    assert err.splitlines() == [
        "nowhere.csv: expected a readable file: No such file or directory",
        "folder: expected a readable file: Is a directory",
        "empty.csv: expected a header or an object, found an empty file",
        "g.csv:3: ticket: expected each ticket once, first at f.csv:2, got 'MET'",
        "a\\x00b: expected a readable file: embedded null byte",
    ]
    assert "LATE" in out
    data = json.loads(run.check("nowhere.csv", "f.csv", "--format", "json").out)
    assert data["rejected"] == [
        {
            "file": "nowhere.csv",
            "line": None,
            "column": None,
            "value": None,
            "error": "expected a readable file: No such file or directory",
        }
    ]
    assert (data["summary"]["tickets"], data["summary"]["rejected"]) == (1, 0)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user from whom a file can be kept")
def test_a_file_one_may_not_read(run: Slacal) -> None:
    Path(run.file(MET)).chmod(0)
    assert run.check("f.csv").err == "f.csv: expected a readable file: Permission denied\n"


def test_standard_input(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO("\n".join([HEADER, BAD, MET, OPEN]).encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    code, out, err = run.check("-")
    assert code == 2
    assert err.startswith("<stdin>:2: severity: ")
    assert "OPEN" in out
    assert not stream.buffer.closed


def test_foreign_headers_and_severities(run: Slacal) -> None:
    Path("f.csv").write_text("Key;Prio;Created at;Done\nA;P=1;2026-11-16 09:00;2026-11-18 12:00\n", encoding="utf-8")
    names = [
        f"--column={name}" for name in ("ticket=Key", "severity=Prio", "reported_at=Created at", "responded_at=Done")
    ]
    code, out, _ = run.check("f.csv", *names, "--severity-map", "P=1=outage", "--tz", "Europe/Warsaw")
    assert code == 1
    assert re.search(r"A +1  2026-11-16 09:00  2026-11-17 17:00  2026-11-18 12:00 +3h", out)


def test_output(run: Slacal) -> None:
    run.file(MET, LATE)
    shown = run.check("f.csv", "--format", "json")
    written = run.check("f.csv", "--format", "json", "--output", "report.json")
    assert written == (1, "", "")
    assert Path("report.json").read_text(encoding="utf-8") == shown.out
    assert run.check("f.csv", "--output", "report.json").code == 1
    assert Path("report.json").read_text(encoding="utf-8") == run.check("f.csv").out
    stream = io.TextIOWrapper(io.BytesIO(f"{HEADER}\n{MET}".encode()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", stream)
        assert run.check("-", "nowhere.csv", "--output", "report.json").code == 2
    assert "nowhere.csv" not in Path("report.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [
        "calendar 2026 --contract own.toml --output own.toml",
        "calendar 2026 --table sql --contract own.toml --output ./own.toml",
        "calendar 2026 --table parquet --contract own.toml --output own.toml",
        "contract pin own.toml --years 2026 --output own.toml",
        "check f.csv --contract own.toml --output own.toml",
        "check f.csv --contract own.toml --summary-file own.toml",
        "check f.csv --contract own.toml --baseline own.toml --write-baseline",
        "check f.csv --map own.toml --output own.toml",
        "check f.csv --output pyproject.toml",
        "check f.csv --config pyproject.toml --summary-file pyproject.toml",
        "check f.csv --baseline pyproject.toml --write-baseline",
    ],
)
def test_nothing_is_written_over_what_is_read(run: Slacal, command: str) -> None:
    """Contracts, mappings and options are as safe as files of tickets."""
    run.file(MET)
    argument, value = command.removesuffix(" --write-baseline").split()[-2:]
    own = Path(value)
    made = run("contract", "pin", "--years", "2026").out
    texts = {"own.toml": "stamps = 1" if "--map" in command else made, "pyproject.toml": "[tool.slacal]\nlimit = 3\n"}
    own.write_text(texts[own.name], encoding="utf-8")
    before = own.read_bytes()
    done = run(*command.split())
    error = f"slacal: error: {argument}: expected another file than those that are read, got '{value}'\n"
    assert done == (2, "", error)
    assert own.read_bytes() == before


def test_limit(run: Slacal) -> None:
    rows = [LATE.replace("LATE", f"L{number}") for number in range(30)]
    run.file(*rows)
    assert "  ... and 5 more (--limit 0 shows all)" in run.check("f.csv").out
    assert "  ... and 29 more (--limit 0 shows all)" in run.check("f.csv", "--limit", "1").out
    assert "more" not in run.check("f.csv", "--limit", "0").out


def test_without_now_the_machine_s_clock_counts(run: Slacal) -> None:
    run.file(MET)
    before = datetime.now(UTC)
    code, out, _ = run("check", "f.csv", "--format", "json")
    assert code == 0
    assert before <= datetime.fromisoformat(json.loads(out)["as_of"]) <= datetime.now(UTC)


def test_names_that_would_move_the_cursor_are_defused(run: Slacal) -> None:
    evil = "EVIL\x1b[2J\u202e"
    run.file(LATE.replace("LATE", evil), f"{evil},?,,")
    code, out, err = run.check("f.csv")
    assert code == 2
    assert "\x1b" not in out + err
    assert "EVIL\\x1b[2J\\u202e" in out


# -- check: the example, and processes ---------------------------------------------------------------------------------


def test_the_example_is_what_the_readme_says(run: Slacal) -> None:
    """Sixty-odd tickets of a year: every severity, seven breaches, nothing unknown and nothing rejected."""
    code, out, err = run.check(str(EXAMPLE), "--format", "json")
    data = json.loads(out)
    assert (code, err) == (1, "")
    summary = data["summary"]
    assert 60 <= summary["tickets"] < 70
    assert (summary["breached"], summary["running"], summary["unknown"], summary["rejected"]) == (7, 5, 0, 0)
    assert all(part["tickets"] for part in summary["by_severity"].values())
    assert {finding["code"] for finding in data["findings"]} == {"SLA101", "SLA102"}
    overnight = [
        ticket for ticket in data["tickets"] if ticket["verdict"] == "met" and ticket["responded_at"] > ticket["due"]
    ]
    assert len(overnight) >= 3
    assert data["tickets"][0]["extra"]["customer"]


def test_the_example_as_text(run: Slacal) -> None:
    code, out, err = run.check(str(EXAMPLE))
    assert (code, err) == (1, "")
    counts = [line.split()[1:6] for line in out.splitlines() if line.startswith("  all ")]
    assert counts[0] == ["69", "57", "7", "5", "-"]


def test_the_example_s_stamps_are_what_warsaw_s_clocks_showed() -> None:
    from zoneinfo import ZoneInfo

    with EXAMPLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column in ("reported_at", "acknowledged_at", "started_at", "closed_at"):
                if row[column]:
                    at = datetime.fromisoformat(row[column])
                    assert at.astimezone(ZoneInfo("Europe/Warsaw")).utcoffset() == at.utcoffset(), row


@pytest.mark.parametrize("module", [True, False])
def test_the_main_job_as_a_process(module: bool) -> None:
    """`slacal check` of the example ends with 1, because it has breaches."""
    script = Path(sys.executable).parent / "slacal"
    if not module and not script.exists():
        pytest.skip("slacal is not installed as a command in this environment")
    command = [sys.executable, "-m", "slacal"] if module else [str(script)]
    done = subprocess.run(
        [*command, "check", str(EXAMPLE), "--now", NOW], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "BREACHED (7), worst first" in done.stdout


def test_python_m_slacal(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["slacal", "check", run.file(LATE), "--now", NOW])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("slacal", run_name="__main__")
    assert end.value.code == 1
    assert "main" in runpy.run_module("slacal", run_name="slacal.__main__")


def test_output_a_terminal_cannot_show() -> None:
    """Where the encoding has no such character, its code is written, and JSON is UTF-8 all the same."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "slacal"]
    done = subprocess.run([*command, "calendar", "2026"], capture_output=True, env=environment, check=True)
    assert b"\\u015awi\\u0119to" in done.stdout
    json_out = subprocess.run(
        [*command, "check", str(EXAMPLE), "--format", "json", "--now", NOW, "--exit-zero"],
        capture_output=True,
        env=environment,
        check=True,
    )
    assert "Spiżarnia" in json_out.stdout.decode("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="pipes that close")
def test_a_reader_that_goes_away() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "slacal", "calendar", "2026"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_interruptions(run: Slacal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A reader that goes away, Ctrl-C, and a full disk end with a code, not with a traceback."""
    run.file(MET)

    class Broken(io.StringIO):
        def __init__(self, error: BaseException, file: int) -> None:
            super().__init__()
            self._error = error
            self._file = file

        def write(self, _text: str) -> int:
            raise self._error

        def fileno(self) -> int:
            return self._file

    with (tmp_path / "x").open("w") as file:
        for error, code, told in (
            (BrokenPipeError(), 141, ""),
            (KeyboardInterrupt(), 130, ""),
            (OSError(28, "No space left on device"), 2, "slacal: error: cannot write: No space left on device\n"),
        ):
            with monkeypatch.context() as patch:
                patch.setattr(sys, "stdout", Broken(error, file.fileno()))
                done = run.check("f.csv")
            assert (done.code, done.err) == (code, told)


def test_what_cannot_be_written_is_named(run: Slacal) -> None:
    """A disk that fills up while a report or a contract is written, whatever else is open then."""
    if not Path("/dev/full").exists():
        pytest.skip("needs a device that is always full")
    file = run.file(LATE)
    told = "slacal: error: cannot write /dev/full: No space left on device\n"
    for command in (
        f"check {file} --now {NOW} --output /dev/full",
        f"check {file} --now {NOW} --output out.txt --summary-file /dev/full",
        "contract pin --years 2026 --output /dev/full",
    ):
        done = run(*command.split())
        assert (done.code, done.out, done.err) == (2, "", told)


def test_several_contracts(run: Slacal) -> None:
    """Each ticket is judged by the one in force at its report, and the report names them all."""
    brief = run("contract", "pin", "--years", "2026").out
    later = brief.replace('\nversion = "1"', '\nversion = "2"\nvalid_from = 2026-11-17', 1)
    (run.folder / "a.toml").write_text(brief, encoding="utf-8")
    (run.folder / "b.toml").write_text(later.replace('"16h"', '"1h"', 1), encoding="utf-8")
    file = run.file(MET, MET.replace("MET", "NEW").replace("16T", "18T").replace("17T09", "18T12"))
    both = ("--contract", "b.toml", "--contract", "a.toml")
    done = run.check(file, *both)
    assert done.code == 1
    assert "BREACHED (1)" in done.out
    assert "1 of 2 decided in time" in done.out
    lines = done.out.splitlines()[-2:]
    assert lines[0].startswith("Smartstock standard support, version 1: fingerprint of 2026 ")
    assert lines[1].startswith("Smartstock standard support, version 2, from 2026-11-17: fingerprint of 2026 ")
    data = json.loads(run.check(file, *both, "--format", "json").out)
    assert data["contract"] is None
    assert [(one["version"], one["valid_from"]) for one in data["contracts"]] == [("1", None), ("2", "2026-11-17")]
    assert [one["fingerprint"]["all"] in lines[number] for number, one in enumerate(data["contracts"])] == [True, True]
    assert [one["verdict"] for one in data["tickets"]] == ["met", "breached"]
    done = run.check(file, "--contract", "b.toml")
    expected = "expected a report from 2026-11-17 on, when a contract is in force"
    assert (done.code, done.err) == (2, f"{file}:2: reported_at: {expected}, got '2026-11-16T09:00+01:00'\n")
    done = run.check(file, "--contract", "a.toml", "--contract", "a.toml")
    assert (done.code, done.err) == (
        2,
        "slacal: error: valid_from: expected another date than that of 'Smartstock standard support', got 'None'\n",
    )


def test_deadline_does_not_load_what_it_does_not_need() -> None:
    """The command starts fast: of the audit it needs how stamps are read, and no report."""
    code = (
        "import sys; from slacal.cli import main; main(['deadline', '2026-11-20T12:00Z', '--severity', '1']);"
        "print(*sorted(name for name in sys.modules if name.split('.')[:2] == ['slacal', 'audit']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[4:] == ["slacal.audit slacal.audit.manner slacal.audit.stamps"]


# -- laws --------------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(
            MET,
            LATE,
            OPEN,
            BAD,
            HEADER,
            "\n",
            "\r",
            "\r\n",
            '"',
            ",",
            ";",
            "\t",
            "{",
            "}",
            "[",
            "]",
            ":",
            "\0",
            "\ufeff",
        ),
        *(
            "\udcff",
            "2026-11-18",
            "2026-10-25T02:30",
            '{"ticket":1,',
            '"reported_at":"2026-11-18"}',
            "9" * 20,
            "T24:00Z",
        ),
    ]
)
BYTES = st.one_of(
    st.binary(max_size=200),
    st.lists(PIECES, max_size=12).map("".join).map(lambda text: text.encode("utf-8", "surrogateescape")),
    st.lists(PIECES, max_size=12).map(lambda parts: "\n".join([HEADER, *parts]).encode("utf-8", "surrogateescape")),
)


@given(BYTES, st.sampled_from([(), ("--tz", "Europe/Warsaw")]), st.sampled_from(["text", "json"]))
def test_any_bytes_are_a_file(data: bytes, options: Sequence[str], form: str) -> None:
    """Whatever a file holds, the command ends with one of its codes, and JSON is JSON."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        code = main(["check", "-", "--now", NOW, "--format", form, *options])
    assert code in (0, 1, 2, 3)
    assert "Traceback" not in err.getvalue()
    if form == "json":
        report = json.loads(out.getvalue())
        assert (code == 2) == bool(report["rejected"])


@given(
    st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n"), max_size=30), max_size=6),
    st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n"), max_size=30), max_size=6),
)
def test_a_good_row_is_judged_whatever_stands_around_it(before: Sequence[str], after: Sequence[str]) -> None:
    """Lines of any text before and behind a good row cost only themselves."""
    text = "\n".join([HEADER, *before, MET.replace("MET", "GOOD"), *after])
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass"))))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", io.StringIO())
        main(["check", "-", "--now", NOW, "--format", "json"])
    judged = {ticket["ticket"]: ticket["verdict"] for ticket in json.loads(out.getvalue())["tickets"]}
    assert judged.get("GOOD") == "met"


# -- streams that are not there --------------------------------------------------------------------------------------


def test_without_standard_output_or_error_nothing_is_raised(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    run.file(LATE)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    code = main(["check", "f.csv", "--now", NOW])
    sys.stdout.close()
    sys.stderr.close()
    assert code == 1


def test_without_standard_input_that_is_said(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run.check("-").err == "<stdin>: expected standard input, found it closed\n"


@pytest.mark.parametrize("redirected", [">&-", "2>&-", "<&-", ">&- 2>&-"])
def test_a_shell_that_closes_a_stream_gets_no_traceback(redirected: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m slacal check - --now {NOW} {redirected}'],
        input=b"",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_the_output_is_never_the_standard_input(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(f"{HEADER}\n{MET}\n", encoding="utf-8")
    before = table.read_bytes()
    command = [sys.executable, "-m", "slacal", "check", "-", "--now", NOW, "--output", str(table)]
    with table.open("rb") as stream:
        done = subprocess.run(command, stdin=stream, capture_output=True, check=False)
    assert (done.returncode, table.read_bytes()) == (2, before)
    assert b"expected another file than those that are read" in done.stderr


def test_output_to_a_hyphen_is_standard_output(run: Slacal) -> None:
    run.file(MET)
    assert run.check("f.csv", "--output", "-") == run.check("f.csv")
    assert not Path("-").exists()


def test_what_is_written_over_is_looked_at_for_standard_input_too(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in this process: by what the descriptor is, and where it is none."""
    run.file(MET)
    Path("report.txt").touch()
    fstat = os.fstat
    meant: list[int] = []

    def of_stdin(descriptor: int) -> os.stat_result:
        if descriptor:
            return fstat(descriptor)
        if not meant:
            raise OSError
        return fstat(meant[0])

    monkeypatch.setattr(os, "fstat", of_stdin)
    monkeypatch.setattr(sys, "stdin", None)
    assert run.check("-", "--output", "report.txt").code == 2
    with Path("f.csv").open("rb") as stream:
        meant.append(stream.fileno())
        assert "expected another file" in run.check("-", "--output", "f.csv").err
