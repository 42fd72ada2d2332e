"""Sealed: values whose names cannot be assigned to, whatever the name.

A frozen dataclass with slots refuses its fields, but trips over any other name, a property's for instance, with a
`TypeError` about `super` (its `__setattr__` knows the class as it was before it had slots).

Law: assigning to or deleting any name of a sealed value raises `FrozenInstanceError`, which is an `AttributeError`.
"""

from __future__ import annotations

from dataclasses import FrozenInstanceError

__all__ = ["seal"]


def seal(*classes: type) -> None:
    """Make every assignment to an instance of frozen dataclasses say that it cannot be.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, slots=True)
    ... class Point:
    ...     x: int
    >>> seal(Point)
    >>> Point(1).y = 2
    Traceback (most recent call last):
    ...
    dataclasses.FrozenInstanceError: cannot assign to 'y': a Point never changes
    """
    for sealed in classes:
        type.__setattr__(sealed, "__setattr__", _refuse_assignment)
        type.__setattr__(sealed, "__delattr__", _refuse_deletion)


def _refuse_assignment(value: object, name: str, _: object) -> None:
    raise FrozenInstanceError(f"cannot assign to {name!r}: a {type(value).__name__} never changes")


def _refuse_deletion(value: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete {name!r}: a {type(value).__name__} never changes")
