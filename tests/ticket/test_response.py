"""The response clock: halves, closings, changed severities, thresholds; a table of stories."""

from __future__ import annotations

import pickle
from datetime import timedelta
from math import inf

import pytest

from slacal import (
    SMARTSTOCK,
    Budget,
    BudgetError,
    Contract,
    HorizonError,
    ResponseClock,
    SeverityChange,
    SlacalTypeError,
    Threshold,
    Ticket,
    Verdict,
)
from slacal.ticket.response import share
from tests.ticket.stories import at, events

FROM_CHANGE = Contract(
    name="from change",
    calendar=SMARTSTOCK.calendar,
    severities=SMARTSTOCK.severities,
    severity_change=SeverityChange.FROM_CHANGE,
    thresholds=(10, 100),
)
HOUR = timedelta(hours=1)


def clock(story: str, contract: Contract | None = None) -> ResponseClock:
    return Ticket.replay(events(story), contract).response


# Severity 1 of Monday 2 November, 09:00: 16 hours end on Tuesday at 17:00; Wednesday 09:00 is still in time.
@pytest.mark.parametrize(
    ("story", "responded", "now", "status"),
    [
        ("", None, "11-02 09:00", "running"),
        ("", None, "11-03 17:00", "running"),
        ("", None, "11-04 09:00", "running"),
        ("", None, "11-04 09:00:00.000001", "breached"),
        ("11-02 10:00 acknowledged", None, "11-04 09:00", "running"),
        ("11-02 10:00 work-started", None, "11-04 09:00:00.000001", "breached"),
        ("11-02 10:00 acknowledged\n11-02 11:00 work-started", "11-02 11:00", "12-01 09:00", "met"),
        ("11-02 10:00 work-started\n11-02 11:00 acknowledged", "11-02 11:00", "12-01 09:00", "met"),
        ("11-02 10:00 responded", "11-02 10:00", "12-01 09:00", "met"),
        ("11-02 10:00 acknowledged\n11-02 11:00 responded", "11-02 11:00", "12-01 09:00", "met"),
        ("11-02 10:00 work-started\n11-02 11:00 responded", "11-02 11:00", "12-01 09:00", "met"),
        ("11-02 10:00 responded\n11-05 10:00 acknowledged\n11-05 11:00 responded", "11-02 10:00", "12-01 09:00", "met"),
        (
            "11-02 10:00 acknowledged\n11-02 12:00 acknowledged\n11-03 11:00 work-started",
            "11-03 11:00",
            "12-01 09:00",
            "met",
        ),
        ("11-02 10:00 acknowledged\n11-04 09:00 work-started", "11-04 09:00", "12-01 09:00", "met"),
        (
            "11-02 10:00 acknowledged\n11-04 09:00:00.000001 work-started",
            "11-04 09:00:00.000001",
            "12-01 09:00",
            "breached",
        ),
        ("11-02 10:00 customer-asked", None, "11-04 09:00:00.000001", "breached"),  # asking pauses nothing
        (
            "11-02 10:00 solution-proposed customer\n11-04 09:00 solution-accepted support",
            None,
            "12-01 09:00",
            "unknown",
        ),
        (
            "11-02 10:00 solution-proposed customer\n11-04 09:01 solution-accepted support",
            None,
            "12-01 09:00",
            "breached",
        ),
        (
            "11-02 10:00 responded\n11-02 10:00 solution-proposed customer\n11-09 09:00 solution-accepted support",
            "11-02 10:00",
            "12-01 09:00",
            "met",
        ),
    ],
)
def test_verdicts(story: str, responded: str | None, now: str, status: str) -> None:
    found = clock(f"11-02 09:00 reported 1\n{story}")
    assert (found.due, found.last_on_time) == (at("11-03 17:00"), at("11-04 09:00"))
    assert found.responded_at == (None if responded is None else at(responded))
    assert found.status(at(now)) == status
    missed = found.missed(at(now))
    assert missed == ((at("11-03 17:00"), at("11-04 09:00")) if status == "breached" else None)


