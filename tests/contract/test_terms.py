"""Terms: what is refused, and how a contract takes them."""

from __future__ import annotations

import copy
import pickle
from datetime import timedelta

import pytest

from slacal import SMARTSTOCK, Budget, Contract, ContractError, SlacalTypeError, Terms, WorkingCalendar
from slacal.worktime.language import Language

ALWAYS = WorkingCalendar("24/7", holidays=None)


@pytest.mark.parametrize(
    ("parts", "error", "text"),
    [
        ({"label": {"de": "x"}}, ContractError, "label: expected one of pl, en, got 'de'"),
        ({"definition": {"pl": 3}}, SlacalTypeError, "definition.pl: expected text, got 3 (int)"),
        (
            {"resolution": Budget(weeks=1)},
            ContractError,
            "resolution: expected hours or days of more than zero, got '1w'",
        ),
        ({"resolution": Budget()}, ContractError, "resolution: expected hours or days of more than zero, got '0h'"),
        (
            {"hours_per_day": timedelta(hours=8)},
            ContractError,
            "hours_per_day: expected a calendar of the severity's own beside it, got datetime.timedelta(seconds=28800)",
        ),
    ],
)
def test_terms_that_cannot_be_are_refused(parts: dict[str, object], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        Terms(**parts)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert str(raised.value) == text


@pytest.mark.parametrize(
    ("terms", "text"),
    [
        (
            {1: Terms(calendar=WorkingCalendar("24/7", "UTC", holidays=None))},
            "terms.1.calendar.tz: expected the contract's Europe/Warsaw, got 'UTC'",
        ),
        (
            {1: Terms(calendar=WorkingCalendar("Mon 9:00-17:00; Tue 9:00-12:00"))},
            "terms.1.hours_per_day: expected to be given, as the days differ in "
            "'Mon 09:00-17:00; Tue 09:00-12:00', got None",
        ),
        ({1: Terms(name="S6")}, "terms.6: expected a name of its own, not that of severity 1, got 's6'"),
    ],
)
def test_terms_that_do_not_fit_the_contract_are_refused(terms: dict[int, Terms], text: str) -> None:
    with pytest.raises(ContractError) as raised:
        contract(terms)
    assert str(raised.value) == text


def contract(terms: dict[int, Terms]) -> Contract:
    budgets = {1: Budget(days=1), 6: Budget(days=2)}
    return Contract(name="x", calendar=WorkingCalendar.poland(), severities=budgets, terms=terms)


def test_a_contract_without_names_uses_those_of_slacal_where_it_has_the_number() -> None:
    ours = contract({1: Terms(calendar=ALWAYS), 6: Terms()})
    assert ours.severity("Awaria") == ours.severity("outage") == ours.severity("S1") == 1
    assert ours.severity("6") == 6
    assert (ours.severity_name(6), ours.label(1, "pl")) == ("6", "1")
    assert (ours.budget_us(1), ours.budget_us(6)) == (24 * 3_600_000_000, 16 * 3_600_000_000)
    assert ours == contract({1: Terms(calendar=ALWAYS)}) != contract({})
    assert hash(ours) == hash(contract({1: Terms(calendar=ALWAYS)}))
    assert contract({3: Terms(name="x")}) == contract({})
    assert len({Terms(name="a"), Terms(name="a"), Terms(name="b")}) == 2


def test_terms_cannot_be_changed_from_outside() -> None:
    """Not through what they were made of, not through what they give: the shipped contract's stay what they are."""
    words: dict[Language, str] = {"en": "Outage"}
    terms = Terms(label=words, definition=words)
    words["en"] = "x"
    assert terms.label == terms.definition == {"en": "Outage"}
    for given in (terms.label, terms.definition, SMARTSTOCK.terms[1].label):
        with pytest.raises(TypeError):
            given["en"] = "x"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


def test_terms_travel() -> None:
    """Law: a copy of terms equals them, however it is made."""
    terms = Terms(name="a", label={"pl": "A"}, definition={"en": "b"}, resolution=Budget(days=1), calendar=ALWAYS)
    assert pickle.loads(pickle.dumps(terms)) == copy.deepcopy(terms) == copy.copy(terms) == terms
