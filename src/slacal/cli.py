"""The command line: `slacal check`, `deadline` and `elapsed`; `calendar_cli` and `contract_cli` add the other commands.

Exit codes, the first that applies: 2 bad input or usage, also where rows were rejected; 1 at least one breach;
3 something UNKNOWN; 0 kept, running tickets included.

Invariant: this is the only place that reads the machine's clock, and only where `--now` is not given.
Law: no input, and no reader that goes away, makes a traceback.

Everything but the parser is imported by the command that needs it, so that each starts as fast as it can.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from slacal._version import __version__
from slacal.calendar_cli import add_calendar_command
from slacal.contract_cli import add_contract_commands
from slacal.errors import InputError, SlacalError
from slacal.output_cli import STDIN, checked_output, open_what_is_closed, opened, reconfigure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TextIO
    from zoneinfo import ZoneInfo

    from slacal.audit.checker import Checked, Checker
    from slacal.audit.finding import Finding
    from slacal.audit.judgement import Judgement
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Summary, Tally
    from slacal.worktime.language import Language

__all__ = ["main"]

_BAD_INPUT, _UNDETERMINED, _BREACHED = 2, 3, 1
_INTERRUPTED, _READER_GONE = 130, 141  # 128 and the number of the signal, as shells have it
_FAILURES = ("breached", "unknown", "rejected")

_EXAMPLES = """\
examples:
  slacal check tickets.csv
  slacal check export.csv --tz Europe/Warsaw --column ticket=Key --column reported_at=Created --severity-map P1=1
  slacal check tickets.jsonl --format json --output report.json
  slacal deadline 2026-12-23T16:00+01:00 --severity 1
  slacal elapsed 2026-12-23T16:00+01:00 2026-12-28T10:00+01:00
  slacal calendar 2026
  slacal contract show --language pl

exit codes of check, the first that applies:
  2  bad input or usage, or a row could not be read
  1  at least one breach
  3  no breach, but something that cannot be told
  0  the contract was kept; running tickets are no breach
"""


_COLUMN_HELP = "the header of a column: ticket, severity, reported_at, responded_at, ...; may be repeated"
_SEVERITY_HELP = "what a foreign severity means, such as P1=1; may be repeated"
_FAIL_HELP = (
    "what makes the exit code other than 0: a list of breached,unknown,rejected; may be repeated (default: all three)"
)


class _Arguments(argparse.Namespace):
    """What the parser leaves."""

    run: Callable[[_Arguments], int]
    files: list[str]
    now: str | None
    tz: str | None
    column: list[tuple[str, str]]
    severity_map: list[tuple[str, str]]
    format: str
    output: str | None
    fail_on: list[str] | None
    exit_zero: bool
    limit: int
    start: str
    end: str
    severity: str | None
    budget: str | None
    reading: str | None
    contract: str | None
    contracts: list[str]
    explain: bool
    language: Language


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is returned. Wrong usage ends in `SystemExit(2)`, as argparse has it."""
    open_what_is_closed()
    arguments = _parser().parse_args(argv, _Arguments())
    for stream in (sys.stdout, sys.stderr):
        reconfigure(stream)
    try:
        code = arguments.run(arguments)
        sys.stdout.flush()
    except SlacalError as error:
        return _failed(*str(error).split("\n") if isinstance(error, ExceptionGroup) else [str(error)])
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone; what is left must not raise at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _READER_GONE
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        return _failed(f"cannot write{where}: {error.strerror or error}")
    return code


