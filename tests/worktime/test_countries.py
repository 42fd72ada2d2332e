"""One country of the `holidays` package, without all the others, answers as the package does."""

from __future__ import annotations

import subprocess
import sys

import holidays
import pytest
from holidays.registry import COUNTRIES

from slacal.worktime.countries import country_class
from slacal.worktime.holidays import read_holidays

CODES = sorted(codes[1] for codes in COUNTRIES.values())

ALONE = """
import sys
from slacal.worktime.countries import country_class
for code in sys.argv[1:]:
    found = country_class(code)
    years = found(years=range(2024, 2028), language=found.default_language)
    rows = [f"{day}={name}" for day, name in sorted(years.items())]
    print(ascii([code, found.start_year, found.end_year, found.default_language, list(found.subdivisions), rows]))
print("holidays.countries" in sys.modules)
"""


def facts(code: str) -> str:
    found = getattr(holidays, code)
    years = found(years=range(2024, 2028), language=found.default_language)
    rows = [f"{day}={name}" for day, name in sorted(years.items())]
    return ascii([code, found.start_year, found.end_year, found.default_language, list(found.subdivisions), rows])


def alone(*codes: str) -> list[str]:
    program = [sys.executable, "-c", ALONE, *codes]
    return subprocess.run(program, capture_output=True, text=True, check=True).stdout.splitlines()


def test_one_country_does_not_bring_the_others() -> None:
    assert alone("PL")[-1] == "False"


def test_every_country_found_alone_is_the_one_the_package_has() -> None:
    """Years, language, subdivisions and four years of holidays, for every country there is."""
    assert alone(*CODES)[:-1] == [facts(code) for code in CODES]


@pytest.mark.parametrize("code", ["PL", "POL", "US", "DE"])
def test_where_the_package_has_them_all_already_its_own_class_is_taken(code: str) -> None:
    import holidays.countries

    country_class.cache_clear()
    assert country_class(code) is getattr(holidays.countries, code)


@pytest.mark.parametrize("code", ["XX", "", "JAN", "NYSE", "XNYS", "Poland", "pl", "HOLIDAYBASE"])
def test_what_is_no_country_is_not_found(code: str) -> None:
    assert country_class(code) is None


def test_subdivisions_by_code_and_by_alias() -> None:
    assert read_holidays("DE-BY").of_year(2026) != read_holidays("DE").of_year(2026)
    assert read_holidays("PT-01").of_year(2026) == read_holidays("PT-Aveiro").of_year(2026)
