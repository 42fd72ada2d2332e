"""Meanings: which severity a text means, under the contract in force at a report.

Invariant: a text that was given a meaning has that one; any other means what the contract says.
Law: a whole number with zeros behind its point, as spreadsheets write it, means what the number means.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from slacal.audit.manner import PYTHON
from slacal.audit.stamps import earliest, shown
from slacal.contract.wording import severities_words
from slacal.errors import ContractError, InputError, SeverityError
from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from slacal.audit.manner import Manner
    from slacal.audit.stamps import Stamp
    from slacal.contract.contract import Contract
    from slacal.contract.versions import Contracts

__all__ = ["Meanings", "not_known"]

_WHOLE = re.compile(r"([0-9]+)\.0+")


class Meanings:
    """What texts mean under one or several versions of a contract; `given` are those of another system.

    Raises `SeverityError` for a given meaning that no version knows, and `SlacalTypeError` for what cannot be one.
    """

    __slots__ = ("_contracts", "_given", "_manner")

    def __init__(
        self, contracts: Contracts, given: Mapping[str, int | str] | None = None, manner: Manner = PYTHON
    ) -> None:
        self._contracts = contracts
        self._given = dict(given or {})
        self._manner = manner
        for _, error in not_known(self._given, contracts):
            raise error

    def of(self, text: str, reported: Stamp | None) -> int:
        """The severity that a text means in a ticket of that report; `InputError` where it means none."""
        contract = self._in_force(reported)
        try:
            return contract.severity(self._looked_up(text))
        except SeverityError as error:
            near = error.suggestion or nearest(text, self._given)
            hint = f"; did you mean {shown(near)}?" if near else ""
            foreign = f" (foreign values: {self._manner.severity('VALUE')})"
            raise InputError(f"expected {severities_words(contract)}{hint}{foreign}", value=shown(text)) from None

    def of_any_report(self, text: str) -> int | None:
        """The severity that a text means under every version; None where versions differ, or it means none."""
        meaning = self._looked_up(text)
        meant = {_meant(contract, meaning) for contract in self._contracts.versions}
        return meant.pop() if len(meant) == 1 else None

    def _in_force(self, reported: Stamp | None) -> Contract:
        """The contract of a report; where the report says nothing, or lies before all of them, the nearest."""
        if reported is None:
            return self._contracts.versions[-1]
        try:
            return self._contracts.in_force_us(earliest(reported))
        except ContractError:  # which is said where it is judged
            return self._contracts.versions[0]

    def _looked_up(self, text: str) -> int | str:
        whole = _WHOLE.fullmatch(text)
        number = whole[1] if whole else text
        return self._given.get(text, self._given.get(number, number))


def not_known(meanings: Mapping[str, int | str], contracts: Contracts) -> Iterator[tuple[str, SeverityError]]:
    """The texts that mean what no version of a contract knows, and what the last one does."""
    for text, meaning in meanings.items():
        if all(_meant(contract, meaning) is None for contract in contracts.versions):
            try:
                contracts.versions[-1].severity(meaning)
            except SeverityError as error:
                yield text, error


def _meant(contract: Contract, meaning: int | str) -> int | None:
    try:
        return contract.severity(meaning)
    except SeverityError:
        return None
