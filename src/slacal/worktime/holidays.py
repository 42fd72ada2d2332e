"""Where a calendar's holidays come from: a country's law, a list, or nowhere.

Countries are looked up in the `holidays` package, which is imported when the first of them is; names come in
the country's own language, whatever the machine's locale.

Invariant: a source is a frozen value that gives the same answer every time; equal sources are equal.
Law: every date in `source.of_year(year)` lies in that year, in order, for every year the source knows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import cache
from itertools import islice, takewhile
from types import MappingProxyType
from typing import Protocol, TypeAlias, TypeGuard

from slacal.errors import CalendarError, SlacalTypeError
from slacal.worktime.countries import alpha_2, country_class
from slacal.worktime.instants import checked_date, checked_years
from slacal.worktime.kinds import is_iterable

__all__ = [
    "UNNAMED",
    "CountryHolidays",
    "HolidaySource",
    "HolidaysLike",
    "ListedHolidays",
    "PinnedHolidays",
    "read_holidays",
]

HolidaysLike: TypeAlias = "str | Iterable[date] | Mapping[date, str] | PinnedHolidays | None"
"""An ISO 3166 country ("PL", "DE-BY"), dates, dates with names, pinned holidays, or None."""

UNNAMED = "holiday"
"""The name of a holiday that was given without one."""

_EXPECTED = "an ISO country code such as 'PL' or 'DE-BY', dates, a mapping from dates to names, or None"


class HolidaySource(Protocol):
    """What a calendar asks of its holidays."""

    @property
    def first_year(self) -> int:
        """The first year whose holidays are known."""
        ...

    @property
    def last_year(self) -> int:
        """The last year whose holidays are known."""
        ...

    @property
    def bound(self) -> str:
        """Why nothing is known beyond these years, in words."""
        ...

    @property
    def busy_years(self) -> tuple[int, int] | None:
        """The first and the last year that may have a holiday, or None where no year has."""
        ...

    @property
    def country(self) -> str | None:
        """The ISO country whose law makes these holidays, or None where that is not known."""
        ...

    @property
    def given(self) -> HolidaysLike:
        """The source in the form in which a calendar is given it."""
        ...

    def of_year(self, year: int) -> Mapping[date, str]:
        """The holidays of a known year with their names, in order."""
        ...


@dataclass(frozen=True, slots=True)
class ListedHolidays:
    """Holidays given one by one; none at all is an empty list."""

    days: tuple[tuple[date, str], ...] = ()

    @property
    def first_year(self) -> int:
        """The first year a date can have."""
        return MINYEAR

    @property
    def last_year(self) -> int:
        """The last year a date can have."""
        return MAXYEAR

    @property
    def bound(self) -> str:
        """The bound is that of Python's dates."""
        return "Python's datetime goes no further"

    @property
    def busy_years(self) -> tuple[int, int] | None:
        """From the first listed date to the last."""
        return (self.days[0][0].year, self.days[-1][0].year) if self.days else None

    @property
    def country(self) -> None:
        """Nobody said whose they are."""
        return

    @property
    def given(self) -> Mapping[date, str] | None:
        """The dates with their names."""
        return dict(self.days) or None

    def of_year(self, year: int) -> Mapping[date, str]:
        """The listed holidays of a year."""
        first = bisect_left(self.days, (date(year, 1, 1), ""))
        return dict(takewhile(lambda row: row[0].year == year, islice(self.days, first, None)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedHolidays:
    """Holidays written down once, for some whole years and no others: what was agreed, whatever the law becomes.

    `country` says whose they are, `days` are sorted. Raises `CalendarError` for years in reverse or such as no date
    has, for a date outside of them or there twice, and `SlacalTypeError` for what is of another kind.
    """

    country: str | None
    first_year: int
    last_year: int
    days: tuple[tuple[date, str], ...]

    def __post_init__(self) -> None:
        """Bring the days in order, and refuse those outside the years."""
        checked_years(self.first_year, self.last_year)
        if not isinstance(self.country, str | None):
            raise SlacalTypeError("country", self.country, "an ISO country code such as 'PL', or None")
        object.__setattr__(self, "days", tuple(_checked_days(self.days, self.first_year, self.last_year)))

    @property
    def bound(self) -> str:
        """The bound is what was written down."""
        return f"holidays are pinned for {self.first_year} to {self.last_year}"

    @property
    def busy_years(self) -> tuple[int, int]:
        """All pinned years."""
        return self.first_year, self.last_year

    @property
    def given(self) -> PinnedHolidays:
        """Themselves."""
        return self

    def of_year(self, year: int) -> Mapping[date, str]:
        """The pinned holidays of a year."""
        return {day: name for day, name in self.days if day.year == year}


@dataclass(frozen=True, slots=True)
class CountryHolidays:
    """A country's public holidays (or those of one of its subdivisions), as the `holidays` package knows them."""

    code: str

    def __post_init__(self) -> None:
        """Refuse a country or subdivision that is not known."""
        _country_facts(self.code)

    @property
    def first_year(self) -> int:
        """The first year the package knows of this country."""
        return _country_facts(self.code)[0]

    @property
    def last_year(self) -> int:
        """The last year the package knows of this country."""
        return _country_facts(self.code)[1]

    @property
    def bound(self) -> str:
        """The bound is what the package knows."""
        return f"the holidays package knows {self.code} from {self.first_year} to {self.last_year}"

    @property
    def busy_years(self) -> tuple[int, int] | None:
        """All known years."""
        return self.first_year, self.last_year

    @property
    def country(self) -> str:
        """The country, and subdivision if any."""
        return self.code

    @property
    def given(self) -> str:
        """The country's code."""
        return self.code

    def of_year(self, year: int) -> Mapping[date, str]:
        """The country's public holidays in a year, named in its own language."""
        return _country_year(self.code, year)


@cache
def _country_facts(code: str) -> tuple[int, int, str | None]:
    """First and last known year of a country, and the language its names are in."""
    country, _, subdivision = code.partition("-")
    known = country_class(country)
    if known is None:
        raise CalendarError("holidays", code, "a country the holidays package knows (ISO 3166)")
    if subdivision and subdivision not in (*known.subdivisions, *known.subdivisions_aliases):
        raise CalendarError("holidays", code, "a country the holidays package knows (with this subdivision)")
    return known.start_year, known.end_year, known.default_language


@cache
def _country_year(code: str, year: int) -> Mapping[date, str]:
    country, _, subdivision = code.partition("-")
    language = _country_facts(code)[2]  # said outright: the package would else follow the machine's locale
    known = country_class(country)
    assert known is not None  # noqa: S101  or there were no facts
    found = known(subdiv=subdivision or None, years=year, language=language)
    return MappingProxyType({day: str(found[day]) for day in sorted(found) if day.year == year})


def read_holidays(value: HolidaysLike) -> HolidaySource:
    """The source meant by a country code, dates, a mapping from dates to names, or None.

    Raises `CalendarError` for an unknown country and `SlacalTypeError` for what is none of these.
    """
    if value is None:
        return ListedHolidays()
    if isinstance(value, PinnedHolidays):
        endless = value.country is None and (value.first_year, value.last_year) == (MINYEAR, MAXYEAR)
        return ListedHolidays(value.days) if endless else value
    if isinstance(value, str):
        country, dash, subdivision = value.strip().partition("-")
        return CountryHolidays(f"{alpha_2(country.upper()) or country}{dash}{subdivision}")
    if _is_named(value):
        named = {checked_date(day, "holidays"): _checked_name(name, "holidays") for day, name in value.items()}
        return ListedHolidays(tuple(sorted(named.items())))
    if isinstance(value, Iterable):
        return ListedHolidays(tuple((day, UNNAMED) for day in sorted({checked_date(day, "holidays") for day in value})))
    raise SlacalTypeError("holidays", value, _EXPECTED)


def _is_named(value: HolidaysLike) -> TypeGuard[Mapping[date, str]]:
    return isinstance(value, Mapping)


def _checked_name(name: object, argument: str) -> str:
    if not isinstance(name, str):
        raise SlacalTypeError(argument, name, "the name of a holiday as text")
    return name if name.strip() else UNNAMED


def _checked_days(days: object, first_year: int, last_year: int) -> list[tuple[date, str]]:
    """Dates of some years with their names, in order, each once."""
    if not is_iterable(days):
        raise SlacalTypeError("days", days, "pairs of dates and names")
    named: dict[date, str] = {}
    for number, pair in enumerate(days):
        match pair:
            case (date() as day, object() as name):
                pass
            case _:
                raise SlacalTypeError(f"days[{number}]", pair, "a pair of a date and a name")
        if not first_year <= checked_date(day, "days").year <= last_year:
            raise CalendarError("days", str(day), f"a date from {first_year} to {last_year}")
        if day in named:
            raise CalendarError("days", str(day), "each date once")
        named[day] = _checked_name(name, "days")
    return sorted(named.items())
