"""The readers: for each a function that takes bytes and fails where a promise is broken.

What a reader may say of bad input is in `harness`. On top of that stands here what it may not lose: rows planted
among the garbage are judged exactly as alone, and what was read can be written and read again.
"""

from __future__ import annotations

import json
from functools import cache, partial
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Protocol

from slacal import Budget, Event, Reading, Severity, SlacalError, Ticket
from slacal.audit.stamps import read_stamp
from slacal.contract.file import examine_contract
from slacal.worktime.hours import OpeningHours, parse_shifts
from slacal.worktime.instants import read_zone

from .harness import NOW, Told, as_json, quickly, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["PLANTED", "READERS"]

PLANTED = b"PLANTED"
"""How the names of planted tickets begin; input that has it already is not looked at."""

_MET = ("2026-11-16T09:00+01:00", "2026-11-17T09:00+01:00")
_ROWS: tuple[tuple[str, str, str], ...] = (
    # severity, reported, responded: met, breached, running, dated tomorrow, known to the day only
    ("1", *_MET),
    ("outage", "2026-11-02T09:00:00.5+01:00", "2026-11-20T09:00Z"),
    ("5", "2026-11-19T23:59:59.999999+14:00", ""),
    ("S3", "2026-11-16 09:00+01:00", "2026-11-21T09:00+01:00"),
    ("2", "2026-11-16", "2026-11-18"),
)
_HEAD = ("ticket", "severity", "reported_at", "responded_at", "subject")
_FORMS = (",", ";", "\t", "")
"""What stands between the cells of a row; nothing for JSON Lines."""


def tickets(data: bytes) -> None:
    """A file of flat tickets: the first byte says of what form, the second where between its lines a row is planted."""
    if len(data) < 2 or PLANTED in data:
        return
    form, with_zone, body = _FORMS[data[0] & 3], bool(data[0] & 4), data[2:].split(b"\n")
    place = data[1] * (len(body) + 1) // 256
    head, planted = _planted(form, with_zone=with_zone)
    lines = [*head, *planted[:1], *body[:place], *planted[1:-1], *body[place:], *planted[-1:]]
    _check_planted(b"\n".join(lines), form, with_zone=with_zone)


def _planted(form: str, *, with_zone: bool) -> tuple[list[bytes], list[bytes]]:
    """The lines before the rows, and those of the rows."""
    rows = _ROWS if with_zone else _ROWS[:-1]
    named = [(f"{PLANTED.decode()}-{number}", *row, "planted") for number, row in enumerate(rows)]
    if not form:
        return [], [json.dumps(dict(zip(_HEAD, row, strict=True))).encode() for row in named]
    # The quote before a letter ends every record that a stray quote before it could have begun.
    return [form.join(_HEAD).encode()], [f'{form.join(row[:-1])}{form}"{row[-1]}"'.encode() for row in named]


def _check_planted(file: bytes, form: str, *, with_zone: bool) -> None:
    text, report = _checked(file, with_zone=with_zone)
    assert text == report[0], "another exit code as text than as JSON"
    alone = _alone(form, with_zone=with_zone)
    judged = _by_ticket(report[1])
    for name, told in alone.items():
        assert judged.get(name) == told, f"{name}: alone {told}, here {judged.get(name)}"


def _checked(file: bytes, *, with_zone: bool) -> tuple[int, tuple[int, Told]]:
    zone = ("--tz", "Europe/Warsaw") if with_zone else ()
    text = run("check", "-", "--now", NOW, *zone, stdin=file)
    told = run("check", "-", "--now", NOW, *zone, "--format", "json", stdin=file)
    return text.code, (told.code, as_json(told.out))


def _file(form: str, *, with_zone: bool) -> bytes:
    head, planted = _planted(form, with_zone=with_zone)
    return b"\n".join([*head, *planted])


@cache
def _alone(form: str, *, with_zone: bool) -> Mapping[str, list[object]]:
    _, (_, report) = _checked(_file(form, with_zone=with_zone), with_zone=with_zone)
    alone = _by_ticket(report)
    assert len(alone) == len(_ROWS) - (not with_zone)
    return alone


def _by_ticket(report: Told) -> Mapping[str, list[object]]:
    """The planted tickets of a report, with their findings, but for the lines they stand on."""
    found: dict[str, list[object]] = {}
    for row in (*report["tickets"], *report["findings"]):
        if str(row["ticket"]).startswith(PLANTED.decode()):
            found.setdefault(str(row["ticket"]), []).append({**row, "line": None})
    return found


