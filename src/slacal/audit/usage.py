"""Usage: how much of their budgets tickets used, as percentiles.

    used    working time from the report to the response; without one, to the closing, or to the instant of the check
    of      the budget that the contract grants the ticket, or that of an earlier severity which was missed
    percentile p    the least share that at least p % of the tickets did not exceed (nearest rank)

Shares are counted by the thousandth of a budget, rounded up, so that memory does not grow with the number of tickets
and the answer is exact to that thousandth. Rounding up keeps 100 % meaning "in time": a share is at most 100.0 if and
only if no more than the budget was used.

Invariant: decided tickets alone count, met and breached; those whose stamps leave open how much was used do not.
Law: the percentiles are those of sorting all shares.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["MOST_SHARE", "PERCENTILES", "Usage", "share_of"]

PERCENTILES = (50, 75, 90, 95, 99)
"""The percentiles that are told."""

MOST_SHARE = 1_000_000
"""In thousandths: what used more than a thousand times its budget counts as that."""


class Usage(NamedTuple):
    """Percentiles of the budget used, in percent of it; each None where no ticket counts.

    >>> Usage.of({500: 3, 1000: 6, 2000: 1}).percentile(90)
    100.0
    """

    tickets: int
    percents: tuple[float | None, ...]

    @classmethod
    def of(cls, shares: Mapping[int, int]) -> Usage:
        """Of numbers of tickets by the share they used, in thousandths."""
        tickets = sum(shares.values())
        return cls(tickets, tuple(_percentiles(sorted(shares.items()), tickets)))

    @classmethod
    def of_all(cls, parts: Iterable[Mapping[int, int]]) -> Usage:
        """Of several such numbers together."""
        together: Counter[int] = Counter()
        for part in parts:
            together.update(part)
        return cls.of(together)

    def percentile(self, percent: int) -> float | None:
        """One of them, in percent of the budget. Raises `KeyError` for one that is not told."""
        told: dict[int, float | None] = dict(zip(PERCENTILES, self.percents, strict=True))
        return told[percent]

    def to_dict(self) -> dict[str, int | float | None]:
        """The keys of the JSON report."""
        told = zip(PERCENTILES, self.percents, strict=True)
        return {"tickets": self.tickets, **{f"p{percent}": share for percent, share in told}}


def share_of(used_us: int, budget_us: int) -> int:
    """How much of a budget is used, in thousandths, rounded up; at most a thousand times the budget.

    >>> share_of(57_600_000_000, 57_600_000_000), share_of(57_600_000_001, 57_600_000_000)
    (1000, 1001)
    """
    if used_us <= 0:
        return 0
    return min(-(-used_us * 1000 // budget_us), MOST_SHARE) if budget_us else MOST_SHARE


def _percentiles(shares: Iterable[tuple[int, int]], tickets: int) -> Iterable[float | None]:
    """Of shares in rising order: each percentile is the first at which enough tickets have passed."""
    rest = iter(shares)
    share, passed = 0, 0
    for percent in PERCENTILES:
        rank = -(-percent * tickets // 100)
        while passed < rank:
            share, count = next(rest)
            passed += count
        yield share / 10 if tickets else None
