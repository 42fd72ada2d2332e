"""The rulebook: every rule by its code, and the findings of a ticket.

    SLA1xx  the response                    SLA3xx  what was reported and asked for
    SLA2xx  waiting and closing             SLA4xx  the data itself

Some rules look at the judgement, which flat tickets have as well; the others at the events, and so at what a ticket
would have refused.

Invariant: codes are unique and never reused.
Laws: a ticket has a finding of level `breach` if and only if its verdict is BREACHED, and then exactly one; a MET
or RUNNING flat ticket has findings only where it has stamps after `as_of`.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from slacal.audit.closing_rules import CLOSING_RULES
from slacal.audit.data_rules import DATA_RULES, STAMP_RULES
from slacal.audit.finding import Finding
from slacal.audit.fold import Fold
from slacal.audit.judgement import Judgement
from slacal.audit.response_rules import RESPONSE_RULES
from slacal.audit.rule import Rule
from slacal.ticket.verdict import Verdict

if TYPE_CHECKING:
    from slacal.audit.trail import Trail

__all__ = ["RULES", "Finding", "findings_of", "findings_of_trail"]

_OF_JUDGEMENTS: tuple[Rule[Judgement], ...] = (*RESPONSE_RULES, *STAMP_RULES)
_OF_EVENTS: tuple[Rule[Fold], ...] = (*CLOSING_RULES, *DATA_RULES)

_WITHOUT_REFUSALS = tuple(rule for rule in _OF_EVENTS if not rule.of_refusals)

_ALL: list[Rule[Judgement] | Rule[Fold]] = [*_OF_JUDGEMENTS, *_OF_EVENTS]

RULES = MappingProxyType({rule.code: rule for rule in sorted(_ALL, key=attrgetter("code"))})
"""Every rule by its code, in the order of the codes."""

_QUIET = (Verdict.MET, Verdict.RUNNING)


def findings_of(judgement: Judgement) -> list[Finding]:
    """What the rules find in a judged ticket, in the order of their codes and of its events."""
    trail = judgement.trail
    found: list[Finding] = []
    if judgement.verdict not in _QUIET or judgement.ahead or (trail is not None and trail.ahead):
        case, contract = judgement.case, judgement.judge.contract
        disputable = judgement.disputable
        for rule in _OF_JUDGEMENTS:
            for sight in rule.sees(judgement):
                seen = sight._replace(disputable=disputable)
                found.append(rule.finding(seen, case.ticket, contract, (case.file, case.line)))
    if trail is not None and not trail.is_quiet:
        found.extend(findings_of_trail(trail))
        found.sort(key=attrgetter("code"))
    return found


def findings_of_trail(trail: Trail) -> Iterator[Finding]:
    """What the rules find in a ticket's events, be it judged or not."""
    others = tuple(trail.under_other_readings())
    is_refused = trail.is_refused or any(other.is_refused for _, other in others)
    for rule in _OF_EVENTS if is_refused else _WITHOUT_REFUSALS:
        for sight in trail.sights(rule.sees, others):
            yield rule.finding(sight, trail.ticket, trail.contract, (None, None))
