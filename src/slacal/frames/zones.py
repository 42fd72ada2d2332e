"""Zones: the offsets of a time zone for columns of instants and of wall times.

zoneinfo tells offsets one instant at a time. A table of the instants at which a zone's offset changes, found by asking
it about every midnight in UTC and halving the days between which it differs, answers whole columns. What was found of
a decade is remembered, whatever the columns.

Invariant: no zone changes its offset twice within two days (a test looks at those that change oftenest), so no change
is missed.
Laws: `offsets` are those of zoneinfo; `instants` are what `local_candidates` finds, and which of two is said outright.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from slacal.frames.buckets import Column, Ranks, Scratch
from slacal.frames.kernel import BLOCK, MISSING
from slacal.worktime.instants import DAY_US, EPOCH, MICROSECOND, from_us
from slacal.worktime.problems import LocalTimeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from numpy.typing import NDArray

__all__ = ["Ambiguous", "Imaginary", "WallClock", "local_days", "to_instants"]

Ambiguous = Literal["raise", "earliest", "latest", "null"]
"""What becomes of a wall time that is shown twice."""
Imaginary = Literal["raise", "null"]
"""What becomes of a wall time that is never shown."""

_MOST = 1 << 16
_MARGIN_US = 2 * DAY_US  # no wall clock is further from UTC than a day
_FIRST_US = (datetime.min.replace(tzinfo=UTC) - EPOCH) // MICROSECOND + _MARGIN_US
_LAST_US = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND - _MARGIN_US
_DECADE_US = 3653 * DAY_US


@dataclass(frozen=True, slots=True, eq=False)
class WallClock:
    """A zone's offsets over some years: segment i lasts up to the i-th change, and has the i-th offset."""

    changes: Ranks
    ends: Ranks
    """Where segments end on their own wall clock."""
    starts: Ranks
    """Where all but the first begin on their own wall clock."""
    offsets: Column

    @classmethod
    def of(cls, tz: ZoneInfo, first_us: int, last_us: int) -> WallClock:
        """The offsets of a zone between two instants, rounded to whole decades."""
        first, last = first_us // _DECADE_US, last_us // _DECADE_US + 1
        return _wall_clock(tz, max(first * _DECADE_US, _FIRST_US), min(last * _DECADE_US, _LAST_US))

    def offsets_at(self, at: Column, out: Column, scratch: Scratch) -> None:
        """Offsets in microseconds at instants."""
        self.changes.count(at, "right", out, scratch)
        np.copyto(scratch.first, out)
        self.offsets.take(scratch.first, out=out, mode="wrap")


@lru_cache(maxsize=32)
def _wall_clock(tz: ZoneInfo, first_us: int, last_us: int) -> WallClock:
    decades = range((first_us // _DECADE_US + 1) * _DECADE_US, last_us, _DECADE_US)
    changes = [change for span in pairwise([first_us, *decades, last_us]) for change in _changes(tz, *span)]
    at = np.array([at_us for at_us, _ in changes], np.int64)
    by = np.array([_offset_us(tz, first_us), *(offset_us for _, offset_us in changes)], np.int64)
    wall = first_us - _MARGIN_US, last_us + _MARGIN_US
    return WallClock(
        Ranks.of(at, first_us, last_us, _MOST),
        Ranks.of(at + by[:-1], *wall, _MOST),
        Ranks.of(at + by[1:], *wall, _MOST),
        by,
    )


@lru_cache(maxsize=4096)
def _changes(tz: ZoneInfo, first_us: int, last_us: int) -> tuple[tuple[int, int], ...]:
    """The instants after the first, up to and with the last, at which a zone's offset changes, and the offsets then."""
    changes: list[tuple[int, int]] = []
    current = _offset_us(tz, first_us)
    for before, after in pairwise([*range(first_us, last_us, DAY_US), last_us]):
        offset = _offset_us(tz, after)
        if offset != current:
            low, high = before, after
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset_us(tz, middle) == current else (low, middle)
            changes.append((high, offset))
            current = offset
    return tuple(changes)


def _offset_us(tz: ZoneInfo, at_us: int) -> int:
    return (from_us(at_us, tz).utcoffset() or timedelta(0)) // MICROSECOND


def local_days(at: Column, tz: ZoneInfo) -> Column:
    """Dates on a zone's wall clock, as days since 1970-01-01; where there is no date for an instant, `MISSING`."""
    days = np.full(len(at), MISSING)
    for begin, block, inside, scratch in _blocks(at):
        clock = WallClock.of(tz, int(block.min()), int(block.max()))
        rows = days[begin : begin + len(block)]
        clock.offsets_at(block, rows, scratch)
        np.add(rows, block, out=rows)
        np.floor_divide(rows, DAY_US, out=rows)
        if inside is not None:
            np.copyto(rows, MISSING, where=~inside)
    return days


def to_instants(
    wall: Column, tz: ZoneInfo, column: str, ambiguous: Ambiguous = "raise", imaginary: Imaginary = "raise"
) -> Column:
    """Instants at which a zone's wall clock shows times, both in microseconds since 1970-01-01 00:00.

    Raises `LocalTimeError`, with the first row and how many there are, for times shown twice or never, where that is
    asked for. Times no datetime can say are left as they are: no calendar knows them.
    """
    instants = np.empty_like(wall)
    refused: dict[str, list[int]] = {}
    for begin, block, inside, scratch in _blocks(wall):
        clock = WallClock.of(tz, int(block.min()) - _MARGIN_US, int(block.max()) + _MARGIN_US)
        rows = instants[begin : begin + len(block)]
        earliest, latest = scratch.second, scratch.third
        clock.ends.count(block, "right", earliest, scratch)
        clock.starts.count(block, "right", latest, scratch)
        chosen = latest if ambiguous == "latest" else earliest
        np.minimum(chosen, len(clock.offsets) - 1, out=scratch.index)
        clock.offsets.take(scratch.index, out=rows, mode="wrap")
        np.subtract(block, rows, out=rows)
        if (earliest != latest).any():
            for bad, how, rule in ((earliest < latest, "twice", ambiguous), (earliest > latest, "never", imaginary)):
                known = bad if inside is None else bad & inside
                if rule == "raise" and known.any():
                    refused.setdefault(how, [begin + int(np.argmax(known)), 0])[1] += int(known.sum())
                elif rule == "null":
                    np.copyto(rows, MISSING, where=known)
        if inside is not None:
            np.copyto(rows, wall[begin : begin + len(block)], where=~inside)
    if refused:
        how, (row, count) = min(refused.items(), key=lambda kind: kind[1])  # the first row of all
        shown = (EPOCH + MICROSECOND * int(wall[row])).replace(tzinfo=None)
        raise LocalTimeError(column, shown, tz.key, how == "twice", row, count)
    return instants


def _blocks(values: Column) -> Iterator[tuple[int, Column, NDArray[np.bool_] | None, Scratch]]:
    """Blocks with something sayable in place of what no datetime says, and which rows were sayable, if not all."""
    whole = Scratch(min(len(values), BLOCK))
    for begin in range(0, len(values), BLOCK):
        block = values[begin : begin + BLOCK]
        inside = None
        low, high = _FIRST_US + _MARGIN_US, _LAST_US - _MARGIN_US
        if int(block.min()) < low or int(block.max()) > high:
            inside = (block >= low) & (block <= high)
            block = np.where(inside, block, block[inside].min() if inside.any() else 0)
        yield begin, block, inside, whole.cut(len(block))
