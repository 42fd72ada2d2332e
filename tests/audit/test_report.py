"""The report, as values, as JSON and as text: the numbers add up, the order helps, and nothing is lost."""

from __future__ import annotations

import dataclasses
import json
import pickle
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import Budget, FlatTicket, Rejected, SlacalTypeError, Terms, Verdict, check
from slacal.audit.checker import Checker
from slacal.audit.jsonout import JsonWriter
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement
from slacal.audit.report import ComplianceReport
from slacal.audit.rules import findings_of
from slacal.audit.selection import Selection
from slacal.audit.sieve import Sieve
from slacal.audit.stamps import Bounds
from slacal.audit.tally import Tally
from slacal.audit.text import TextReport
from slacal.contract.contract import shipped
from slacal.errors import CalendarError, HorizonError, InputError, NaiveDatetimeError, SeverityError

from .rows import NOW, NOW_US, judge

if TYPE_CHECKING:
    from collections.abc import Mapping


def ticket(name: object, reported: object, responded: object = None, **more: object) -> dict[str, object]:
    """A row as Python has it; days of November 2026, as in `16T09:00`."""

    def stamp(value: object) -> object:
        return f"2026-11-{value}+01:00" if isinstance(value, str) and value[:1].isdigit() else value

    return {
        "ticket": name,
        "severity": 1,
        "reported_at": stamp(reported),
        "responded_at": stamp(responded),
        **{key: stamp(value) if key.endswith("_at") else value for key, value in more.items()},
    }


ROWS: list[FlatTicket | Mapping[str, object]] = [
    ticket("MET", "16T09:00", "17T09:00", customer="Żółw"),
    ticket("LATE", "16T09:00", "18T12:00"),
    ticket("LATER", "09T09:00", "18T12:00", severity=2),
    ticket("OVERDUE", "16T09:00"),
    ticket("SOON", "19T16:00"),
    ticket("SOONER", "18T15:00"),
    ticket("CLOSED", "16T09:00", closed_at="17T09:00"),
    ticket("CLOSED-LATE", "16T09:00", closed_at="18T10:00"),
    ticket("DAY", "18T09:00", date(2026, 11, 20)),
    ticket("DAY-LATE", "16T09:00", date(2026, 11, 19)),
    ticket("NIGHT", "18T18:00"),
    ticket("AHEAD", "23T09:00"),
    ticket("BAD", "?", severity="?"),
    FlatTicket("FLAT", "suggestion", datetime(2026, 11, 2, 8, tzinfo=UTC)),
    ticket("MET", "16T09:00"),
]


@pytest.fixture(scope="module")
def report() -> ComplianceReport:
    return check(ROWS, now=NOW, tz="Europe/Warsaw")


def test_values(report: ComplianceReport) -> None:
    assert {judgement.ticket: judgement.verdict.value for judgement in report.tickets} == {
        "MET": "met",
        "LATE": "breached",
        "LATER": "breached",
        "OVERDUE": "breached",
        "SOON": "running",
        "SOONER": "running",
        "CLOSED": "unknown",
        "CLOSED-LATE": "breached",
        "DAY": "unknown",
        "DAY-LATE": "breached",
        "NIGHT": "running",
        "AHEAD": "running",
        "FLAT": "running",
    }
    assert [str(rejected) for rejected in report.rejected] == [
        "row 13: severity: expected 1 to 5 or one of outage, component-down, degraded, question, suggestion "
        "(foreign values: severities={'VALUE': 1}), got '?'",
        "row 13: reported_at: expected a time such as 2026-03-05T10:00+01:00 (ISO 8601), got '?'",
        "row 15: ticket: expected each ticket once, first at row 1, got 'MET'",
    ]
    assert [(finding.code, finding.ticket, finding.line) for finding in report.findings] == [
        ("SLA101", "LATE", 2),
        ("SLA101", "LATER", 3),
        ("SLA102", "OVERDUE", 4),
        ("SLA104", "CLOSED", 7),
        ("SLA103", "CLOSED-LATE", 8),
        ("SLA101", "DAY-LATE", 10),
        ("SLA401", "AHEAD", 12),
    ]
    assert (report.as_of, report.exit_code) == (NOW, 2)
    assert report.summary.rejected == 2
    assert pickle.loads(pickle.dumps(report)) == report


