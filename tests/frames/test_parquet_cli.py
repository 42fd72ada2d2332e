"""Parquet on the command line: what is said of a table is what is said of the same rows in CSV."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from slacal.cli import main
from slacal.frames.arrow import pa
from slacal.frames.parquet import pq

arrow_csv: Any = import_module("pyarrow.csv")

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NOW = "2026-11-20T12:00+01:00"
MORNING = datetime(2026, 11, 16, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("file", "mapping"),
    [
        ("tickets.csv", None),
        ("events.csv", None),
        ("exports/helpdesk-log.csv", "mappings/helpdesk-log.toml"),
        ("exports/jira.csv", "mappings/jira.toml"),
        ("exports/zendesk.csv", "mappings/zendesk.toml"),
    ],
)
def test_the_examples(file: str, mapping: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text for text, a table says what the file says."""
    options = ["--now", NOW, *(["--map", str(EXAMPLES / mapping)] if mapping else [])]
    code, expected = main(["check", str(EXAMPLES / file), *options]), capsys.readouterr()
    path = tmp_path / "table.parquet"
    pq.write_table(as_text(EXAMPLES / file), path)
    assert main(["check", str(path), *options]) == code
    said = capsys.readouterr()
    assert said.out == expected.out
    assert [line.partition(": ")[2] for line in said.err.splitlines()] == [
        line.partition(": ")[2] for line in expected.err.splitlines()
    ]


def as_text(path: Path) -> Any:
    """A table of what stands in a file; of columns with the same name, the first."""
    with path.open("rb") as file:
        header = file.readline().decode().strip().split(",")
    names = [name if header.index(name) == place else f"{name} {place}" for place, name in enumerate(header)]
    return arrow_csv.read_csv(
        path,
        read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=1),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )


def test_typed_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As programs write them: instants, numbers, nothing; a row that cannot be costs itself, and says where it is."""
    path = tmp_path / "table.parquet"
    table = pa.table({
        "ticket": [1, 2, 3],
        "severity": [1.0, 2.0, None],
        "reported_at": pa.array([MORNING] * 3, pa.timestamp("ns", "Europe/Warsaw")),
        "responded_at": pa.array([MORNING + timedelta(hours=1), None, None]),
        "attachments": [[b"\xff"], [], None],
    })  # fmt: skip
    pq.write_table(table, path)
    assert main(["check", str(path), "--now", NOW, "--format", "json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert [(row["ticket"], row["verdict"]) for row in report["tickets"]] == [("1", "met"), ("2", "breached")]
    assert report["tickets"][0]["extra"] == {"attachments": "[\"b'\\\\xff'\"]"}
    (rejected,) = report["rejected"]
    assert (rejected["file"], rejected["line"], rejected["column"]) == (str(path), 3, "severity")
