"""`slacal contract`, `slacal verify` and `slacal deadline --explain`: what they print, and how they end."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from slacal import SMARTSTOCK, Contract
from slacal.cli import main
from slacal.contract.schema import contract_schema
from slacal.contract.write import pinned, write_contract
from tests.contract.test_file import FULL, SMALL

ROW = "ticket,severity,reported_at,responded_at\nA-1,3,2026-06-03T15:00+02:00,2026-06-08T10:00+02:00\n"


POLISH = """\
zgłoszenie        pt. 20 listopada 2026 18:00 (+01:00)
przyznano         16 h, waga 1 (Awaria): 16 h czasu pracy
termin            wt. 24 listopada 2026 17:00 (+01:00)
nadal w terminie  śr. 25 listopada 2026 09:00 (+01:00), bo w tym czasie nikt nie dyżuruje
"""
RESOLUTION = """\
due           Tue 2026-11-10 17:00 CET (+01:00)
last on time  Tue 2026-11-10 17:00 CET (+01:00)
solved by     Wed 2026-11-11 00:30 CET (+01:00)
last on time  Wed 2026-11-11 00:30 CET (+01:00)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full.toml").write_text(FULL, encoding="utf-8")
    (tmp_path / "bad.toml").write_text(SMALL.replace("UTC", "Mars").replace('"4h"', "4"), encoding="utf-8")
    doubtful = SMALL + '[severities.2]\nresponse = "2h"\n'
    (tmp_path / "doubtful.toml").write_text(doubtful, encoding="utf-8")
    (tmp_path / "tickets.csv").write_text(ROW, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, str, str]:
    try:
        code = main(line.split())
    except SystemExit as end:
        assert isinstance(end.code, int)
        code = end.code
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("contract show", "3  Degraded        4 days (clause 5.3)"),
        ("contract show --language pl", "3  Usterka            4 dni (pkt 5.3)"),
        ("contract show full.toml", "for reports from Thu 1 Jan 2026 on"),
        ("contract validate full.toml", "full.toml: a contract\n"),
        ("contract ambiguity --year 2026", "severity 3 (Degraded), 4 days, as working-days"),
        ("contract pin --years 2026", 'country = "PL"'),
        ("contract pin --years 2026 --output -", 'country = "PL"'),
        ("deadline 2026-11-10T16:30+01:00 --severity 3 --explain", "Read literally. A day is 8 h of working time"),
        ("deadline 2026-11-10T16:30+01:00 --severity Usterka --explain --language pl", "w ciągu 4 dni (pkt 5.3)"),
        ("contract ambiguity full.toml --year 2026", "severity 4, 10 days, as literal"),
        ("contract ambiguity --year 2026 --language pl", "waga 3 (Usterka), 4 dni, licząc według working-days"),
        ("deadline 2026-11-20T18:00+01:00 --severity 1 --language pl", POLISH),
        ("deadline 2026-11-10T16:30+01:00 --severity 1 --contract full.toml", RESOLUTION),
        ("deadline 2026-11-10T16:30+01:00 --budget 4d --reading civil-code", "Tue 2026-11-17 00:00 CET (+01:00)"),
        (
            "deadline 2026-11-10T16:30+01:00 --budget 2w",
            "due           Tue 2026-11-24 16:30 CET (+01:00)\nlast on time  Tue 2026-11-24 16:30 CET (+01:00)\n",
        ),
        ("deadline 2026-11-10T16:30+01:00 --severity 3 --explain --format markdown", "| from | to | counted |"),
        ("deadline 2026-11-10T16:30+01:00 --severity 3 --explain --format html --language pl", '<html lang="pl">'),
        ("deadline 2026-11-10T16:30+01:00 --budget 4h --explain --format json", '"budget_s": 14400,'),
        (
            "deadline 2026-11-10T16:30+01:00 --budget 4h --explain",
            "Smartstock standard support\n\nStart: Tue 10 Nov 2026 16:30 (Europe/Warsaw)\nWorking time granted: 4 h\n",
        ),
        (
            "deadline 2026-11-10T16:30+01:00 --budget 2w --explain",
            "support\nGranted: 2 weeks.\nRead literally. A week ends at the same time of day seven days later.\n",
        ),
        (
            "deadline 2026-11-10T16:30+01:00 --budget 1w2d --explain --language pl",
            "Przyznano: 1 tydzień 2 dni.\nLiczone dosłownie. Tydzień kończy się o tej samej porze siedem dni później. "
            "Dzień to 8 h czasu pracy, liczone od chwili zgłoszenia.\n",
        ),
        ("deadline 2026-11-10T16:30+01:00 --budget 2w --format json", '"budget": "2w",\n  "reading": "literal",'),
        ("deadline 2026-11-10T16:30+01:00 --severity 3 --reading civil-code", "Tue 2026-11-17 00:00 CET (+01:00)"),
        ("deadline 2026-11-10T16:30+01:00 --severity critical --contract full.toml", "30 min, severity 1 (Critical)"),
        (
            "deadline 2026-11-10T16:30+01:00 --severity 4 --reading ours --contract full.toml",
            "10 days, severity 4: 54 h",
        ),
    ],
)
def test_what_is_printed(folder: Path, capsys: pytest.CaptureFixture[str], line: str, printed: str) -> None:
    assert folder.exists()
    code, out, err = run(capsys, line)
    assert (code, err) == (0, "")
    assert printed in out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "contract show bad.toml",
            "slacal: error: bad.toml: 2 problems\n  line 6: calendar.tz: expected an IANA",
        ),
        ("contract show none.toml", "slacal: error: none.toml: 1 problem\n  file: expected a readable file, got"),
        ("contract validate none.toml", "none.toml: error: file: expected a readable file, got"),
        ("contract pin --years 2026-2030 --output nowhere/c.toml", "--output: expected a file in a folder that exists"),
        ("contract pin --years 2099-2101", "the year 2101 is not within the years 1925 to 2100"),
        ("contract pin --years 30", "expected years such as 2026-2030, got '30'"),
        ("contract pin --years 2030-2026", "expected years such as 2026-2030, got '2030-2026'"),
        ("contract ambiguity --year 1850", "is not within the years 1925 to 2100"),
        ("contract", "the following arguments are required: ACTION"),
        ("verify none.json", "none.json: expected a readable file: No such file or directory"),
        ("verify tickets.csv", "tickets.csv: expected a report as JSON"),
        ("verify a\0b", "a\\x00b: expected a readable file: embedded null byte"),
        ("deadline 2026-11-10T16:30+01:00 --severity 1 --contract bad.toml", "bad.toml: 2 problems"),
    ],
)
def test_what_cannot_be_done(folder: Path, capsys: pytest.CaptureFixture[str], line: str, told: str) -> None:
    assert folder.exists()
    code, out, err = run(capsys, line)
    assert (code, out) == (2, "")
    assert told in err


