"""The rulebook: every rule has an example of it kept and broken, and they are what they say."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest

from slacal.audit.checker import Checker
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement
from slacal.audit.rule import EXAMPLES_NOW
from slacal.audit.rules import RULES, Finding, findings_of
from slacal.contract.contract import shipped
from slacal.worktime.instants import to_us


def findings(text: str) -> list[Finding]:
    """What a check of a file finds; nothing may be rejected."""
    checker = Checker(Judge(shipped(), to_us(datetime.fromisoformat(EXAMPLES_NOW))))
    found: list[Finding] = []
    for row in [*checker.file(BytesIO(text.encode()), "f"), *checker.finish()]:
        if isinstance(row, Finding):
            found.append(row)
        else:
            assert isinstance(row, Judgement), row
            found.extend(findings_of(row))
    return found


@pytest.mark.parametrize("code", RULES)
def test_examples(code: str) -> None:
    assert [finding.code for finding in findings(RULES[code].broken)] == [code]
    assert not findings(RULES[code].kept)
    assert findings(RULES[code].broken)[0].level is RULES[code].level