def test_dicts_are_flat(report: ComplianceReport) -> None:
    rows = report.to_dicts()
    assert len(rows) == len(report.tickets)
    first = rows[0]
    assert first["customer"] == "Żółw"
    assert first["reported_at"] == datetime(2026, 11, 16, 8, tzinfo=UTC)
    assert list(first)[:11] == [
        "ticket",
        "severity",
        "verdict",
        "reported_at",
        "due",
        "last_on_time",
        "responded_at",
        "budget_s",
        "elapsed_s",
        "disputable",
        "unknown",
    ]
    (named,) = check([ticket("T", "16T09:00", due="x")], now=NOW).to_dicts()
    assert named["due (given)"] == "x"


def test_json(report: ComplianceReport) -> None:
    text = report.to_json()
    data = json.loads(text)
    assert list(data) == [
        "format",
        "slacal",
        "contract",
        "as_of",
        "reading",
        "summary",
        "tickets",
        "findings",
        "rejected",
    ]
    assert data["format"] == 1
    assert data["contract"] == {
        "name": "Smartstock standard support",
        "version": "1",
        "valid_from": None,
        "fingerprint": shipped().fingerprint(2026, 2026).to_dict(),
    }
    assert (data["as_of"], data["reading"]) == ("2026-11-20T12:00:00+01:00", "literal")
    summary = data["summary"]
    assert {key: summary[key] for key in report.summary.to_dict()} == report.summary.to_dict()
    assert [one["ticket"] for one in summary["worst"]] == ["LATER", "OVERDUE", "DAY-LATE", "LATE", "CLOSED-LATE"]
    assert summary["worst"][0] == {"ticket": "LATER", "late_s": 27 * 3600}
    assert summary["due_next"][0] == {
        "ticket": "SOONER",
        "due": "2026-11-20T15:00:00+01:00",
        "remaining_s": 10800,
        "last_call": True,
    }
    assert [one["last_call"] for one in summary["due_next"]] == [True, True, True, False, False]
    assert (summary["last_call"], summary["within_a_day"], summary["disputed"]) == (3, 3, [])
    assert data["findings"] == [finding.to_dict() for finding in report.findings]
    assert data["rejected"] == [rejected.to_dict() for rejected in report.rejected]
    assert data["tickets"][0] == {
        "ticket": "MET",
        "severity": 1,
        "verdict": "met",
        "reported_at": "2026-11-16T09:00:00+01:00",
        "due": "2026-11-17T17:00:00+01:00",
        "last_on_time": "2026-11-18T09:00:00+01:00",
        "responded_at": "2026-11-17T09:00:00+01:00",
        "budget_s": 57600,
        "elapsed_s": 28800,
        "disputable": False,
        "unknown": None,
        "extra": {"customer": "Żółw"},
    }
    day = data["tickets"][8]
    assert (day["verdict"], day["responded_at"], day["elapsed_s"]) == ("unknown", "2026-11-20", None)
    assert set(day["unknown"]) == {"met_if", "breached_if", "field"}
    assert "extra" not in day
    assert sum(line.startswith('    {"ticket"') for line in text.splitlines()) == len(report.tickets)


TICKET_TIMES = ("reported_at", "due", "last_on_time", "responded_at")


def test_lines_of_json_are_what_an_encoder_makes_of_the_facts() -> None:
    """The law of `ticket_line`: the same text, whatever the verdict and the stamps, with and without `extra`."""
    rows = [*ROWS, ticket('quote " and \\ and żółw \u2028', "16T09:00:00.000001", "16T10:00:00.5", note=[1])]
    report = check(rows, now=NOW, tz="Europe/Warsaw")
    lines = [line for line in report.to_json().splitlines() if line.startswith('    {"ticket"')]
    assert len(lines) == len(report.tickets)
    for line, judgement in zip(lines, report.tickets, strict=True):
        facts = judgement.facts()
        for column in TICKET_TIMES:
            at = facts[column]
            facts[column] = at.isoformat() if isinstance(at, datetime) else at
        for column, stamp in (("reported_at", judgement.case.reported), ("responded_at", judgement.case.response)):
            facts[column] = stamp.text if isinstance(stamp, Bounds) else facts[column]
        extra = {"extra": judgement.case.extra} if judgement.case.extra else {}
        assert line.strip().rstrip(",") == json.dumps(facts | extra, ensure_ascii=False)


