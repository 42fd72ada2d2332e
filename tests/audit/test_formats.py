"""The formats of a report: each is read back by a reader of its own kind, whatever the rows held."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from slacal import Finding, Level, Rejected, check
from slacal.audit.csvout import COLUMNS, CsvWriter
from slacal.audit.github import ANNOTATIONS, GithubReport
from slacal.audit.jsonout import JsonWriter
from slacal.audit.junit import JUnitWriter
from slacal.audit.markdown import MarkdownReport, code, escaped
from slacal.audit.sink import Sink, Teller
from slacal.audit.telling import place, severity, short
from slacal.audit.text import TextReport
from slacal.contract.contract import shipped
from slacal.worktime.words import clean

from .rows import NOW, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from slacal import ComplianceReport

ODD = [
    '=HYPERLINK("http://x")',
    "+1",
    "-1+2",
    "@SUM(A1)",
    "'quoted",
    "＝wide",
    "a|b`c``d *e* <b>&amp;_x_",
    "::error file=x::boo%0A,y",
    "##[error]x",
    "]]> <!-- -->",
    "red\x1b[31m\u202e",
    "two\nlines\r\tx",
    "@team #12 https://x.example www.y.example",
    "`",
    "``",
    " ` ",
    "\\`|\\|",
    "$x$ ~~y~~",
    "%25%0A",
    "\ufffe\uffff\x85",
]
"""Names that mean something to a spreadsheet, a terminal, a job's log, Markdown or XML."""

NAMES = st.one_of(st.sampled_from(ODD), st.text(min_size=1, max_size=30))


def rows(names: Sequence[str]) -> list[dict[str, object]]:
    """Tickets of every verdict in turn, one with a stamp ahead, and one that cannot be read."""
    kinds: list[dict[str, object]] = [
        {"severity": 1, "reported_at": "2026-11-16T09:00+01:00", "responded_at": "2026-11-18T12:00+01:00"},
        {"severity": 2, "reported_at": "2026-11-19T16:00+01:00", "responded_at": None},
        {"severity": 1, "reported_at": "2026-11-16T09:00+01:00", "responded_at": "2026-11-18"},
        {"severity": 3, "reported_at": "2026-11-16T09:00+01:00", "responded_at": "2026-11-16T10:00+01:00"},
        {"severity": 1, "reported_at": "2026-11-16T09:00+01:00", "responded_at": "", "closed_at": "2026-11-16T10:00Z"},
        {"severity": 5, "reported_at": "2026-11-23T09:00+01:00", "responded_at": None},
        {"severity": "?", "reported_at": "x"},
    ]
    return [{"ticket": name, **kinds[number % len(kinds)]} for number, name in enumerate(names)]


EVENTS: list[dict[str, object]] = [
    {"ticket": "LOST", "at": "2026-11-16T09:00+01:00", "event": "responded"},
    {"ticket": "ALONE", "at": "2026-11-16T09:00+01:00", "event": "reported", "severity": 3},
    {"ticket": "ALONE", "at": "2026-11-16T09:30+01:00", "event": "responded"},
    {"ticket": "ALONE", "at": "2026-11-16T10:00+01:00", "event": "solution-proposed", "by": "support"},
    {"ticket": "ALONE", "at": "2026-11-16T10:01+01:00", "event": "solution-accepted", "by": "support"},
]
"""A ticket without a report, which cannot be judged, and one that was met but closed by one side alone."""


def reported(names: Sequence[str] = ODD) -> ComplianceReport:
    return check([*rows(names), *EVENTS], now=NOW, tz="Europe/Warsaw")


def names_of(report: ComplianceReport) -> list[str]:
    return [judgement.ticket for judgement in report.tickets]


# -- JUnit -------------------------------------------------------------------------------------------------------------

