"""Where holidays come from."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import date, datetime

import holidays
import pytest

from slacal import CalendarError, PinnedHolidays, SlacalTypeError
from slacal.worktime.holidays import UNNAMED, CountryHolidays, HolidaysLike, ListedHolidays, read_holidays

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 4)


def test_a_country_is_known_for_the_years_the_package_knows() -> None:
    poland = read_holidays("PL")
    assert poland == read_holidays(" pl ") == read_holidays("POL") == CountryHolidays("PL")
    assert (poland.first_year, poland.last_year) == (1925, 2100) == poland.busy_years
    assert poland.bound == "the holidays package knows PL from 1925 to 2100"
    assert poland.of_year(2026)[MAY] == "Święto Państwowe"


def test_a_subdivision_has_holidays_of_its_own() -> None:
    assert date(2026, 1, 6) in read_holidays("de-BY").of_year(2026)
    assert date(2026, 1, 6) not in read_holidays("DE").of_year(2026)


@pytest.mark.parametrize("code", ["PL", "US", "GB-ENG", "DE-BY", "JP", "CN", "SA"])
def test_years_asked_one_by_one_are_those_asked_together(code: str) -> None:
    """Days observed across a year's end are in neither year twice nor in none."""
    country, _, subdivision = code.partition("-")
    together = holidays.country_holidays(country, subdiv=subdivision or None, years=range(2015, 2031))
    source = read_holidays(code)
    one_by_one = [day for year in range(2015, 2031) for day in source.of_year(year)]
    assert one_by_one == sorted(day for day in together if 2015 <= day.year <= 2030)


def test_names_do_not_follow_the_locale_of_the_machine() -> None:
    program = "from slacal import WorkingCalendar as C; print(ascii(list(C.poland().holidays(2026).values())))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "LANG": locale, "LANGUAGE": locale, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for locale in ("pl", "en_US", "de")
    }
    assert len(printed) == 1
    assert "Nowy Rok" in printed.pop()


def test_listed_holidays() -> None:
    unnamed = read_holidays([JUNE, MAY, MAY])
    assert unnamed == ListedHolidays(((MAY, UNNAMED), (JUNE, UNNAMED)))
    assert unnamed == read_holidays({JUNE: "", MAY: UNNAMED})
    assert dict(unnamed.of_year(2026)) == {MAY: UNNAMED, JUNE: UNNAMED}
    assert dict(unnamed.of_year(2025)) == {}
    assert unnamed.busy_years == (2026, 2026)
    assert (unnamed.first_year, unnamed.last_year) == (1, 9999)
    assert unnamed.bound == "Python's datetime goes no further"


def test_none_are_no_holidays() -> None:
    assert read_holidays(None) == read_holidays([]) == read_holidays({}) == ListedHolidays()
    assert read_holidays(None).busy_years is None


def test_sources_pickle() -> None:
    for source in (read_holidays("PL"), read_holidays({MAY: "May"})):
        assert pickle.loads(pickle.dumps(source)) == source


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("XX", "holidays: expected a country the holidays package knows (ISO 3166), got 'XX'"),
        ("Poland", "holidays: expected a country the holidays package knows (ISO 3166), got 'Poland'"),
        ("", "holidays: expected a country the holidays package knows (ISO 3166), got ''"),
        ("PL-ZZ", "holidays: expected a country the holidays package knows (with this subdivision), got 'PL-ZZ'"),
    ],
)
def test_unknown_countries_are_refused(value: str, text: str) -> None:
    with pytest.raises(CalendarError) as raised:
        read_holidays(value)
    assert str(raised.value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            2026,
            "holidays: expected an ISO country code such as 'PL' or 'DE-BY', dates, a mapping from dates to names, "
            "or None, got 2026 (int)",
        ),
        (["2026-05-01"], "holidays: expected a date, for example date(2026, 11, 11), got '2026-05-01' (str)"),
        (
            [datetime(2026, 5, 1)],
            "holidays: expected a date; take .astimezone(calendar.tz).date() of a datetime, "
            "got datetime.datetime(2026, 5, 1, 0, 0) (datetime)",
        ),
        ({MAY: 1}, "holidays: expected the name of a holiday as text, got 1 (int)"),
    ],
)
def test_what_is_of_another_kind_is_refused(value: HolidaysLike, text: str) -> None:
    with pytest.raises(SlacalTypeError) as raised:
        read_holidays(value)
    assert str(raised.value) == text


def pinned(**changes: object) -> PinnedHolidays:
    parts: dict[str, object] = {"country": "PL", "first_year": 2026, "last_year": 2026, "days": ((MAY, "May"),)}
    return PinnedHolidays(**{**parts, **changes})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_pinned_holidays_are_in_order_and_named() -> None:
    ours = pinned(days=iter([(JUNE, " "), [MAY, "May"]]))
    assert ours.days == ((MAY, "May"), (JUNE, UNNAMED))
    assert ours == pinned(days=[(MAY, "May"), (JUNE, "")])
    assert (ours.busy_years, ours.given) == ((2026, 2026), ours)


@pytest.mark.parametrize(
    ("changes", "error", "text"),
    [
        ({"last_year": 10_000}, CalendarError, "last_year: expected a year from 1 to 9999, got 10000"),
        ({"first_year": 0}, CalendarError, "first_year: expected a year from 1 to 9999, got 0"),
        ({"first_year": 2027}, CalendarError, "last_year: expected 2027 or later, got 2026"),
        ({"first_year": "2026"}, SlacalTypeError, "first_year: expected a year as a whole number, got '2026' (str)"),
        ({"last_year": True}, SlacalTypeError, "last_year: expected a year as a whole number, got True (bool)"),
        ({"country": 48}, SlacalTypeError, "country: expected an ISO country code such as 'PL', or None, got 48 (int)"),
        ({"days": None}, SlacalTypeError, "days: expected pairs of dates and names, got None (NoneType)"),
        ({"days": [MAY]}, SlacalTypeError, "days[0]: expected a pair of a date and a name, got datetime.date("),
        ({"days": [("1 May", "x")]}, SlacalTypeError, "days[0]: expected a pair of a date and a name, got ('1 May',"),
        ({"days": [(datetime(2026, 5, 1), "x")]}, SlacalTypeError, "days: expected a date; take .astimezone("),
        ({"days": [(MAY, 1)]}, SlacalTypeError, "days: expected the name of a holiday as text, got 1 (int)"),
        ({"days": [(date(2027, 1, 1), "x")]}, CalendarError, "days: expected a date from 2026 to 2026, got '2027-01-"),
        ({"days": [(MAY, "x"), (MAY, "y")]}, CalendarError, "days: expected each date once, got '2026-05-01'"),
    ],
)  # fmt: skip
def test_pinned_holidays_that_cannot_be_are_refused(
    changes: dict[str, object], error: type[Exception], text: str
) -> None:
    with pytest.raises(error) as raised:
        pinned(**changes)
    assert str(raised.value).startswith(text)
