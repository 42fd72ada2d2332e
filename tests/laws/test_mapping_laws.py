"""Laws of mappings: a foreign table is what it would be in our words, and what is read, the schema accepts."""

from __future__ import annotations

import copy
import csv
import json
import tomllib
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeGuard
from zoneinfo import ZoneInfo

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from slacal import ExportMapping, Judgement, MappingFileError, Severity
from slacal.audit.checker import Checked, Checker
from slacal.audit.mapping import mapping_schema
from slacal.contract.fields import is_list
from tests.audit.rows import judge

if TYPE_CHECKING:
    from collections.abc import Sequence

WARSAW = ZoneInfo("Europe/Warsaw")
WORDS = {severity: f"Level {severity.value}" for severity in Severity}
FORMS = ["%d-%m-%Y %H:%M", "%d/%b/%y %I:%M %p", "%Y%m%dT%H%M", "iso"]
MAPPINGS = sorted((Path(__file__).parents[2] / "docs" / "examples" / "mappings").glob("*.toml"))
DOCUMENTS = [tomllib.loads(path.read_text(encoding="utf-8")) for path in MAPPINGS]
SCHEMA = mapping_schema()


class Row(NamedTuple):
    severity: Severity
    reported: datetime
    responded: datetime | None


@st.composite
def histories(draw: st.DrawFn) -> list[Row]:
    """Tickets by the clocks of Warsaw, near clock changes, holidays and weekends as well as anywhere."""
    edges = st.sampled_from(
        [datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2026, 11, 11), datetime(2026, 5, 1)]
    )
    start = st.one_of(st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1)), edges)
    minutes = st.integers(0, 20_000).map(lambda number: timedelta(minutes=number))
    found: list[Row] = []
    for _ in range(draw(st.integers(1, 4))):
        reported = (draw(start) + draw(st.one_of(st.just(timedelta(hours=2, minutes=30)), minutes))).replace(
            second=0, microsecond=0
        )
        responded = draw(st.one_of(st.none(), minutes.map(reported.__add__)))
        found.append(Row(draw(st.sampled_from(Severity)), reported, responded))
    return found


@given(histories(), st.sampled_from(FORMS))
def test_a_foreign_table_is_the_table(rows: list[Row], form: str) -> None:
    """Law: written in foreign columns, words and stamps, and read through the mapping that tells so, it is the same."""

    def foreign(at: datetime | None) -> str:
        return "" if at is None else at.isoformat(" ") if form == "iso" else at.strftime(form)

    text = f"""
        format = 1
        tz = "Europe/Warsaw"
        stamps = "{form}"
        [tickets]
        ticket = ["Project", "No"]
        severity = "Level"
        reported_at = "In"
        responded_at = "Taken"
        [severities]
    """ + "\n".join(f'"{word}" = "{severity.name.lower().replace("_", "-")}"' for severity, word in WORDS.items())
    theirs = [
        ["S", str(no), WORDS[row.severity], foreign(row.reported), foreign(row.responded)]
        for no, row in enumerate(rows)
    ]
    ours = [
        [
            f"S-{no}",
            str(row.severity.value),
            row.reported.isoformat(),
            row.responded.isoformat() if row.responded else "",
        ]
        for no, row in enumerate(rows)
    ]
    mapped = read(["Project", "No", "Level", "In", "Taken"], theirs, ExportMapping.from_toml(text))
    assert mapped == read(["ticket", "severity", "reported_at", "responded_at"], ours, None)


def read(header: Sequence[str], rows: Sequence[Sequence[str]], mapping: ExportMapping | None) -> list[object]:
    """What becomes of a file, but for how it is written."""
    text = StringIO()
    csv.writer(text).writerows([header, *rows])
    checker = Checker(judge(), tz=None if mapping else WARSAW, mapping=mapping)
    return [told(row) for row in checker.file(BytesIO(text.getvalue().encode()), "f")]


def told(row: Checked) -> object:
    if isinstance(row, Judgement):
        unknown = row.unknown and row.unknown.field
        return row.ticket, row.severity, row.verdict, row.due, row.case.reported, row.case.responded, unknown
    assert isinstance(row, list)
    return [(one.line, one.column) for one in row]


# -- the schema --------------------------------------------------------------------------------------------------------

JUNK = st.one_of(
    st.sampled_from(["", " ", "ignore", "reported", "support", "form", "iso", "%d.%m.%Y", "hours", "reported_at", "X"]),
    st.sampled_from([[], ["X"], ["iso", "%Y%m%d"], {}, {"column": "X"}, {"constant": 3}, {"event": "responded"}]),
    st.sampled_from([{"column": "X", "after": "reported_at", "unit": "hours"}, {"columns": ["X", "Y"], "join": ""}]),
    st.integers(-1, 9),
    st.booleans(),
    st.just(1.5),
)  # fmt: skip
KEYS = st.sampled_from(
    ["tickets", "events", "words", "unknown", "stamps", "by", "closed_at", "id", "column", "later", "x"]
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, object]:
    """An example with something in it exchanged, added or taken out, at any depth."""
    document: dict[str, object] = copy.deepcopy(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(1, 2))):
        table = document
        while True:
            inner: list[dict[str, object]] = [value for value in table.values() if is_dict(value)]
            if not inner or draw(st.booleans()):
                break
            table = draw(st.sampled_from(inner))
        key = draw(st.one_of(st.sampled_from(sorted(table)), KEYS) if table else KEYS)
        if draw(st.booleans()) or key not in table:
            table[key] = copy.deepcopy(draw(JUNK))
        else:
            del table[key]
    return document


def is_dict(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def in_toml(value: object) -> str:
    if is_dict(value):
        return "{" + ", ".join(f"{json.dumps(key)} = {in_toml(inner)}" for key, inner in value.items()) + "}"
    return f"[{', '.join(map(in_toml, value))}]" if is_list(value) else json.dumps(value)


@given(documents())
def test_what_is_read_the_schema_accepts(document: dict[str, object]) -> None:
    text = "\n".join(f"{json.dumps(key)} = {in_toml(value)}" for key, value in document.items()) + "\n"
    assert tomllib.loads(text) == document
    try:
        ExportMapping.from_toml(text)
    except MappingFileError as error:
        assert error.problems
    else:
        jsonschema.validate(document, SCHEMA)
