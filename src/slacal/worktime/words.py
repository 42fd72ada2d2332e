"""Words: how instants, working time and names are written for people.

Invariant: a line of text stays one line, and nothing in it moves a terminal's cursor.
Law: the words depend on their arguments alone, never on a locale.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from slacal.worktime.instants import HOUR_US, MINUTE_US, SECOND_US, from_us

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

__all__ = [
    "WEEKDAYS",
    "clean",
    "clean_json",
    "in_units",
    "instant",
    "long_instant",
    "nearest",
    "short_instant",
    "so_many",
    "weekday",
    "working_time",
]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekday(day: date) -> str:
    """The weekday in three letters."""
    return WEEKDAYS[day.weekday()]


def working_time(us: int) -> str:
    """A length of working time in hours and minutes; what is under a minute, in seconds.

    >>> working_time(57_600_000_000), working_time(5_400_000_000), working_time(-12_500_000)
    ('16h', '1h 30m', '-12.5s')
    """
    return in_units(us, "h", "m", "s")


def in_units(us: int, hour: str, minute: str, second: str, point: str = ".") -> str:
    """A length of time in hours, minutes and seconds, under these names; what is zero is left out.

    >>> in_units(5_412_500_000, "h", "m", "s", ",")
    '1h 30m 12,5s'
    """
    sign, us = ("-", -us) if us < 0 else ("", us)
    hours, rest = divmod(us, HOUR_US)
    minutes, rest = divmod(rest, MINUTE_US)
    seconds = f"{rest // SECOND_US}{point}{rest % SECOND_US:06d}".rstrip("0").rstrip(point)
    parts = [f"{hours}{hour}" if hours else "", f"{minutes}{minute}" if minutes else ""]
    parts.append(f"{seconds}{second}" if rest else "")
    return sign + (" ".join(filter(None, parts)) or f"0{hour}")


def instant(us: int, tz: ZoneInfo) -> str:
    """An instant in ISO 8601 with its offset, as short as it is exact.

    >>> from zoneinfo import ZoneInfo
    >>> instant(0, ZoneInfo("Europe/Warsaw"))
    '1970-01-01T01:00+01:00'
    """
    at = from_us(us, tz)
    return at.isoformat(timespec="auto" if at.second or at.microsecond else "minutes")


def short_instant(us: int, tz: ZoneInfo) -> str:
    """An instant to the minute, without the offset: for tables whose head names the zone."""
    return from_us(us, tz).isoformat(" ", "minutes")[:16]


def long_instant(at: datetime) -> str:
    """An instant with its weekday and zone, for a reader who has nothing but this line.

    >>> from datetime import datetime
    >>> from zoneinfo import ZoneInfo
    >>> long_instant(datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Warsaw")))
    'Fri 2026-11-20 12:00 CET (+01:00)'
    """
    clock = at.replace(tzinfo=None).isoformat(" ", "auto" if at.second or at.microsecond else "minutes")
    offset = at.isoformat()[-6:]
    name = at.tzname() or ""
    return f"{weekday(at)} {clock} {name} ({offset})" if name[:1].isalpha() else f"{weekday(at)} {clock} {offset}"


def so_many(number: int, thing: str) -> str:
    """How many of a thing whose plural ends in s.

    >>> so_many(1, "rejected row"), so_many(0, "rejected row")
    ('1 rejected row', '0 rejected rows')
    """
    return f"{number} {thing}{'' if number == 1 else 's'}"


def nearest(word: object, known: Iterable[str]) -> str | None:
    """The known word that looks most like one that is not known, upper and lower case apart; None where none is near.

    >>> nearest("europe/warsow", ["Europe/Berlin", "Europe/Warsaw"])
    'Europe/Warsaw'
    """
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), folded, n=1) if isinstance(word, str) else ()
    return folded[near[0]] if near else None


def clean(text: str, width: int | None = None) -> str:
    r"""Text that is safe to print: what would move the cursor or is no character is written as \x1b and the like.

    With a `width`, longer text is cut there, and an ellipsis says so.
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _escaped(char) for char in text)
    return text if width is None or len(text) <= width else f"{text[: width - 1]}…"


def clean_json(text: str) -> str:
    r"""What a JSON encoder wrote, with what would move the cursor as \u001b and the like; line breaks stay."""
    if (text.isascii() and "\x7f" not in text) or text.isprintable():  # the encoder has escaped what is before a space
        return text
    return "".join(char if char.isprintable() or char == "\n" else _json_escape(char) for char in text)


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as "surrogateescape" keeps it
        return f"\\x{code - 0xDC00:02x}"
    return char.encode("unicode_escape").decode()
