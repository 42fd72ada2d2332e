"""What is judged, and by what: the files and the contract that the command line names.

Invariant: the machine's clock is read here alone, and only where `--now` is not given.
Law: a file that cannot be opened is a rejected row without a line, never a traceback.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from functools import cache
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from slacal.audit.bench import judge_of
from slacal.audit.rejected import Rejected
from slacal.contract_cli import load_contracts
from slacal.errors import InputError
from slacal.instant_cli import instant_argument, zone_argument
from slacal.output_cli import STDIN
from slacal.worktime.instants import to_us
from slacal.worktime.problems import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO, TextIO
    from zoneinfo import ZoneInfo

    from slacal.audit.bench import Bench
    from slacal.audit.checker import Checked, Checker
    from slacal.audit.header import Header
    from slacal.audit.judge import Judge
    from slacal.audit.mapping import ExportMapping
    from slacal.audit.quick import Block, BlockJudge
    from slacal.options_cli import CheckArguments

__all__ = ["checked_rows", "fast_judge", "judge_by", "mapping_by"]

_LONG = 1 << 23  # bytes


def judge_by(options: CheckArguments) -> tuple[Judge | Bench, ZoneInfo | None]:
    """The judge, or judges, that the options name, and whose clock it is where stamps carry no offset."""
    contracts = load_contracts(options.contract)
    tz = zone_argument(options.tz)
    now_us = to_us(datetime.now(UTC)) if options.now is None else instant_argument(options.now, tz, "--now")
    return judge_of(contracts, now_us), tz


def fast_judge(judge: Judge, tz: ZoneInfo | None, files: Sequence[str], worst: int | None) -> BlockJudge | None:
    """Who judges blocks of long files, where the extra `frames` is there.

    Loading it takes as long as some MB do, and an event log has no such blocks: it is loaded with the first. `tz` is
    whose clock it is where stamps carry no offset. Of the breaches that are only counted, none is among the `worst` so
    many of its block; None counts no breach.
    """
    if not any(_size(file) >= _LONG for file in files):
        return None

    @cache
    def loaded() -> BlockJudge | None:
        try:
            from slacal.frames.check import FastJudge
        except MissingExtraError:
            return None
        return FastJudge(judge, tz, worst)

    def judged(
        text: str, lines: Sequence[str], header: Header, delimiter: str, severity: Callable[[str], int]
    ) -> Block | None:
        fast = loaded()
        return None if fast is None else fast(text, lines, header, delimiter, severity)

    return judged


def _size(file: str) -> int:
    try:
        return (os.fstat(sys.stdin.fileno()) if file == STDIN else Path(file).stat()).st_size
    except (OSError, ValueError, AttributeError):  # no file, or a standard input that is none
        return 0


def mapping_by(options: CheckArguments) -> ExportMapping | None:
    """The mapping that the options name."""
    if options.map is None:
        return None
    from slacal.audit.mapping import ExportMapping

    return ExportMapping.from_toml(Path(options.map))


def checked_rows(
    checker: Checker, file: str, follow: Callable[[BinaryIO, str], BinaryIO] | None = None
) -> Iterator[Checked]:
    """What becomes of the rows of a file, or of standard input; `follow` may watch how far it is read."""
    if file == STDIN:
        stdin: TextIO | None = sys.stdin  # None in a process that was started without it
        if stdin is None:
            yield [Rejected("<stdin>", None, None, None, "expected standard input, found it closed")]
        else:
            yield from _rows_of(checker, sys.stdin.buffer, "<stdin>", None)
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115  closed below
    except (OSError, ValueError) as error:
        yield [Rejected.from_error(InputError.unreadable(error, file), file, None)]
        return
    with stream:
        yield from _rows_of(checker, stream, file, follow)


def _rows_of(
    checker: Checker, stream: BinaryIO, name: str, follow: Callable[[BinaryIO, str], BinaryIO] | None
) -> Iterator[Checked]:
    """What becomes of the rows of a file, whose first bytes tell whether it is a table in Parquet."""
    if not _is_parquet(stream):
        return checker.file(stream if follow is None else follow(stream, name), name)
    try:
        from slacal.frames.parquet import ParquetTable

        return checker.table(ParquetTable(stream), name)
    except (InputError, MissingExtraError) as error:
        return iter([[Rejected.from_error(error, name, None)]])


def _is_parquet(stream: BinaryIO) -> bool:
    try:
        return isinstance(stream, BufferedReader) and stream.peek(4).startswith(b"PAR1")
    except OSError:  # which is said when it is read
        return False
