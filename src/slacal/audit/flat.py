"""Flat tickets: one ticket a row, as a value for Python programs.

Invariant: all stamps are aware, plain datetimes, in an order that can be (report, response, closing).
Law: a `FlatTicket` and the same row in a file get the same verdict.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from slacal.audit.case import NOTHING, STAMPS, Case, disorder, response_of
from slacal.audit.cells import read_ticket
from slacal.contract.severity import Severity
from slacal.errors import InputError, SlacalTypeError
from slacal.worktime.instants import plain, to_us

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacal.contract.contract import Contract

__all__ = ["FlatTicket"]


@dataclass(frozen=True, slots=True, init=False)
class FlatTicket:
    """Which ticket, how grave, and when what happened; None for what has not.

    Give either `responded_at`, or `acknowledged_at` and `started_at`; both forms must agree. `severity` is one of the
    shipped contract, or, where a `contract` is given, one of that. `extra` is carried along. Raises
    `NaiveDatetimeError`, `SlacalTypeError`, `SeverityError`, and `InputError` for a name that a file could not have and
    for an order of events that cannot be. Blanks around a name are none of it.

    >>> from datetime import UTC, datetime
    >>> FlatTicket("SUP-1", 1, datetime(2026, 11, 20, 9, tzinfo=UTC)).severity
    <Severity.OUTAGE: 1>
    """

    ticket: str
    severity: int
    reported_at: datetime
    responded_at: datetime | None
    acknowledged_at: datetime | None
    started_at: datetime | None
    closed_at: datetime | None
    extra: Mapping[str, object] = field(hash=False)

    def __init__(
        self,
        ticket: str,
        severity: int | str,
        reported_at: datetime,
        *,
        contract: Contract | None = None,
        responded_at: datetime | None = None,
        acknowledged_at: datetime | None = None,
        started_at: datetime | None = None,
        closed_at: datetime | None = None,
        extra: Mapping[str, object] = NOTHING,
    ) -> None:
        named: object = ticket
        if not isinstance(named, str):
            raise SlacalTypeError("ticket", ticket, "the name of a ticket, as text")
        if not named.strip():
            raise InputError("expected the name of a ticket, found none", column="ticket", value=ticket)
        try:
            name = read_ticket(ticket)
        except InputError as wrong:
            raise InputError(wrong.error, column="ticket", value=wrong.value) from None
        put = object.__setattr__
        put(self, "ticket", name)
        put(self, "severity", Severity.parse(severity) if contract is None else contract.severity(severity))
        put(self, "reported_at", plain(reported_at, "reported_at"))
        for name, at in zip(STAMPS[1:], (responded_at, acknowledged_at, started_at, closed_at), strict=True):
            put(self, name, None if at is None else plain(at, name))
        put(self, "extra", dict(extra))
        for column, error in disorder(self.case()):
            raise InputError(error, column=column, value=str(getattr(self, column)))

    def case(self, line: int | None = None) -> Case:
        """The ticket as the judge reads it; `line` is its place among others."""
        responded, acknowledged, started, closed = (
            None if at is None else to_us(at)
            for at in (self.responded_at, self.acknowledged_at, self.started_at, self.closed_at)
        )
        return Case(
            self.ticket,
            int(self.severity),
            to_us(self.reported_at),
            response_of(responded, acknowledged, started),
            closed,
            responded,
            acknowledged,
            started,
            self.extra,
            None,
            line,
        )
