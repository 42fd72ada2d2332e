"""Fuzzing: every reader against bytes nobody would write, in the tests, in CI and by hand."""
