"""Trails: a ticket's events as an audit reads them.

Invariant: entries are in the order of the log; those after the instant of the check are kept apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from slacal.audit.entry import Entry

__all__ = ["Trail"]


class Trail(NamedTuple):
    """What a log says of one ticket: what had happened by the instant of the check, and what lies `ahead`."""

    ticket: str
    entries: tuple[Entry, ...]
    ahead: tuple[Entry, ...] = ()
