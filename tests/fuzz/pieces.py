"""Pieces: what bad input is made of, so that a fuzzer need not find out what a quote is.

Invariant: a piece is bytes; joined in any order they make nearly valid files, and repeated they make big ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from slacal import SMARTSTOCK
from slacal.contract.write import write_contract

from .harness import NOW, run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["PIECES", "SEEDS"]

ROOT = Path(__file__).parent.parent.parent

_TEXT = (
    # what cells and names may hold: escapes of terminals, formulas, markup, and characters that are none
    "\x1b[31m", "\x1b]0;t\x07", "\x9b31m", "\r", "\n", "\r\n", "\t", "\0", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff",
    "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "<script>", "</testcase>", "]]>", "&amp;", "&", "<!--", "|",
    "`", "```", "*", "_", "[x](y)", "\\", "::error::", "::set-output name=x::", "%0A", "::endgroup::", "#", "~", "'",
    " ", "  ", "\u00a0", "ż", "ß", "İ", "\U0001f600", "e\u0301", "\u200b", "名",
)  # fmt: skip
_BYTES = (
    b"\xff", b"\xfe", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x9f", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc0\x80",
)  # fmt: skip
_STAMPS = (
    "2026-11-16T09:00+01:00", "2026-11-16 09:00", "2026-11-16", "20261116T0900Z", "2026-W47-1T09", "2026-W47-1",
    "0000-01-01T00:00Z", "0001-01-01T00:00Z", "0001-01-01T00:00+14:00", "9999-12-31T23:59:59.999999-14:00",
    "9999-12-31", "2016-12-31T23:59:60Z", "2026-11-16T24:00Z", "2026-11-16T24:00:00.000001Z", "2026-10-25T02:30",
    "2026-03-29T02:30", "2011-12-30", "2026-11-16T09:00+14:00", "2026-11-16T09:00-12:00",
    "2026-11-16T09:00+23:59:59.999999", "2026-11-16T09:00:00,5Z", "2026-11-16T09:00:00.123456789Z",
    "2026-11-16T09:00:00." + "0" * 50 + "Z", "1924-12-31T23:59Z", "2100-12-31T16:59Z", "2026-11-16T9:00Z",
    "２０２６-11-16", "1e10", "1763280000", "NaN", "null", "2026-02-30",
)  # fmt: skip
_SEVERITIES = ("1", "5", "0", "6", "1.0", "01", "S1", "outage", "Awaria", "COMPONENT  DOWN", "-1", "1e0", "١", "9" * 30)
_COLUMNS = (
    "ticket", "severity", "reported_at", "responded_at", "acknowledged_at", "started_at", "closed_at", "at", "event",
    "Ticket", "reported at", "id",
)  # fmt: skip
_KINDS = (
    "reported", "acknowledged", "work-started", "responded", "severity-changed", "customer-asked", "customer-replied",
    "support-replied", "contact-attempted", "solution-proposed", "solution-accepted", "solution-rejected",
    "closed-unanswered", "closed",
)  # fmt: skip
_SAID = (
    "by", "support", "customer", "report", "subject", "channel", "form", "email", "phone", "about", "third-party",
    "needed_since", "follow_up_of", "evidence", "id", '{"subject": "s"}', '"{""subject"": ""s""}"',
)  # fmt: skip
_RULES = (
    "SLA",
    "SLA1",
    "SLA101",
    "SLA102",
    "SLA401",
    "SLA999",
    "code",
    "ticket",
    "occurrence",
    "findings",
    "format",
    "PLANTED-1",
)
_MAPPED = (
    "Number", "Priority", "Created", "Minutes", "Closed", "Part", "When", "What", "Insert", "Take", "Resolve", "Wait",
    "Very high", "16-11-2026 09:00", "29-02-2026 01:23", "2026/11/16 09:00:00.000", "1795000000", "-1e3", "0.5", "1e9",
    "9" * 18, "-" + "9" * 18, "9" * 19, "[tickets]", "[events]", "[activities]", "[words]", "%d-%m-%Y %H:%M", "%%",
    "%Y", "%b", "%z", "%p", "%I", "%f", "epoch-seconds", "epoch-ms", "iso", "stamps = ", "activity = ", "unknown = ",
    "later", "reject", "ignore", "column = ", "columns = ", "join = ", "constant = ", "after = ", "unit = ",
    '"minutes"',
)  # fmt: skip
_OPTIONS = (
    "now = ", "tz = ", "since = ", "until = ", "contract = ", "column = ", "map = ", "severity-map = ", "select = ",
    "ignore = ", "baseline = ", "format = ", "color = ", "limit = ", "fail-on = ", "exit-zero = ", "[tool.slacal]",
    "[tool.slacal.column]", '"json"', '"junit"', '"github"', '"always"', '"never"', "[[tool.slacal]]",
    "tool.slacal = 1",
    '["SLA4"]', '{ ticket = "id" }',
)  # fmt: skip
_CSV = (",", ";", "\t", '"', '""', '"""', '","', '",', ',"', ",,,,", "\n", '"\n"', "\r\n", "\r", ",,,,,\n")
_JSON = (
    "{", "}", "[", "]", ":", ",", '"', '\\"', "\\u0000", "\\ud800", "\\ud83d\\ude00", "null", "true", "NaN", "Infinity",
    "-0", "1e400", "1e-400", "0.1", "123456789012345678901234567890", '{"a":1,"a":2}', '{"', '":"', '","', '":', ',"',
    '"}', "[[[[", "]]]]", '{"a":{"a":{"a":', "\n", "{}", "[]",
)  # fmt: skip
_TOML = (
    "=", ".", "[", "]", "[[", "]]", '"', "'", '"""', "'''", "#", "\n", "{", "}", ",", "true", "0x", "0xffff", "1_0",
    "inf", "nan", "1e999", "2026-05-02", "07:32:00", "1979-05-27T07:32:00Z", "\\u0000", "\\U0010ffff", "\\", '"16h"',
    '"0h"', '"999999999d"', '"Mon-Fri 09:00-17:00"', '"24/7"', '"Mon 22:00-06:00"', '"closed"', '"Europe/Warsaw"',
    '"PL"', "999", "[calendar]", "[calendar.exceptions]", "[calendar.yearly]", "[calendar.holidays]", "[severities.1]",
    "[severities.9]", "[severities.1.calendar]", "[closure]", "[[readings]]", "[clauses]", "hours = ", "tz = ",
    "country = ", "response = ", "resolution = ", "weeks = ", "attempts = ", "spacing = ", "grace = ", "name = ",
    "format = 1\n", "thresholds = ", "hours_per_day = ", "first_year = ", "last_year = ", "valid_from = ",
    "2026-12-24 = ", "12-24 = ",
)  # fmt: skip
_WORDS = (
    "Mon", "Fri", "Sun", "-", ",", ";", " ", "09:00", "17:00", "24:00", "24/7", "closed", "16h", "4d", "2w",
    "1d 4h 30m", "P", "PT", "T", "16H", "W", "m", "s", "999999999", "literal", "working-days", "civil-code",
    "Europe/Warsaw", "UTC", "Pacific/Apia", "../", "/", ":", ".", "+", "Z", "breached", "unknown", "rejected", "=",
    "2026-2030", "2026", "0",
)  # fmt: skip


