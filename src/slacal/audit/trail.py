"""Trails: a ticket's events as an audit reads them, and what they say of its response.

Stamps may be bounds. Then the entries are gone through several times: all at their earliest, all at their latest,
and each at one end while all others are at the other, so that any two are once as close and once as far apart as they
can be. Entries stand in the order in which they happened, so within its bounds none is put before the one it follows.
What is found every time is so; what is found at times may be so, and the stamps that decide it are named.

Invariant: what lies after the instant of the check has not happened, and is kept apart.
Law: a trail of exact stamps is one fold.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.case import Case, response_of
from slacal.audit.fold import Fold, fold
from slacal.audit.stamps import Bounds, Stamp, by, earliest, latest
from slacal.contract.closure import SeverityChange
from slacal.errors import HorizonError
from slacal.ticket.vocabulary import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from slacal.audit.entry import Entry
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement, Unknown
    from slacal.audit.rule import Sight
    from slacal.contract.contract import Contract
    from slacal.contract.reading import Reading

__all__ = ["Origins", "Trail", "read_by"]


_MISSING = {"responded_at": "responded", "acknowledged_at": "acknowledged", "started_at": "work-started"}
"""The event that says what a flat ticket has a column for."""


class Origins(NamedTuple):
    """The entries a ticket's stamps come from; `changes` are the report and those that changed the severity later."""

    reported: Entry
    acknowledged: Entry | None
    started: Entry | None
    closed: Entry | None
    changes: tuple[Entry, ...]

    @property
    def response(self) -> Entry | None:
        """The later of those halves of the response that are there."""
        halves = [entry for entry in (self.acknowledged, self.started) if entry is not None]
        return max(halves, key=lambda entry: (latest(entry.at), earliest(entry.at)), default=None)


