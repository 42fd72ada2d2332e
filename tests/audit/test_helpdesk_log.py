"""Ten thousand verdicts on a real help desk's log, each compared with those of a judge that walks from day to day.

The log (DOI 10.4121/uuid:0c60edf1-6f83-4e75-9367-4c63b3e9d5bb) may not be copied into the project; where the folder
beside the checkout is absent, these tests are skipped. Its stamps carry no zone; they were made in Europe/Rome.
"""

from __future__ import annotations

import csv
import dataclasses
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import holidays
import pytest

from slacal import SMARTSTOCK, ExportMapping, Finding, Judgement, WorkingCalendar, check
from slacal.audit.checker import Checker
from slacal.audit.judge import Judge
from slacal.worktime.instants import to_us

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG = Path(__file__).parents[2].parent / "shared" / "data" / "helpdesk_log.csv"
pytestmark = pytest.mark.skipif(not LOG.exists(), reason=f"the help desk log is not beside the checkout ({LOG.name})")

MAPPING = Path(__file__).parents[2] / "docs" / "examples" / "mappings" / "helpdesk-log.toml"
REPORTED = ("Insert ticket", "Assign seriousness")
RESPONDED = "Take in charge ticket"
NOW = datetime(2014, 7, 1, 12, tzinfo=UTC)
HOURS = {"1": 16, "2": 24, "3": 32, "4": 56}


class Row(NamedTuple):
    """A flat ticket, its stamps as the log has them; empty where the log has none."""

    ticket: str
    severity: str
    reported: str
    responded: str


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """The log reduced to flat tickets: the first report with the severity it states, the first response."""
    cases: dict[str, list[tuple[str, str, str]]] = {}
    with LOG.open(encoding="utf-8", newline="") as file:
        for event in csv.DictReader(file):
            stamp = datetime.strptime(event["Complete Timestamp"], "%Y/%m/%d %H:%M:%S.%f")  # noqa: DTZ007  as it is
            severity = event["seriousness_2"].removeprefix("Value ")
            cases.setdefault(event["Case ID"], []).append((stamp.isoformat(), event["Activity"], severity))
    found: list[Row] = []
    for case, events in cases.items():
        reports = [event for event in events if event[1] in REPORTED]
        responses = [stamp for stamp, activity, _ in events if activity == RESPONDED]
        severity = reports[0][2] if reports else events[0][2]
        found.append(Row(case, severity, reports[0][0] if reports else "", responses[0] if responses else ""))
    return found


# -- the other judge: dates, the holidays library, and nothing of slacal ---------------------------------------------


@cache
def is_working(day: date, country: str) -> bool:
    return day.weekday() < 5 and day not in public_holidays(country)


@cache
def public_holidays(country: str) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=range(2009, 2016)))


def shifts(first: date, zone: ZoneInfo, country: str) -> Iterator[tuple[datetime, datetime]]:
    """The working hours from a date on, in UTC, day by day."""
    day = first
    while True:
        if is_working(day, country):
            opening = datetime(day.year, day.month, day.day, 9, tzinfo=zone)
            closing = datetime(day.year, day.month, day.day, 17, tzinfo=zone)
            yield opening.astimezone(UTC), closing.astimezone(UTC)
        day += timedelta(days=1)


def used(start: datetime, end: datetime, zone: ZoneInfo, country: str) -> timedelta:
    """Working time between two instants."""
    total = timedelta()
    for opening, closing in shifts(start.astimezone(zone).date(), zone, country):
        if opening >= end:
            return total
        total += max(timedelta(), min(closing, end) - max(opening, start))
    raise AssertionError


def walked(row: Row, zone: ZoneInfo, country: str) -> str | None:
    """The verdict by walking; None where a clock change leaves open which instant a stamp means."""
    log_zone = ZoneInfo("Europe/Rome")
    stamps: list[datetime] = []
    for text in filter(None, (row.reported, row.responded)):
        local = datetime.fromisoformat(text).replace(tzinfo=log_zone)
        if local.utcoffset() != local.replace(fold=1).utcoffset():
            return None
        stamps.append(local.astimezone(UTC))
    late = used(stamps[0], stamps[1] if row.responded else NOW, zone, country) > timedelta(hours=HOURS[row.severity])
    return "breached" if late else "met" if row.responded else "running"


