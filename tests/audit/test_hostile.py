"""Text that means something to a reader, in every place where a report has text: each format gives it back as text."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from slacal import Finding, Level, Reading, Rejected, Terms
from slacal.audit.case import Case
from slacal.audit.csvout import CsvWriter
from slacal.audit.github import GithubReport
from slacal.audit.jsonout import JsonWriter
from slacal.audit.judge import Judge
from slacal.audit.junit import JUnitWriter
from slacal.audit.markdown import MarkdownReport
from slacal.audit.rules import findings_of
from slacal.audit.stamps import Bounds
from slacal.audit.tally import Tally
from slacal.audit.text import TextReport
from slacal.contract.contract import shipped
from slacal.worktime.instants import HOUR_US
from slacal.worktime.words import clean

from .rows import NOW_US
from .test_formats import ODD, check_structure, commands, read_markdown, uncovered

if TYPE_CHECKING:
    from slacal.audit.sink import Sink

ODDER = [*ODD, "a,b;c\"d'e", "<script>alert(1)</script>", "![x](javascript:y)", "&lt;&#0;", "a\x00b", "\ud800", "|---|"]
"""What else a reader could fall for."""


def judge_of(text: str) -> Judge:
    """A contract whose every word is the text."""
    plain = shipped()
    name = text if text.strip() else f"{text}."
    return Judge(
        dataclasses.replace(
            plain,
            name=name,
            readings=(Reading(name), dataclasses.replace(Reading.CIVIL_CODE, name=f"{name}2")),
            terms={key: Terms(label={"en": f"{name}{key}", "pl": f"{name}{key}"}) for key in plain.severities},
            clauses=dict.fromkeys(plain.clauses, text),
        ),
        NOW_US,
    )


def cases_of(text: str) -> list[Case]:
    """Tickets with verdicts of every kind, one of them disputable; names, files and extras are the text."""
    hour = HOUR_US
    extra, vague = {text: text}, Bounds(NOW_US - 80 * hour, NOW_US - hour, "2026-11-17")
    return [
        Case(f"{text}1", 1, NOW_US - 90 * hour, NOW_US, None, NOW_US, extra=extra, file=text, line=2),
        Case(f"{text}2", 2, NOW_US - hour, None, None, extra=extra, file=text, line=3),
        Case(f"{text}3", 3, NOW_US - 90 * hour, NOW_US - 80 * hour, None, extra=extra, file=text, line=4),
        Case(f"{text}4", 1, NOW_US - 90 * hour, vague, None, vague, file=text, line=5),
        Case(f"{text}5", 3, NOW_US - 14 * 24 * hour, NOW_US - 7 * 24 * hour - hour, None, file=text, line=6),
    ]


def loose(text: str, level: Level) -> Finding:
    """A finding of a ticket without a verdict, every word of which is the text."""
    ticket = f"{text}9"
    return Finding(
        code="SLA9", level=level, ticket=ticket, clause=text, at=None, message=text, disputable=True, file=text, line=9
    )


def rejected(text: str) -> list[Rejected]:
    return [Rejected(text, 7, text, text, text), Rejected(None, None, None, None, text)]


def told(sink: Sink, text: str) -> str:
    """What a format makes of all of it."""
    judge = judge_of(text)
    tally = Tally(judge)
    for case in cases_of(text):
        judgement = judge.judge(case)
        tally.add(judgement)
        sink.add(judgement, list(findings_of(judgement)))
    for level in (Level.VIOLATION, Level.WARNING, Level.NOTE):
        sink.find(loose(text, level))
    for one in rejected(text):
        sink.reject([one])
        tally.reject([one])
    out = io.StringIO()
    sink.write(out, tally.summary())
    return out.getvalue()


def check_printable(written: str) -> None:
    assert all(line.isprintable() for line in written.split("\n")), written


def names(text: str) -> list[str]:
    return [f"{clean(text)}{number}" for number in range(1, 6)]


@pytest.mark.parametrize("text", ODDER)
def test_what_the_tickets_are(text: str) -> None:
    """The tickets that the tests below tell have every verdict, and one is disputable."""
    judged = [judge_of(text).judge(case) for case in cases_of(text)]
    assert [one.verdict.value for one in judged] == ["breached", "running", "met", "unknown", "met"]
    assert [one.disputable for one in judged] == [False, False, False, False, True]


@pytest.mark.parametrize("text", ODDER)
def test_text(text: str) -> None:
    errors = io.StringIO()
    written = told(TextReport(judge_of(text), 0, errors), text)
    assert not re.search(r"^\s*::|##\[", written + errors.getvalue(), re.MULTILINE)
    check_printable(written + errors.getvalue())
    lines = written.splitlines()
    assert [line.split(" (")[0] for line in lines if re.match("[A-Z]+( NEXT)? \\(", line)] == [
        "BREACHED",
        "DUE NEXT",
        "UNKNOWN",
        "DISPUTABLE",
        "VIOLATIONS",
        "WARNINGS",
        "NOTES",
    ]
    assert len(errors.getvalue().splitlines()) == 2


@pytest.mark.parametrize("text", ODDER)
def test_json(text: str) -> None:
    with JsonWriter(judge_of(text)) as writer:
        data = json.loads(told(writer, text).encode("utf-8", "backslashreplace"))
    assert data["contract"]["name"] == judge_of(text).contract.name
    assert [one["ticket"] for one in data["tickets"]] == [f"{text}{number}" for number in range(1, 6)]
    assert data["tickets"][0]["extra"] == {text: text}
    assert data["findings"][-1] == loose(text, Level.NOTE).to_dict()
    assert data["rejected"] == [one.to_dict() for one in rejected(text)]


@pytest.mark.parametrize("text", ODDER)
def test_junit(text: str) -> None:
    with JUnitWriter(judge_of(text)) as writer:
        written = told(writer, text)
    check_printable(written)
    root = ET.fromstring(written.encode())  # noqa: S314  we wrote it
    check_structure(root)
    judge = judge_of(text)
    shown = clean(judge.contract.name)
    assert root.attrib["name"] == shown
    tickets = sorted(case.attrib["name"] for case in root.iter("testcase"))
    assert tickets == sorted([*names(text), *[f"{clean(text)}9"] * 3, f"{clean(text)}:7", "rows"])
    assert {suite.attrib["name"] for suite in root} >= {f"1 {shown}1", f"2 {shown}2", f"3 {shown}3"}
    (violation,) = [one for one in root.iter("failure") if one.attrib["type"] == "SLA9"]
    assert violation.attrib["message"] == clean(text)
    assert (violation.text or "").splitlines()[0].startswith(f"SLA9 violation: {clean(text)} (clause {clean(text)})")


@pytest.mark.parametrize("text", ODDER)
def test_github(text: str) -> None:
    written = told(GithubReport(), text)
    check_printable(written)
    found = list(commands(written))
    assert [one.kind for one in found] == ["error"] * 3 + ["warning"] * 2 + ["notice"]
    assert found[0].properties["title"] == "not read: 2"
    assert found[1].properties == {"file": clean(text), "line": "2", "title": f"SLA101 {clean(text)}1"}
    violation = next(one for one in found if one.properties["title"] == f"SLA9 {clean(text)}9")
    assert violation.message.splitlines()[:2] == [clean(text), f"clause {clean(text)}"]


@pytest.mark.parametrize("text", ODDER)
def test_csv(text: str) -> None:
    with CsvWriter() as writer:
        written = told(writer, text)
    check_printable(written)
    read = list(csv.DictReader(io.StringIO(written, newline=""), strict=True))
    assert len(read) == written.count("\n") - 1
    assert [uncovered(row["ticket"]) for row in read if row["row"] == "ticket"] == names(text)
    last = [row for row in read if row["row"] == "finding"][-1]
    assert [uncovered(last[key]) for key in ("clause", "message", "file")] == [clean(text)] * 3
    first = next(row for row in read if row["row"] == "rejected")
    assert [uncovered(first[key]) for key in ("column", "value", "message", "file")] == [clean(text)] * 4
    for row in read:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")) for cell in row.values())


@pytest.mark.parametrize("text", ODDER)
def test_markdown(text: str) -> None:
    written = told(MarkdownReport(judge_of(text), 0), text)
    check_printable(written)
    sections = read_markdown(written)
    titles = [section.title.split(" (")[0] for section in sections[1:]]
    assert titles == [
        "Not read",
        "Breached",
        "Due next",
        "Unknown",
        "Disputable",
        "Violations",
        "Warnings",
        "Notes",
        "Summary",
    ]
    assert sections[0].title == clean(judge_of(text).contract.name).strip()
    assert sorted(row[0] for row in sections[2].rows[1:]) == [f"{clean(text)}1"]
    assert sections[6].rows[1] == [
        "SLA9",
        f"{clean(text)}9",
        f"{clean(text)}:9",
        f"{clean(text)} (disputable)".strip(),
        clean(text).strip(),
    ]
    assert [row[0] for row in sections[-1].rows[1:4]] == [
        f"{key} {clean(judge_of(text).contract.name)}{key}" for key in (1, 2, 3)
    ]
