"""The rulebook for people: a page that is printed from the table, and rules one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from slacal import InputError, OutOfOrder
from slacal.audit import refusals
from slacal.audit.rulebook import GROUPS, rule_lines, rule_list, rulebook
from slacal.audit.rules import RULES

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_printed_from_the_table() -> None:
    """Write it anew with `rulebook()` where this fails."""
    assert PAGE.read_text(encoding="utf-8") == rulebook()


def test_every_rule_is_in_a_group_of_the_page() -> None:
    assert {code[3] for code in RULES} == set(GROUPS)
    assert [code for code in RULES if f"### {code}: " not in rulebook()] == []


def test_codes_are_three_digits() -> None:
    assert all(code.startswith("SLA") and code[3:].isdecimal() and len(code) == 6 for code in RULES)
    assert list(RULES) == sorted(RULES)


@pytest.mark.parametrize("code", RULES)
def test_the_code_of_a_rule_cites_its_clause(code: str) -> None:
    """In the function that looks, and nothing where the contract has none to cite."""
    rule = RULES[code]
    told = rule.sees.__doc__ or ""
    word = "Clause" if len(rule.cites) == 1 else "Clauses"
    assert told.startswith(f"{word} {rule.clause}: ") if rule.clause else "lause" not in told


def test_every_refusal_has_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checked when the table is imported: a kind of refusal that is left out is named."""
    refusals.check_total()
    monkeypatch.delitem(refusals.CODES, OutOfOrder)
    with pytest.raises(ValueError, match=r"^refusals without a rule: .*'OutOfOrder'"):
        refusals.check_total()


def test_one_function_a_rule() -> None:
    assert len({rule.sees for rule in RULES.values()}) == len(RULES)


def test_a_rule_in_full() -> None:
    lines = list(rule_lines("sla203"))
    assert lines[:3] == ["SLA203: closed after too few attempts to reach the customer", "violation, clause 3b", ""]
    assert " ".join(RULES["SLA203"].explanation.split()) in " ".join(lines)
    kept, broken = (lines.index(f"{word}, as of 2026-11-20T12:00+01:00:") for word in ("kept", "broken"))
    assert [line.strip() for line in lines[kept + 1 : broken - 1]] == RULES["SLA203"].kept.splitlines()
    assert [line.strip() for line in lines[broken + 1 :]] == RULES["SLA203"].broken.splitlines()
    assert list(rule_lines("SLA401"))[1] == "warning"


def test_all_rules_in_a_list() -> None:
    lines = list(rule_list())
    assert len(lines) == len(RULES)
    assert lines[0] == "SLA101  breach     5       response too late"
    assert "SLA401  warning    -       stamp after the instant of the check" in lines


@pytest.mark.parametrize(("code", "hint"), [("SLA11", "; did you mean SLA101?, got 'SLA11'"), ("x", "SLA406, got 'x'")])
def test_codes_there_are_not(code: str, hint: str) -> None:
    with pytest.raises(InputError, match=r"^CODE: expected one of SLA101, SLA102, ") as caught:
        list(rule_lines(code))
    assert str(caught.value).endswith(hint)
