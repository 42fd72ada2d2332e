"""The checker: rows in, judgements and rejected rows out, one after another.

    flat tickets  --CaseReader-->   case                                  --Judge-->  judgement
    events        --EventReader-->  log   --(once all is read)-->  trail  --Judge-->  judgement, or findings alone

Invariant: a ticket is judged once; a later row of the same name is rejected and names the place of the first, and a
ticket has either a row or events.
Laws: one row decides nothing about another, but for its name; of flat tickets only names are kept.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from slacal.audit.case import Case
from slacal.audit.cells import CaseReader
from slacal.audit.eventcells import EventReader
from slacal.audit.finding import Finding
from slacal.audit.flat import FlatTicket
from slacal.audit.judgement import Judgement
from slacal.audit.log import FILE, Log
from slacal.audit.manner import PYTHON
from slacal.audit.mapped import MappedNames, MappedReader, Rewriter
from slacal.audit.meanings import Meanings
from slacal.audit.names import Names
from slacal.audit.quick import BlockJudge, Counted, QuickReader
from slacal.audit.reader import read_tickets
from slacal.audit.rejected import Rejected
from slacal.audit.rules import findings_of_trail
from slacal.audit.stamps import Bounds, Stamp, earliest, latest, shown
from slacal.audit.tablein import read_table
from slacal.audit.trail import Trail
from slacal.contract.versions import Contracts
from slacal.errors import ContractError, HorizonError, InputError, SeverityError
from slacal.ticket.events import Event
from slacal.ticket.row import is_object
from slacal.ticket.ticket import Ticket
from slacal.ticket.vocabulary import Act, Topic
from slacal.worktime.instants import EPOCH, MICROSECOND
from slacal.worktime.words import instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import BinaryIO
    from zoneinfo import ZoneInfo

    from slacal.audit.bench import Bench
    from slacal.audit.cells import Plain
    from slacal.audit.entry import Entry
    from slacal.audit.judge import Judge
    from slacal.audit.manner import Manner
    from slacal.audit.mapping import ExportMapping
    from slacal.audit.tablein import TextTable

__all__ = ["Checked", "Checker", "Row", "beyond"]

Row = FlatTicket | Ticket | Event | Mapping[str, object] | Mapping[Hashable, object]
"""A ticket or one of its events as Python programs have it; the keys of pandas' records are typed as `Hashable`."""

Checked = Judgement | Finding | list[Rejected]
"""What becomes of a row: it is judged, or rejected. A ticket whose events cannot be judged has a finding."""

_BATCH = 5_000


class Checker:
    """Checks rows against a contract, or its versions, as of one instant.

    Names of columns and meanings of severities that are not ours are given by `columns` and `severities`, which
    messages propose in a `manner`, or all that is foreign by a `mapping`; `severities` and `tz` win over what it says.
    What only some reports need can be left out: without `keep` the other columns are not carried along; and with
    `plain`, most tickets that are MET under every reading and have no finding do not come out: `plain` is told of them
    in batches. With `quick`, a judge of blocks takes rows of a CSV or a table; who stands beside it is told what was
    counted.
    """

    def __init__(
        self,
        judge: Judge | Bench,
        *,
        tz: ZoneInfo | None = None,
        columns: Mapping[str, str] | None = None,
        severities: Mapping[str, int | str] | None = None,
        mapping: ExportMapping | None = None,
        manner: Manner = PYTHON,
        keep: bool = True,
        plain: Callable[[list[Plain]], None] | None = None,
        quick: tuple[BlockJudge, Callable[[Counted], None]] | None = None,
    ) -> None:
        if mapping is not None and columns:
            raise InputError("expected a mapping or columns, not both", column=manner.columns)
        self.judge = judge
        self._tz = mapping.tz if tz is None and mapping is not None else tz
        self._columns = columns or {}
        self._manner = manner if mapping is None else manner.of_mapping(mapping.name)
        self._mapping = mapping
        self._rewriter = None if mapping is None else Rewriter(mapping, self._tz)
        self._names()  # refuses here what cannot be, not at the first file
        contracts = Contracts(tuple(one.contract for one in judge.judges))
        foreign: Mapping[str, int | str] = {} if mapping is None else mapping.meanings(contracts)
        self._meanings = Meanings(contracts, {**foreign, **(severities or {})}, self._manner)
        self._keep = keep and not (mapping is not None and mapping.of_events)
        self._plain = plain
        self._quick = quick
        self._log = Log()
        self._seen: dict[str, int] = {}

    def file(self, stream: BinaryIO, name: str) -> Iterator[Checked]:
        """What becomes of the rows of a file in CSV or JSON Lines; of events nothing, until `finish`."""
        start = self._begin(name)
        reader, events = self._readers(name, start)
        quick = self._quick_reader(reader, start)
        cases = read_tickets(stream, name, self._names(), reader, events, keep=self._keep, quick=quick)
        return self._judged(cases, name, start)

    def table(self, table: TextTable, name: str) -> Iterator[Checked]:
        """What becomes of the rows of a table in another format; of events nothing, until `finish`."""
        start = self._begin(name)
        reader, events = self._readers(name, start)
        quick = self._quick_reader(reader, start)
        cases = read_table(table, name, self._names(), reader, events, keep=self._keep, quick=quick)
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

    def told(self, ticket: str) -> Judgement | Trail | Rejected | None:
        """What the events of a ticket come to that were read so far; a trail alone where no report is recorded.

        None where there are no events.
        """
        rows = self._log.tickets.get(ticket)
        return None if rows is None else self._told(ticket, tuple(self._log.entries(rows)))

    def names(self) -> Iterator[str]:
        """The names of all tickets met so far."""
        yield from self._seen
        yield from self._log.tickets

    def _quick_reader(self, reader: CaseReader | MappedReader, start: int) -> QuickReader | None:
        if self._quick is None or not isinstance(reader, CaseReader):
            return None
        return QuickReader(*self._quick, reader, self._seen, self._log.tickets, start)

    def _told(self, ticket: str, entries: tuple[Entry, ...]) -> Judgement | Trail | Rejected:
        follow_ups = self._log.follow_ups.get(ticket, ())
        try:
            judge = self.judge.at(_first(entries).at)
            trail = Trail.of(ticket, entries, judge.contract, judge.now_us, follow_ups)
            judgement = trail.judged(judge)
        except (ContractError, HorizonError, SeverityError) as error:
            return _unknown_first(entries, error, self.judge.contract.calendar.tz)
        return trail if judgement is None else judgement

    def _audited(self, ticket: str, entries: tuple[Entry, ...]) -> Iterator[Checked]:
        """What becomes of one ticket's events."""
        told = self._told(ticket, entries)
        if isinstance(told, Rejected):
            yield [told]
        elif isinstance(told, Judgement):
            yield told
        else:
            try:
                found = [*findings_of_trail(told)]
            except HorizonError as error:
                yield [beyond(told, error)]
            else:
                yield from found

    def _begin(self, file: str | None) -> int:
        """The place at which the lines of another file begin."""
        self._log.files.append(file)
        return (len(self._log.files) - 1) * FILE

    def _names(self) -> Names | MappedNames:
        return Names(self._columns, self._manner) if self._mapping is None else MappedNames(self._mapping)

    def _readers(self, file: str | None, start: int) -> tuple[CaseReader | MappedReader, EventReader]:
        """Who reads the rows of a file: those of flat tickets, or whatever a mapping says they are, and events."""
        plainly_used = None if self._plain is None else self.judge.plainly_used
        reader = CaseReader(
            file=file, tz=self._tz, severities=self._meanings, manner=self._manner, plainly_used=plainly_used
        )
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
            elif not is_object(row):
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
                except (ContractError, HorizonError, SeverityError) as error:
                    del seen[case.ticket]
                    tz = self.judge.contract.calendar.tz
                    yield [_unknown(case.severity, case.reported, (case.file, case.line), error, tz)]
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
        error = f"expected each ticket once, first at {self._log.where(first)}"
        return Rejected(file, line, "ticket", shown(ticket), error)


