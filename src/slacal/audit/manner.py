"""Manners: how messages call what their reader can set: arguments in Python, options on the command line, mappings.

Invariant: no other module of this room says how a zone, a header or the meaning of a severity is given.
Law: what a message proposes can be pasted and works.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from shlex import quote

__all__ = ["COMMAND", "PYTHON", "Manner"]

_ACTIVE = frozenset('"$`\\!')  # within double quotes
_is_bare = re.compile(r"[\w.,:/@%+-]+").fullmatch


@dataclass(frozen=True, slots=True)
class Manner:
    """What to write for a zone, and how to say which header a column has and what a foreign severity means.

    `columns` is the name of the argument or option itself.
    """

    zone: str
    columns: str
    _column: str
    _severity: str

    def column(self, column: str, header: str) -> str:
        """How to say that a column has a header.

        >>> print(PYTHON.column("reported_at", "Created"), "or", COMMAND.column("reported_at", "Created at"))
        columns={'reported_at': 'Created'} or --column reported_at="Created at"
        """
        return self._column.format(column=column, header=header, quoted=_quoted(header))

    def severity(self, text: str) -> str:
        """How to say that a text means severity 1."""
        return self._severity.format(text=text)

    def of_mapping(self, name: str) -> Manner:
        """The same where a mapping file says how things are written: there it is to be set.

        >>> print(COMMAND.of_mapping("jira.toml").severity("P1"))
        "P1" = 1 under [severities] in jira.toml
        """
        plain = name.replace("{", "{{").replace("}", "}}")
        severity = f'"{{text}}" = 1 under [severities] in {plain}'
        return replace(self, zone=f'tz = "Europe/Warsaw" in {name}', _severity=severity)


def _quoted(text: str) -> str:
    """A text as shells take it as it is: in double quotes where that will do, as every shell has those."""
    if _is_bare(text):
        return text
    return quote(text) if _ACTIVE.intersection(text) else f'"{text}"'


PYTHON = Manner("tz='Europe/Warsaw'", "columns", "columns={{{column!r}: {header!r}}}", "severities={{{text!r}: 1}}")
COMMAND = Manner("--tz Europe/Warsaw", "--column", "--column {column}={quoted}", "--severity-map {text}=1")
