"""The JSON Schema of contract files, for editors and for services that make them.

It is printed from the loader's own tables, so it holds a file to the same form. What only the meaning tells, say that
a zone exists or that shifts do not overlap, the loader alone refuses.

Law: what the loader accepts, the schema accepts.
"""

from __future__ import annotations

from slacal.contract.file import CONTRACT

__all__ = ["contract_schema"]


def contract_schema() -> dict[str, object]:
    """The schema, in the draft of 2020-12; dates are text in it, as JSON has no dates of its own.

    >>> contract_schema()["required"]
    ['format', 'name', 'calendar', 'severities']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "slacal contract",
        **CONTRACT.schema,
    }
