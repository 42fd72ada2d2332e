"""Judgements: what was found out about one ticket.

Invariant: `unknown` is there if and only if the verdict is UNKNOWN.
Law: `due <= last_on_time`, and no working time passes between them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.stamps import Stamp, earliest, latest
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import MICROSECOND, SECOND_US, from_us

if TYPE_CHECKING:
    from datetime import datetime

    from slacal.audit.case import Case
    from slacal.audit.judge import Judge
    from slacal.audit.trail import Trail

__all__ = ["Judgement", "Period", "Unknown", "seconds"]


class Unknown(NamedTuple):
    """Why a verdict is UNKNOWN: what would make it met, what breached, and the fields that would settle it.

    `breached_if` is None where nothing that is still missing could make it a breach.
    """

    met_if: str
    breached_if: str | None
    field: str

    def to_dict(self) -> dict[str, str | None]:
        """The keys of the JSON report."""
        return {"met_if": self.met_if, "breached_if": self.breached_if, "field": self.field}


class Period(NamedTuple):
    """An earlier severity of a ticket: since when its budget counts, and until when it was in force."""

    since: Stamp
    until: Stamp
    severity: int


class Judgement(NamedTuple):
    """One judged ticket: the case as far as it had happened at `as_of`, and the verdict on its response.

    `ahead` are the stamps that lie after `as_of`, by column. All times and lengths are worked out when asked for;
    they are None where the stamps leave them open. `used_us` is `elapsed` where the judge had to work it out. `trail`
    are the ticket's events, where it came from an event log. `missed` is the earlier severity whose deadline passed
    while it was in force, where that makes the ticket BREACHED.
    """

    case: Case
    verdict: Verdict
    judge: Judge
    ahead: tuple[tuple[str, Stamp], ...] = ()
    unknown: Unknown | None = None
    used_us: int | None = None
    trail: Trail | None = None
    missed: Period | None = None

    def __repr__(self) -> str:
        due = "" if self.due is None else f", due {self.due.isoformat(' ')}"
        return f"<Judgement {self.ticket!r}: severity {self.severity}, {self.verdict.value}{due}>"

    @property
    def ticket(self) -> str:
        """The ticket's name."""
        return self.case.ticket

    @property
    def severity(self) -> int:
        """The severity's number."""
        return self.case.severity

    @property
    def disputable(self) -> bool:
        """Whether another reading of the contract turns the verdict around, or may, as far as the stamps tell."""
        verdict, case, judge = self.verdict, self.case, self.judge
        if verdict is Verdict.UNKNOWN:
            return False
        late, reported, end = verdict is Verdict.BREACHED, judge.since(case), self._end
        if case.changes:
            periods = [*judge.periods(case), Period(reported, end, case.severity)]
            longest = [(earliest(one.since), latest(one.until), one.severity) for one in periods]
            shortest = [(latest(one.since), earliest(one.until), one.severity) for one in periods]
            return any(judge.disputes_periods(spans, late=late) for spans in (longest, shortest))
        if isinstance(reported, int) and isinstance(end, int):
            return judge.disputes(reported, end, case.severity, late=late)
        spans = ((earliest(reported), latest(end)), (latest(reported), earliest(end)))
        return any(judge.disputes(since, until, case.severity, late=late) for since, until in spans)

    @property
    def reported_at(self) -> datetime | None:
        """When the problem was reported."""
        return self._local(self.case.reported)

    @property
    def responded_at(self) -> datetime | None:
        """When support had responded; None also where it had not by `as_of`."""
        return self._local(self.case.response)

    @property
    def due(self) -> datetime | None:
        """The first instant at which the budget is used up."""
        return self._local(self.ends_us[0])

    @property
    def last_on_time(self) -> datetime | None:
        """The last instant at which a response is in time."""
        return self._local(self.ends_us[1])

    @property
    def budget(self) -> timedelta:
        """The working time the contract grants: from the report until it is due."""
        return MICROSECOND * self.budget_us

    @property
    def budget_us(self) -> int:
        """`budget` in microseconds."""
        return self.judge.contract.response_budget_us(earliest(self._since), self.case.severity)

    @property
    def elapsed(self) -> timedelta | None:
        """Working time from the report to the response, or to the closing, or to `as_of`, whichever came first."""
        return None if self.elapsed_us is None else MICROSECOND * self.elapsed_us

    @property
    def elapsed_us(self) -> int | None:
        """`elapsed` in microseconds."""
        if self.used_us is not None:
            return self.used_us
        start, end = self._since, self._end
        longest = max(0, self.judge.elapsed_us(earliest(start), latest(end), self.case.severity))
        if isinstance(start, int) and isinstance(end, int):
            return longest
        shortest = max(0, self.judge.elapsed_us(latest(start), earliest(end), self.case.severity))
        return shortest if shortest == longest else None

    @property
    def spent_us(self) -> tuple[int, int] | None:
        """Working time used, and the budget it was used of: that of `missed`, if there is one.

        None where the stamps leave it open.
        """
        used_us = self.elapsed_us
        if used_us is None:
            return None
        if self.missed is None:
            return used_us, self.budget_us
        since, _, severity = self.missed
        if not isinstance(since, int):
            return None
        granted_us = self.judge.contract.response_budget_us(since, severity)
        return granted_us + self.overrun_us, granted_us

    @property
    def overrun_us(self) -> int:
        """Working time from `due` to the end of `elapsed`: by how much it was too late, at the least."""
        if self.used_us is not None:  # which the judge only does where due is `budget` after the report
            return max(0, self.used_us - self.budget_us)
        since, severity = self._since, self.case.severity
        if self.missed is not None:
            since, _, severity = self.missed
        due_us, _ = self.judge.deadline_us(latest(since), severity)
        return max(0, self.judge.elapsed_us(due_us, earliest(self._end), severity))

    @property
    def missed_us(self) -> int:
        """`due_us`, or that of the earlier severity whose deadline was missed."""
        if self.missed is None:
            return self.due_us
        return self.judge.deadline_us(earliest(self.missed.since), self.missed.severity)[0]

    @property
    def due_us(self) -> int:
        """`due` in microseconds, the earliest it can be."""
        due_us, _ = self.judge.deadline_us(earliest(self._since), self.case.severity)
        return due_us

    @property
    def remaining_us(self) -> int:
        """Working time from `as_of` (or the report, where that is later) to `due`, at the least."""
        start_us = max(self.judge.now_us, earliest(self._since))
        return max(0, self.judge.elapsed_us(start_us, self.due_us, self.case.severity))

    @property
    def is_last_call(self) -> bool:
        """Whether a response after the next opening would be too late, for a ticket that is running.

        By day that is one due before the closing, or at it; by night one that has no working time left. Where hours
        never close there is no next opening, and nothing is due before it.
        """
        judge, severity = self.judge, self.case.severity
        _, last_us = judge.deadline_us(earliest(self._since), severity)
        clock = judge.contract.calendar_of(severity).timetable(judge.now_us, max(judge.now_us, last_us)).clock
        opening_us = clock.next_opening(judge.now_us)
        return opening_us is not None and last_us <= opening_us

    @property
    def _since(self) -> Stamp:
        return self.judge.since(self.case)

    @property
    def _end(self) -> Stamp:
        if self.case.response is not None:
            return self.case.response
        return self.judge.now_us if self.case.closed is None else self.case.closed

    @property
    def ends_us(self) -> tuple[int | None, int | None]:
        """`due` and `last_on_time` in microseconds, each None where the report leaves it open."""
        reported, severity = self._since, self.case.severity
        if isinstance(reported, int):
            return self.judge.deadline_us(reported, severity)
        first = self.judge.deadline_us(reported.earliest_us, severity)
        last = self.judge.deadline_us(reported.latest_us, severity)
        return first[0] if first[0] == last[0] else None, first[1] if first[1] == last[1] else None

    def _local(self, stamp: Stamp | None) -> datetime | None:
        return from_us(stamp, self.judge.contract.calendar.tz) if isinstance(stamp, int) else None

    def facts(self) -> dict[str, object]:
        """The keys of a ticket in the JSON report, with datetimes in the calendar's zone."""
        elapsed_us = self.elapsed_us
        due_us, last_us = self.ends_us
        return {
            "ticket": self.case.ticket,
            "severity": self.case.severity,
            "verdict": self.verdict.value,
            "reported_at": self.reported_at,
            "due": self._local(due_us),
            "last_on_time": self._local(last_us),
            "responded_at": self.responded_at,
            "budget_s": seconds(self.budget_us),
            "elapsed_s": None if elapsed_us is None else seconds(elapsed_us),
            "disputable": self.disputable,
            "unknown": None if self.unknown is None else self.unknown.to_dict(),
        }

    def to_dict(self) -> dict[str, object]:
        """`facts`, and after them the columns carried along; one named like ours has `(given)` after its name."""
        facts = self.facts()
        extra = self.case.extra
        return facts | {f"{name} (given)" if name in facts else name: value for name, value in extra.items()}


def seconds(us: int) -> int | float:
    """Microseconds as seconds: a whole number where they are whole.

    >>> seconds(57_600_000_000), seconds(500_000)
    (57600, 0.5)
    """
    whole, rest = divmod(us, SECOND_US)
    return us / SECOND_US if rest else whole
