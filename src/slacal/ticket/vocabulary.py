"""The words tickets are told in: what can happen, who does it, where and what about.

Invariant: every word is its own text, as it stands in an event log.
Law: an act is a kind of event and, where the kind says who, the side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from slacal.errors import EventError
from slacal.worktime.words import nearest

__all__ = ["Act", "Channel", "Side", "Topic", "checked_word", "maybe_word", "words_of"]

_Word = TypeVar("_Word", bound=StrEnum)


class Side(StrEnum):
    """The two who talk about a ticket."""

    SUPPORT = "support"
    CUSTOMER = "customer"


class Channel(StrEnum):
    """Where something was said: reports come by form or e-mail (clause 1), attempts by e-mail, phone or otherwise."""

    FORM = "form"
    EMAIL = "email"
    PHONE = "phone"
    OTHER = "other"


class Topic(StrEnum):
    """What support asks about: the problem itself, or what a third party needs, say the cloud operator (clause 4)."""

    PROBLEM = "problem"
    THIRD_PARTY = "third-party"


class Act(StrEnum):
    """What can happen to a ticket: the columns of the lifecycle's tables.

    >>> Act.SOLUTION_ACCEPTED_BY_CUSTOMER.kind, Act.SOLUTION_ACCEPTED_BY_CUSTOMER.by
    ('solution-accepted', <Side.CUSTOMER: 'customer'>)
    """

    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"
    WORK_STARTED = "work-started"
    RESPONDED = "responded"
    SEVERITY_CHANGED = "severity-changed"
    CUSTOMER_ASKED = "customer-asked"
    CUSTOMER_REPLIED = "customer-replied"
    SUPPORT_REPLIED = "support-replied"
    CONTACT_ATTEMPTED = "contact-attempted"
    SOLUTION_PROPOSED_BY_SUPPORT = "solution-proposed by support"
    SOLUTION_PROPOSED_BY_CUSTOMER = "solution-proposed by customer"
    SOLUTION_ACCEPTED_BY_SUPPORT = "solution-accepted by support"
    SOLUTION_ACCEPTED_BY_CUSTOMER = "solution-accepted by customer"
    SOLUTION_REJECTED_BY_SUPPORT = "solution-rejected by support"
    SOLUTION_REJECTED_BY_CUSTOMER = "solution-rejected by customer"
    CLOSED_UNANSWERED = "closed-unanswered"
    CLOSED = "closed"

    @property
    def kind(self) -> str:
        """The kind of event, as it stands in an event log."""
        return self.value.partition(" ")[0]

    @property
    def by(self) -> Side | None:
        """Which side does it, where the event says so."""
        side = self.value.rpartition(" by ")[2]
        return Side(side) if side != self.value else None


def words_of(words: Iterable[_Word]) -> Mapping[str, _Word]:
    """The table by which words are read: each under its own text."""
    return MappingProxyType({str(word): word for word in words})


def checked_word(field: str, value: object, words: Mapping[str, _Word]) -> _Word:
    """The word of a table that a value says; `EventError` for any other."""
    word = words.get(value) if isinstance(value, str) else None
    if word is None:
        raise EventError(field, value, f"one of {', '.join(words)}", nearest(value, words))
    return word


def maybe_word(field: str, value: object, words: Mapping[str, _Word]) -> _Word | None:
    """The word of a table that a value says, or None where there is none."""
    return None if value is None else checked_word(field, value, words)
