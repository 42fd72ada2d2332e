"""Events: what they hold, how they are written and read, and what they refuse."""

from __future__ import annotations

import json
import pickle
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from slacal import (
    SMARTSTOCK,
    Act,
    Budget,
    Channel,
    Closed,
    ContactAttempted,
    Contract,
    CustomerAsked,
    Event,
    EventError,
    NaiveDatetimeError,
    ProblemReport,
    Reported,
    Responded,
    Severity,
    SeverityChanged,
    Side,
    SlacalTypeError,
    SolutionAccepted,
    SolutionProposed,
    SolutionRejected,
    Terms,
    Topic,
    WorkStarted,
)
from slacal.ticket.events import KINDS
from slacal.ticket.schema import event_log_schema
from tests.ticket.stories import PLAIN, WARSAW, at

SCHEMA = Path(__file__).parents[2] / "docs" / "event-log.schema.json"
STAMP = "2026-11-20T17:30:00+01:00"
NOON = at("11-20 12:00")
NAIVE = datetime(2026, 1, 1)

EVERY_KIND: tuple[Event, ...] = (
    Reported(NOON, "T", severity=Severity.DEGRADED),
    Reported(
        NOON,
        "T",
        id="e1",
        severity=7,
        channel=Channel.FORM,
        report=ProblemReport(subject="Błąd", attachments=("a.png",)),
        follow_up_of="S",
    ),
    SeverityChanged(NOON, "T", severity=1),
    CustomerAsked(NOON, "T"),
    CustomerAsked(NOON, "T", about=Topic.THIRD_PARTY, needed_since=at("11-19 12:00")),
    ContactAttempted(NOON, "T"),
    ContactAttempted(NOON, "T", channel=Channel.PHONE, evidence="call 17"),
    *(kind(NOON, "T", by=side) for kind in (SolutionProposed, SolutionAccepted, SolutionRejected) for side in Side),
    *(kind(NOON, "T", id="e2") for kind in PLAIN),
)


ONLY_THE_READER: tuple[dict[str, object], ...] = ({"severity": "outrage"}, {"severity": "9"}, {"follow_up_of": "T"})
"""What no schema can know."""


class Stamp(datetime):
    """A datetime of another library."""


def test_every_kind_is_among_the_examples() -> None:
    assert {event.kind for event in EVERY_KIND} == set(KINDS)
    assert {event.act for event in EVERY_KIND} == set(Act)


@pytest.mark.parametrize("event", EVERY_KIND, ids=lambda event: event.kind)
def test_there_and_back(event: Event) -> None:
    """`from_dict(to_dict())` is the event, through JSON, and `pickle` keeps it."""
    row = event.to_dict()
    assert Event.from_dict(json.loads(json.dumps(row))) == event
    assert Event.from_dict(row).to_dict() == row
    assert type(event).from_dict(row) == event
    assert pickle.loads(pickle.dumps(event)) == event
    assert hash(pickle.loads(pickle.dumps(event))) == hash(event)
    jsonschema.validate(row, event_log_schema())


@pytest.mark.parametrize("event", EVERY_KIND, ids=lambda event: event.kind)
def test_an_act_is_a_kind_and_a_side(event: Event) -> None:
    assert event.act.kind == event.kind
    assert event.act.by == getattr(event, "by", None)
    assert event.act == (f"{event.kind} by {event.act.by}" if event.act.by else event.kind)


def test_a_row_reads_like_the_table() -> None:
    assert EVERY_KIND[1].to_dict() == {
        "ticket": "T",
        "at": "2026-11-20T12:00:00+01:00",
        "event": "reported",
        "severity": 7,
        "channel": "form",
        "report": {"subject": "Błąd", "attachments": ["a.png"]},
        "follow_up_of": "S",
        "id": "e1",
    }
    assert list(EVERY_KIND[4].to_dict()) == ["ticket", "at", "event", "about", "needed_since"]


