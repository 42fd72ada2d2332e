"""PyArrow, which has no types: here it is `Any`, once, so that nobody else has to say so.

Invariant: loading this loads PyArrow.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["Batch", "pa", "pc"]

pa: Any = import_module("pyarrow")
pc: Any = import_module("pyarrow.compute")

Batch = Any
"""A `pyarrow.RecordBatch`."""
