"""Kinds: what a value is that somebody gave, as far as it may be asked for its parts, or taken for a number.

Laws: a value is told by its kind alone; what its parts are is told by whoever reads them. `whole(n)` is `index(n)`,
wherever it is a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import index
from typing import SupportsIndex, TypeGuard

__all__ = ["is_iterable", "is_list", "is_mapping", "is_object", "whole"]


def is_list(value: object) -> TypeGuard[list[object]]:
    """Whether a value is a list, such as a JSON or TOML array."""
    return isinstance(value, list)


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether a value of a document is a JSON object or TOML table; both have text as keys."""
    return isinstance(value, Mapping)


def is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    """Whether a value is a mapping, of whatever keys."""
    return isinstance(value, Mapping)


def is_iterable(value: object) -> TypeGuard[Iterable[object]]:
    """Whether a value can be gone through."""
    return isinstance(value, Iterable)


def whole(value: object) -> int | None:
    """A whole number of any library as Python's own; None for what is none, truths among them."""
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        return None
    try:
        return index(value)
    except TypeError:  # a class of numbers, or an array of several
        return None
