"""The library's face: `check` and `audit`, as Python programs call them.

Invariant: nothing is decided here; what is given is read, checked and put together.
Law: a check says of every ticket what the command line says of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING

from slacal.audit.bench import judge_of
from slacal.audit.checker import Checker, beyond
from slacal.audit.finding import Finding
from slacal.audit.judgement import Judgement
from slacal.audit.report import ComplianceReport
from slacal.audit.rules import findings_of
from slacal.audit.tally import Tally
from slacal.contract.contract import Contract
from slacal.contract.versions import Contracts
from slacal.errors import HorizonError, SlacalTypeError
from slacal.ticket.row import is_object
from slacal.ticket.ticket import Ticket
from slacal.worktime.instants import read_zone, to_us

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from slacal.audit.checker import Checked, Row
    from slacal.audit.mapping import ExportMapping
    from slacal.ticket.events import Event

__all__ = ["audit", "check"]


def check(
    tickets: Iterable[Row],
    contract: Contract | Iterable[Contract] | None = None,
    *,
    now: datetime,
    tz: str | ZoneInfo | None = None,
    columns: Mapping[str, str] | None = None,
    severities: Mapping[str, int | str] | None = None,
    mapping: ExportMapping | None = None,
) -> ComplianceReport:
    """Judge tickets by a contract, as of `now`; without a contract, by the shipped one.

    Of several contracts, each ticket is judged by the one in force at its report, as their `valid_from` tells.

    `tickets` are `FlatTicket` or `Ticket` values, events, or mappings with the fields of a flat ticket or of an event
    as keys; the events of a ticket in order. Values may be text as in files, numbers, datetimes and dates; None, "",
    NaN and NaT mean that nothing is recorded; other keys are carried along. `tz` is whose clock it is where stamps
    carry no offset. `columns` says under which keys the rows have our fields, such as `{"reported_at": "Created"}`, and
    `severities` what those of another system mean, such as `{"P1": 1}`; a `mapping` says all that and more. A row
    that cannot be read is in `rejected`, with all that is wrong with it; the others are judged all the same.

    Raises `NaiveDatetimeError` and `SlacalTypeError` for `now`, `CalendarError` for `tz`, `InputError` for `columns`,
    `SeverityError` for `severities`, `ContractError` for contracts that begin together, and `HorizonError` where a
    calendar does not know `now`.

    >>> from datetime import datetime, timezone
    >>> now = datetime(2026, 11, 20, 11, tzinfo=timezone.utc)
    >>> row = {"ticket": "SUP-1", "severity": "outage", "reported_at": "2026-11-16T09:00+01:00", "responded_at": None}
    >>> report = check([row], now=now)
    >>> report.tickets[0].verdict, report.exit_code
    (<Verdict.BREACHED: 'breached'>, 1)
    """
    if not _are_rows(tickets):
        expected = "rows: an iterable of FlatTicket, Ticket or dict (of a DataFrame, frame.to_dict('records'))"
        raise SlacalTypeError("tickets", tickets, expected)
    checker = _checker(contract, now, tz, columns, severities, mapping)
    rows = [*_checked(checker, tickets)]
    judged = tuple(row for row, _ in rows if isinstance(row, Judgement))
    rejected = [row for row, _ in rows if isinstance(row, list)]
    findings = tuple(finding for _, found in rows for finding in found)
    tally = Tally(checker.judge)
    for judgement in judged:
        tally.add(judgement)
    for finding in findings:
        tally.find(finding.code, finding.level)
    for row in rejected:
        tally.reject(row)
    return ComplianceReport(
        judge=checker.judge,
        tickets=judged,
        findings=findings,
        rejected=tuple(one for row in rejected for one in row),
        summary=tally.summary(),
    )


def audit(
    events: Ticket | Iterable[Event | Mapping[str, object]],
    contract: Contract | Iterable[Contract] | None = None,
    *,
    now: datetime,
    tz: str | ZoneInfo | None = None,
    columns: Mapping[str, str] | None = None,
    severities: Mapping[str, int | str] | None = None,
    mapping: ExportMapping | None = None,
) -> list[Finding]:
    """Everything there is to say of some tickets' events, as of `now`, by the rules of `slacal.audit.rules`.

    `events` is a `Ticket`, or events of any number of tickets, as values or as rows of an event log; those of a
    ticket in order. Without a contract, a ticket goes by its own, everything else by the shipped one; the other
    arguments are those of `check`. What a service would refuse is found and read over. `line` of a finding counts
    events from 1. Raises `InputError` for the first row that cannot be read (`check` tells them all), and what `check`
    raises.

    >>> from datetime import datetime, timezone
    >>> now = datetime(2026, 11, 20, 11, tzinfo=timezone.utc)
    >>> log = [
    ...     {"ticket": "SUP-1", "at": "2026-11-18T09:00+01:00", "event": "reported", "severity": 3},
    ...     {"ticket": "SUP-1", "at": "2026-11-18T09:30+01:00", "event": "responded"},
    ...     {"ticket": "SUP-1", "at": "2026-11-18T10:00+01:00", "event": "solution-proposed", "by": "support"},
    ...     {"ticket": "SUP-1", "at": "2026-11-18T10:01+01:00", "event": "solution-accepted", "by": "support"},
    ... ]
    >>> [(finding.code, finding.level.value, finding.clause) for finding in audit(log, now=now)]
    [('SLA207', 'violation', '3a')]
    """
    rows: Iterable[Row] = events.events if isinstance(events, Ticket) else events
    if contract is None and isinstance(events, Ticket):
        contract = events.contract
    if not _are_rows(rows):
        raise SlacalTypeError("events", events, "a Ticket, or an iterable of events or of dicts")
    checker = _checker(contract, now, tz, columns, severities, mapping)
    found: list[Finding] = []
    for row, findings in _checked(checker, rows):
        if isinstance(row, list):
            raise row[0].to_error()
        found += findings
    return found


def _checker(
    contract: Contract | Iterable[Contract] | None,
    now: datetime,
    tz: str | ZoneInfo | None,
    columns: Mapping[str, str] | None,
    severities: Mapping[str, int | str] | None,
    mapping: ExportMapping | None,
) -> Checker:
    """Who checks, as Python callers say it."""
    for argument, given in (("columns", columns), ("severities", severities)):
        if not (given is None or is_object(given)):
            raise SlacalTypeError(argument, given, "a mapping from text, such as a dict")
    judge = judge_of(_contracts(contract), to_us(now, "now"))
    zone = None if tz is None else read_zone(tz)
    return Checker(judge, tz=zone, columns=columns, severities=severities, mapping=mapping)


def _checked(checker: Checker, rows: Iterable[Row]) -> Iterator[tuple[Checked, Sequence[Finding]]]:
    """What becomes of every row, and what is found in it."""
    for row in chain(checker.rows(rows), checker.finish()):
        if isinstance(row, Judgement):
            try:
                findings = findings_of(row)
            except HorizonError as error:
                yield [beyond(row, error)], ()
            else:
                yield row, findings
        else:
            yield row, (row,) if isinstance(row, Finding) else ()


def _contracts(given: Contract | Iterable[Contract] | None) -> Contracts:
    """One contract or several; text is not taken for a list of letters."""
    if isinstance(given, str):
        raise SlacalTypeError("contract", given, "a Contract, such as Contract.from_toml(path), or several")
    return Contracts.of(given)


def _are_rows(tickets: object) -> bool:
    """Whether these can be rows: not a path, not one row, not a table that iterates over its columns."""
    return hasattr(tickets, "__iter__") and not (
        isinstance(tickets, (str, bytes, Mapping)) or hasattr(tickets, "columns")
    )
