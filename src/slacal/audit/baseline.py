"""Baselines: findings that are accepted, so that only new ones fail.

    {"format": 1, "contract": "...", "findings": [
      {"code": "SLA101", "ticket": "SUP-1", "occurrence": "2026-11-18T11:00:00Z"},
      ...

A finding is known again by its code, its ticket, and the instant it is about, in UTC. Findings about the present, such
as a response that is still overdue, have no instant of their own: they stay the same as time goes on. Words, rows,
files and the way stamps are written play no part.

Invariant: the file is sorted, one finding a line, and the same findings make the same bytes. Laws: what a run finds,
written as a baseline, leaves nothing of the same run; the order of the rows and a later instant of the check change no
key.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.stamps import shown
from slacal.errors import InputError
from slacal.ticket.row import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from slacal.audit.finding import Finding

__all__ = ["PRESENT", "Baseline", "Key", "key_of", "write_baseline"]

PRESENT = frozenset({"SLA102"})
"""The rules whose findings are about the instant of the check."""

FORMAT = 1
_EXPECTED = 'expected a baseline, as --write-baseline makes it: {"format": 1, "findings": [...]}'


class Key(NamedTuple):
    """What a finding is known by; `occurrence` is empty where its rule is about the present or its instant is open."""

    ticket: str
    code: str
    occurrence: str

    def __str__(self) -> str:
        return f"{self.code} {self.ticket}{f', {self.occurrence}' if self.occurrence else ''}"

    def to_dict(self) -> dict[str, str]:
        """The keys of the file."""
        return {"code": self.code, "ticket": self.ticket, "occurrence": self.occurrence}


def key_of(finding: Finding) -> Key:
    """What a finding is known by."""
    at = None if finding.code in PRESENT else finding.at
    return Key(finding.ticket, finding.code, "" if at is None else _utc(at))


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


class Baseline:
    """Accepted findings, each as often as it was found."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._accepted = Counter(keys)
        self._left = self._accepted.copy()

    @classmethod
    def parse(cls, text: str | bytes, file: str) -> Baseline:
        """The baseline in a file. Raises `InputError` where the text is none."""
        import json

        try:
            data: object = json.loads(text)
        except (ValueError, RecursionError):
            raise InputError(_EXPECTED, file=file) from None
        if not is_object(data) or not is_list(rows := data.get("findings")):
            raise InputError(_EXPECTED, file=file)
        if data.get("format") != FORMAT:
            raise InputError(f"expected format {FORMAT}", file=file, column="format", value=shown(data.get("format")))
        return cls(_key(row, number, file) for number, row in enumerate(rows))

    def accepts(self, key: Key) -> bool:
        """Whether a finding is accepted; each key accepts one."""
        if self._left[key] <= 0:
            return False
        self._left[key] -= 1
        return True

    def vanished(self) -> list[Key]:
        """The keys that accepted nothing."""
        return sorted(self._left.elements())

    def __len__(self) -> int:
        return self._accepted.total()


def write_baseline(keys: Iterable[Key], contract: str) -> str:
    """The file that accepts these findings."""
    import json

    rows = ",".join(f"\n    {json.dumps(key.to_dict(), ensure_ascii=False)}" for key in sorted(keys))
    name = json.dumps(contract, ensure_ascii=False)
    return f'{{\n  "format": {FORMAT},\n  "contract": {name},\n  "findings": [{rows}\n  ]\n}}\n'


def _key(row: object, number: int, file: str) -> Key:
    if is_object(row):
        ticket, code, occurrence = map(row.get, Key._fields)
        if isinstance(ticket, str) and isinstance(code, str) and isinstance(occurrence, str):
            return Key(ticket, code, occurrence)
    expected = "expected a code, a ticket and an occurrence, each as text"
    raise InputError(expected, file=file, column=f"findings[{number}]", value=shown(row))
