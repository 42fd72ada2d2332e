"""The fast judge of `slacal check`: blocks of CSV, read by PyArrow and judged by the kernel.

A row is counted here where its stamps carry offsets, or none of the block does and each is one instant of the zone
that is given; where they are in order, none of them after the instant of the check or near the ends of what a datetime
can say; where its severity has a budget of working time on the contract's own hours, it was answered, or breached
without being closed, and every reading of the contract gives the same verdict. All others are told one by one, and with
them the worst breaches, which a report shows.

Invariant: what PyArrow reads as an instant is one that the checker reads the same way (a test compares them). It takes
a date for its midnight, which the checker does not: rows with a local midnight are told one by one.
Law: counting these rows is adding the judgements of each.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from slacal.audit.case import STAMPS
from slacal.audit.cells import NAMED
from slacal.audit.lines import LONGEST
from slacal.audit.quick import Block, Counted
from slacal.audit.stamps import FIRST_US, LAST_US
from slacal.audit.usage import MOST_SHARE
from slacal.errors import InputError
from slacal.frames import answers
from slacal.frames.arrow import pa
from slacal.frames.columns import Stamps, ints_of, us_of
from slacal.frames.kernel import MISSING, Kernel
from slacal.frames.zones import local_days, to_instants
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import DAY_US

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

    from slacal.audit.header import Header
    from slacal.audit.judge import Judge
    from slacal.frames.buckets import Column

__all__ = ["FastJudge", "shares_of"]

csv: Any = import_module("pyarrow.csv")

_INSTANT, _WALL = pa.timestamp("us", "UTC"), pa.timestamp("us")
_TEXT = pa.string()
_MANY = pa.dictionary(pa.int32(), pa.string())
_KNOWN_US = FIRST_US + 5 * DAY_US, LAST_US - 5 * DAY_US
"""A week from the ends of what a datetime can say: beyond, stamps are rejected, or their local dates are not told."""


class _Plain(NamedTuple):
    """Rows whose stamps are exact and in order: `end` is the response, or the instant of the check where `is_open`."""

    reported: Column
    end: Column
    severities: Column
    is_open: NDArray[np.bool_]


class FastJudge:
    """Judges blocks as a judge does; of the breached rows that it counts, none is among the `worst` of its block.

    `tz` is whose clock it is where stamps carry no offset. Where `worst` is None, all breached rows are told.
    """

    def __init__(self, judge: Judge, tz: ZoneInfo | None, worst: int | None) -> None:
        self._judge = judge
        self._tz = tz
        self._worst = worst
        self._kinds = (_INSTANT,) if tz is None else (_INSTANT, _WALL)
        self._kernel = Kernel.of(judge.contract.calendar)

    def __call__(
        self, text: str, lines: Sequence[str], header: Header, delimiter: str, severity: Callable[[str], int]
    ) -> Block | None:
        """The block, read and judged; None where a cell is no plain stamp, or a row of another width."""
        if max(map(len, lines)) > LONGEST:
            return None
        table = _read(text, header, delimiter, self._kinds)
        if table is None or len(table) != len(lines):
            return None
        names = _names(table["ticket"].to_pylist())
        if names is None:
            return None
        count = len(names)
        absent, exact = np.full(count, MISSING), np.ones(count, np.bool_)
        reported, responded, acknowledged, started, closed = (
            self._instants(table[name].combine_chunks(), name, exact) if name in table.column_names else absent
            for name in STAMPS
        )
        severities = self._severities(table["severity"], severity)
        halves = (acknowledged != MISSING) | (started != MISSING)
        response = np.where(responded == MISSING, np.maximum(acknowledged, started), responded)
        first = np.where(responded == MISSING, np.minimum(acknowledged, started), responded)
        now_us, first_us, last_us = self._judge.now_us, *_KNOWN_US
        last_us = min(last_us, now_us)
        is_open = (response == MISSING) & (closed == MISSING)
        end = np.where(is_open, now_us, response)
        plain = exact & (severities != MISSING) & (first_us <= reported) & (reported <= np.minimum(end, last_us))
        plain &= is_open | ((first >= reported) & (end <= last_us) & ~(halves & (responded != MISSING)))
        plain &= (closed == MISSING) | ((closed >= end) & (closed <= last_us))
        rows = np.flatnonzero(plain)
        counted, numbers = self._counted(_Plain(reported[rows], end[rows], severities[rows], is_open[rows]))
        plain[rows] = counted
        return Block(names, np.flatnonzero(~plain).tolist(), numbers)

    def _instants(self, stamps: Any, name: str, exact: NDArray[np.bool_]) -> Column:
        """The instants of a column; rows whose stamp may be none, or leave room, are no longer `exact`."""
        if self._tz is None or stamps.type == _INSTANT:
            return Stamps().read(stamps, name)
        wall = us_of(stamps)
        past = np.where(wall > self._judge.now_us + DAY_US, MISSING, wall)  # of the others no row is counted
        instants = to_instants(past, self._tz, name, "null", "null")
        exact &= (wall == MISSING) | ((instants != MISSING) & (wall % DAY_US != 0))
        return instants

    def _severities(self, column: Any, severity: Callable[[str], int]) -> Column:
        """The severities that have a budget here, by row; `MISSING` for all others."""
        found = np.full(len(column), MISSING)
        row = 0
        for chunk in column.chunks:
            meant: list[int] = []
            for text in chunk.dictionary.to_pylist():
                try:
                    number = severity(text)
                except InputError:
                    number = MISSING
                meant.append(number if self._judge.budgets.get(number) else MISSING)
            found[row : row + len(chunk)] = np.array(meant, np.int64)[ints_of(chunk.indices, "severity")]
            row += len(chunk)
        return found

    def _counted(self, plain: _Plain) -> tuple[NDArray[np.bool_], Counted | None]:
        """Of which rows only numbers are told, and these numbers."""
        used = self._kernel.elapsed(plain.reported, plain.end, on_error="null")
        budgets = np.zeros(len(used), np.int64)
        for number, budget in self._judge.budgets.items():
            np.copyto(budgets, budget, where=plain.severities == number)
        late = used > budgets
        kept = (used != MISSING) & (late | ~plain.is_open) & self._undisputed(plain, late)
        if self._worst is None:
            kept &= ~late
        else:
            breached = np.flatnonzero(kept & late)
            order = np.argsort(budgets[breached] - used[breached], kind="stable")
            kept[breached[order[: self._worst]]] = False
        if not kept.any():
            return kept, None
        used, late, severities, unanswered = used[kept], late[kept], plain.severities[kept], plain.is_open[kept]
        numbers = np.unique(severities).tolist()
        return kept, Counted(
            self._cells(plain.reported[kept], severities, late),
            {number: _counts(shares_of(used[severities == number], self._judge.budgets[number])) for number in numbers},
            {"SLA101": int((late & ~unanswered).sum()), "SLA102": int(unanswered.sum())},
            int(plain.reported[kept].min()),
        )

    def _undisputed(self, plain: _Plain, late: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether all readings of the contract give the same verdict; one that has no answer gives no other."""
        contract, same = self._judge.contract, np.ones(len(late), np.bool_)
        for number in self._judge.budgets:
            if contract.severities[number].days:  # hours are working time under every reading
                rows = np.flatnonzero(plain.severities == number)
                for reading in contract.readings[1:]:
                    _, last = answers.ends(contract, plain.reported[rows], number, reading)
                    same[rows] &= (last == MISSING) | ((plain.end[rows] > last) == late[rows])
        return same

    def _cells(self, reported: Column, severities: Column, late: Any) -> dict[tuple[int, str, Verdict], int]:
        """Numbers of tickets by severity, month and verdict."""
        days = local_days(reported, self._judge.contract.calendar.tz)
        months = days.view("datetime64[D]").astype("datetime64[M]").view(np.int64)
        first = int(months.min())
        known = sorted(self._judge.budgets)
        place = (months - first) * len(known) + np.searchsorted(known, severities)
        cells: dict[tuple[int, str, Verdict], int] = {}
        for key, number in _counts(place * 2 + late).items():
            month, severity = divmod(key // 2, len(known))
            verdict = Verdict.BREACHED if key % 2 else Verdict.MET
            cells[known[severity], str(np.datetime64(first + month, "M")), verdict] = number
        return cells


def shares_of(used: Column, budget: int) -> Column:
    """`share_of` of each, counted in 64 bits: no contract grants more than two centuries."""
    whole, rest = np.divmod(np.minimum(used, budget * (MOST_SHARE // 1000)), budget)
    shares: Column = whole * 1000 - (-rest * 1000 // budget)
    return shares


def _read(text: str, header: Header, delimiter: str, kinds: Iterable[Any]) -> Any:
    """Our columns of a block, all stamps of the first kind that they have in common; None where it is not plain."""
    if text.startswith("\ufeff"):  # part of a name, which PyArrow would drop as a byte-order mark
        return None
    names = [header.ours.get(i, f"column {i}") for i in range(len(header.cells))]
    ours = list(header.ours.values())
    for kind in kinds:
        types = dict.fromkeys(ours, kind) | {"ticket": _TEXT, "severity": _MANY}
        with suppress(pa.ArrowInvalid):
            return csv.read_csv(
                pa.py_buffer(text.encode()),
                csv.ReadOptions(column_names=names),
                csv.ParseOptions(
                    delimiter=delimiter, quote_char='"' if '"' in text else False, ignore_empty_lines=False
                ),
                csv.ConvertOptions(
                    column_types=types, include_columns=ours, null_values=[""], strings_can_be_null=False
                ),
            )
    return None


def _names(names: list[str]) -> list[str] | None:
    """The names, where all are plain; None where one is blank, too long or unprintable, or has spaces around it."""
    plain = all(names) and all(map(str.isprintable, names)) and list(map(str.strip, names)) == names
    return names if plain and max(map(len, names)) <= NAMED else None


def _counts(values: Column) -> dict[int, int]:
    """How often each value occurs."""
    found, counts = np.unique(values, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))
