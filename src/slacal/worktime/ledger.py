"""The ledger: where the time between a start and its deadline went, line by line, in a form that adds up.

Every stretch stands in it, counted or not, with the reason: hours, closed hours, a weekend, a holiday by name and by
law, an exception, a break. As data, as text for a mail, as Markdown; in Polish or English.

Invariant: a ledger is a frozen value whose stretches tile `[start, last_on_time)`.
Law: the counted time of the stretches adds up to the budget, to the microsecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from slacal.worktime.instants import DAY_US, EPOCH, HOUR_US, MICROSECOND, from_us, to_us, wall_reader
from slacal.worktime.language import (
    Language,
    checked_language,
    length,
    markdown_text,
    until,
    written_date,
    written_instant,
)
from slacal.worktime.ledger_html import Box, Page, page
from slacal.worktime.legal import Basis, legal_basis
from slacal.worktime.stretches import Piece, Reason, pieces
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from slacal.worktime.schedule import Schedule

__all__ = ["Ledger", "Stretch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A span of time, `[start, end)`, that counts or does not, and why.

    `counted` is the working time in it: its whole length, or nothing. `holiday` is the name of the holiday that is
    the reason, `basis` the law behind it where slacal knows it.
    """

    start: datetime
    end: datetime
    counted: timedelta
    reason: Reason
    holiday: str | None = None
    basis: Basis | None = None

    def why(self, language: Language = "en") -> str:
        """The reason in words, without the law."""
        words = _WHY[checked_language(language)][self.reason, bool(self.counted)]
        if self.holiday is None:
            return words
        name = clean(self.holiday)
        if language == "en" and self.basis is not None:
            name = f"{self.basis.name} ({name})"
        return f"{words}: {name}"

    def to_dict(self) -> dict[str, str | float | None]:
        """The stretch as JSON has it; `counted_s` in seconds."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "counted_s": _seconds(self.counted),
            "reason": self.reason.value,
            "holiday": self.holiday,
            "basis": None if self.basis is None else self.basis.text(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Every stretch from a start to the last moment on time, and what it adds up to.

    >>> from slacal import WorkingCalendar
    >>> from zoneinfo import ZoneInfo
    >>> start = datetime(2026, 11, 10, 16, 30, tzinfo=ZoneInfo("Europe/Warsaw"))
    >>> ledger = WorkingCalendar.poland().explain(start, timedelta(hours=4))
    >>> [(str(stretch.reason), str(stretch.counted)) for stretch in ledger.stretches]
    [('hours', '0:30:00'), ('closed', '0:00:00'), ('holiday', '0:00:00'), ('closed', '0:00:00'), ('hours', '3:30:00')]
    """

    start: datetime
    due: datetime
    last_on_time: datetime
    budget: timedelta
    stretches: tuple[Stretch, ...]

    @classmethod
    def of(cls, schedule: Schedule, start_us: int, due_us: int, last_us: int) -> Ledger:
        """The ledger of a span of a schedule's time, between instants found elsewhere."""
        stretches = tuple(_stretch(schedule, piece) for piece in pieces(schedule, start_us, last_us))
        return cls(
            start=from_us(start_us, schedule.tz),
            due=from_us(due_us, schedule.tz),
            last_on_time=from_us(last_us, schedule.tz),
            budget=sum((stretch.counted for stretch in stretches), timedelta(0)),
            stretches=stretches,
        )

    def to_dict(self) -> dict[str, object]:
        """The ledger as JSON has it."""
        return {
            "start": self.start.isoformat(),
            "due": self.due.isoformat(),
            "last_on_time": self.last_on_time.isoformat(),
            "budget_s": _seconds(self.budget),
            "stretches": [stretch.to_dict() for stretch in self.stretches],
        }

    def text(self, language: Language = "en") -> str:
        """The ledger as plain text, for a mail or a terminal with letters of one width."""
        words = _WORDS[checked_language(language)]
        total = ("", words["sum"], length(self.budget // MICROSECOND, language), "", "")
        table = [words["heads"].split("|"), *self._rows(language), total]
        return "\n".join([*self._summary(language), "", *_columns(table), *_notes(self._laws(language))])

    def markdown(self, language: Language = "en") -> str:
        """The ledger as Markdown: a list, a table, and the laws as a list."""
        words = _WORDS[checked_language(language)]
        lines = [f"- {markdown_text(line)}" for line in self._summary(language)]
        total = length(self.budget // MICROSECOND, language)
        rows = [
            words["heads"].split("|"),
            ("---", "---", "---:", "---:", "---"),
            *(tuple(map(markdown_text, row)) for row in self._rows(language)),
            ("", f"**{words['sum']}**", f"**{total}**", "", ""),
        ]
        table = [f"| {' | '.join(row)} |" for row in rows]
        return "\n".join([*lines, "", *table, *(markdown_text(line) for line in _notes(self._laws(language), "- "))])

    def html(self, language: Language = "en", title: Sequence[str] = ()) -> str:
        """The ledger as a page of its own in HTML, with a bar on which time is to scale; `title` is put above it."""
        words = _WORDS[checked_language(language)]
        total = length(self.budget // MICROSECOND, language)
        rows = zip((bool(stretch.counted) for stretch in self.stretches), self._rows(language), strict=True)
        return page(
            Page(
                language=language,
                title=title,
                summary=tuple(self._summary(language)),
                boxes=tuple(self._boxes(language)),
                days=tuple(self._days(language)),
                due=self._share(self.due),
                heads=words["heads"].split("|"),
                rows=tuple(rows),
                total=("", words["sum"], total, "", ""),
                laws=self._laws(language),
            )
        )

    def _boxes(self, language: Language) -> Iterator[Box]:
        for stretch, row in zip(self.stretches, self._rows(language), strict=True):
            kind = "counted" if stretch.counted else stretch.reason.value
            says = f"{row[0]} – {row[1]}: {row[4]}"
            yield Box(self._share(stretch.start), self._share(stretch.end), kind, says)

    def _days(self, language: Language) -> Iterator[tuple[float, str]]:
        """The midnights inside the span, where the dates on the wall clock begin."""
        to_instant = wall_reader(ZoneInfo(getattr(self.start.tzinfo, "key", "UTC")))
        for ordinal in range(self.start.toordinal() + 1, self.last_on_time.toordinal() + 1):
            share = self._share_us(to_instant((ordinal - EPOCH.toordinal()) * DAY_US))
            if share < 1:
                yield share, written_date(date.fromordinal(ordinal), language).rpartition(" ")[0]

    def _share(self, at: datetime) -> float:
        return self._share_us(to_us(at))

    def _share_us(self, at_us: int) -> float:
        start_us, end_us = to_us(self.start), to_us(self.last_on_time)
        return (at_us - start_us) / (end_us - start_us) if end_us > start_us else 0.0

    def _summary(self, language: Language) -> Iterator[str]:
        words = _WORDS[language]
        zone = getattr(self.start.tzinfo, "key", "")
        yield f"{words['start']}: {written_instant(self.start, language)} ({zone})"
        yield f"{words['budget']}: {length(self.budget // MICROSECOND, language)}"
        yield f"{words['due']}: {until(self.due, language)}"
        if self.last_on_time != self.due:
            yield f"{words['last']}: {written_instant(self.last_on_time, language)} ({words['idle']})"

    def _rows(self, language: Language) -> Iterator[tuple[str, str, str, str, str]]:
        laws = self._laws(language)
        total = timedelta(0)
        for stretch in self.stretches:
            total += stretch.counted
            counted = length(stretch.counted // MICROSECOND, language) if stretch.counted else "–"
            why = stretch.why(language)
            if stretch.basis is not None:
                why += f" [{laws.index(stretch.basis.text(language)) + 1}]"
            shift = _clock_change(stretch)
            if shift:
                why += f" ({_WORDS[language]['clocks']} {shift:+g} h)"
            start, end = written_instant(stretch.start, language), until(stretch.end, language)
            yield start, end, counted, length(total // MICROSECOND, language) if stretch.counted else "", why

    def _laws(self, language: Language) -> Sequence[str]:
        return list(dict.fromkeys(stretch.basis.text(language) for stretch in self.stretches if stretch.basis))


_WHY: Mapping[Language, Mapping[tuple[Reason, bool], str]] = {
    "en": {
        (Reason.HOURS, True): "working hours",
        (Reason.EXCEPTION, True): "working hours set for this date",
        (Reason.EXCEPTION, False): "off duty by exception",
        (Reason.CLOSED, False): "outside working hours",
        (Reason.WEEKEND, False): "weekend",
        (Reason.HOLIDAY, False): "public holiday",
        (Reason.BREAK, False): "break",
    },
    "pl": {
        (Reason.HOURS, True): "godziny pracy",
        (Reason.EXCEPTION, True): "godziny pracy ustalone na ten dzień",
        (Reason.EXCEPTION, False): "bez dyżuru w drodze wyjątku",
        (Reason.CLOSED, False): "poza godzinami pracy",
        (Reason.WEEKEND, False): "weekend",
        (Reason.HOLIDAY, False): "dzień wolny od pracy",
        (Reason.BREAK, False): "przerwa",
    },
}

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "start": "Start",
        "budget": "Working time granted",
        "due": "Due",
        "last": "Still on time",
        "idle": "no working time passes in between",
        "heads": "from|to|counted|so far|why",
        "sum": "total",
        "clocks": "clocks change:",
    },
    "pl": {
        "start": "Początek",
        "budget": "Przyznany czas pracy",
        "due": "Termin",
        "last": "Nadal w terminie",
        "idle": "w tym czasie czas pracy nie płynie",
        "heads": "od|do|liczy się|narastająco|dlaczego",
        "sum": "razem",
        "clocks": "zmiana czasu:",
    },
}


def _stretch(schedule: Schedule, piece: Piece) -> Stretch:
    start, end = from_us(piece.start_us, schedule.tz), from_us(piece.end_us, schedule.tz)
    counted = MICROSECOND * (piece.end_us - piece.start_us) if piece.counts else timedelta(0)
    holiday, basis = None, None
    if piece.day is not None:
        holiday = schedule.holidays.of_year(piece.day.year)[piece.day]
        basis = legal_basis(schedule.holidays.country, piece.day)
    return Stretch(start=start, end=end, counted=counted, reason=piece.reason, holiday=holiday, basis=basis)


def _seconds(time: timedelta) -> float:
    """Seconds, as a whole number where they are one."""
    seconds, rest = divmod(time, timedelta(seconds=1))
    return seconds if not rest else time / timedelta(seconds=1)


def _clock_change(stretch: Stretch) -> float:
    """By how many hours the wall clock moved in a stretch, besides the time that passed."""
    passed_us = to_us(stretch.end) - to_us(stretch.start)
    shown = stretch.end.replace(tzinfo=None) - stretch.start.replace(tzinfo=None)
    return (shown // MICROSECOND - passed_us) / HOUR_US


def _columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as lines of equal columns: amounts to the right, words to the left."""
    table = list(rows)
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        cells = (
            cell.rjust(width) if column in (2, 3) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _notes(laws: Iterable[str], mark: str = "") -> Iterator[str]:
    for number, law in enumerate(laws, 1):
        if number == 1:
            yield ""
        yield f"{mark}[{number}] {law}"
