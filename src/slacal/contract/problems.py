"""What is wrong with a contract file, or another in TOML: all of it at once, or something that was hardly meant.

Invariant: the problems of a file are in its order; each carries its dotted path, what was found and what was expected.
Law: a file that raises has at least one problem, and one that only warns is a contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from slacal.errors import ContractError, SlacalError
from slacal.worktime.words import so_many

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ContractFileError", "ContractWarning", "ProblemsError"]


class ContractWarning(UserWarning):
    """Something in a contract that can be, but was hardly meant; `problem` is the `ContractError` it would be."""

    def __init__(self, problem: ContractError) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return str(self.problem)


class ProblemsError(SlacalError, ExceptionGroup[ContractError], ValueError):
    """All that is wrong with a file, at once; `exceptions` are the `ContractError`s, in the file's order.

    Attributes: `name` (of the file, or what it is, where it was given as text).
    """

    def __new__(cls, name: str, problems: Sequence[ContractError]) -> Self:
        """Put the number of problems into words."""
        return super().__new__(cls, f"{name}: {so_many(len(problems), 'problem')}", problems)

    def __init__(self, name: str, problems: Sequence[ContractError]) -> None:
        super().__init__(name, problems)
        self.name = name

    @property
    def problems(self) -> tuple[ContractError, ...]:
        """The problems in a row."""
        return tuple(problem for problem in self.exceptions if isinstance(problem, ContractError))

    def derive(self, problems: Sequence[ContractError], /) -> Self:  # type: ignore[override]
        """A part of the group, as `except*` and `split` make them."""
        return type(self)(self.name, problems)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.name, self.exceptions))

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {problem}" for problem in self.exceptions)])


class ContractFileError(ProblemsError):
    """All that is wrong with a contract file, at once."""
