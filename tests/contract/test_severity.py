"""Severities: the whole table, and every way to write one."""

from __future__ import annotations

import pytest

from slacal import SMARTSTOCK, Budget, Severity, SeverityError, SlacalTypeError
from slacal.contract.severity import severity_key
from slacal.worktime.language import LANGUAGES


@pytest.mark.parametrize(
    ("severity", "number", "budget", "polish", "english"),
    [
        (Severity.OUTAGE, 1, "16h", "Awaria", "Outage"),
        (Severity.COMPONENT_DOWN, 2, "24h", "Awaria komponentu", "Component down"),
        (Severity.DEGRADED, 3, "4d", "Usterka", "Degraded"),
        (Severity.QUESTION, 4, "7d", "Pytanie", "Question"),
        (Severity.SUGGESTION, 5, "14d", "Sugestia", "Suggestion"),
    ],
)
def test_the_table(severity: Severity, number: int, budget: str, polish: str, english: str) -> None:
    assert severity == number
    assert severity.budget == Budget.parse(budget)
    assert (severity.label("pl"), severity.label("en"), severity.label()) == (polish, english, english)
    assert severity.definition("pl").endswith(".")
    assert severity.definition("en") == severity.definition()


@pytest.mark.parametrize("severity", Severity)
def test_every_form_is_read_back(severity: Severity) -> None:
    """Number, numeral, S-number, name and both labels mean the severity, however they are cased or joined."""
    forms: list[int | str] = [severity, int(severity), str(int(severity)), f" S{int(severity)} ", f"s{int(severity)}"]
    for text in (severity.name, severity.label("pl"), severity.label("en")):
        forms += [
            text,
            text.upper(),
            text.lower(),
            text.replace(" ", "_"),
            text.replace("_", "-"),
            text.replace("_", " "),
        ]
    assert {Severity.parse(form) for form in forms} == {severity}


def test_the_shipped_contract_says_of_each_what_the_table_says() -> None:
    """The file repeats the table, so that a contract of one's own can be made from it: neither says anything else."""
    assert list(SMARTSTOCK.severities) == list(Severity)
    for severity in Severity:
        terms = SMARTSTOCK.terms[severity]
        assert SMARTSTOCK.budget(severity) == severity.budget
        assert terms.name == severity_key(severity.name)
        for language in LANGUAGES:
            assert terms.label[language] == severity.label(language)
            assert terms.definition[language] == severity.definition(language)


def test_definitions_and_labels_are_all_different() -> None:
    for language in ("pl", "en"):
        assert len({severity.definition(language) for severity in Severity}) == len(Severity)
        assert len({severity.label(language) for severity in Severity}) == len(Severity)


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("outag", "outage"),
        ("Awaria komponetu", "awaria-komponentu"),
        ("sugestion", "suggestion"),
        (7, None),
        (0, None),
        ("", None),
        ("critical!!", None),
        (-1, "1"),
        ("-1", "1"),
        ("_2", "2"),
        ("--3", "3"),
        ("outage-", "outage"),
    ],
)
def test_what_is_no_severity_is_refused_with_the_nearest_name(value: int | str, suggestion: str | None) -> None:
    with pytest.raises(SeverityError) as raised:
        Severity.parse(value)
    names = "outage, component-down, degraded, question, suggestion"
    hint = f"; did you mean {suggestion!r}?" if suggestion else ""
    assert str(raised.value) == f"severity: expected one of {names}, got {value!r}{hint}"
    assert (raised.value.value, raised.value.known) == (value, tuple(names.split(", ")))
    assert raised.value.suggestion == suggestion


@pytest.mark.parametrize("value", [None, True, 1.0, [1]])
def test_what_is_of_another_kind_is_refused(value: object) -> None:
    with pytest.raises(SlacalTypeError) as raised:
        Severity.parse(value)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert str(raised.value).startswith(f"severity: expected a number from 1 to 5 or a name, got {value!r} (")


def test_other_languages_are_refused() -> None:
    with pytest.raises(SlacalTypeError, match=r"^language: expected 'pl' or 'en', got 'de' \(str\)$"):
        Severity.OUTAGE.label("de")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