SCHEMA: Mapping[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"testsuite"}, set(), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {"name", "tests", "failures", "errors"},
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"},
    ),
    "testcase": (
        {"skipped", "error", "failure", "system-out", "system-err"},
        {"name"},
        {"time", "classname", "group"},
    ),
    "properties": ({"property"}, set(), set()),
    "property": (set(), {"name", "value"}, set()),
    "failure": (set(), set(), {"type", "message"}),
    "error": (set(), set(), {"type", "message"}),
    "skipped": (set(), set(), {"type", "message"}),
    "system-out": (set(), set(), set()),
}
"""What Jenkins' xUnit plugin takes: of each element its children, the attributes it needs, and those it may have."""


def check_structure(element: ET.Element) -> None:
    children, needed, possible = SCHEMA[element.tag]
    assert needed <= set(element.attrib) <= needed | possible, element.attrib
    for child in element:
        assert child.tag in children, f"{child.tag} in {element.tag}"
        check_structure(child)


def junit(report: ComplianceReport) -> ET.Element:
    root = ET.fromstring(report.to_junit().encode())  # noqa: S314  we wrote it
    assert root.tag == "testsuites"
    check_structure(root)
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases) > 0
        for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert int(suite.attrib[name]) == sum(case.find(kind) is not None for case in cases)
        assert all(len([child for child in case if child.tag != "system-out"]) <= 1 for case in cases)
    for name in ("tests", "failures", "errors"):
        assert int(root.attrib[name]) == sum(int(suite.attrib[name]) for suite in root)
    return root


@given(st.lists(NAMES, max_size=14))
def test_junit_is_read_back(names: list[str]) -> None:
    report = reported(names)
    root = junit(report)
    found = {case.attrib["name"]: case for case in root.iter("testcase")}
    for judgement in report.tickets:
        outcome = [child.tag for child in found[clean(judgement.ticket)] if child.tag != "system-out"]
        expected = {"breached": ["failure"], "unknown": ["skipped"]}.get(judgement.verdict.value, [])
        assert outcome == (expected if judgement.ticket != "ALONE" else ["failure"])
    assert len(list(root.iter("error"))) == report.summary.rejected


def test_junit_tells_why() -> None:
    root = junit(reported(["LATE", "RUNS", "VAGUE", "MET", "GONE", "AHEAD", "BAD"]))
    cases = {case.attrib["name"]: case for case in root.iter("testcase")}
    assert [suite.attrib["name"] for suite in root] == [
        "1 Outage",
        "2 Component down",
        "3 Degraded",
        "5 Suggestion",
        "not judged",
        "rejected rows",
    ]
    assert cases["LATE"].attrib["classname"] == "Smartstock standard support.1 Outage"
    values = {(one.attrib["name"], one.attrib["value"]) for one in root.iter("property")}
    ((name, value),) = values
    assert (name, value.rsplit(" ", 1)[0]) == (
        "contract",
        "Smartstock standard support, version 1: fingerprint of 2026",
    )
    assert len(root.findall("testsuite/properties")) == len(root)
    failure = cases["LATE"].find("failure")
    assert failure is not None
    assert failure.attrib["type"] == "SLA101"
    assert failure.attrib["message"].startswith("responded 2026-11-18T12:00+01:00, 3h of working time past due")
    assert (failure.text or "").endswith("(clause 5)\nrow 1")
    assert cases["LATE"].findtext("system-out") == (
        "breached: due 2026-11-17 17:00, responded 2026-11-18 12:00, late by 3h"
    )
    assert cases["RUNS"].findtext("system-out") == "running: due 2026-11-24 16:00, working time left: 20h"
    skipped = cases["VAGUE"].find("skipped")
    assert skipped is not None
    assert skipped.attrib == {"message": "unknown: see responded_at"}
    assert (skipped.text or "").splitlines()[-1] == "row 3"
    assert (cases["GONE"].findtext("system-out") or "").startswith("SLA104 warning: closed 2026-11-16T11:00")
    assert "SLA401 warning" in (cases["AHEAD"].findtext("system-out") or "")
    error = cases["row 7"].find("error")
    assert error is not None
    assert error.attrib["message"].startswith("row 7: severity: expected 1 to 5")
    assert (error.text or "").splitlines()[1].startswith("row 7: reported_at: expected a time")
    alone = cases["ALONE"].find("failure")
    assert alone is not None
    assert alone.attrib["type"] == "SLA207"
    assert "met: due 2026-11-19 17:00" in (cases["ALONE"].findtext("system-out") or "")
    assert cases["LOST"].attrib["classname"].endswith(".not judged")