@pytest.mark.parametrize("count", [1, 99, 100, 101, 250])
def test_json_of_many(count: int) -> None:
    """Tickets are written in batches; none is lost between them, and they keep their order."""
    rows = [ticket(f"T{number}", "16T09:00", "18T12:00") for number in range(count)]
    data = json.loads(check(rows, now=NOW).to_json())
    names = [row["ticket"] for row in rows]
    assert [one["ticket"] for one in data["tickets"]] == names
    assert [one["ticket"] for one in data["findings"]] == names


def test_an_empty_report() -> None:
    report = check([], now=NOW)
    data = json.loads(report.to_json())
    assert (data["tickets"], data["findings"], data["rejected"]) == ([], [], [])
    assert data["summary"]["tickets"] == 0
    assert report.exit_code == 0
    assert text_of(report)[-4:-2] == ["SUMMARY", "  no tickets"]


def test_the_summary_calls_severities_what_the_contract_does() -> None:
    """The shipped contract's labels are nobody else's."""
    terms = {1: Terms(name="critical", label={"en": "Nothing\x1bworks"}), 2: Terms(name="normal")}
    own = dataclasses.replace(shipped(), severities={1: Budget.parse("1h"), 2: Budget.parse("2h")}, terms=terms)
    lines = text_of(check([ticket("A", "16T09:00", "16T09:30")], own, now=NOW))
    assert {line.split("  ")[1] for line in lines if line.startswith(("  1 N", "  2 n"))} == {
        "1 Nothing\\x1bworks",
        "2 normal",
    }


class Index:
    def __index__(self) -> int:
        return 7

    def __str__(self) -> str:
        return "seven"


def test_json_holds_whatever_rows_carry_along() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    extra: dict[str, object] = {
        "surrogate \ud800": "\udcff",
        "nan": float("nan"),
        "infinity": float("inf"),
        "inside": [float("nan")],
        "when": datetime(2026, 1, 1, tzinfo=UTC),
        "day": date(2026, 1, 1),
        "index": Index(),
        "other": {"set": {1}},
        "deep": deep,
        "keys": {(1, 2): 3},
        "none": None,
        "missing inside": [datetime(2026, 1, 1), NotATime(2026, 1, 1)],
    }
    text = check([ticket("T \ud83d\ude00", "16T09:00", **extra)], now=NOW).to_json()
    assert text.encode().decode() == text
    held = json.loads(text)["rejected"]
    assert held[0]["column"] == "ticket"
    (one,) = json.loads(check([ticket("T", "16T09:00", **extra)], now=NOW).to_json())["tickets"]
    assert one["extra"] == {
        "surrogate \ud800": "\udcff",
        "nan": None,
        "infinity": "inf",
        "inside": "[nan]",
        "when": "2026-01-01T00:00:00+00:00",
        "day": "2026-01-01",
        "index": 7,
        "other": {"set": "{1}"},
        "deep": "<list>",
        "keys": "{(1, 2): 3}",
        "none": None,
        "missing inside": ["2026-01-01T00:00:00", None],
    }


class NotATime(datetime):
    """A missing time, unequal to itself, as pandas.NaT is."""

    __hash__ = datetime.__hash__

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([ticket("A", "16T09:00", "17T09:00"), ticket("B", "19T09:00")], 0),
        ([ticket("A", "16T09:00", "19T09:00"), ticket("B", "16T09:00", closed_at="16T10:00")], 1),
        ([ticket("B", "16T09:00", closed_at="16T10:00")], 3),
        ([ticket("A", "16T09:00", "19T09:00"), ticket("B", "?")], 2),
    ],
)
def test_exit_codes(rows: list[FlatTicket | Mapping[str, object]], code: int) -> None:
    assert check(rows, now=NOW).exit_code == code


class Table:
    """Rows one cannot iterate over by iterating over it, as a DataFrame is."""

    columns = ("ticket",)

    def __iter__(self) -> object:
        return iter(self.columns)


