"""Versions of a contract: which of several was in force when a problem was reported.

Invariant: a contract without `valid_from` has always been in force; of several, the latest to begin applies.
Law: the contract in force changes only at the midnight with which a `valid_from` begins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slacal.contract.contract import Contract, shipped
from slacal.errors import ContractError, SlacalTypeError
from slacal.worktime.instants import from_us, to_us

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = ["Contracts", "contract_in_force"]

_EXPECTED = "a Contract, such as Contract.from_toml(path)"
_ALWAYS_US = -(1 << 62)  # before any datetime


@dataclass(frozen=True, slots=True)
class Contracts:
    """The versions of a contract in the order in which they come into force.

    A version begins at midnight, on its own wall clock, of its `valid_from`; only the first may be without one.
    Raises `ContractError` where there is no version, or two begin on the same date.

    >>> from dataclasses import replace
    >>> from datetime import date
    >>> old, new = shipped(), replace(shipped(), version="2", valid_from=date(2026, 7, 1))
    >>> [contract.version for contract in Contracts((new, old)).versions]
    ['1', '2']
    """

    versions: tuple[Contract, ...]
    _begin_us: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put the versions in order, and find out when each begins."""
        taken: dict[date | None, Contract] = {}
        for number, contract in enumerate(self.versions):
            if not isinstance(contract, Contract):
                raise SlacalTypeError(f"contracts[{number}]", contract, _EXPECTED)
            if contract.valid_from in taken:
                one = taken[contract.valid_from].name
                raise ContractError("valid_from", str(contract.valid_from), f"another date than that of {one!r}")
            taken[contract.valid_from] = contract
        if not self.versions:
            raise ContractError("contracts", [], "at least one contract")
        ordered = sorted(self.versions, key=_begins_us)
        object.__setattr__(self, "versions", tuple(ordered))
        object.__setattr__(self, "_begin_us", tuple(map(_begins_us, ordered)))

    @classmethod
    def of(cls, given: Contract | Iterable[Contract] | Contracts | None) -> Contracts:
        """The versions meant where one contract, several or None (the shipped one) may be given."""
        if isinstance(given, Contracts):
            return given
        if given is None:
            return cls((shipped(),))
        if isinstance(given, Contract):
            return cls((given,))
        if not isinstance(given, Iterable):
            raise SlacalTypeError("contract", given, f"{_EXPECTED}, or several")
        return cls(tuple(given))

    def in_force(self, reported_at: datetime) -> Contract:
        """The version by which a report of an instant is judged.

        Raises `ContractError` where none was in force yet.
        """
        return self.in_force_us(to_us(reported_at, "reported_at"))

    def in_force_us(self, reported_us: int) -> Contract:
        """`in_force` of integer microseconds since the epoch."""
        row = bisect_right(self._begin_us, reported_us)
        if row == 0:
            first = self.versions[0]
            at = from_us(reported_us, first.calendar.tz).isoformat()
            raise ContractError("reported_at", at, f"a report from {first.valid_from} on, when a contract is in force")
        return self.versions[row - 1]


def contract_in_force(contracts: Contract | Iterable[Contract], reported_at: datetime) -> Contract:
    """The contract by which a report of an instant is judged; for many reports, ask one `Contracts`."""
    return Contracts.of(contracts).in_force(reported_at)


def _begins_us(contract: Contract) -> int:
    if contract.valid_from is None:
        return _ALWAYS_US
    return contract.calendar.schedule.midnight_us(contract.valid_from.toordinal())