def test_junit_says_where_each_failure_stands() -> None:
    """At the row of the finding, as the other formats do, not at that of the report."""
    report = reported(["LATE"])
    cases = {case.attrib["name"]: case for case in junit(report).iter("testcase")}
    failing = [one for one in report.findings if one.level in (Level.BREACH, Level.VIOLATION)]
    assert {one.ticket for one in failing} == {"LATE", "ALONE"}
    for finding in failing:
        assert (cases[finding.ticket].findtext("failure") or "").splitlines()[-1] == f"row {finding.line}"
    (alone,) = (judgement for judgement in report.tickets if judgement.ticket == "ALONE")
    assert f"row {alone.case.line}" != (cases["ALONE"].findtext("failure") or "").splitlines()[-1]


def test_junit_of_a_doubt_that_is_broken_besides() -> None:
    """A failure goes before a doubt, which is told in the output."""
    events = [{**event, "ticket": "BOTH"} for event in EVENTS[1:] if event["event"] != "responded"]
    (case,) = junit(check(events, now=NOW)).iter("testcase")
    failure = case.find("failure")
    assert failure is not None
    assert failure.attrib["type"] == "SLA207"
    assert (case.findtext("system-out") or "").startswith("unknown; see responded; met if support had responded")


def test_junit_of_findings_without_a_verdict() -> None:
    out = io.StringIO()
    with JUnitWriter(judge()) as writer:
        for level in Level:
            writer.find(a_finding(level))
        writer.write(out, check([], now=NOW).summary)
    root = ET.fromstring(out.getvalue().encode())  # noqa: S314  we wrote it
    check_structure(root)
    assert (root.attrib["tests"], root.attrib["failures"]) == ("4", "2")
    failures = list(root.iter("failure"))
    assert [failure.text for failure in failures] == ["SLA9 breach: m\na,b:c.csv:7", "SLA9 violation: m\na,b:c.csv:7"]
    assert [output.text for output in root.iter("system-out")] == ["SLA9 warning: m", "SLA9 note: m"]


def test_junit_of_nothing() -> None:
    root = junit(check([], now=NOW))
    assert (root.attrib["tests"], list(root)) == ("0", [])


# -- GitHub ------------------------------------------------------------------------------------------------------------


class Command(NamedTuple):
    """A workflow command, as the runner reads it."""

    kind: str
    properties: dict[str, str]
    message: str


def unescaped(text: str) -> str:
    for mark, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(mark, char)
    return text


def commands(text: str) -> Iterator[Command]:
    """A line is a command where it begins with `::` after blanks; a line with `##[` could be one as well."""
    for line in text.splitlines():
        if not line.lstrip().startswith("::"):
            assert "##[" not in line
            assert re.fullmatch(r"slacal: \d+ tickets?(: [^;]*)?(; .*)?", line), line
            continue
        kind, _, rest = line.lstrip()[2:].partition(" ")
        properties, _, message = rest.partition("::")
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        yield Command(kind, {name: unescaped(value) for name, value in pairs.items()}, unescaped(message))


def github(report: ComplianceReport) -> list[Command]:
    sink, out = GithubReport(), io.StringIO()
    found: dict[str, list[Finding]] = {}
    judged = set(names_of(report))
    for finding in report.findings:
        found.setdefault(finding.ticket, []).append(finding)
    for judgement in report.tickets:
        sink.add(judgement, found.get(judgement.ticket, []))
    for finding in report.findings:
        if finding.ticket not in judged:
            sink.find(finding)
    sink.reject(report.rejected)
    sink.write(out, report.summary)
    return list(commands(out.getvalue()))


