"""Tests of columns: they need the extra `test-engines`."""
