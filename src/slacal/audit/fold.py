"""Folds: a ticket's entries gone through once, each at one instant, with all that should not have been.

The course is that of `slacal.ticket.course`, the very one a ticket goes by; where a ticket raises, a fold keeps the
refusal and reads on. What stands before the report happened to no ticket: it is refused and changes nothing. The
same event twice, by its id, counts once; an id that two events have is refused, and both count.

Invariant: one passage an entry, in the order of the log.
Law: a fold without refusals is what `Ticket.replay` of its events says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from slacal.errors import EventConflict, IllegalTransition
from slacal.ticket.course import Course, advance, begin
from slacal.ticket.events import Reported
from slacal.ticket.vocabulary import Act
from slacal.worktime.instants import DAY_US

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slacal.audit.entry import Entry
    from slacal.contract.contract import Contract
    from slacal.errors import EventRefused
    from slacal.ticket.events import Event
    from slacal.ticket.waiting import Wait

__all__ = ["Fold", "Passage", "Stay", "fold"]


class Passage(NamedTuple):
    """What one entry did: the course before it and after it (None where there is no ticket yet), and its refusals.

    `repeated` is an event that was known already.
    """

    entry: Entry
    event: Event
    before: Course | None
    after: Course | None
    refusals: tuple[EventRefused, ...] = ()
    repeated: bool = False


class Stay(NamedTuple):
    """A wait as it went: which entry began it, and which ended it, or `end_us` is the instant of the check."""

    wait: Wait
    begun: Entry
    end_us: int
    ended: Passage | None


class Fold(NamedTuple):
    """A ticket's passages as of an instant, and the tickets that name it as the one they follow.

    `is_quiet` where no rule about events can have anything to say.
    """

    passages: tuple[Passage, ...]
    contract: Contract
    now_us: int
    follow_ups: tuple[str, ...]
    is_quiet: bool

    @property
    def course(self) -> Course | None:
        """What the ticket has come to, or None where it was never reported."""
        return self.passages[-1].after if self.passages else None

    def stays(self) -> Iterator[Stay]:
        """Every wait for the customer, in order."""
        begun: Entry | None = None
        for passage in self.passages:
            was = None if passage.before is None else passage.before.wait
            now = None if passage.after is None else passage.after.wait
            closed = passage.after is not None and passage.after.closed_us is not None
            if was is not None and begun is not None and (closed or now is None or now.since_us != was.since_us):
                yield Stay(was, begun, passage.event.at_us, passage)
                begun = None
            if now is not None and begun is None and not closed:
                begun = passage.entry
        course = self.course
        if course is not None and course.wait is not None and begun is not None:
            yield Stay(course.wait, begun, max(self.now_us, course.last_us), None)


def fold(
    ticket: str,
    entries: Sequence[Entry],
    instants: Sequence[int],
    contract: Contract,
    now_us: int,
    follow_ups: tuple[str, ...] = (),
) -> Fold:
    """Go through the entries, each at its instant. Raises `SeverityError` and `HorizonError`, as a ticket does."""
    tz = contract.calendar.tz
    passages: list[Passage] = []
    ids: dict[str, Event] = {}
    course: Course | None = None
    is_quiet = True
    for entry, at_us in zip(entries, instants, strict=True):
        event = entry.event(ticket, at_us, tz)
        before = course
        refusals: tuple[EventRefused, ...] = ()
        known = None if event.id is None else ids.setdefault(event.id, event)
        if course is None:
            if isinstance(event, Reported):
                course = begin(event, contract)
                is_quiet &= event.report is None
            else:
                possible = [str(Act.REPORTED)]
                refusals = (IllegalTransition(ticket, str(entry.act), event.at, "not-reported", possible),)
        elif known is not None and known is not event and known == event:
            is_quiet = False
            passages.append(Passage(entry, event, before, course, (), repeated=True))
            continue
        else:
            course, refusals = advance(course, event, contract)
        if known is not None and event.id is not None and known != event:
            refusals = (EventConflict(ticket, str(entry.act), event.at, event.id), *refusals)
        if refusals or entry.more.needed_since is not None:
            is_quiet = False
        passages.append(Passage(entry, event, before, course, refusals))
    if is_quiet and course is not None:
        is_quiet = not _may_have_run_out(passages, contract, now_us)
    return Fold(tuple(passages), contract, now_us, follow_ups, is_quiet)


def _may_have_run_out(passages: Sequence[Passage], contract: Contract, now_us: int) -> bool:
    """Whether a wait was so long that the weeks may have been over; no reading makes them a day shorter."""
    weeks_us = (contract.closure.weeks * 7 - 1) * DAY_US
    if passages[-1].event.at_us - passages[0].event.at_us < weeks_us and (
        (last := passages[-1].after) is None or last.wait is None or now_us - last.wait.since_us < weeks_us
    ):
        return False
    return any(
        passage.after is not None
        and passage.after.wait is not None
        and (now_us if after is None else after.event.at_us) - passage.after.wait.since_us >= weeks_us
        for passage, after in zip(passages, (*passages[1:], None), strict=True)
    )