def _first(entries: Sequence[Entry]) -> Entry:
    """The entry by which it shows which version of a contract is in force: the report, where there is one."""
    return next((entry for entry in entries if entry.act is Act.REPORTED), entries[0])


def beyond(told: Judgement | Trail, error: HorizonError) -> Rejected:
    """What is said of a ticket some of whose findings would need days that the calendar does not know.

    It names the first stamp of its events that lies outside, else the report, or what stands first where there is none.
    """
    trail = told.trail if isinstance(told, Judgement) else told
    calendar = (told.judge if isinstance(told, Judgement) else told).contract.calendar
    for entry in () if trail is None else trail.entries:
        for column, stamp, us in _asked_about(entry):
            try:
                calendar.elapsed_us(us, us)
            except HorizonError as outside:
                return Rejected(entry.file, entry.line, column, _written(stamp, calendar.tz), str(outside))
    if isinstance(told, Trail):
        return _unknown_first(told.entries, error, calendar.tz)
    case = told.case
    return _unknown(case.severity, case.reported, (case.file, case.line), error, calendar.tz)


def _asked_about(entry: Entry) -> Iterator[tuple[str, Stamp, int]]:
    """The stamps of an event that rules ask the calendar about, by column, and the instants they ask about."""
    yield "at", entry.at, earliest(entry.at)
    since = entry.more.needed_since
    if since is not None and entry.more.about is Topic.THIRD_PARTY:
        yield "needed_since", since, latest(since)


def _unknown_first(
    entries: Sequence[Entry], error: ContractError | HorizonError | SeverityError, tz: ZoneInfo
) -> Rejected:
    """A ticket with events outside of what is known; its report is named, where there is one."""
    first = _first(entries)
    return _unknown(first.severity, first.at, (first.file, first.line), error, tz)


def _unknown(
    severity: int,
    reported: Stamp,
    place: tuple[str | None, int | None],
    error: ContractError | HorizonError | SeverityError,
    tz: ZoneInfo,
) -> Rejected:
    """A ticket outside of what the contract or its calendar knows."""
    if isinstance(error, SeverityError):
        return Rejected(*place, "severity", shown(severity), f"expected one of {', '.join(error.known)}")
    expected = f"expected {error.expected}" if isinstance(error, ContractError) else str(error)
    return Rejected(*place, "reported_at", _written(reported, tz), expected)


def _written(stamp: Stamp, tz: ZoneInfo) -> str:
    """A stamp as it stands there; an exact one on a zone's wall clock, or in UTC where the zone has no years left."""
    if isinstance(stamp, Bounds):
        return stamp.text
    try:
        return instant(stamp, tz)
    except OverflowError:
        return (EPOCH + MICROSECOND * stamp).isoformat()
