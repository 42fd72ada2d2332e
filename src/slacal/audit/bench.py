"""The bench: a judge for each version of a contract, and who judges a case.

Invariant: a case is judged by the version in force at its report, and by no other.
Law: with one version that was always in force, a bench says what its judge says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slacal.audit.judge import Judge
from slacal.audit.stamps import earliest, latest
from slacal.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from slacal.audit.case import Case
    from slacal.audit.judgement import Judgement
    from slacal.audit.stamps import Stamp
    from slacal.contract.contract import Contract
    from slacal.contract.versions import Contracts

__all__ = ["Bench", "judge_of"]


@dataclass(frozen=True, slots=True)
class Bench:
    """Judges cases by several versions of a contract, as of one instant; it is asked as a `Judge` is.

    Raises `HorizonError` as a judge does. `judge` raises it too, and `ContractError`, as `at` does, for a report before
    the first version, or that may be of either of two.
    """

    contracts: Contracts
    now_us: int
    judges: tuple[Judge, ...] = field(init=False, repr=False, compare=False)
    _of: Mapping[int, Judge] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Seat the judges."""
        judges = tuple(Judge(contract, self.now_us) for contract in self.contracts.versions)
        object.__setattr__(self, "judges", judges)
        object.__setattr__(self, "_of", {id(judge.contract): judge for judge in judges})

    def __reduce__(self) -> tuple[object, ...]:
        return Bench, (self.contracts, self.now_us)

    def __repr__(self) -> str:
        names = " and ".join(repr(one.contract.name) for one in self.judges)
        return f"<Bench by {names} as of {self.as_of.isoformat(' ')}>"

    @property
    def contract(self) -> Contract:
        """The version in force at `now_us`, or the first to come."""
        try:
            return self.contracts.in_force_us(self.now_us)
        except ContractError:
            return self.contracts.versions[0]

    @property
    def as_of(self) -> datetime:
        """`now_us` in the zone of `contract`."""
        return self._of[id(self.contract)].as_of

    def at(self, reported: Stamp) -> Judge:
        """Who judges a ticket of that report: the judge of the version in force then.

        Raises `ContractError` for a report before the first version, or that may be of either of two.
        """
        contract = self.contracts.in_force_us(earliest(reported))
        if contract is not self.contracts.in_force_us(latest(reported)):
            raise ContractError("reported_at", None, "an instant, as another contract came into force meanwhile")
        return self._of[id(contract)]

    def judge(self, case: Case) -> Judgement:
        """The verdict on one case, under the version in force at its report."""
        return self.at(case.reported).judge(case)

    def plainly_used(self, severity: int, reported_us: int, response_us: int, closed_us: int | None) -> int | None:
        """`Judge.plainly_used` of the version in force at the report; None before the first."""
        try:
            judge = self.at(reported_us)
        except ContractError:
            return None
        return judge.plainly_used(severity, reported_us, response_us, closed_us)


def judge_of(contracts: Contracts, now_us: int) -> Judge | Bench:
    """Who judges by these versions: a judge alone where there is one, which was always in force."""
    first = contracts.versions[0]
    alone = len(contracts.versions) == 1 and first.valid_from is None
    return Judge(first, now_us) if alone else Bench(contracts, now_us)