@pytest.mark.parametrize(
    ("story", "acknowledged", "started"),
    [
        ("11-02 10:00 acknowledged\n11-02 11:00 acknowledged", "11-02 10:00", None),
        ("11-02 10:00 work-started\n11-02 11:00 work-started", None, "11-02 10:00"),
        ("11-02 10:00 acknowledged\n11-02 11:00 responded", "11-02 10:00", "11-02 11:00"),
        ("11-02 10:00 work-started\n11-02 11:00 responded", "11-02 11:00", "11-02 10:00"),
        ("11-02 10:00 responded\n11-02 11:00 acknowledged\n11-02 12:00 work-started", "11-02 10:00", "11-02 10:00"),
    ],
)
def test_the_first_stamp_of_each_half_counts(story: str, acknowledged: str | None, started: str | None) -> None:
    found = clock(f"11-02 09:00 reported 1\n{story}")
    assert found.acknowledged_at == (None if acknowledged is None else at(acknowledged))
    assert found.started_at == (None if started is None else at(started))


# Severity 3: 4 days, due Thursday 5 November 17:00; 1: due Tuesday 17:00; 2: 24 hours, Wednesday 17:00.
@pytest.mark.parametrize(
    ("story", "severity", "due", "now", "status", "missed"),
    [
        # A raise within the new budget, and a raise that breaches at once: the second instant after the change.
        ("11-02 09:00 reported 3\n11-03 09:00 severity-changed 1", 1, "11-03 17:00", "11-04 09:00", "running", None),
        (
            "11-02 09:00 reported 3\n11-05 09:00 severity-changed 1",
            1,
            "11-03 17:00",
            "11-05 09:00",
            "breached",
            "11-03 17:00",
        ),
        # A lowering in time helps, a lowering after the last moment does not undo the breach.
        (
            "11-02 09:00 reported 1\n11-03 09:00 severity-changed 3\n11-05 09:00 responded",
            3,
            "11-05 17:00",
            "12-01 09:00",
            "met",
            None,
        ),
        (
            "11-02 09:00 reported 1\n11-04 09:00 severity-changed 3\n11-05 09:00 responded",
            3,
            "11-05 17:00",
            "12-01 09:00",
            "met",
            None,
        ),
        (
            "11-02 09:00 reported 1\n11-04 09:01 severity-changed 3\n11-05 09:00 responded",
            3,
            "11-05 17:00",
            "12-01 09:00",
            "breached",
            "11-03 17:00",
        ),
        # Raised and lowered again while the graver budget was over: breached in between.
        (
            "11-02 09:00 reported 3\n11-05 09:00 severity-changed 1\n11-05 09:01 severity-changed 3",
            3,
            "11-05 17:00",
            "11-05 09:01",
            "breached",
            "11-03 17:00",
        ),
        # Changes after the response, and after the closing, touch nothing.
        (
            "11-02 09:00 reported 3\n11-04 12:00 responded\n11-04 13:00 severity-changed 1",
            3,
            "11-05 17:00",
            "12-01 09:00",
            "met",
            None,
        ),
        (
            "11-02 09:00 reported 1\n11-04 12:00 responded\n11-04 13:00 severity-changed 5",
            1,
            "11-03 17:00",
            "12-01 09:00",
            "breached",
            "11-03 17:00",
        ),
        # The same severity again is no change.
        (
            "11-02 09:00 reported 1\n11-03 09:00 severity-changed 1",
            1,
            "11-03 17:00",
            "11-04 09:01",
            "breached",
            "11-03 17:00",
        ),
    ],
)
def test_changed_severities_count_from_the_report(
    story: str, severity: int, due: str, now: str, status: str, missed: str | None
) -> None:
    found = clock(story)
    assert (found.severity, found.due, found.status(at(now))) == (severity, at(due), status)
    assert (found.missed(at(now)) or [None])[0] == (None if missed is None else at(missed))
    assert found.since == at("11-02 09:00")


@pytest.mark.parametrize(
    ("story", "due", "now", "status"),
    [
        ("11-02 09:00 reported 3\n11-05 09:00 severity-changed 1", "11-06 17:00", "11-09 09:00", "running"),
        ("11-02 09:00 reported 3\n11-05 09:00 severity-changed 1", "11-06 17:00", "11-09 09:01", "breached"),
        ("11-02 09:00 reported 1\n11-04 09:01 severity-changed 5", "11-25 09:01", "11-25 09:01", "breached"),
        ("11-02 09:00 reported 1\n11-03 09:00 severity-changed 1", "11-03 17:00", "11-04 09:01", "breached"),
        (
            "11-02 09:00 reported 1\n11-03 09:00 severity-changed 2\n11-05 12:00 responded",
            "11-05 17:00",
            "12-01 09:00",
            "met",
        ),
    ],
)
def test_changed_severities_count_from_the_change(story: str, due: str, now: str, status: str) -> None:
    found = clock(story, FROM_CHANGE)
    assert (found.due, found.status(at(now))) == (at(due), status)


