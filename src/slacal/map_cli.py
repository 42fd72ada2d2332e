"""The command line of mapping files: `slacal map validate` and `slacal map schema`.

Invariant: exit code 2 where a file is no mapping, else 0.
Law: what `validate` accepts under a contract, `slacal check --map` reads by under that contract.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from slacal.contract_cli import add_contracts_argument, load_contracts, tell_problems
from slacal.output_cli import say

__all__ = ["add_map_commands"]

_BAD_INPUT = 2


class _Arguments(argparse.Namespace):
    """What the parser leaves."""

    mappings: list[str]
    contracts: list[str]


def add_map_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],  # pyright: ignore[reportPrivateUsage]
) -> None:
    """Add `map` to the commands of a parser."""
    group = commands.add_parser("map", help="check a mapping file of check --map, or print its JSON Schema")
    actions = group.add_subparsers(metavar="ACTION", required=True)
    validate = actions.add_parser("validate", help="everything that is wrong with a mapping file, at once")
    validate.add_argument("mappings", metavar="FILE", nargs="+", help="a mapping file")
    add_contracts_argument(validate, help="whose severities are meant (default: the shipped contract); may be repeated")
    validate.set_defaults(run=_validate)
    schema = actions.add_parser("schema", help="the JSON Schema of mapping files")
    schema.set_defaults(run=_schema)


def _validate(arguments: _Arguments) -> int:
    from slacal.audit.mapping import ExportMapping, MappingFileError

    contracts, code = load_contracts(arguments.contracts), 0
    for file in arguments.mappings:
        try:
            mapping = ExportMapping.from_toml(Path(file))
            mapping.meanings(contracts)
        except MappingFileError as error:
            tell_problems(file, "error", error.problems)
            code = _BAD_INPUT
        else:
            say(f"{file}: a mapping of {'events' if mapping.of_events else 'tickets'}")
    return code


def _schema(arguments: _Arguments) -> int:  # noqa: ARG001  takes what all commands take
    import json

    from slacal.audit.mapping import mapping_schema

    print(json.dumps(mapping_schema(), indent=2, ensure_ascii=False))
    return 0
