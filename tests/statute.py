"""Polish public holidays, written from the statutes: an oracle independent of the `holidays` package.

Each rule names the act it comes from. The years are those in which the day was off work as the law stood on
that very day, so an amendment in force from November first shows in the year after. Easter is `dateutil`'s.

Law: `days_off(year)` are the days of art. 1 point 1 of the Act of 18 January 1951 on days off work (Dz.U.
1951 no. 4 item 28, as amended), and for 1950 those of the law before it. Sundays are days off too (point 2),
but only those with a feast of their own are listed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

__all__ = ["days_off"]


@dataclass(frozen=True)
class Fixed:
    """A day of the year that was off work from one year to another, both included."""

    month: int
    day: int
    first: int
    last: int
    source: str


@dataclass(frozen=True)
class Movable:
    """A day counted from Easter Sunday."""

    after_easter: int
    first: int
    last: int
    source: str


ALWAYS = 9999
BEFORE = 1950  # nothing here is claimed for earlier years

ACT_1951 = "Act of 18 January 1951, Dz.U. 1951 no. 4 item 28"
ORDER_1924 = (
    "Order of the President of 15 November 1924, Dz.U. 1924 no. 101 item 928, as amended by the Act of"
    " 18 March 1925, Dz.U. 1925 no. 34 item 234; displaced by art. 2 of the Act of 1951"
)
ACT_NOVEMBER_1960 = "struck out by the Act of November 1960, Dz.U. 1960 no. 51 item 297, in force 24 Nov."

FIXED = (
    Fixed(1, 1, BEFORE, ALWAYS, ACT_1951),
    Fixed(1, 6, BEFORE, 1960, f"{ACT_1951}; {ACT_NOVEMBER_1960}"),
    Fixed(
        1,
        6,
        2011,
        ALWAYS,
        "Act of 24 September 2010, Dz.U. 2010 no. 224 item 1459, in force 1 Jan. 2011",
    ),
    Fixed(2, 2, BEFORE, 1950, ORDER_1924),
    Fixed(5, 1, BEFORE, ALWAYS, f"Act of 26 April 1950 on 1 May as a state holiday; {ACT_1951}"),
    Fixed(5, 3, BEFORE, 1950, f"Act of 29 April 1919, Dz.Pr.P.P. 1919 no. 38 item 281; {ORDER_1924}"),
    Fixed(5, 3, 1990, ALWAYS, "Act of 6 April 1990, Dz.U. 1990 no. 28 item 160, in force on 28 April 1990"),
    Fixed(
        5,
        9,
        BEFORE,
        1950,
        "Decree of 8 May 1945, Dz.U. 1945 no. 21 item 116; ended by the Act of 1951",
    ),
    Fixed(6, 29, BEFORE, 1950, ORDER_1924),
    Fixed(7, 22, BEFORE, 1989, f"Act of 22 July 1945; {ACT_1951}; ended by the law of 6 April 1990"),
    Fixed(8, 15, BEFORE, 1960, f"{ACT_1951}; {ACT_NOVEMBER_1960}"),
    Fixed(8, 15, 1989, ALWAYS, "Act of 17 May 1989, Dz.U. 1989 no. 29 item 154, in force on 23 May 1989"),
    Fixed(11, 1, BEFORE, ALWAYS, ACT_1951),
    Fixed(11, 11, 1989, ALWAYS, "Act of 15 February 1989, Dz.U. 1989 no. 6 item 34"),
    Fixed(11, 12, 2018, 2018, "Act of 7 November 2018, Dz.U. 2018 item 2117: a hundred years, once"),
    Fixed(12, 8, BEFORE, 1950, ORDER_1924),
    Fixed(12, 24, 2025, ALWAYS, "Act of 6 December 2024, Dz.U. 2024 item 1965, in force on 1 February 2025"),
    Fixed(12, 25, BEFORE, ALWAYS, ACT_1951),
    Fixed(12, 26, BEFORE, ALWAYS, ACT_1951),
)

MOVABLE = (
    Movable(0, BEFORE, ALWAYS, ACT_1951),  # Easter Sunday
    Movable(1, BEFORE, ALWAYS, ACT_1951),  # Easter Monday
    Movable(39, BEFORE, 1950, ORDER_1924),  # Ascension
    Movable(49, BEFORE, ALWAYS, ACT_1951),  # Pentecost
    Movable(50, BEFORE, 1950, ORDER_1924),  # Pentecost Monday
    Movable(60, BEFORE, ALWAYS, ACT_1951),  # Corpus Christi
)


def days_off(year: int) -> frozenset[date]:
    """The public holidays of a year from 1950 on."""
    fixed = {date(year, rule.month, rule.day) for rule in FIXED if rule.first <= year <= rule.last}
    sunday = easter(year)
    movable = {sunday + timedelta(days=rule.after_easter) for rule in MOVABLE if rule.first <= year <= rule.last}
    return frozenset(fixed | movable)