# -- the tests -------------------------------------------------------------------------------------------------------


def test_what_the_log_holds(rows: list[Row]) -> None:
    assert len(rows) == 4580
    assert sum(not row.reported for row in rows) == 78
    assert sum(not row.responded for row in rows) == 295
    assert sum(bool(row.reported) for row in rows) == 4502


@pytest.mark.parametrize(
    ("country", "zone", "kept"),
    [("IT", "Europe/Rome", {"met": 2970, "breached": 1532}), ("PL", "Europe/Warsaw", {"met": 2977, "breached": 1525})],
)
def test_every_verdict(rows: list[Row], country: str, zone: str, kept: dict[str, int]) -> None:
    """All 4,580 tickets: 78 without a report are rejected, the 4,502 others judged, each as the other judge does."""
    calendar = WorkingCalendar(tz=zone, holidays=country)
    contract = SMARTSTOCK if country == "PL" else dataclasses.replace(SMARTSTOCK, calendar=calendar)
    assert contract.calendar == calendar
    dicts = [
        {"ticket": row.ticket, "severity": row.severity, "reported_at": row.reported, "responded_at": row.responded}
        for row in rows
    ]
    report = check(dicts, contract, now=NOW, tz="Europe/Rome")
    without_report = [row.ticket for row in rows if not row.reported]
    assert report.summary.total.tickets == 4502
    assert [rows[(rejected.line or 0) - 1].ticket for rejected in report.rejected] == without_report
    verdicts = {judgement.ticket: judgement.verdict.value for judgement in report.tickets}
    expected = {row.ticket: walked(row, ZoneInfo(zone), country) for row in rows if row.ticket in verdicts}
    assert verdicts == expected
    assert Counter(verdicts.values()) == kept
    assert report.exit_code == 2


def test_the_log_itself_through_its_mapping() -> None:
    """All 4,580 tickets as the events they are: severities that change, and closings, count as well."""
    checker = Checker(Judge(SMARTSTOCK, to_us(NOW)), mapping=ExportMapping.from_toml(MAPPING))
    with LOG.open("rb") as file:
        assert list(checker.file(file, LOG.name)) == []
    told = list(checker.finish())
    verdicts = {row.ticket: row.verdict.value for row in told if isinstance(row, Judgement)}
    unreported = [row for row in told if isinstance(row, Finding) and row.code == "SLA405"]
    assert len(unreported) == 78
    assert len(verdicts) == 4502
    assert verdicts == lived_through()
    assert Counter(verdicts.values()) == {"met": 2972, "breached": 1530}


def lived_through() -> dict[str, str]:
    """The verdicts by going through the events of each ticket, one after another, and counting hours."""
    zone = ZoneInfo("Europe/Warsaw")
    reported: dict[str, datetime] = {}
    severity: dict[str, str] = {}
    verdicts: dict[str, str] = {}
    with LOG.open(encoding="utf-8", newline="") as file:
        for event in csv.DictReader(file):
            ticket, activity = event["Case ID"], event["Activity"]
            stamp = datetime.strptime(event["Complete Timestamp"], "%Y/%m/%d %H:%M:%S.%f")  # noqa: DTZ007  as it is
            at = stamp.replace(tzinfo=ZoneInfo("Europe/Rome")).astimezone(UTC)
            if ticket in verdicts or (ticket not in reported and activity not in REPORTED):
                continue
            since = reported.setdefault(ticket, at)
            if activity in (*REPORTED, RESPONDED, "Closed"):
                hours = HOURS[severity.get(ticket, "1")]
                if ticket in severity and used(since, at, zone, "PL") > timedelta(hours=hours):
                    verdicts[ticket] = "breached"
                elif activity == RESPONDED:
                    verdicts[ticket] = "met"
                elif activity == "Closed":
                    verdicts[ticket] = "unknown"
                else:
                    severity[ticket] = event["seriousness_2"].removeprefix("Value ")
    assert all(
        used(reported[ticket], NOW, zone, "PL") > timedelta(hours=HOURS[severity[ticket]])
        for ticket in reported.keys() - verdicts.keys()
    )
    return dict.fromkeys(reported, "breached") | verdicts
