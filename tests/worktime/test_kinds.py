"""Kinds of values."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from slacal.worktime.kinds import is_iterable, is_list, is_mapping, is_object, whole

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ([1], "iterable list"),
        ((1,), "iterable"),
        ({"a": 1}, "iterable mapping object"),
        (MappingProxyType({"a": 1}), "iterable mapping object"),
        ("x", "iterable"),
        (None, ""),
        (1, ""),
    ],
)
def test_kinds(value: object, kinds: str) -> None:
    asked: dict[str, Callable[[object], bool]] = {
        "iterable": is_iterable,
        "list": is_list,
        "mapping": is_mapping,
        "object": is_object,
    }
    assert " ".join(kind for kind, ask in asked.items() if ask(value)) == kinds


class _Two:
    """A whole number of some other library."""

    def __index__(self) -> int:
        return 2


@pytest.mark.parametrize(
    ("value", "number"), [(2, 2), (_Two(), 2), (_Two, None), (int, None), (True, None), (2.0, None), ("2", None)]
)
def test_whole_numbers(value: object, number: int | None) -> None:
    assert whole(value) == number
