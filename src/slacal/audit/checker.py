"""The checker: rows in, judgements and rejected rows out, one after another.

    flat tickets  --CaseReader-->   case                                  --Judge-->  judgement
    events        --EventReader-->  log   --(once all is read)-->  trail  --Judge-->  judgement, or findings alone

Invariant: a ticket is judged once; a later row of the same name is rejected and names the place of the first, and a
ticket has either a row or events.
Laws: one row decides nothing about another, but for its name; of flat tickets only names are kept.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, TypeGuard

from slacal.audit.case import Case
from slacal.audit.cells import CaseReader
from slacal.audit.eventcells import EventReader
from slacal.audit.finding import Finding
from slacal.audit.flat import FlatTicket
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement
from slacal.audit.log import FILE, Log
from slacal.audit.mapped import MappedNames, MappedReader, Rewriter
from slacal.audit.names import Names
from slacal.audit.reader import read_tickets
from slacal.audit.rejected import Rejected
from slacal.audit.report import ComplianceReport
from slacal.audit.rules import findings_of, findings_of_trail
from slacal.audit.stamps import Stamp, earliest, shown
from slacal.audit.tablein import read_table
from slacal.audit.tally import Tally
from slacal.audit.trail import Trail
from slacal.contract.contract import Contract, shipped
from slacal.contract.severity import Severity
from slacal.errors import HorizonError, InputError, SeverityError, SlacalTypeError
from slacal.ticket.events import Event
from slacal.ticket.ticket import Ticket
from slacal.ticket.vocabulary import Act
from slacal.worktime.instants import EPOCH, MICROSECOND, read_zone, to_us

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from typing import BinaryIO
    from zoneinfo import ZoneInfo

    from slacal.audit.cells import Plain
    from slacal.audit.entry import Entry
    from slacal.audit.mapping import ExportMapping
    from slacal.audit.tablein import TextTable

__all__ = ["Checked", "Checker", "Row", "audit", "check"]

Row = FlatTicket | Ticket | Event | Mapping[str, object] | Mapping[Hashable, object]
"""A ticket or one of its events as Python programs have it; the keys of pandas' records are typed as `Hashable`."""

Checked = Judgement | Finding | list[Rejected]
"""What becomes of a row: it is judged, or rejected. A ticket whose events cannot be judged has a finding."""

_BATCH = 5_000


