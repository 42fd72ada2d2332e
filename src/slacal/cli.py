"""The command line: `slacal check`, `deadline` and `elapsed`; other modules named `_cli` add the other commands.

Exit codes, the first that applies: 2 bad input or usage, also where rows were rejected; 1 at least one breach or
violation; 3 something UNKNOWN; 0 kept, running tickets included.

Invariant: the machine's clock is read in `input_cli` alone, and only where `--now` is not given.
Law: no input, and no reader that goes away, makes a traceback.

Everything but the parser is imported by the command that needs it, so that each starts as fast as it can.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from slacal._version import __version__
from slacal.audit_cli import add_audit_commands
from slacal.calendar_cli import add_calendar_command
from slacal.contract_cli import LANGUAGES, add_contract_commands
from slacal.errors import SlacalError
from slacal.instant_cli import instant_argument, zone_argument
from slacal.map_cli import add_map_commands
from slacal.options_cli import add_options
from slacal.output_cli import open_what_is_closed, reconfigure, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slacal.worktime.language import Language

__all__ = ["main"]

_BAD_INPUT = 2
_INTERRUPTED, _READER_GONE = 130, 141  # 128 and the number of the signal, as shells have it

_EXAMPLES = """\
examples:
  slacal check tickets.csv
  slacal check export.csv --tz Europe/Warsaw --column ticket=Key --column reported_at=Created --severity-map P1=1
  slacal check export.csv --map jira.toml
  slacal check tickets.jsonl --format json --output report.json
  slacal check tickets.csv --baseline accepted.json --format junit --output sla.xml
  slacal explain tickets.csv SUP-1041
  slacal rule SLA203
  slacal deadline 2026-12-23T16:00+01:00 --severity 1
  slacal elapsed 2026-12-23T16:00+01:00 2026-12-28T10:00+01:00
  slacal calendar 2026
  slacal contract show --language pl

exit codes of check, the first that applies:
  2  bad input or usage, or a row could not be read
  1  at least one breach or violation that no baseline accepts
  3  none, but something that cannot be told
  0  the contract was kept; running tickets are no breach
"""

_EXPLAINED_HELP = "of the explanation, for which it asks as --explain does (default: text)"


class _Arguments(argparse.Namespace):
    """What the parser leaves."""

    run: Callable[[_Arguments], int]
    tz: str | None
    format: str | None
    start: str
    end: str
    severity: str | None
    budget: str | None
    reading: str | None
    contract: str | None
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
    tell(f"slacal: error: {message}", *more)
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

    check = commands.add_parser("check", help="judge the tickets of CSV, JSON Lines or Parquet files")
    check.add_argument("files", nargs="+", metavar="FILE", help="CSV, JSON Lines or Parquet; - is standard input")
    add_options(check)
    check.set_defaults(run=_check)

    deadline = commands.add_parser("deadline", help="until when a response is in time")
    deadline.add_argument("start", metavar="START", help="when the problem was reported, in ISO 8601")
    promised = deadline.add_mutually_exclusive_group(required=True)
    promised.add_argument("--severity", metavar="S", help="1 to 5 or a name: take the contract's budget")
    promised.add_argument("--budget", metavar="B", help="time such as 16h, 4d or 2w")
    deadline.add_argument("--reading", metavar="R", help="how the contract is read (default: its first reading)")
    deadline.add_argument("--contract", metavar="F", help="a contract file (default: the one slacal ships with)")
    deadline.add_argument("--explain", action="store_true", help="account for every stretch of the time up to it")
    deadline.add_argument("--format", choices=("text", "markdown", "html", "json"), help=_EXPLAINED_HELP)
    deadline.add_argument("--language", choices=LANGUAGES, default="en", help="of what is printed (default: en)")
    deadline.set_defaults(run=_deadline)

    elapsed = commands.add_parser("elapsed", help="working time between two instants")
    elapsed.add_argument("start", metavar="START", help="an instant in ISO 8601")
    elapsed.add_argument("end", metavar="END", help="an instant in ISO 8601")
    elapsed.set_defaults(run=_elapsed)
    for command in (deadline, elapsed):
        command.add_argument(
            "--tz", metavar="Z", help="whose clock it is where stamps carry no offset, such as Europe/Warsaw"
        )

    add_calendar_command(commands)
    add_audit_commands(commands)
    add_contract_commands(commands)
    add_map_commands(commands)
    return parser


def _check(arguments: _Arguments) -> int:
    from slacal.check_cli import run_check

    return run_check(arguments)


def _deadline(arguments: _Arguments) -> int:
    from slacal.contract_cli import contract_for
    from slacal.deadline_cli import deadline_text

    reported_us = instant_argument(arguments.start, zone_argument(arguments.tz), "START")
    text = deadline_text(
        contract_for(reported_us, arguments.contract),
        reported_us,
        severity=arguments.severity,
        budget=arguments.budget,
        reading=arguments.reading,
        explain=arguments.format or ("text" if arguments.explain else None),
        language=arguments.language,
    )
    say(text)
    return 0


def _elapsed(arguments: _Arguments) -> int:
    from slacal.contract.contract import shipped
    from slacal.worktime.words import working_time

    tz = zone_argument(arguments.tz)
    start_us, end_us = instant_argument(arguments.start, tz, "START"), instant_argument(arguments.end, tz, "END")
    print(working_time(shipped().calendar.elapsed_us(start_us, end_us)))
    return 0
