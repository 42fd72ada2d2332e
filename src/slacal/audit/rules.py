"""The rulebook: every rule by its code, and the findings of a ticket.

    SLA1xx  the response                    SLA3xx  what was reported and asked for
    SLA2xx  waiting and closing             SLA4xx  the data itself

Invariant: codes are unique and never reused.
Laws: a ticket has a finding of level `breach` if and only if its verdict is BREACHED, and then exactly one; a MET
or RUNNING flat ticket has findings only where it has stamps after `as_of`.
"""

from __future__ import annotations

from collections.abc import Iterator

from slacal.audit.data_rules import DATA_RULES
from slacal.audit.finding import Finding, Level
from slacal.audit.judgement import Judgement, Verdict
from slacal.audit.response_rules import RESPONSE_RULES
from slacal.audit.rule import Rule

__all__ = ["RULES", "Finding", "Level", "Rule", "findings_of"]

RULES = {rule.code: rule for rule in (*RESPONSE_RULES, *DATA_RULES)}
"""Every rule by its code."""

_QUIET = (Verdict.MET, Verdict.RUNNING)


def findings_of(judgement: Judgement) -> Iterator[Finding]:
    """What the rules find in a judged ticket, in the order of their codes."""
    if judgement.verdict in _QUIET and not judgement.ahead:
        return
    case, tz = judgement.case, judgement.judge.contract.calendar.tz
    for rule in RULES.values():
        for sight in rule.sees(judgement):
            seen = sight._replace(disputable=judgement.disputable)
            yield rule.finding(seen, case.ticket, tz, (case.file, case.line))
