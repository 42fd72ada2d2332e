"""The command line of contracts: `slacal contract show|validate|schema|pin|ambiguity`, and `slacal verify`.

Exit codes: 2 bad input, usage or contract; 1 a report that would come out differently today; else 0.

Invariant: every command works without a file, on the contract slacal ships with, except `validate`, which is about one.
Law: what `pin` writes, `validate` accepts.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from slacal.errors import ContractError, InputError
from slacal.output_cli import STDIN, put, say, tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from slacal.contract.contract import Contract
    from slacal.contract.versions import Contracts
    from slacal.worktime.language import Language

__all__ = [
    "LANGUAGES",
    "add_contract_commands",
    "add_contracts_argument",
    "contract_for",
    "load_contract",
    "load_contracts",
    "tell_problems",
]

LANGUAGES = ("en", "pl")
"""What text can be had in, as arguments; said here again so that `--help` loads nothing."""

_BAD_INPUT, _DIFFERS = 2, 1
_FILE_HELP = "a contract file (default: the contract slacal ships with)"


class _Arguments(argparse.Namespace):
    """What the parser leaves."""

    contract: str | None
    contracts: list[str]
    report: str
    language: Language
    years: tuple[int, int]
    year: int
    format: str
    output: str | None


def add_contract_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],  # pyright: ignore[reportPrivateUsage]
) -> None:
    """Add `contract` and `verify` to the commands of a parser."""
    contract = commands.add_parser("contract", help="show, check, pin or compare a contract")
    actions = contract.add_subparsers(metavar="ACTION", required=True)

    show = actions.add_parser("show", help="the contract in words")
    show.set_defaults(run=_show)

    validate = actions.add_parser("validate", help="everything that is wrong with a contract file, at once")
    validate.add_argument("contracts", metavar="FILE", nargs="+", help="a contract file")
    validate.set_defaults(run=_validate)

    schema = actions.add_parser("schema", help="the JSON Schema of contract files")
    schema.set_defaults(run=_schema)

    pin = actions.add_parser("pin", help="the contract file with its holidays written down")
    pin.add_argument(
        "--years", metavar="FIRST-LAST", type=_years, required=True, help="for which years, such as 2026-2030"
    )
    pin.add_argument("--output", metavar="F", help="write it there instead of to standard output")
    pin.set_defaults(run=_pin)

    ambiguity = actions.add_parser("ambiguity", help="how much depends on how the contract is read")
    ambiguity.add_argument("--year", metavar="YEAR", type=int, required=True, help="over whose working hours")
    ambiguity.add_argument("--format", choices=("text", "json"), default="text", help="of the report (default: text)")
    ambiguity.set_defaults(run=_ambiguity)
    for action in (show, pin, ambiguity):
        action.add_argument("contract", metavar="FILE", nargs="?", help=_FILE_HELP)

    verify = commands.add_parser("verify", help="whether a JSON report would come out the same today")
    verify.add_argument("report", metavar="REPORT", help="what check --format json wrote; - is standard input")
    add_contracts_argument(
        verify, help="judge by this contract file; of several, a ticket by the one in force at its report"
    )
    verify.set_defaults(run=_verify)
    for command in (show, ambiguity, verify):
        command.add_argument("--language", choices=LANGUAGES, default="en", help="of the text (default: en)")


def add_contracts_argument(command: argparse.ArgumentParser, help: str) -> None:  # noqa: A002  as argparse has it
    """Add `--contract`, which may be given for each version of the contract."""
    command.add_argument("--contract", metavar="F", dest="contracts", action="append", default=[], help=help)


def load_contracts(files: Sequence[str]) -> Contracts:
    """The versions of a contract in some files, or the contract slacal ships with."""
    from slacal.contract.versions import Contracts

    return Contracts(tuple(map(load_contract, files)) or (load_contract(None),))


def contract_for(reported_us: int, file: str | None) -> Contract:
    """`load_contract` for one report; that it is older than the contract is told on standard error."""
    from slacal.contract.versions import Contracts

    contract = load_contract(file)
    try:
        return Contracts((contract,)).in_force_us(reported_us)
    except ContractError:
        tell(f"slacal: warning: {file}: in force for reports from {contract.valid_from} on only")
    return contract


def load_contract(file: str | None) -> Contract:
    """The contract of a file, or the one slacal ships with; what was hardly meant is told on standard error."""
    if file is None:
        from slacal.contract.contract import shipped

        return shipped()
    from slacal.contract.file import read_contract

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        contract = read_contract(Path(file))
    for warning in caught:
        tell(f"slacal: warning: {file}: {warning.message}")
    return contract


def _years(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    bounds = (first, last if dash else first)
    if not all(year.isascii() and year.isdigit() and len(year) == 4 for year in bounds) or bounds[0] > bounds[1]:
        raise argparse.ArgumentTypeError(f"expected years such as 2026-2030, got {text!r}")
    return int(bounds[0]), int(bounds[1])


def _show(arguments: _Arguments) -> int:
    from slacal.contract.brief import brief

    say(brief(load_contract(arguments.contract), arguments.language))
    return 0


def _validate(arguments: _Arguments) -> int:
    from slacal.contract.file import examine_contract

    code = 0
    for file in arguments.contracts:
        _, problems, doubts = examine_contract(Path(file))
        tell_problems(file, "error", problems)
        tell_problems(file, "warning", doubts)
        if problems:
            code = _BAD_INPUT
        else:
            say(f"{file}: a contract")
    return code


def tell_problems(file: str, level: str, problems: Iterable[ContractError]) -> None:
    """Problems on standard error as compilers tell them, so that editors can jump to their lines."""
    for problem in problems:
        place = f"{file}:{problem.line}" if problem.line else file
        tell(f"{place}: {level}: {str(problem).removeprefix(f'line {problem.line}: ')}")


def _schema(arguments: _Arguments) -> int:  # noqa: ARG001  takes what all commands take
    import json

    from slacal.contract.schema import contract_schema

    print(json.dumps(contract_schema(), indent=2, ensure_ascii=False))
    return 0


def _pin(arguments: _Arguments) -> int:
    from slacal.contract.write import pinned, write_contract

    files = () if arguments.contract is None else (arguments.contract,)
    put(write_contract(pinned(load_contract(arguments.contract), *arguments.years)), arguments.output, files)
    return 0


def _ambiguity(arguments: _Arguments) -> int:
    import json

    from slacal.contract.ambiguity import ambiguity
    from slacal.worktime.words import clean_json

    contract = load_contract(arguments.contract)
    report = ambiguity(contract, arguments.year)
    if arguments.format == "json":
        print(clean_json(json.dumps(report.to_dict(), indent=2, ensure_ascii=False)))
    else:
        say(report.text(arguments.language))
    return 0


def _read(file: str) -> bytes:
    """What is in a file, or comes by standard input."""
    stdin: TextIO | None = sys.stdin  # None in a process that was started without it
    if file == STDIN and stdin is None:
        raise InputError("expected standard input, found it closed", file=file)
    try:
        return sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError.unreadable(error, file) from None


def _verify(arguments: _Arguments) -> int:
    import json

    from slacal.audit.verify import verify_report

    file = arguments.report
    text = _read(file)
    try:
        report: object = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("expected a report as JSON", file=file) from None
    try:
        contracts = load_contracts(arguments.contracts)
        outcome = verify_report(report, contracts)
    except InputError as error:
        raise InputError(error.error, file=file, column=error.column, value=error.value) from None
    say(outcome.text(arguments.language))
    here = {contract.name for contract in contracts.versions}
    others = set(outcome.made_by) - here
    if "rules" in outcome.parts and others:  # most likely the wrong contract
        then, now = (" and ".join(map(repr, sorted(names))) for names in (others, here))
        tell(f"slacal: warning: the report is by {then}, and was compared with {now}: see --contract")
    return 0 if outcome.same else _DIFFERS