def _failed(message: str, *more: str) -> int:
    from slacal.worktime.words import clean

    for line in (f"slacal: error: {message}", *more):
        print(clean(line), file=sys.stderr)
    return _BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slacal",
        description="When must support have responded, how much working time was used, and was the contract kept?",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"slacal {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    check = commands.add_parser("check", help="judge the tickets of CSV or JSON Lines files")
    add = check.add_argument
    add("files", nargs="+", metavar="FILE", help="CSV or JSON Lines; - is standard input")
    add("--now", metavar="T", help="judge as of this instant (default: the machine's clock)")
    add(
        "--contract",
        metavar="F",
        dest="contracts",
        action="append",
        default=[],
        help="judge by this contract file; of several, a ticket by the one in force at its report",
    )
    add("--column", metavar="NAME=HEADER", type=_first_pair, action="append", default=[], help=_COLUMN_HELP)
    add("--severity-map", metavar="VALUE=S", type=_last_pair, action="append", default=[], help=_SEVERITY_HELP)
    add("--format", choices=("text", "json"), default="text", help="of the report (default: text)")
    add("--output", metavar="F", help="write the report there instead of to standard output")
    add("--fail-on", metavar="WHAT", type=_failures, action="extend", help=_FAIL_HELP)
    add("--exit-zero", action="store_true", help="exit with 0 whatever the rows hold; unreadable files stay 2")
    add("--limit", metavar="N", type=_limit, default=25, help="lines a section of text (default: 25; 0: all)")
    check.set_defaults(run=_check)

    deadline = commands.add_parser("deadline", help="until when a response is in time")
    deadline.add_argument("start", metavar="START", help="when the problem was reported, in ISO 8601")
    promised = deadline.add_mutually_exclusive_group(required=True)
    promised.add_argument("--severity", metavar="S", help="1 to 5 or a name: take the contract's budget")
    promised.add_argument("--budget", metavar="B", help="working time such as 16h or 4d")
    deadline.add_argument("--reading", metavar="R", help="how the contract is read (default: its first reading)")
    deadline.add_argument("--contract", metavar="F", help="a contract file (default: the one slacal ships with)")
    deadline.add_argument("--explain", action="store_true", help="account for every stretch of the time up to it")
    deadline.add_argument("--language", choices=("en", "pl"), default="en", help="of --explain (default: en)")
    deadline.set_defaults(run=_deadline)

    elapsed = commands.add_parser("elapsed", help="working time between two instants")
    elapsed.add_argument("start", metavar="START", help="an instant in ISO 8601")
    elapsed.add_argument("end", metavar="END", help="an instant in ISO 8601")
    elapsed.set_defaults(run=_elapsed)
    for command in (check, deadline, elapsed):
        command.add_argument(
            "--tz", metavar="Z", help="whose clock it is where stamps carry no offset, such as Europe/Warsaw"
        )

    add_calendar_command(commands)
    add_contract_commands(commands)
    return parser


# -- what the parser reads -------------------------------------------------------------------------------------------


def _first_pair(text: str) -> tuple[str, str]:
    name, equals, header = text.partition("=")
    if not (equals and name and header):
        raise argparse.ArgumentTypeError(f"expected NAME=HEADER, got {text!r}")
    return name.strip(), header.strip()


def _last_pair(text: str) -> tuple[str, str]:
    value, equals, severity = text.rpartition("=")
    if not (equals and value and severity):
        raise argparse.ArgumentTypeError(f"expected VALUE=SEVERITY, such as P1=1, got {text!r}")
    return value.strip(), severity.strip()


def _failures(text: str) -> list[str]:
    failures = [part.strip() for part in text.split(",")]
    if not set(failures) <= set(_FAILURES):
        raise argparse.ArgumentTypeError(f"expected a list of {','.join(_FAILURES)}, got {text!r}")
    return failures


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"expected a number of lines, 0 or more, got {text!r}")
    return int(text)


def _zone(arguments: _Arguments) -> ZoneInfo | None:
    from slacal.worktime.instants import read_zone

    return None if arguments.tz is None else read_zone(arguments.tz, "--tz")


def _instant(text: str, tz: ZoneInfo | None, argument: str) -> int:
    """The one instant an argument names, in microseconds."""
    from slacal.audit.manner import COMMAND
    from slacal.audit.stamps import EXPECTED_STAMP, Bounds, read_stamp, shown
    from slacal.worktime.words import instant

    try:
        stamp = read_stamp(text, tz, COMMAND)
    except InputError as error:
        raise InputError(error.error, column=argument, value=error.value) from None
    if isinstance(stamp, int):
        return stamp
    expected = EXPECTED_STAMP
    if isinstance(stamp, Bounds) and stamp.twice and tz is not None:
        both = " or ".join(instant(us, tz) for us in (stamp.earliest_us, stamp.latest_us))
        expected = f"expected an offset, as clocks show this time twice: {both}"
    elif stamp is not None:
        expected = f"expected a time with the date, such as {stamp.text}T10:00"
    raise InputError(expected, column=argument, value=shown(text))


# -- deadline, elapsed -----------------------------------------------------------------------------------------------


def _deadline(arguments: _Arguments) -> int:
    from slacal.contract_cli import load_contract
    from slacal.deadline_cli import deadline_lines

    lines = deadline_lines(
        load_contract(arguments.contract),
        _instant(arguments.start, _zone(arguments), "START"),
        severity=arguments.severity,
        budget=arguments.budget,
        reading=arguments.reading,
        language=arguments.language if arguments.explain else None,
    )
    print("\n".join(lines))
    return 0


