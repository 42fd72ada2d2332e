"""Tickets from JSON Lines: one object a line.

Invariant: every line is one row (judged or rejected) or blank; no key of an object occurs twice.
Law: a good line is read whatever stands in the lines before and after it.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from slacal.audit.lines import LONGEST, is_text
from slacal.audit.rejected import Rejected
from slacal.audit.stamps import shown
from slacal.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.audit.case import Case
    from slacal.audit.cells import CaseReader
    from slacal.audit.eventcells import EventReader
    from slacal.audit.lines import Lines
    from slacal.audit.mapped import MappedNames, MappedReader
    from slacal.audit.names import Names

__all__ = ["read_json_lines"]


def read_json_lines(
    lines: Lines,
    file: str,
    names: Names | MappedNames,
    reader: CaseReader | MappedReader,
    events: EventReader,
    *,
    keep: bool,
) -> Iterator[Case | list[Rejected]]:
    """The cases and the rejected rows of the lines; with `keep`, the values of other keys too.

    Where the first object is an event, all are put into the log of `events`.
    """
    has_events: bool | None = None  # which shows in the first object
    while (line := lines.next()) is not None:
        number = lines.number
        if len(line) > LONGEST:
            yield [Rejected(file, number, None, shown(line), f"expected lines of at most {LONGEST} characters")]
            continue
        if not line.strip():
            continue
        try:
            row = _object(line)
        except InputError as error:
            yield [Rejected.from_error(error, file, number)]
            continue
        if has_events is None:
            has_events = names.is_event_log(row)
        if has_events:
            wrong = events.read(names.event_cells(row), number)
            if wrong:
                yield wrong
            continue
        cells, extra = names.cells(row, keep=keep)
        case = reader.read(cells, number, extra)
        if case is not None:
            yield case
    suspicion = names.suspicion()
    if suspicion is not None:
        yield [Rejected.from_error(suspicion, file, None)]


def _object(line: str) -> dict[str, object]:
    """The object a line holds."""
    text = line.strip()
    if not is_text(text):
        raise InputError("expected text in UTF-8, without NUL", value=shown(text))
    try:
        value: object = json.loads(text, object_pairs_hook=_Object)
    except InputError:
        raise
    except json.JSONDecodeError as error:
        raise InputError(
            f"expected a JSON object: {error.msg} at character {error.pos + 1}", value=shown(text)
        ) from None
    except (ValueError, RecursionError):
        expected = "expected a JSON object with numbers of at most 4300 digits, nested less deeply"
        raise InputError(expected, value=shown(text)) from None
    if not isinstance(value, _Object):
        raise InputError("expected a JSON object, one a line", value=shown(text))
    return value


class _Object(dict[str, object]):
    """A JSON object, with no key twice."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        if len(self) < len(pairs):
            twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
            values = ", ".join(shown(value) for key, value in pairs if key == twice)
            raise InputError("expected each key once", column=shown(twice), value=shown(values))
