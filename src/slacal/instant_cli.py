"""Instants and zones as arguments of the command line.

Invariant: an argument names one instant or is refused with what it could have been.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.errors import InputError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["bound_argument", "instant_argument", "zone_argument"]


def zone_argument(name: str | None) -> ZoneInfo | None:
    """The zone that `--tz` names, if it is given."""
    from slacal.worktime.instants import read_zone

    return None if name is None else read_zone(name, "--tz")


def instant_argument(text: str, tz: ZoneInfo | None, argument: str) -> int:
    """The one instant an argument names, in microseconds."""
    from slacal.audit.manner import COMMAND
    from slacal.audit.stamps import EXPECTED_STAMP, Bounds, read_stamp, shown
    from slacal.worktime.words import instant

    try:
        stamp = read_stamp(text, tz, COMMAND)
    except InputError as error:
        day = None if tz is not None else _date_alone(text)
        expected = error.error if day is None else f"expected a time with the date, such as {day}T10:00+01:00"
        raise InputError(expected, column=argument, value=error.value) from None
    if isinstance(stamp, int):
        return stamp
    expected = EXPECTED_STAMP
    if isinstance(stamp, Bounds) and stamp.twice and tz is not None:
        both = " or ".join(instant(us, tz) for us in (stamp.earliest_us, stamp.latest_us))
        expected = f"expected an offset, as clocks show this time twice: {both}"
    elif stamp is not None:
        expected = f"expected a time with the date, such as {stamp.text}T10:00"
    raise InputError(expected, column=argument, value=shown(text))


def bound_argument(text: str, tz: ZoneInfo, argument: str) -> int:
    """An instant, or the first one of a date, in microseconds; `tz` is whose clock it is where there is no offset."""
    from slacal.audit.manner import COMMAND
    from slacal.audit.stamps import Bounds, read_stamp

    try:
        stamp = read_stamp(text, tz, COMMAND)
    except InputError as error:
        raise InputError(error.error, column=argument, value=error.value) from None
    return stamp.earliest_us if isinstance(stamp, Bounds) and not stamp.twice else instant_argument(text, tz, argument)


def _date_alone(text: str) -> str | None:
    """The date a text says, and no time; else None. A zone would not help: an argument is one instant."""
    from slacal.audit.stamps import Bounds, read_stamp
    from slacal.worktime.instants import read_zone

    try:
        stamp = read_stamp(text, read_zone("UTC"))
    except InputError:
        return None
    return stamp.text if isinstance(stamp, Bounds) else None