def test_an_instant_is_the_same_in_every_zone() -> None:
    """Equal and of the same hash, wherever its clock hangs, also when that clock shows the time twice."""
    for when in (
        NOON,
        datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW),
        datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW, fold=1),
    ):
        here, there = Responded(when, "T"), Responded(when.astimezone(UTC), "T")
        assert here == there
        assert hash(here) == hash(there)
        assert here.at == when
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW, fold=fold) for fold in (0, 1))
    assert Responded(first, "T") != Responded(second, "T")
    asked = CustomerAsked(NOON, "T", needed_since=NOON)
    assert asked == CustomerAsked(NOON, "T", needed_since=NOON.astimezone(UTC))
    assert asked != CustomerAsked(NOON, "T")


def test_a_foreign_datetime_becomes_a_plain_one() -> None:
    stamp = Stamp(2026, 11, 20, 12, tzinfo=WARSAW)
    event = CustomerAsked(stamp, "T", needed_since=stamp)
    assert type(event.at) is datetime
    assert type(event.needed_since) is datetime
    assert event == CustomerAsked(NOON, "T", needed_since=NOON)


def test_words_may_be_given_as_text() -> None:
    """A word given as text becomes the member it names."""
    proposed = SolutionProposed(NOON, "T", by="support")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert proposed.by is Side.SUPPORT
    assert proposed == SolutionProposed(NOON, "T", by=Side.SUPPORT)


