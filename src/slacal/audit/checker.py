"""The checker: rows in, judgements and rejected rows out, one after another.

    files    --TicketFile-->  cells  --CaseReader-->  case  --Judge-->  judgement
    Python   ------------------------------------------^

Invariant: a ticket is judged once; a later row of the same name is rejected and names the place of the first.
Laws: one row decides nothing about another, but for its name; what is read is forgotten, only names are kept.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, TypeGuard

from slacal.audit.bench import judge_of
from slacal.audit.case import Case
from slacal.audit.cells import CaseReader
from slacal.audit.finding import Finding
from slacal.audit.flat import FlatTicket
from slacal.audit.judgement import Judgement
from slacal.audit.manner import PYTHON
from slacal.audit.meanings import Meanings
from slacal.audit.names import Names
from slacal.audit.reader import read_tickets
from slacal.audit.rejected import Rejected
from slacal.audit.report import ComplianceReport, Tally
from slacal.audit.rules import findings_of
from slacal.audit.stamps import Bounds, shown
from slacal.contract.contract import Contract
from slacal.contract.versions import Contracts
from slacal.errors import ContractError, HorizonError, SeverityError, SlacalTypeError
from slacal.worktime.instants import EPOCH, MICROSECOND, read_zone, to_us

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import BinaryIO
    from zoneinfo import ZoneInfo

    from slacal.audit.bench import Bench
    from slacal.audit.cells import Plain
    from slacal.audit.judge import Judge
    from slacal.audit.manner import Manner

__all__ = ["Checked", "Checker", "Row", "check"]

Row = FlatTicket | Mapping[str, object] | Mapping[Hashable, object]
"""A ticket as Python programs have it; the keys of pandas' records are typed as `Hashable`."""

Checked = Judgement | Finding | list[Rejected] | int
"""What becomes of a row: it is judged, or rejected; or it is MET, and this is its severity. A ticket whose events
cannot be judged has a finding."""

_FILE = 1 << 40  # lines a file may have, so that one number is a place among all files


class Checker:
    """Checks rows against a contract, or its versions, as of one instant.

    Names of columns and meanings of severities that are not ours are given by `columns` and `severities`, which
    messages propose in a `manner`. A `brief` checker leaves out what only a report in full needs: the columns carried
    along, and of most tickets that are MET and have no finding everything but their severity.
    """

    def __init__(
        self,
        judge: Judge | Bench,
        *,
        tz: ZoneInfo | None = None,
        columns: Mapping[str, str] | None = None,
        severities: Mapping[str, int | str] | None = None,
        manner: Manner = PYTHON,
        brief: bool = False,
    ) -> None:
        self.judge = judge
        self._tz = tz
        self._columns = columns or {}
        self._manner = manner
        self._names()  # refuses here what cannot be, not at the first file
        self._meanings = Meanings(Contracts(tuple(one.contract for one in judge.judges)), severities, manner)
        self._brief = brief
        self._files: list[str | None] = []
        self._seen: dict[str, int] = {}

    def file(self, stream: BinaryIO, name: str) -> Iterator[Checked]:
        """What becomes of the rows of a file in CSV or JSON Lines."""
        cases = read_tickets(stream, name, self._names(), self._reader(name), keep=not self._brief)
        return self._judged(cases, name)

    def rows(self, rows: Iterable[Row]) -> Iterator[Checked]:
        """What becomes of Python values; they count from 1."""
        return self._judged(self._cases(rows), None)

    def _names(self) -> Names:
        return Names(self._columns, self._manner)

    def _reader(self, file: str | None) -> CaseReader:
        is_plain = self.judge.is_plainly_met if self._brief else None
        return CaseReader(file=file, tz=self._tz, severities=self._meanings, manner=self._manner, is_plain=is_plain)

    def _cases(self, rows: Iterable[object]) -> Iterator[Case | list[Rejected]]:
        names, reader = self._names(), self._reader(None)
        for line, row in enumerate(rows, 1):
            if isinstance(row, FlatTicket):
                yield row.case(line)
            elif _is_mapping(row):
                cells, extra = names.cells(row, keep=not self._brief)
                yield reader.read(cells, line, extra)
            else:
                yield [Rejected(None, line, None, shown(row), "expected a FlatTicket or a mapping such as a dict")]
        suspicion = names.suspicion()
        if suspicion is not None:
            yield [Rejected.from_error(suspicion, None, None)]

    def _judged(self, cases: Iterable[Case | list[Rejected] | Plain], file: str | None) -> Iterator[Checked]:
        judge, seen, start = self.judge.judge, self._seen, len(self._files) * _FILE
        self._files.append(file)
        for case in cases:
            if isinstance(case, list):
                yield case
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
                    yield [_unknown(case, error)]
            else:
                ticket, severity, line = case
                first = seen.setdefault(ticket, start + line)
                yield severity if first == start + line else [self._twice(ticket, file, line, first)]

    def _twice(self, ticket: str, file: str | None, line: int | None, first: int) -> Rejected:
        number, first_line = divmod(first, _FILE)
        name = self._files[number]
        place = f"row {first_line}" if name is None else f"{name}:{first_line}"
        return Rejected(file, line, "ticket", shown(ticket), f"expected each ticket once, first at {place}")


