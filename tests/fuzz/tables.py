"""The readers of tables: rows of tickets, of events and of other systems, among garbage and in every format."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests.audit.test_formats import check_structure, commands, read_markdown

from .harness import NOW, as_json, own_file, run
from .planting import FORMS, PLANTED, Plant, check_planted, checked, planted_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "EXAMPLE",
    "READS",
    "anything",
    "event_plant",
    "events",
    "explain",
    "export_plant",
    "exports",
    "formats",
    "ticket_plant",
    "tickets",
]

_ZONE = ("--tz", "Europe/Warsaw")
_MET = ("2026-11-16T09:00+01:00", "2026-11-17T09:00+01:00")
_TICKETS: tuple[tuple[str, ...], ...] = (
    # severity, reported, responded: met, breached, running, dated tomorrow, known to the day only
    ("0", "1", *_MET),
    ("1", "outage", "2026-11-02T09:00:00.5+01:00", "2026-11-20T09:00Z"),
    ("2", "5", "2026-11-19T23:59:59.999999+14:00", ""),
    ("3", "S3", "2026-11-16 09:00+01:00", "2026-11-21T09:00+01:00"),
    ("4", "2", "2026-11-16", "2026-11-18"),
)
_EVENTS: tuple[tuple[str, ...], ...] = (
    # at, event, severity, by: a ticket without a report, two that wind round each other, one known to the day only
    ("0", "2026-11-16T09:00+01:00", "responded", "", ""),
    ("1", "2026-11-02T09:00+01:00", "reported", "1", ""),
    ("2", "2026-11-16T09:00+14:00", "reported", "S4", ""),
    ("1", "2026-11-05T09:00+01:00", "acknowledged", "", ""),
    ("2", "2026-11-16T09:00Z", "responded", "", ""),
    ("1", "2026-11-05T09:00+01:00", "work-started", "", ""),
    ("2", "2026-11-17T09:00Z", "solution-proposed", "", "support"),
    ("2", "2026-11-17T09:00Z", "solution-accepted", "", "support"),
    ("1", "2026-11-06T09:00+01:00", "customer-asked", "", ""),
    ("1", "2026-11-09T09:00+01:00", "contact-attempted", "", ""),
    ("1", "2026-11-10T09:00+01:00", "closed-unanswered", "", ""),
    ("3", "2026-11-17", "reported", "2", ""),
    ("3", "2026-11-18", "closed", "", ""),
)


def ticket_plant(form: int) -> Plant:
    with_zone = bool(form & 4)
    columns = ("ticket", "severity", "reported_at", "responded_at")
    return Plant(FORMS[form & 3], columns, _TICKETS if with_zone else _TICKETS[:-1], _ZONE if with_zone else ())


def event_plant(form: int) -> Plant:
    with_zone = bool(form & 4)
    rows = _EVENTS if with_zone else _EVENTS[:-2]
    return Plant(FORMS[form & 3], ("ticket", "at", "event", "severity", "by"), rows, _ZONE if with_zone else ())


EXAMPLE = ticket_plant(4).file()
"""A good table of tickets."""


def _among(data: bytes, plant: Callable[[int], Plant]) -> None:
    """Rows in a form that the first byte says, planted in the rest where the second says."""
    if len(data) >= 2 and PLANTED not in data:
        planted = plant(data[0])
        check_planted(planted_in(planted, data[1], data[2:]), planted)


def tickets(data: bytes) -> None:
    """A file of flat tickets: the first byte says of what form, the second where between its lines a row is planted."""
    _among(data, ticket_plant)


def events(data: bytes) -> None:
    """An event log, in the same way."""
    _among(data, event_plant)


def exports(data: bytes) -> None:
    """An export of another system, in the same way: tickets or events, read through a mapping."""
    _among(data, export_plant)


def anything(data: bytes) -> None:
    """Bytes of no form at all, given as a file."""
    checked(data, _ZONE if data[:1] < b"\x80" else ())


# -- exports -----------------------------------------------------------------------------------------------------------

_MAPPED_TICKETS = """
format = 1
tz = "Europe/Warsaw"
stamps = ["%d-%m-%Y %H:%M", "%d %b %Y %I:%M:%S.%f %p %z"]
[tickets]
ticket = "Number"
severity = { column = "Priority", constant = 4 }
reported_at = "Created"
responded_at = { column = "Minutes", after = "reported_at", unit = "minutes" }
closed_at = { column = "Closed", stamps = ["epoch-seconds", "%Y/%m/%d"] }
[severities]
"Very high" = 1
"""
_MAPPED_EVENTS = """
format = 1
tz = "Europe/Rome"
stamps = "%Y/%m/%d %H:%M:%S.%f"
unknown = "ignore"
[events]
ticket = { columns = ["Number", "Part"], join = "/" }
at = "When"
activity = "What"
severity = { column = "Priority", constant = 2 }
[severities]
"Very high" = 1
[activities]
"Insert" = { event = "reported", later = "severity-changed" }
"Take" = "responded"
"Resolve" = { event = "solution-proposed", by = "support" }
"Closed" = "closed"
"Wait" = "ignore"
"""
_EXPORTS: Mapping[bool, tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    False: (
        _MAPPED_TICKETS,
        ("Number", "Priority", "Created", "Minutes", "Closed"),
        (
            ("0", "Very high", "16-11-2026 09:00", "1440", ""),
            ("1", "", "02-11-2026 09:00", "20000", "1795000000"),
            ("2", "3", "19 Nov 2026 01:00:00.5 PM +1400", "", ""),
            ("3", "5", "16-11-2026 09:00", "0.5", "2026/11/18"),
        ),
    ),
    True: (
        _MAPPED_EVENTS,
        ("Number", "Part", "When", "What", "Priority"),
        (
            ("0", "x", "2026/11/16 09:00:00.000", "Insert", "Very high"),
            ("1", "x", "2026/11/16 09:00:00.000", "Insert", ""),
            ("0", "x", "2026/11/17 09:00:00.001", "Insert", "3"),
            ("1", "x", "2026/11/17 09:00:00.001", "Take", ""),
            ("1", "x", "2026/11/17 10:00:00.001", "Wait", ""),
            ("1", "x", "2026/11/18 10:00:00.001", "Resolve", ""),
            ("1", "x", "2026/11/18 10:00:00.001", "Closed", ""),
        ),
    ),
}


def export_plant(form: int) -> Plant:
    text, columns, rows = _EXPORTS[bool(form & 4)]
    return Plant(FORMS[form & 3], columns, rows, ("--map", _written(text)))


@cache
def _written(text: str) -> str:
    return str(own_file(f"{abs(hash(text))}.toml", text.encode()))


# -- formats -----------------------------------------------------------------------------------------------------------


def formats(data: bytes) -> None:
    """A report of any file in every format: each is read by a reader of its own kind, and all end with the same code.

    The first byte says whether the file begins as tickets or as events do.
    """
    if not data:
        return
    plant = (event_plant if data[0] & 8 else ticket_plant)(data[0])
    head, planted = plant.lines()
    file = b"\n".join([*head, *planted[: data[0] >> 4], data[1:]])
    given = ("check", "-", "--no-config", "--now", NOW, *plant.arguments, "--format")
    plain = run(*given, "text", stdin=file)
    for name, reads in READS.items():
        told = run(*given, name, stdin=file)
        assert told.code == plain.code, f"another exit code as {name}"
        reads(told.out)
    painted = run(*given, "text", "--color=always", stdin=file, paint=True)
    assert painted == plain, "paint changes words"


def _read_csv(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        assert not any(re.match(r"[=+\-@\t\r\n＝＋－＠]", cell) for cell in row), row


def _read_junit(text: str) -> None:
    check_structure(ET.fromstring(text.encode()))  # noqa: S314  we wrote it


READS: Mapping[str, Callable[[str], object]] = {
    "json": as_json,
    "junit": _read_junit,
    "csv": _read_csv,
    "github": lambda text: list(commands(text)),
    "markdown": read_markdown,
}


def explain(data: bytes) -> None:
    """The story of planted tickets, and of one that a row of garbage may name, in a file with garbage in it."""
    if len(data) < 2 or PLANTED in data:
        return
    plant = (event_plant if data[0] & 8 else ticket_plant)(data[0])
    file, language = planted_in(plant, data[1], data[2:]), ("en", "pl")[data[0] >> 7]
    given = ("explain", "-", "--no-config", "--now", NOW, *plant.arguments, "--language", language)
    first = data[2:].decode("utf-8", "surrogateescape").partition("\n")[0].partition(plant.form or " ")[0]
    for name in f"{PLANTED.decode()}-1", f"{PLANTED.decode()}-2":
        here, alone = (run(*given, name, stdin=one) for one in (file, plant.file()))
        assert here.code == 0
        assert _unplaced(here.out) == _unplaced(alone.out), f"another story of {name} than alone"
    run(*given, "--", first, stdin=file)


def _unplaced(story: str) -> str:
    """A story without the lines that its events stand on."""
    return re.sub(r"<stdin>:\d+", "<stdin>", story)
