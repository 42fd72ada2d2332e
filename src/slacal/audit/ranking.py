"""Rankings: the few of many that matter most.

Invariant: never more than `limit` entries are kept, however many come; a limit of 0 keeps all.
Law: `best` is what sorting all of them by falling rank, equal ones in the order in which they came, begins with.
"""

from __future__ import annotations

from heapq import heappush, heappushpop
from typing import Generic, TypeVar

__all__ = ["Ranking"]

_T = TypeVar("_T")


class Ranking(Generic[_T]):
    """The `limit` entries of the highest rank; `count` is how many came.

    >>> ranking = Ranking[str](2)
    >>> for rank, entry in ((1, "a"), (3, "b"), (2, "c"), (3, "d")):
    ...     ranking.add(rank, entry)
    >>> ranking.best(), ranking.count
    (['b', 'd'], 4)
    """

    __slots__ = ("_heap", "_limit", "count")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[tuple[int, int, _T]] = []  # no two have the same second part: entries are never compared
        self.count = 0

    def add(self, rank: int, entry: _T) -> None:
        """One more."""
        self.count += 1
        ranked = (rank, -self.count, entry)
        if not self._limit or len(self._heap) < self._limit:
            heappush(self._heap, ranked)
        else:
            heappushpop(self._heap, ranked)

    def skip(self, number: int) -> None:
        """So many more, none of which is among the best."""
        self.count += number

    def best(self) -> list[_T]:
        """Those that were kept, the highest rank first."""
        return [entry for _, _, entry in sorted(self._heap, key=lambda ranked: ranked[:2], reverse=True)]
