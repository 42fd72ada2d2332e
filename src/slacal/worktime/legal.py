"""Why a Polish holiday is one: the law that makes it a day off, by letter.

The Act of 18 January 1951 on days off work lists them in its art. 1 point 1; letters are those of the consolidated
text of 2025. One day was made one by an act of its own. Nothing is said of days before the Act, or of days that it
no longer lists.

Invariant: one row a day of the list; the dates of movable feasts are reckoned from Easter, never typed in.
Law: every holiday of a year from 2025 on has a row, with another letter each.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slacal.worktime.language import Language

__all__ = ["Basis", "legal_basis"]


class Basis(NamedTuple):
    """What makes a date a day off: the letter of the Act, who put it there if not the Act itself, and its English name.

    `letter` is None for the day that has an act of its own.
    """

    name: str
    letter: str | None
    amended: str | None
    since: int

    def text(self, language: Language = "en") -> str:
        """The citation, in Polish or English.

        >>> basis = legal_basis("PL", date(2026, 1, 1))
        >>> print(basis.text() if basis else None)
        Act of 18 January 1951 on days off work, art. 1 point 1 letter a (Dz.U. 2025 item 296)
        """
        polish = language == "pl"
        amended = self.amended or ""
        if not polish:
            amended = amended.replace("nr", "no.").replace("poz.", "item")
        if self.letter is None:
            return f"{'ustawa z 7 listopada 2018 r.' if polish else 'Act of 7 November 2018'} ({amended})"
        if polish:
            act, source = (
                "ustawa z 18 stycznia 1951 r. o dniach wolnych od pracy, art. 1 pkt 1 lit.",
                "Dz.U. 2025 poz. 296",
            )
        else:
            act, source = "Act of 18 January 1951 on days off work, art. 1 point 1 letter", "Dz.U. 2025 item 296"
        since = f"; {'od zmiany w' if polish else 'since'} {amended}" if amended else ""
        return f"{act} {self.letter} ({source}{since})"


_FIXED: Mapping[tuple[int, int], Basis] = {
    (1, 1): Basis("New Year's Day", "a", None, 1951),
    (1, 6): Basis("Epiphany", "b", "Dz.U. 2010 nr 224 poz. 1459", 2011),
    (5, 1): Basis("May Day", "e", None, 1951),
    (5, 3): Basis("Constitution Day", "f", "Dz.U. 1990 nr 28 poz. 160", 1990),
    (8, 15): Basis("Assumption of Mary", "i", "Dz.U. 1989 nr 29 poz. 154", 1989),
    (11, 1): Basis("All Saints' Day", "j", None, 1951),
    (11, 11): Basis("Independence Day", "k", "Dz.U. 1989 nr 6 poz. 34", 1989),
    (12, 24): Basis("Christmas Eve", "ka", "Dz.U. 2024 poz. 1965", 2025),
    (12, 25): Basis("Christmas Day", "l", None, 1951),
    (12, 26): Basis("Second Day of Christmas", "m", None, 1951),
}
_AFTER_EASTER: Mapping[int, Basis] = {
    0: Basis("Easter Sunday", "c", None, 1951),
    1: Basis("Easter Monday", "d", None, 1951),
    49: Basis("Pentecost", "g", None, 1951),
    60: Basis("Corpus Christi", "h", None, 1951),
}
_ONCE: Mapping[date, Basis] = {
    date(2018, 11, 12): Basis("a hundred years of independence", None, "Dz.U. 2018 poz. 2117", 2018),
}


def legal_basis(country: str | None, day: date) -> Basis | None:
    """What makes a holiday of a country one, where slacal knows: Poland's, and where the law in force lists them."""
    if country is None or country.partition("-")[0] != "PL":
        return None
    basis = _of_year(day.year).get(day)
    return basis if basis is not None and basis.since <= day.year else None


@cache
def _of_year(year: int) -> Mapping[date, Basis]:
    from dateutil.easter import easter  # here, so that a calendar that is never explained does not load it

    sunday = easter(year)
    movable = {sunday + timedelta(days=days): basis for days, basis in _AFTER_EASTER.items()}
    fixed = {date(year, month, day): basis for (month, day), basis in _FIXED.items()}
    return {**fixed, **movable, **_ONCE}
