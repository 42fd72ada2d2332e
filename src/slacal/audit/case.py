"""Cases: a ticket as the judge reads it, with stamps in microseconds or as bounds.

A ticket is responded to when both halves are there, the confirmation (`acknowledged_at`) and the start of work
(`started_at`): the response is the later of the two (clause 5). Where an export knows only their end, it is
`responded_at`. One half alone is no response yet.

Invariant: after `disorder` found nothing, the stamps are in order wherever they are certain: report, response,
closing.
Law: what may be in order is let pass; only what certainly is not is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.stamps import Bounds, Stamp, earliest, latest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["COLUMNS", "NOTHING", "STAMPS", "Case", "disorder", "response_of"]

COLUMNS = ("ticket", "severity", "reported_at", "responded_at", "acknowledged_at", "started_at", "closed_at")
"""The columns of a flat ticket that slacal reads; all others are carried along."""

STAMPS = COLUMNS[2:]
NOTHING: Mapping[str, object] = {}
"""What a row without other columns carries along; never changed."""


class Case(NamedTuple):
    """One ticket to be judged; None for what is not recorded.

    `response` is `responded`, or the later of `acknowledged` and `started` where both are there. `severity` is the one
    in force at the response, at the closing, or now; where it was changed before, `changes` are all that were in force,
    each with the stamp from which it was.
    """

    ticket: str
    severity: int
    reported: Stamp
    response: Stamp | None
    closed: Stamp | None
    responded: Stamp | None = None
    acknowledged: Stamp | None = None
    started: Stamp | None = None
    extra: Mapping[str, object] = NOTHING
    file: str | None = None
    line: int | None = None
    changes: tuple[tuple[Stamp, int], ...] = ()


def _later(one: Stamp, other: Stamp) -> Stamp:
    """The later of two stamps, or the bounds of it."""
    last = one if (latest(one), earliest(one)) >= (latest(other), earliest(other)) else other
    start = max(earliest(one), earliest(other))
    if isinstance(last, int) or start == last.latest_us:
        return latest(last)
    return last if start == last.earliest_us else Bounds(start, last.latest_us, last.text, last.twice)


def response_of(responded: Stamp | None, acknowledged: Stamp | None, started: Stamp | None) -> Stamp | None:
    """When support responded; where both forms are given, the one that says it more exactly."""
    halves = None if acknowledged is None or started is None else _later(acknowledged, started)
    if responded is None or (isinstance(halves, int) and not isinstance(responded, int)):
        return halves
    return responded


def disorder(case: Case) -> Iterator[tuple[str, str]]:
    """The columns whose stamps cannot be, each with what was expected of it."""
    reported = earliest(case.reported)
    recorded = (case.responded, case.acknowledged, case.started, case.closed)
    for name, stamp in zip(STAMPS[1:], recorded, strict=True):
        if stamp is not None and latest(stamp) < reported:
            yield name, "expected a time at or after reported_at"
    if case.response is not None and case.closed is not None and latest(case.closed) < earliest(case.response):
        yield "closed_at", "expected a time at or after the response"
    if case.responded is not None:
        yield from _contradiction(case.responded, case.acknowledged, case.started)


def _contradiction(responded: Stamp, acknowledged: Stamp | None, started: Stamp | None) -> Iterator[tuple[str, str]]:
    """Both forms of the response given, and certainly unequal."""
    first, last = earliest(responded), latest(responded)
    halves = response_of(None, acknowledged, started)
    if halves is not None and (latest(halves) < first or last < earliest(halves)):
        yield "responded_at", "expected the later of acknowledged_at and started_at, as all three are given"
    elif halves is None and any(half is not None and last < earliest(half) for half in (acknowledged, started)):
        yield "responded_at", "expected a time at or after acknowledged_at and started_at"
