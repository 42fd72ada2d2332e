"""A `WorkingCalendar` asked in microseconds, and its answers held against the oracle's.

Instants are compared as microseconds since 1970: two datetimes of one zone compare by what the wall shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal import HorizonError, WorkingCalendar
from tests.oracle import ONE_US, from_us, to_us
from tests.strategies import Case, span_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

__all__ = ["Asked", "asked", "assert_ahead", "assert_back"]


class Asked:
    """A `WorkingCalendar` that is asked and answers in microseconds; None is an answer beyond the known."""

    def __init__(self, calendar: WorkingCalendar, zone: str = "UTC") -> None:
        self.calendar = calendar
        self.zone = zone

    def elapsed(self, start: int, end: int) -> int:
        return span_us(self.calendar.elapsed(self._at(start), self._at(end)))

    def deadline(self, start: int, budget: int) -> int | None:
        return self._known(lambda: self.calendar.deadline(self._at(start), budget * ONE_US))

    def last_on_time(self, start: int, budget: int) -> int | None:
        return self._known(lambda: self.calendar.last_on_time(self._at(start), budget * ONE_US))

    def latest_start(self, due: int, budget: int) -> int | None:
        return self._known(lambda: self.calendar.latest_start(self._at(due), budget * ONE_US))

    def next_opening(self, at: int) -> int | None:
        return self._known(lambda: self.calendar.next_opening(self._at(at)))

    def next_closing(self, at: int) -> int | None:
        return self._known(lambda: self.calendar.next_closing(self._at(at)))

    def previous_opening(self, at: int) -> int | None:
        return self._known(lambda: self.calendar.previous_opening(self._at(at)))

    def previous_closing(self, at: int) -> int | None:
        return self._known(lambda: self.calendar.previous_closing(self._at(at)))

    def intervals(self, start: int, end: int) -> list[tuple[int, int]]:
        found = self.calendar.intervals(self._at(start), self._at(end))
        return [(to_us(one.start), to_us(one.end)) for one in found]

    def works(self, at: int) -> bool:
        return self.calendar.is_working(self._at(at))

    def _at(self, at: int) -> datetime:
        return from_us(at, self.zone)

    def _known(self, ask: Callable[[], datetime]) -> int | None:
        try:
            return to_us(ask())
        except HorizonError:
            return None


def asked(case: Case, zone: str = "UTC") -> Asked:
    return Asked(case.calendar(), zone)


def assert_ahead(answer: int | None, expected: int | None, at: int, case: Case) -> None:
    """The oracle's answer; where the oracle gave up looking ahead, one beyond what it looked at, or none."""
    if expected is None:
        assert answer is None or answer >= at + (case.oracle.patience - 1) * case.oracle.tick_us
    else:
        assert answer == expected


def assert_back(answer: int | None, expected: int | None, at: int, case: Case) -> None:
    """The same, looking back."""
    if expected is None:
        assert answer is None or answer <= at - (case.oracle.patience - 1) * case.oracle.tick_us
    else:
        assert answer == expected
