"""Event logs: what is read of a row, what is rejected and why, and how logs and tables stand beside each other."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from slacal import (
    Budget,
    Channel,
    CustomerAsked,
    FlatTicket,
    HorizonError,
    InputError,
    ProblemReport,
    Reported,
    Responded,
    SlacalTypeError,
    Ticket,
    Topic,
    audit,
    check,
)
from slacal.audit.checker import Checker, Row, beyond
from slacal.audit.entry import Entry
from slacal.audit.finding import Finding
from slacal.audit.judgement import Judgement
from slacal.audit.rejected import Rejected
from slacal.audit.rules import findings_of
from slacal.audit.trail import Trail
from slacal.contract.contract import shipped
from slacal.ticket.events import KINDS, Event
from slacal.ticket.vocabulary import Act
from slacal.worktime.instants import to_us

from .rows import NOW, check_bytes, judge, rejections, verdicts

HEAD = "ticket,at,event,severity,by,id,channel,report,follow_up_of,about,needed_since,evidence\n"
REPORTED = "T,2026-11-16T09:00+01:00,reported,3,,,,,,,,\n"
WARSAW = ZoneInfo("Europe/Warsaw")


def log(*lines: str) -> str:
    """A log of one reported ticket and some lines more, their empty cells left out."""
    return HEAD + REPORTED + "".join(f"{line}{',' * (11 - line.count(','))}\n" for line in lines)


WRONG = [
    (",2026-11-17T09:00+01:00,responded", "f:3: ticket: expected the name of a ticket"),
    ("T,,responded", "f:3: at: expected a time: when it happened"),
    ("T,2026-11-17T09:00,responded", "f:3: at: expected an offset from UTC"),
    ("T,yesterday,responded", "f:3: at: expected a time such as"),
    ("T,2026-11-17T09:00+01:00,", "f:3: event: expected an event: what happened"),
    (
        "T,2026-11-17T09:00+01:00,respond",
        "f:3: event: expected one of reported, acknowledged, work-started, responded, severity-changed, "
        "customer-asked, customer-replied, support-replied, contact-attempted, solution-proposed, solution-accepted, "
        "solution-rejected, closed-unanswered, closed; did you mean responded?, got 'respond'",
    ),
    ("T,2026-11-17T09:00+01:00,xyz", "solution-rejected, closed-unanswered, closed, got 'xyz'"),
    ("T,2026-11-17T09:00+01:00,severity-changed", "f:3: severity: expected a severity"),
    ("T,2026-11-17T09:00+01:00,severity-changed,9", "f:3: severity: expected 1 to 5"),
    ("T,2026-11-17T09:00+01:00,solution-proposed", "f:3: by: expected support or customer: who it was"),
    (
        "T,2026-11-17T09:00+01:00,solution-proposed,,sup",
        "f:3: by: expected one of support, customer; did you mean support?, got 'sup'",
    ),
    ("U,2026-11-17T09:00+01:00,reported,3,,,fax", "f:3: channel: expected one of form, email, got 'fax'"),
    ("T,2026-11-17T09:00+01:00,contact-attempted,,,,form", "f:3: channel: expected one of email, phone, other"),
    ("U,2026-11-17T09:00+01:00,reported,3,,,,{", "f:3: report: expected a report: a JSON object, got '{'"),
    ("U,2026-11-17T09:00+01:00,reported,3,,,,[]", "f:3: report: expected a report: a JSON object, got '[]'"),
    ('U,2026-11-17T09:00+01:00,reported,3,,,,"{""subject"":1}"', "f:3: report: report.subject: expected text, got '1'"),
    ('U,2026-11-17T09:00+01:00,reported,3,,,,"{""subjct"":""x""}"', "did you mean subject?"),
    ("U,2026-11-17T09:00+01:00,reported,3,,,,,U", "f:3: follow_up_of: expected the name of another ticket, got 'U'"),
    ("T,2026-11-17T09:00+01:00,customer-asked,,,,,,,me", "f:3: about: expected one of problem, third-party, got 'me'"),
    (
        "T,2026-11-17T09:00+01:00,customer-asked,,,,,,,third-party,2026-11-17T09:01+01:00",
        "f:3: needed_since: expected a time at or before at, when the customer was asked",
    ),
]


@pytest.mark.parametrize(("line", "said"), WRONG)
def test_rows_that_cannot_be_read(line: str, said: str) -> None:
    """The place, the column, the value and what was expected; the other rows are judged."""
    rows = check_bytes(log(line, "T,2026-11-17T09:00+01:00,responded"))
    assert verdicts(rows) == {"T": "met"}
    (rejection,) = rejections(rows)
    assert said in rejection


def test_everything_wrong_with_a_row_is_told() -> None:
    rows = check_bytes(log("\x00,now,solution-proposed,,me"))
    assert [rejection.split(":")[2].strip() for rejection in rejections(rows)] == ["ticket", "at", "by"]
    rows = check_bytes(log('"T",2026-11-17T09:00+01:00,"respon\udcffded"'))
    assert rejections(rows)[0].startswith("f:3: event: expected text in UTF-8")


def test_a_report_may_be_any_mapping() -> None:
    """As a row may, and as `ProblemReport.from_dict` takes it."""
    report = {"subject": "s", "occurred": "today", "diagnosis": "d", "description": "d"}
    row: dict[str, object] = {"ticket": "T", "at": "2026-11-16T09:00Z", "event": "reported", "severity": 3}
    for told in (report, MappingProxyType(report), json.dumps(report)):
        assert not audit([MappingProxyType({**row, "report": told})], now=datetime(2026, 11, 16, 10, tzinfo=UTC))


@pytest.mark.parametrize(("event", "column"), [("reported", "id"), ("contact-attempted", "evidence")])
def test_text_may_be_a_number_that_can_be_written(event: str, column: str) -> None:
    row: dict[str, object] = {"ticket": "T", "at": "2026-11-16T09:00Z", "event": event, "severity": 3}
    good, bad = (check([{**row, column: number}], now=NOW).rejected for number in (10**4000, 10**5000))
    assert not good
    assert [(one.column, one.error) for one in bad] == [(column, "expected text, or a number of at most 4300 digits")]


def test_what_an_event_does_not_have_is_left_alone() -> None:
    """Exports often repeat the severity, or who did it, in every row."""
    rows = check_bytes(log("T,2026-11-17T09:00+01:00,responded,P1,agent,7,chat,none,old,?,?,?"))
    assert verdicts(rows) == {"T": "met"}
    assert not rejections(rows)


def test_columns_severities_and_zones_as_for_rows() -> None:
    """`columns`, `severities` and `tz` mean the same for both forms; delimiters are found by the names of either."""
    text = "Key;Time;Activity;Prio\nT;2026-11-16T09:00;reported;P3\nT;2026-11-17;responded;\n"
    columns = {"ticket": "Key", "at": "Time", "event": "Activity", "severity": "Prio"}
    rows = check_bytes(text, tz="Europe/Warsaw", columns=columns, severities={"P3": 3})
    assert verdicts(rows) == {"T": "met"}
    said = rejections(check_bytes("ticket,at,event\n", columns={"severity": "Prio"}))
    assert said[0].startswith("f: severity: expected a column 'Prio' in the header (another name: --column severity=")


def test_long_spellings_are_read_and_not_remembered() -> None:
    """Spaces around words mean nothing, however many there are."""
    spaces = " " * 200
    row = {
        "ticket": "T",
        "at": "2026-11-16T09:00+01:00",
        "event": f"reported{spaces}",
        "by": "",
        "severity": f"{spaces}1",
    }
    assert verdicts(check_bytes("\n".join(json.dumps({**row, "ticket": name}) for name in "AB"))) == {
        "A": "breached",
        "B": "breached",
    }


def test_json_lines() -> None:
    lines = [
        {"ticket": 7, "at": "2026-11-16T09:00+01:00", "event": "reported", "severity": 3, "report": {"subject": "x"}},
        {"ticket": "7", "at": "2026-11-16T09:30+01:00", "event": "responded", "id": 3, "more": [1]},
        {"ticket": "7", "at": None, "event": ["responded"], "id": True},
    ]
    rows = check_bytes("\n".join(map(json.dumps, lines)))
    assert verdicts(rows) == {"7": "met"}
    assert [rejection.partition(", got")[0][:30] for rejection in rejections(rows)] == [
        "f:3: at: expected a time: when",
        "f:3: event: expected one of re",
        "f:3: id: expected text",
    ]


def test_several_files_go_on_with_one_ticket() -> None:
    """Tickets may go on in the next file, in the order in which the files are given."""
    checker = Checker(judge())
    first = HEAD + REPORTED
    second = "ticket,at,event\nT,2026-11-16T09:30+01:00,responded\nT,2026-11-16T09:10+01:00,support-replied\n"
    rows = [*checker.file(BytesIO(first.encode()), "a"), *checker.file(BytesIO(second.encode()), "b")]
    assert not rows
    (judgement,) = checker.finish()
    assert isinstance(judgement, Judgement)
    assert judgement.trail is not None
    assert [(entry.file, entry.line) for entry in judgement.trail.entries] == [("a", 2), ("b", 2), ("b", 3)]
    assert list(checker.names()) == ["T"]
    assert checker.told("U") is None


def test_rows_of_which_no_more_is_told_come_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory holds no more than a batch; the rest comes at the end of a file. The first row has spellings to learn."""
    monkeypatch.setattr("slacal.audit.checker._BATCH", 2)
    batches: list[list[str]] = []
    checker = Checker(judge(), plain=lambda rows: batches.append([row[0] for row in rows]))
    rows = [f"{name},3,2026-11-16T09:00+01:00,2026-11-16T10:00+01:00\n" for name in "ABCDEF"]
    text = f"ticket,severity,reported_at,responded_at\n{''.join(rows)}"
    assert verdicts(list(checker.file(BytesIO(text.encode()), "f"))) == {"A": "met"}
    assert batches == [["B", "C"], ["D", "E"], ["F"]]


