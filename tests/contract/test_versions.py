"""Versions of a contract: which was in force, and lists of versions that cannot be."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import SMARTSTOCK, Contract, ContractError, SlacalTypeError, WorkingCalendar
from slacal.contract.versions import Contracts, contract_in_force
from slacal.worktime.instants import from_us, to_us

WARSAW = ZoneInfo("Europe/Warsaw")
OLD = SMARTSTOCK
NEW = replace(SMARTSTOCK, name="new", valid_from=date(2026, 7, 1))
NEWEST = replace(SMARTSTOCK, name="newest", valid_from=date(2027, 1, 1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ("0001-01-01 12:00", OLD),
        ("1990-01-01 00:00", OLD),
        ("2026-06-30 23:59:59.999999", OLD),
        ("2026-07-01 00:00", NEW),
        ("2026-12-31 23:59", NEW),
        ("2027-01-01 00:00", NEWEST),
    ],
)
def test_the_contract_in_force(reported: str, expected: Contract) -> None:
    """From midnight of its first date on the contract's clock, in whatever order they are given."""
    for contracts in ([NEWEST, OLD, NEW], (OLD, NEW, NEWEST)):
        assert contract_in_force(contracts, at(reported)) is expected
        assert Contracts.of(contracts).versions == (OLD, NEW, NEWEST)


def test_before_the_first_version_there_is_none() -> None:
    contracts = Contracts((NEWEST, NEW))
    with pytest.raises(ContractError) as raised:
        contracts.in_force(at("2026-06-30 23:59:59"))
    assert str(raised.value) == (
        "reported_at: expected a report from 2026-07-01 on, when a contract is in force, "
        "got '2026-06-30T23:59:59+02:00'"
    )
    assert contracts.in_force(at("2026-07-01 00:00")) is NEW


ZONES = ["Pacific/Honolulu", "UTC", "Europe/Warsaw", "Pacific/Kiritimati", "America/Havana"]


@given(
    st.dictionaries(st.dates(date(2026, 7, 1), date(2026, 12, 31)), st.sampled_from(ZONES), min_size=1, max_size=6),
    st.datetimes(datetime(2026, 6, 28), datetime(2027, 1, 3), timezones=st.just(WARSAW)),
)
def test_the_latest_to_begin_applies(begins: dict[date, str], reported: datetime) -> None:
    """The same as looking at each version's own calendar, where the versions are days apart."""
    days = sorted(begins)
    if any((other - one).days < 2 for one, other in pairwise(days)):
        days = days[:1]  # zones are up to 26 hours apart: then the order of dates is not that of instants
    contracts = [replace(OLD, calendar=WorkingCalendar(tz=begins[day], holidays=None), valid_from=day) for day in days]
    begun = [one for one in contracts if reported.astimezone(one.calendar.tz).date() >= (one.valid_from or date.min)]
    table = Contracts.of(contracts[::-1])
    if begun:
        assert table.in_force_us(to_us(reported)) == begun[-1]
    else:
        with pytest.raises(ContractError):
            table.in_force(reported)


def test_of_one_of_several_or_of_none() -> None:
    assert Contracts.of(None) == Contracts.of(SMARTSTOCK) == Contracts((SMARTSTOCK,))
    assert Contracts.of(iter([NEW, OLD])) == Contracts((OLD, NEW)) != Contracts((OLD,))
    table = pickle.loads(pickle.dumps(Contracts((NEW, OLD))))
    assert table.in_force_us(0) == OLD
    assert from_us(table._begin_us[1], WARSAW) == at("2026-07-01")  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("given", "error", "text"),
    [
        ([], ContractError, "contracts: expected at least one contract, got []"),
        ([NEW, replace(NEW, version="2")], ContractError,
         "valid_from: expected another date than that of 'new', got '2026-07-01'"),
        ([OLD, NEW, OLD], ContractError,
         "valid_from: expected another date than that of 'Smartstock standard support', got 'None'"),
        ("x.toml", SlacalTypeError,
         "contracts[0]: expected a Contract, such as Contract.from_toml(path), got 'x' (str)"),
        (7, SlacalTypeError,
         "contract: expected a Contract, such as Contract.from_toml(path), or several, got 7 (int)"),
        ([OLD, None], SlacalTypeError,
         "contracts[1]: expected a Contract, such as Contract.from_toml(path), got None (NoneType)"),
    ],
)  # fmt: skip
def test_what_are_no_versions(given: list[Contract], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        Contracts.of(given)
    assert str(raised.value) == text