class Checker:
    """Checks rows against a contract as of one instant.

    Names of columns and meanings of severities that are not ours are given by `columns` and `severities`, or all that
    is foreign by a `mapping`; `severities` and `tz` win over what it says. What only some reports need can be left out:
    without `keep` the other columns are not carried along; and with `plain`, most tickets that are MET under every
    reading and have no finding do not come out: `plain` is told of them in batches.
    """

    def __init__(
        self,
        judge: Judge,
        *,
        tz: ZoneInfo | None = None,
        columns: Mapping[str, str] | None = None,
        severities: Mapping[str, Severity] | None = None,
        mapping: ExportMapping | None = None,
        keep: bool = True,
        plain: Callable[[list[Plain]], None] | None = None,
    ) -> None:
        if mapping is not None and columns:
            raise InputError("expected a mapping or columns, not both", column="columns")
        self.judge = judge
        self._tz = mapping.tz if tz is None and mapping is not None else tz
        self._columns = columns or {}
        self._mapping = mapping
        self._rewriter = None if mapping is None else Rewriter(mapping, self._tz)
        self._names()  # refuses here what cannot be, not at the first file
        foreign: Mapping[str, int | str] = {} if mapping is None else mapping.severities
        self._severities = {text: Severity.parse(meant) for text, meant in foreign.items()} | dict(severities or {})
        self._keep = keep and not (mapping is not None and mapping.of_events)
        self._plain = plain
        self._log = Log()
        self._seen: dict[str, int] = {}

    def file(self, stream: BinaryIO, name: str) -> Iterator[Checked]:
        """What becomes of the rows of a file in CSV or JSON Lines; of events nothing, until `finish`."""
        start = self._begin(name)
        reader, events = self._readers(name, start)
        cases = read_tickets(stream, name, self._names(), reader, events, keep=self._keep)
        return self._judged(cases, name, start)

    def table(self, table: TextTable, name: str) -> Iterator[Checked]:
        """What becomes of the rows of a table in another format; of events nothing, until `finish`."""
        start = self._begin(name)
        reader, events = self._readers(name, start)
        cases = read_table(table, name, self._names(), reader, events, keep=self._keep)
        return self._judged(cases, name, start)

    def rows(self, rows: Iterable[Row]) -> Iterator[Checked]:
        """What becomes of Python values; they count from 1. Of events nothing, until `finish`."""
        start = self._begin(None)
        return self._judged(self._cases(rows, start), None, start)

    def finish(self) -> Iterator[Checked]:
        """What becomes of the tickets whose events were read, once all are."""
        log = self._log
        for ticket, rows in log.tickets.items():
            yield from self._audited(ticket, tuple(log.entries(rows)))

    def trail(self, ticket: str) -> Trail | None:
        """The events of a ticket that were read so far; None where there are none."""
        rows = self._log.tickets.get(ticket)
        return None if rows is None else self._trail(ticket, tuple(self._log.entries(rows)))

    def names(self) -> Iterator[str]:
        """The names of all tickets met so far."""
        yield from self._seen
        yield from self._log.tickets

    def _trail(self, ticket: str, entries: tuple[Entry, ...]) -> Trail:
        follow_ups = self._log.follow_ups.get(ticket, ())
        return Trail.of(ticket, entries, self.judge.contract, self.judge.now_us, follow_ups)

    def _audited(self, ticket: str, entries: tuple[Entry, ...]) -> Iterator[Checked]:
        """What becomes of one ticket's events."""
        first = next((entry for entry in entries if entry.act is Act.REPORTED), entries[0])
        try:
            trail = self._trail(ticket, entries)
            judgement = trail.judged(self.judge)
        except (HorizonError, SeverityError) as error:
            yield [_unknown(first.severity, first.at, (first.file, first.line), error)]
            return
        if judgement is None:
            yield from findings_of_trail(trail)
        else:
            yield judgement

    def _begin(self, file: str | None) -> int:
        """The place at which the lines of another file begin."""
        self._log.files.append(file)
        return (len(self._log.files) - 1) * FILE

    def _names(self) -> Names | MappedNames:
        return Names(self._columns) if self._mapping is None else MappedNames(self._mapping)

    def _readers(self, file: str | None, start: int) -> tuple[CaseReader | MappedReader, EventReader]:
        """Who reads the rows of a file: those of flat tickets, or whatever a mapping says they are, and events."""
        plainly_used = None if self._plain is None else self.judge.plainly_used
        reader = CaseReader(file=file, tz=self._tz, severities=self._severities, plainly_used=plainly_used)
        events = EventReader(reader, self._log, file, start, self._seen)
        if self._mapping is None or self._rewriter is None:
            return reader, events
        return MappedReader(self._rewriter, events if self._mapping.of_events else reader, file), events

    def _cases(self, rows: Iterable[object], start: int) -> Iterator[Case | list[Rejected]]:
        names = self._names()
        reader, events = self._readers(None, start)
        for line, row in enumerate(rows, 1):
            if isinstance(row, FlatTicket):
                yield row.case(line)
            elif isinstance(row, (Event, Ticket)):
                yield from events.take(row, line)
            elif not _is_mapping(row):
                error = "expected a FlatTicket, a Ticket, an event, or a mapping such as a dict"
                yield [Rejected(None, line, None, shown(row), error)]
            elif names.is_event_log(row):
                wrong = events.read(names.event_cells(row), line)
                if wrong:
                    yield wrong
            else:
                cells, extra = names.cells(row, keep=self._keep)
                case = reader.read(cells, line, extra)
                if case is not None:
                    yield case
        suspicion = names.suspicion()
        if suspicion is not None:
            yield [Rejected.from_error(suspicion, None, None)]

    def _judged(
        self, cases: Iterable[Case | list[Rejected] | Plain], file: str | None, start: int
    ) -> Iterator[Checked]:
        judge, seen, logged = self.judge.judge, self._seen, self._log.tickets
        plain: list[Plain] = []
        for case in cases:
            if isinstance(case, list):
                yield case
            elif logged and case[0] in logged:
                line = case.line if isinstance(case, Case) else case[2]
                yield [self._twice(case[0], file, line, self._log.first_place(case[0]))]
            elif isinstance(case, Case):
                place = start + (case.line or 0)
                first = seen.setdefault(case.ticket, place)
                if first != place:
                    yield [self._twice(case.ticket, file, case.line, first)]
                    continue
                try:
                    yield judge(case)
                except (HorizonError, SeverityError) as error:
                    del seen[case.ticket]
                    yield [_unknown(case.severity, case.reported, (case.file, case.line), error)]
            else:
                place = start + case[2]
                first = seen.setdefault(case[0], place)
                if first != place:
                    yield [self._twice(case[0], file, case[2], first)]
                    continue
                plain.append(case)
                if len(plain) == _BATCH:
                    self._tell(plain)
        self._tell(plain)

    def _tell(self, plain: list[Plain]) -> None:
        """Tell of the tickets of which no more is to be told."""
        if self._plain is not None:
            self._plain(plain)
        plain.clear()

    def _twice(self, ticket: str, file: str | None, line: int | None, first: int) -> Rejected:
        number, first_line = divmod(first, FILE)
        name = self._log.files[number]
        place = f"row {first_line}" if name is None else f"{name}:{first_line}"
        return Rejected(file, line, "ticket", shown(ticket), f"expected each ticket once, first at {place}")