@dataclass(frozen=True, slots=True)
class Trail:
    """What a log says of one ticket by an instant.

    `entries` had happened by then, those `ahead` had not. `base` is the ticket at the earliest its stamps can mean,
    `corners` are the other ways in which it may have gone, each with the entries that are at their latest in it.
    `follow_ups` are the tickets that name this one.
    """

    ticket: str
    contract: Contract
    now_us: int
    entries: tuple[Entry, ...]
    ahead: tuple[Entry, ...]
    follow_ups: tuple[str, ...] = ()
    base: Fold = field(init=False, repr=False, compare=False)
    corners: tuple[tuple[frozenset[int], Fold], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Go through the entries. Raises `SeverityError` and `HorizonError`, as a ticket does."""
        put = object.__setattr__
        ends = _ends([entry.at for entry in self.entries])
        (_, base), *corners = [(late, self._fold(instants, self.contract)) for late, instants in ends]
        put(self, "base", base)
        put(self, "corners", tuple(corners))

    @classmethod
    def of(
        cls, ticket: str, entries: Iterable[Entry], contract: Contract, now_us: int, follow_ups: Iterable[str] = ()
    ) -> Trail:
        """The trail of all that is recorded; what may have happened by now is taken to have."""
        past: list[Entry] = []
        ahead: list[Entry] = []
        before_us = now_us
        for entry in entries:
            at = by(entry.at, now_us)
            if at is not None and before_us > now_us and isinstance(entry.at, Bounds):
                at = None if latest(entry.at) >= before_us else at  # it follows what is still to come
            before_us = max(before_us, earliest(entry.at))
            if at is None:
                ahead.append(entry)
            else:
                past.append(entry if at is entry.at else entry._replace(at=at))
        return cls(ticket, contract, now_us, tuple(past), tuple(ahead), tuple(follow_ups))

    def _fold(self, instants: Sequence[int], contract: Contract) -> Fold:
        return fold(self.ticket, self.entries, instants, contract, self.now_us, self.follow_ups)

    def case(self) -> Case | None:
        """What it says of the response, as a flat ticket would; None where no report is recorded."""
        course, origins = self.base.course, self.origins
        if course is None or origins is None:
            return next((_reported(self.ticket, entry) for entry in self.ahead if entry.act is Act.REPORTED), None)
        reported, acknowledged, started, closed, changes = origins
        together = acknowledged is not None and acknowledged is started
        responded_at = _at(acknowledged) if together else None
        acknowledged_at, started_at = (None, None) if together else (_at(acknowledged), _at(started))
        return Case(
            ticket=self.ticket,
            severity=course.severities[-1][1],
            reported=reported.at,
            response=response_of(responded_at, acknowledged_at, started_at),
            closed=_at(closed),
            responded=responded_at,
            acknowledged=acknowledged_at,
            started=started_at,
            file=reported.file,
            line=reported.line,
            changes=tuple((entry.at, entry.severity) for entry in changes) if len(changes) > 1 else (),
        )

    @property
    def origins(self) -> Origins | None:
        """Which entries the ticket's stamps come from; None where no report is recorded."""
        reported = acknowledged = started = closed = None
        changes: list[Entry] = []
        for entry, _, before, after, _, _ in self.base.passages:
            if after is before or after is None:
                continue
            if before is None:
                reported = entry
            else:
                if acknowledged is None and after.acknowledged_us is not None:
                    acknowledged = entry
                if started is None and after.started_us is not None:
                    started = entry
                if after.closed_us is not None:
                    closed = entry
            if before is None or len(after.severities) > len(before.severities):
                changes.append(entry)
        return None if reported is None else Origins(reported, acknowledged, started, closed, tuple(changes))

    def judged(self, judge: Judge) -> Judgement | None:
        """The verdict on the response; None where no report is recorded."""
        case = self.case()
        if case is None:
            return None
        judgement = judge.judge(case)
        if judgement.unknown is not None:
            judgement = judgement._replace(unknown=self._told(judgement.unknown))
        return judgement._replace(trail=self)

    def _told(self, unknown: Unknown) -> Unknown:
        """Doubt in the words of an event log: events that are missing, or whose `at` is not exact."""
        origins = self.origins
        assert origins is not None  # noqa: S101  a report that is still to come leaves no doubt
        counts = origins.reported
        if self.contract.severity_change is SeverityChange.FROM_CHANGE:
            counts = origins.changes[-1]
        together = origins.acknowledged if origins.acknowledged is origins.started else None
        entries = {
            "reported_at": counts,
            "responded_at": together,
            "acknowledged_at": origins.acknowledged,
            "started_at": origins.started,
            "closed_at": origins.closed,
            "severity_changed_at": origins.changes[-1],
        }
        fields: list[str] = []
        for name in unknown.field.split(", "):
            entry = entries.get(name)
            fields.append(_MISSING.get(name, name) if entry is None else f"at of {entry.act.kind}")
        return unknown._replace(field=", ".join(dict.fromkeys(fields)))

    @property
    def is_quiet(self) -> bool:
        """Whether no rule about events can have anything to say."""
        return self.base.is_quiet and all(corner.is_quiet for _, corner in self.corners)

    @property
    def is_refused(self) -> bool:
        """Whether a ticket would have refused an event, or may have."""
        return self.base.is_refused or any(corner.is_refused for _, corner in self.corners)

    def sights(
        self, look: Callable[[Fold], Iterable[Sight]], others: Sequence[tuple[Reading, Fold]] = ()
    ) -> Iterator[Sight]:
        """What a rule sees in any of the folds; with a doubt where it does not see it in all of them.

        What it does not see in `others`, which are the base under other readings, is disputable; what it only sees
        there names the reading.
        """
        base = _by_entry(look(self.base))
        corners = [(late, _by_entry(look(corner))) for late, corner in self.corners]
        readings = [(reading, _by_entry(look(other))) for reading, other in others]
        if not (base or any(seen for _, seen in corners) or any(seen for _, seen in readings)):
            return
        merged = dict(base)
        for _, seen in corners:
            merged = {**seen, **merged}
        places = {id(entry): place for place, entry in enumerate(self.entries)}
        for key, sight in sorted(merged.items(), key=lambda item: places.get(item[0], -1)):
            certain = key in base and all(key in seen for _, seen in corners)
            yield sight._replace(
                doubt="" if certain else self._deciding(key in base, [(late, key in seen) for late, seen in corners]),
                disputable=key in base and any(key not in seen for _, seen in readings),
            )
        told = set(merged)
        for reading, seen in readings:
            for key, sight in seen.items():
                if key not in told:
                    told.add(key)
                    yield sight._replace(reading=reading.name, disputable=True)

    def under_other_readings(self) -> Iterator[tuple[Reading, Fold]]:
        """The base as the contract's other readings have it; where one has no answer, it turns nothing around.

        Nothing but how long the customer is waited for depends on how the contract is read.
        """
        if not self.base.may_have_waited:
            return
        instants = [passage.at_us for passage in self.base.passages]
        for reading in self.contract.readings[1:]:
            with suppress(HorizonError):
                yield reading, self._fold(instants, read_by(self.contract, reading))

    def _deciding(self, base: bool, corners: Sequence[tuple[frozenset[int], bool]]) -> str:  # noqa: FBT001  what is seen there
        """The stamps that decide whether something is seen."""
        at = {frozenset[int](): base, **dict(corners)}
        whole = max(at, key=len)
        deciding = sorted(i for i in whole if at[frozenset({i})] != base or at[whole - {i}] != at[whole])
        return ", ".join(self._named(self.entries[i]) for i in deciding or sorted(whole))

    @staticmethod
    def _named(entry: Entry) -> str:
        place = "" if entry.line is None else f" ({'row' if entry.file is None else 'line'} {entry.line})"
        return f"at of {entry.act.kind}{place}"


def _by_entry(sights: Iterable[Sight]) -> dict[int, Sight]:
    return {id(sight.entry): sight for sight in sights}


@lru_cache(maxsize=32)
def read_by(contract: Contract, reading: Reading) -> Contract:
    """The contract, with another reading deciding."""
    return replace(contract, readings=(reading,))


def _reported(ticket: str, entry: Entry) -> Case:
    return Case(ticket, entry.severity, entry.at, None, None, file=entry.file, line=entry.line)


def _at(entry: Entry | None) -> Stamp | None:
    return None if entry is None else entry.at


def _ends(stamps: Sequence[Stamp]) -> Iterator[tuple[frozenset[int], list[int]]]:
    """Which stamps are at their latest, and the instants: first none, then one or all but one, and all."""
    vague = [i for i, stamp in enumerate(stamps) if isinstance(stamp, Bounds)]
    if not vague:
        yield frozenset(), list(map(earliest, stamps))
        return
    spans, whole = _in_order(stamps), frozenset(vague)
    ones = [frozenset({i}) for i in vague]
    for late in dict.fromkeys([frozenset[int](), *ones, *(whole - one for one in ones), whole]):
        instants: list[int] = []
        for i, (first, last) in enumerate(spans):
            at_us = last if i in late else first
            instants.append(min(max(at_us, instants[-1]), last) if i in whole and instants else at_us)
        yield late, instants


def _in_order(stamps: Sequence[Stamp]) -> list[tuple[int, int]]:
    """The bounds of every stamp, with what its place among the others leaves of them."""
    spans = [(earliest(stamp), latest(stamp)) for stamp in stamps]
    for i in range(1, len(spans)):
        (first, last), before = spans[i], spans[i - 1][0]
        if first < before <= last:
            spans[i] = (last if _is_twice(stamps[i]) else before, last)
    for i in reversed(range(len(spans) - 1)):
        (first, last), after = spans[i], spans[i + 1][1]
        if first <= after < last:
            spans[i] = (first, first if _is_twice(stamps[i]) else after)
    return spans


def _is_twice(stamp: Stamp) -> bool:
    return isinstance(stamp, Bounds) and stamp.twice
