"""The rulebook for people: a rule explained, all of them listed, and the page of the documentation.

Invariant: everything in it is computed from `RULES`; nothing is typed twice.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from slacal.audit.rule import EXAMPLES_NOW
from slacal.audit.rules import RULES
from slacal.errors import InputError
from slacal.worktime.words import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.audit.fold import Fold
    from slacal.audit.judgement import Judgement
    from slacal.audit.rule import Rule

__all__ = ["GROUPS", "rule_lines", "rule_list", "rulebook"]

GROUPS = {
    "1": "The response",
    "2": "Waiting and closing",
    "3": "What was reported and asked for",
    "4": "The data itself",
}
"""What the first digit of a code says."""

_WIDTH = 100
_HEAD = """\
Everything `slacal check` can find, by code. `slacal rule SLA101` prints one of them. This page is printed from the
table in `slacal.audit.rules`.

A **breach** is a response that was too late, a **violation** another rule of the contract that was broken. A
**warning** is something to look into, or what keeps slacal from telling, and a **note** is good to know. Where a stamp
leaves open whether a rule was broken, the finding is a warning at most and says which stamp would settle it. Where
another of the contract's readings turns a finding around, it is disputable; what is broken under another reading alone
is a note. The clauses are those of the shipped contract; a finding names those of the contract it goes by, where its
`[clauses]` say them."""


def _weight(rule: Rule[Judgement] | Rule[Fold]) -> str:
    return rule.level.value if rule.clause is None else f"{rule.level.value}, clause {rule.clause}"


def rule_list() -> Iterator[str]:
    """All rules, a line each."""
    for rule in RULES.values():
        yield f"{rule.code}  {rule.level.value:9}  {rule.clause or '-':6}  {rule.summary}"


def rule_lines(code: str) -> Iterator[str]:
    """One rule in full. Raises `InputError` for a code there is not, with the nearest there is."""
    rule = RULES.get(code.upper())
    if rule is None:
        near = nearest(code, RULES)
        hint = "" if near is None else f"; did you mean {near}?"
        raise InputError(f"expected one of {', '.join(RULES)}{hint}", column="CODE", value=code)
    yield f"{rule.code}: {rule.summary}"
    yield _weight(rule)
    yield ""
    yield from wrap(rule.explanation, _WIDTH)
    for title, example in (("kept", rule.kept), ("broken", rule.broken)):
        yield ""
        yield f"{title}, as of {EXAMPLES_NOW}:"
        yield from (f"    {line}" for line in example.splitlines())


def rulebook() -> str:
    """The page of the documentation, in Markdown."""
    examples = f"The examples are checked as of {EXAMPLES_NOW}: *kept* has no finding, *broken* exactly the one."
    lines = ["# Rules", "", _HEAD, "", examples]
    for digit, title in GROUPS.items():
        rules = [rule for rule in RULES.values() if rule.code[3] == digit]
        lines += ["", f"## {title}", "", "| code | level | clause | what |", "|---|---|---|---|"]
        lines += [f"| {rule.code} | {rule.level.value} | {rule.clause or ''} | {rule.summary} |" for rule in rules]
        for rule in rules:
            lines += [
                "",
                f"### {rule.code}: {rule.summary}",
                "",
                f"*{_weight(rule)}*",
                "",
                *wrap(rule.explanation, 118),
            ]
            for name, example in (("Kept", rule.kept), ("Broken", rule.broken)):
                lines += ["", f"{name}:", "", "```csv", *example.splitlines(), "```"]
    return "\n".join(lines) + "\n"
