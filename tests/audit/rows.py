"""What the tests of this room share: an instant to check at, tickets as text, and ways to check them."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from slacal.audit.checker import Checked, Checker
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement
from slacal.audit.manner import COMMAND
from slacal.contract.contract import shipped
from slacal.worktime.instants import read_zone, to_us

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HEADER", "NOW", "NOW_US", "check_bytes", "judge", "rejections", "verdicts"]

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
"""Friday, noon in Warsaw."""

NOW_US = to_us(NOW)
HEADER = "ticket,severity,reported_at,responded_at,closed_at,subject"


def judge(now: datetime = NOW) -> Judge:
    return Judge(shipped(), to_us(now))


def check_bytes(
    data: bytes | str,
    *,
    tz: str | None = None,
    columns: Mapping[str, str] | None = None,
    severities: Mapping[str, int | str] | None = None,
    name: str = "f",
) -> list[Checked]:
    """What the checker makes of a file."""
    checker = Checker(judge(), tz=read_zone(tz) if tz else None, columns=columns, severities=severities, manner=COMMAND)
    stream = BytesIO(data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data)
    return [*checker.file(stream, name), *checker.finish()]


def verdicts(rows: list[Checked]) -> dict[str, str]:
    """The judged tickets and their verdicts."""
    return {row.ticket: row.verdict.value for row in rows if isinstance(row, Judgement)}


def rejections(rows: list[Checked]) -> list[str]:
    """What was rejected, as the command line says it."""
    return [str(rejected) for row in rows if isinstance(row, list) for rejected in row]
