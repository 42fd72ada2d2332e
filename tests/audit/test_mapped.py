"""Rows read through a mapping: what comes out, and everything that is wrong with one, in CSV, JSON Lines and Python."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest

from slacal import ExportMapping, InputError, Responded, audit, check
from slacal.audit.checker import Checked, Checker
from slacal.audit.finding import Finding
from slacal.audit.judgement import Judgement
from slacal.audit.mapped import MappedNames

from .rows import NOW, judge, rejections, verdicts

TICKETS = """
format = 1
tz = "Europe/Warsaw"
stamps = ["%d-%m-%Y %H:%M", "%d-%m-%Y"]
[tickets]
ticket = ["Project", "No"]
severity = { column = "P", constant = 4 }
reported_at = "Opened"
acknowledged_at = { column = "Minutes", after = "reported_at", unit = "minutes" }
started_at = { column = "Began", stamps = ["epoch-ms", "iso"] }
[severities]
Critical = 1
"""
EXPECTED = "expected a time such as 02-03-2004 17:06 (%d-%m-%Y %H:%M) or 02-03-2004 (%d-%m-%Y)"
HEADER = "Project,No,P,Opened,Minutes,Began,Subject"

EVENTS = """
format = 1
tz = "Europe/Warsaw"
stamps = "%d-%m-%Y %H:%M"
[events]
ticket = "No"
at = "When"
activity = "What"
severity = "P"
by = { column = "Who", constant = "support" }
about = "Topic"
needed_since = "Since"
id = "Id"
[words]
Agent = "support"
User = "customer"
Cloud = "third-party"
[severities]
Critical = 1
[activities]
Opened = { event = "reported", channel = "email", later = "ignore" }
Graded = { event = "reported", later = "severity-changed" }
Taken = "responded"
Asked = "customer-asked"
Solved = "solution-proposed"
Agreed = { event = "solution-accepted", by = "customer" }
Printed = "ignore"
7 = "support-replied"
"""


def lines(mapping: str, header: str, *rows: str, keep: bool = True) -> list[Checked]:
    """What becomes of a CSV file."""
    checker = Checker(judge(), mapping=ExportMapping.from_toml(mapping), keep=keep)
    stream = BytesIO("\n".join([header, *rows]).encode("utf-8", "surrogateescape"))
    return [*checker.file(stream, "f"), *checker.finish()]


def objects(mapping: str, *rows: dict[str, object]) -> list[Checked]:
    """What becomes of a JSON Lines file, which is what becomes of the same values in Python."""
    checker = Checker(judge(), mapping=ExportMapping.from_toml(mapping))
    stream = BytesIO("\n".join(json.dumps(row) for row in rows).encode())
    found = [*checker.file(stream, "f"), *checker.finish()]
    values = Checker(judge(), mapping=ExportMapping.from_toml(mapping))
    again = [*values.rows(rows), *values.finish()]
    there = [said.replace("f:", "row ", 1) if said[2].isdigit() else said[3:] for said in rejections(found)]
    assert rejections(again) == there
    assert verdicts(again) == verdicts(found)
    return found


def test_a_word_is_read_of_its_own_cell_alone() -> None:
    """Whatever stands beside it, be it a number of more digits than are ever written."""
    row = {"No": 10**5000, "When": "16-11-2026 09:00", "What": "Solved", "Who": "Agent"}
    report = check([row], now=NOW, mapping=ExportMapping.from_toml(EVENTS))
    assert [one.column for one in report.rejected if one.line] == ["ticket"]


HUGE = 10**5000
TICKET = {"Project": "SUP", "No": 1, "P": "Critical", "Opened": "16-11-2026 09:00", "Minutes": None, "Began": None}
EVENT = {"No": "T", "When": "16-11-2026 09:00", "What": "Opened", "P": 1, "Who": "", "Topic": "", "Since": "", "Id": ""}


@pytest.mark.parametrize(("mapping", "row"), [(TICKETS, TICKET), (EVENTS, EVENT), (EVENTS, {**EVENT, "What": "Asked"})])
def test_numbers_of_thousands_of_digits_cost_their_row(mapping: str, row: dict[str, object]) -> None:
    """Whichever column they stand in: nothing else is rejected, and nothing is raised."""
    columns = {"Project": "ticket", "No": "ticket", "When": "at", "What": "activity", "Topic": "about", "Id": "id"}
    columns |= {"Opened": "reported_at", "Minutes": "acknowledged_at", "Began": "started_at", "Since": "needed_since"}
    for name in row:
        report = check([{**row, name: HUGE}], now=NOW, mapping=ExportMapping.from_toml(mapping))
        assert {one.line for one in report.rejected} <= {1}
        assert {one.column for one in report.rejected} <= {columns.get(name, "severity")}
        assert bool(report.rejected) or name in ("Who", "P", "Topic", "Since")  # which not every event has


# -- tickets -----------------------------------------------------------------------------------------------------------


def test_tickets() -> None:
    (row,) = lines(TICKETS, HEADER, " SUP , 1 ,Critical,16-11-2026 09:00,90,1794821400000,Slow")
    assert isinstance(row, Judgement)
    assert (row.ticket, row.severity, row.verdict.value) == ("SUP-1", 1, "met")
    assert row.reported_at == datetime(2026, 11, 16, 8, tzinfo=UTC)
    assert row.case.acknowledged == row.case.reported + 90 * 60_000_000  # type: ignore[operator]
    assert row.responded_at == datetime(2026, 11, 16, 9, 30, tzinfo=UTC)  # the later of 10:30 and 09:50
    assert row.case.extra == {"Subject": "Slow"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("SUP,,Critical,16-11-2026 09:00,,,", [
            "ticket: expected the name of a ticket, of which each of Project, No is a part, got 'SUP-'",
        ]),
        ("S,1,Critcal,16-11-2026 09:00,,,", ["severity: expected 1 to 5 or one of"]),
        ("S,1,,2026-11-16T09:00Z,,,", [f"reported_at: {EXPECTED}, got '2026-11-16T09:00Z'"]),
        ("S,1,,,,,", ["reported_at: expected a time: a ticket begins with its report, got ''"]),
        ("S,1,,16-11-2026 09:00,soon,,", ["acknowledged_at: expected a length of time, as a number, got 'soon'"]),
        ("S,1,,16-11-2026 09:00,-5,,", ["acknowledged_at: expected a length of time, as a number, got '-5'"]),
        ("S,1,,16-11-2026,5,,", ["acknowledged_at: expected an exact reported_at, from which to count, got '5'"]),
        ("S,1,,16-11-2026 09:00,999999999999,,", [
            "acknowledged_at: expected a length of time that ends before the year 10000, got '999999999999'",
        ]),
        ("S,1,,soon,5,never,", [
            f"reported_at: {EXPECTED}, got 'soon'",
            "acknowledged_at: expected an exact reported_at, from which to count, got '5'",
            "started_at: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601), got 'never'",
        ]),
        ('S,"1\n",,16-11-2026 09:00,,,', [
            "No: expected a value on one line: a quote opens here and closes on another",
        ]),
        ("S,\udcff,,soon,,,", [
            "No: expected text in UTF-8, without NUL",
            "ticket: expected the name of a ticket without NUL",
            "reported_at: expected a time such as",
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_ticket(row: str, said: list[str]) -> None:
    """Everything, in our words, and nothing of a good row beside it."""
    rows = lines(TICKETS, HEADER, "S,0,,16-11-2026 09:00,5,,", row, "S,9,,16-11-2026 09:00,5,,")
    assert verdicts(rows).keys() == {"S-0", "S-9"}
    found = [text.partition(": ")[2] for text in rejections(rows)][: len(said)]
    assert len(found) == len(said)
    for one, beginning in zip(found, said, strict=True):
        assert one.startswith(beginning)


def test_tickets_as_values() -> None:
    """Numbers, text and nothing, as JSON has them; datetimes too in Python."""
    found = objects(
        TICKETS,
        {"Project": "SUP", "No": 1, "P": "Critical", "Opened": "16-11-2026 09:00", "Minutes": 90.0,
         "Began": 1794821400000},
        {"Project": "SUP", "No": 2, "P": None, "Opened": "19-11-2026 09:00", "Subject": "x"},
        {"Project": "SUP", "No": None, "P": [1], "Opened": {}, "Minutes": True, "Began": False},
    )  # fmt: skip
    assert verdicts(found) == {"SUP-1": "met", "SUP-2": "running"}
    assert [text.partition(",")[0] for text in rejections(found)] == [
        "f:3: ticket: expected the name of a ticket",
        "f:3: severity: expected 1 to 5 or one of outage",
        "f:3: reported_at: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601)",
        "f:3: acknowledged_at: expected a length of time",
        "f:3: started_at: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601)",
    ]
    opened = datetime(2026, 11, 16, 8, tzinfo=UTC)
    report = check(
        [{"Project": "SUP", "No": 1, "P": 1, "Opened": opened, "Began": None}],
        now=NOW,
        mapping=ExportMapping.from_toml(TICKETS),
    )
    assert [(row.ticket, row.reported_at) for row in report.tickets] == [("SUP-1", opened)]


def test_one_column_may_be_all_there_is() -> None:
    text = """
        format = 1
        [tickets]
        ticket = "At"
        severity = { constant = "outage" }
        reported_at = "At"
        responded_at = "At"
    """
    assert verdicts(lines(text, "At", "2026-11-16T09:00Z")) == {"2026-11-16T09:00Z": "met"}


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "project,No,P,Opened,Minutes,Began,No",
            [
                "f: ticket: expected a column 'Project', as mapping says; the nearest is 'project', got "
                "'project, No, P, Opened, Minutes, Began, No'",
                "f: ticket: expected this column once, got 'No'",
            ],
        ),
        ("Project,No,P,Opened,Minutes", [
            "f: started_at: expected a column 'Began', as mapping says, got 'Project, No",
        ]),
    ],
)  # fmt: skip
def test_a_header_that_lacks_columns(header: str, said: list[str]) -> None:
    found = rejections(lines(TICKETS, header, "S,1,1,16-11-2026 09:00,5,,"))
    assert len(found) == len(said)
    for one, beginning in zip(found, said, strict=True):
        assert one.startswith(beginning)


def test_a_key_that_no_object_has() -> None:
    found = objects(TICKETS, {"Project": "S", "No": 1, "Opened": "16-11-2026 09:00", "Minutes": 5, "P": 1})
    assert [text.removeprefix("f: ") for text in rejections(found)] == [
        "started_at: expected a key 'Began' somewhere, as mapping says"
    ]


def test_a_mapping_and_columns_contradict() -> None:
    with pytest.raises(InputError, match="columns: expected a mapping or columns, not both"):
        Checker(judge(), mapping=ExportMapping.from_toml(TICKETS), columns={"ticket": "No"})


def test_a_zone_that_is_given_wins() -> None:
    mapping = ExportMapping.from_toml(TICKETS)
    row = {"Project": "S", "No": 1, "P": 1, "Opened": "16-11-2026 09:00", "Began": None}
    (ticket,) = check([row], now=NOW, tz="UTC", mapping=mapping).tickets
    assert ticket.reported_at == datetime(2026, 11, 16, 9, tzinfo=UTC)


# -- events ------------------------------------------------------------------------------------------------------------

UNKNOWN = "activity: expected an activity that the mapping knows"
EVENT_HEADER = "No,When,What,P,Who,Topic,Since,Id"


def test_events() -> None:
    """What an event does not say is left out, whatever the row has; a second report is a change, the third nothing."""
    rows = lines(
        EVENTS,
        EVENT_HEADER,
        "1,16-11-2026 09:00, Graded ,2,?,?,?,a",
        "1,16-11-2026 09:30,Graded,Critical,,,,",
        "1,16-11-2026 09:40,Opened,?,?,?,?,",
        "1,16-11-2026 09:45,Printed,?,?,?,?,",
        "1,16-11-2026 10:00,Taken,?,?,?,?,b",
        "1,16-11-2026 11:00,Asked,?,?,Cloud,16-11-2026 10:30,",
        "1,16-11-2026 12:00,Solved,?,Agent,?,?,",
        "1,16-11-2026 13:00,Agreed,?,Agent,?,?,",
        "2,16-11-2026 09:00,Opened,1,,,,",
        "2,16-11-2026 10:00,Solved,,,,,",
        "2,16-11-2026 11:00,7,,,,,",
    )
    one, two = (row for row in rows if isinstance(row, Judgement))
    assert rejections(rows) == []
    assert one.trail is not None
    assert two.trail is not None
    assert [str(entry.act) for entry in one.trail.entries] == [
        "reported",
        "severity-changed",
        "responded",
        "customer-asked",
        "solution-proposed by support",
        "solution-accepted by customer",
    ]
    assert [entry.severity for entry in one.trail.entries] == [2, 1, 0, 0, 0, 0]
    assert [entry.more.id for entry in one.trail.entries] == ["a", None, "b", None, None, None]
    asked = one.trail.entries[3].more
    assert (asked.about.value, asked.needed_since) == ("third-party", one.case.reported + 90 * 60_000_000)  # type: ignore[operator]
    assert (one.severity, one.verdict.value, two.verdict.value) == (1, "met", "breached")
    assert [entry.act.by for entry in two.trail.entries] == [None, "support", None]
    assert two.trail.entries[0].more.channel == "email"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("3,16-11-2026 09:00,Takn,1,,,,", [f"{UNKNOWN}; did you mean Taken?, got 'Takn'"]),
        ("3,16-11-2026 09:00,taken,1,,,,", [f"{UNKNOWN}; did you mean Taken?, got 'taken'"]),
        (",soon,Zzz,1,?,,,", [
            "activity: expected an activity that the mapping knows, got 'Zzz'",
            "ticket: expected the name of a ticket, got ''",
            "at: expected a time such as 02-03-2004 17:06 (%d-%m-%Y %H:%M), got 'soon'",
        ]),
        ("3,16-11-2026 09:00, ,1,,,,", ["activity: expected an activity, got ''"]),
        ("3,16-11-2026 09:00,Solved,1,Agnt,,,", [
            "by: expected one of Agent, User, support, customer; did you mean Agent?, got 'Agnt'",
        ]),
        ("3,16-11-2026 09:00,Solved,1,Cloud,,,", ["by: expected one of Agent, User, support, customer, got 'Cloud'"]),
        ("3,16-11-2026 09:00,Asked,1,,Zzz,17-11-2026 09:00,", [
            "about: expected one of Cloud, problem, third-party, got 'Zzz'",
            "needed_since: expected a time at or before at, when the customer was asked, got '2026-11-17T09:00+01:00'",
        ]),
        (",16-11-2026 09:00,Graded,x,,,,", [
            "ticket: expected the name of a ticket, got ''",
            "severity: expected 1 to 5 or one of",
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_event(row: str, said: list[str]) -> None:
    rows = lines(EVENTS, EVENT_HEADER, "1,16-11-2026 09:00,Graded,2,,,,", row)
    assert verdicts(rows) == {"1": "breached"}
    found = [text.partition(": ")[2] for text in rejections(rows)]
    assert len(found) == len(said)
    for one, beginning in zip(found, said, strict=True):
        assert one.startswith(beginning)


def test_an_event_that_was_not_taken_is_not_the_first() -> None:
    rows = lines(EVENTS, EVENT_HEADER, "1,16-11-2026 09:00,Graded,x,,,,", "1,16-11-2026 09:30,Graded,1,,,,")
    assert [str(type(row).__name__) for row in rows] == ["list", "Judgement"]
    assert isinstance(rows[1], Judgement)
    assert rows[1].reported_at == datetime(2026, 11, 16, 8, 30, tzinfo=UTC)


def test_an_event_of_a_ticket_without_a_name() -> None:
    """It is not counted as anybody's first."""
    mapping = EVENTS.replace('ticket = "No"', 'ticket = ["No", "Id"]')
    rows = lines(mapping, EVENT_HEADER, "1,16-11-2026 09:00,Graded,1,,,,", "1,16-11-2026 09:00,Graded,1,,,,7")
    assert [text.partition(",")[0] for text in rejections(rows)] == ["f:2: ticket: expected the name of a ticket"]
    assert verdicts(rows) == {"1-7": "breached"}


