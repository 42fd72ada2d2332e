"""Refusals: which signal a refused closing comes after, and that all of them are found in a few looks at the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import SupportsIndex, TypeVar

import pytest

from slacal import SMARTSTOCK
from slacal.audit.closing_rules import CLOSING_RULES
from slacal.audit.entry import Entry
from slacal.audit.refusals import CODES, refused
from slacal.audit.rules import RULES
from slacal.audit.trail import Trail
from slacal.ticket.vocabulary import Act
from slacal.worktime.instants import to_us

T = TypeVar("T")

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
ASKED = ("reported", "customer-asked")


def trail(acts: tuple[str, ...]) -> Trail:
    """What somebody did, an hour after each other."""
    entries = [Entry(to_us(START + n * timedelta(hours=1)), Act(act), 3 if n == 0 else 0) for n, act in enumerate(acts)]
    return Trail.of("T", entries, SMARTSTOCK, to_us(datetime(2026, 12, 31, tzinfo=UTC)))


class Looks(tuple[T, ...]):
    """Values that count how often one of them is looked at."""

    seen: int

    def __iter__(self) -> Iterator[T]:
        for one in super().__iter__():
            self.seen += 1
            yield one

    def index(self, value: object, *bounds: SupportsIndex) -> int:
        found = super().index(value, *bounds)
        self.seen += found + 1
        return found


def counted(values: tuple[T, ...]) -> Looks[T]:
    looks = Looks(values)
    looks.seen = 0
    return looks


@pytest.mark.parametrize(
    ("acts", "code", "signals"),
    [
        ((*ASKED, "customer-replied", "closed-unanswered", "closed-unanswered"), "SLA204", [2, 2]),
        ((*ASKED, "customer-replied", "closed-unanswered", "customer-asked", "closed-unanswered"), "SLA202", [2]),
        ((*ASKED, "customer-replied", *ASKED[1:], "solution-rejected by customer"), "SLA406", [2]),
        (("reported", "customer-replied", "closed-unanswered"), "SLA201", [None]),
        ((*ASKED, "solution-proposed by support", "solution-accepted by customer", "customer-replied"), "SLA209", [3]),
        ((*ASKED, "customer-replied", *ASKED[1:], "closed-unanswered", "closed-unanswered"), "SLA406", [None]),
    ],
)
def test_the_signal_before_a_refusal(acts: tuple[str, ...], code: str, signals: list[int | None]) -> None:
    """It is the one that ended the last wait before it; none where that was ended otherwise, or where none was."""
    base = trail(acts).base
    found = [None if one.signal is None else base.passages.index(one.signal) for one in refused(base, code)]
    assert found == signals


def test_many_refusals_of_one_ticket_do_not_take_the_square_of_their_number() -> None:
    """Each rule goes through the passages a few times, however many of them are refused."""
    for many in (10, 200):
        whole = trail((*ASKED, "customer-replied", *["closed-unanswered"] * many))
        for code in {code for code in RULES if RULES[code].of_refusals}:
            looks = counted(whole.base.passages)
            assert len(list(refused(whole.base._replace(passages=looks), code))) == many * (code == "SLA204")
            assert looks.seen <= 2 * len(looks)
        entries = counted(whole.entries)
        object.__setattr__(whole, "entries", entries)
        (rule,) = (rule for rule in CLOSING_RULES if rule.code == "SLA204")
        assert len(list(whole.sights(rule.sees))) == many
        assert entries.seen <= 2 * len(entries)


def test_every_kind_of_refusal_names_a_rule() -> None:
    assert {code for code in CODES.values() if isinstance(code, str)} < RULES.keys()