def _bytes(*texts: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(text.encode() for many in texts for text in many) + _BYTES


_TABLE = _bytes(_CSV, _JSON, _STAMPS, _SEVERITIES, _COLUMNS, _TEXT)

_LOG = (*_TABLE, *_bytes(_KINDS, _SAID))

PIECES: Mapping[str, Sequence[bytes]] = {
    "tickets": _TABLE,
    "events": _LOG,
    "exports": (*_TABLE, *_bytes(_MAPPED)),
    "anything": _LOG,
    "formats": _LOG,
    "explain": _LOG,
    "contract": _bytes(_TOML, _TEXT),
    "mapping": _bytes(_TOML, _TEXT, _MAPPED, _KINDS, _COLUMNS, _SAID),
    "baseline": _bytes(_JSON, _STAMPS, _TEXT, _RULES),
    "config": _bytes(_TOML, _TEXT, _OPTIONS, _RULES, _STAMPS, _COLUMNS),
    "verify": _bytes(_JSON, _STAMPS, _TEXT),
    "event": _bytes(_JSON, _STAMPS, _KINDS, _SEVERITIES, _COLUMNS, _SAID),
    "words": _bytes(_WORDS, _STAMPS, _SEVERITIES, _TEXT),
    "arguments": _bytes(_WORDS, _RULES, _STAMPS, _SEVERITIES, _COLUMNS, _TEXT, ("--help", "-", "--", "-x")),
}
"""What the input of each reader is made of."""


_BASELINE = b"""{"format": 1, "contract": "x", "findings": [
  {"code": "SLA101", "ticket": "PLANTED-1", "occurrence": "2026-11-20T09:00:00Z"},
  {"code": "SLA102", "ticket": "GONE", "occurrence": ""}]}"""
_CONFIG = b"""tz = "UTC"
ignore = ["SLA4"]
limit = 3
format = "markdown"
since = 2026-11-01
column = { ticket = "ticket" }
fail-on = ["breached"]
"""


def _seeds() -> dict[str, list[bytes]]:
    table = (ROOT / "docs" / "examples" / "tickets.csv").read_bytes()
    few = b"\n".join(table.splitlines()[:6])
    log = b"\n".join((ROOT / "docs" / "examples" / "events.csv").read_bytes().splitlines()[:12])
    exported = b'A,Very high,16-11-2026 09:00,30,1795000000,""\nA,x,2026/11/16 09:00:00.000,Insert,1,""'
    shipped = write_contract(SMARTSTOCK)
    moved = {"ticket": "A", "at": _STAMPS[0], "event": "solution-proposed", "by": "support"}
    told = {"ticket": "A", "at": _STAMPS[0], "event": "reported", "severity": 1, "report": {"subject": "s"}}
    return {
        "tickets": [b"\x00\x80" + few, b"\x07\x80" + b'{"ticket": "A", "severity": 1}'],
        "anything": [log, few, few.replace(b",", b";"), b'{"ticket": "A", "severity": 1, "reported_at": "2026-11-16"}'],
        "contract": [shipped.encode()],
        "verify": [run("check", "-", "--no-config", "--now", NOW, "--format", "json", stdin=few).out.encode(), b"{}"],
        "events": [b"\x04\x80" + log, b"\x07\x80" + b"\n".join(json.dumps(row).encode() for row in (told, moved))],
        "exports": [b"\x00\x80" + exported, b"\x04\x80" + exported],
        "formats": [b"\xf4" + few, b"\xfc" + log, b"\x0c" + log],
        "explain": [b"\x04\x80" + few, b"\x8c\x80" + log],
        "mapping": [path.read_bytes() for path in sorted((ROOT / "docs" / "examples" / "mappings").glob("*.toml"))],
        "baseline": [_BASELINE],
        "config": [_CONFIG],
        "event": [json.dumps(rows)[1:-1].encode() for rows in ([moved], [told], [told, moved])],
        "words": [b"Mon-Fri 09:00-17:00", b"1d 4h 30m", b"PT16H", b"working-days", b"S1", _STAMPS[0].encode()],
        "arguments": [bytes([command]) + b"2026-11-16T09:00Z\n1\nUTC\nliteral" for command in range(8)],
    }


SEEDS: Mapping[str, Sequence[bytes]] = _seeds()
"""A few good inputs of each reader, to be spoilt."""
