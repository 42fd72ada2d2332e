"""The readers: for each a function that takes bytes and fails where a promise is broken.

What a reader may say of bad input is in `harness`. On top of that stands here, and in `tables` and `settings`, what it
may not lose: rows planted among the garbage are judged exactly as alone, and what was read can be written and read
again.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Protocol

from slacal import Budget, Event, Reading, Severity, SlacalError, Ticket
from slacal.audit.stamps import read_stamp
from slacal.worktime.hours import OpeningHours, parse_shifts
from slacal.worktime.instants import read_zone

from .harness import NOW, quickly, run
from .settings import baseline, config, contract, mapping
from .tables import EXAMPLE, anything, events, explain, exports, formats, tickets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["READERS"]


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
        ("check", "-", f"--now={NOW}", f"--since={one}", f"--until={two}", f"--select={three}", f"--ignore={four}"),
        ("explain", "-", f"--now={NOW}", "--", one),
        ("rule", "--", one),
    )  # fmt: skip
    run(*commands[data[0] % len(commands)], stdin=EXAMPLE)


_ALL = (
    *(tickets, events, exports, anything, formats, explain),
    *(contract, mapping, baseline, config),
    *(verify, event, words, arguments),
)

READERS: Mapping[str, Callable[[bytes], None]] = {reader.__name__: reader for reader in _ALL}
"""Every reader by name."""
