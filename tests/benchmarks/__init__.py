"""Benchmarks: slacal beside its peers and beside the least that Python itself needs, in one run.

`pytest tests/benchmarks --benchmark-only` measures, prints and writes `docs/benchmarks.md`. Nothing here
asserts anything about time, only that the answers which were timed are right.
"""
