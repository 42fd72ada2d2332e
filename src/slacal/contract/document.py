"""The document: a TOML text as nested tables, with the line on which each key stands.

Invariant: what is read is text of at most a megabyte; nothing in it is believed yet.
Law: reading ends in tables or in a `ContractFileError` that says where the text stops being TOML, never otherwise.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from slacal.contract.problems import ContractFileError
from slacal.errors import ContractError

__all__ = ["MOST_BYTES", "Document", "read_document"]

MOST_BYTES = 1_000_000
"""A contract is a page or two; a file larger than this is something else."""

KeyPath = tuple[str, ...]

_HEADER = re.compile(r"\s*\[\[?\s*(?P<key>[^\]#]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(
    r"""\s*(?P<key>(?:[\w\-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w\-]+|"[^"]*"|'[^']*'))*)\s*=(?P<value>.*)"""
)
_PART = re.compile(r"""([\w\-]+)|"([^"]*)"|'([^']*)'""")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


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
    if isinstance(source, Path) or (source.strip() and not ("\n" in source or "=" in source)):
        name, text = str(source), _text_of(Path(source))
    else:
        name, text = what, source
        if len(text) > MOST_BYTES:
            raise _refused(name, f"{len(text)} characters", f"at most {MOST_BYTES}")
    try:
        return Document(name, tomllib.loads(text), _lines(text))
    except ValueError as error:
        message = str(error)
        place = _AT_LINE.search(message)
        line = None if place is None or place[1] is None else int(place[1])
        if place is not None and place[1] is None:
            line = text.count("\n") + 1
        raise _refused(name, _AT_LINE.sub("", message), "TOML", line) from None
    except RecursionError:
        raise _refused(name, "tables nested too deeply", "TOML") from None


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
    table: KeyPath = ()
    inside = ""  # the quotes of a text that goes on over the line's end
    for number, line in enumerate(text.splitlines(), 1):
        if inside:
            inside = "" if inside in line else inside
            continue
        header = _HEADER.fullmatch(line)
        if header is not None:
            table = _parts(header["key"])
            lines.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key is not None:
            lines.setdefault((*table, *_parts(key["key"])), number)
            inside = next((quotes for quotes in ('"""', "'''") if key["value"].count(quotes) % 2), "")
    return lines


def _parts(key: str) -> KeyPath:
    return tuple(bare or double or single for bare, double, single in _PART.findall(key))