def anything(data: bytes) -> None:
    """Bytes of no form at all, given as a file."""
    text, report = _checked(data, with_zone=bool(data[:1] < b"\x80"))
    assert text == report[0], "another exit code as text than as JSON"


def contract(data: bytes) -> None:
    """A contract file; one that is valid can be shown, judged by, pinned and read again."""
    path = Path(gettempdir()) / "slacal-fuzz.toml"
    path.write_bytes(data)
    file = str(path)
    code = run("contract", "validate", file).code
    found, problems, _ = examine_contract(path)
    assert (code == 0) == (found is not None) == (not problems)
    if found is None:
        return
    for language in "en", "pl":
        assert run("contract", "show", file, "--language", language).code == 0
    run("check", "-", "--now", NOW, "--contract", file, "--format", "json", stdin=_EXAMPLE)
    run("check", "-", "--now", NOW, "--contract", file, stdin=_EXAMPLE)
    run("deadline", NOW, "--contract", file, "--severity", str(min(found.severities)), "--explain")
    pinned = run("contract", "pin", file, "--years", "2026-2027")
    if pinned.code == 0:
        again, problems, _ = examine_contract(f"{pinned.out}\n")
        assert again is not None, [str(problem) for problem in problems]


_EXAMPLE = _file(",", with_zone=True)


def verify(data: bytes) -> None:
    """A report to be compared with today."""
    run("verify", "-", stdin=data)


def event(data: bytes) -> None:
    """Rows of an event log, commas between them, as the library reads them from JSON."""
    try:
        rows: list[dict[str, object]] = json.loads(b"[%b]" % data)
    except (ValueError, RecursionError):
        return
    with quickly():
        events = [read for row in rows if (read := _event(row)) is not None]
        try:
            ticket = Ticket.replay(events)
            now = max(event.at for event in events)
            str((ticket.state, ticket.possible(now), ticket.steps(now), ticket.response))
        except SlacalError as error:
            str(error)


def _event(row: dict[str, object]) -> Event | None:
    try:
        read = Event.from_dict(row)
    except SlacalError as error:
        str(error)
        return None
    again = Event.from_dict(read.to_dict())
    assert again == read
    assert json.loads(json.dumps(read.to_dict())) == read.to_dict()
    return read


def words(data: bytes) -> None:
    """One text given to every parser of single values; what they read they write, and read again."""
    text = data.decode("utf-8", "surrogateescape")
    readers: tuple[_Parser, ...] = (Budget.parse, OpeningHours.parse, Reading.parse, Severity.parse, parse_shifts)
    for read in readers:
        with quickly():
            value = _tried(read, text)
        if isinstance(value, (Budget, OpeningHours, Reading)):
            assert type(value).parse(str(value)) == value
    if len(data) % 16 == 0:  # what is no zone takes a look at all there are, which is slow
        zone = _tried(read_zone, text)
        assert zone is None or str(zone) == text
    for tz in None, read_zone("Europe/Warsaw"), read_zone("Pacific/Apia"):
        with quickly():
            _tried(partial(read_stamp, tz=tz), text)


class _Parser(Protocol):
    def __call__(self, text: str, /) -> object: ...


def _tried(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except SlacalError as error:
        str(error)
        return None


def arguments(data: bytes) -> None:
    """What a shell may give as arguments: the first byte chooses the command, lines are its arguments."""
    if not data:
        return
    given = [*data[1:].decode("utf-8", "surrogateescape").split("\n"), *[""] * 6][:6]
    one, two, three, four, five, six = given
    commands = (
        ("deadline", one, f"--severity={two}", f"--tz={three}", f"--reading={four}"),
        ("deadline", one, f"--budget={two}", f"--tz={three}", "--explain", "--language=pl"),
        ("elapsed", one, two, f"--tz={three}"),
        ("calendar", one),
        ("contract", "pin", f"--years={one}"),
        ("contract", "ambiguity", f"--year={one}"),
        (
            "check", "-", f"--now={one}", f"--tz={two}", f"--column={three}", f"--severity-map={four}",
            f"--fail-on={five}", f"--limit={six}",
        ),
        ("check", "-", f"--now={NOW}", f"--column=ticket={one}", f"--severity-map={two}=1", f"--limit={three}"),
    )  # fmt: skip
    run(*commands[data[0] % len(commands)], stdin=_EXAMPLE)


READERS: Mapping[str, Callable[[bytes], None]] = {
    reader.__name__: reader for reader in (tickets, anything, contract, verify, event, words, arguments)
}
"""Every reader by name."""
