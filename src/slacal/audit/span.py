"""Spans: from when to when a contract was asked, and so what the fingerprint of a report has to digest.

Invariant: the instant of the check lies within every span.
Law: the years of a fingerprint go from that of the earliest report to that in which the latest deadline of the latest
report may end, as far as holidays are known; so a report says the same in every form.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.stamps import earliest, latest
from slacal.errors import HorizonError
from slacal.worktime.instants import from_us

if TYPE_CHECKING:
    from collections.abc import Collection

    from slacal.audit.bench import Bench
    from slacal.audit.cells import Plain
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement
    from slacal.contract.contract import Contract
    from slacal.worktime.fingerprint import Fingerprint

__all__ = ["Span", "Spans", "fingerprint_line"]


class Span(NamedTuple):
    """Between which instants the reports lie that were judged by a contract, or a version of it."""

    contract: Contract
    first_us: int
    last_us: int

    def fingerprint(self) -> Fingerprint:
        """The contract's fingerprint over the years it was asked about."""
        contract, ends_us = self.contract, [self.last_us]
        for severity in contract.severities:
            with suppress(HorizonError):
                ends_us.append(contract.response_deadline_us(self.last_us, severity)[1])
        source, tz = contract.calendar.schedule.holidays, contract.calendar.tz
        first_year, last_year = (
            min(max(from_us(us, tz).year, source.first_year), source.last_year) for us in (self.first_us, max(ends_us))
        )
        return contract.fingerprint(first_year, last_year)


class Spans:
    """Takes what was judged, and tells the span of each version of the contract."""

    __slots__ = ("_ends", "_judges")

    def __init__(self, judge: Judge | Bench) -> None:
        self._judges = judge.judges
        self._ends = {id(one.contract): [judge.now_us, judge.now_us] for one in judge.judges}

    def add(self, judgement: Judgement) -> None:
        """Take a judged ticket in."""
        reported, ends = judgement.case.reported, self._ends[id(judgement.judge.contract)]
        first_us, last_us = (
            (reported, reported) if isinstance(reported, int) else (earliest(reported), latest(reported))
        )
        if first_us < ends[0]:
            ends[0] = first_us
        if last_us > ends[1]:
            ends[1] = last_us

    def add_plain(self, judge: Judge, rows: Collection[Plain]) -> None:
        """Take in tickets that a judge calls MET, and so were reported before now."""
        self.add_first(judge, min(row[3] for row in rows))

    def add_first(self, judge: Judge, first_us: int) -> None:
        """Take in tickets reported before now, of which this was the first."""
        ends = self._ends[id(judge.contract)]
        ends[0] = min(ends[0], first_us)

    def spans(self) -> tuple[Span, ...]:
        """The span of each version, in their order."""
        return tuple(Span(one.contract, *self._ends[id(one.contract)]) for one in self._judges)


def fingerprint_line(contract: Contract, fingerprint: Fingerprint) -> str:
    """A contract and its fingerprint in a line, as a report in text ends.

    >>> from slacal import SMARTSTOCK
    >>> fingerprint_line(SMARTSTOCK, SMARTSTOCK.fingerprint(2026, 2026)).rsplit(" ", 1)[0]
    'Smartstock standard support, version 1: fingerprint of 2026'
    """
    version = f", version {contract.version}" if contract.version else ""
    since = f", from {contract.valid_from}" if contract.valid_from else ""
    first, last = fingerprint.first_year, fingerprint.last_year
    years = str(first) if first == last else f"{first} to {last}"
    return f"{contract.name}{version}{since}: fingerprint of {years} {fingerprint}"
