"""The year at a glance: marks, names, and sums that add up."""

from __future__ import annotations

from datetime import date

import pytest

from slacal import HorizonError, WorkingCalendar
from slacal.worktime.yearview import year_view


def rows(calendar: WorkingCalendar, year: int) -> dict[str, tuple[int, float]]:
    """The table at the end: name, working days, hours."""
    table = list(year_view(calendar, year))[-13:]
    return {name: (int(days), float(hours)) for name, days, hours in map(str.split, table)}


@pytest.mark.parametrize("year", [1925, 2018, 2024, 2026, 2100])
def test_months_add_up_and_agree_with_the_calendar(year: int) -> None:
    calendar = WorkingCalendar.poland()
    table = rows(calendar, year)
    total = table.pop("year")
    assert len(table) == 12
    assert total == (sum(days for days, _ in table.values()), sum(hours for _, hours in table.values()))
    assert total[1] == 8 * total[0]
    if year == 2026:
        assert table["April"] == (calendar.working_days(date(2026, 3, 31), date(2026, 4, 30)), 168)


def test_holidays_are_marked_and_named_and_all_fits_80_columns() -> None:
    lines = list(year_view(WorkingCalendar.poland(), 2026))
    assert lines[0] == "2026: Mon-Fri 09:00-17:00, Europe/Warsaw"
    text = "\n".join(lines)
    assert "  9 10*11 12 13 14 15" in text
    assert "  Wed 2026-11-11  Narodowe Święto Niepodległości" in lines
    assert max(map(len, lines)) <= 80
    assert not any(line != line.rstrip() for line in lines)


def test_worked_weekends_and_closed_days() -> None:
    """A Saturday worked off is marked +, a closed Monday *, a half day counts its hours; nights go past month ends."""
    calendar = WorkingCalendar(
        "Mon-Fri 09:00-17:00",
        "Europe/Warsaw",
        holidays=None,
        exceptions={date(2026, 1, 10): "10:00-14:00", date(2026, 1, 12): "closed", date(2026, 1, 31): "22:00-06:00"},
    )
    text = "\n".join(year_view(calendar, 2026))
    assert "  5  6  7  8  9+10 11" in text
    assert "*12 13 14" in text
    assert rows(calendar, 2026)["January"] == (23, 21 * 8 + 4 + 2)
    assert rows(calendar, 2026)["February"] == (20, 20 * 8 + 6)


def test_a_year_nobody_knows() -> None:
    with pytest.raises(HorizonError, match="1924"):
        list(year_view(WorkingCalendar.poland(), 1924))
