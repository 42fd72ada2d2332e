"""The span of a report: from when to when a contract was asked, and so what a fingerprint has to digest.

Invariant: the instant of the check lies within every span.
Law: the years of a fingerprint go from that of the earliest report to that in which the latest deadline of the latest
report may end, as far as holidays are known; so a report says the same in every form.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from slacal.audit.stamps import earliest, latest
from slacal.errors import HorizonError
from slacal.worktime.instants import from_us

if TYPE_CHECKING:
    from collections.abc import Iterable

    from slacal.audit.bench import Bench
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement
    from slacal.contract.contract import Contract
    from slacal.worktime.fingerprint import Fingerprint

__all__ = ["Span", "fingerprint_line"]


class Span:
    """Between which instants the judged reports lie, for each version of a contract."""

    __slots__ = ("_ends", "_judge")

    def __init__(self, judge: Judge | Bench, judgements: Iterable[Judgement] = ()) -> None:
        self._judge = judge
        self._ends = {id(one.contract): [judge.now_us, judge.now_us] for one in judge.judges}
        for judgement in judgements:
            self.add(judgement)

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

    def add_met(self) -> None:
        """Take in the tickets of which no more is known than that they are MET: they were reported before now."""
        for one in self._judge.judges:
            ends = self._ends[id(one.contract)]
            ends[0] = min(ends[0], one.earliest_us)

    def fingerprints(self) -> list[tuple[Contract, Fingerprint]]:
        """The versions of the contract, each with its fingerprint over the years it was asked about."""
        contracts = [one.contract for one in self._judge.judges]
        return [(contract, contract.fingerprint(*self._years(contract))) for contract in contracts]

    def _years(self, contract: Contract) -> tuple[int, int]:
        first_us, last_us = self._ends[id(contract)]
        ends_us = [last_us]
        for severity in contract.severities:
            with suppress(HorizonError):
                ends_us.append(contract.response_deadline_us(last_us, severity)[1])
        source, tz = contract.calendar.schedule.holidays, contract.calendar.tz
        first_year, last_year = (
            min(max(from_us(us, tz).year, source.first_year), source.last_year) for us in (first_us, max(ends_us))
        )
        return first_year, last_year


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
