"""Mapping files: what they may say, and everything that can be wrong with one."""

from __future__ import annotations

import pickle
import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from slacal.audit.mapping import Deed, ExportMapping, MappingFileError, mapping_schema
from slacal.audit.sources import Source
from slacal.audit.stampforms import StampForm
from slacal.errors import SlacalError

MAPPINGS = sorted((Path(__file__).parents[2] / "docs" / "examples" / "mappings").glob("*.toml"))

TICKETS = """
format = 1
[tickets]
ticket = "No"
severity = "P"
reported_at = "Opened"
responded_at = "Taken"
"""

EVENTS = """
format = 1
[events]
ticket = "No"
at = "When"
activity = "What"
severity = "P"
[activities]
"Opened" = "reported"
"""


def problems(text: str) -> list[str]:
    with pytest.raises(MappingFileError) as caught:
        ExportMapping.from_toml(text)
    assert caught.value.name == "mapping"
    return [str(problem) for problem in caught.value.problems]


def test_tickets() -> None:
    mapping = ExportMapping.from_toml(
        """
        format = 1
        tz = "Europe/Rome"
        stamps = ["%d-%m-%Y %H:%M", "epoch-ms"]
        [tickets]
        ticket = [" Project ", "No"]
        severity = { column = "P", constant = 4 }
        reported_at = { column = "Opened", stamps = "iso" }
        acknowledged_at = "Taken"
        started_at = { column = "Minutes", after = "reported_at", unit = "minutes" }
        [severities]
        " Critical " = 1
        "Major" = "component-down"
        """
    )
    assert not mapping.of_events
    assert mapping.headers == ("Project", "No", "P", "Opened", "Taken", "Minutes")
    assert mapping.tz == ZoneInfo("Europe/Rome")
    assert mapping.stamps == (StampForm("%d-%m-%Y %H:%M"), StampForm("epoch-ms"))
    assert mapping.severities == {"Critical": 1, "Major": "component-down"}
    assert mapping.sources == {
        "ticket": Source(("Project", "No")),
        "severity": Source(("P",), constant=4),
        "reported_at": Source(("Opened",), stamps=(StampForm("iso"),)),
        "acknowledged_at": Source(("Taken",)),
        "started_at": Source(("Minutes",), after="reported_at", unit_us=60_000_000),
    }
    assert pickle.loads(pickle.dumps(mapping)) == mapping
    assert hash(mapping) == hash(pickle.loads(pickle.dumps(mapping)))


def test_events() -> None:
    mapping = ExportMapping.from_toml(
        """
        format = 1
        unknown = "ignore"
        [events]
        ticket = { columns = ["Project", "No"], join = "/" }
        at = "When"
        activity = "What"
        severity = { constant = 3 }
        by = { column = "Who", constant = "support" }
        [words]
        Agent = "support"
        [activities]
        Opened = { event = "reported", channel = "form", later = "ignore" }
        Again = { event = "reported", channel = "email", later = "severity-changed" }
        Solved = "solution-proposed"
        Printed = "ignore"
        """
    )
    assert mapping.of_events
    assert mapping.unknown == "ignore"
    assert mapping.words == {"Agent": "support"}
    assert mapping.sources["ticket"] == Source(("Project", "No"), join="/")
    assert mapping.sources["severity"] == Source(constant=3)
    assert mapping.sources["by"] == Source(("Who",), constant="support")
    assert mapping.activities == {
        "Opened": Deed("reported", (("channel", "form"),), ""),
        "Again": Deed("reported", (("channel", "email"),), "severity-changed"),
        "Solved": Deed("solution-proposed"),
        "Printed": Deed(""),
    }


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_the_examples_are_mappings_and_valid_by_the_schema(path: Path) -> None:
    assert ExportMapping.from_toml(path).name == str(path)
    jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), mapping_schema())


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(mapping_schema())