@given(st.lists(NAMES, max_size=30))
def test_github_is_read_back(names: list[str]) -> None:
    report = reported(names)
    told = github(report)
    assert {command.kind for command in told} <= {"error", "warning", "notice"}
    for kind in ("error", "warning", "notice"):
        assert sum(command.kind == kind for command in told) <= ANNOTATIONS
    known = {clean(f"{finding.code} {finding.ticket}", 255) for finding in report.findings}
    known |= {clean(f"unknown {name}", 255) for name in names_of(report)} | {"and more", "SLA402 LOST"}
    for command in told:
        assert set(command.properties) <= {"file", "line", "title"}
        assert command.properties["title"] in known or command.properties["title"].startswith("not read: ")


def test_github_tells_the_worst_first_and_how_many_more_there_are() -> None:
    late = [
        {"ticket": f"L{day}", "severity": 1, "reported_at": f"2026-11-{day:02}T09:00+01:00", "responded_at": None}
        for day in range(2, 18)
    ]
    told = github(check([*late, *rows(["x"] * 6 + ["BAD"])[6:]], now=NOW))
    errors = [command for command in told if command.kind == "error"]
    titles = [command.properties["title"] for command in errors]
    assert titles == ["not read: 2", *(f"SLA102 L{day}" for day in range(2, 10)), "and more"]
    assert errors[0].message.splitlines()[0].startswith("row 17: severity: expected 1 to 5")
    assert errors[1].message.splitlines()[1:] == ["clause 5"]
    assert errors[-1].message == "8 more: GitHub shows 10 of a kind; a report as JSON has them all"


def a_finding(level: Level, message: str = "m", *, disputable: bool = False) -> Finding:
    return Finding(
        code="SLA9",
        level=level,
        ticket="T",
        clause=None,
        at=None,
        message=message,
        disputable=disputable,
        file="a,b:c.csv",
        line=7,
    )


def test_github_puts_annotations_on_rows_of_files() -> None:
    sink, out = GithubReport(), io.StringIO()
    for level in (Level.VIOLATION, Level.WARNING, Level.NOTE):
        sink.find(a_finding(level, "m" * 70_000 + "ż"))
    sink.find(a_finding(Level.NOTE, "x", disputable=True))
    sink.reject([Rejected("f", None, None, None, "no file")] * 12)
    sink.write(out, check([], now=NOW).summary)
    told = list(commands(out.getvalue()))
    assert [command.kind for command in told] == ["error", "error", "warning", "notice", "notice"]
    assert told[0].properties == {"file": "f", "title": "not read: 12"}
    assert told[0].message.splitlines() == ["f: no file"] * 10 + ["... and 2 more"]
    assert told[1].properties == {"file": "a,b:c.csv", "line": "7", "title": "SLA9 T"}
    assert len(told[1].message.encode()) <= 64 * 1024
    assert told[1].message.endswith("…")
    assert told[4].message.splitlines() == ["x", "another reading of the contract would turn this around"]


def test_github_joins_a_doubt_and_its_warnings() -> None:
    told = github(check(rows(["a", "b", "c", "d", "GONE"])[4:], now=NOW))
    (warning,) = told
    assert warning.properties == {"title": "unknown GONE"}
    assert warning.message.splitlines()[0].startswith("SLA104: closed")
    assert warning.message.splitlines()[-1] == "never breached"


# -- CSV ---------------------------------------------------------------------------------------------------------------


def table(report: ComplianceReport) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(report.to_csv(), newline=""), strict=True)
    assert reader.fieldnames == list(COLUMNS)
    return list(reader)


