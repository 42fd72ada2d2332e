"""The audit of event logs: logs that keep the contract, logs with one defect, and what is read of a row."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacal import SMARTSTOCK, Finding, Level, audit, check
from slacal.audit.rules import RULES
from slacal.contract.parts import CLAUSES

from .logs import DEFECTS, NOW, write, written


def only_elsewhere(finding: Finding) -> bool:
    """Whether it is told only because another reading of the contract takes two weeks to be longer."""
    return finding.level is Level.NOTE and finding.disputable


def test_a_thousand_tickets_that_keep_the_contract() -> None:
    dice = Random(20261120)
    rows = written([write(dice, f"SUP-{n}") for n in range(1000)], dice)
    report = check(rows, now=NOW)
    assert not report.rejected
    assert not [finding for finding in report.findings if not only_elsewhere(finding)]
    assert report.summary.total.tickets == 1000
    assert report.summary.total.breached == report.summary.total.unknown == 0
    assert report.exit_code == 0


@given(st.randoms(use_true_random=False), st.integers(1, 5))
def test_what_keeps_the_contract_has_no_finding(dice: Random, count: int) -> None:
    rows = written([write(dice, f"SUP-{n}") for n in range(count)], dice)
    assert all(only_elsewhere(finding) for finding in audit(rows, now=NOW))


def test_there_is_a_defect_for_every_rule() -> None:
    assert DEFECTS.keys() == RULES.keys()


@pytest.mark.parametrize("code", DEFECTS)
@given(dice=st.randoms(use_true_random=False))
def test_one_defect_is_one_finding(code: str, dice: Random) -> None:
    """Exactly the finding expected, in the ticket that has the defect, at the level of its rule."""
    end, injure = DEFECTS[code]
    plots = [write(dice, "SUP-1"), write(dice, "SUP-2", end), write(dice, "SUP-3")]
    injure(plots[1], dice)
    found = audit(written(plots, dice), now=NOW)
    (finding,) = (finding for finding in found if not only_elsewhere(finding))
    assert (finding.code, finding.ticket) == (code, "SUP-2")
    assert finding.level is RULES[code].level
    assert finding.clause == RULES[code].clause
    json.dumps(finding.to_dict())
    assert Level(finding.level) in Level


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.cites])
@given(dice=st.randoms(use_true_random=False))
@settings(max_examples=3)
def test_findings_cite_the_contract_they_go_by(code: str, dice: Random) -> None:
    """By the name of the rule in its `[clauses]`; what these leave out is where the shipped text has it."""
    end, injure = DEFECTS[code]
    plot = write(dice, "SUP-1", end)
    injure(plot, dice)
    named = {rule: f"§ {rule}" for rule in CLAUSES if rule != "third_party"}
    found = audit(written([plot], dice), replace(SMARTSTOCK, clauses=named), now=NOW)
    expected = ", ".join(named.get(rule, "4") for rule in RULES[code].cites)
    assert {finding.clause for finding in found if finding.code == code} == {expected}
