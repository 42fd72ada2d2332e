"""Doubt: why a verdict is UNKNOWN, and what would settle it.

Invariant: `met_if` and `breached_if` exclude each other, and each, once known to be so, gives its verdict.
Law: every instant within a stamp's bounds that fits `met_if` makes the ticket MET (or RUNNING, where there is no
response yet); every one that fits `breached_if` makes it BREACHED.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.judgement import Unknown
from slacal.audit.stamps import Bounds, Stamp, earliest, latest
from slacal.worktime.words import instant

if TYPE_CHECKING:
    from slacal.audit.case import Case
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Period

__all__ = ["doubt", "doubt_of_change"]


def doubt(judge: Judge, case: Case, first: int, last: int) -> Unknown:
    """What is to be told of a case that is UNKNOWN, its `last_on_time` lying between `first` and `last`."""
    tz = judge.contract.calendar.tz
    limit = _limit(judge, first, last)
    response, closed = case.response, case.closed
    if response is not None:
        fields = _response_fields(case, response)
        met_if, breached_if = f"the response came at or before {limit}", f"the response came after {limit}"
        return _of_report(judge, case, response) or Unknown(met_if, breached_if, _and_report(fields, first, last))
    if closed is None:
        turn = instant(_turning_point(judge, case, judge.now_us), tz)
        met_if = f"the problem was reported at or after {turn}, and the response comes in time"
        return Unknown(met_if, f"the problem was reported before {turn}", "reported_at")
    return _of_closing(judge, case, closed, first, last, limit)


def doubt_of_change(judge: Judge, period: Period, first: int, last: int) -> Unknown:
    """What is to be told where the deadline of an earlier severity may have passed before it was changed."""
    limit = _limit(judge, first, last)
    return Unknown(
        f"severity {period.severity} was changed at or before {limit}",
        f"severity {period.severity} was changed after {limit}",
        _and_report("severity_changed_at", first, last),
    )


def _limit(judge: Judge, first: int, last: int) -> str:
    """`last_on_time`, as far as it is known."""
    tz = judge.contract.calendar.tz
    if first == last:
        return instant(last, tz)
    earliest_at, latest_at = instant(first, tz), instant(last, tz)
    return f"the last instant on time, which is {earliest_at} at the earliest and {latest_at} at the latest"


def _of_closing(judge: Judge, case: Case, closed: Stamp, first: int, last: int, limit: str) -> Unknown:
    """Closed without a recorded response, and not certainly too late."""
    missing = "responded_at"
    if case.acknowledged is not None:
        missing = "started_at"
    elif case.started is not None:
        missing = "acknowledged_at"
    if latest(closed) <= first:
        return Unknown("support had responded before it was closed", None, missing)
    met_if = f"support had responded by {limit}, before it was closed"
    report = _of_report(judge, case, closed)
    if report is not None:
        return Unknown(met_if, report.breached_if, f"{missing}, {report.field}")
    return Unknown(met_if, f"it was closed after {limit}", _and_report(f"{missing}, closed_at", first, last))


def _of_report(judge: Judge, case: Case, end: Stamp) -> Unknown | None:
    """Doubt that comes from the report alone: the end of its time is known."""
    if isinstance(case.reported, int) or not isinstance(end, int):
        return None
    turn = instant(_turning_point(judge, case, end), judge.contract.calendar.tz)
    return Unknown(
        f"the problem was reported at or after {turn}", f"the problem was reported before {turn}", "reported_at"
    )


def _and_report(fields: str, first: int, last: int) -> str:
    return fields if first == last else f"{fields}, reported_at"


def _response_fields(case: Case, response: Stamp) -> str:
    """The columns that leave open when support responded."""
    if case.responded is response:
        return "responded_at"
    halves = (("acknowledged_at", case.acknowledged), ("started_at", case.started))
    return ", ".join(name for name, half in halves if isinstance(half, Bounds) and half.latest_us > earliest(response))


def _turning_point(judge: Judge, case: Case, end: int) -> int:
    """The earliest report, within its bounds, for which `end` is in time."""
    if isinstance(case.reported, Bounds) and case.reported.twice:
        return case.reported.latest_us
    too_early, in_time = earliest(case.reported), latest(case.reported)
    while in_time - too_early > 1:
        middle = (too_early + in_time) // 2
        if judge.deadline_us(middle, case.severity)[1] >= end:
            in_time = middle
        else:
            too_early = middle
    return in_time
