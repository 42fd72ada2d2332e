"""Instants as local ISO 8601 text, quickly: for the many of a report.

Days and minutes are written once and remembered, as a report has some hundreds of the one and at most 1,440 of the
other.

Law: `of(us)` is `from_us(us, tz).isoformat()`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from slacal.worktime.instants import DAY_US, EPOCH, HOUR_US, MICROSECOND, MINUTE_US, SECOND_US, from_us

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["IsoText"]

_EPOCH_DAY = EPOCH.toordinal()
_MINUTES = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60))


class IsoText:
    """Writes instants on the clocks of a zone.

    >>> from zoneinfo import ZoneInfo
    >>> IsoText(ZoneInfo("Europe/Warsaw")).of(0)
    '1970-01-01T01:00:00+01:00'
    """

    __slots__ = ("_days", "_offsets", "_tz")

    def __init__(self, tz: ZoneInfo) -> None:
        self._tz = tz
        self._days: dict[int, str] = {}
        self._offsets: dict[int, tuple[int, str] | None] = {}  # by days of UTC; None where a day has several

    def of(self, us: int) -> str:
        """The instant, in ISO 8601 with its offset."""
        try:
            offset = self._offsets[us // DAY_US]
        except KeyError:
            offset = self._offsets[us // DAY_US] = self._offset(us // DAY_US * DAY_US)
        if offset is None or us % SECOND_US:
            return from_us(us, self._tz).isoformat()
        offset_us, suffix = offset
        day, rest = divmod(us + offset_us, DAY_US)
        minute, rest = divmod(rest, MINUTE_US)
        try:
            text = self._days[day]
        except KeyError:
            text = self._days[day] = f"{date.fromordinal(day + _EPOCH_DAY).isoformat()}T"
        if rest:
            return f"{text}{_MINUTES[minute]}:{rest // SECOND_US:02}{suffix}"
        return f"{text}{_MINUTES[minute]}:00{suffix}"

    def _offset(self, start_us: int) -> tuple[int, str] | None:
        """The one offset of a day of UTC, and its text; None where there are several, or the day is not whole."""
        texts: set[tuple[int, str]] = set()
        for hour_us in range(start_us, start_us + DAY_US + 1, HOUR_US):
            try:
                local = from_us(hour_us, self._tz)
            except OverflowError:
                return None
            texts.add(((local.replace(tzinfo=EPOCH.tzinfo) - EPOCH) // MICROSECOND - hour_us, local.isoformat()[19:]))
        return texts.pop() if len(texts) == 1 else None