def test_what_is_used() -> None:
    """Working time alone, up to the response; the rest of the budget, below zero once it is overrun."""
    found = clock("11-02 09:00 reported 1\n11-02 11:00 acknowledged")
    assert (found.budget, found.elapsed(at("11-02 13:00")), found.remaining(at("11-02 13:00"))) == (
        16 * HOUR,
        4 * HOUR,
        12 * HOUR,
    )
    assert found.used(at("11-02 13:00")) == 0.25
    assert found.remaining(at("11-04 11:00")) == -2 * HOUR
    assert (found.acknowledged_at, found.started_at, found.stopped_at) == (at("11-02 11:00"), None, None)
    stopped = clock("11-02 09:00 reported 1\n11-02 11:00 responded")
    assert stopped.elapsed(at("12-02 11:00")) == 2 * HOUR
    assert stopped.acknowledged_at == stopped.started_at == stopped.stopped_at == at("11-02 11:00")


def test_outside_hours_the_clock_starts_at_the_next_opening() -> None:
    found = clock("11-06 18:00 reported 1")
    assert (found.since, found.due) == (at("11-06 18:00"), at("11-10 17:00"))
    assert found.elapsed(at("11-09 09:00")) == timedelta(0)


def test_thresholds_are_instants() -> None:
    assert clock("11-02 09:00 reported 1").thresholds == (
        Threshold(50, at("11-02 17:00")),
        Threshold(75, at("11-03 13:00")),
        Threshold(90, at("11-03 15:24")),
    )
    found = clock("11-02 09:00 reported 1", FROM_CHANGE)
    assert [threshold.percent for threshold in found.thresholds] == [10, 100]
    assert found.thresholds[-1].at == found.due
    assert found.used(found.reaches(33)) >= 0.33
    assert found.used(found.reaches(33) - timedelta(microseconds=1)) < 0.33


def test_a_share_that_is_no_whole_microsecond_is_reached_at_the_next() -> None:
    """Half of three microseconds are used at the second: at the first it is a third."""
    hasty = Contract(name="hasty", calendar=SMARTSTOCK.calendar, severities={1: Budget(time=timedelta(microseconds=3))})
    found = clock("11-02 09:00 reported 1", hasty)
    assert found.reaches(50) == at("11-02 09:00:00.000002")
    assert found.due == at("11-02 09:00:00.000003")


def test_percentages_are_whole_and_not_negative() -> None:
    found = clock("11-02 09:00 reported 1")
    assert found.reaches(0) == found.since
    assert found.reaches(100) == found.due
    assert found.reaches(150) == at("11-04 17:00")
    for odd in (33.3, "50", True, None):
        with pytest.raises(SlacalTypeError, match="^percent: expected a whole number of percent, got "):
            found.reaches(odd)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(BudgetError, match="^percent: expected from 0 to 1,000,000, got -1$"):
        found.reaches(-1)
    with pytest.raises(BudgetError, match="^percent: expected from 0 to 1,000,000, got 1000001$"):
        found.reaches(1_000_001)
    with pytest.raises(HorizonError, match="6666 days, 16:00:00 of working time"):
        found.reaches(1_000_000)


def test_it_is_a_value() -> None:
    one, other = clock("11-02 09:00 reported 1"), clock("11-02 09:00 reported 1")
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert repr(one) == (
        "ResponseClock(severity=1, due=2026-11-03T17:00:00+01:00, last_on_time=2026-11-04T09:00:00+01:00, "
        "responded_at=None)"
    )
    assert repr(clock("11-02 09:00 reported 1\n11-02 10:00 responded")).endswith(
        "responded_at=2026-11-02T10:00:00+01:00)"
    )


def test_the_share_of_nothing() -> None:
    assert (share(0, 0), share(1, 0), share(1, 2)) == (1.0, inf, 0.5)


def test_verdicts_are_words() -> None:
    assert [str(verdict) for verdict in Verdict] == ["met", "breached", "running", "unknown"]
