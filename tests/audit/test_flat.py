"""Flat tickets and the order of their stamps: what is a ticket, what cannot be one."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import FlatTicket, InputError, NaiveDatetimeError, Severity, SeverityError, SlacalTypeError, check
from slacal.audit.case import COLUMNS, Case, disorder, response_of
from slacal.audit.stamps import Bounds, Stamp
from slacal.worktime.instants import to_us

if TYPE_CHECKING:
    from collections.abc import Callable


def hour(number: int) -> datetime:
    return datetime(2026, 11, 20, number, tzinfo=UTC)


def test_a_ticket_is_what_it_was_made_of() -> None:
    extra = {"subject": "x"}
    ticket = FlatTicket("SUP-1", "outage", hour(9), acknowledged_at=hour(10), started_at=hour(11), extra=extra)
    extra["subject"] = "changed"
    assert ticket.severity is Severity.OUTAGE
    assert ticket.extra == {"subject": "x"}
    assert (ticket.responded_at, ticket.closed_at) == (None, None)
    assert pickle.loads(pickle.dumps(ticket)) == ticket
    assert hash(ticket) == hash(pickle.loads(pickle.dumps(ticket)))
    assert ticket.case(7) == Case(
        "SUP-1",
        1,
        to_us(hour(9)),
        to_us(hour(11)),
        None,
        None,
        to_us(hour(10)),
        to_us(hour(11)),
        {"subject": "x"},
        None,
        7,
    )


def test_subclasses_of_datetime_become_plain() -> None:
    class Stamp(datetime):
        pass

    ticket = FlatTicket("SUP-1", 1, Stamp(2026, 11, 20, 9, tzinfo=UTC))
    assert type(ticket.reported_at) is datetime
    assert ticket == FlatTicket("SUP-1", 1, hour(9))


REFUSED: list[tuple[Callable[[], FlatTicket], type[Exception], str]] = [
    (lambda: FlatTicket(" ", 1, hour(9)), InputError, "ticket: expected the name of a ticket, found none, got ' '"),
    (lambda: FlatTicket(1, 1, hour(9)), SlacalTypeError, "ticket: expected the name of a ticket, as text, got 1"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    (lambda: FlatTicket("a\0b", 1, hour(9)), InputError, "ticket: expected the name of a ticket without NUL or bytes"),
    (
        lambda: FlatTicket("a\udc80", 1, hour(9)),
        InputError,
        "ticket: expected the name of a ticket without NUL or bytes",
    ),
    (lambda: FlatTicket("a" * 1001, 1, hour(9)), InputError, "ticket: expected the name of a ticket, of at most 1000"),
    (lambda: FlatTicket("T", 9, hour(9)), SeverityError, "severity: expected one of outage"),
    (lambda: FlatTicket("T", 1, datetime(2026, 11, 20)), NaiveDatetimeError, "reported_at: 2026-11-20 00:00:00 has no"),
    (lambda: FlatTicket("T", 1, None), SlacalTypeError, "reported_at: expected a datetime with a time zone, got None"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    (
        lambda: FlatTicket("T", 1, hour(9), closed_at="soon"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        SlacalTypeError,
        "closed_at: expected a datetime with a time zone, got 'soon' (str)",
    ),
    (
        lambda: FlatTicket("T", 1, hour(9), responded_at=hour(8)),
        InputError,
        "responded_at: expected a time at or after reported_at, got '2026-11-20 08:00:00+00:00'",
    ),
]


@pytest.mark.parametrize(("make", "kind", "text"), REFUSED)
def test_what_is_no_ticket(make: Callable[[], FlatTicket], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind) as caught:
        make()
    assert str(caught.value).startswith(text)


@given(st.text(max_size=6) | st.sampled_from([" a ", "a\0b", "a\udc80", "a" * 1000, " " + "a" * 1001, "1.0", "nan"]))
def test_a_name_is_that_of_the_same_row(name: str) -> None:
    """The two are one ticket, or none."""
    row = {"ticket": name, "severity": 1, "reported_at": hour(9), "responded_at": None}
    report = check([row], now=hour(10))
    try:
        ticket = FlatTicket(name, 1, hour(9))
    except InputError as error:
        (rejected,) = report.rejected
        assert rejected.column == error.column == "ticket"
    else:
        assert [judgement.ticket for judgement in report.tickets] == [ticket.ticket]
        assert check([ticket, row], now=hour(10)).rejected[0].error == "expected each ticket once, first at row 1"


def stamp(text: str) -> Stamp | None:
    """`.` is nothing, `9` an hour, `9-11` somewhere from nine to eleven, `9|10` one of the two."""
    if text == ".":
        return None
    first, _, last = text.partition("|" if "|" in text else "-")
    return Bounds(int(first), int(last), "", "|" in text) if last else int(text)


@pytest.mark.parametrize(
    ("responded", "acknowledged", "started", "response"),
    [
        (".", ".", ".", "."),
        ("9", ".", ".", "9"),
        (".", "9", ".", "."),
        (".", ".", "9", "."),
        (".", "9", "11", "11"),
        (".", "11", "9", "11"),
        (".", "9-11", "12", "12"),
        (".", "9-11", "11", "11"),
        (".", "9-11", "10", "10-11"),
        (".", "9-11", "8", "9-11"),
        (".", "9-11", "9-11", "9-11"),
        (".", "9-12", "10-11", "10-12"),
        (".", "9|11", "10", "10|11"),
        ("9-12", "9", "10", "10"),
        ("9-12", "9-10", "10-12", "9-12"),
        ("9-12", ".", "10", "9-12"),
        ("9", "8", "9", "9"),
    ],
)
def test_the_response_is_the_later_half(responded: str, acknowledged: str, started: str, response: str) -> None:
    """Where halves may overlap, it is no earlier and no later than they allow; an exact one wins over a vague one."""
    assert response_of(stamp(responded), stamp(acknowledged), stamp(started)) == stamp(response)


@pytest.mark.parametrize(
    ("stamps", "wrong"),
    [
        # reported, responded, acknowledged, started, closed
        ("9 10 . . 11", ""),
        ("9 9 . . 9", ""),
        ("9 8 . . .", "responded_at: at or after reported_at"),
        ("9 . 8 . .", "acknowledged_at: at or after reported_at"),
        ("9 . 8 10 .", "acknowledged_at: at or after reported_at"),
        ("9 . 10 8 .", "started_at: at or after reported_at"),
        ("9 . . . 8", "closed_at: at or after reported_at"),
        ("9 10 . . 8", "closed_at: at or after reported_at; closed_at: at or after the response"),
        ("8 10 . . 9", "closed_at: at or after the response"),
        ("8 . 9 11 10", "closed_at: at or after the response"),
        ("8 . 11 . 10", ""),
        # both forms
        ("8 11 9 11 .", ""),
        ("8 10 9 11 .", "responded_at: the later of acknowledged_at and started_at, as all three are given"),
        ("8 12 9 11 .", "responded_at: the later of acknowledged_at and started_at, as all three are given"),
        ("8 10-12 9 11 .", ""),
        ("8 12-13 9 11 .", "responded_at: the later of acknowledged_at and started_at, as all three are given"),
        ("8 10 9 . .", ""),
        ("8 10 11 . .", "responded_at: a time at or after acknowledged_at and started_at"),
        ("8 10 . 11 .", "responded_at: a time at or after acknowledged_at and started_at"),
        # what may be in order is let pass
        ("8-20 9 . . 10", ""),
        ("8 6-9 . . .", ""),
        ("8 6-7 . . .", "responded_at: at or after reported_at"),
        ("8 10-20 . . 11", ""),
        ("8 10 11-12 . .", "responded_at: a time at or after acknowledged_at and started_at"),
        ("8 10 9-12 . .", ""),
    ],
)
def test_order(stamps: str, wrong: str) -> None:
    reported, responded, acknowledged, started, closed = map(stamp, stamps.split())
    response = response_of(responded, acknowledged, started)
    case = Case("T", 1, reported or 0, response, closed, responded, acknowledged, started)
    found = [f"{column}: {error.removeprefix('expected ').removeprefix('a time ')}" for column, error in disorder(case)]
    assert [text.replace("a time ", "") for text in found] == [
        text.replace("a time ", "") for text in wrong.split("; ") if text
    ]


def test_columns_and_fields_have_the_same_names() -> None:
    assert tuple(FlatTicket.__dataclass_fields__) == (*COLUMNS, "extra")