def _elapsed(arguments: _Arguments) -> int:
    from slacal.contract.contract import shipped
    from slacal.worktime.words import working_time

    tz = _zone(arguments)
    start_us, end_us = _instant(arguments.start, tz, "START"), _instant(arguments.end, tz, "END")
    print(working_time(shipped().calendar.elapsed_us(start_us, end_us)))
    return 0


# -- check -----------------------------------------------------------------------------------------------------------


class _Sink(Protocol):
    """A report in the making."""

    def add(self, judgement: Judgement, findings: Sequence[Finding]) -> None: ...
    def find(self, finding: Finding) -> None: ...
    def reject(self, row: Iterable[Rejected]) -> None: ...
    def write(self, out: TextIO, summary: Summary) -> None: ...


def _check(arguments: _Arguments) -> int:
    from datetime import UTC, datetime

    from slacal.audit.bench import judge_of
    from slacal.audit.checker import Checker
    from slacal.audit.jsonout import JsonWriter
    from slacal.audit.manner import COMMAND
    from slacal.audit.report import Tally
    from slacal.audit.text import TextReport
    from slacal.contract.versions import Contracts
    from slacal.contract_cli import load_contract
    from slacal.worktime.instants import to_us

    contracts = Contracts(tuple(map(load_contract, arguments.contracts)) or (load_contract(None),))
    tz = _zone(arguments)
    now_us = to_us(datetime.now(UTC)) if arguments.now is None else _instant(arguments.now, tz, "--now")
    judge = judge_of(contracts, now_us)
    as_json = arguments.format == "json"
    checker = Checker(
        judge,
        tz=tz,
        columns=_unique(arguments.column, "--column"),
        severities=_unique(arguments.severity_map, "--severity-map"),
        manner=COMMAND,
        brief=not as_json,
    )
    output = None if arguments.output in (None, STDIN) else checked_output(arguments.output, arguments.files)
    tally = Tally(severity for contract in contracts.versions for severity in contract.severities)
    with ExitStack() as stack:
        sink: _Sink = (
            stack.enter_context(JsonWriter(judge)) if as_json else TextReport(judge, arguments.limit, sys.stderr)
        )
        unreadable = sum(_read(file, checker, tally, sink) for file in arguments.files)
        summary = tally.summary()
        out: TextIO = sys.stdout
        if output is not None:
            out = stack.enter_context(opened(output))
        elif as_json:
            reconfigure(out, "utf-8")
        sink.write(out, summary)
    if as_json and (unreadable or summary.rejected):
        print(
            f"slacal: rows rejected: {summary.rejected}, files not read: {unreadable} (see the report)", file=sys.stderr
        )
    return _exit_code(arguments, summary, unreadable)


def _read(file: str, checker: Checker, tally: Tally, sink: _Sink) -> bool:
    """Judge a file row by row; whether it could not be read as a whole."""
    from slacal.audit.finding import Finding
    from slacal.audit.rules import findings_of

    unreadable = False
    for row in _rows(file, checker):
        if isinstance(row, int):
            tally.add_met(row)
        elif isinstance(row, list):
            tally.reject(row)
            sink.reject(row)
            unreadable = unreadable or row[0].line is None
        elif isinstance(row, Finding):
            sink.find(row)
        else:
            tally.add(row)
            sink.add(row, tuple(findings_of(row)))
    return unreadable


def _rows(file: str, checker: Checker) -> Iterator[Checked]:
    from slacal.audit.rejected import Rejected

    if file == STDIN:
        stdin: TextIO | None = sys.stdin  # None in a process that was started without it
        if stdin is None:
            yield [Rejected("<stdin>", None, None, None, "expected standard input, found it closed")]
        else:
            yield from checker.file(sys.stdin.buffer, "<stdin>")
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115  closed below
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        yield [Rejected(file, None, None, None, f"expected a readable file: {reason}")]
        return
    with stream:
        yield from checker.file(stream, file)


def _exit_code(arguments: _Arguments, summary: Summary, unreadable: int) -> int:
    if unreadable:
        return _BAD_INPUT
    if arguments.exit_zero:
        return 0
    found = (
        ("rejected", summary.rejected, _BAD_INPUT),
        ("breached", summary.total.breached, _BREACHED),
        ("unknown", summary.total.unknown, _UNDETERMINED),
    )
    return next((code for what, count, code in found if count and what in (arguments.fail_on or _FAILURES)), 0)


def _unique(pairs: Sequence[tuple[str, str]], argument: str) -> dict[str, str]:
    """Pairs as a mapping; the same name with two meanings is refused."""
    meant: dict[str, str] = {}
    for name, meaning in pairs:
        if meant.setdefault(name, meaning) != meaning:
            raise InputError("expected one meaning only", column=argument, value=f"{name}={meaning}")
    return meant
