"""Leaves this folder out where its packages are missing; `test_engines.py` says so, or fails."""

from __future__ import annotations

from tests.engines import MISSING

if MISSING:
    collect_ignore_glob = ["test_[!e]*.py", "test_extra.py"]
