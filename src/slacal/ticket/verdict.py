"""Verdicts: was a budget kept?

Invariant: four values, in a module of their own, so that whoever only judges need not load the lifecycle.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Verdict"]


class Verdict(StrEnum):
    """What is known about the response: in time, too late, still to come, or not to be told."""

    MET = "met"
    BREACHED = "breached"
    RUNNING = "running"
    UNKNOWN = "unknown"