def test_a_follow_up_is_named() -> None:
    """By the ticket it names, wherever it stands in the log, and only where it does."""
    closed = ("T,2026-11-16T10:00+01:00,responded", "T,2026-11-16T11:00+01:00,solution-proposed,,customer")
    late = ("T,2026-11-16T12:00+01:00,solution-accepted,,support", "T,2026-11-17T09:00+01:00,customer-replied")
    follows = "U,2026-11-17T10:00+01:00,reported,3,,,,,T"
    for lines, said in (
        ((*closed, *late, follows), "see U, which names this one"),
        ((*closed, *late), "no ticket here"),
    ):
        (judgement, *_) = check_bytes(log(*lines))
        assert isinstance(judgement, Judgement)
        (finding,) = findings_of(judgement)
        assert finding.code == "SLA209"
        assert said in finding.message


def test_a_ticket_has_a_row_or_events() -> None:
    """Whichever comes first counts; what comes later names its place."""
    rows_of_t = (",", ",2026-11-16T10:00+01:00")
    flat = "ticket,severity,reported_at,responded_at\n" + "".join(
        f"T,3,2026-11-16T09:00+01:00{row}\n" for row in rows_of_t
    )
    for files in ((flat, HEAD + REPORTED), (HEAD + REPORTED, flat)):
        checker = Checker(judge(), plain=list[object]().extend)
        rows = [row for number, text in enumerate(files) for row in checker.file(BytesIO(text.encode()), str(number))]
        rows += checker.finish()
        assert verdicts(rows) == {"T": "breached"} if files[0] is flat else {"T": "running"}
        assert all("ticket: expected" in rejection and " at 0:2, got " in rejection for rejection in rejections(rows))
        assert len(rejections(rows)) == 2


