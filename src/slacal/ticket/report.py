"""Problem reports: what a report should tell (clause 2), what is missing, and how to ask for it.

Invariant: every item a report should carry is one member of `ReportItem`; a blank text is a missing one.
Law: `ProblemReport.from_dict(report.to_dict()) == report`; the request is empty if and only if nothing is missing.

Whether a subject "clearly" marks a problem, or a description suffices, only a person can tell; here an item is
there or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING

from slacal.errors import EventError, SlacalTypeError
from slacal.ticket.row import checked_text, is_list, is_object, is_text, read_maybe_text, unknown_field
from slacal.ticket.sealed import seal
from slacal.worktime.language import checked_language

if TYPE_CHECKING:
    from slacal.worktime.language import Language

__all__ = ["FIELDS", "ProblemReport", "ReportItem"]


class ReportItem(Enum):
    """What a report should carry: clause, whether it is asked for in any case, and its name in Polish and English."""

    SUBJECT = ("2.1", True, "temat, z którego widać, że chodzi o problem", "a subject that says it is a problem")
    OCCURRED = ("2.2", True, "kiedy problem wystąpił", "when the problem occurred")
    DIAGNOSIS = ("2.3", True, "co już sprawdzono", "what has been checked already")
    DESCRIPTION = (
        "2.4",
        True,
        "na czym problem polega, w jakich okolicznościach i w którym miejscu",
        "what is wrong, under which circumstances and where",
    )
    MESSAGES = ("2.5", False, "komunikaty i zrzuty ekranu", "messages and screenshots")
    EXPECTATIONS = ("2.6", False, "czego się oczekuje", "what is expected")

    def __init__(self, clause: str, required: bool, polish: str, english: str) -> None:  # noqa: FBT001  a table's column
        self.clause = clause
        self.required = required
        self._labels = {"pl": polish, "en": english}

    def label(self, language: Language = "en") -> str:
        """What it is, for people, in Polish or English."""
        return self._labels[checked_language(language)]


_LETTER = {
    "pl": (
        "Dziękujemy za zgłoszenie. Szybciej je rozwiążemy, gdy dowiemy się jeszcze:",
        "Jeśli to możliwe, prosimy też podać:",
        "Wystarczy odpowiedzieć na tę wiadomość; zgłoszenie jest już przyjęte, a jego czas biegnie od chwili nadania.",
    ),
    "en": (
        "Thank you for your report. It will be solved sooner once we know:",
        "If you can, please add:",
        "A reply to this message is enough; your report is in already, and its time counts from when you sent it.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemReport:
    """What a customer told about a problem, in the customer's own words; None for what was not said.

    `messages` is the text of messages shown, `attachments` the names of screenshots and files; either will do.

    >>> report = ProblemReport(subject="Problem: no login", description="Login ends in an error, in all browsers")
    >>> [item.label() for item in report.missing() if item.required]
    ['when the problem occurred', 'what has been checked already']
    """

    subject: str | None = None
    occurred: str | None = None
    diagnosis: str | None = None
    description: str | None = None
    messages: str | None = None
    attachments: tuple[str, ...] = ()
    expectations: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no text."""
        if type(self.attachments) is not tuple:
            raise SlacalTypeError("attachments", self.attachments, "a tuple of texts")
        for name in FIELDS:
            value: object = getattr(self, name)
            if name != "attachments" and value is not None:
                checked_text(name, value)
        for number, item in enumerate(self.attachments):
            checked_text(f"attachments[{number}]", item, "text")

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> ProblemReport:
        """Read what `to_dict` wrote; `EventError` names what cannot be read, with the nearest known name."""
        return cls.read(data)

    @classmethod
    def read(cls, data: object) -> ProblemReport:
        """The report in a field of an event log."""
        if not is_object(data):
            raise EventError("report", data, "an object with named fields")
        if not data.keys() <= FIELDS.keys():
            raise unknown_field(data, FIELDS, "report.")
        return cls(
            subject=read_maybe_text("report.subject", data.get("subject")),
            occurred=read_maybe_text("report.occurred", data.get("occurred")),
            diagnosis=read_maybe_text("report.diagnosis", data.get("diagnosis")),
            description=read_maybe_text("report.description", data.get("description")),
            messages=read_maybe_text("report.messages", data.get("messages")),
            attachments=_read_attachments(data.get("attachments")),
            expectations=read_maybe_text("report.expectations", data.get("expectations")),
        )

    def to_dict(self) -> dict[str, object]:
        """The report as JSON has it; what was not said is left out."""
        told: dict[str, object] = {name: getattr(self, name) for name in FIELDS if name != "attachments"}
        if self.attachments:
            told["attachments"] = list(self.attachments)
        return {name: value for name, value in told.items() if value is not None}

    def missing(self) -> tuple[ReportItem, ...]:
        """The items that are not there, in the contract's order; `item.required` tells which are asked for anyway."""
        there = {
            ReportItem.SUBJECT: self.subject,
            ReportItem.OCCURRED: self.occurred,
            ReportItem.DIAGNOSIS: self.diagnosis,
            ReportItem.DESCRIPTION: self.description,
            ReportItem.MESSAGES: "".join((self.messages or "", *self.attachments)),
            ReportItem.EXPECTATIONS: self.expectations,
        }
        return tuple(item for item, text in there.items() if not (text and text.strip()))

    @property
    def is_complete(self) -> bool:
        """Whether every required item is there."""
        return not any(item.required for item in self.missing())

    def request(self, language: Language = "en") -> str:
        """A message that asks the customer for what is missing, in Polish or English; empty where nothing is."""
        thanks, optional, closing = _LETTER[checked_language(language)]
        missing = self.missing()
        parts = [
            "\n".join((heading, *(f"- {item.label(language)}" for item in items)))
            for heading, items in (
                (thanks, [item for item in missing if item.required]),
                (optional, [item for item in missing if not item.required]),
            )
            if items
        ]
        return "\n\n".join((*parts, closing)) if parts else ""


FIELDS: dict[str, None] = dict.fromkeys(field.name for field in fields(ProblemReport))
"""The names of what a report can hold."""


def _read_attachments(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if is_list(value):
        texts = tuple(item for item in value if is_text(item))
        if len(texts) == len(value):
            return texts
    raise EventError("report.attachments", value, "a list of texts")


seal(ProblemReport)