@pytest.mark.parametrize("rows", [ROWS[0], "tickets.csv", b"x", 7, None, Table()])
def test_what_is_not_rows(rows: object) -> None:
    with pytest.raises(SlacalTypeError, match=r"expected rows: an iterable of FlatTicket, Ticket or dict .*to_dict"):
        check(rows, now=NOW)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_rows_that_are_no_tickets() -> None:
    rows: list[Mapping[str, object]] = ["x", 7]  # type: ignore[list-item]  # pyright: ignore[reportAssignmentType]
    assert [str(rejected) for rejected in check(rows, now=NOW).rejected] == [
        "row 1: expected a FlatTicket, a Ticket, an event, or a mapping such as a dict, got 'x'",
        "row 2: expected a FlatTicket, a Ticket, an event, or a mapping such as a dict, got '7'",
    ]


def test_names_and_severities_of_another_system() -> None:
    rows: list[dict[str, object]] = [
        {"Key": "A", "Prio": "P1", "Created": "2026-11-16 09:00", "Answered": "2026-11-17 09:00"},
        {"Key": "B", "Prio": "question", "Created": "2026-11-16 09:00", "Answered": None},
        {"Key": "C", "Prio": "P9", "Created": "2026-11-16 09:00", "Answered": None},
    ]
    columns = {"ticket": "Key", "severity": "Prio", "reported_at": "Created", "responded_at": "Answered"}
    report = check(rows, now=NOW, tz="Europe/Warsaw", columns=columns, severities={"P1": "outage", "P2": 2})
    assert [(one.ticket, one.severity, one.verdict.value) for one in report.tickets] == [
        ("A", 1, "met"),
        ("B", 4, "running"),
    ]
    assert [one.line for one in report.rejected] == [3]
    assert report.rejected[0].error.endswith("(foreign values: severities={'VALUE': 1})")


def test_what_the_library_says_names_its_own_arguments() -> None:
    """What a message proposes to a Python program is no option of the command line, and does what it says."""
    row = {"Ticket": "A", "severity": "?", "reported_at": "2026-11-16 09:00", "respondedat": "2026-11-16"}
    told = " ".join(str(rejected) for rejected in check([row], now=NOW, columns={"ticket": "Ticket"}).rejected)
    assert "--" not in told
    for proposal in ("severities={'VALUE': 1}", "tz='Europe/Warsaw'", "columns={'responded_at': 'respondedat'}"):
        assert proposal in told


def test_a_misspelt_key_is_told() -> None:
    row = {"ticket": "A", "severity": 1, "reported_at": NOW, "respondedat": NOW}
    assert [str(rejected) for rejected in check([row], now=NOW).rejected] == [
        "responded_at: expected a key 'responded_at', or acknowledged_at and started_at, somewhere; "
        "did you mean columns={'responded_at': 'respondedat'}?"
    ]


def test_arguments_that_cannot_be() -> None:
    with pytest.raises(NaiveDatetimeError, match="^now: "):
        check([], now=datetime(2026, 11, 20))
    with pytest.raises(CalendarError, match="tz: expected an IANA time zone"):
        check([], now=NOW, tz="Warsaw")
    with pytest.raises(HorizonError):
        check([], now=datetime(2200, 1, 1, tzinfo=UTC))
    with pytest.raises(InputError, match="columns: expected one of ticket"):
        Checker(judge(), columns={"x": "y"})
    for contract in (5, "x"):
        with pytest.raises(SlacalTypeError, match=rf"^contract: expected a Contract, such as .*, got {contract!r}"):
            check([], contract, now=NOW)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SlacalTypeError, match=r"^contracts\[1\]: expected a Contract"):
        check([], [shipped(), 5], now=NOW)  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    for argument in ("columns", "severities"):
        with pytest.raises(SlacalTypeError, match=f"^{argument}: expected a mapping from text, such as a dict, got "):
            check([], now=NOW, **{argument: ["P1"]})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(SeverityError, match="expected one of outage"):
        check([], now=NOW, severities={"P1": 9})
    with pytest.raises(SlacalTypeError, match="severity: expected a number or a name"):
        check([], now=NOW, severities={"P1": 1.5})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]