def test_the_first_is_that_of_all_files() -> None:
    """Files go on with tickets of files before them, and what they remember goes with it."""
    checker = Checker(judge(), mapping=ExportMapping.from_toml(EVENTS))
    for name, row in (("a", "1,16-11-2026 09:00,Opened,1,,,,"), ("b", "1,16-11-2026 09:30,Graded,2,,,,")):
        assert list(checker.file(BytesIO(f"{EVENT_HEADER}\n{row}".encode()), name)) == []
    (judgement,) = checker.finish()
    assert isinstance(judgement, Judgement)
    assert judgement.severity == 2


def test_unknown_activities_can_be_ignored() -> None:
    rows = lines(
        f'unknown = "ignore"\n{EVENTS}', EVENT_HEADER, "1,16-11-2026 09:00,Graded,2,,,,", "1,16-11-2026 09:00,Takn,,,,,"
    )
    assert verdicts(rows) == {"1": "breached"}
    assert rejections(rows) == []


def test_events_as_values() -> None:
    row = {"No": 1, "When": "16-11-2026 09:00", "What": "Graded", "P": 1, "Who": None, "Topic": None, "Since": None}
    found = objects(
        EVENTS,
        {**row, "Id": 7},
        {**row, "When": "16-11-2026 09:20", "P": 2},
        {**row, "What": "Printed"},
        {**row, "What": "Solved", "Who": "Agent", "When": "16-11-2026 10:00"},
        {**row, "What": 7, "When": "16-11-2026 11:00"},
        {**row, "What": None},
        {**row, "What": "Solved", "Who": 5},
        {**row, "What": "Solved", "Who": "Zzz"},
    )
    assert verdicts(found) == {"1": "breached"}
    assert [text.partition(", got")[0] for text in rejections(found)] == [
        "f:6: activity: expected an activity",
        "f:7: by: expected one of support, customer",
        "f:8: by: expected one of Agent, User, support, customer",
    ]


def test_audit_reads_through_a_mapping() -> None:
    mapping = ExportMapping.from_toml(EVENTS)
    rows = [
        {
            "No": "1",
            "When": "16-11-2026 09:00",
            "What": "Graded",
            "P": "1",
            "Who": "",
            "Topic": "",
            "Since": "",
            "Id": "",
        }
    ]
    (found,) = audit(rows, now=NOW, mapping=mapping)
    assert isinstance(found, Finding)
    assert found.code == "SLA102"
    events = [Responded(datetime(2026, 11, 16, 9, tzinfo=UTC), "1")]
    assert audit([*rows, *events], now=NOW, mapping=mapping) == []


def test_names_of_a_mapping_are_never_those_of_our_event_log() -> None:
    names = MappedNames(ExportMapping.from_toml(EVENTS))
    assert not names.is_event_log(["ticket", "at", "event"])
    assert names.event_cells({"No": 1, "Id": 2}) == (1, None, None, None, None, None, None, 2)