def test_python_values() -> None:
    """Tickets, events, dicts of events and flat tickets, one beside the other."""
    at = datetime(2026, 11, 16, 9, tzinfo=WARSAW)
    ticket = Ticket.replay([Reported(at, "A", severity=3), Responded(at, "A")])
    rows: list[Row] = [
        ticket,
        Reported(at, "B", severity=1, id="b1"),
        {"ticket": "C", "at": at, "event": "reported", "severity": 4},
        FlatTicket("D", 5, at),
        ticket,
        Reported(at, "D", severity=1),
        {"ticket": "C", "at": at, "event": "?"},
    ]
    report = check(rows, now=NOW)
    assert {one.ticket: one.verdict.value for one in report.tickets} == {
        "A": "met",
        "B": "breached",
        "C": "running",
        "D": "running",
    }
    assert [(one.line, one.column, one.error[-5:]) for one in report.rejected[:2]] == [
        (5, "ticket", "row 1"),
        (6, "ticket", "row 4"),
    ]
    assert [(one.line, one.column) for one in report.rejected[2:]] == [(7, "event")]
    with pytest.raises(InputError, match=r"2: event: expected one of"):
        audit([{"ticket": "C", "at": at, "event": "responded"}, {"ticket": "C", "at": at, "event": "?"}], now=NOW)


def test_what_is_not_events() -> None:
    with pytest.raises(SlacalTypeError, match="events: expected a Ticket, or an iterable of events or of dicts"):
        audit("events.csv", now=NOW)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_the_room_is_called_like_its_function() -> None:
    """`slacal.audit` is the room and the function, whichever was imported first."""
    import slacal

    assert slacal.audit([], now=NOW) == audit([], now=NOW, tz="Europe/Warsaw") == []


def test_outside_the_horizon() -> None:
    """A ticket whose events lie where holidays are not known is rejected as a whole, at its report."""
    said = rejections(check_bytes(HEAD + REPORTED.replace("2026", "1900")))
    assert said[0].startswith("f:2: reported_at: ")
    assert len(said) == 1


OUTSIDE = [
    # what happened to a reported ticket that leads to days no calendar knows, and what is said of it, at which row
    ([("1013-11-16T09:00Z", "solution-proposed")], 2, "at: 1013-"),
    ([("1013-11-16", "solution-proposed")], 2, "at: 1013-"),
    ([("2026-10-01T09:00Z", "solution-proposed"), ("2026-10-16T09:00Z", "contact-attempted")], 1, "reported_at: "),
]


