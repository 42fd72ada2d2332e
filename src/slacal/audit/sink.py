"""Sinks: what a report in the making has to offer, whatever its format.

Invariant: a sink asks no rule and reads no file: it is told judgements and what was found in them.
Law: every ticket, finding and rejected value is told once; then the report is written, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from slacal.audit.finding import Finding
    from slacal.audit.judgement import Judgement
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Summary

__all__ = ["Brief", "Sink", "Teller"]


class Teller(Protocol):
    """What can be told of tickets."""

    def add(self, judgement: Judgement, findings: Sequence[Finding]) -> None:
        """A judged ticket, and those of its findings that are to be told."""

    def find(self, finding: Finding) -> None:
        """A finding of a ticket that could not be judged."""


@runtime_checkable
class Brief(Protocol):
    """A report that shows the worst breaches alone."""

    def skip(self, breached: int) -> None:
        """So many more breached tickets, none of which is among the worst."""


class Sink(Teller, Protocol):
    """A report in the making. One that needs temporary files is a context manager besides."""

    def reject(self, row: Iterable[Rejected]) -> None:
        """What is wrong with a row or a file."""

    def write(self, out: TextIO, summary: Summary) -> None:
        """The whole report, once nothing more comes."""
