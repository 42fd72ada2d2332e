"""The report as JSON, format 1, written while reading: one ticket, finding or rejected value a line.

What comes is kept in files of its own until the end, because the summary stands before it; memory does not grow.

Invariant: the text is valid JSON and valid UTF-8, whatever the rows held.
Law: `json.loads` of it has the keys and values of `Judgement.facts`, `Finding.to_dict` and `Rejected.to_dict`, with
datetimes as ISO 8601 text, inexact stamps as they are known, and the columns carried along under `extra`.
"""

from __future__ import annotations

import json
from datetime import date
from operator import index
from typing import TYPE_CHECKING, SupportsIndex

from slacal._version import __version__
from slacal.audit.digest import Digest
from slacal.audit.judgement import seconds
from slacal.audit.spool import Spooling
from slacal.audit.stamps import is_missing, shown
from slacal.audit.ticketline import ticket_line
from slacal.worktime.isotext import IsoText
from slacal.worktime.words import clean_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from slacal.audit.bench import Bench
    from slacal.audit.finding import Finding
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Summary

__all__ = ["FORMAT", "JsonWriter"]

FORMAT = 1
"""The version of the report's form."""

_PARTS = ("tickets", "findings", "rejected")
_TOLD = 10  # of the worst, of what is due next, of what is disputable


class JsonWriter(Spooling):
    """Takes judgements, findings and rejected values in any order; a context manager, for its temporary files."""

    def __init__(self, judge: Judge | Bench) -> None:
        super().__init__()
        self._judge = judge
        self._digest = Digest(_TOLD)
        self._parts = {part: self.spool() for part in _PARTS}
        self._text = IsoText(judge.contract.calendar.tz).of

    def add(self, judgement: Judgement, findings: Sequence[Finding]) -> None:
        """One ticket and its findings. Where only a day or a local time is known, that is what stands there."""
        self._digest.add(judgement, findings)
        extra = None
        if judgement.case.extra:
            extra = _dumps({str(name): _plain(value) for name, value in judgement.case.extra.items()})
        self._put("tickets", ticket_line(judgement, self._text, extra))
        for finding in findings:
            self._put("findings", _dumps(finding.to_dict()))

    def find(self, finding: Finding) -> None:
        """A finding of a ticket that could not be judged."""
        self._put("findings", _dumps(finding.to_dict()))

    def reject(self, row: Iterable[Rejected]) -> None:
        """What is wrong with a row or a file."""
        for rejected in row:
            self._put("rejected", _dumps(rejected.to_dict()))

    def write(self, out: TextIO, summary: Summary) -> None:
        """The whole report, once nothing more comes."""
        contract = self._judge.contract
        carried = [
            {
                "name": span.contract.name,
                "version": span.contract.version,
                "valid_from": span.contract.valid_from,
                "fingerprint": span.fingerprint().to_dict(),
            }
            for span in summary.spans
        ]
        head = {
            "format": FORMAT,
            "slacal": __version__,
            "contract": carried[0] if len(carried) == 1 else None,
            **({"contracts": carried} if len(carried) > 1 else {}),
            "as_of": self._judge.as_of,
            "reading": contract.readings[0].name,
            "summary": {**summary.to_dict(), **self._next()},
        }
        out.write("{")
        for key, value in head.items():
            out.write(f'\n  "{key}": {clean_json(_dumps(value))},')
        for part, spool in self._parts.items():
            out.write(f'\n  "{part}": [')
            spool.copy_to(out)
            out.write("\n  ]" if spool.count else "]")
            out.write("\n}\n" if part == _PARTS[-1] else ",")

    def _next(self) -> dict[str, object]:
        """The worst, what is due next, and what other readings turn around."""
        digest = self._digest
        return {
            "worst": [{"ticket": one.ticket, "late_s": seconds(one.overrun_us)} for one in digest.breached.best()],
            "due_next": [
                {
                    "ticket": one.ticket,
                    "due": one.due,
                    "remaining_s": seconds(one.remaining_us),
                    "last_call": one.is_last_call,
                }
                for one in digest.running.best()
            ],
            "disputed": [
                {"ticket": one.ticket, "otherwise": {reading.name: verdict.value for reading, verdict in others}}
                for one, others in digest.disputable.best()
            ],
            "last_call": digest.last_call,
            "within_a_day": digest.soon,
        }

    def _put(self, part: str, line: str) -> None:
        spool = self._parts[part]
        spool.put(f"{',' if spool.count else ''}\n    {clean_json(line)}")


def _dumps(value: object) -> str:
    return _ENCODER.encode(value)


def _told(value: object) -> object:
    """What JSON has no form for: dates and times as ISO 8601, NumPy's numbers as numbers, the rest as text."""
    if is_missing(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return index(value) if isinstance(value, SupportsIndex) else str(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_told)


def _plain(value: object) -> object:
    """A value carried along, or what is shown of it where JSON cannot hold it: infinity, a nest too deep."""
    if value is None or isinstance(value, (str, int)):
        return value
    if is_missing(value):
        return None
    try:
        _dumps(value)
    except (ValueError, TypeError, RecursionError):
        return shown(value)
    return value