def test_events_never_change() -> None:
    with pytest.raises(FrozenInstanceError):
        EVERY_KIND[0].ticket = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (
            {"event": "work-strated"},
            (
                "event: expected one of reported, acknowledged, work-started, responded, severity-changed, "
                "customer-asked, "
                "customer-replied, support-replied, contact-attempted, solution-proposed, solution-accepted, "
                "solution-rejected, closed-unanswered, closed, got 'work-strated'; did you mean 'work-started'?"
            ),
        ),
        ({"event": 5}, None),
        ({"event": None}, None),
        (
            {"severty": 3},
            (
                "severty: expected one of the fields ticket, at, event, severity, channel, report, follow_up_of, id, "
                "got 3; did you mean 'severity'?"
            ),
        ),
        ({"ticket": " "}, "ticket: expected text that is not blank, got ' '"),
        ({"ticket": None}, "ticket: expected text that is not blank, got None"),
        (
            {"at": "2026-11-20"},
            "at: expected ISO 8601 with an offset, such as '2026-11-20T17:30:00+01:00', got '2026-11-20'",
        ),
        ({"at": "2026-11-20T17:30:00"}, None),
        ({"at": "2026-02-30T17:30:00+01:00"}, None),
        ({"at": "2026-11-20T17:30:00+01:00\n"}, None),
        ({"at": 1_700_000_000}, None),
        ({"severity": None}, "severity: expected a number or a name, got None"),
        ({"severity": True}, "severity: expected a number or a name, got True"),
        ({"severity": 3.5}, "severity: expected a number or a name, got 3.5"),
        (
            {"severity": "outrage"},
            (
                "severity: expected a number the contract knows, or one of outage, component-down, degraded, question, "
                "suggestion, got 'outrage'; did you mean 'outage'?"
            ),
        ),
        (
            {"severity": "9"},
            (
                "severity: expected a number the contract knows, or one of outage, component-down, degraded, question, "
                "suggestion, got '9'"
            ),
        ),
        ({"channel": "emial"}, "channel: expected one of form, email, got 'emial'; did you mean 'email'?"),
        ({"channel": "phone"}, "channel: expected one of form, email, got 'phone'"),
        ({"channel": 3}, "channel: expected one of form, email, got 3"),
        ({"report": "broken"}, "report: expected an object with named fields, got 'broken'"),
        (
            {"report": {"subjekt": "x"}},
            (
                "report.subjekt: expected one of the fields subject, occurred, diagnosis, description, messages, "
                "attachments, expectations, got 'x'; did you mean 'subject'?"
            ),
        ),
        ({"report": {"subject": 5}}, "report.subject: expected text, got 5"),
        ({"report": {"attachments": "a.png"}}, "report.attachments: expected a list of texts, got 'a.png'"),
        ({"report": {"attachments": ["a.png", 1]}}, "report.attachments: expected a list of texts, got ['a.png', 1]"),
        ({"follow_up_of": ""}, "follow_up_of: expected text that is not blank, got ''"),
        ({"follow_up_of": "T"}, "follow_up_of: expected another ticket's name, got 'T'"),
        ({"id": 7}, "id: expected text that is not blank, got 7"),
        ({"id": ""}, "id: expected text that is not blank, got ''"),
        ({"id": "\u200b\u2028"}, "id: expected text that is not blank, got '\\u200b\\u2028'"),
        ({"id": "a\ud800"}, "id: expected text without lone surrogates, which UTF-8 cannot write, got 'a\\ud800'"),
        (
            {"ticket": "\udc80"},
            "ticket: expected text without lone surrogates, which UTF-8 cannot write, got '\\udc80'",
        ),
        ({"report": {"subject": "\ud800"}}, "report.subject: expected text without lone surrogates, which"),
        ({"severity": ""}, "severity: expected a number or a name, got ''"),
        ({"severity": float("inf")}, "severity: expected a number or a name, got inf"),
        ({"at": "2026-11-20T17:30:00+24:00"}, None),
        ({"at": "2026-11-20T17:30:00+00:60"}, None),
        ({"at": "2026-11-20T24:00:00+00:00"}, None),
        ({"at": "2026-11-20T17:30:00+01:00:00.500000"}, None),
        ({"at": "2026-W47-5T17:30:00+01:00"}, None),
        ({"at": "2026-11-31T17:30:00+01:00"}, None),
        ({"at": "9999-11-20T17:30:00Z"}, "at: expected a year from 2 to 9998, got '9999-11-20T17:30:00+00:00'"),
        ({"at": "0001-11-20T17:30:00Z"}, "at: expected a year from 2 to 9998, got '0001-11-20T17:30:00+00:00'"),
    ],
)
def test_what_cannot_be_read_is_named(more: dict[str, object], text: str | None) -> None:
    """Loader and schema refuse alike, except for what only the loader can know."""
    row: dict[str, object] = {"ticket": "T", "at": STAMP, "event": "reported", "severity": 3} | more
    with pytest.raises(EventError) as raised:
        Event.from_dict(row)
    assert text is None or str(raised.value).startswith(text)
    again: EventError = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.suggestion) == (str(raised.value), raised.value.suggestion)
    if more not in ONLY_THE_READER:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(row, event_log_schema())


def test_other_rows_that_cannot_be_read() -> None:
    for row, text in (
        ([1], "event: expected an object with named fields, got [1]"),
        ({"event": "solution-proposed", "ticket": "T", "at": STAMP}, "by: expected one of support, customer, got None"),
        (
            {"event": "customer-asked", "ticket": "T", "at": STAMP, "about": "thirdparty"},
            "about: expected one of problem, third-party, got 'thirdparty'; did you mean 'third-party'?",
        ),
        (
            {"event": "customer-asked", "ticket": "T", "at": STAMP, "needed_since": "2026-11-20T18:00:00+01:00"},
            "needed_since: expected an instant at or before 2026-11-20T17:30:00+01:00, got '2026-11-20T18:00:00+01:00'",
        ),
        (
            {"event": "contact-attempted", "ticket": "T", "at": STAMP, "channel": "form"},
            "channel: expected one of email, phone, other, got 'form'",
        ),
    ):
        with pytest.raises(EventError) as raised:
            Event.from_dict(row)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        assert str(raised.value) == text


