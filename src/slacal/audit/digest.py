"""The digest: of all that was found, what to act on, in the order in which to act.

Invariant: of each kind no more than `limit` entries are remembered (0: all), and all are counted.
Law: a breached ticket is in it if and only if its breach is among the findings that are to be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.finding import Finding, Level
from slacal.audit.ranking import Ranking
from slacal.audit.sieve import LoneBreach
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import MICROSECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slacal.audit.judgement import Judgement

__all__ = ["Digest"]


class Digest:
    """Takes judgements and findings.

    `breached` are the worst first, by working time past due; `running` those due soonest first, of which `last_call`
    have no working time left and `soon` no more than a working day's; `unknown` and `others` (by level, without the
    breaches) come in the order of the rows.
    """

    def __init__(self, limit: int) -> None:
        self.breached: Ranking[Judgement] = Ranking(limit)
        self.running: Ranking[Judgement] = Ranking(limit)
        self.unknown: Ranking[Judgement] = Ranking(limit)
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
            left_us = judgement.remaining_us
            self.last_call += not left_us
            self.soon += left_us <= judgement.judge.contract.hours_per_day_of(judgement.severity) // MICROSECOND
        elif verdict is Verdict.UNKNOWN:
            self.unknown.add(0, judgement)
        if isinstance(findings, LoneBreach):
            self.breached.add(judgement.overrun_us, judgement)
            return
        for finding in findings:
            if finding.level is Level.BREACH:
                self.breached.add(judgement.overrun_us, judgement)
            else:
                self.find(finding)

    def find(self, finding: Finding) -> None:
        """A finding that is no breach."""
        self.others[finding.level].add(0, finding)
