"""Cells: every way a row can be read or refused, and that the short way says what the long one says."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import SMARTSTOCK
from slacal.audit.case import NOTHING, Case
from slacal.audit.cells import CaseReader, Cells, Texts
from slacal.audit.manner import COMMAND
from slacal.audit.meanings import Meanings
from slacal.audit.stamps import Bounds
from slacal.contract.versions import Contracts
from slacal.worktime.instants import to_us

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacal.audit.rejected import Rejected

NINE, TEN, ELEVEN = (f"2026-11-20T{hour:02}:00+01:00" for hour in (9, 10, 11))


class Index:
    """A whole number of some other library."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __index__(self) -> int:
        return self._number


class Array:
    """An array of some other library: it has `__index__`, but more than a number in it."""

    def __index__(self) -> int:
        raise TypeError("only integer scalar arrays can be converted to a scalar index")

    def __repr__(self) -> str:
        return "Array()"


MEANINGS = Meanings(Contracts((SMARTSTOCK,)), {"P1": "outage", "10": 2}, COMMAND)


def reader(tz: str | None = None) -> CaseReader:
    return CaseReader(file="f", tz=ZoneInfo(tz) if tz else None, severities=MEANINGS, manner=COMMAND)


def read(*cells: object, tz: str | None = None) -> Case | list[str]:
    """What a row gives; its columns not given are empty."""
    row = [*cells, *[None] * (7 - len(cells))]
    found = reader(tz).read((row[0], row[1], row[2], row[3], row[4], row[5], row[6]), 3)
    return [str(rejected) for rejected in found] if isinstance(found, list) else found


@pytest.mark.parametrize(
    ("value", "ticket"),
    [
        ("SUP-1", "SUP-1"),
        ("  SUP 1 ", "SUP 1"),
        (12, "12"),
        (12.0, "12"),
        (Index(12), "12"),
        (Decimal(12), "12"),
        ("a\x1b", "a\x1b"),
    ],
)
def test_names_of_tickets(value: object, ticket: str) -> None:
    case = read(value, 1, NINE)
    assert isinstance(case, Case)
    assert case.ticket == ticket


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        (1, 1),
        ("1", 1),
        (" S3 ", 3),
        (2.0, 2),
        (Index(4), 4),
        (Decimal("5.00"), 5),
        ("outage", 1),
        ("P1", 1),
        (" P1", 1),
        (10, 2),
        ("Pytanie", 4),
        ("1.0", 1),
        ("3.00", 3),
        ("10.0", 2),
        ("10", 2),
    ],
)
def test_severities(value: object, severity: int) -> None:
    case = read("T", value, NINE)
    assert isinstance(case, Case)
    assert case.severity == severity


KNOWN = "expected 1 to 5 or one of outage, component-down, degraded, question, suggestion"
FOREIGN = "(foreign values: --severity-map VALUE=1)"


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (("", 1, NINE), "f:3: ticket: expected the name of a ticket, got ''"),
        ((None, 1, NINE), "f:3: ticket: expected the name of a ticket"),
        ((True, 1, NINE), "f:3: ticket: expected the name of a ticket, as text or a whole number, got 'True'"),
        ((1.5, 1, NINE), "f:3: ticket: expected the name of a ticket, as text or a whole number, got '1.5'"),
        (
            ("a\0", 1, NINE),
            "f:3: ticket: expected the name of a ticket without NUL or bytes that are no text, got 'a\\x00'",
        ),
        (
            ("\ud800", 1, NINE),
            "f:3: ticket: expected the name of a ticket without NUL or bytes that are no text, got '\\ud800'",
        ),
        (
            ("n" * 1001, 1, NINE),
            f"f:3: ticket: expected the name of a ticket, of at most 1000 characters, got '{'n' * 80}...'",
        ),
        (("T", "", NINE), "f:3: severity: expected a severity, as a number or a name, got ''"),
        (("T", float("nan"), NINE), "f:3: severity: expected a severity, as a number or a name"),
        (("T", "1.5", NINE), f"f:3: severity: {KNOWN} {FOREIGN}, got '1.5'"),
        (("T", "9", NINE), f"f:3: severity: {KNOWN} {FOREIGN}, got '9'"),
        (("T", "outtage", NINE), f"f:3: severity: {KNOWN}; did you mean outage? {FOREIGN}, got 'outtage'"),
        (("T", True, NINE), f"f:3: severity: {KNOWN} {FOREIGN}, got 'True'"),
        (("T", 1.5, NINE), f"f:3: severity: {KNOWN} {FOREIGN}, got '1.5'"),
        (("T", Decimal("1.5"), NINE), f"f:3: severity: {KNOWN} {FOREIGN}, got 'Decimal('1.5')'"),
        (("T", Decimal("sNaN"), NINE), "f:3: severity: expected a severity, as a number or a name"),
        (("T", Decimal("1e400"), NINE), f"f:3: severity: {KNOWN} {FOREIGN}, got 'Decimal('1E+400')'"),
        (("T", Decimal("Infinity"), NINE), f"f:3: severity: {KNOWN} {FOREIGN}, got 'Decimal('Infinity')'"),
        (("T", float("inf"), NINE), f"f:3: severity: {KNOWN} {FOREIGN}, got 'inf'"),
        (("T", Array(), NINE), f"f:3: severity: {KNOWN} {FOREIGN}, got 'Array()'"),
        (("T", [1], NINE), f"f:3: severity: {KNOWN} {FOREIGN}, got '[1]'"),
        (("T", 1, " "), "f:3: reported_at: expected a time: a ticket begins with its report, got ' '"),
        (("T", 1, None), "f:3: reported_at: expected a time: a ticket begins with its report"),
        (
            ("T", 1, TEN, NINE),
            f"f:3: responded_at: expected a time at or after reported_at, got '{NINE}'",
        ),
        (
            ("T", 1, NINE, "", "", "", "20.11.2026"),
            "f:3: closed_at: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601), got '20.11.2026'",
        ),
    ],
)
def test_what_is_refused(cells: tuple[object, ...], wrong: str) -> None:
    assert read(*cells) == [wrong]


