"""The dial: the working clock read in datetimes, for questions asked one at a time.

Between a datetime and microseconds lie conversions that take longer than the answer. A datetime minus the epoch is a
timedelta, and the clock's rows can be kept in timedeltas as well, so that no number is ever converted. They are kept
by day, and by day of what is shown, so that what is left to search is a handful of rows; a day's are made when it is
first asked about.

    a datetime in another zone   minus the epoch in UTC             rows by UTC day
    one in the calendar's zone   minus the epoch on its wall clock  rows by local day, in wall-clock time

Datetimes of one zone are subtracted as their wall clocks stand, without a look at the zone's rules. That is right on
every day without a clock change, so only such days have rows in wall-clock time; on the others the zone is asked.

Invariant: a dial adds nothing to its clock and is as immutable; a day's rows, once made, stay.
Laws: `shows`, `reaches` and `leaves` are the clock's own, wherever they answer; where a day is not wholly inside what
the clock knows they raise `KeyError`, and the clock itself has to be asked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from slacal.worktime.instants import DAY_US, EPOCH, MICROSECOND, since_epoch

if TYPE_CHECKING:
    from datetime import tzinfo

    from slacal.worktime.clock import WorkingClock

__all__ = ["Dial"]

_Amounts = list[timedelta]
_RowsOfDay = tuple[_Amounts, _Amounts, _Amounts]
_RowsOfShown = tuple[_Amounts, _Amounts, _Amounts | None]

_DAY = timedelta(days=1)


class Dial:
    """A working clock that takes and gives datetimes; what it shows is a timedelta.

    It is quickest for datetimes in the zone `tz`, and gives them in it.
    """

    __slots__ = ("_at", "_on", "_showing", "_tz", "_zone_epoch")

    def __init__(self, clock: WorkingClock, tz: tzinfo) -> None:
        self._tz = tz
        self._zone_epoch = EPOCH.replace(tzinfo=tz)
        self._at = _RowsAt(clock)
        self._on = _RowsOn(self._zone_epoch, self._at)
        self._showing = _RowsShowing(clock, tz)

    def shows(self, at: datetime, argument: str = "at") -> timedelta:
        """What the clock shows at an instant; raises as `since_epoch` does."""
        if type(at) is datetime and at.tzinfo is self._tz:
            since = at - self._zone_epoch
            rows = self._on[since.days]
            if rows is None:
                since = since_epoch(at)
                rows = self._at[since.days]
        else:
            since = since_epoch(at, argument)
            rows = self._at[since.days]
        opens, shift, after = rows
        row = bisect_right(opens, since)
        shown = since - shift[row]
        limit = after[row]
        return shown if shown < limit else limit

    def reaches(self, shown: timedelta) -> datetime:
        """First instant at which the clock shows `shown`."""
        after, shift, wall_shift = self._showing[shown.days]
        row = bisect_left(after, shown)
        if wall_shift is None:
            return self._tz.fromutc(self._zone_epoch + (shown + shift[row]))
        return self._zone_epoch + (shown + wall_shift[row])

    def leaves(self, shown: timedelta) -> datetime:
        """Last instant at which the clock still shows `shown`."""
        after, shift, wall_shift = self._showing[shown.days]
        row = bisect_right(after, shown)
        if wall_shift is None:
            return self._tz.fromutc(self._zone_epoch + (shown + shift[row]))
        return self._zone_epoch + (shown + wall_shift[row])


class _RowsAt(dict[int, _RowsOfDay]):
    """The rows of UTC days, by the day since the epoch."""

    def __init__(self, clock: WorkingClock) -> None:
        super().__init__()
        self._clock = clock

    def __missing__(self, day: int) -> _RowsOfDay:
        rows = self[day] = self.between(day * DAY_US, (day + 1) * DAY_US)
        return rows

    def between(self, start_us: int, end_us: int, offset: timedelta = timedelta(0)) -> _RowsOfDay:
        """The rows that decide what is shown in a span, in the time of a wall clock with this offset."""
        clock = self._clock
        if start_us < clock.start or end_us > clock.end:
            raise KeyError(start_us)
        opens, shift, after = clock.rows_at(start_us, end_us)
        return _amounts(opens, offset), _amounts(shift, offset), _amounts(after)


class _RowsOn(dict[int, _RowsOfDay | None]):
    """The rows of local days, in wall-clock time, by the day since the epoch; None where the clock changes.

    No zone changes its clock twice within a day: where both ends have one offset, so has all that lies between.
    """

    def __init__(self, zone_epoch: datetime, at: _RowsAt) -> None:
        super().__init__()
        self._zone_epoch = zone_epoch
        self._rows = at

    def __missing__(self, day: int) -> _RowsOfDay | None:
        rows: _RowsOfDay | None = None
        try:
            ends = self._zone_epoch + timedelta(day), self._zone_epoch + timedelta(day + 1)
        except OverflowError:
            raise KeyError(day) from None
        offset, *others = {end.replace(fold=fold).utcoffset() for end in ends for fold in (0, 1)}
        if offset is not None and not others:
            start_us = day * DAY_US - offset // MICROSECOND
            rows = self._rows.between(start_us, start_us + DAY_US, offset)
        self[day] = rows
        return rows


class _RowsShowing(dict[int, _RowsOfShown]):
    """The rows in which a clock shows something, by the days (of 24 hours) of what it shows.

    The second shift is for wall-clock time: None where the clock changes, or has just been set back, within the
    24 hours of a row. Elsewhere it leads to a datetime with `fold=0`, which is what it is there.
    """

    def __init__(self, clock: WorkingClock, tz: tzinfo) -> None:
        super().__init__()
        self._clock = clock
        self._tz = tz

    def __missing__(self, day: int) -> _RowsOfShown:
        low, high = day * DAY_US, (day + 1) * DAY_US
        if low <= self._clock.low or high >= self._clock.high:
            raise KeyError(day)
        after, shift = self._clock.rows_showing(low, high)
        shifts = _amounts(shift)
        rows = self[day] = _amounts(after), shifts, self._on_wall(timedelta(day), shifts)
        return rows

    def _on_wall(self, low: timedelta, shifts: _Amounts) -> _Amounts | None:
        result: _Amounts = []
        for shift in shifts:  # a clock runs no faster than time, so both ends lie within what it knows
            first, last = ((EPOCH + (shown + shift)).astimezone(self._tz) for shown in (low, low + _DAY))
            offset = first.utcoffset()
            if offset is None or first.fold or offset != last.utcoffset():
                return None
            result.append(shift + offset)
        return result


def _amounts(numbers: list[int], more: timedelta = timedelta(0)) -> _Amounts:
    return [MICROSECOND * us + more for us in numbers]
