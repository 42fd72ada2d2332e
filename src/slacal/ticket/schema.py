"""The event log as a JSON Schema: what a row may say, computed from the events.

Invariant: one object for every kind of event, with exactly its fields.
Laws: whatever `to_dict` writes is valid; what is not valid, `from_dict` refuses. (The other way round there is more
than a schema can say: dates that do not exist, an instant before another one, spellings of a severity.)
"""

from __future__ import annotations

from slacal.contract.severity import Severity
from slacal.ticket.events import ATTEMPT_CHANNELS, KINDS, REPORT_CHANNELS
from slacal.ticket.report import FIELDS
from slacal.ticket.row import STAMP_PATTERN
from slacal.ticket.vocabulary import Side, Topic

__all__ = ["event_log_schema"]

Schema = dict[str, object]

_TEXT: Schema = {"type": ["string", "null"]}
_NAME: Schema = {"type": "string", "pattern": r"\S"}
_STAMP: Schema = {"type": "string", "pattern": STAMP_PATTERN, "description": "ISO 8601 with an offset"}
_SEVERITY: Schema = {
    "anyOf": [{"type": "integer"}, {"enum": list(Severity.spellings())}],
    "description": "a number the contract knows, or a name of the shipped contract's",
}
_REPORT: Schema = {
    "type": ["object", "null"],
    "properties": {
        name: {"type": ["array", "null"], "items": {"type": "string"}} if name == "attachments" else _TEXT
        for name in FIELDS
    },
    "additionalProperties": False,
}


def _words(*words: str) -> Schema:
    return {"enum": [*words, None]}


_OWN: dict[tuple[str, str], Schema] = {
    ("reported", "severity"): _SEVERITY,
    ("reported", "channel"): _words(*REPORT_CHANNELS),
    ("reported", "report"): _REPORT,
    ("reported", "follow_up_of"): {"type": ["string", "null"], "pattern": r"\S"},
    ("severity-changed", "severity"): _SEVERITY,
    ("customer-asked", "about"): _words(*Topic),
    ("customer-asked", "needed_since"): {**_STAMP, "type": ["string", "null"]},
    ("contact-attempted", "channel"): _words(*ATTEMPT_CHANNELS),
    ("contact-attempted", "evidence"): _TEXT,
}
_BY: Schema = {"enum": list(Side)}
_REQUIRED = ("severity", "by")


def event_log_schema() -> Schema:
    """The schema of one row of an event log, that is of one line of a JSON Lines file.

    >>> event_log_schema()["title"]
    'A row of a slacal event log'
    """
    kinds = [_kind(kind, event.own, (event.__doc__ or "").partition("\n")[0]) for kind, event in KINDS.items()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A row of a slacal event log",
        "description": "One event of a ticket; the rows of a ticket are in order, tickets interleaved at will.",
        "oneOf": kinds,
    }


def _kind(kind: str, own: tuple[str, ...], says: str) -> Schema:
    fields = {name: _BY if name == "by" else _OWN[kind, name] for name in own}
    return {
        "title": kind,
        "description": says,
        "type": "object",
        "properties": {"ticket": _NAME, "at": _STAMP, "event": {"const": kind}, **fields, "id": _TEXT},
        "required": ["ticket", "at", "event", *(name for name in own if name in _REQUIRED)],
        "additionalProperties": False,
    }
