"""The commands that tell of an audit: `slacal explain` a ticket, and `slacal rule`.

Invariant: nothing of the audit is imported before one of them is asked for.
Law: `explain` says of a ticket what `check` finds in it.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from slacal.errors import HorizonError, InputError
from slacal.options_cli import ROW_OPTIONS, add_options
from slacal.output_cli import say, tell

if TYPE_CHECKING:
    from slacal.audit.trail import Trail
    from slacal.worktime.language import Language

__all__ = ["add_audit_commands"]

_KNOWN = 10_000  # tickets among which a near miss is looked for


class _Arguments(argparse.Namespace):
    """What the parser leaves."""

    ticket: str
    language: Language
    code: str | None


def add_audit_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],  # pyright: ignore[reportPrivateUsage]
) -> None:
    """Add `explain` and `rule` to the commands of a parser."""
    explain = commands.add_parser("explain", help="the story of one ticket: events, waits, deadline, findings")
    explain.add_argument("files", nargs=1, metavar="FILE", help="CSV, JSON Lines or Parquet; - is standard input")
    explain.add_argument("ticket", metavar="TICKET", help="the name of the ticket")
    explain.add_argument("--language", choices=("en", "pl"), default="en", help="of the story (default: en)")
    add_options(explain, ROW_OPTIONS)
    explain.set_defaults(run=_explain)

    rule = commands.add_parser("rule", help="what a finding means; without a code, all rules")
    rule.add_argument("code", metavar="CODE", nargs="?", help="such as SLA101")
    rule.set_defaults(run=_rule)


def _rule(arguments: _Arguments) -> int:
    from slacal.audit.rulebook import rule_lines, rule_list

    for line in rule_list() if arguments.code is None else rule_lines(arguments.code):
        print(line)
    return 0


def _explain(arguments: _Arguments) -> int:
    from itertools import islice

    from slacal.audit.checker import Checker, beyond
    from slacal.audit.judgement import Judgement
    from slacal.audit.manner import COMMAND
    from slacal.audit.rejected import Rejected
    from slacal.audit.story import Story
    from slacal.config_cli import settled
    from slacal.input_cli import checked_rows, judge_by, mapping_by
    from slacal.worktime.words import nearest

    options = settled(arguments)
    judge, tz = judge_by(options)
    checker = Checker(
        judge,
        tz=tz,
        columns=options.column,
        severities=options.severity_map,
        mapping=mapping_by(options),
        manner=COMMAND,
    )
    (file,) = options.files
    story: Judgement | Trail | Rejected | None = None
    rejected = 0
    for row in checked_rows(checker, file):
        if isinstance(row, list):
            rejected += 1
            if row[0].line is None:
                raise row[0].to_error()
        elif isinstance(row, Judgement) and row.ticket == arguments.ticket:
            story = row
    if story is None:
        story = checker.told(arguments.ticket)
    if story is None:
        near = nearest(arguments.ticket, islice(checker.names(), _KNOWN))
        hint = "" if near is None else f"; did you mean {near}?"
        lost = f" (rows rejected: {rejected}, see slacal check)" if rejected else ""
        raise InputError(
            f"expected the name of a ticket in {file}{lost}{hint}", column="TICKET", value=arguments.ticket
        )
    if isinstance(story, Rejected):
        raise story.to_error()
    try:
        text = Story(story, arguments.language).text()
    except HorizonError as error:
        raise beyond(story, error).to_error() from None
    say(text)
    if rejected:
        tell(f"slacal: {file}: rows rejected: {rejected}, see slacal check")
    return 0
