"""The fast judge of `slacal check`: blocks of CSV, as Parquet comes too, read by PyArrow and judged by the kernel.

A row is counted here where its stamps carry offsets, or none of the block does and each is one instant of the zone that
is given; where they are in order, none of them after the instant of the check or near the ends of what a datetime can
say; where the contract knows its severity, it was answered, or breached without being closed, and every reading of the
contract gives the same verdict. All others are told one by one, and with them the worst breaches, which a report shows.

Invariant: what PyArrow reads as an instant is one that the checker reads the same way (a test compares them). It takes
a date for its midnight, which the checker does not: rows with a local midnight are told one by one.
Law: counting these rows is adding the judgements of each.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from operator import eq
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
from slacal.frames.kernel import MISSING
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


class _Ordered(NamedTuple):
    """Rows whose stamps are exact and in order: `end` is the response, or the instant of the check where `is_open`.

    `places` are those of their severities in the contract's list.
    """

    reported: Column
    end: Column
    places: Column
    is_open: NDArray[np.bool_]


class FastJudge:
    """Judges blocks as a judge does; of the breached rows that it counts, none is among the `worst` of its block.

    `tz` is whose clock it is where stamps carry no offset. Where `worst` is None, all breached rows are told.
    """

    def __init__(self, judge: Judge, tz: ZoneInfo | None, worst: int | None) -> None:
        self._judge = judge
        self._severities = tuple(judge.contract.severities)
        self._tz = tz
        self._worst = worst
        self._kinds = (_INSTANT,) if tz is None else (_INSTANT, _WALL)  # of stamps, as they are tried

    def __call__(
        self, text: str, lines: Sequence[str], header: Header, delimiter: str, severity: Callable[[str], int]
    ) -> Block | None:
        """The block, read and judged.

        None where stamps are not all of one kind, a name is not plain, a line too long, or a row of another width.
        """
        if max(map(len, lines)) > LONGEST:
            return None
        table = _read(text, header, delimiter, self._kinds)
        if table is None or len(table) != len(lines):
            return None
        written = table["ticket"].to_pylist()
        names = _names(written)
        if names is None:
            return None
        count = len(names)
        absent, exact = np.full(count, MISSING), np.ones(count, np.bool_)
        if names != written:
            exact = np.fromiter(map(eq, written, names), np.bool_, count)
        reported, responded, acknowledged, started, closed = (
            self._instants(table[name].combine_chunks(), name, exact) if name in table.column_names else absent
            for name in STAMPS
        )
        places = self._places(table["severity"], severity)
        halves = (acknowledged != MISSING) | (started != MISSING)
        response = np.where(responded == MISSING, np.maximum(acknowledged, started), responded)
        first = np.where(responded == MISSING, np.minimum(acknowledged, started), responded)
        now_us, first_us, last_us = self._judge.now_us, *_KNOWN_US
        last_us = min(last_us, now_us)
        is_open = (response == MISSING) & (closed == MISSING)
        end = np.where(is_open, now_us, response)
        plain = exact & (places != MISSING) & (first_us <= reported) & (reported <= np.minimum(end, last_us))
        plain &= is_open | ((first >= reported) & (end <= last_us) & ~(halves & (responded != MISSING)))
        plain &= (closed == MISSING) | ((closed >= end) & (closed <= last_us))
        rows = np.flatnonzero(plain)
        counted, numbers = self._counted(_Ordered(reported[rows], end[rows], places[rows], is_open[rows]))
        plain[rows] = counted
        return Block(names, np.flatnonzero(~plain).tolist(), numbers)

    def _instants(self, stamps: Any, name: str, exact: NDArray[np.bool_]) -> Column:
        """The instants of a column.

        Changes `exact`: False for rows whose wall time is shown twice or never, is a midnight, or lies ahead.
        """
        if self._tz is None or stamps.type == _INSTANT:
            return Stamps().read(stamps, name)
        wall = us_of(stamps)
        # What is later than now on any clock is not counted: of these years the zone need not be asked.
        past = np.where(wall > self._judge.now_us + DAY_US, MISSING, wall)
        instants = to_instants(past, self._tz, name, "null", "null")
        exact &= (wall == MISSING) | ((instants != MISSING) & (wall % DAY_US != 0))
        return instants

    def _places(self, column: Any, severity: Callable[[str], int]) -> Column:
        """Where the severities stand in the contract's list, by row; `MISSING` for what is none."""
        places = {number: place for place, number in enumerate(self._severities)}
        found = np.full(len(column), MISSING)
        row = 0
        for chunk in column.chunks:
            meant: list[int] = []
            for text in chunk.dictionary.to_pylist():
                try:
                    meant.append(places[severity(text)])
                except InputError:
                    meant.append(MISSING)
            found[row : row + len(chunk)] = np.array(meant, np.int64)[ints_of(chunk.indices, "severity")]
            row += len(chunk)
        return found

    def _counted(self, plain: _Ordered) -> tuple[NDArray[np.bool_], Counted | None]:
        """Of which rows only numbers are told, and these numbers."""
        contract, reading = self._judge.contract, self._judge.contract.readings[0]
        due, last = answers.ends(contract, plain.reported, plain.places, reading)
        used = answers.elapsed(contract, plain.reported, plain.end, plain.places)
        budget = answers.budgets(contract, plain.reported, plain.places, due, reading)
        late = plain.end > last
        kept = (used != MISSING) & (last != MISSING) & (budget > 0) & (late | ~plain.is_open)
        kept &= self._undisputed(plain, late)
        if self._worst is None:
            kept &= ~late
        else:
            breached = np.flatnonzero(kept & late)
            order = np.argsort(budget[breached] - used[breached], kind="stable")
            kept[breached[order[: self._worst]]] = False
        if not kept.any():
            return kept, None
        late, places, unanswered = late[kept], plain.places[kept], plain.is_open[kept]
        shares = shares_of(used[kept], budget[kept])
        return kept, Counted(
            self._cells(plain.reported[kept], places, late),
            {self._severities[place]: _counts(shares[places == place]) for place in np.unique(places).tolist()},
            {"SLA101": int((late & ~unanswered).sum()), "SLA102": int(unanswered.sum())},
            int(plain.reported[kept].min()),
        )

    def _undisputed(self, plain: _Ordered, late: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether all readings of the contract give the same verdict; one that has no answer gives no other."""
        contract, same = self._judge.contract, np.ones(len(late), np.bool_)
        for reading in contract.readings[1:]:
            _, last = answers.ends(contract, plain.reported, plain.places, reading)
            same &= (last == MISSING) | ((plain.end > last) == late)
        return same

    def _cells(self, reported: Column, places: Column, late: Any) -> dict[tuple[int, str, Verdict], int]:
        """Numbers of tickets by severity, month and verdict."""
        days = local_days(reported, self._judge.contract.calendar.tz)
        months = days.view("datetime64[D]").astype("datetime64[M]").view(np.int64)
        first = int(months.min())
        keys = ((months - first) * len(self._severities) + places) * 2 + late
        cells: dict[tuple[int, str, Verdict], int] = {}
        for key, number in _counts(keys).items():
            month, place = divmod(key // 2, len(self._severities))
            verdict = Verdict.BREACHED if key % 2 else Verdict.MET
            cells[self._severities[place], str(np.datetime64(first + month, "M")), verdict] = number
        return cells


def shares_of(used: Column, budget: Column) -> Column:
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
    """The names without spaces around them; None where one is blank, too long or unprintable."""
    names = list(map(str.strip, names))
    plain = all(names) and "".join(names).isprintable() and max(map(len, names)) <= NAMED
    return names if plain else None


def _counts(values: Column) -> dict[int, int]:
    """How often each value occurs."""
    found, counts = np.unique(values, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))
