"""Was the contract kept? Flat tickets, verdicts, findings and the report. No clock in here.

What users need of it comes from `slacal` itself; importing this package loads nothing, so that a command that only
reads a stamp need not wait for the rest.
"""
