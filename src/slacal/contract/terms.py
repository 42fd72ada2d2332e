"""Terms: what a contract says of a severity besides its response budget.

Invariant: terms are a frozen value, their mappings too; what a contract does not say is None, its names none at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from slacal.contract.budget import Budget
from slacal.contract.frozen import reduced
from slacal.contract.parts import checked_calendar, checked_promise, checked_text, checked_words
from slacal.contract.severity import Severity, severity_key
from slacal.errors import ContractError
from slacal.worktime.calendar import WorkingCalendar
from slacal.worktime.language import LANGUAGES, Language

__all__ = ["Terms", "severity_forms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A severity's name, what it means to people, its clause, and what differs from the rest of the contract.

    `label` and `definition` are by language; `resolution` is a budget for solving the problem; `calendar` and
    `hours_per_day` are the severity's own, where it has other hours than the contract.
    """

    name: str | None = None
    label: Mapping[Language, str] = field(default_factory=dict[Language, str])
    definition: Mapping[Language, str] = field(default_factory=dict[Language, str])
    clause: str | None = None
    resolution: Budget | None = None
    calendar: WorkingCalendar | None = None
    hours_per_day: timedelta | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for where, said in (("name", self.name), ("clause", self.clause)):
            if said is not None:
                checked_text(said, where)
        for where, words in (("label", self.label), ("definition", self.definition)):
            expected = "a mapping from languages to text, such as {'en': 'Outage'}"
            object.__setattr__(self, where, MappingProxyType(checked_words(words, where, LANGUAGES, expected)))
        if self.resolution is not None:
            checked_promise(self.resolution, "resolution")
        if self.calendar is not None:
            checked_calendar(self.calendar)
        elif self.hours_per_day is not None:
            raise ContractError("hours_per_day", self.hours_per_day, "a calendar of the severity's own beside it")

    def __hash__(self) -> int:
        return hash((self.name, self.clause, self.resolution, self.calendar, self.hours_per_day))

    def __reduce__(self) -> tuple[object, ...]:
        return reduced(self)

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way the contract calls the severity."""
        return (*((self.name,) if self.name else ()), *self.label.values())


def severity_forms(severities: Iterable[int], terms: Mapping[int, Terms]) -> dict[str, int]:
    """Every way a severity may be written, in normal form; `ContractError` where two severities share one."""
    named = any(said.forms for said in terms.values())
    found: dict[str, int] = {}
    for key in severities:
        forms = [str(int(key)), f"S{int(key)}"]
        if named:
            forms += terms.get(key, Terms()).forms
        elif key in tuple(Severity):
            forms += Severity(key).forms
        for form in map(severity_key, forms):
            if found.setdefault(form, int(key)) != key:
                raise ContractError(f"terms.{int(key)}", form, f"a name of its own, not that of severity {found[form]}")
    return found
