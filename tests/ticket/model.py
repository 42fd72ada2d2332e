"""A ticket as the contract tells it, written from its text and sharing no code with slacal.

It remembers what happened and answers every question anew by reading its own notes: who proposed something that is
still open, since when nobody has heard of the customer, which attempts were made since. Working time is found by
walking over the days. It is slow, and that is all right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
NOTHING = timedelta(0)
DAY = timedelta(days=1)
HOURS = {1: 16, 2: 24, 3: 32, 4: 56, 5: 112}
"""Clauses 5.1 to 5.5, a day being eight working hours."""

FREE = {
    date(2026, 1, 1), date(2026, 1, 6), date(2026, 4, 5), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 3),
    date(2026, 5, 24), date(2026, 6, 4), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 24),
    date(2026, 12, 25), date(2026, 12, 26),
    date(2027, 1, 1), date(2027, 1, 6), date(2027, 3, 28), date(2027, 3, 29), date(2027, 5, 1), date(2027, 5, 3),
    date(2027, 5, 16), date(2027, 5, 27), date(2027, 8, 15), date(2027, 11, 1), date(2027, 11, 11), date(2027, 12, 24),
    date(2027, 12, 25), date(2027, 12, 26),
}  # fmt: skip
"""Public holidays of 2026 and 2027, from the Act of 18 January 1951 and a table of Easter Sundays."""


def instant(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), WARSAW).astimezone(UTC)


def duty(day: date) -> tuple[datetime, datetime] | None:
    """When somebody is on duty on a day (clause 5)."""
    if day.weekday() > 4 or day in FREE:
        return None
    return instant(day, 9), instant(day, 17)


def worked(start: datetime, end: datetime) -> timedelta:
    """Working time between two instants."""
    total, day = NOTHING, start.astimezone(WARSAW).date()
    while day <= end.astimezone(WARSAW).date():
        hours = duty(day)
        if hours is not None:
            total += max(NOTHING, min(hours[1], end) - max(hours[0], start))
        day += DAY
    return total


def after(start: datetime, work: timedelta) -> datetime:
    """The first instant at which so much has been worked."""
    if not work:
        return start
    day = start.astimezone(WARSAW).date()
    while True:
        hours = duty(day)
        if hours is not None and hours[1] > start:
            opening = max(hours[0], start)
            if opening + work <= hours[1]:
                return opening + work
            work -= hours[1] - opening
        day += DAY


def next_duty(start: datetime) -> datetime:
    """The first instant from then on at which somebody is on duty."""
    return after(start, timedelta(microseconds=1)) - timedelta(microseconds=1)


def weeks_later(start: datetime, weeks: int) -> datetime:
    """The same time of day, weeks later; a time left out moves on by what is left out, of two it is the first."""
    wall = start.astimezone(WARSAW).replace(tzinfo=None) + weeks * 7 * DAY
    return wall.replace(tzinfo=WARSAW, fold=0).astimezone(UTC)


@dataclass(kw_only=True)
class Rules:
    """What a contract may settle otherwise."""

    weeks: int = 2
    attempts: int = 2
    spacing: timedelta = NOTHING
    grace: timedelta = NOTHING
    asking_restarts: bool = False
    from_change: bool = False
    always: frozenset[int] = frozenset()
    """The severities for which somebody is on duty day and night."""

    def worked(self, severity: int, start: datetime, end: datetime) -> timedelta:
        """Working time of a severity between two instants."""
        return max(NOTHING, end - start) if severity in self.always else worked(start, end)

    def after(self, severity: int, start: datetime, work: timedelta) -> datetime:
        """The first instant at which so much has been worked for a severity."""
        return start + work if severity in self.always else after(start, work)

    def next_duty(self, severity: int, start: datetime) -> datetime:
        """The first instant from then on at which somebody is on duty for a severity."""
        return start if severity in self.always else next_duty(start)


@dataclass
class Model:
    """One ticket's notes."""

    rules: Rules
    reported: datetime
    severity: int
    changes: list[tuple[datetime, int]] = field(default_factory=list[tuple[datetime, int]])
    confirmed: datetime | None = None
    started: datetime | None = None
    proposer: str | None = None
    silent_since: datetime | None = None
    tries: list[datetime] = field(default_factory=list[datetime])
    closed: datetime | None = None
    how: str | None = None
    last: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.last = self.reported
        self.changes.append((self.reported, self.severity))

    # -- clause 3

    def state(self) -> str:
        if self.how is not None:
            return f"closed-{self.how}"
        silent = self.silent_since is not None
        if self.proposer == "customer":
            return "offered"
        if self.proposer == "support":
            return "proposed" if silent else "tried"
        return "with-customer" if silent else "with-support"

    def counted(self) -> list[datetime]:
        """The attempts that count: once the weeks are over, and not too soon after one that counts."""
        found: list[datetime] = []
        for tried in self.tries:
            free = self._after(found[-1], self.rules.spacing) if found else self._ends()
            if tried >= free:
                found.append(tried)
        return found

    def may_close(self, now: datetime) -> bool:
        """Clause 3b: the weeks have passed, the attempts were made, and the grace is over."""
        if self.silent_since is None:
            return False
        counted = self.counted()
        if len(counted) < self.rules.attempts:
            return False
        return now >= self._after(counted[-1] if counted else self._ends(), self.rules.grace)

    def _ends(self) -> datetime:
        assert self.silent_since is not None
        return weeks_later(self.silent_since, self.rules.weeks)

    def _after(self, start: datetime, work: timedelta) -> datetime:
        return self.rules.after(self.severity, start, work)

    def may(self, what: str, by: str | None, now: datetime) -> bool:
        """Whether the contract lets it happen."""
        if self.how is not None or what in ("reported", "closed"):
            return False
        if what in ("solution-accepted", "solution-rejected"):
            return self.proposer is not None and self.proposer != by
        if what == "contact-attempted":
            return self.silent_since is not None
        if what == "closed-unanswered":
            return self.may_close(now)
        return True

    def happens(self, what: str, by: str | None, now: datetime, severity: int = 0) -> None:
        """It has happened, and was allowed."""
        assert self.may(what, by, now)
        self.last = now
        match what:
            case "acknowledged" | "work-started" | "responded":
                if what != "work-started" and self.confirmed is None:
                    self.confirmed = now
                if what != "acknowledged" and self.started is None:
                    self.started = now
            case "severity-changed":
                if self.response() is None and severity != self.severity:
                    self.changes.append((now, severity))
                self.severity = severity
            case "customer-asked":
                if self.proposer == "customer":
                    self.proposer = None
                self._support_waits(now)
            case "customer-replied":
                self.silent_since = None
            case "contact-attempted":
                self.tries.append(now)
            case "solution-proposed":
                self.proposer = by
                if by == "support":
                    self._support_waits(now)
                else:
                    self.silent_since = None
            case "solution-accepted":
                self.how, self.closed, self.silent_since = "agreed", now, None
            case "solution-rejected":
                self.proposer, self.silent_since = None, None
            case "closed-unanswered":
                self.how, self.closed = "unanswered", now
            case _:
                pass

    def _support_waits(self, now: datetime) -> None:
        if self.silent_since is None or self.rules.asking_restarts:
            self.silent_since, self.tries = now, []

    # -- clause 5

    def response(self) -> datetime | None:
        """When both had happened: acceptance confirmed, solving started."""
        return None if self.confirmed is None or self.started is None else max(self.confirmed, self.started)

    def used(self, now: datetime) -> timedelta:
        """Working time until the response, or the closing, or now."""
        start = self.changes[-1][0] if self.rules.from_change else self.reported
        return self.rules.worked(self.changes[-1][1], start, self.response() or self.closed or now)

    def verdict(self, now: datetime) -> str:
        """In time is who has used no more than the budget of each severity, while it was the severity."""
        stop = self.response() or self.closed or now
        ends = [start for start, _ in self.changes[1:]] + [stop]
        for (start, severity), end in zip(self.changes, ends, strict=True):
            since = start if self.rules.from_change else self.reported
            if end > since and self.rules.worked(severity, since, end) > timedelta(hours=HOURS[severity]):
                return "breached"
        if self.response() is not None:
            return "met"
        return "running" if self.closed is None else "unknown"