def uncovered(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell.removeprefix("'")


@given(st.lists(NAMES, max_size=14))
def test_csv_is_read_back(names: list[str]) -> None:
    report = reported(names)
    read = table(report)
    assert all(None not in row and None not in row.values() for row in read)
    tickets = [row for row in read if row["row"] == "ticket"]
    assert [uncovered(row["ticket"]) for row in tickets] == [clean(name) for name in names_of(report)]
    assert [row["verdict"] for row in tickets] == [judgement.verdict.value for judgement in report.tickets]
    found = sorted((row["code"], uncovered(row["ticket"])) for row in read if row["row"] == "finding")
    assert found == sorted((finding.code, clean(finding.ticket)) for finding in report.findings)
    assert sum(row["row"] == "rejected" for row in read) == len(report.rejected)
    assert report.to_csv().count("\n") == len(read) + 1


@pytest.mark.parametrize("name", ODD)
def test_no_cell_is_a_formula(name: str) -> None:
    """What begins a cell is never what begins a formula, in whichever column."""
    for row in table(check(rows([name] + ["x" * (n + 1) for n in range(6)]), now=NOW, tz="Europe/Warsaw")):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_csv_keeps_numbers_and_doubts() -> None:
    read = table(reported(["LATE", "RUNS", "VAGUE"]))
    late, breach, _, vague = read[:4]
    assert (late["budget_s"], late["elapsed_s"], late["disputable"]) == ("57600", "68400", "false")
    assert (breach["row"], breach["ticket"], breach["severity"], breach["code"]) == ("finding", "LATE", "1", "SLA101")
    assert (vague["responded_at"], vague["elapsed_s"]) == ("2026-11-18", "")
    assert vague["message"].startswith("see responded_at; met if")


# -- Markdown ----------------------------------------------------------------------------------------------------------


class Section(NamedTuple):
    """A heading, the rows of the tables below it, and the paragraphs."""

    title: str
    rows: list[list[str]]
    paragraphs: list[str]


def read_markdown(text: str) -> list[Section]:
    """What a reader of GitHub's tables makes of it; nothing in it may be HTML, a link or an emphasis."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    sections: list[Section] = []
    inside: list[str] = []
    for token in reader.parse(text):
        assert token.type not in ("html_block", "fence", "code_block", "blockquote_open", "bullet_list_open"), token
        if token.type.endswith("_open"):
            inside.append(token.type)
            if token.type == "tr_open":
                sections[-1].rows.append([])
        elif token.type.endswith("_close"):
            inside.pop()
        elif token.type == "inline":
            children = token.children or []
            assert {child.type for child in children} <= {"text", "code_inline", "text_special"}, children
            content = "".join(child.content for child in children)
            if inside[-1] == "heading_open":
                sections.append(Section(content, [], []))
            elif inside[-1] in ("td_open", "th_open"):
                sections[-1].rows[-1].append(content)
            else:
                sections[-1].paragraphs.append(content)
    return sections


@given(st.lists(NAMES, max_size=14))
def test_markdown_is_read_back(names: list[str]) -> None:
    report = reported(names)
    sections = {section.title.split(" (")[0]: section for section in read_markdown(report.to_markdown(0))}
    for section in sections.values():
        for row in section.rows:
            assert len(row) in {len(one) for one in section.rows if one}
    for title, verdict in (("Breached", "breached"), ("Due next", "running"), ("Unknown", "unknown")):
        told = sorted(row[0] for row in sections[title].rows[1:]) if title in sections else []
        assert told == sorted(clean(one.ticket, 60).strip() for one in report.tickets if one.verdict.value == verdict)
    if report.rejected:
        assert len(sections["Not read"].rows) == len(report.rejected) + 1


@given(st.text(max_size=80).filter(str.strip))
def test_a_code_span_is_what_went_in(text: str) -> None:
    """Also in a cell, whose bars the table takes before the span does."""
    (section,) = read_markdown(f"## x\n\n| a | b |\n| - | - |\n| {code(text)} | x |\n")
    assert section.rows[1] == [clean(text, 60), "x"]


@given(st.text(max_size=40))
@example("__0__")
@example("a_b __c_")
def test_escaped_words_are_words(text: str) -> None:
    (section,) = read_markdown(f"## x {escaped(text)} x\n")
    assert re.sub(" +", " ", section.title) == re.sub(" +", " ", f"x {clean(text)} x")


def test_markdown_of_the_whole() -> None:
    report = reported(["LATE", "RUNS", "VAGUE", "MET", "GONE", "AHEAD", "BAD"])
    sections = read_markdown(report.to_markdown())
    assert [section.title for section in sections] == [
        "Smartstock standard support",
        "Not read (2)",
        "Breached (1), worst first",
        "Due next (2), soonest first",
        "Unknown (2), with what would settle it",
        "Violations (1), in the order of the tickets",
        "Warnings (3), in the order of the tickets",
        "Summary",
    ]
    assert sections[0].paragraphs == [
        "7 tickets: 2 met, 1 breached, 2 running, 2 unknown; 1 rejected row. As of Fri 2026-11-20 12:00 CET (+01:00)."
    ]
    assert sections[2].rows[1] == ["LATE", "1", "2026-11-16 09:00", "2026-11-17 17:00", "2026-11-18 12:00", "3h"]
    assert sections[5].rows[1][:3] == ["SLA207", "ALONE", "row 12"]
    assert sections[7].rows[0][:3] == ["severity", "tickets", "met"]
    assert sections[7].paragraphs[0] == "2 of 3 decided in time: 66.7 %"
    assert sections[7].paragraphs[-1].startswith("Smartstock standard support, version 1: fingerprint of 2026 ")
    assert sections[4].rows[0] == ["ticket", "severity", "see", "met if", "breached if"]
    assert sections[4].rows[2] == [
        "GONE",
        "1",
        "responded_at",
        "support had responded before it was closed",
        "never breached",
    ]


def test_markdown_tells_how_much_it_leaves_out() -> None:
    late = [
        {"ticket": f"L{month}", "severity": 1, "reported_at": f"2026-{month:02}-02T09:00+01:00"}
        for month in range(1, 5)
    ]
    sections = {section.title: section for section in read_markdown(check(late, now=NOW).to_markdown(3))}
    assert sections["Breached (4), worst first"].paragraphs == ["... and 1 more"]
    assert "... and 1 earlier month" in sections["Summary"].paragraphs
    assert [row[0] for row in sections["Summary"].rows if row[0].startswith("2026")] == [
        "2026-02",
        "2026-03",
        "2026-04",
    ]
    nothing = {section.title: section for section in read_markdown(check([], now=NOW).to_markdown())}
    assert nothing["Summary"].rows == []


def test_markdown_tells_what_must_be_done_before_the_next_opening() -> None:
    from datetime import UTC, datetime

    evening = datetime(2026, 11, 17, 20, tzinfo=UTC)
    running = [{"ticket": "NIGHT", "severity": 1, "reported_at": "2026-11-16T09:00+01:00", "responded_at": None}]
    report = check(running, now=evening)
    (section,) = [one for one in read_markdown(report.to_markdown()) if one.title.startswith("Due next")]
    assert section.paragraphs == ["1 to be answered before the next opening."]
    assert [judgement.ticket for judgement in report.last_call()] == ["NIGHT"]
    assert [judgement.ticket for judgement in report.due_next()] == ["NIGHT"]
    assert report.worst() == []


def test_every_format_is_a_sink() -> None:
    """They take what any report takes, and a sink is what can be told of tickets."""
    one = judge()
    with JUnitWriter(one) as junit_writer, CsvWriter() as csv_writer, JsonWriter(one) as json_writer:
        sinks: list[Sink] = [junit_writer, csv_writer, json_writer, GithubReport(), MarkdownReport(one, 3)]
        for sink in [*sinks, TextReport(one, 3, io.StringIO())]:
            assert all(callable(getattr(sink, name)) for name in vars(Sink) if name in ("reject", "write"))
            assert all(callable(getattr(sink, name)) for name in vars(Teller) if name in ("add", "find"))


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "line", "text"), [(None, None, ""), (None, 3, "row 3"), ("f\x1b", None, "f\\x1b"), ("f", 3, "f:3")]
)
def test_places(file: str | None, line: int | None, text: str) -> None:
    assert place(file, line) == text


def test_severities_and_stamps_in_words() -> None:
    contract = shipped()
    assert severity(contract, 1) == "1 Outage"
    assert short(0, contract.calendar.tz) == "1970-01-01 01:00"


def test_a_report_says_how_it_went_in_a_line() -> None:
    assert check([], now=NOW).summary.line() == "0 tickets"
    assert check(rows(["a"]), now=NOW).summary.line() == "1 ticket: 1 breached"
    two = [*rows(["a"] * 6 + ["b"])[6:], *rows(["a"] * 6 + ["c"])[6:]]
    assert check(two, now=NOW).summary.line() == "0 tickets; 2 rejected rows"
