"""Mappings: what a foreign export's columns and words mean, as a file in TOML says it.

    format = 1
    tz = "Europe/Rome"                      # whose clock it is where stamps carry no offset
    stamps = "%d-%m-%Y %H:%M"               # how they are written, if not as ISO 8601

    [tickets]                               # one ticket a row ...
    ticket = "Number"                       # our column = theirs
    reported_at = "Created"

    [events]                                # ... or one event a row
    ticket = ["Project", "Number"]
    at = "Timestamp"
    activity = "Activity"

    [severities]                            # their word = ours
    "Critical" = 1

    [activities]
    "Taken over" = "responded"
    "Printed" = "ignore"

The file is read as contract files are: tables of fields are its form, and everything that is wrong with it is said at
once. A mapping decides nothing about a ticket: rows are rewritten in our columns and words, and then read as our own.

Invariant: there are tickets or events, not both; what an event has to say, a column or the activity says.
Law: a table written in foreign columns, and read through the mapping that tells so, is the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from slacal.audit.meanings import not_known
from slacal.audit.sources import EVENTS, FORMS, TICKETS, WORDS, Scalar, Sources
from slacal.audit.stampforms import StampForm
from slacal.contract.document import read_document
from slacal.contract.fields import ZONE, Field, Keyed, Number, Place, Section, Table, Text, is_table
from slacal.contract.problems import ContractFileError, ProblemsError
from slacal.errors import ContractError, EventError
from slacal.ticket.events import KINDS, Event

if TYPE_CHECKING:
    from pathlib import Path

    from slacal.contract.versions import Contracts

__all__ = ["MAPPING", "Deed", "ExportMapping", "MappingFileError", "mapping_schema"]

FORMAT = 1
_IGNORE = "ignore"
_ISO = (StampForm("iso"),)
_NEEDED = {"severity": 1, "by": "support"}  # what some events cannot do without, and an example of it


class MappingFileError(ProblemsError):
    """All that is wrong with a mapping file, at once."""


class Deed(NamedTuple):
    """What an activity is: a kind of event, and what it says of every such event; nothing of one to be ignored.

    `later` is what it is from the second time on that a ticket has such an event, where that is something else.
    """

    event: str
    says: tuple[tuple[str, str], ...] = ()
    later: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportMapping:
    """How to read a foreign export: a table with one ticket a row, or, where there are `activities`, one event a row.

    `sources` says where our columns stand, `stamps` how stamps are written and `tz` whose clock they mean;
    `severities`, `words` and `activities` say what theirs are in ours. An activity without an event is ignored, and so
    are unknown ones if `unknown` says so. `name` is that of the file.

    >>> mapping = ExportMapping.from_toml('''
    ... format = 1
    ... stamps = "%d-%m-%Y %H:%M"
    ... tz = "Europe/Warsaw"
    ... [tickets]
    ... ticket = "Number"
    ... severity = "Priority"
    ... reported_at = "Opened"
    ... responded_at = "Accepted"
    ... ''')
    >>> mapping.headers
    ('Number', 'Priority', 'Opened', 'Accepted')
    """

    sources: Sources = field(hash=False)
    stamps: tuple[StampForm, ...] = _ISO
    tz: ZoneInfo | None = None
    severities: Mapping[str, int | str] = field(default_factory=dict[str, int | str], hash=False)
    words: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    activities: Mapping[str, Deed] = field(default_factory=dict[str, Deed], hash=False)
    unknown: str = "reject"
    name: str = field(default="mapping", compare=False)

    @classmethod
    def from_toml(cls, source: str | Path) -> ExportMapping:
        """Read a mapping from a TOML file, or from TOML text (a `str` with a line break or an `=` in it).

        Raises `MappingFileError` with all that is wrong.
        """
        try:
            document = read_document(source, "mapping")
        except ContractFileError as error:
            raise MappingFileError(error.name, error.problems) from None
        problems: list[ContractError] = []
        mapping = MAPPING.read(document.data, Place(document, problems))
        if mapping is None:
            raise MappingFileError(document.name, sorted(problems, key=lambda problem: problem.line or 0))
        return replace(mapping, name=document.name)

    def meanings(self, contracts: Contracts) -> Mapping[str, int | str]:
        """The severities; `MappingFileError` with all of which no version of a contract knows the meaning."""
        problems = [
            ContractError(f"severities.{text}", error.value, f"one of {', '.join(error.known)}", None, error.suggestion)
            for text, error in not_known(self.severities, contracts)
        ]
        if problems:
            raise MappingFileError(self.name, problems)
        return self.severities

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of the foreign columns that are read, each once."""
        return tuple(dict.fromkeys(header for source in self.sources.values() for header in source.columns))

    @property
    def of_events(self) -> bool:
        """Whether a row is an event."""
        return bool(self.activities)


_WORD = Text("a word of theirs", str.strip)
_OURS = tuple(word for words in WORDS.values() for word in words)
_KINDS = (*KINDS, _IGNORE)
_KIND = Text(f"one of {', '.join(_KINDS)}", str, choices=_KINDS)
_EVENT = Field("event", _KIND, "what such an activity is", required=True)
_SAYS = tuple(
    Field(column, Text(f"one of {', '.join(words)}", str, choices=words), f"its {column!r}")
    for column, words in WORDS.items()
)
_LATER = Field("later", _KIND, "what it is once its ticket has had such an event")


