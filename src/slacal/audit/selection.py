"""Selections: which rules' findings are to be told, by codes and beginnings of codes.

Invariant: every word of a selection means at least one rule there is.
Law: of the words that a code begins with the longest decides; of equally long ones, the one to ignore.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.rules import RULES
from slacal.errors import InputError
from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Selection"]


class Selection:
    """The codes to tell of: those selected (without any, all), less those ignored.

    Words are codes, or what codes begin with, in capitals or not. Raises `InputError` for a word that no code begins
    with; its `column` is the option that the word came from.

    >>> selection = Selection(select=["SLA1"], ignore=["SLA101"])
    >>> "SLA102" in selection, "SLA101" in selection, "SLA401" in selection
    (True, False, False)
    """

    __slots__ = ("_told",)

    def __init__(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> None:
        selected, ignored = _words(select, "--select") or {""}, _words(ignore, "--ignore")
        self._told = frozenset(code for code in RULES if _longest(code, selected) > _longest(code, ignored))

    def __contains__(self, code: object) -> bool:
        return code in self._told


def _words(words: Iterable[str], where: str) -> set[str]:
    known: set[str] = set()
    for word in words:
        prefix = word.strip().upper()
        if not prefix or not any(code.startswith(prefix) for code in RULES):
            near = nearest(prefix, RULES)
            hint = "" if near is None else f"; did you mean {near}?"
            expected = f"expected codes, or what codes begin with, such as SLA101 or SLA1{hint}"
            raise InputError(expected, column=where, value=word)
        known.add(prefix)
    return known


def _longest(code: str, words: Iterable[str]) -> int:
    """The length of the longest word a code begins with; -1 where it begins with none."""
    return max((len(word) for word in words if code.startswith(word)), default=-1)