def test_rows_outside_of_what_the_contract_and_its_calendar_know() -> None:
    contract = dataclasses.replace(shipped(), severities={1: Budget.parse("2h")})
    rows = [ticket("A", "16T09:00", severity=2), ticket("B", "16T09:00", "16T11:30"), ticket("C", None)]
    rows[2]["reported_at"] = "2101-01-02T00:00+01:00"
    last = FlatTicket(ticket="D", severity=1, reported_at=datetime.max.replace(tzinfo=UTC))
    report = check([*rows, last], contract, now=NOW)
    assert [str(rejected) for rejected in report.rejected] == [
        "row 1: severity: expected 1 or one of outage (foreign values: severities={'VALUE': 1}), got '2'",
        f"row 3: reported_at: {report.rejected[1].error}, got '2101-01-02T00:00+01:00'",
        f"row 4: reported_at: {report.rejected[2].error}, got '9999-12-31T23:59:59.999999+00:00'",
    ]
    assert "1925 to 2100" in report.rejected[1].error
    assert [judgement.verdict for judgement in report.tickets] == [Verdict.BREACHED]
    with pytest.raises(SeverityError):
        contract.budget_us(2)


@pytest.mark.parametrize(
    ("rejected", "text"),
    [
        (Rejected("f", 3, "severity", "9", "expected 1"), "f:3: severity: expected 1, got '9'"),
        (Rejected("f", None, None, None, "expected a file"), "f: expected a file"),
        (Rejected(None, 3, None, "x", "expected 1"), "row 3: expected 1, got 'x'"),
        (Rejected(None, None, "a", None, "expected 1"), "a: expected 1"),
        (
            Rejected.from_error(SeverityError(9, ["1"]), "f", 3, "severity"),
            "f:3: severity: severity: expected one of 1",
        ),
    ],
)
def test_rejected_as_text_and_as_an_error(rejected: Rejected, text: str) -> None:
    """The error it makes is the one it is made of."""
    assert str(rejected).startswith(text)
    assert Rejected.from_error(rejected.to_error(), rejected.file, rejected.line) == rejected


# -- text --------------------------------------------------------------------------------------------------------------


def text_of(report: ComplianceReport, limit: int = 25, one: Judge | None = None) -> list[str]:
    errors, out = StringIO(), StringIO()
    text = TextReport(one or report.judge, limit, errors)
    for judgement in report.tickets:
        text.add(judgement, tuple(findings_of(judgement)))
    text.reject(report.rejected)
    text.write(out, report.summary)
    assert len(errors.getvalue().splitlines()) == len(report.rejected)
    return out.getvalue().splitlines()


WHOLE = """\
Smartstock standard support, as of Fri 2026-11-20 12:00 CET (+01:00)

BREACHED (5), worst first
  ticket       sev  reported          due               responded                late by
  LATER          2  2026-11-09 09:00  2026-11-12 17:00  2026-11-18 12:00         27h
  OVERDUE        1  2026-11-16 09:00  2026-11-17 17:00  not yet                  19h
  DAY-LATE       1  2026-11-16 09:00  2026-11-17 17:00  2026-11-19 ?          >= 8h
  LATE           1  2026-11-16 09:00  2026-11-17 17:00  2026-11-18 12:00          3h
  CLOSED-LATE    1  2026-11-16 09:00  2026-11-17 17:00  closed 2026-11-18 10:00   1h

DUE NEXT (5), soonest first; 3 to be answered before the next opening
  ticket  sev  reported          due               working time left
  SOONER    1  2026-11-18 15:00  2026-11-20 15:00                 3h
  NIGHT     1  2026-11-18 18:00  2026-11-20 17:00                 5h
  FLAT      5  2026-11-02 09:00  2026-11-20 17:00                 5h
  SOON      1  2026-11-19 16:00  2026-11-23 16:00                12h
  AHEAD     1  2026-11-23 09:00  2026-11-24 17:00                16h

UNKNOWN (2), with what would settle it
  CLOSED, severity 1: see responded_at
    met if support had responded before it was closed
    never breached
  DAY, severity 1: see responded_at
    met if the response came at or before 2026-11-20T09:00+01:00
    breached if the response came after 2026-11-20T09:00+01:00

WARNINGS (2), in the order of the tickets
  SLA104 CLOSED: closed 2026-11-17T09:00+01:00 without a recorded response
  SLA401 AHEAD: reported_at 2026-11-23T09:00+01:00 is after 2026-11-20T12:00+01:00: taken as not yet happened

SUMMARY
  severity          tickets  met  breached  running  unknown  disputable  in time
  1 Outage               11    1         4        4        2           -   20.0 %
  2 Component down        1    -         1        -        -           -    0.0 %
  3 Degraded              -    -         -        -        -           -        -
  4 Question              -    -         -        -        -           -        -
  5 Suggestion            1    -         -        1        -           -        -
  all                    13    1         5        5        2           -   16.7 %

  reading           tickets  met  breached  running  unknown  differing  in time
  literal                13    1         5        5        2          -   16.7 %
  working-days           13    1         5        5        2          -   16.7 %

  budget used       tickets   median      p75      p90      p95      p99
  1 Outage                4  106.3 %  118.8 %  218.8 %  218.8 %  218.8 %
  2 Component down        1  212.5 %  212.5 %  212.5 %  212.5 %  212.5 %
  all                     5  118.8 %  212.5 %  218.8 %  218.8 %  218.8 %

  1 of 6 decided in time: 16.7 %
  2 rejected rows not in these numbers

Smartstock standard support, version 1: fingerprint of 2026 {fingerprint}
"""