def _unknown(
    severity: int, reported: Stamp, place: tuple[str | None, int | None], error: HorizonError | SeverityError
) -> Rejected:
    """A ticket outside of what the contract or its calendar knows."""
    if isinstance(error, SeverityError):
        return Rejected(*place, "severity", shown(severity), f"expected one of {', '.join(error.known)}")
    return Rejected(*place, "reported_at", (EPOCH + MICROSECOND * earliest(reported)).isoformat(), str(error))


def check(
    tickets: Iterable[Row],
    contract: Contract | None = None,
    *,
    now: datetime,
    tz: str | ZoneInfo | None = None,
    mapping: ExportMapping | None = None,
) -> ComplianceReport:
    """Judge tickets by a contract, as of `now`; without a contract, by the shipped one.

    `tickets` are `FlatTicket` or `Ticket` values, events, or mappings with the fields of a flat ticket or of an event
    as keys, or, with a `mapping`, with the columns of another system; the events of a ticket in order. Values may be
    text as in files, numbers, datetimes and dates; None, "", NaN and NaT mean that nothing is recorded; other keys are
    carried along. `tz` is whose clock it is where stamps carry no offset. A row that cannot be read is in `rejected`,
    with all that is wrong with it; the others are judged all the same. Raises `NaiveDatetimeError` and
    `SlacalTypeError` for `now`, `CalendarError` for `tz`, and `HorizonError` where the calendar does not know `now`.

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
    judge = Judge(contract or shipped(), to_us(now, "now"))
    checker = Checker(judge, tz=None if tz is None else read_zone(tz), mapping=mapping)
    rows = [*checker.rows(tickets), *checker.finish()]
    judged = tuple(row for row in rows if isinstance(row, Judgement))
    rejected = [row for row in rows if isinstance(row, list)]
    findings = tuple(_found(rows))
    tally = Tally(judge)
    for judgement in judged:
        tally.add(judgement)
    for finding in findings:
        tally.find(finding.code, finding.level)
    for row in rejected:
        tally.reject(row)
    return ComplianceReport(
        judge=judge,
        tickets=judged,
        findings=findings,
        rejected=tuple(one for row in rejected for one in row),
        summary=tally.summary(),
    )


def audit(
    events: Ticket | Iterable[Event | Mapping[str, object]],
    contract: Contract | None = None,
    *,
    now: datetime,
    tz: str | ZoneInfo | None = None,
    mapping: ExportMapping | None = None,
) -> list[Finding]:
    """Everything there is to say of some tickets' events, as of `now`, by the rules of `slacal.audit.rules`.

    `events` is a `Ticket`, or events of any number of tickets, as values or as rows of an event log; those of a
    ticket in order; with a `mapping`, as rows of another system's export. Without a contract, a ticket goes by its own,
    everything else by the shipped one. What a service would refuse is found and read over. `line` of a finding counts
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
    if contract is None:
        contract = events.contract if isinstance(events, Ticket) else shipped()
    if not _are_rows(rows):
        raise SlacalTypeError("events", events, "a Ticket, or an iterable of events or of dicts")
    checker = Checker(Judge(contract, to_us(now, "now")), tz=None if tz is None else read_zone(tz), mapping=mapping)
    checked = [*checker.rows(rows), *checker.finish()]
    for row in checked:
        if isinstance(row, list):
            wrong = row[0]
            raise InputError(wrong.error, line=wrong.line, column=wrong.column, value=wrong.value)
    return list(_found(checked))


def _found(rows: Iterable[Checked]) -> Iterator[Finding]:
    for row in rows:
        if isinstance(row, Judgement):
            yield from findings_of(row)
        elif isinstance(row, Finding):
            yield row


def _is_mapping(row: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(row, Mapping)


def _are_rows(tickets: object) -> bool:
    """Whether these can be rows: not a path, not one row, not a table that iterates over its columns."""
    return hasattr(tickets, "__iter__") and not (
        isinstance(tickets, (str, bytes, Mapping)) or hasattr(tickets, "columns")
    )
