"""Frozen: how values travel whose mappings cannot be changed, as a read-only mapping does not pickle.

Law: what is made again of a value's parts equals it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["reduced", "restored"]

_T = TypeVar("_T")


def reduced(value: DataclassInstance) -> tuple[object, ...]:
    """What `__reduce__` answers for a frozen dataclass that is made of keywords: how to make it again, and of what."""
    parts = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
    return restored, (type(value), {name: _plain(part) for name, part in parts.items()})


def restored(kind: Callable[..., _T], parts: dict[str, object]) -> _T:
    """The value, made of its parts and checked as when it was made first."""
    return kind(**parts)


def _plain(part: object) -> object:
    return dict(part) if isinstance(part, MappingProxyType) else part  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