def test_text(report: ComplianceReport) -> None:
    squeezed = ["  ".join(line.split()) for line in text_of(report)]
    assert squeezed == [
        "  ".join(line.split()) for line in WHOLE.format(fingerprint=shipped().fingerprint(2026, 2026)).splitlines()
    ]


def test_text_tells_how_much_it_leaves_out(report: ComplianceReport) -> None:
    lines = text_of(report, limit=1)
    assert [line for line in lines if "... and" in line] == [
        "  ... and 4 more (--limit 0 shows all)",
        "  ... and 4 more (--limit 0 shows all)",
        "  ... and 1 more (--limit 0 shows all)",
        "  ... and 1 more (--limit 0 shows all)",
    ]
    assert any(line.startswith("  LATER") for line in lines)
    assert any(line.startswith("  SOONER") for line in lines)
    assert text_of(report, limit=0) == text_of(report)


def test_text_of_what_is_due_over_night_and_of_odd_names() -> None:
    now = datetime(2026, 11, 17, 20, tzinfo=UTC)
    rows = [
        ticket("a\x1b[31mb" + "c" * 40, "16T09:00"),
        ticket("B", "16T09:00:30", "17T09:00"),
        ticket("C", "?"),
        ticket("D", date(2026, 11, 14)),
    ]
    report = check(rows, now=now, tz="Europe/Warsaw")
    text = "\n".join(text_of(report))
    assert (
        "a\\x1b[31mbccccccccccccc…    1  2026-11-16 09:00  2026-11-17 17:00  0h, on time until Wed 2026-11-18 09:00"
        in text
    )
    assert (
        "D                           1  2026-11-14 ?      2026-11-17 17:00  0h, on time until Wed 2026-11-18 09:00"
        in text
    )
    assert "  1 rejected row not in these numbers" in text


def test_text_warns_of_the_future_whatever_the_verdict() -> None:
    rows = [
        ticket("MET", "16T09:00", "17T09:00", closed_at="25T09:00"),
        ticket("LATE", "16T09:00", "25T09:00"),
    ]
    lines = text_of(check(rows, now=NOW))
    assert [line.split(" is after")[0] for line in lines if "SLA" in line] == [
        "  SLA401 MET: closed_at 2026-11-25T09:00+01:00",
        "  SLA401 LATE: responded_at 2026-11-25T09:00+01:00",
    ]


def test_text_of_severities_nobody_named() -> None:
    contract = dataclasses.replace(shipped(), severities={1: Budget.parse("2h"), 9: Budget.parse("1h")})
    report = check([ticket("A", "16T09:00", "16T10:00")], contract, now=NOW)
    assert any(line.startswith("  9  ") for line in text_of(report))


# -- laws --------------------------------------------------------------------------------------------------------------

STAMPS = st.sampled_from(
    [
        None,
        "",
        "2026-11-16T09:00+01:00",
        "2026-11-17T17:00+01:00",
        "2026-11-18T09:00:01Z",
        "2026-11-19",
        "2026-11-30T08:00Z",
        "?",
    ]
)
DICTS = st.lists(
    st.fixed_dictionaries(
        {
            "ticket": st.sampled_from("ABCDEFGH"),
            "severity": st.sampled_from(["1", "3", "5", "x"]),
            "reported_at": STAMPS,
        },
        optional={
            "responded_at": STAMPS,
            "acknowledged_at": STAMPS,
            "started_at": STAMPS,
            "closed_at": STAMPS,
            "customer": st.text(max_size=5).filter(lambda text: "\0" not in text),
        },
    ),
    max_size=12,
)


