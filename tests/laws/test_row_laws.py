"""The laws of rows: what is written can be read, and reader and schema take and refuse the same."""

from __future__ import annotations

import json
from calendar import isleap
from datetime import UTC, datetime, timedelta, timezone

import jsonschema
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from slacal import (
    Channel,
    ContactAttempted,
    CustomerAsked,
    Event,
    ProblemReport,
    Reported,
    Severity,
    SeverityChanged,
    SeverityError,
    Side,
    Topic,
)
from slacal.ticket.events import KINDS
from slacal.ticket.schema import event_log_schema

texts = st.text()
names = st.text(min_size=1, max_size=12).filter(lambda text: text.isprintable() and not text.isspace())
offsets = st.timedeltas(timedelta(hours=-23, minutes=-59), timedelta(hours=23, minutes=59)).map(timezone)
stamps = st.datetimes(
    datetime(2, 1, 1),
    datetime(9998, 12, 31, 23, 59, 59, 999_999),
    timezones=st.one_of(st.timezones(), offsets, st.just(UTC)),
)
reports = st.builds(
    ProblemReport,
    subject=st.none() | texts,
    occurred=st.none() | texts,
    messages=st.none() | texts,
    attachments=st.lists(texts, max_size=3).map(tuple),
)


@st.composite
def any_events(draw: st.DrawFn) -> Event:
    """Any event of any kind."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    at, ticket, name = draw(stamps), draw(names), draw(st.none() | names)
    if kind == "reported":
        follow_up = draw(st.none() | names)
        assume(follow_up != ticket)
        return Reported(
            at,
            ticket,
            id=name,
            severity=draw(st.integers()),
            channel=draw(st.sampled_from((None, Channel.FORM, Channel.EMAIL))),
            report=draw(st.none() | reports),
            follow_up_of=follow_up,
        )
    if kind == "severity-changed":
        return SeverityChanged(at, ticket, id=name, severity=draw(st.integers()))
    if kind == "customer-asked":
        since = draw(st.sampled_from((None, at)))
        return CustomerAsked(at, ticket, id=name, about=draw(st.sampled_from(Topic)), needed_since=since)
    if kind == "contact-attempted":
        channel = draw(st.sampled_from((None, Channel.EMAIL, Channel.PHONE, Channel.OTHER)))
        return ContactAttempted(at, ticket, id=name, channel=channel, evidence=draw(st.none() | texts))
    if kind in ("solution-proposed", "solution-accepted", "solution-rejected"):
        row = {"ticket": ticket, "at": "2026-01-05T09:00Z", "event": kind, "by": draw(st.sampled_from(Side))}
        return Event.from_dict(row)
    return KINDS[kind](at, ticket, id=name)


VALIDATOR = jsonschema.Draft202012Validator(event_log_schema())


def is_valid(row: object) -> bool:
    return VALIDATOR.is_valid(row)  # pyright: ignore[reportArgumentType, reportUnknownMemberType]


@given(any_events())
def test_rows_are_the_events(one: Event) -> None:
    """`from_dict(to_dict())` is the identity, through JSON as well, and every row is valid by the schema."""
    row = one.to_dict()
    assert Event.from_dict(row) == one
    assert Event.from_dict(json.loads(json.dumps(row))) == one
    assert Event.from_dict(row).to_dict() == row
    assert is_valid(row)


# -- near misses -----------------------------------------------------------------------------------------------------


def one_of(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts)


near_stamps = st.one_of(
    st.tuples(
        one_of("2024", "2023", "0000", "0001", "0002", "9998", "9999", "1900", "2000", "26", "２０２４"),
        one_of("-01", "-02", "-04", "-06", "-09", "-11", "-12", "-00", "-13", "-1", "01", "-W1"),
        one_of("-01", "-28", "-29", "-30", "-31", "-00", "-32", "-1", "01"),
        one_of("T", "T", "T", " ", "t", "_", "", "\n"),
        one_of("00:00", "23:59", "09:30", "24:00", "12:60", "9:30", "0930", "09"),
        one_of("", ":00", ":59", ":60", ":00.5", ":00.123456", ":00.1234567", ":00,5", ":00."),
        one_of("Z", "+00:00", "-00:00", "+23:59", "+24:00", "+00:60", "+01", "+0100", "z", "", " +01:00"),
        one_of("", "", "", ":00", ":59", ":60", ":00.000001", "\n", " "),
    ).map("".join),
    st.datetimes(datetime(1, 1, 1), timezones=offsets).map(datetime.isoformat),
)
odd_characters = one_of(
    " ", "\t", "\n", "\x00", "\x1c", "\x85", "\u200b", "\u2028", "\ufeff", "\ud800", "\udfff", "a", "ł", "😀"
)
near_names = st.lists(odd_characters, max_size=4).map("".join)
spellings = st.sampled_from(
    [
        *(form for severity in Severity for form in (str(int(severity)), *severity.forms)),
        "Component Down",
        " S1 ",
        "degrad",
        "ſ1",
        "S９",
        "\u212a",
        "0",
        "6",
    ]
)
odd = st.sampled_from(
    [None, 0, 5, True, False, 3.0, 3.5, 1e300, float("nan"), float("inf"), "", "x", [], {}, ["a"], {"a": 1}]
)
near_words = st.sampled_from(
    ["form", "email", "phone", "other", "problem", "third-party", "support", "customer", "Form", "form "]
)
near_texts = near_names | odd
near_reports = st.dictionaries(
    one_of("subject", "messages", "attachments", "expectations", "Subject", ""),
    near_texts | st.lists(near_texts, max_size=2),
    max_size=2,
)
NEAR: dict[str, st.SearchStrategy[object]] = {
    "at": near_stamps,
    "needed_since": near_stamps,
    "ticket": near_names,
    "id": near_names,
    "evidence": near_names,
    "follow_up_of": near_names,
    "severity": spellings | near_names | st.integers(),
    "report": near_reports,
    "channel": near_words,
    "about": near_words,
    "by": near_words,
    "event": st.sampled_from([*KINDS, "Reported", ""]),
    "odd": odd,
}


def is_excused(row: dict[str, object]) -> bool:
    """Whether a row that is valid says what a schema cannot know to be wrong."""
    for name in ("at", "needed_since"):
        stamp = row.get(name)
        if isinstance(stamp, str) and stamp[4:10] == "-02-29" and not isleap(int(stamp[:4])):
            return True
    severity, since = row.get("severity"), row.get("needed_since")
    if isinstance(severity, str):
        try:
            Severity.parse(severity)
        except SeverityError:
            return True
    if isinstance(since, str) and datetime.fromisoformat(since) > datetime.fromisoformat(str(row["at"])):
        return True
    return row.get("follow_up_of") == row["ticket"]


def is_readable(row: dict[str, object]) -> bool:
    try:
        event = Event.from_dict(row)
    except ValueError:
        return False
    assert Event.from_dict(event.to_dict()) == event
    return True


@settings(max_examples=500)
@given(any_events(), st.data())
def test_reader_and_schema_refuse_the_same(one: Event, data: st.DataObject) -> None:
    """A row with one or two things changed is readable if and only if it is valid and nothing a schema cannot say."""
    row = one.to_dict()
    for _ in range(data.draw(st.integers(1, 2))):
        name = data.draw(st.sampled_from([*row, *NEAR]))
        row[name] = data.draw(NEAR[name] | odd)
    valid = is_valid(row)
    assert is_readable(row) == (valid and not is_excused(row))


@settings(max_examples=500)
@given(near_stamps)
def test_reader_and_schema_refuse_the_same_stamps(stamp: str) -> None:
    row: dict[str, object] = {"ticket": "T", "at": stamp, "event": "responded"}
    valid = is_valid(row)
    assert is_readable(row) == (valid and not is_excused(row))
    if valid and not is_excused(row):
        assert Event.from_dict(row).at == datetime.fromisoformat(stamp)
