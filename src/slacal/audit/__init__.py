"""Was the contract kept? Tickets and their events, verdicts, findings and the report. No clock in here.

What users need of it comes from `slacal` itself; importing this package loads nothing, so that a command that only
reads a stamp need not wait for the rest.

The room has the name of what it is for, and so has the function:

    slacal.audit(events, contract=None, *, now, tz=None, columns=None, severities=None, mapping=None)

is `slacal.audit.library.audit`, whichever of the two was imported first. What it takes, answers and raises,
`help(slacal.audit.library.audit)` prints.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from slacal.audit.finding import Finding
    from slacal.audit.mapping import ExportMapping
    from slacal.contract.contract import Contract
    from slacal.ticket.events import Event
    from slacal.ticket.ticket import Ticket

__all__: list[str] = []


class _Room(ModuleType):
    """A module that can be called."""

    def __call__(
        self,
        events: "Ticket | Iterable[Event | Mapping[str, object]]",
        contract: "Contract | Iterable[Contract] | None" = None,
        *,
        now: "datetime",
        tz: "str | ZoneInfo | None" = None,
        columns: "Mapping[str, str] | None" = None,
        severities: "Mapping[str, int | str] | None" = None,
        mapping: "ExportMapping | None" = None,
    ) -> "list[Finding]":
        """`slacal.audit.library.audit`."""
        from slacal.audit.library import audit

        return audit(events, contract, now=now, tz=tz, columns=columns, severities=severities, mapping=mapping)

    __call__.__qualname__ = "audit"  # what a TypeError calls it


sys.modules[__name__].__class__ = _Room
