"""Cells: what stands in a row's columns, read into a case, or refused column by column.

Invariant: a cell is never guessed at; empty cells, None, NaN and NaT mean that nothing is recorded.
Laws: a row is read whole or not at all, and every column at fault is named, not only the first; the short way
(`read_texts`) says what the long way (`read`) says.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from operator import index
from typing import TYPE_CHECKING, SupportsIndex, TypeVar

from slacal.audit.case import COLUMNS, NOTHING, Case, disorder, response_of
from slacal.audit.lines import is_text
from slacal.audit.manner import PYTHON
from slacal.audit.rejected import Rejected
from slacal.audit.stamps import ExactStamps, LocalStamps, Stamp, is_missing, read_stamp, shown
from slacal.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

    from slacal.audit.manner import Manner
    from slacal.audit.meanings import Meanings

__all__ = ["NAMED", "SPELLED", "SPELLINGS", "CaseReader", "Cells", "Plain", "Texts", "blank", "read_ticket"]

Cells = tuple[object, ...]
"""The values of `COLUMNS` in one row."""

Texts = tuple[str, ...]
"""The same as text, empty where nothing is recorded."""

Plain = tuple[str, int, int, int, int]
"""A row of which no more needs to be told: ticket, severity, line, report, and working time used, in microseconds."""

SPELLINGS, SPELLED = 10_000, 100
"""How many spellings of severities, or of events, are remembered at most, and how many characters of each."""

NAMED = 1000
"""How many characters the name of a ticket may have, all of which are remembered."""

_T = TypeVar("_T")

_LARGEST = 10**18  # of whole numbers that are no `int`; the digits of larger ones are often not their own


class CaseReader:
    """Reads one row after another; remembers the spellings it has met.

    `file` is named in what it rejects, `tz` is whose clock it is where stamps carry no offset, `severities` says
    what severities mean, and `manner` how messages propose all that. Where `plainly_used` is given, rows of text come
    as `Plain` where it says how much working time was used: it is asked with the severity, and exact stamps in order of
    the report, the response and the closing.
    """

    __slots__ = ("_exact", "_file", "_local", "_manner", "_meanings", "_parts", "_plainly_used", "_severities", "_tz")

    def __init__(
        self,
        *,
        file: str | None,
        tz: ZoneInfo | None,
        severities: Meanings,
        manner: Manner = PYTHON,
        plainly_used: Callable[[int, int, int, int | None], int | None] | None = None,
    ) -> None:
        self._file = file
        self._tz = tz
        self._plainly_used = plainly_used
        self._manner = manner
        self._meanings = severities
        self._severities: dict[str, int] = {}  # texts met that mean the same whatever the report
        self._exact = ExactStamps()
        self._local = None if tz is None else LocalStamps(tz)
        self._parts = self._exact.parts

    def read_texts(
        self, texts: Texts, line: int, extra: Mapping[str, object] = NOTHING
    ) -> Case | list[Rejected] | Plain:
        """`read` of cells that are all text; quick where everything is plain and in order."""
        ticket, severity, reported_at, responded_at, acknowledged_at, started_at, closed_at = texts
        days, minutes, rests = self._parts
        responded = acknowledged = started = closed = None
        try:  # what `instant` does, written out: a call takes as long as it does
            known = self._severities[severity]
            reported = days[reported_at[:11]] + minutes[reported_at[11:16]] + rests[reported_at[16:]]
            if responded_at:
                responded = days[responded_at[:11]] + minutes[responded_at[11:16]] + rests[responded_at[16:]]
            if acknowledged_at:
                acknowledged = (
                    days[acknowledged_at[:11]] + minutes[acknowledged_at[11:16]] + rests[acknowledged_at[16:]]
                )
            if started_at:
                started = days[started_at[:11]] + minutes[started_at[11:16]] + rests[started_at[16:]]
            if closed_at:
                closed = days[closed_at[:11]] + minutes[closed_at[11:16]] + rests[closed_at[16:]]
        except KeyError:
            instant = self._instant
            try:
                known = self._severities[severity]
                reported = instant(reported_at)
                responded = instant(responded_at) if responded_at else None
                acknowledged = instant(acknowledged_at) if acknowledged_at else None
                started = instant(started_at) if started_at else None
                closed = instant(closed_at) if closed_at else None
            except KeyError:
                return self.read(texts, line, extra)
            if self._local is not None:  # what this row had, the next will have
                self._parts = (self._local if reported_at[16:] in self._local.parts[2] else self._exact).parts
        response, first = responded, reported
        if acknowledged is not None or started is not None:
            if responded is not None or acknowledged is None or started is None:
                return self.read(texts, line, extra)
            response, first = (acknowledged, started) if acknowledged > started else (started, acknowledged)
        end = reported if response is None else response
        if (
            first < reported
            or end < reported
            or (closed is not None and closed < end)
            or not (ticket.isprintable() and ticket.strip() == ticket != "" and len(ticket) <= NAMED)
        ):
            return self.read(texts, line, extra)
        if response is not None and self._plainly_used is not None:
            used = self._plainly_used(known, reported, response, closed)
            if used is not None:
                return ticket, known, line, reported, used
        return Case(
            ticket, known, reported, response, closed, responded, acknowledged, started, extra, self._file, line
        )

    def read(self, cells: Cells, line: int, extra: Mapping[str, object] = NOTHING) -> Case | list[Rejected]:
        """The case a row makes, or everything that is wrong with it."""
        wrong: list[Rejected] = []

        def attempt(column: str, reader: Callable[[object], _T], value: object) -> _T | None:
            try:
                return reader(value)
            except InputError as error:
                wrong.append(Rejected(self._file, line, column, error.value, error.error))
                return None

        ticket = attempt("ticket", read_ticket, cells[0])
        reported = attempt("reported_at", self._report, cells[2])
        severity = attempt("severity", lambda value: self.severity(value, reported), cells[1])
        responded = attempt("responded_at", self.stamp, cells[3])
        acknowledged = attempt("acknowledged_at", self.stamp, cells[4])
        started = attempt("started_at", self.stamp, cells[5])
        closed = attempt("closed_at", self.stamp, cells[6])
        if ticket is None or severity is None or reported is None or wrong:
            return sorted(wrong, key=_place)
        response = response_of(responded, acknowledged, started)
        case = Case(
            ticket, severity, reported, response, closed, responded, acknowledged, started, extra, self._file, line
        )
        for column, error in disorder(case):
            wrong.append(Rejected(self._file, line, column, shown(cells[COLUMNS.index(column)]), error))
        return wrong or case

    def wrong_with(self, cells: Cells, line: int) -> list[Rejected]:
        """What is wrong with a row, if anything is."""
        read = self.read(cells, line)
        return read if isinstance(read, list) else []

    @property
    def exact(self) -> Callable[[str], int]:
        """Reads a stamp that is one instant and easily told, and raises `KeyError` for anything else."""
        return self._exact.of if self._local is None else self._instant

    def _instant(self, text: str) -> int:
        """What a text says, if that is one instant and easily told; else `KeyError`."""
        try:
            return self._exact.of(text)
        except KeyError:
            if self._local is None:
                raise
            return self._local.of(text)

    def stamp(self, value: object) -> Stamp | None:
        """When something happened, or None where that is not recorded; `InputError` for what is no stamp."""
        if isinstance(value, str):
            try:
                return self._instant(value)
            except KeyError:
                pass
        return read_stamp(value, self._tz, self._manner)

    def _report(self, value: object) -> Stamp:
        stamp = self.stamp(value)
        if stamp is None:
            raise InputError("expected a time: a ticket begins with its report", value=blank(value))
        return stamp

    def severity(self, value: object, reported: Stamp | None) -> int:
        """The number of a severity in a ticket of that report; `InputError` for what is none."""
        text, known = self._severity(value)
        return self._meanings.of(text, reported) if known is None else known

    def severity_of_any_report(self, value: object) -> int:
        """The number of a severity, whatever the report; `InputError` for what is none, or not always the same."""
        text, known = self._severity(value)
        if known is not None:
            return known
        self._meanings.of(text, None)  # raises, with what is known, where it means none
        raise InputError("expected a severity that all versions of the contract know alike", value=shown(text))

    def _severity(self, value: object) -> tuple[str, int | None]:
        """What a cell says, and the severity it means, if that is the same for every report."""
        if is_missing(value):
            raise InputError("expected a severity, as a number or a name", value=blank(value))
        text = _text(value)
        known = self._severities.get(text)
        if known is None:
            known = self._meanings.of_any_report(text)
            if known is not None and len(self._severities) < SPELLINGS and len(text) <= SPELLED:
                self._severities[text] = known
        return text, known


def read_ticket(value: object) -> str:
    """The name of a ticket; `InputError` for what is none."""
    if is_missing(value):
        raise InputError("expected the name of a ticket", value=blank(value))
    text = _text(value)
    if not (isinstance(value, str) or text.isdecimal()):
        raise InputError("expected the name of a ticket, as text or a whole number", value=shown(value))
    if len(text) > NAMED:
        raise InputError(f"expected the name of a ticket, of at most {NAMED} characters", value=shown(value))
    if not is_text(text):
        raise InputError("expected the name of a ticket without NUL or bytes that are no text", value=shown(value))
    return text


def _text(value: object) -> str:
    """A name or number as text; a whole number that a table or a database made another of is a whole number again."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (float, Decimal)) and -_LARGEST < value < _LARGEST and value % 1 == 0:
        value = int(value)
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):
        with suppress(TypeError):  # an array that holds more than a number
            value = index(value)
    return shown(value)


def _place(rejected: Rejected) -> int:
    return COLUMNS.index(rejected.column or "")


def blank(value: object) -> str | None:
    """What to tell of a value that stands for nothing: blank text, else nothing."""
    return value if isinstance(value, str) else None
