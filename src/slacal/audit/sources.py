"""Sources: where in a foreign row one of our columns stands, and how it is written there.

    reported_at = "Created"                                          a column
    ticket = ["Project", "No"]                                       several, joined by a hyphen
    severity = { column = "Priority", constant = 4 }                 4 where the column is empty
    closed_at = { column = "Closed", stamps = "epoch-seconds" }      written in a way of its own
    responded_at = { column = "Reply in minutes", after = "reported_at", unit = "minutes" }

Invariant: a source has a column or a constant.
Law: what a source's kind reads without a problem, its schema accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from slacal.audit.case import STAMPS
from slacal.audit.stampforms import NAMED_FORMS, StampForm, checked_forms
from slacal.contract.fields import Field, Place, Rows, Section, Table, Text, is_list, is_table
from slacal.errors import ContractError
from slacal.ticket.vocabulary import Channel, Side, Topic
from slacal.worktime.words import nearest

__all__ = ["EVENTS", "FORMS", "TICKETS", "WORDS", "Scalar", "Source", "Sources"]

Schema = dict[str, object]

WORDS: dict[str, tuple[str, ...]] = {
    column: tuple(word.value for word in words)
    for column, words in (("by", Side), ("channel", Channel), ("about", Topic))
}
"""The columns of an event log that hold words, and ours for them."""

_UNITS = {"seconds": 1_000_000, "minutes": 60_000_000, "hours": 3_600_000_000}


@dataclass(frozen=True, slots=True)
class Source:
    """The headers of the columns, joined by `join`, or a `constant`, which also stands where they are empty.

    `stamps` are the forms of a stamp, where they are not the mapping's. With `after`, the column holds a length of
    time in units of `unit_us` microseconds that passed after the stamp of that column of ours.
    """

    columns: tuple[str, ...] = ()
    join: str = "-"
    constant: int | str = ""
    stamps: tuple[StampForm, ...] = ()
    after: str = ""
    unit_us: int = 0


Sources = Mapping[str, Source]
"""Where our columns stand, by their names."""


class Scalar:
    """Text or a whole number, as people write severities."""

    def read(self, value: object, place: Place) -> int | str | None:
        """The value."""
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip():
            return value.strip()
        place.refuse(value, "a number or a name")
        return None

    @property
    def schema(self) -> Schema:
        """Either of the two."""
        return {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"\S"}]}


_HEADER = Text("the header of a column", str.strip)


class _Forms:
    """A form of stamps, or a list of them."""

    one = Text(f"{', '.join(NAMED_FORMS)}, or a form such as '%d-%m-%Y %H:%M'", StampForm)
    several = Rows(one, "a list of forms", 1)

    def read(self, value: object, place: Place) -> tuple[StampForm, ...] | None:
        """The forms."""
        if not is_list(value):
            form = self.one.read(value, place)
            return None if form is None else (form,)
        forms = self.several.read(value, place)
        try:
            return None if forms is None else checked_forms(forms)
        except ContractError as error:
            place.refuse(error.value, error.expected)
            return None

    @property
    def schema(self) -> Schema:
        """One of them, or several."""
        return {"anyOf": [self.one.schema, self.several.schema]}


FORMS = _Forms()
"""How stamps are written."""


@dataclass(frozen=True, slots=True)
class _SourceKind:
    """A header, or a table that says more; for some columns a list of headers."""

    table: Table[Source]
    rows: Rows[str] | None = None

    def read(self, value: object, place: Place) -> Source | None:
        """The source."""
        if is_table(value):
            return self.table.read(value, place)
        if self.rows is not None and is_list(value):
            headers = self.rows.read(value, place)
            return None if headers is None else Source(headers)
        header = _HEADER.read(value, place)
        return None if header is None else Source((header,))

    @property
    def schema(self) -> Schema:
        """Any of these."""
        several = [] if self.rows is None else [self.rows.schema]
        return {"anyOf": [_HEADER.schema, self.table.schema, *several]}


_COLUMN = Field("column", _HEADER, "the header of a column")
_NEEDED = Field("column", _HEADER, "the header of a column", required=True)
_COLUMNS = Field("columns", Rows(_HEADER, "a list of headers", 1), "the headers of several", required=True)
_JOIN = Field("join", Text("text", str, pattern=""), "what goes between them, if not a hyphen")
_CONSTANT: Field[int | str] = Field(
    "constant", Scalar(), "what it is where the column is empty, or where there is none"
)
_OWN_FORMS = Field("stamps", FORMS, "how the stamps of this column are written")
_AFTER = Field("after", Text(f"one of {', '.join(STAMPS)}", str, choices=STAMPS), "our column whose stamp it follows")
_UNIT = Field("unit", Text(f"one of {', '.join(_UNITS)}", str, choices=tuple(_UNITS)), "in which the column counts")


def _plain(constant: Field[int | str]) -> _SourceKind:
    def build(section: Section) -> Source | None:
        column, value = section.get(_COLUMN), section.get(constant)
        if column is None and value is None:
            section.place.refuse(dict(section.data), "a column, a constant, or both")
            return None
        return Source(() if column is None else (column,), constant="" if value is None else value)

    return _SourceKind(Table((_COLUMN, constant), build))


def _word(column: str) -> _SourceKind:
    words = WORDS[column]
    constant: Field[int | str] = replace(_CONSTANT, kind=Text(f"one of {', '.join(words)}", str, choices=words))
    return _plain(constant)


def _named(section: Section) -> Source | None:
    columns, join = section.get(_COLUMNS), section.get(_JOIN)
    return None if columns is None else Source(columns, join="-" if join is None else join)


def _stamped(section: Section) -> Source | None:
    column, forms, after, unit = (
        section.get(_NEEDED),
        section.get(_OWN_FORMS),
        section.get(_AFTER),
        section.get(_UNIT),
    )
    if (after is None) != (unit is None):
        missing, there = ("unit", after) if unit is None else ("after", unit)
        section.place.child(missing).refuse(None, f"to be given, beside {there!r}")
    if forms is not None and after is not None:
        section.place.child("stamps").refuse(section.data["stamps"], "no stamps where a column counts time")
    if column is None:
        return None
    return Source((column,), stamps=forms or (), after=after or "", unit_us=_UNITS.get(unit or "", 0))


_NAME = _SourceKind(Table((_COLUMNS, _JOIN), _named), Rows(_HEADER, "a list of headers", 1))
_PLAIN = _plain(_CONSTANT)
_STAMP = _SourceKind(Table((_NEEDED, _OWN_FORMS, _AFTER, _UNIT), _stamped))
_MOMENT = _SourceKind(Table((_NEEDED, _OWN_FORMS), _stamped))

_TICKET = Field("ticket", _NAME, "the ticket's name", required=True)
_TICKET_FIELDS = (
    _TICKET,
    Field("severity", _PLAIN, "how grave it is", required=True),
    Field("reported_at", _MOMENT, "when it was reported", required=True),
    Field("responded_at", _STAMP, "when support had confirmed it and started to work on it"),
    Field("acknowledged_at", _STAMP, "when support confirmed it"),
    Field("started_at", _STAMP, "when support started to work on it"),
    Field("closed_at", _STAMP, "when it was closed"),
)
_EVENT_FIELDS = (
    _TICKET,
    Field("at", _MOMENT, "when it happened", required=True),
    Field("activity", _PLAIN, "what happened, in words that [activities] explains", required=True),
    Field("severity", _PLAIN, "how grave it is, for what is reported and for changes of severity"),
    Field("by", _word("by"), "which side did it, for solutions"),
    Field("channel", _word("channel"), "how a problem was reported, or contact attempted"),
    Field("about", _word("about"), "what the customer was asked about"),
    Field("needed_since", _MOMENT, "since when support had needed what it asked for"),
    Field("evidence", _PLAIN, "where an attempt is recorded"),
    Field("report", _PLAIN, "the problem report, an object in JSON"),
    Field("follow_up_of", _PLAIN, "the closed ticket this one follows"),
    Field("id", _PLAIN, "the event's id"),
)


def _reader(fields: tuple[Field[Source], ...]) -> Callable[[Section], Sources | None]:
    def read(section: Section) -> Sources | None:
        before = len(section.place.problems)
        found = {field.name: source for field in fields if (source := section.get(field)) is not None}
        return found if len(section.place.problems) == before else None

    return read


def _tickets(section: Section) -> Sources | None:
    sources = _reader(_TICKET_FIELDS)(section)
    if sources is None:
        return None
    if "responded_at" not in sources and not {"acknowledged_at", "started_at"} <= sources.keys():
        section.place.child("responded_at").refuse(None, "to be given, or acknowledged_at and started_at")
    for column, source in sources.items():
        base = sources.get(source.after)
        if source.after and (base is None or base.after):
            exact = [name for name in STAMPS if name in sources and not sources[name].after]
            place = section.place.child(column).child("after")
            place.refuse(source.after, f"one of {', '.join(exact)}", nearest(source.after, exact))
    return sources


TICKETS: Table[Sources] = Table(_TICKET_FIELDS, _tickets, "Where a row has what a flat ticket has")
"""The form of a table with one ticket a row."""

EVENTS: Table[Sources] = Table(_EVENT_FIELDS, _reader(_EVENT_FIELDS), "Where a row has what an event has")
"""The form of a table with one event a row."""
