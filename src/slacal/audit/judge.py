"""The judge: was the response in time? Four verdicts, and never a guess.

    reported ------- due ...closed... last_on_time -------------------> time
             response here: MET                    | here: BREACHED
        no response, as_of here: RUNNING           | here: BREACHED

A response is in time up to and including `last_on_time` (clause 5): between `due` and it no working time passes.
Stamps may be bounds. A verdict stands where every instant within them gives it; else it is UNKNOWN and says what
would settle it. `last_on_time` never falls when a report moves later, so looking at the ends is enough.

What an export says about the future has not happened yet. A ticket closed without a recorded response was breached
if it was closed after `last_on_time`; if not, the response is UNKNOWN, and never becomes a breach later.

Invariant: a judgement depends on the case, the contract and `as_of` alone.
Laws: where all stamps are exact, a ticket with a response is MET or BREACHED, and one with neither response nor
closing is RUNNING or BREACHED; the short way through `judge` says what `weigh` says.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.case import STAMPS, response_of
from slacal.audit.doubt import doubt, doubt_of_change
from slacal.audit.judgement import Judgement, Period
from slacal.audit.stamps import Stamp, by, earliest, latest
from slacal.contract.closure import SeverityChange
from slacal.errors import HorizonError
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import DAY_US, from_us

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from slacal.audit.case import Case
    from slacal.contract.contract import Contract
    from slacal.contract.reading import Reading

__all__ = ["Judge"]

_ANY = -(1 << 63), 1 << 63  # instants before and after all others
_HOPELESS = 5  # times the budget: after so much time, working time is seldom within it


class _Others(NamedTuple):
    """The readings that may judge a severity otherwise than the first; within `safe_us` of a report, none is over.

    `days` remembers, by day in UTC, from when until when a report of it may be last on time under them.
    """

    safe_us: int
    readings: tuple[Reading, ...]
    days: dict[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges cases by a contract, as of one instant.

    Raises `HorizonError` where that instant lies outside what the calendar knows. `judge` raises it for a case
    whose stamps or deadline do, and `SeverityError` for a severity the contract does not know. `budgets` are those of
    the severities that are working time for every report, in microseconds.
    """

    contract: Contract
    now_us: int
    budgets: Mapping[int, int] = field(init=False, repr=False, compare=False)
    _earliest: list[int] = field(init=False, repr=False, compare=False)
    _elapsed_us: Callable[[int, int], int] = field(init=False, repr=False, compare=False)
    _others: dict[int, _Others] = field(init=False, repr=False, compare=False)
    _last: list[tuple[Judgement | None, tuple[bool, list[tuple[Reading, Verdict]]]]] = field(
        init=False, repr=False, compare=False
    )
    _twins: dict[Reading, Judge] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find out for which severities the short way is open."""
        self.contract.calendar.elapsed_us(self.now_us, self.now_us)
        budgets: dict[int, int] = {}
        if self.contract.readings[0].day == "working-time":
            for severity in self.contract.severities:
                if self.contract.calendar_of(severity) is not self.contract.calendar:
                    continue  # counted on hours of its own
                # A report at `now` has its deadline inside the horizon: then so has every earlier one.
                with suppress(HorizonError):
                    self.deadline_us(self.now_us, severity)
                    budgets[int(severity)] = self.contract.budget_us(severity)
        object.__setattr__(self, "_others", {int(key): self._doubtful(key) for key in self.contract.severities})
        object.__setattr__(self, "_elapsed_us", self.contract.calendar.elapsed_us)
        object.__setattr__(self, "budgets", budgets)
        object.__setattr__(self, "_twins", {})
        object.__setattr__(self, "_last", [(None, (False, []))])
        object.__setattr__(self, "_earliest", [self.now_us])

    def __repr__(self) -> str:
        return f"<Judge by {self.contract.name!r} as of {self.as_of.isoformat(' ')}>"

    @property
    def as_of(self) -> datetime:
        """`now_us` in the calendar's zone."""
        return from_us(self.now_us, self.contract.calendar.tz)

    @property
    def judges(self) -> tuple[Judge, ...]:
        """This one alone, where a `Bench` has several."""
        return (self,)

    def at(self, reported: Stamp) -> Judge:  # noqa: ARG002  a `Bench` has to know
        """Who judges a ticket of that report: this one, where a `Bench` has several."""
        return self

    def deadline_us(self, reported_us: int, severity: int) -> tuple[int, int]:
        """Due, and last on time, of a report."""
        return self.contract.response_deadline_us(reported_us, severity)

    def elapsed_us(self, start_us: int, end_us: int, severity: int) -> int:
        """Working time between two instants, on the calendar of a severity."""
        return self.contract.calendar_of(severity).elapsed_us(start_us, end_us)

    def disputes(self, reported_us: int, end_us: int, severity: int, *, late: bool) -> bool:
        """Whether another reading of the contract would tell otherwise that an end is late, or is not."""
        return bool(self._turned_by(reported_us, end_us, severity, late=late))

    def otherwise(self, judgement: Judgement) -> tuple[bool, list[tuple[Reading, Verdict]]]:
        """Whether a verdict is disputable, and the readings under which it is another, and which.

        Where a reading has no answer, the verdict is the same. Whoever counts asks, and then whoever tells: the last
        answer is remembered.
        """
        known, answer = self._last[0]
        if known is not judgement:
            answer = self._otherwise(judgement)
            self._last[0] = judgement, answer
        return answer

    def _otherwise(self, judgement: Judgement) -> tuple[bool, list[tuple[Reading, Verdict]]]:
        case, verdict = judgement.case, judgement.verdict
        if not (case.changes or self._others[case.severity].readings):
            return False, []
        reported, end = case.reported, case.response
        if end is None:
            end = self.now_us if case.closed is None else case.closed
        if isinstance(reported, int) and isinstance(end, int) and not case.changes:
            late = verdict is Verdict.BREACHED
            turned = self._turned_by(reported, end, case.severity, late=late)
            if not turned:
                return False, []
            other = self._verdict(case, end, end) if late else Verdict.BREACHED
            return verdict is not Verdict.UNKNOWN, [(reading, other) for reading in turned]
        others: list[tuple[Reading, Verdict]] = []
        for reading in self.contract.readings[1:]:
            with suppress(HorizonError):
                other = self.under(reading).weigh(case).verdict
                if other is not verdict:
                    others.append((reading, other))
        return judgement.disputable, others

    def under(self, reading: Reading) -> Judge:
        """The judge for whom another reading decides."""
        if reading not in self._twins:
            self._twins[reading] = Judge(replace(self.contract, readings=(reading,)), self.now_us)
        return self._twins[reading]

    def _turned_by(self, reported_us: int, end_us: int, severity: int, *, late: bool) -> Sequence[Reading]:
        """The other readings that tell otherwise that an end is late, or is not."""
        others = self._others[severity]
        if not others.readings or (not late and end_us - reported_us < others.safe_us):
            return ()
        bounds = others.days.get(reported_us // DAY_US) or self._bounds(severity, reported_us)
        if end_us > bounds[1] if late else end_us <= bounds[0]:
            return ()
        turned: list[Reading] = []
        for reading in others.readings:
            with suppress(HorizonError):  # where another reading has no answer, it turns nothing around
                _, last_us = self.contract.response_deadline_us(reported_us, severity, reading)
                if (end_us > last_us) != late:
                    turned.append(reading)
        return turned

    def disputes_periods(self, periods: Sequence[tuple[int, int, int]], *, late: bool) -> bool:
        """`disputes` of a ticket whose severity was changed: since, until and severity of each that was in force."""
        for reading in self.contract.readings[1:]:
            with suppress(HorizonError):  # where another reading has no answer, it turns nothing around
                lasts = (
                    self.contract.response_deadline_us(since, severity, reading)[1] for since, _, severity in periods
                )
                if any(until > last for (_, until, _), last in zip(periods, lasts, strict=True)) != late:
                    return True
        return False

    def _bounds(self, severity: int, reported_us: int) -> tuple[int, int]:
        """From when until when a response to a report of this day in UTC may be last on time, under the other readings.

        A later report never has an earlier `last_on_time`: those of the day's first and last instants bound all of it.
        """
        others, day = self._others[severity], reported_us // DAY_US
        bounds = _ANY
        with suppress(HorizonError):  # where a reading has no answer, nothing is sure
            first, last = (
                [self.contract.response_deadline_us(us, severity, reading)[1] for reading in others.readings]
                for us in (day * DAY_US, (day + 1) * DAY_US - 1)
            )
            bounds = min(first), max(last)
        others.days[day] = bounds
        return bounds

    def _doubtful(self, severity: int) -> _Others:
        """The readings that may count a budget otherwise than the first, and within what time none of them is over.

        Hours are read alike by all. The nth day after that of the report does not begin before n - 1 days have
        passed, or n - 2, as clocks may be set forward.
        """
        days = self.contract.severities[severity].days
        readings = self.contract.readings[1:] if days else ()
        safe = all(reading.day != "working-time" for reading in readings)
        return _Others(max(0, days - 2) * DAY_US if safe else 0, readings, {})

    def judge(self, case: Case) -> Judgement:
        """The verdict on one case."""
        reported, response, closed = case.reported, case.response, case.closed
        if (
            isinstance(response, int)
            and isinstance(reported, int)
            and response <= self.now_us
            and (closed is None or (isinstance(closed, int) and closed <= self.now_us))
            and case.severity in self.budgets
            and not case.changes
        ):  # what most rows are
            budget = self.budgets[case.severity]
            verdict, used = Verdict.MET, None
            # Working time is never longer than time, so that often nothing has to be asked; but a report before
            # the earliest yet asked about may lie outside what the calendar knows.
            if response - reported > budget or reported < self._earliest[0]:
                used = max(0, self.contract.calendar.elapsed_us(reported, response))
                if used > budget:  # if and only if the response is after `last_on_time`
                    verdict = Verdict.BREACHED
                if reported < self._earliest[0]:
                    self._earliest[0] = reported
            return Judgement(case, verdict, self, (), None, used)
        return self.weigh(case)

    def plainly_used(self, severity: int, reported_us: int, response_us: int, closed_us: int | None) -> int | None:
        """The working time used by a ticket that is MET under every reading, and of which nothing else is to be told.

        Its stamps are exact and in order. Quicker than `judge`; None says nothing.
        """
        budget = self.budgets.get(severity)
        if not budget or response_us > self.now_us or (closed_us is not None and closed_us > self.now_us):
            return None
        if response_us - reported_us > _HOPELESS * budget:
            return None
        others = self._others[severity]
        if others.readings and response_us - reported_us >= others.safe_us:
            bounds = others.days.get(reported_us // DAY_US)  # what `_turned_by` looks at first
            if (bounds is None or response_us > bounds[0]) and self._turned_by(
                reported_us, response_us, severity, late=False
            ):
                return None
        try:
            used = self._elapsed_us(reported_us, response_us)
        except HorizonError:
            return None
        return used if used <= budget else None

    def weigh(self, case: Case) -> Judgement:
        """`judge`, the long way: with bounds, with stamps after `as_of`, and with what is missing."""
        recorded = (case.reported, case.responded, case.acknowledged, case.started, case.closed)
        ahead = tuple(
            (name, stamp)
            for name, stamp in zip(STAMPS, recorded, strict=True)
            if stamp is not None and earliest(stamp) > self.now_us
        )
        _, responded, acknowledged, started, closed = (by(stamp, self.now_us) for stamp in recorded)
        known = by(case.reported, self.now_us)
        case = case._replace(
            reported=case.reported if known is None else known,
            response=response_of(responded, acknowledged, started),
            closed=closed,
            responded=responded,
            acknowledged=acknowledged,
            started=started,
        )
        since = self.since(case)
        first, last = self._lasts(since, case.severity)
        verdict = self._verdict(case, first, last)
        missed = None
        for period in self.periods(case):
            before, after = self._lasts(period.since, period.severity)
            if earliest(period.until) > after:
                return Judgement(case, Verdict.BREACHED, self, ahead, missed=period)
            if latest(period.until) > before and verdict is not Verdict.BREACHED and missed is None:
                missed, first, last = period, before, after
        if missed is not None:
            return Judgement(case, Verdict.UNKNOWN, self, ahead, doubt_of_change(self, missed, first, last))
        unknown = doubt(self, case._replace(reported=since), first, last) if verdict is Verdict.UNKNOWN else None
        return Judgement(case, verdict, self, ahead, unknown)

    def since(self, case: Case) -> Stamp:
        """From when the budget of a case counts: from the report, or the last change where the contract says so."""
        from_change = self.contract.severity_change is SeverityChange.FROM_CHANGE
        return case.changes[-1][0] if case.changes and from_change else case.reported

    def periods(self, case: Case) -> Iterator[Period]:
        """The severities that were in force before the last: a deadline that passes meanwhile stays missed."""
        from_change = self.contract.severity_change is SeverityChange.FROM_CHANGE
        for (start, severity), (until, _) in pairwise(case.changes):
            yield Period(start if from_change else case.reported, until, severity)

    def _lasts(self, since: Stamp, severity: int) -> tuple[int, int]:
        """Between which instants `last_on_time` lies."""
        return self.deadline_us(earliest(since), severity)[1], self.deadline_us(latest(since), severity)[1]

    def _verdict(self, case: Case, first: int, last: int) -> Verdict:
        """The verdict where `last_on_time` lies between `first` and `last`."""
        if case.response is not None:
            if latest(case.response) <= first:
                return Verdict.MET
            return Verdict.BREACHED if earliest(case.response) > last else Verdict.UNKNOWN
        if case.closed is not None:
            return Verdict.BREACHED if earliest(case.closed) > last else Verdict.UNKNOWN
        if self.now_us <= first:
            return Verdict.RUNNING
        return Verdict.BREACHED if self.now_us > last else Verdict.UNKNOWN