def test_everything_at_once() -> None:
    assert problems(
        """
        formt = 1
        tz = "Europe/Warsav"
        stamps = ["%d/%m/%Y", "%m/%d/%Y"]
        unknown = "ignor"
        [events]
        ticket = []
        at = ""
        activity = { colum = "What" }
        by = { constant = "agent" }
        [words]
        Agent = "suport"
        [activities]
        In = "reported"
        Wait = "customer-askd"
        Out = { event = "closed", by = "support" }
        Call = { event = "contact-attempted", channel = "form" }
        Print = { event = "ignore", about = "problem" }
        Solve = { event = "solution-proposed", by = "support", later = "reported" }
        """
    ) == [
        "format: expected to be given: the version of this form, got None",
        "line 2: formt: expected one of the fields format, tz, stamps, tickets, events, severities, words, activities, "
        "unknown, got 1; did you mean 'format'?",
        "line 3: tz: expected an IANA time zone such as 'Europe/Warsaw', got 'Europe/Warsav'; did you mean "
        "'Europe/Warsaw'?",
        "line 4: stamps: expected forms that read the same text alike (not '02/03/2004' as 2004-03-02 and 2004-02-03), "
        "got '%m/%d/%Y'",
        "line 5: unknown: expected reject or ignore, got 'ignor'; did you mean 'ignore'?",
        "line 7: events.ticket: expected a list of headers, got []",
        "line 8: events.at: expected the header of a column, got ''",
        "line 9: events.activity.colum: expected one of the fields column, constant, got 'What'; did you mean "
        "'column'?",
        "line 9: events.activity: expected a column, a constant, or both, got {'colum': 'What'}",
        "line 10: events.by.constant: expected one of support, customer, got 'agent'",
        "line 10: events.by: expected a column, a constant, or both, got {'constant': 'agent'}",
        "line 12: words.Agent: expected one of support, customer, form, email, phone, other, problem, third-party, got "
        "'suport'; did you mean 'support'?",
        "line 14: activities.In: expected a column 'severity' in [events], which such an event needs, got 'reported'",
        "line 15: activities.Wait: expected one of reported, acknowledged, work-started, responded, severity-changed, "
        "customer-asked, customer-replied, support-replied, contact-attempted, solution-proposed, solution-accepted, "
        "solution-rejected, closed-unanswered, closed, ignore, got 'customer-askd'; did you mean 'customer-asked'?",
        "line 16: activities.Out.by: expected one of the fields ticket, at, event, id, got 'support'",
        "line 17: activities.Call.channel: expected one of email, phone, other, got 'form'",
        "line 18: activities.Print: expected an event, as there is more to say of it, got 'ignore'",
        "line 19: activities.Solve.later: expected a column 'severity' in [events], which such an event needs, got "
        "'reported'",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("format = 1", ["tickets: expected a table [tickets] or a table [events], one of the two, got []"]),
        (
            TICKETS + EVENTS.removeprefix("\nformat = 1"),
            ["line 3: tickets: expected a table [tickets] or a table [events], one of the two, got ["],
        ),
        (
            "tickets = 1\nformat = 1",
            ["line 1: tickets: expected a table with ticket, severity, reported_at, responded_"],
        ),
        (
            TICKETS + "[words]\na = 'form'\n[activities]\nb = 'closed'",
            [
                "line 10: activities: expected an activity that is 'reported', with which a ticket begins, got ['b']",
                "line 10: activities: expected no such thing where a row is a ticket, got {'b': 'closed'}",
                "line 8: words: expected no such thing where a row is a ticket, got {'a': 'form'}",
            ],
        ),
        (
            "unknown = 'ignore'\n" + TICKETS,
            ["line 1: unknown: expected no such thing where a row is a ticket, got 'ign"],
        ),
        (
            EVENTS.partition("[activities]")[0],
            ["activities: expected to be given: which events their activities are, got None"],
        ),
        (
            EVENTS.replace("reported", "closed"),
            ["line 8: activities: expected an activity that is 'reported', with which a ticket begins, got ['Opened']"],
        ),
        (
            TICKETS.replace("responded_at", "acknowledged_at"),
            ["line 3: tickets.responded_at: expected to be given, or acknowledged_at and started_at, got None"],
        ),
        (
            TICKETS.replace('"Taken"', '{ column = "Min", after = "closed_at", unit = "hours" }'),
            ["line 7: tickets.responded_at.after: expected one of reported_at, got 'closed_at'"],
        ),
        (
            TICKETS.replace('"Taken"', '{ column = "Min", after = "responded_at", unit = "hours" }'),
            ["line 7: tickets.responded_at.after: expected one of reported_at, got 'responded_at'"],
        ),
        (
            TICKETS.replace('"Taken"', '{ column = "Min", after = "reported_at" }'),
            ["line 7: tickets.responded_at.unit: expected to be given, beside 'reported_at', got None"],
        ),
        (
            TICKETS.replace('"Taken"', '{ unit = "hours" }'),
            [
                "line 7: tickets.responded_at.after: expected to be given, beside 'hours', got None",
                "line 7: tickets.responded_at.column: expected to be given: the header of a column, got None",
            ],
        ),
        (
            TICKETS.replace('"Taken"', '{ column = "Min", after = "reported_at", unit = "hours", stamps = "iso" }'),
            ["line 7: tickets.responded_at.stamps: expected no stamps where a column counts time, got 'iso'"],
        ),
        (TICKETS.replace('"P"', "{}"), ["line 5: tickets.severity: expected a column, a constant, or both, got {}"]),
        (
            TICKETS.replace('"P"', '{ constant = true, column = "P" }'),
            ["line 5: tickets.severity.constant: expected a number or a name, got True"],
        ),
        (TICKETS + "[severities]\nx = ' '", ["line 9: severities.x: expected a number or a name, got ' '"]),
        (
            "stamps = 'dd'" + TICKETS,
            ["line 1: stamps: expected iso, epoch-seconds, epoch-ms, or a form with year, month and day (no year and"],
        ),
        (
            "stamps = [1]" + TICKETS,
            ["line 1: stamps.0: expected iso, epoch-seconds, epoch-ms, or a form such as '%d-%m-"],
        ),
        ("= 1", ["line 1: file: expected TOML (Invalid statement), got '= 1'"]),
    ],
)
def test_what_is_wrong(text: str, expected: list[str]) -> None:
    said = problems(text)
    assert len(said) == len(expected)
    for one, beginning in zip(sorted(said), sorted(expected), strict=True):
        assert one.startswith(beginning)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingFileError) as caught:
        ExportMapping.from_toml(tmp_path / "none.toml")
    assert "expected a readable file, got 'No such file or directory'" in str(caught.value)
    twin = pickle.loads(pickle.dumps(caught.value))
    assert (type(twin), str(twin)) == (MappingFileError, str(caught.value))
    part = caught.value.subgroup(SlacalError)
    assert isinstance(part, MappingFileError)