def test_validate_tells_all_as_compilers_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.exists()
    code, out, err = run(capsys, "contract validate bad.toml")
    assert (code, out) == (2, "")
    assert [line[:40] for line in err.splitlines()] == [
        "bad.toml:6: error: calendar.tz: expected",
        "bad.toml:8: error: severities.1.response",
    ]
    code, out, err = run(capsys, "contract validate doubtful.toml")
    assert (code, out) == (0, "doubtful.toml: a contract\n")
    assert err.startswith("doubtful.toml:8: warning: severities.1.response: expected no more time than")
    code, out, err = run(capsys, "contract show doubtful.toml")
    assert (code, err.count("\n")) == (0, 1)
    assert err.startswith("slacal: warning: doubtful.toml: line 8: severities.1.response: expected no more time than")


def test_schema_and_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.exists()
    assert json.loads(run(capsys, "contract schema")[1]) == contract_schema()
    report = json.loads(run(capsys, "contract ambiguity full.toml --year 2026 --format json")[1])
    assert report["contract"] == "Everything, said"
    assert len(report["disagreements"]) == 4 * 3


def test_what_pin_writes_is_a_contract(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "contract pin --years 2026-2030 --output pinned.toml") == (0, "", "")
    assert Contract.from_toml(folder / "pinned.toml") == pinned(SMARTSTOCK, 2026, 2030)
    assert run(capsys, "contract validate pinned.toml")[0] == 0


