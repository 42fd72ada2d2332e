"""The document: a TOML text as nested tables, with the line on which each key stands.

Invariant: what is read is text of at most a megabyte; nothing in it is believed yet.
Law: reading ends in tables or in a `ContractFileError` that says where the text stops being TOML, never otherwise.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from slacal.contract.problems import ContractFileError
from slacal.errors import ContractError, SlacalTypeError

__all__ = ["MOST_BYTES", "Document", "endless_key", "read_document"]

MOST_BYTES = 1_000_000
"""A contract is a page or two; a file larger than this is something else."""

_MOST_PARTS = 100  # of a key; one of many takes the square of their number

KeyPath = tuple[str, ...]

_HEADER = re.compile(r"\s*(?P<opening>\[\[?)(?P<key>[^\]#]+)\]\]?\s*(?:#.*)?")
_KEY = re.compile(
    r"""\s*(?P<key>(?:[\w\-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w\-]+|"[^"]*"|'[^']*'))*)\s*=(?P<value>.*)"""
)
_PART = re.compile(r"""([\w\-]+)|"([^"]*)"|'([^']*)'""")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_DOTTED = re.compile(r"(?<![\w\-])[\w\-]++(?:[ \t]*+\.[ \t]*+[\w\-]++)++")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")

_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate inline table key")


class Document(NamedTuple):
    """Tables, the name of the file they come from, and the lines of their keys."""

    name: str
    data: dict[str, object]
    lines: dict[KeyPath, int]

    def line_of(self, path: KeyPath) -> int | None:
        """The line of a key, or of the nearest table around it whose line is known."""
        return next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), None)


def read_document(source: str | Path, what: str = "contract") -> Document:
    """Read a file, or TOML text: a `str` with a line break or an `=` in it, or with nothing, is text.

    `what` it is names a text. Raises `ContractFileError`.
    """
    if not isinstance(source, (str, Path)):
        raise SlacalTypeError("source", source, "a path, or TOML as text")
    if isinstance(source, Path) or (source.strip() and not ("\n" in source or "=" in source)):
        name, text = str(source), _text_of(Path(source))
    else:
        name, text = what, source.removeprefix("\ufeff")
        if len(text) > MOST_BYTES:
            raise _refused(name, f"{len(text)} characters", f"at most {MOST_BYTES}")
    endless = endless_key(text)
    if endless is not None:
        raise _refused(name, "a key of more", f"keys of at most {_MOST_PARTS} parts", endless)
    try:
        return Document(name, tomllib.loads(text), _lines(text))
    except ValueError as error:
        raise _no_toml(name, text, str(error)) from None
    except RecursionError:
        raise _refused(name, "tables nested too deeply", "TOML") from None


def _no_toml(name: str, text: str, message: str) -> ContractFileError:
    """The refusal of a text for what `tomllib` says of it, with the line it says it of."""
    place = _AT_LINE.search(message)
    rows = text.split("\n")
    line = int(place[1]) if place is not None and place[1] is not None else len(rows)
    what = _AT_LINE.sub("", message)
    expected = "TOML in which each key stands once" if what.startswith(_TWICE) else f"TOML ({what})"
    return _refused(name, rows[line - 1].strip("\r"), expected, line)


def endless_key(text: str) -> int | None:
    """The number of the first line of TOML with what may be a key of more parts than anybody writes; None for none."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") >= _MOST_PARTS:
            runs = _DOTTED.findall(_QUOTED.sub("_", line))
            if any(run.count(".") >= _MOST_PARTS for run in runs):
                return number
    return None


def _text_of(path: Path) -> str:
    name = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise _refused(name, reason, "a readable file") from None
    if len(data) > MOST_BYTES:
        raise _refused(name, f"more than {MOST_BYTES} bytes", f"at most {MOST_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(name, data[error.start : error.start + 1], "UTF-8", line) from None


def _refused(name: str, value: object, expected: str, line: int | None = None) -> ContractFileError:
    return ContractFileError(name, [ContractError("file", value, expected, line)])


def _lines(text: str) -> dict[KeyPath, int]:
    """Where keys stand, as far as a look at the beginnings of the lines tells; the first place of each counts."""
    lines: dict[KeyPath, int] = {}
    rows: Counter[KeyPath] = Counter()  # of lists of tables
    table: KeyPath = ()
    inside = ""  # the quotes of a text that goes on over the line's end
    for number, line in enumerate(text.split("\n"), 1):
        if inside:
            inside = "" if inside in line else inside
            continue
        header = _HEADER.fullmatch(line)
        if header is not None:
            table = _parts(header["key"])
            lines.setdefault(table, number)
            if header["opening"] == "[[":
                rows[table] += 1
                table = (*table, str(rows[table] - 1))
                lines[table] = number
            continue
        key = _KEY.match(line)
        if key is not None:
            lines.setdefault((*table, *_parts(key["key"])), number)
            inside = next((quotes for quotes in ('"""', "'''") if key["value"].count(quotes) % 2), "")
    return lines


def _parts(key: str) -> KeyPath:
    return tuple(bare or double or single for bare, double, single in _PART.findall(key))
