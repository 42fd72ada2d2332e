"""Rules about the data itself: what keeps slacal from telling, whatever the contract says.

Invariant: none of them follows from a clause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.finding import Level
from slacal.audit.rule import Rule, Sight, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.audit.judgement import Judgement

__all__ = ["DATA_RULES"]


def _stamp_ahead(judgement: Judgement) -> Iterator[Sight]:
    """A stamp lies after the instant of the check."""
    tz = judgement.judge.contract.calendar.tz
    as_of = said(judgement.judge.now_us, tz)
    for column, stamp in judgement.ahead:
        yield Sight(stamp, f"{column} {said(stamp, tz)} is after {as_of}: taken as not yet happened")


_KEPT = """\
ticket,severity,reported_at,responded_at
SUP-1,1,2026-11-20T09:00+01:00,2026-11-20T11:00+01:00
"""

DATA_RULES = (
    Rule(
        code="SLA401",
        level=Level.WARNING,
        clause=None,
        summary="stamp after the instant of the check",
        explanation=(
            "Something is recorded as having happened after the instant of the check. It is taken as not yet "
            "happened. Check by a later --now, or see whether a clock or a zone is wrong."
        ),
        kept=_KEPT,
        broken=_KEPT.replace("20T11:00", "20T13:00"),
        sees=_stamp_ahead,
    ),
)
