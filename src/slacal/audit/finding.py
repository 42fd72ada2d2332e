"""Findings: what a check has to say of a ticket.

Invariant: a finding is a value; where it comes from a row, it says which.
Law: a finding of level `breach` stands beside a BREACHED verdict and nowhere else, and only one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Finding", "Level"]


class Level(StrEnum):
    """How much a finding weighs.

    `BREACH`: a response was too late. `VIOLATION`: another rule of the contract was broken. `WARNING`: something
    that should be looked into, or keeps slacal from telling. `NOTE`: good to know.
    """

    BREACH = "breach"
    VIOLATION = "violation"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found in a ticket; `at` is None where the stamp leaves the instant open.

    `level` is that of the rule; `WARNING` at most where stamps leave open whether the rule was broken, and `NOTE` where
    it was under another of the contract's readings and not under the first. `disputable` says that another reading
    turns it around. `file` and `line` are of the row it is about.
    """

    code: str
    level: Level
    ticket: str
    clause: str | None
    at: datetime | None
    message: str
    disputable: bool
    file: str | None
    line: int | None

    def to_dict(self) -> dict[str, str | int | bool | None]:
        """The keys of the JSON report."""
        return {
            "code": self.code,
            "level": self.level.value,
            "ticket": self.ticket,
            "clause": self.clause,
            "at": None if self.at is None else self.at.isoformat(),
            "message": self.message,
            "disputable": self.disputable,
            "file": self.file,
            "line": self.line,
        }