@given(DICTS)
def test_reading_a_file_and_checking_values_say_the_same(rows: list[dict[str, str | None]]) -> None:
    """The same rows as values and as JSON Lines: the same report, but for where things stand."""
    report = check(rows, now=NOW, tz="Europe/Warsaw")
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    tally, out = Tally(judge()), StringIO()
    checker = Checker(judge(), tz=report.judge.contract.calendar.tz)
    with JsonWriter(judge()) as writer:
        for row in checker.file(BytesIO(data), "f"):
            if isinstance(row, Judgement):
                tally.add(row)
                found = tuple(findings_of(row))
                for finding in found:
                    tally.find(finding.code, finding.level)
                writer.add(row, found)
            elif isinstance(row, list):
                tally.reject(row)
                writer.reject(row)
        writer.write(out, tally.summary())
    streamed, whole = json.loads(out.getvalue()), json.loads(report.to_json())
    if not rows:
        assert [rejected["error"] for rejected in streamed["rejected"]] == [
            "expected a header or an object, found an empty file"
        ]
        return
    for found in (*streamed["findings"], *streamed["rejected"]):
        assert found.pop("file") == "f"
    for found in (*whole["findings"], *whole["rejected"]):
        assert found.pop("file") is None
        found["error" if "error" in found else "message"] = found.get("error", found.get("message")).replace(
            "row ", "f:"
        )
    assert streamed == whole


@given(DICTS)
def test_a_brief_check_says_the_same(rows: list[dict[str, str | None]]) -> None:
    """What a brief checker leaves out changes no number and no line of the text report."""
    columns = ("ticket", "severity", "reported_at", "responded_at", "acknowledged_at", "started_at", "closed_at")
    lines = [",".join(columns), *(",".join(row.get(column) or "" for column in columns) for row in rows)]
    data = "\n".join(lines).encode()
    told: list[tuple[object, str, str]] = []
    for brief in (False, True):
        out, errors = StringIO(), StringIO()
        one = judge()
        tally, text = Tally(one), TextReport(one, 3, errors)
        sieve = Sieve(tally, Selection(), brief=brief)
        plain = tally.add_plain if brief else None
        for row in Checker(one, tz=shipped().calendar.tz, keep=not brief, plain=plain).file(BytesIO(data), "f"):
            if isinstance(row, list):
                tally.reject(row)
                text.reject(row)
            else:
                assert isinstance(row, Judgement)
                tally.add(row)
                text.add(row, sieve.of(row))
        text.write(out, tally.summary())
        told.append((tally.summary(), out.getvalue(), errors.getvalue()))
    assert told[0] == told[1]


@given(DICTS)
def test_the_numbers_add_up(rows: list[dict[str, str | None]]) -> None:
    report = check(rows, now=NOW, tz="Europe/Warsaw")
    summary = report.summary
    total, parts = summary.total, summary.by_severity.values()
    assert total.tickets == total.met + total.breached + total.running + total.unknown == len(report.tickets)
    for name in ("tickets", "met", "breached", "running", "unknown", "disputable"):
        assert getattr(total, name) == sum(getattr(part, name) for part in parts)
        assert getattr(total, name) == sum(getattr(part, name) for part in summary.by_month.values())
    assert {counts.tickets for counts in summary.by_reading.values()} == {total.tickets}
    assert summary.by_reading["literal"] == dataclasses.replace(total, disputable=0)
    assert summary.usage.tickets == sum(usage.tickets for usage in summary.usage_by_severity.values())
    assert sum(summary.findings.values()) == sum(summary.levels.values()) == len(report.findings)
    rejected = {rejected.line for rejected in report.rejected if rejected.line is not None}
    assert report.summary.rejected == len(rejected)
    assert len(rejected) + total.tickets == len(rows)
    assert {judgement.case.line for judgement in report.tickets} | rejected == set(range(1, len(rows) + 1))
    assert report.judge.now_us == NOW_US