def test_a_kind_reads_only_itself() -> None:
    row = {"ticket": "T", "at": STAMP, "event": "responded"}
    with pytest.raises(EventError, match="event: expected one of reported, got 'responded'"):
        Reported.from_dict(row)
    assert Responded.from_dict(row) == Event.from_dict(row)


def test_names_and_null_are_read() -> None:
    row = {"ticket": "T", "at": "2026-11-20 17:30Z", "event": "reported", "severity": "Component down", "channel": None}
    event = Reported.from_dict(row)
    assert (event.severity, event.channel, event.at) == (2, None, datetime(2026, 11, 20, 17, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: Event(NOON, "T"), SlacalTypeError, "event: expected one of reported, acknowledged"),
        (lambda: Closed(NAIVE, "T"), NaiveDatetimeError, "at: 2026-01-01 00:00:00 has no time zone"),
        (lambda: Closed(NOON, " "), EventError, "ticket: expected text that is not blank, got ' '"),
        (lambda: Closed(NOON, 5), SlacalTypeError, "ticket: expected text that is not blank, got 5 (int)"),  # type: ignore[arg-type]
        (lambda: Closed(NOON, "T", id=5), SlacalTypeError, "id: expected text that is not blank, got 5"),  # type: ignore[arg-type]
        (lambda: Closed(NOON, "T", id=""), EventError, "id: expected text that is not blank, got ''"),
        (lambda: Closed(NOON, "T", id="\ud800"), EventError, "id: expected text without lone surrogates"),
        (
            lambda: Closed(NOON.replace(year=9999), "T"),
            EventError,
            "at: expected a year from 2 to 9998, got '9999-11-20",
        ),
        (lambda: Closed(NOON.replace(year=1), "T"), EventError, "at: expected a year from 2 to 9998, got '0001-11-20"),
        (
            lambda: CustomerAsked(NOON, "T", needed_since=NOON.replace(year=1)),
            EventError,
            "needed_since: expected a year from 2 to 9998",
        ),
        (lambda: ContactAttempted(NOON, "T", evidence="\ud800"), EventError, "evidence: expected text without lone"),
        (lambda: Reported(NOON, "T", severity=True), SlacalTypeError, "severity: expected a number the contract knows"),
        (lambda: SeverityChanged(NOON, "T", severity="3"), SlacalTypeError, "severity: expected a number"),  # type: ignore[arg-type]
        (lambda: Reported(NOON, "T", severity=3, report="x"), SlacalTypeError, "report: expected a ProblemReport"),  # type: ignore[arg-type]
        (lambda: Reported(NOON, "T", severity=3, follow_up_of=" "), EventError, "follow_up_of: expected text that is"),
        (lambda: ContactAttempted(NOON, "T", evidence=1), SlacalTypeError, "evidence: expected text or None, got 1"),  # type: ignore[arg-type]
        (
            lambda: CustomerAsked(NOON, "T", needed_since=NOON + timedelta(microseconds=1)),
            EventError,
            "needed_since: expected an instant at or before 2026-11-20T12:00:00",
        ),
        (lambda: CustomerAsked(NOON, "T", needed_since=NAIVE), NaiveDatetimeError, "needed_since: 2026"),
    ],
)
def test_what_cannot_be_is_refused(make: object, error: type[Exception], text: str) -> None:
    assert callable(make)
    with pytest.raises(error) as raised:
        make()
    assert str(raised.value).startswith(text)


def test_the_schema_in_the_docs_is_the_one_of_the_code() -> None:
    """`docs/event-log.schema.json` is what `event_log_schema()` says, and a valid schema."""
    jsonschema.Draft202012Validator.check_schema(event_log_schema())
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == event_log_schema()


