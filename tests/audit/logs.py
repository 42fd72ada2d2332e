"""Logs written by somebody who knows the contract, and how each of its rules can be broken in one place.

A ticket is a list of rows as JSON Lines has them. What is written keeps the contract; a defect changes one thing, in a
ticket whose plot allows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from slacal import SMARTSTOCK

if TYPE_CHECKING:
    from random import Random

__all__ = ["DEFECTS", "NOW", "Plot", "write", "written"]

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 11, 20, 12, tzinfo=WARSAW)
MOMENT = timedelta(microseconds=1)
CALENDAR = SMARTSTOCK.calendar
ENDS = ("agreed", "offered", "unanswered", "open", "running")

Row = dict[str, object]


@dataclass
class Plot:
    """A ticket in the making: how it ends, and its rows."""

    name: str
    end: str
    severity: int
    rows: list[Row] = field(default_factory=list[Row])
    at: datetime = NOW

    def add(self, event: str, at: datetime | None = None, **own: object) -> None:
        self.at = (self.at if at is None else at).astimezone(UTC).astimezone(WARSAW)  # no wall time that is skipped
        row: Row = {"ticket": self.name, "at": self.at.isoformat(), "event": event, **own}
        self.rows.append({**row, "id": f"{self.name}/{len(self.rows) + 1}"})

    def index(self, event: str) -> int:
        """The last row of an event."""
        return max(i for i, row in enumerate(self.rows) if row["event"] == event)

    def when(self, index: int) -> datetime:
        return datetime.fromisoformat(str(self.rows[index]["at"]))

    def move(self, index: int, at: datetime) -> None:
        self.rows[index]["at"] = at.isoformat()


def write(dice: Random, name: str, end: str | None = None) -> Plot:
    """A ticket that keeps the contract, as of `NOW`."""
    plot = Plot(name, end or dice.choice(ENDS), dice.randint(1, 5))
    reported = datetime(2026, 1, 5, tzinfo=WARSAW) + timedelta(minutes=dice.randrange(300_000))
    if plot.end == "running":
        reported = NOW - timedelta(minutes=dice.randrange(600))
    told = {"subject": "Problem", "occurred": "today", "diagnosis": "restarted", "description": "no login at all"}
    plot.add("reported", reported, severity=plot.severity, channel=dice.choice(("form", "email")), report=told)
    if plot.end == "running":
        return plot
    _respond(plot, dice)
    for _ in range(dice.randrange(3)):
        dice.choice((_ask_and_hear, _talk, _reject))(plot, dice)
    match plot.end:
        case "agreed":
            plot.add("solution-proposed", _soon(plot, dice), by="support")
            if dice.random() < 0.3:
                plot.add("customer-replied", _soon(plot, dice))
            plot.add("solution-accepted", _soon(plot, dice), by="customer")
        case "offered":
            plot.add("solution-proposed", _soon(plot, dice), by="customer")
            plot.add("solution-accepted", _soon(plot, dice), by="support")
        case "unanswered":
            _wait_in_vain(plot, dice)
        case _:
            plot.add("support-replied", _soon(plot, dice))
    return plot


def _soon(plot: Plot, dice: Random) -> datetime:
    """Within two days; mostly not at once."""
    return (plot.at.astimezone(UTC) + timedelta(seconds=dice.randrange(172_800))).astimezone(WARSAW)


def _respond(plot: Plot, dice: Random) -> None:
    """In time, in one step or in two, of a severity that may be changed before or after."""
    reported = plot.at
    if dice.random() < 0.2:  # to one whose deadline is still far away
        plot.severity = dice.randint(plot.severity, 5)
        plot.add("severity-changed", reported + MOMENT, severity=plot.severity)
    last = SMARTSTOCK.response_deadline(reported, plot.severity).last_on_time
    moments = sorted(plot.at + (last - plot.at) * dice.random() for _ in range(2))
    if dice.random() < 0.1:
        moments[1] = last
    if dice.random() < 0.3:
        plot.add("responded", moments[1])
    else:
        for at, event in zip(moments, dice.sample(("acknowledged", "work-started"), 2), strict=True):
            plot.add(event, at)
    if dice.random() < 0.2:
        plot.add("severity-changed", _soon(plot, dice), severity=dice.randint(1, 5))


def _ask_and_hear(plot: Plot, dice: Random) -> None:
    asked = _soon(plot, dice)
    needed = {"about": "third-party", "needed_since": (asked - timedelta(hours=dice.randrange(9))).isoformat()}
    plot.add("customer-asked", asked, **(needed if dice.random() < 0.5 else {}))
    plot.add("customer-replied", asked + timedelta(minutes=dice.randrange(14 * 24 * 60)))


def _talk(plot: Plot, dice: Random) -> None:
    for event in dice.sample(("support-replied", "customer-replied", "acknowledged"), 2):
        plot.add(event, _soon(plot, dice))


def _reject(plot: Plot, dice: Random) -> None:
    plot.add("solution-proposed", _soon(plot, dice), by="support")
    plot.add("solution-rejected", _soon(plot, dice), by="customer")


def _wait_in_vain(plot: Plot, dice: Random) -> None:
    """Ask, wait, try twice within a working day each, and close."""
    plot.add("customer-asked", _soon(plot, dice))
    free = SMARTSTOCK.waiting_ends(plot.at)
    for channel in ("email", "phone"):
        at = CALENDAR.deadline(free, timedelta(hours=8) * dice.random())
        plot.add("contact-attempted", max(at, free), channel=channel)
        free = plot.at
    plot.add("closed-unanswered", _soon(plot, dice))


def written(plots: list[Plot], dice: Random) -> list[Row]:
    """The rows of all tickets, interleaved at will."""
    queues = [list(reversed(plot.rows)) for plot in plots if plot.rows]
    rows: list[Row] = []
    while queues:
        queue = dice.choice(queues)
        rows.append(queue.pop())
        if not queue:
            queues.remove(queue)
    return rows


# -- defects ---------------------------------------------------------------------------------------------------------


def _only_report(plot: Plot) -> datetime:
    """Forget all but the report; what is told of then is up to the defect. The last moment on time is returned."""
    del plot.rows[1:]
    severity = plot.rows[0]["severity"]
    assert isinstance(severity, int)
    plot.at = plot.when(0)
    return SMARTSTOCK.response_deadline(plot.at, severity).last_on_time


def _respond_late(plot: Plot, dice: Random) -> None:
    plot.add("responded", _only_report(plot) + MOMENT * dice.randint(1, 10**9))


def _never_respond(plot: Plot, dice: Random) -> None:
    del dice
    _only_report(plot)


def _close_late(plot: Plot, dice: Random) -> None:
    plot.add("solution-proposed", _only_report(plot) + MOMENT, by="support")
    plot.add("solution-accepted", _soon(plot, dice) + MOMENT, by="customer")


def _close_early(plot: Plot, dice: Random) -> None:
    del dice
    _only_report(plot)
    plot.add("solution-proposed", plot.at + MOMENT, by="customer")
    plot.add("solution-accepted", plot.at + MOMENT, by="support")


def _forget_proposal(plot: Plot, dice: Random) -> None:
    del dice
    del plot.rows[plot.index("solution-proposed")]


def _impatient(plot: Plot, dice: Random) -> None:
    since = plot.when(plot.index("customer-asked"))
    plot.rows = [row for row in plot.rows if row["event"] != "contact-attempted"]
    plot.move(-1, since + timedelta(days=dice.randrange(14)))


def _try_once(plot: Plot, dice: Random) -> None:
    attempts = [i for i, row in enumerate(plot.rows) if row["event"] == "contact-attempted"]
    del plot.rows[dice.choice(attempts)]


def _hear_and_close(plot: Plot, dice: Random) -> None:
    del dice
    closed = plot.rows.pop()
    plot.at = plot.when(-1)
    plot.add("customer-replied")
    plot.rows.append({**closed, "id": "after"})


def _try_late(plot: Plot, dice: Random) -> None:
    del dice
    for i in range(-3, 0):
        plot.move(i, plot.when(i) + timedelta(days=7))


def _try_unasked(plot: Plot, dice: Random) -> None:
    plot.add("contact-attempted", _soon(plot, dice))


def _decide_alone(plot: Plot, dice: Random) -> None:
    del dice
    other = {"support": "customer", "customer": "support"}
    plot.rows[-1]["by"] = other[str(plot.rows[-1]["by"])]


def _close_silently(plot: Plot, dice: Random) -> None:
    del dice
    plot.rows[-1]["event"] = "closed"
    plot.rows[-1].pop("by", None)


def _write_again(plot: Plot, dice: Random) -> None:
    plot.add("customer-replied", _soon(plot, dice))


def _tell_less(plot: Plot, dice: Random) -> None:
    plot.rows[0]["report"] = {"subject": "Problem", dice.choice(("occurred", "diagnosis", "description")): "it is"}


def _ask_slowly(plot: Plot, dice: Random) -> None:
    asked = CALENDAR.deadline(plot.at, timedelta(hours=8) + MOMENT * dice.randint(1, 10**9))
    plot.add("customer-asked", asked, about="third-party", needed_since=plot.at.isoformat())
    plot.add("customer-replied", asked)


def _from_the_future(plot: Plot, dice: Random) -> None:
    plot.add("support-replied", NOW + MOMENT * dice.randint(1, 10**12))


def _back_in_time(plot: Plot, dice: Random) -> None:
    plot.add("support-replied", plot.at - MOMENT * dice.randint(1, 10**9))


def _twice(plot: Plot, dice: Random) -> None:
    plot.rows.append(dict(dice.choice(plot.rows)))


def _same_id(plot: Plot, dice: Random) -> None:
    others = [row for row in plot.rows if row["event"] != "customer-replied"]  # at one instant it is the same
    known = dice.choice(others)["id"]
    plot.add("customer-replied", _soon(plot, dice))
    plot.rows[-1]["id"] = known


def _unreported(plot: Plot, dice: Random) -> None:
    del dice
    del plot.rows[0]


def _report_again(plot: Plot, dice: Random) -> None:
    plot.add("reported", _soon(plot, dice), severity=1)


DEFECTS: dict[str, tuple[str, Callable[[Plot, Random], None]]] = {
    "SLA101": ("open", _respond_late),
    "SLA102": ("open", _never_respond),
    "SLA103": ("open", _close_late),
    "SLA104": ("open", _close_early),
    "SLA201": ("agreed", _forget_proposal),
    "SLA202": ("unanswered", _impatient),
    "SLA203": ("unanswered", _try_once),
    "SLA204": ("unanswered", _hear_and_close),
    "SLA205": ("unanswered", _try_late),
    "SLA206": ("open", _try_unasked),
    "SLA207": ("offered", _decide_alone),
    "SLA208": ("agreed", _close_silently),
    "SLA209": ("unanswered", _write_again),
    "SLA301": ("running", _tell_less),
    "SLA302": ("open", _ask_slowly),
    "SLA401": ("open", _from_the_future),
    "SLA402": ("open", _back_in_time),
    "SLA403": ("offered", _twice),
    "SLA404": ("open", _same_id),
    "SLA405": ("agreed", _unreported),
    "SLA406": ("open", _report_again),
}
"""For every rule, the plot in which it can be broken, and how."""
