"""What analysts do: rows out of a DataFrame, and the report into one. Skipped where pandas is not installed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from slacal import check

from .rows import NOW

pytest.importorskip("pandas")

if TYPE_CHECKING:
    import pandas as pd
else:
    pd = pytest.importorskip("pandas")


def test_there_and_back() -> None:
    """Timestamps, NaT, NaN and whole numbers that became floats are read; the report makes a table at once."""
    frame = pd.DataFrame(
        {
            "ticket": ["A", "B", "C", None],
            "severity": [1.0, 2.0, float("nan"), 3.0],
            "reported_at": pd.to_datetime(["2026-11-16T08:00Z", "2026-11-18T08:00Z", "2026-11-18T08:00Z", ""]),
            "responded_at": pd.to_datetime(["2026-11-18T11:00Z", "", "", ""]),
            "customer": ["x", "y", "z", None],
        }
    )
    report = check(frame.to_dict("records"), now=NOW)
    assert [str(rejected) for rejected in report.rejected] == [
        "row 3: severity: expected a severity, as a number or a name",
        "row 4: ticket: expected the name of a ticket",
        "row 4: reported_at: expected a time: a ticket begins with its report",
    ]
    table = pd.DataFrame(report.to_dicts())
    assert table["verdict"].tolist() == ["breached", "running"]
    assert table["customer"].tolist() == ["x", "y"]
    assert str(table["due"].dtype).endswith("Europe/Warsaw]")
    assert table["responded_at"].isna().tolist() == [False, True]
    assert table["due"][0].to_pydatetime() == datetime.fromisoformat("2026-11-17T17:00+01:00")
    with pytest.raises(TypeError, match=r"frame\.to_dict\('records'\)"):
        check(frame, now=NOW)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
