"""The event log as a JSON Schema: what a row may say, computed from the events.

Invariant: one object for every kind of event, with exactly its fields.
Law: a row is valid if and only if `from_dict` reads it, but for what a schema cannot say: 29 February of a year that
has none, `needed_since` after `at`, a ticket that follows itself, and which names of severities the contract knows.
"""

from __future__ import annotations

from slacal.ticket.events import ATTEMPT_CHANNELS, KINDS, REPORT_CHANNELS
from slacal.ticket.report import FIELDS
from slacal.ticket.row import NAME_PATTERN, NO_STAMP_PATTERN, STAMP_PATTERN, TEXT_PATTERN
from slacal.ticket.vocabulary import Side, Topic

__all__ = ["event_log_schema"]

Schema = dict[str, object]

_TEXT: Schema = {"type": "string", "pattern": TEXT_PATTERN}
_NAME: Schema = {"type": "string", "pattern": NAME_PATTERN}
_STAMP: Schema = {
    "type": "string",
    "pattern": STAMP_PATTERN,
    "not": {"type": "string", "pattern": NO_STAMP_PATTERN},
    "description": "ISO 8601 with an offset",
}
_SEVERITY: Schema = {
    "type": ["integer", "string"],
    "pattern": NAME_PATTERN,
    "description": "a number or a name the contract knows",
}


def _maybe(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


_REPORT: Schema = {
    "type": ["object", "null"],
    "properties": {
        name: {"type": ["array", "null"], "items": _TEXT} if name == "attachments" else _maybe(_TEXT) for name in FIELDS
    },
    "additionalProperties": False,
}


def _words(*words: str) -> Schema:
    return {"enum": [*words, None]}


_OWN: dict[tuple[str, str], Schema] = {
    ("reported", "severity"): _SEVERITY,
    ("reported", "channel"): _words(*REPORT_CHANNELS),
    ("reported", "report"): _REPORT,
    ("reported", "follow_up_of"): _maybe(_NAME),
    ("severity-changed", "severity"): _SEVERITY,
    ("customer-asked", "about"): _words(*Topic),
    ("customer-asked", "needed_since"): _maybe(_STAMP),
    ("contact-attempted", "channel"): _words(*ATTEMPT_CHANNELS),
    ("contact-attempted", "evidence"): _maybe(_TEXT),
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
        "properties": {"ticket": _NAME, "at": _STAMP, "event": {"const": kind}, **fields, "id": _maybe(_NAME)},
        "required": ["ticket", "at", "event", *(name for name in own if name in _REQUIRED)],
        "additionalProperties": False,
    }
