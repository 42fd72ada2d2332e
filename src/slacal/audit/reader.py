"""The reader: which form a file has, and its rows.

Invariant: whatever the bytes, what comes out are cases and rejected rows, never an exception.
Law: the form shows in the first character that is not blank: `{` is JSON Lines, anything else CSV.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.csvin import read_csv
from slacal.audit.jsonin import read_json_lines
from slacal.audit.lines import Lines
from slacal.audit.rejected import Rejected
from slacal.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from slacal.audit.case import Case
    from slacal.audit.cells import CaseReader, Plain
    from slacal.audit.eventcells import EventReader
    from slacal.audit.mapped import MappedNames, MappedReader
    from slacal.audit.names import Names
    from slacal.audit.quick import QuickReader

__all__ = ["read_tickets"]


def read_tickets(
    stream: BinaryIO,
    file: str,
    names: Names | MappedNames,
    reader: CaseReader | MappedReader,
    events: EventReader,
    *,
    keep: bool,
    quick: QuickReader | None = None,
) -> Iterator[Case | list[Rejected] | Plain]:
    """The cases and the rejected rows of a file; with `keep`, cases carry the other columns along.

    The rows of an event log are put into the log of `events`, those that `quick` takes do not come out.
    """
    lines = Lines(stream)
    try:
        line = lines.next()
        if line is None:
            yield [Rejected(file, None, None, None, "expected a header or an object, found an empty file")]
            return
        while line is not None and not line.strip():
            line = lines.next()
        start = "" if line is None else line.strip()
        if line is not None:
            lines.put_back([line])
        if not start:
            yield [Rejected(file, None, None, None, "expected a header or an object, found blank lines only")]
        elif start.startswith("[") or start == "{":
            yield [Rejected(file, None, None, None, "expected JSON Lines: one object a line, and no list around them")]
        elif start.startswith("{"):
            yield from read_json_lines(lines, file, names, reader, events, keep=keep)
        else:
            yield from read_csv(lines, file, names, reader, events, keep=keep, quick=quick)
    except OSError as error:
        yield [Rejected.from_error(InputError.unreadable(error, file), file, None)]
    finally:
        lines.release()
