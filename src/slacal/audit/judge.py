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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slacal.audit.case import STAMPS, response_of
from slacal.audit.doubt import doubt
from slacal.audit.judgement import Judgement, Verdict
from slacal.audit.stamps import Bounds, Stamp, earliest, latest
from slacal.errors import HorizonError
from slacal.worktime.instants import DAY_US, from_us

if TYPE_CHECKING:
    from datetime import datetime

    from slacal.audit.case import Case
    from slacal.contract.contract import Contract
    from slacal.contract.reading import Reading

__all__ = ["Judge"]

_HOPELESS = 5  # times the budget: after so much time, working time is seldom within it


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges cases by a contract, as of one instant.

    Raises `HorizonError` where that instant lies outside what the calendar knows. `judge` raises it for a case
    whose stamps or deadline do, and `SeverityError` for a severity the contract does not know.
    """

    contract: Contract
    now_us: int
    _budgets: dict[int, int] = field(init=False, repr=False, compare=False)
    _earliest: list[int] = field(init=False, repr=False, compare=False)
    _others: dict[int, tuple[int, tuple[Reading, ...]]] = field(init=False, repr=False, compare=False)

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
        object.__setattr__(self, "_budgets", budgets)
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

    @property
    def earliest_us(self) -> int:
        """The earliest report it was asked about the short way; `now_us` where there is none before."""
        return self._earliest[0]

    def deadline_us(self, reported_us: int, severity: int) -> tuple[int, int]:
        """Due, and last on time, of a report."""
        return self.contract.response_deadline_us(reported_us, severity)

    def elapsed_us(self, start_us: int, end_us: int, severity: int) -> int:
        """Working time between two instants, on the calendar of a severity."""
        return self.contract.calendar_of(severity).elapsed_us(start_us, end_us)

    def disputes(self, reported_us: int, end_us: int, severity: int, *, late: bool) -> bool:
        """Whether another reading of the contract would tell otherwise that an end is late, or is not."""
        safe_us, others = self._others[severity]
        if not others or (not late and end_us - reported_us < safe_us):
            return False
        with suppress(HorizonError):  # where another reading has no answer, it turns nothing around
            for reading in others:
                _, last_us = self.contract.response_deadline_us(reported_us, severity, reading)
                if (end_us > last_us) != late:
                    return True
        return False

    def _doubtful(self, severity: int) -> tuple[int, tuple[Reading, ...]]:
        """The readings that may count a budget otherwise than the first, and within what time none of them is over.

        Hours are read alike by all. The nth day after that of the report does not begin before n - 1 days have
        passed, or n - 2, as clocks may be set forward.
        """
        days = self.contract.severities[severity].days
        others = self.contract.readings[1:] if days else ()
        safe = all(reading.day != "working-time" for reading in others)
        return (max(0, days - 2) * DAY_US if safe else 0), others

    def judge(self, case: Case) -> Judgement:
        """The verdict on one case."""
        reported, response, closed = case.reported, case.response, case.closed
        if (
            isinstance(response, int)
            and isinstance(reported, int)
            and response <= self.now_us
            and (closed is None or (isinstance(closed, int) and closed <= self.now_us))
            and case.severity in self._budgets
        ):  # what most rows are
            budget = self._budgets[case.severity]
            verdict, used = Verdict.MET, None
            # Working time is never longer than time, so that often nothing has to be asked; but a report before
            # the earliest yet asked about may lie outside what the calendar knows.
            if response - reported > budget or reported < self._earliest[0]:
                used = self.contract.calendar.elapsed_us(reported, response)
                if used > budget:  # if and only if the response is after `last_on_time`
                    verdict = Verdict.BREACHED
                if reported < self._earliest[0]:
                    self._earliest[0] = reported
            return Judgement(case, verdict, self, (), None, used)
        return self.weigh(case)

    def is_plainly_met(self, severity: int, reported_us: int, response_us: int, closed_us: int | None) -> bool:
        """Whether a ticket whose stamps are exact and in order is MET, and nothing else is to be told of it.

        Quicker than `judge`; False says nothing.
        """
        budget = self._budgets.get(severity, 0)
        if response_us > self.now_us or (closed_us is not None and closed_us > self.now_us):
            return False
        if reported_us >= self._earliest[0]:
            if response_us - reported_us <= budget:
                return True
            if response_us - reported_us > _HOPELESS * budget:
                return False
        try:
            used_us = self.contract.calendar.elapsed_us(reported_us, response_us)
        except HorizonError:
            return False
        if reported_us < self._earliest[0]:
            self._earliest[0] = reported_us
        return used_us <= budget

    def weigh(self, case: Case) -> Judgement:
        """`judge`, the long way: with bounds, with stamps after `as_of`, and with what is missing."""
        recorded = (case.reported, case.responded, case.acknowledged, case.started, case.closed)
        ahead = tuple(
            (name, stamp)
            for name, stamp in zip(STAMPS, recorded, strict=True)
            if stamp is not None and earliest(stamp) > self.now_us
        )
        _, responded, acknowledged, started, closed = (self._happened(stamp) for stamp in recorded)
        case = case._replace(
            reported=self._happened(case.reported) or case.reported,
            response=response_of(responded, acknowledged, started),
            closed=closed,
            responded=responded,
            acknowledged=acknowledged,
            started=started,
        )
        _, first = self.deadline_us(earliest(case.reported), case.severity)
        _, last = self.deadline_us(latest(case.reported), case.severity)
        verdict = self._verdict(case, first, last)
        unknown = doubt(self, case, first, last) if verdict is Verdict.UNKNOWN else None
        return Judgement(case, verdict, self, ahead, unknown)

    def _happened(self, stamp: Stamp | None) -> Stamp | None:
        """A stamp as of now: None where it lies ahead, and cut off where it may be taken to."""
        if stamp is None or earliest(stamp) > self.now_us:
            return None
        if isinstance(stamp, int) or stamp.latest_us <= self.now_us:
            return stamp
        if stamp.twice or stamp.earliest_us == self.now_us:
            return stamp.earliest_us
        return Bounds(stamp.earliest_us, self.now_us, stamp.text)

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
