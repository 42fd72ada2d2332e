"""The sieve: which findings of a ticket are to be told: those selected, less those a baseline accepts.

Invariant: every finding that is told is counted, and every one that the baseline accepts.
Law: without a selection and a baseline, what is told is what `findings_of` finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from slacal.audit.baseline import Baseline, Key, key_of
from slacal.audit.finding import Finding, Level
from slacal.audit.rules import findings_of
from slacal.ticket.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacal.audit.judgement import Judgement
    from slacal.audit.selection import Selection
    from slacal.audit.tally import Tally

__all__ = ["LoneBreach", "Sieve"]


class LoneBreach(Sequence[Finding]):
    """The breach of a flat ticket that has no other finding, worked out when it is asked for.

    Most findings of an export are of this kind, and a report that shows the worst of them needs the words of few.
    Law: it is what `findings_of` finds.
    """

    __slots__ = ("_judgement",)

    def __init__(self, judgement: Judgement) -> None:
        self._judgement = judgement

    @staticmethod
    def code_of(judgement: Judgement) -> str | None:
        """The code of the one finding; None for a ticket that may have others."""
        if judgement.verdict is not Verdict.BREACHED or judgement.ahead or judgement.trail is not None:
            return None
        if judgement.case.response is not None:
            return "SLA101"
        return "SLA102" if judgement.case.closed is None else "SLA103"

    def __len__(self) -> int:
        return 1

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | Sequence[Finding]:
        return tuple(findings_of(self._judgement))[index]


class Sieve:
    """Passes findings on and counts them.

    With `record`, all that are selected are accepted, and `recorded` are their keys. For a `brief` report, findings
    that few of which are shown come as `LoneBreach`.
    """

    def __init__(
        self,
        tally: Tally,
        selection: Selection,
        baseline: Baseline | None = None,
        *,
        record: bool = False,
        brief: bool = False,
    ) -> None:
        self._tally = tally
        self._selection = selection
        self._baseline = baseline
        self._record = record
        self._brief = brief and baseline is None and not record
        self.recorded: list[Key] = []

    def of(self, judgement: Judgement) -> Sequence[Finding]:
        """The findings of a judged ticket that are to be told."""
        code = LoneBreach.code_of(judgement) if self._brief else None
        if code is None:
            return tuple(filter(self.passes, findings_of(judgement)))
        if code not in self._selection:
            return ()
        self._tally.find(code, Level.BREACH)
        return LoneBreach(judgement)

    def breaches(self, counts: Mapping[str, int]) -> int:
        """How many lone breaches are to be told, of numbers of them by code."""
        told = {code: count for code, count in counts.items() if count and code in self._selection}
        for code, count in told.items():
            self._tally.find(code, Level.BREACH, count)
        return sum(told.values())

    def passes(self, finding: Finding) -> bool:
        """Whether a finding is to be told."""
        if finding.code not in self._selection:
            return False
        if self._record:
            self.recorded.append(key_of(finding))
        if self._record or (self._baseline is not None and self._baseline.accepts(key_of(finding))):
            self._tally.accepted += 1
            return False
        self._tally.find(finding.code, finding.level)
        return True
