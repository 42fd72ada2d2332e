"""`slacal explain` and `slacal rule`: the story of one ticket out of a file, and what a code means."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from slacal.audit.rules import RULES

from .test_cli import NOW, Slacal, run

__all__ = ["run"]

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
EVENTS = EXAMPLES / "events.csv"


def explain(run: Slacal, file: str | Path, ticket: str, *options: str) -> tuple[int, str, str]:
    done = run("explain", str(file), ticket, "--now", NOW, *options)
    return done.code, done.out, done.err


def test_a_ticket_of_an_event_log(run: Slacal) -> None:
    code, out, err = explain(run, EVENTS, "SUP-2007", "--tz", "Europe/Warsaw")
    assert (code, err) == (0, "")
    assert out.startswith("SUP-2007: response MET\nseverity 2 (Component down)\n")
    assert "  SLA207 violation, clause 3a\n" in out


def test_in_polish(run: Slacal) -> None:
    assert explain(run, EVENTS, "SUP-2007", "--language", "pl", "--tz", "Europe/Warsaw")[1].startswith(
        "SUP-2007: reakcja W TERMINIE\n"
    )


def test_a_ticket_without_a_report(run: Slacal) -> None:
    assert explain(run, EVENTS, "SUP-2016", "--tz", "Europe/Warsaw")[1].startswith("SUP-2016: no report, no verdict\n")


def test_a_ticket_of_a_table(run: Slacal) -> None:
    file = run.file("SUP-1,1,2026-11-16T09:00+01:00,2026-11-18T09:01+01:00", "SUP-2,1,2026-11-19T09:00+01:00,")
    assert explain(run, file, "SUP-1")[1].startswith("SUP-1: response BREACHED\n")
    assert explain(run, file, "SUP-2")[1].startswith("SUP-2: response RUNNING\n")


def test_what_was_rejected_is_told(run: Slacal) -> None:
    file = run.file("SUP-1,1,2026-11-16T09:00+01:00,", "SUP-2,9,2026-11-16T09:00+01:00,")
    assert explain(run, file, "SUP-1")[2] == f"slacal: {file}: rows rejected: 1, see slacal check\n"
    code, out, err = explain(run, file, "SUP-2")
    assert (code, out) == (2, "")
    assert f"TICKET: expected the name of a ticket in {file} (rows rejected: 1, see slacal check)" in err


@pytest.mark.parametrize(("ticket", "hint"), [("sup-1", "; did you mean SUP-1?, got 'sup-1'"), ("x", "f.csv, got 'x'")])
def test_a_ticket_there_is_not(run: Slacal, ticket: str, hint: str) -> None:
    file = run.file("SUP-1,1,2026-11-16T09:00+01:00,")
    code, out, err = explain(run, file, ticket)
    assert (code, out) == (2, "")
    assert err.strip().endswith(hint)


def test_files_that_cannot_be_read(run: Slacal) -> None:
    code, out, err = explain(run, "missing.csv", "SUP-1")
    assert (code, out) == (2, "")
    assert "missing.csv: expected a readable file: No such file or directory" in err


def test_standard_input(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EVENTS.read_bytes())))
    assert explain(run, "-", "SUP-2001", "--tz", "Europe/Warsaw")[1].startswith("SUP-2001: response MET\n")


def test_options_come_from_the_file_as_well(run: Slacal) -> None:
    Path("pyproject.toml").write_text('[tool.slacal]\ntz = "Europe/Warsaw"\n', encoding="utf-8")
    assert explain(run, EVENTS, "SUP-2019")[0] == 0
    Path("pyproject.toml").write_text("[tool.slacal]\ntz = 1\nlimit = -1\n", encoding="utf-8")
    code, out, err = explain(run, EVENTS, "SUP-2019")
    assert (code, out) == (2, "")
    assert err.startswith("slacal: error: pyproject.toml: 2 problems in [tool.slacal]\n  tz: expected text, got 1\n")


def test_the_contract_in_force_at_the_report(run: Slacal) -> None:
    """Of several contracts, the ledger is that of the one by which the ticket is judged."""
    old = run("contract", "pin", "--years", "2026").out
    Path("old.toml").write_text(old, encoding="utf-8")
    new = old.replace('name = "Smartstock standard support"', 'name = "new"\nvalid_from = 2026-10-01', 1)
    assert new != old
    Path("new.toml").write_text(new, encoding="utf-8")
    both = ("--contract", "new.toml", "--contract", "old.toml", "--tz", "Europe/Warsaw")
    assert "\nSmartstock standard support, as of " in explain(run, EVENTS, "SUP-2001", *both)[1]
    assert "\nnew, as of " in explain(run, EVENTS, "SUP-2012", *both)[1]
    code, _, err = explain(run, EVENTS, "SUP-2001", *both[:2], *both[4:])
    assert code == 2
    assert err.startswith(
        f"slacal: error: {EVENTS}:2: reported_at: expected a report from 2026-10-01 on, when a contra"
    )


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("T,1850-11-17T09:00Z,reported,3,,", "2: reported_at: 1850-11-17T10:24:00+01:24 is not within the years 1925"),
        (
            "T,2026-11-16T09:00Z,support-replied,,,\nT,2026-11-17T09:00Z,customer-asked,,third-party,1850-11-17T09:00Z",
            "3: needed_since: 1850-11-17T10:24:00+01:24 is not within the years 1925 to 2100",
        ),
        (
            "T,2026-11-16T09:00Z,reported,3,,\nT,2026-11-17T09:00Z,customer-asked,,third-party,1850-11-17T09:00Z",
            "3: needed_since: 1850-11-17T10:24:00+01:24 is not within the years 1925 to 2100",
        ),
    ],
)
def test_what_a_check_rejects(run: Slacal, rows: str, place: str) -> None:
    """It is told as `check` tells it: where it stands, and what stands there."""
    file = run.folder / "log.csv"
    file.write_text(f"ticket,at,event,severity,about,needed_since\n{rows}\n", encoding="utf-8")
    told = run.check(str(file)).err
    assert f"log.csv:{place}" in told
    assert explain(run, file, "T") == (2, "", f"slacal: error: {told}")


def test_rules(run: Slacal) -> None:
    assert run("rule").out.count("\n") == len(RULES)
    assert run("rule", "SLA101").out.startswith("SLA101: response too late\nbreach, clause 5\n")
    done = run("rule", "SLA999")
    assert (done.code, done.out) == (2, "")
    assert "CODE: expected one of SLA101" in done.err