@pytest.mark.parametrize(("events", "line", "said"), OUTSIDE)
def test_what_no_calendar_knows_costs_one_ticket(events: list[tuple[str, str]], line: int, said: str) -> None:
    """Whether an event lies there, or an attempt may only be followed by one that would."""
    rare = replace(shipped(), closure=replace(shipped().closure, spacing=Budget.parse("99999d")))
    first: dict[str, object] = {"ticket": "BAD", "at": "2026-09-30T09:00Z", "event": "reported", "severity": 1}
    bad = [first]
    bad.extend({"ticket": "BAD", "at": at, "event": event, "by": "support"} for at, event in events)
    good: dict[str, object] = {**first, "ticket": "GOOD"}
    report = check([*bad, good], rare, now=NOW, tz="UTC")
    assert [judgement.ticket for judgement in report.tickets] == ["GOOD"]
    assert {finding.ticket for finding in report.findings} == {"GOOD"}
    (rejected,) = report.rejected
    assert rejected.line == line
    assert f"{rejected.column}: {rejected.error}".startswith(said)
    assert rejected.error.endswith("the holidays package knows PL from 1925 to 2100")
    with pytest.raises(InputError, match="the holidays package knows PL"):
        audit(bad, rare, now=NOW, tz="UTC")


@pytest.mark.parametrize("first", [REPORTED, REPORTED.replace("reported,3", "responded,")])
def test_since_when_a_third_party_needs_something_is_named_where_no_calendar_knows_it(first: str) -> None:
    """The stamp that lies outside is named, where it stands, also in a ticket whose report is not recorded."""
    asked = "T,2026-11-17T09:00+01:00,customer-asked,,,,,,,{},1850-11-17T09:00+01:00,\n"
    text = HEAD + first + asked.format("problem") + asked.format("third-party")
    report = check(list(csv.DictReader(text.splitlines())), now=NOW)
    (rejected,) = report.rejected
    assert (rejected.line, rejected.column, rejected.value) == (3, "needed_since", "1850-11-17T09:24+01:24")
    assert rejected.error.startswith("1850-11-17T09:24:00+01:24 is not within the years 1925 to 2100: ")
    assert (report.tickets, report.findings) == ((), ())


@pytest.mark.parametrize(("acts", "line"), [(("responded", "reported"), 2), (("responded", "closed"), 1)])
def test_where_no_stamp_lies_outside_the_report_is_named(acts: tuple[str, ...], line: int) -> None:
    """Or what stands first, where none is recorded; what is said is what was raised."""
    at = datetime(2026, 11, 16, 9, tzinfo=UTC)
    entries = [Entry(to_us(at), Act(act), 3, file="f", line=line) for line, act in enumerate(acts, 1)]
    trail = Trail.of("T", entries, shipped(), to_us(NOW))
    error = HorizonError("what was asked", 1925, 2100, "why")
    rejected = beyond(trail.judged(judge()) or trail, error)
    assert rejected == Rejected("f", line, "reported_at", "2026-11-16T10:00+01:00", str(error))


def test_entries_are_their_events() -> None:
    """An entry of an exact stamp is the event it was read from."""
    at = datetime(2026, 11, 16, 9, tzinfo=UTC)
    told = ProblemReport(subject="x")
    events: list[Event] = [
        Reported(at, "T", id="1", severity=3, channel=Channel.FORM, report=told, follow_up_of="S"),
        CustomerAsked(at, "T", id="2", about=Topic.THIRD_PARTY, needed_since=at),
        CustomerAsked(at, "T"),
    ]
    rows: dict[str, dict[str, object]] = {
        "severity-changed": {"severity": 2},
        "contact-attempted": {"channel": "phone", "evidence": "note"},
    }
    for kind in KINDS:
        own = rows.get(kind, {"by": "customer"} if kind.startswith("solution") else {})
        if kind != "reported":
            events.append(Event.from_dict({"ticket": "T", "at": at.isoformat(), "event": kind, **own}))
            events.append(Event.from_dict({"ticket": "T", "at": at.isoformat(), "event": kind, "id": "3", **own}))
    for event in events:
        assert Entry.of(event).event("T", event.at_us, WARSAW) == event


def test_an_unreported_ticket_is_told_of() -> None:
    rows = check_bytes(HEAD + "T,2026-11-16T09:00+01:00,responded" + "," * 9)
    (finding,) = (row for row in rows if isinstance(row, Finding))
    assert (finding.code, finding.ticket, finding.line) == ("SLA405", "T", 2)
