"""Versions of a contract: which of several was in force when a problem was reported.

Invariant: a contract without `valid_from` has always been in force; of several, the latest to begin applies.
Law: the contract in force changes only at the midnight with which a `valid_from` begins.
"""

from __future__ import annotations

from datetime import MINYEAR, date
from itertools import pairwise
from typing import TYPE_CHECKING

from slacal.errors import ContractError
from slacal.worktime.instants import from_us, to_us

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from slacal.contract.contract import Contract

__all__ = ["contract_in_force", "in_order"]

_ALWAYS = date(MINYEAR, 1, 1)


def contract_in_force(contracts: Sequence[Contract], reported_at: datetime) -> Contract:
    """The contract by which a report of an instant is judged; the date is that on the contract's own wall clock.

    Raises `ContractError` where none was in force yet, and where two begin on the same date.
    """
    reported_us = to_us(reported_at, "reported_at")
    ordered = in_order(contracts)
    for contract in reversed(ordered):
        if contract.valid_from is None or from_us(reported_us, contract.calendar.tz).date() >= contract.valid_from:
            return contract
    earliest = ordered[0].valid_from
    raise ContractError(
        "reported_at", reported_at.isoformat(), f"a report from {earliest} on, when a contract is in force"
    )


def in_order(contracts: Sequence[Contract]) -> tuple[Contract, ...]:
    """Contracts by the date on which they begin; `ContractError` where there is none, or two begin together."""
    if not contracts:
        raise ContractError("contracts", list(contracts), "at least one contract")
    ordered = sorted(contracts, key=_begins)
    for one, other in pairwise(ordered):
        if _begins(one) == _begins(other):
            raise ContractError("valid_from", str(other.valid_from), f"another date than that of {one.name!r}")
    return tuple(ordered)


def _begins(contract: Contract) -> date:
    return contract.valid_from or _ALWAYS
