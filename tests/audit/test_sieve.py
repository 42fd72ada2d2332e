"""What is told of findings: selections, baselines, and the sieve that applies them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import Finding, InputError, Level, Rejected
from slacal.audit.baseline import PRESENT, Baseline, Key, key_of, write_baseline
from slacal.audit.checker import Checker
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement
from slacal.audit.rule import EXAMPLES_NOW
from slacal.audit.rules import RULES, findings_of
from slacal.audit.selection import Selection
from slacal.audit.sieve import LoneBreach, Sieve
from slacal.audit.tally import Tally
from slacal.contract.contract import shipped
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import to_us

from .rows import judge
from .test_judge import case, cases

if TYPE_CHECKING:
    from random import Random

    from slacal.audit.case import Case


def findings(text: str, now: str | datetime = EXAMPLES_NOW) -> list[Finding]:
    """What a check of a file finds."""
    instant = datetime.fromisoformat(now) if isinstance(now, str) else now
    checker = Checker(Judge(shipped(), to_us(instant)))
    found: list[Finding] = []
    for row in [*checker.file(BytesIO(text.encode()), "f"), *checker.finish()]:
        if isinstance(row, Judgement):
            found.extend(findings_of(row))
        elif isinstance(row, Finding):
            found.append(row)
    return found


# -- selections --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("select", "ignore", "told", "silent"),
    [
        ((), (), "SLA101 SLA401", ""),
        (("SLA1",), (), "SLA101 SLA104", "SLA401"),
        ((), ("SLA4",), "SLA101", "SLA401 SLA402"),
        (("sla1", " SLA401 "), ("SLA10",), "SLA401", "SLA101 SLA102"),
        (("SLA101",), ("SLA1",), "SLA101", "SLA102 SLA401"),
        (("SLA1",), ("SLA1",), "", "SLA101 SLA401"),
        (("SLA",), ("SLA",), "", "SLA101 SLA401"),
        ((), ("SLA",), "", "SLA101 SLA401"),
    ],
)
def test_the_longest_word_decides(select: tuple[str, ...], ignore: tuple[str, ...], told: str, silent: str) -> None:
    selection = Selection(select, ignore)
    assert all(code in selection for code in told.split())
    assert not any(code in selection for code in silent.split())


@pytest.mark.parametrize(
    ("select", "ignore", "message"),
    [
        (("SLA9",), (), "--select: expected codes, or what codes begin with, such as SLA101 or SLA1"),
        (
            (),
            ("SLA10l",),
            "--ignore: expected codes, or what codes begin with, such as SLA101 or SLA1; did you mean SLA10",
        ),
        (("",), (), "--select: expected codes, or what codes begin with, such as SLA101 or SLA1, got ''"),
    ],
)
def test_words_that_mean_no_rule(select: tuple[str, ...], ignore: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError) as caught:
        Selection(select, ignore)
    assert str(caught.value).startswith(message)


@given(st.sets(st.sampled_from(sorted(RULES))), st.sets(st.sampled_from(sorted(RULES))))
def test_whole_codes_are_sets(select: set[str], ignore: set[str]) -> None:
    selection = Selection(select, ignore)
    assert {code for code in RULES if code in selection} == (select or RULES.keys()) - ignore


# -- baselines ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", RULES)
def test_a_finding_stays_the_same_as_time_goes_on(code: str) -> None:
    """A rule whose findings are about the present is known to be; those of all others have an instant of their own."""
    broken = RULES[code].broken
    now = datetime.fromisoformat(EXAMPLES_NOW)
    first = {key_of(finding) for finding in findings(broken) if finding.code == code}
    assert first
    for later in (timedelta(minutes=1), timedelta(minutes=59)):
        again = {key_of(finding) for finding in findings(broken, now + later)}
        assert first <= again


@pytest.mark.parametrize("code", RULES)
def test_a_finding_stays_the_same_in_another_export(code: str) -> None:
    """The way stamps are written plays no part."""
    text = RULES[code].broken.replace("T09:00+01:00", "T08:00Z").replace("T17:00+01:00", "T18:00+02:00")
    assert {key_of(finding) for finding in findings(text)} == {
        key_of(finding) for finding in findings(RULES[code].broken)
    }


def test_which_rules_are_about_the_present() -> None:
    """Those, and no others, whose finding is dated by the check."""
    now = datetime.fromisoformat(EXAMPLES_NOW)
    dated = {code for code in RULES if any(one.at == now for one in findings(RULES[code].broken) if one.code == code)}
    assert dated == PRESENT


KEYS = st.builds(
    Key, st.text(max_size=5), st.sampled_from(sorted(RULES)), st.sampled_from(["", "2026-11-18T11:00:00Z"])
)


@given(st.lists(KEYS, max_size=8), st.randoms(use_true_random=False))
def test_a_baseline_accepts_what_it_was_written_of(keys: list[Key], dice: Random) -> None:
    """Each as often as it was found, in whatever order; and the same findings make the same file."""
    text = write_baseline(keys, "Ż")
    shuffled = keys.copy()
    dice.shuffle(shuffled)
    assert write_baseline(shuffled, "Ż") == text
    baseline = Baseline.parse(text.encode("utf-8", "surrogatepass") if _is_text(text) else text, "b.json")
    assert len(baseline) == len(keys)
    assert baseline.vanished() == sorted(keys)
    assert all(baseline.accepts(key) for key in shuffled)
    assert baseline.vanished() == []
    assert not any(baseline.accepts(key) for key in shuffled)
    assert json.loads(text)["contract"] == "Ż"
    assert len(text.splitlines()) >= len(keys)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "b.json: expected a baseline, as --write-baseline makes it"),
        ("[]", "b.json: expected a baseline"),
        ('{"format": 1}', "b.json: expected a baseline"),
        ('{"format": 1, "findings": {}}', "b.json: expected a baseline"),
        ('{"format": 2, "findings": []}', "b.json: format: expected format 1, got '2'"),
        (
            '{"format": 1, "findings": [{"code": "SLA101"}]}',
            "b.json: findings[0]: expected a code, a ticket and an occ",
        ),
        ('{"format": 1, "findings": [7]}', "b.json: findings[0]: expected a code, a ticket and an occurrence"),
        ("[" * 100_000, "b.json: expected a baseline"),
        (b"\xff", "b.json: expected a baseline"),
    ],
)
def test_what_is_no_baseline(text: str | bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Baseline.parse(text, "b.json")
    assert str(caught.value).startswith(message)


def test_keys_in_words() -> None:
    assert str(Key("T", "SLA101", "2026-11-18T11:00:00Z")) == "SLA101 T, 2026-11-18T11:00:00Z"
    assert str(Key("T", "SLA102", "")) == "SLA102 T"


# -- the sieve ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 16T09:00 18T12:00", "SLA101"),
        ("1 16T09:00", "SLA102"),
        ("1 16T09:00 . . . 18T12:00", "SLA103"),
        ("1 16T09:00 . . . 17T12:00", None),
        ("1 16T09:00 17T12:00", None),
        ("1 19T12:00", None),
        ("1 16T09:00 18T12:00 . . 25T12:00", None),
    ],
)
def test_which_tickets_have_a_lone_breach(text: str, code: str | None) -> None:
    judgement = judge().judge(case(text))
    assert LoneBreach.code_of(judgement) == code
    lone = LoneBreach(judgement)
    if code is not None:
        assert [finding.code for finding in lone] == [code]
        assert (len(lone), lone[0], lone[:1]) == (1, *findings_of(judgement), tuple(findings_of(judgement)))


@given(cases())
def test_a_lone_breach_is_what_is_found(one: Case) -> None:
    """Without a baseline, a brief report's findings are those of the rules."""
    judgement = judge().judge(one)
    code = LoneBreach.code_of(judgement)
    found = tuple(findings_of(judgement))
    if code is not None:
        assert [finding.code for finding in found] == [code]
        assert tuple(LoneBreach(judgement)) == found
    elif not judgement.ahead:
        assert judgement.verdict is not Verdict.BREACHED
    for brief in (False, True):
        tally = Tally(judge())
        assert tuple(Sieve(tally, Selection(), brief=brief).of(judgement)) == found
        assert sum(tally.summary().findings.values()) == len(found)
        nothing = Tally(judge())
        assert tuple(Sieve(nothing, Selection(ignore=["SLA"]), brief=brief).of(judgement)) == ()
        assert not nothing.summary().findings


LATE = "ticket,severity,reported_at,responded_at\nA,1,2026-11-16T09:00+01:00,2026-11-19T09:00+01:00\n"


def test_a_baseline_leaves_nothing_of_what_it_was_written_of() -> None:
    found = findings(LATE)
    recorded = Sieve(Tally(judge()), Selection(), record=True, brief=True)
    assert not any(map(recorded.passes, found))
    tally = Tally(judge())
    sieve = Sieve(tally, Selection(), Baseline(recorded.recorded), brief=True)
    assert not any(map(sieve.passes, found))
    summary = tally.summary()
    assert (summary.accepted, summary.levels[Level.BREACH], summary.exit_code) == (1, 0, 0)
    assert all(map(sieve.passes, found))  # once more than was accepted
    assert tally.summary().exit_code == 1


def test_rejected_rows_are_no_findings() -> None:
    tally = Tally(judge())
    tally.reject([Rejected("f", None, None, None, "x")])
    tally.reject([Rejected("f", 1, None, None, "x"), Rejected("f", 1, None, None, "y")])
    assert (tally.summary().rejected, tally.summary().exit_code) == (1, 0)
