"""Facts from the test suites of other systems, kept in `calendar_vectors.jsonl`: slacal agrees with them.

One JSON object a line. `calendar` says tz, week (half-open hours, `24:00` is the end of the local day),
holidays, `overrides` (a date's own hours) and absolute `breaks`; `expect` is the answer under slacal's
conventions, and where the source decided otherwise `source_answers` and `note` say so. `strict: false` lets an
edge at the instant itself be the answer: slacal's own four questions are the strict ones.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pytest

from slacal import WorkingCalendar
from tests.oracle import to_us

if TYPE_CHECKING:
    from collections.abc import Callable

MICROSECOND = timedelta(microseconds=1)


class Break(TypedDict):
    start: str
    end: str


class Definition(TypedDict):
    tz: str
    week: dict[str, list[list[str]]]
    holidays: list[str]
    overrides: NotRequired[dict[str, list[list[str]]]]
    breaks: NotRequired[list[Break]]


class Arguments(TypedDict):
    start: NotRequired[str]
    end: NotRequired[str]
    at: NotRequired[str]
    seconds: NotRequired[int]
    strict: NotRequired[bool]


class Vector(TypedDict):
    id: str
    source: str
    calendar: Definition
    op: str
    args: Arguments
    expect: object


def load() -> list[Vector]:
    lines = (Path(__file__).parent / "calendar_vectors.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


VECTORS = load()


def pairs(hours: list[list[str]]) -> list[tuple[str, str]]:
    return [(opening, closing) for opening, closing in hours]


def calendar(definition: Definition) -> WorkingCalendar:
    return WorkingCalendar(
        {day: pairs(hours) for day, hours in definition["week"].items()},
        definition["tz"],
        holidays=[date.fromisoformat(day) for day in definition["holidays"]],
        exceptions={date.fromisoformat(day): pairs(hours) for day, hours in definition.get("overrides", {}).items()},
        breaks=[
            (datetime.fromisoformat(pause["start"]), datetime.fromisoformat(pause["end"]))
            for pause in definition.get("breaks", [])
        ],
    )


def instant(args: Arguments, name: str) -> datetime:
    given = {"start": args.get("start"), "end": args.get("end"), "at": args.get("at")}[name]
    assert given is not None, f"the vector has no {name}"
    return datetime.fromisoformat(given)


def budget(args: Arguments) -> timedelta:
    assert "seconds" in args
    return timedelta(seconds=args["seconds"])


def working_before(calendar: WorkingCalendar, at: datetime) -> bool:
    return calendar.is_working(at - MICROSECOND)


def next_open(calendar: WorkingCalendar, at: datetime, *, strict: bool) -> datetime:
    return at if not strict and calendar.is_working(at) else calendar.next_opening(at)


def prev_close(calendar: WorkingCalendar, at: datetime, *, strict: bool) -> datetime:
    return at if not strict and working_before(calendar, at) else calendar.previous_closing(at)


def next_close(calendar: WorkingCalendar, at: datetime, *, strict: bool) -> datetime:
    closing = working_before(calendar, at) and not calendar.is_working(at)
    return at if not strict and closing else calendar.next_closing(at)


def prev_open(calendar: WorkingCalendar, at: datetime, *, strict: bool) -> datetime:
    opening = not working_before(calendar, at) and calendar.is_working(at)
    return at if not strict and opening else calendar.previous_opening(at)


def seconds(span: timedelta) -> float:
    return span / timedelta(seconds=1)


OPERATIONS: dict[str, Callable[[WorkingCalendar, Arguments], object]] = {
    "elapsed": lambda own, args: seconds(own.elapsed(instant(args, "start"), instant(args, "end"))),
    "deadline": lambda own, args: own.deadline(instant(args, "start"), budget(args)),
    "before": lambda own, args: own.latest_start(instant(args, "end"), budget(args)),
    "is_working": lambda own, args: own.is_working(instant(args, "at")),
    "next_open": lambda own, args: next_open(own, instant(args, "at"), strict=args.get("strict", True)),
    "next_close": lambda own, args: next_close(own, instant(args, "at"), strict=args.get("strict", True)),
    "prev_open": lambda own, args: prev_open(own, instant(args, "at"), strict=args.get("strict", True)),
    "prev_close": lambda own, args: prev_close(own, instant(args, "at"), strict=args.get("strict", True)),
    "intervals": lambda own, args: [
        [one.start, one.end] for one in own.intervals(instant(args, "start"), instant(args, "end"))
    ],
}


def as_instants(value: object) -> object:
    """Stamps as microseconds since 1970, so that they compare as instants and not by what a wall shows."""
    if isinstance(value, str):
        return to_us(datetime.fromisoformat(value))
    if isinstance(value, datetime):
        return to_us(value)
    if isinstance(value, list):
        parts: list[object] = [*value]  # pyright: ignore[reportUnknownArgumentType]  of any kind
        return [as_instants(part) for part in parts]
    return value


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_a_vector(vector: Vector) -> None:
    """The answer is the expected one, as an instant."""
    answer = OPERATIONS[vector["op"]](calendar(vector["calendar"]), vector["args"])
    assert as_instants(answer) == as_instants(vector["expect"])


def test_all_vectors_are_there() -> None:
    """None was lost in copying, and each names its source."""
    assert len(VECTORS) == len({vector["id"] for vector in VECTORS}) == 262
    assert all(vector["source"] for vector in VECTORS)