def test_check_by_another_contract(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four days are kept, one is not; a file that is no contract ends the run."""
    text = run(capsys, "contract pin --years 2026")[1].replace('response = "4d"', 'response = "1d"')
    (folder / "strict.toml").write_text(text, encoding="utf-8")
    check = "check tickets.csv --now 2026-06-10T12:00+02:00"
    assert run(capsys, check)[0] == 0
    assert run(capsys, f"{check} --contract strict.toml")[0] == 1
    assert run(capsys, f"{check} --contract bad.toml")[0] == 2


def test_a_report_before_the_contract_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The deadline is answered all the same: whoever names a contract wants to know by it."""
    text = write_contract(SMARTSTOCK).replace('name = "Smart', 'valid_from = 2026-06-01\nname = "Smart')
    (folder / "later.toml").write_text(text, encoding="utf-8")
    before, after = (
        run(capsys, f"deadline 2026-{day}T00:00+02:00 --severity 1 --contract later.toml") for day in ("05-31", "06-01")
    )
    assert (before[0], before[2]) == (
        0,
        "slacal: warning: later.toml: in force for reports from 2026-06-01 on only\n",
    )
    assert (after[0], after[2]) == (0, "")
    assert [line.split()[0] for line in before[1].splitlines()] == [line.split()[0] for line in after[1].splitlines()]


def test_verify(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A report is the same today; under another contract it is not, and the tickets say why."""
    assert run(capsys, "check tickets.csv --now 2026-06-10T12:00+02:00 --format json --output r.json")[0] == 0
    code, out, err = run(capsys, "verify r.json")
    assert (code, out, err) == (0, "nothing that decides a deadline of 2026 has changed\n", "")
    text = run(capsys, "contract pin --years 2026")[1].replace('response = "4d"', 'response = "3d"')
    (folder / "other.toml").write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "verify r.json --contract other.toml")
    assert code == 1
    assert out.startswith(
        "rules: the contract's rules are others\nA-1: due was 2026-06-10T15:00:00+02:00, is now 2026-06-09"
    )
    code, out, _ = run(capsys, "verify r.json --contract other.toml --language pl")
    assert code == 1
    assert out.startswith("reguły: zasady umowy są inne\nA-1: termin: było 2026-06-10T15:00:00+02:00, jest 2026-06-09")
    later = text.replace('name = "Smart', 'valid_from = 2026-06-01\nname = "Smart')
    (folder / "later.toml").write_text(later, encoding="utf-8")
    (folder / "first.toml").write_text(write_contract(SMARTSTOCK), encoding="utf-8")
    both = "--contract first.toml --contract later.toml"
    assert run(capsys, f"check tickets.csv --now 2026-06-10T12:00+02:00 --format json --output two.json {both}")[0] == 0
    assert run(capsys, f"verify two.json {both}")[0] == 0
    code, out, err = run(capsys, "verify two.json")
    assert (code, out.splitlines()[0], err) == (1, "rules: the contract's rules are others", "")
    own = text.replace('name = "Smartstock standard support"', 'name = "Premium\x1b"')
    (folder / "own.toml").write_text(own.replace("\x1b", "\\u001b"), encoding="utf-8")
    report = "check tickets.csv --now 2026-06-10T12:00+02:00 --format json --output own.json --contract own.toml"
    assert run(capsys, report)[0] in (0, 1)
    assert run(capsys, "verify own.json --contract own.toml")[2] == ""
    code, _, err = run(capsys, "verify own.json")
    expected = "'Premium\\x1b', and was compared with 'Smartstock standard support': see --contract\n"
    assert (code, err) == (1, f"slacal: warning: the report is by {expected}")
    (folder / "next.toml").write_text(f"valid_from = 2026-06-01\n{(folder / 'own.toml').read_text('utf-8')}", "utf-8")
    run(capsys, report.replace("own.json", "both.json") + " --contract next.toml")
    assert run(capsys, "verify both.json")[2] == f"slacal: warning: the report is by {expected}"  # once
    damaged = (folder / "r.json").read_text(encoding="utf-8")
    (folder / "damaged.json").write_text(damaged.replace('"reported_at": "', '"reported_at": "x', 1), encoding="utf-8")
    code, out, err = run(capsys, "verify damaged.json")
    assert (code, out) == (2, "")
    assert err.startswith(
        "slacal: error: damaged.json: tickets.0.reported_at: expected a time in ISO 8601, got 'x2026-"
    )
    stdin = SimpleNamespace(buffer=io.BytesIO((folder / "r.json").read_bytes()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert run(capsys, "verify -")[0] == 0
    monkeypatch.setattr("sys.stdin", None)
    assert run(capsys, "verify -") == (2, "", "slacal: error: -: expected standard input, found it closed\n")
    (folder / "r.json").write_text("[]", encoding="utf-8")
    assert run(capsys, "verify r.json") == (2, "", "slacal: error: r.json: expected a report, a JSON object\n")
