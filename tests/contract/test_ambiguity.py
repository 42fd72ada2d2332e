"""How the readings disagree: figures counted by hand and by brute force, text and JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from slacal import SMARTSTOCK, Budget, Contract, HorizonError, Reading, Terms, WorkingCalendar
from slacal.contract.ambiguity import ambiguity

WARSAW = ZoneInfo("Europe/Warsaw")
REPORT = ambiguity(SMARTSTOCK, 2026)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


def test_the_shipped_contract_in_2026() -> None:
    """Hours never differ; days differ for all but none of the starts, as a report within a day ends within a day."""
    rows = {(row.severity, row.reading.name): row for row in REPORT.rows}
    working_days = sum(map(SMARTSTOCK.calendar.is_working_day, dates(2026)))
    assert working_days == 253
    assert {row.starts for row in REPORT.rows} == {8 * working_days}
    for name in ("working-days", "civil-code"):
        assert rows[1, name].differing == rows[2, name].differing == 0
        assert rows[1, name].worst is None
    four = rows[3, "working-days"]
    assert four.differing == four.starts
    assert four.share == 1.0
    # from 10 to 16 o'clock the literal deadline is that hour, and 17:00 is not: the median of 7..1 hours and, for
    # reports at 9:00, of a whole working day
    assert four.median_working == timedelta(hours=4.5)
    civil = rows[3, "civil-code"]
    assert civil.median < timedelta(0)


def dates(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(365)]


def test_by_brute_force() -> None:
    """The same figures from the public face, for one severity and reading."""
    calendar = SMARTSTOCK.calendar
    hours = [
        datetime(day.year, day.month, day.day, hour, tzinfo=WARSAW)
        for day in dates(2026)
        for hour in range(9, 17)
        if calendar.is_working_day(day)
    ]
    pairs = [
        (
            SMARTSTOCK.response_deadline(hour, 4).last_on_time.timestamp(),
            SMARTSTOCK.response_deadline(hour, 4, Reading.CIVIL_CODE).last_on_time.timestamp(),
        )
        for hour in hours
    ]
    apart = [other - first for first, other in pairs if first != other]
    row = next(row for row in REPORT.rows if (row.severity, row.reading) == (4, Reading.CIVIL_CODE))
    assert (row.starts, row.differing) == (len(hours), len(apart))
    assert row.median == timedelta(seconds=median(apart))
    assert row.worst is not None
    assert (row.worst.other - row.worst.first).total_seconds() == pytest.approx(max(apart, key=abs), abs=3600)
    assert (row.worst.first, row.worst.other) == (
        SMARTSTOCK.response_deadline(row.worst.reported_at, 4).last_on_time,
        SMARTSTOCK.response_deadline(row.worst.reported_at, 4, Reading.CIVIL_CODE).last_on_time,
    )


def test_text() -> None:
    text = REPORT.text()
    assert text.startswith(
        "Smartstock standard support, 2026: compared with the reading literal\n"
        "\n"
        "severity 1 (Outage), 16 h, as working-days\n"
        "  the same for every working hour\n"
        "\n"
        "severity 1 (Outage), 16 h, as civil-code (not of this contract)\n"
    )
    assert (
        "severity 3 (Degraded), 4 days, as working-days\n"
        "  another end for 2024 of 2024 working hours (100.0%)\n"
    ) in text  # fmt: skip
    assert "later in the median" in text
    assert "earlier in the median" in text
    assert "  at most for a report of " in text


def test_json() -> None:
    data = json.loads(json.dumps(REPORT.to_dict()))
    assert (data["contract"], data["year"], data["reading"]) == ("Smartstock standard support", 2026, "literal")
    assert len(data["disagreements"]) == 10
    assert data["disagreements"][0] == {
        "severity": 1,
        "reading": "working-days",
        "starts": 2024,
        "differing": 0,
        "share": 0.0,
        "median_s": 0.0,
        "median_working_s": 0.0,
        "worst": None,
    }
    assert set(data["disagreements"][4]["worst"]) == {"reported_at", "last_on_time", "other_last_on_time"}


def test_other_contracts() -> None:
    ours = Contract(
        name="x",
        calendar=WorkingCalendar(),
        severities={1: Budget(days=1), 2: Budget(days=1)},
        readings=(Reading.CIVIL_CODE, Reading.LITERAL),
        terms={1: Terms(calendar=WorkingCalendar("24/7", holidays=None))},
    )
    report = ambiguity(ours, 2026)
    assert [(row.severity, row.reading.name) for row in report.rows] == [
        (1, "literal"), (1, "working-days"), (2, "literal"), (2, "working-days"),
    ]  # fmt: skip
    assert [row.starts for row in report.rows] == [8760, 8760, 2024, 2024]
    assert report.rows[0].median_working == report.rows[0].median != timedelta(0)  # on duty around the clock
    planned = replace(ours, calendar=WorkingCalendar("", exceptions={date(2027, 1, 2): "9:00-10:00"}, holidays=None),
                      hours_per_day=timedelta(hours=1), severities={2: Budget.parse("1h")}, terms={})  # fmt: skip
    empty = ambiguity(planned, 2026).rows[0]
    assert (empty.starts, empty.share) == (0, 0.0)
    with pytest.raises(HorizonError):
        ambiguity(SMARTSTOCK, 2100)