def _deed(section: Section) -> Deed | None:
    event = section.get(_EVENT)
    says = tuple((says.name, word) for says in _SAYS if (word := section.get(says)) is not None)
    return None if event is None else Deed("" if event == _IGNORE else event, says, _later(section.get(_LATER)))


def _later(kind: str | None) -> str | None:
    return "" if kind == _IGNORE else kind


class _DeedKind:
    """An event, or a table with more about it."""

    table = Table((_EVENT, *_SAYS, _LATER), _deed)

    def read(self, value: object, place: Place) -> Deed | None:
        """The deed; refused where its events would lack something, or say what such an event does not."""
        if is_table(value):
            deed = self.table.read(value, place)
        else:
            event = _KIND.read(value, place)
            deed = None if event is None else Deed("" if event == _IGNORE else event)
        if deed is not None:
            _check_deed(deed, place)
        return deed

    @property
    def schema(self) -> dict[str, object]:
        """Either of the two."""
        return {"anyOf": [_KIND.schema, self.table.schema]}


_FORMAT = Field("format", Number(FORMAT, FORMAT), "the version of this form", required=True)
_TZ = Field("tz", ZONE, "whose clock it is where stamps carry no offset")
_STAMPS = Field("stamps", FORMS, "how stamps are written: as ISO 8601, if this is not given")
_TICKETS = Field("tickets", TICKETS, "the columns of a table with one ticket a row")
_EVENTS = Field("events", EVENTS, "the columns of a table with one event a row")
_SEVERITIES: Field[dict[str, int | str]] = Field(
    "severities", Keyed(_WORD, Scalar()), "what their severities are in the contract's numbers or names"
)
_WORDS = Field(
    "words", Keyed(_WORD, Text(f"one of {', '.join(_OURS)}", str, choices=_OURS)), "what their words are in ours"
)
_ACTIVITIES = Field("activities", Keyed(_WORD, _DeedKind(), 1), "which events their activities are")
_UNKNOWN = Field(
    "unknown", Text("reject or ignore", str, choices=("reject", _IGNORE)), "what becomes of other activities: reject"
)


def _mapping(section: Section) -> ExportMapping | None:
    section.get(_FORMAT)
    tz, stamps, severities, words = (
        section.get(_TZ), section.get(_STAMPS), section.get(_SEVERITIES), section.get(_WORDS)
    )  # fmt: skip
    tickets, events = section.get(_TICKETS), section.get(_EVENTS)
    activities, unknown = section.get(_ACTIVITIES), section.get(_UNKNOWN)
    shapes = [name for name in ("tickets", "events") if name in section.data]
    if len(shapes) != 1:
        section.place.child("tickets").refuse(shapes, "a table [tickets] or a table [events], one of the two")
    elif shapes == ["events"] and "activities" not in section.data:
        section.place.child("activities").refuse(None, f"to be given: {_ACTIVITIES.about}")
    elif shapes == ["tickets"]:
        for name in ("words", "activities", "unknown"):
            if name in section.data:
                section.place.child(name).refuse(section.data[name], "no such thing where a row is a ticket")
    if activities and not any(deed.event == "reported" for deed in activities.values()):
        place = section.place.child("activities")
        place.refuse(list(activities), "an activity that is 'reported', with which a ticket begins")
    sources = tickets or events
    if sources is None or section.place.problems:
        return None
    return ExportMapping(
        sources=sources,
        stamps=stamps or _ISO,
        tz=tz,
        severities=severities or {},
        words=words or {},
        activities=activities or {},
        unknown=unknown or "reject",
    )


def _check_deed(deed: Deed, place: Place) -> None:
    """Refuse a deed whose events would lack something, or say what such events do not."""
    if deed.event:
        _check_event(deed.event, dict(deed.says), place)
    elif deed.says or deed.later is not None:
        place.refuse(_IGNORE, "an event, as there is more to say of it")
    if deed.later:
        own = {column: word for column, word in deed.says if column in KINDS[deed.later].own}
        _check_event(deed.later, own, place.child(_LATER.name))


def _check_event(kind: str, says: Mapping[str, str], place: Place) -> None:
    """Refuse an event that could not be read, whatever its row has."""
    events = place.document.data.get(_EVENTS.name)
    needed = [column for column in _NEEDED if column in KINDS[kind].own and column not in says]
    for column in needed:
        if is_table(events) and column not in events:
            place.refuse(kind, f"a column {column!r} in [events], which such an event needs")
    example = {column: _NEEDED[column] for column in needed}
    try:
        Event.from_dict({"ticket": "T", "at": "2026-01-01T00:00Z", "event": kind, **example, **says})
    except EventError as error:
        place.child(error.field).refuse(says[error.field], error.expected, error.suggestion)


MAPPING: Table[ExportMapping] = Table(
    (_FORMAT, _TZ, _STAMPS, _TICKETS, _EVENTS, _SEVERITIES, _WORDS, _ACTIVITIES, _UNKNOWN),
    _mapping,
    "How to read an export of another system",
)
"""The form of a mapping file."""


def mapping_schema() -> dict[str, object]:
    """The JSON Schema of mapping files, in the draft of 2020-12.

    >>> sorted(mapping_schema()["properties"])[:3]
    ['activities', 'events', 'format']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "slacal mapping",
        **MAPPING.schema,
    }
