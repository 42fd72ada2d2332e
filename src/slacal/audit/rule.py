"""Rules: what can be found, why it matters, and an example of it kept and broken.

Invariant: codes are unique and never reused; a rule that follows from the contract cites its clause.
Law: checked as of `EXAMPLES_NOW`, `broken` has one finding of the rule and `kept` has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from slacal.audit.finding import Finding, Level
from slacal.audit.stamps import Bounds, Stamp
from slacal.contract.contract import shipped
from slacal.worktime.instants import from_us
from slacal.worktime.words import instant

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from slacal.audit.entry import Entry
    from slacal.audit.fold import Fold, Passage
    from slacal.contract.contract import Contract

__all__ = ["EXAMPLES_NOW", "Rule", "Sight", "done", "said"]

EXAMPLES_NOW = "2026-11-20T12:00+01:00"
"""The instant the examples are checked at: a Friday, noon in Warsaw."""

_Seen = TypeVar("_Seen", contravariant=True)


class Sight(NamedTuple):
    """What a rule sees: when, in words, and in which entry where there is an event log.

    With a `doubt`, which names what would settle it, it may not be so. With a `reading`, it is so under that one of
    the contract's readings and not under the first.
    """

    at: Stamp
    message: str
    entry: Entry | None = None
    doubt: str = ""
    disputable: bool = False
    reading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[_Seen]):
    """One thing that can be found; `sees` looks for it.

    `cites` are the rules of the contract that it follows from, whose clauses a finding names. `summary` is a few words;
    `explanation` says what is found, why it matters and what can be done. `kept` and `broken` are small files in CSV,
    of flat tickets or of events. `of_refusals`: it finds what a ticket refuses, and nothing else.
    """

    code: str
    level: Level
    cites: tuple[str, ...] = ()
    summary: str
    explanation: str
    kept: str
    broken: str
    sees: Callable[[_Seen], Iterable[Sight]]
    of_refusals: bool = False

    @property
    def clause(self) -> str | None:
        """Where the shipped contract has what the rule follows from."""
        return shipped().clause(*self.cites) or None

    def finding(self, sight: Sight, ticket: str, contract: Contract, place: tuple[str | None, int | None]) -> Finding:
        """What to tell of a sight; `place` is where the ticket stands, should the sight have none of its own."""
        file, line = place if sight.entry is None else (sight.entry.file, sight.entry.line)
        level, message = self.level, sight.message
        if sight.reading:
            level, message = Level.NOTE, f"{message} (only under the reading {sight.reading})"
        elif sight.doubt:
            level = Level.WARNING if level in (Level.BREACH, Level.VIOLATION) else level
            message = f"{message}; perhaps: {sight.doubt} would settle it"
        return Finding(
            code=self.code,
            level=level,
            ticket=ticket,
            clause=contract.clause(*self.cites) or None,
            at=from_us(sight.at, contract.calendar.tz) if isinstance(sight.at, int) else None,
            message=message,
            disputable=sight.disputable,
            file=file,
            line=line,
        )


def said(stamp: Stamp, tz: ZoneInfo) -> str:
    """A stamp in words, as exactly as it is known."""
    return stamp.text if isinstance(stamp, Bounds) else instant(stamp, tz)


def done(fold: Fold, passage: Passage) -> str:
    """What happened to a ticket, and when, as exactly as that is known."""
    return f"{passage.entry.act} {said(passage.entry.at, fold.contract.calendar.tz)}"
