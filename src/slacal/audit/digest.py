"""The digest: of all that was found, what to act on, in the order in which to act.

Invariant: of each kind no more than `limit` are remembered (0: all), and all are counted.
Law: a breached ticket is in it if and only if its breach is among the findings that are to be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from slacal.audit.finding import Finding, Level
from slacal.audit.ranking import Ranking
from slacal.audit.sieve import LoneBreach
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import MICROSECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slacal.audit.bench import Bench
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement
    from slacal.contract.reading import Reading

__all__ = ["Digest", "DigestReport"]

Disputed: TypeAlias = "tuple[Judgement, list[tuple[Reading, Verdict]]]"


class Digest:
    """Takes judgements and findings.

    `breached` are the worst first, by working time past due; `running` those due soonest first, of which `last_call`
    breach before the next opening and `soon` have no more than a working day's time left, or are of the former;
    `unknown`, `disputable` and `others` (by level, without the breaches) come in the order of the tickets. `disputable`
    are those whose verdict another reading turns around, each with the readings and their verdicts; a breach among
    them that is not to be told is left out.
    """

    def __init__(self, limit: int) -> None:
        self.breached: Ranking[Judgement] = Ranking(limit)
        self.running: Ranking[Judgement] = Ranking(limit)
        self.unknown: Ranking[Judgement] = Ranking(limit)
        self.disputable: Ranking[Disputed] = Ranking(limit)
        self.others: dict[Level, Ranking[Finding]] = {
            level: Ranking(limit) for level in Level if level is not Level.BREACH
        }
        self.last_call = 0
        self.soon = 0

    def add(self, judgement: Judgement, findings: Sequence[Finding]) -> None:
        """One ticket."""
        verdict = judgement.verdict
        if verdict is Verdict.RUNNING:
            self.running.add(-judgement.due_us, judgement)
            last_call = judgement.is_last_call
            day_us = judgement.judge.contract.hours_per_day_of(judgement.severity) // MICROSECOND
            self.last_call += last_call
            self.soon += last_call or judgement.remaining_us <= day_us
        elif verdict is Verdict.UNKNOWN:
            self.unknown.add(0, judgement)
        told = isinstance(findings, LoneBreach)
        for finding in () if told else findings:
            if finding.level is Level.BREACH:
                told = True
            else:
                self.find(finding)
        if told:
            self.breached.add(judgement.overrun_us, judgement)
        if told or verdict is not Verdict.BREACHED:
            disputable, others = judgement.judge.otherwise(judgement)
            if disputable:
                self.disputable.add(0, (judgement, others))

    def skip(self, breached: int) -> None:
        """So many more breached tickets, none of which is among the worst."""
        self.breached.skip(breached)

    def find(self, finding: Finding) -> None:
        """A finding that is no breach."""
        self.others[finding.level].add(0, finding)


class DigestReport:
    """What reports for people have in common: they are told all, and at the end tell what is in the digest.

    At most `limit` a section (0: all).
    """

    def __init__(self, judge: Judge | Bench, limit: int) -> None:
        self._judge = judge
        self._tz = judge.contract.calendar.tz
        self._limit = limit
        self._digest = Digest(limit)

    def add(self, judgement: Judgement, findings: Sequence[Finding]) -> None:
        """One ticket and its findings."""
        self._digest.add(judgement, findings)

    def find(self, finding: Finding) -> None:
        """A finding of a ticket that could not be judged."""
        self._digest.find(finding)

    def skip(self, breached: int) -> None:
        """So many more breached tickets, none of which is among the worst."""
        self._digest.skip(breached)
