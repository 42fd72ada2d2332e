"""Language: dates, instants and lengths of time in Polish and English, for text that people read.

Invariant: a table has a row for either language; nothing follows the machine's locale.
Law: what is written depends on the arguments alone, and stays one line.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Literal

from slacal.errors import SlacalTypeError
from slacal.worktime.words import WEEKDAYS, in_units

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

__all__ = [
    "LANGUAGES",
    "Language",
    "checked_language",
    "length",
    "markdown_text",
    "until",
    "written_date",
    "written_hours",
    "written_instant",
    "written_month_and_day",
]

Language = Literal["pl", "en"]
LANGUAGES: tuple[Language, ...] = ("pl", "en")

_WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    "pl": ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."),
    "en": WEEKDAYS,
}
_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "pl": (
        "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
        "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
    ),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}  # fmt: skip


def checked_language(language: str) -> Language:
    """The language itself; `SlacalTypeError` for one that slacal does not write."""
    for known in LANGUAGES:
        if language == known:
            return known
    raise SlacalTypeError("language", language, " or ".join(map(repr, LANGUAGES)))


def written_date(day: date, language: Language = "en") -> str:
    """A date with its weekday.

    >>> from datetime import date
    >>> written_date(date(2026, 11, 11)), written_date(date(2026, 11, 11), "pl")
    ('Wed 11 Nov 2026', 'śr. 11 listopada 2026')
    """
    return f"{_WEEKDAYS[language][day.weekday()]} {day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def written_month_and_day(text: str, language: Language = "en") -> str:
    """An "MM-DD" in words.

    >>> written_month_and_day("12-24"), written_month_and_day("12-24", "pl")
    ('24 Dec', '24 grudnia')
    """
    return f"{int(text[3:])} {_MONTHS[language][int(text[:2]) - 1]}"


def written_instant(at: datetime, language: Language = "en") -> str:
    """An instant on the wall clock of its zone, as short as it is exact; of a time shown twice, with its offset.

    >>> from datetime import datetime
    >>> from zoneinfo import ZoneInfo
    >>> written_instant(datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Warsaw")))
    'Sun 25 Oct 2026 02:30 (+01:00)'
    """
    return f"{written_date(at, language)} {_clock(at)}{_which(at)}"


def written_hours(hours: str, language: Language = "en") -> str:
    """Opening hours, in the form a calendar writes them, with the weekdays in a language.

    >>> written_hours("Mon-Thu 08:00-16:00; Fri 08:00-14:00", "pl")
    'pon.-czw. 08:00-16:00; pt. 08:00-14:00'
    """
    names = dict(zip(_WEEKDAYS["en"], _WEEKDAYS[language], strict=True))
    return re.sub("|".join(names), lambda name: names[name[0]], hours)


def until(at: datetime, language: Language = "en") -> str:
    """An instant as the end of something: midnight is 24:00 of the date that ends with it.

    >>> from datetime import datetime, timezone
    >>> until(datetime(2026, 11, 12, tzinfo=timezone.utc))
    'Wed 11 Nov 2026 24:00'
    """
    if (at.hour, at.minute, at.second, at.microsecond) != (0, 0, 0, 0):
        return written_instant(at, language)
    noon = (at.astimezone(UTC) - timedelta(hours=12)).astimezone(at.tzinfo)  # or so, of the date before
    return f"{written_date(noon, language)} 24:00{_which(at)}"


def _which(at: datetime) -> str:
    """The offset of a time that clocks show twice; nothing of any other."""
    twice = at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
    return f" ({at.isoformat(timespec='seconds')[19:]})" if twice else ""


def _clock(at: datetime) -> str:
    return at.replace(tzinfo=None).time().isoformat("auto" if at.second or at.microsecond else "minutes")


def length(us: int, language: Language = "en") -> str:
    """A length of time in hours and minutes; what is under a minute, in seconds.

    >>> length(5_400_000_000), length(-12_500_000), length(-12_500_000, "pl"), length(0)
    ('1 h 30 min', '-12.5 s', '-12,5 s', '0 h')
    """
    return in_units(us, " h", " min", " s", "," if language == "pl" else ".")


def markdown_text(text: str) -> str:
    r"""Text that Markdown shows as it is.

    >>> print(markdown_text("a_b <c>"))
    a\_b \<c\>
    """
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>|#~" else char for char in text)
