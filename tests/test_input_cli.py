"""What is read: files of lines, tables, standard input, and what cannot be read."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from slacal import InputError

from .audit.test_tablein import ListedBatch
from .test_cli import Slacal, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

__all__ = ["run"]

PARQUET = b"PAR1 and so on"


class Table:
    """A reader of Parquet that knows one file."""

    header = ("ticket", "severity", "reported_at", "responded_at")

    def __init__(self, stream: BinaryIO) -> None:
        if stream.read() != PARQUET:
            raise InputError("expected a readable Parquet file: it is another")

    def batches(self, columns: Sequence[int]) -> Iterator[ListedBatch]:
        row = ("LATE", "1", "2026-11-16T09:00+01:00", "2026-11-18T12:00+01:00")
        yield ListedBatch([[row[i] for i in columns]], has_lines=True)


@pytest.fixture
def with_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra `frames` is there, whether or not it is installed."""
    frames = ModuleType("slacal.frames")
    frames.parquet = ModuleType("slacal.frames.parquet")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setitem(sys.modules, "slacal.frames", frames)
    monkeypatch.setitem(sys.modules, "slacal.frames.parquet", frames.parquet)
    monkeypatch.setattr(frames.parquet, "ParquetTable", Table, raising=False)


@pytest.mark.usefixtures("with_extra")
def test_a_table_is_known_by_its_first_bytes(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its name, and on standard input too."""
    Path("tickets.csv").write_bytes(PARQUET)
    done = run.check("tickets.csv")
    assert (done.code, done.err) == (1, "")
    assert "  LATE  " in done.out
    with Path("tickets.csv").open("rb") as stream:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
        assert run.check("-") == done


@pytest.mark.usefixtures("with_extra")
def test_a_table_that_cannot_be_read_costs_itself(run: Slacal) -> None:
    Path("bad.parquet").write_bytes(PARQUET[:-1])
    Path("good.parquet").write_bytes(PARQUET)
    done = run.check("bad.parquet", "good.parquet")
    assert done.code == 2
    assert done.err.startswith("bad.parquet: expected a readable Parquet file: it is another\n")
    assert "  LATE  " in done.out


def test_without_the_extra_that_is_said(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("slacal.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    Path("tickets.parquet").write_bytes(PARQUET)
    done = run.check("tickets.parquet")
    assert done.code == 2
    assert 'pip install "slacal[frames]"' in done.err


class Broken(io.RawIOBase):
    """A stream that fails from the first byte on."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:  # noqa: ARG002  what a stream is read into
        raise OSError(5, "Input/output error")


def test_a_stream_that_cannot_be_looked_into(run: Slacal, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what it is when it is read: a rejected row, and no traceback."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Broken())))
    done = run.check("-")
    assert done.code == 2
    assert "Input/output error" in done.err