def test_everything_wrong_is_told() -> None:
    found = read("", "?", "?", "?", "?", "?", "?")
    assert isinstance(found, list)
    assert [text.split(": ")[1] for text in found] == [
        "ticket",
        "severity",
        "reported_at",
        "responded_at",
        "acknowledged_at",
        "started_at",
        "closed_at",
    ]


def test_stamps_without_offset_mean_the_zone() -> None:
    case = read("T", 1, "2026-11-20T09:00", "2026-11-20", tz="Europe/Warsaw")
    assert isinstance(case, Case)
    assert case.reported == to_us(datetime(2026, 11, 20, 8, tzinfo=UTC))
    assert isinstance(case.response, Bounds)


def test_spellings_are_remembered_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit they are read anew each time, and right all the same."""
    monkeypatch.setattr("slacal.audit.cells.SPELLINGS", 2)
    case_reader = reader()
    for text in ("s1", "s2", "s3", "s1", "s3"):
        case = case_reader.read(("T", text, NINE, "", "", "", ""), 1)
        assert isinstance(case, Case)
        assert case.severity == int(text[1])


PLAIN = st.sampled_from(["", "", NINE, TEN, ELEVEN])
ODD = st.sampled_from(["2026-11-20 10:30Z", "2026-11-20T10:00", "2026-11-20", " ", "?"])
TICKETS = st.sampled_from(["T", "T", "T", " T", "", "a\x1b", "żółw", "\0"])
SEVERITIES = st.sampled_from(["1", "1", "1", "5", " 2", "P1", "", "x"])
ROWS = st.one_of(
    st.tuples(st.just("T"), st.just("1"), st.just(NINE), PLAIN, PLAIN, PLAIN, PLAIN),
    st.tuples(TICKETS, SEVERITIES, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN),
    st.tuples(TICKETS, SEVERITIES, *[st.one_of(PLAIN, ODD)] * 5),
)


@given(st.lists(ROWS, min_size=1), st.sampled_from([None, "Europe/Warsaw"]))
def test_the_short_way_is_the_long_way(rows: list[Texts], tz: str | None) -> None:
    """Whatever was read before, `read_texts` says what `read` says, and what a reader that knows nothing says."""
    warm = reader(tz)
    for line, texts in enumerate(rows):
        cells: Cells = texts
        first = warm.read_texts(texts, line)
        assert first == warm.read_texts(texts, line) == warm.read(cells, line) == reader(tz).read(cells, line)


@pytest.mark.parametrize(
    ("row", "short"),
    [
        ("T 1 9 10 . . 11", True),
        ("T 1 9 9 . . .", True),
        ("T 1 9 . 10 11 .", True),
        ("T 1 9 . 11 10 11", True),
        ("T 1 9 . . . .", True),
        ("T 1 9 . . . 10", True),
        ("T 1 9 10 . 10 .", False),
        ("T 1 9 . 10 . .", False),
        ("T 1 9 . . 10 .", False),
        ("T 1 10 9 . . .", False),
        ("T 1 10 . 9 11 .", False),
        ("T 1 10 . . . 9", False),
        ("T 1 9 11 . . 10", False),
        ("T 1 . 11 . . .", False),
        ("\u200b 1 9 10 . . .", False),
        ("T Q 9 10 . . .", False),
    ],
)
def test_which_rows_go_the_short_way(row: str, short: bool) -> None:
    hours = {".": "", "9": NINE, "10": TEN, "11": ELEVEN}
    ticket, severity, *stamps = row.split(" ")
    reported, responded, acknowledged, started, closed = (hours[stamp] for stamp in stamps)
    texts = (ticket, severity, reported, responded, acknowledged, started, closed)

    class Counting(CaseReader):
        long = 0

        def read(self, cells: Cells, line: int, extra: Mapping[str, object] = NOTHING) -> Case | list[Rejected]:
            self.long += 1
            return super().read(cells, line, extra)

    case_reader = Counting(file="f", tz=ZoneInfo("UTC"), severities=MEANINGS)
    for known in (("T", "1", NINE, TEN, "", "", ""), ("T", "1", NINE, ELEVEN, "", "", "")):
        case_reader.read_texts(known, 1)
    case_reader.long = 0
    case_reader.read_texts(texts, 2)
    assert case_reader.long == (0 if short else 1)


def test_files_with_and_without_offsets_are_both_read_the_short_way() -> None:
    """Whichever kind of stamps comes, the rows after the first are looked up; and one kind after the other is right."""
    case_reader = reader("Europe/Warsaw")
    local = tuple(stamp[:16] for stamp in (NINE, TEN))
    for stamps in (local, local, (NINE, TEN), (NINE, TEN), local, (NINE, local[1]), (local[0], TEN)):
        case = case_reader.read_texts(("T", "1", stamps[0], stamps[1], "", "", ""), 1)
        assert isinstance(case, Case)
        assert (case.reported, case.response) == (to_us(datetime(2026, 11, 20, 8, tzinfo=UTC)), case.response)
        assert case.response == to_us(datetime(2026, 11, 20, 9, tzinfo=UTC))
