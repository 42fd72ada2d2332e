"""Records: where one ends that is longer than a row may be, and whether it ends at all.

    7: T-1,1,2026-03-05T10:00Z,"the log I sent:     a quote opens
    8: T-2,1,2026-03-05T11:00Z,                     no ticket, but part of the text
    ...
    2009: end of log"                               it closes: lines 7 to 2009 are one record
    2010: T-2,1,2026-03-05T11:00Z,"x"               had it not, this quote would close before an x: then line 7 is
                                                    at fault alone, and all others are rows

Of the lines only the count of fields is remembered, and whether a quote is open; the lines themselves wait in a
temporary file until it is known whether they are rows.

Invariant: after a search that found no end, all lines come again.
Law: a record ends where the `csv` module, strict and without limits, says so, if it has the fields of the header and
none of our columns runs over lines; else it has no end.
"""

from __future__ import annotations

import csv
from itertools import chain
from typing import TYPE_CHECKING

from slacal.audit.lines import LookAhead

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from slacal.audit.lines import Lines

__all__ = ["end_of_record"]


def end_of_record(lines: Lines, begun: Sequence[str], delimiter: str, *, width: int, ours: Container[int]) -> int | str:
    """The number of the line on which a record ends, or what is wrong with its quote, where it has no end.

    `begun` are its first lines, already taken from `lines`; `width` is how many fields it should have, and `ours`
    are those that may not run over lines, by index. Of lines longer than a field may be, only quotes are counted.
    """
    fields, counted, is_open, start = 1, True, False, lines.number - len(begun) + 1
    with LookAhead(lines) as ahead:
        for number, line in enumerate(chain(begun, ahead), start):
            if is_open and '"' not in line:
                continue
            if len(line) > csv.field_size_limit():
                is_open, counted = is_open != bool(line.count('"') % 2), False
            else:
                more = _fields(line, delimiter, is_open=is_open)
                if more is None:
                    ahead.put_back()
                    return f"a quote that is never closed: the next that could, on line {number}, has text after it"
                fields += abs(more) - 1
                is_open = more < 0
            if not is_open and (number == start or not counted or fields == width):
                return number
            if not is_open or (counted and fields - 1 in ours):
                ahead.put_back()
                if is_open:
                    return "a quote that is not closed on its line, in a column that has to stand on one"
                return f"a quote that is never closed: the next that could, on line {number}, makes {fields} fields"
        ahead.put_back()
    return "a quote that is never closed"


def _fields(line: str, delimiter: str, *, is_open: bool) -> int | None:
    """How many fields a line has a part of, negative where a quote is open at its end; None where quoting is broken."""
    text = f'"{line}' if is_open else line
    for sign, closing in ((1, ""), (-1, '"')):
        try:
            return sign * len(next(csv.reader([f"{text}{closing}\n"], delimiter=delimiter, strict=True)))
        except csv.Error:
            continue
    return None