@pytest.mark.parametrize(
    ("offset", "written"),
    [
        (timedelta(hours=1, minutes=24), "1900-01-01T00:00:00+01:24"),
        (timedelta(seconds=-1), "1900-01-01T00:00:00-00:00:01"),
        (timedelta(microseconds=500_000), "1899-12-31T23:59:59.500000+00:00"),
        (timedelta(hours=-1, microseconds=-1), "1900-01-01T01:00:00.000001+00:00"),
    ],
)
def test_zones_survive_as_offsets(offset: timedelta, written: str) -> None:
    """An offset that is not in whole seconds, which no reader of ISO 8601 keeps, becomes UTC: the instant is exact."""
    at = datetime(1900, 1, 1, tzinfo=timezone(offset))
    event = CustomerAsked(at, "T", needed_since=at)
    row = event.to_dict()
    assert row["at"] == row["needed_since"] == written
    assert Event.from_dict(row) == event
    assert Event.from_dict(row).to_dict() == row
    jsonschema.validate(row, event_log_schema())


def test_a_zone_survives_as_its_offset() -> None:
    event = WorkStarted(datetime(1900, 1, 1, tzinfo=ZoneInfo("Europe/Warsaw")), "T")  # at +01:24
    assert Event.from_dict(event.to_dict()) == event


@pytest.mark.parametrize("severity", [3, 3.0, "3", "S3", "degraded", "Degraded", "Usterka", Severity.DEGRADED])
def test_a_severity_is_a_number_or_a_name(severity: object) -> None:
    """However it is written, it is read as the number and written as one; the schema takes what the reader takes."""
    row = {"ticket": "T", "at": STAMP, "event": "severity-changed", "severity": severity}
    event = SeverityChanged.from_dict(row)
    assert (event.severity, type(event.severity)) == (3, int)
    assert event.to_dict()["severity"] == 3
    jsonschema.validate(row, event_log_schema())


def test_names_of_severities_are_the_contracts() -> None:
    """With another contract at hand its names are read, and no others; with the shipped one, or none, the shipped."""
    four = Contract(
        name="four",
        calendar=SMARTSTOCK.calendar,
        severities={key: Budget.parse("8h") for key in (10, 20, 30, 40)},
        terms={10: Terms(name="burning", label={"pl": "pali się"}), 20: Terms(name="broken")},
    )
    row = {"ticket": "T", "at": STAMP, "event": "reported", "severity": "Pali się"}
    event = Event.from_dict(row, four)
    assert isinstance(event, Reported)
    assert event.severity == 10
    assert Event.from_dict(event.to_dict(), four) == Event.from_dict(event.to_dict()) == event
    assert SeverityChanged.from_dict(row | {"event": "severity-changed", "severity": "s20"}, four).severity == 20
    with pytest.raises(EventError) as raised:
        Event.from_dict(row | {"severity": "burnin"}, four)
    assert str(raised.value) == (
        "severity: expected a number the contract knows, or one of burning, broken, 30, 40, got 'burnin'; "
        "did you mean 'burning'?"
    )
    with pytest.raises(EventError, match="expected a number the contract knows, or one of outage, component-down"):
        Event.from_dict(row)
    with pytest.raises(EventError, match="got 'outage'"):
        Event.from_dict(row | {"severity": "outage"}, four)
    assert Reported.from_dict(row | {"severity": "outage"}, SMARTSTOCK).severity == 1
    with pytest.raises(SlacalTypeError, match="^contract: expected a Contract, or None for the shipped one, got 'x'"):
        Event.from_dict(row, "x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_assigning_to_any_name_is_refused_alike() -> None:
    """A field, a property and a name nobody knows: `FrozenInstanceError`, which is an `AttributeError`."""
    for event in EVERY_KIND:
        for name in ("at", "act", "kind", "odd"):
            with pytest.raises(FrozenInstanceError, match=f"cannot assign to '{name}': a {type(event).__name__} never"):
                setattr(event, name, "x")
            with pytest.raises(FrozenInstanceError, match=f"cannot delete '{name}'"):
                delattr(event, name)
