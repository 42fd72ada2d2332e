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
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, SupportsIndex, TextIO

from slacal._version import __version__
from slacal.audit.span import Span
from slacal.audit.stamps import is_missing, shown
from slacal.audit.ticketline import ticket_line
from slacal.worktime.isotext import IsoText

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from slacal.audit.bench import Bench
    from slacal.audit.finding import Finding
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Summary

__all__ = ["JsonWriter"]

FORMAT = 1
_SPOOL = 1 << 22  # bytes kept in memory before a temporary file is made
_BATCH = 100
_PARTS = ("tickets", "findings", "rejected")


class JsonWriter:
    """Takes judgements and rejected values in any order; a context manager, for its temporary files."""

    def __init__(self, judge: Judge | Bench) -> None:
        self._judge = judge
        self._begun: set[str] = set()
        self._batches: dict[str, list[str]] = {part: [] for part in _PARTS}
        self._spools = {
            part: SpooledTemporaryFile(_SPOOL, "w+", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: SIM115  closed on exit
            for part in _PARTS
        }
        self._span = Span(judge)
        self._text = IsoText(judge.contract.calendar.tz).of

    def __enter__(self) -> JsonWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for spool in self._spools.values():
            spool.close()

    def add(self, judgement: Judgement, findings: Iterable[Finding]) -> None:
        """One ticket and its findings. Where only a day or a local time is known, that is what stands there."""
        case = judgement.case
        self._span.add(judgement)
        extra = None
        if case.extra:
            extra = _dumps({str(name): _plain(value) for name, value in case.extra.items()})
        self._put("tickets", ticket_line(judgement, self._text, extra))
        for finding in findings:
            self.find(finding)

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
            {"name": one.name, "version": one.version, "valid_from": one.valid_from, "fingerprint": print_.to_dict()}
            for one, print_ in self._span.fingerprints()
        ]
        head = {
            "format": FORMAT,
            "slacal": __version__,
            "contract": carried[0] if len(carried) == 1 else None,
            **({"contracts": carried} if len(carried) > 1 else {}),
            "as_of": self._judge.as_of,
            "reading": contract.readings[0].name,
            "summary": summary.to_dict(),
        }
        out.write("{")
        for key, value in head.items():
            out.write(f'\n  "{key}": {_dumps(value)},')
        for part, spool in self._spools.items():
            out.write(f'\n  "{part}": [')
            self._spool(part)
            spool.seek(0)
            copyfileobj(spool, out)
            out.write("]" if part not in self._begun else "\n  ]")
            out.write("\n}\n" if part == _PARTS[-1] else ",")

    def _put(self, part: str, line: str) -> None:
        batch = self._batches[part]
        batch.append(f"{',' if part in self._begun else ''}\n    {line}")
        self._begun.add(part)
        if len(batch) == _BATCH:
            self._spool(part)

    def _spool(self, part: str) -> None:
        """Put a batch of lines into its file: a spooled file takes longer to write to than a line to make."""
        self._spools[part].write("".join(self._batches[part]))
        self._batches[part].clear()


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
