"""Folds: a ticket's entries gone through once, each at one instant, with all that should not have been.

The course is that of `slacal.ticket.course`, the very one a ticket goes by; where a ticket raises, a fold keeps the
refusal and reads on. What stands before the report happened to no ticket: it is refused and changes nothing. The
same event twice, by its id, counts once; an id that two events have is refused, and both count.

Invariant: one passage an entry, in the order of the log.
Law: a fold without refusals is what `Ticket.replay` of its events says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.entry import NOTHING_MORE
from slacal.audit.stamps import earliest, latest
from slacal.errors import EventConflict, IllegalTransition
from slacal.ticket.course import Course, begun, moved
from slacal.ticket.vocabulary import Act
from slacal.worktime.instants import DAY_US, MICROSECOND, from_us

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slacal.audit.entry import Entry
    from slacal.contract.contract import Contract
    from slacal.errors import EventRefused
    from slacal.ticket.waiting import Wait

__all__ = ["Fold", "Passage", "Stay", "fold"]


class Passage(NamedTuple):
    """What one entry did at an instant.

    The course before and after it (None where there is no ticket yet), and its refusals; `repeated` is an event that
    was known already.
    """

    entry: Entry
    at_us: int
    before: Course | None
    after: Course | None
    refusals: tuple[EventRefused, ...] = ()
    repeated: bool = False


class Stay(NamedTuple):
    """A wait as it went: which entry began it, and which ended it, or `end_us` is the instant of the check.

    `severity` is the one in force until then, whose hours spacing, grace and attempts go by.
    """

    wait: Wait
    severity: int
    begun: Entry
    end_us: int
    ended: Passage | None


class Fold(NamedTuple):
    """A ticket's passages as of an instant, and the tickets that name it as the one they follow.

    `is_quiet` where no rule about events can have anything to say; `is_refused` where a ticket would have refused one;
    `may_have_waited` where a wait may have been so long that the weeks were over, under whatever reading.
    """

    passages: tuple[Passage, ...]
    contract: Contract
    now_us: int
    follow_ups: tuple[str, ...]
    is_quiet: bool
    is_refused: bool
    may_have_waited: bool

    @property
    def course(self) -> Course | None:
        """What the ticket has come to, or None where it was never reported."""
        return self.passages[-1].after if self.passages else None

    def stays(self) -> Iterator[Stay]:
        """Every wait for the customer, in order."""
        opener: Entry | None = None
        for passage in self.passages:
            before, after = passage.before, passage.after
            was = None if before is None else before.wait
            now = None if after is None else after.wait
            closed = after is not None and after.closed_us is not None
            over = closed or now is None or was is None or now.since_us != was.since_us
            if before is not None and was is not None and opener is not None and over:
                yield Stay(was, before.severity, opener, passage.at_us, passage)
                opener = None
            if now is not None and opener is None and not closed:
                opener = passage.entry
        course = self.course
        if course is not None and course.wait is not None and opener is not None:
            yield Stay(course.wait, course.severity, opener, max(self.now_us, course.last_us), None)


def fold(
    ticket: str,
    entries: Sequence[Entry],
    instants: Sequence[int],
    contract: Contract,
    now_us: int,
    follow_ups: tuple[str, ...] = (),
) -> Fold:
    """Go through the entries, each at its instant. Raises `SeverityError` and `HorizonError`, as a ticket does."""
    passages: list[Passage] = []
    ids: dict[str, int] = {}
    course: Course | None = None
    is_quiet, is_refused = True, False
    for entry, at_us in zip(entries, instants, strict=True):
        _, act, severity, more, _, _ = entry
        before = course
        refusals: tuple[EventRefused, ...] = ()
        first = row = len(passages)
        if more is not NOTHING_MORE:
            if more.report is not None or more.needed_since is not None:
                is_quiet = is_quiet and not _is_telling(entry, contract)
            first = row if more.id is None else ids.setdefault(more.id, row)
        is_known = first != row and _says_the_same(passages[first], entry, at_us, ticket, contract)
        if course is not None:
            if is_known:
                is_quiet = False
                passages.append(Passage(entry, at_us, before, course, (), repeated=True))
                continue
            course, refusals = moved(course, act, at_us, severity, contract)
        elif act is Act.REPORTED:
            course = begun(ticket, at_us, severity, contract)
        else:
            at, possible = from_us(at_us, contract.calendar.tz), [str(Act.REPORTED)]
            refusals = (IllegalTransition(ticket, str(act), at, "not-reported", possible),)
        if first != row and not is_known and more.id is not None:
            at = from_us(at_us, contract.calendar.tz)
            refusals = (EventConflict(ticket, str(act), at, more.id), *refusals)
        if refusals:
            is_refused = True
        passages.append(Passage(entry, at_us, before, course, refusals))
    may_have_waited = course is not None and _may_have_run_out(passages, contract, now_us)
    is_quiet = is_quiet and not (is_refused or may_have_waited)
    return Fold(tuple(passages), contract, now_us, follow_ups, is_quiet, is_refused, may_have_waited)


def _says_the_same(passage: Passage, entry: Entry, at_us: int, ticket: str, contract: Contract) -> bool:
    """Whether an entry is the very event of a passage."""
    tz = contract.calendar.tz
    return passage.entry.event(ticket, passage.at_us, tz) == entry.event(ticket, at_us, tz)


def _is_telling(entry: Entry, contract: Contract) -> bool:
    """Whether a rule may have something to say of what an entry tells besides when and what."""
    report, since = entry.more.report, entry.more.needed_since
    if report is not None and any(item.required for item in report.missing()):
        return True
    # Working time never exceeds time: where time itself is within a working day, no calendar need be asked.
    return since is not None and earliest(entry.at) - latest(since) > contract.hours_per_day // MICROSECOND


def _may_have_run_out(passages: Sequence[Passage], contract: Contract, now_us: int) -> bool:
    """Whether a wait was so long that the weeks may have been over; no reading makes them a day shorter."""
    weeks_us = (contract.closure.weeks * 7 - 1) * DAY_US
    if passages[-1].at_us - passages[0].at_us < weeks_us and (
        (last := passages[-1].after) is None or last.wait is None or now_us - last.wait.since_us < weeks_us
    ):
        return False
    return any(
        passage.after is not None
        and passage.after.wait is not None
        and (now_us if after is None else after.at_us) - passage.after.wait.since_us >= weeks_us
        for passage, after in zip(passages, (*passages[1:], None), strict=True)
    )