def _unknown(case: Case, error: ContractError | HorizonError | SeverityError) -> Rejected:
    """A case outside of what the contract or its calendar knows."""
    if isinstance(error, SeverityError):
        expected = f"expected one of {', '.join(error.known)}"
        return Rejected(case.file, case.line, "severity", shown(case.severity), expected)
    reported = case.reported
    text = reported.text if isinstance(reported, Bounds) else (EPOCH + MICROSECOND * reported).isoformat()
    expected = f"expected {error.expected}" if isinstance(error, ContractError) else str(error)
    return Rejected(case.file, case.line, "reported_at", text, expected)


def check(
    tickets: Iterable[Row],
    contract: Contract | Iterable[Contract] | None = None,
    *,
    now: datetime,
    tz: str | ZoneInfo | None = None,
    columns: Mapping[str, str] | None = None,
    severities: Mapping[str, int | str] | None = None,
) -> ComplianceReport:
    """Judge tickets by a contract, as of `now`; without a contract, by the shipped one.

    Of several contracts, each ticket is judged by the one in force at its report, as their `valid_from` tells.

    `tickets` are `FlatTicket` values or mappings with its fields as keys. Values may be text as in files, numbers,
    datetimes and dates; None, "", NaN and NaT mean that nothing is recorded; other keys are carried along. `tz`
    is whose clock it is where stamps carry no offset. `columns` says under which keys the rows have our fields, such
    as `{"reported_at": "Created"}`, and `severities` what those of another system mean, such as `{"P1": 1}`. A row
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
        expected = "rows: an iterable of FlatTicket or dict (of a DataFrame, frame.to_dict('records'))"
        raise SlacalTypeError("tickets", tickets, expected)
    for argument, given in (("columns", columns), ("severities", severities)):
        if not (given is None or _is_mapping(given)):
            raise SlacalTypeError(argument, given, "a mapping from text, such as a dict")
    judge = judge_of(_contracts(contract), to_us(now, "now"))
    checker = Checker(judge, tz=None if tz is None else read_zone(tz), columns=columns, severities=severities)
    rows = list(checker.rows(tickets))
    judged = tuple(row for row in rows if isinstance(row, Judgement))
    rejected = [row for row in rows if isinstance(row, list)]
    tally = Tally(severity for one in judge.judges for severity in one.contract.severities)
    for judgement in judged:
        tally.add(judgement)
    for row in rejected:
        tally.reject(row)
    return ComplianceReport(
        judge=judge,
        tickets=judged,
        findings=tuple(finding for judgement in judged for finding in findings_of(judgement)),
        rejected=tuple(one for row in rejected for one in row),
        summary=tally.summary(),
    )


def _contracts(given: Contract | Iterable[Contract] | None) -> Contracts:
    """One contract or several; text is not taken for a list of letters."""
    if isinstance(given, str):
        raise SlacalTypeError("contract", given, "a Contract, such as Contract.from_toml(path), or several")
    return Contracts.of(given)


def _is_mapping(row: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(row, Mapping)


def _are_rows(tickets: object) -> bool:
    """Whether these can be rows: not a path, not one row, not a table that iterates over its columns."""
    return hasattr(tickets, "__iter__") and not (
        isinstance(tickets, (str, bytes, Mapping)) or hasattr(tickets, "columns")
    )
