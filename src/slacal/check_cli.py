"""What `slacal check` does: read, judge, sift, tell, and end with a code.

    files --Checker--> judgements in the window --Sieve--> findings --> sinks: the report, and the summary file
                                                 --Tally--> numbers

Invariant: everything is made ready, or refused, before the first row is read.
Law: what is told, what is counted and how it ends do not depend on the format.
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from slacal.audit.baseline import Baseline, write_baseline
from slacal.audit.checker import Checker, beyond
from slacal.audit.finding import Finding, Level
from slacal.audit.judge import Judge
from slacal.audit.manner import COMMAND
from slacal.audit.selection import Selection
from slacal.audit.sieve import Sieve
from slacal.audit.sink import Brief
from slacal.audit.stamps import earliest
from slacal.audit.tally import Tally
from slacal.audit.text import TextReport
from slacal.config_cli import settled
from slacal.errors import HorizonError, InputError
from slacal.input_cli import checked_rows, fast_judge, judge_by, mapping_by
from slacal.instant_cli import bound_argument
from slacal.output_cli import STDIN, append_within, check_apart, checked_output, opened, reconfigure, tell
from slacal.terminal_cli import painter, progress
from slacal.worktime.words import so_many

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence
    from typing import TextIO
    from zoneinfo import ZoneInfo

    from slacal.audit.baseline import Key
    from slacal.audit.cells import Plain
    from slacal.audit.checker import Checked
    from slacal.audit.markdown import MarkdownReport
    from slacal.audit.quick import BlockJudge, Counted
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Summary
    from slacal.audit.sink import Sink
    from slacal.options_cli import CheckArguments

__all__ = ["run_check"]

_BAD_INPUT, _UNDETERMINED, _BROKEN = 2, 3, 1
_BRIEF = ("text", "github", "markdown")  # the formats that need not be told of every ticket that was met
_WORST = 50  # breaches that any brief report may show, whatever the limit
_SUMMARY_BYTES = 1 << 20  # what GitHub takes of the summary of a step
_LEVELS = {"breached": Level.BREACH, "violation": Level.VIOLATION, "warning": Level.WARNING, "note": Level.NOTE}


def run_check(given: argparse.Namespace) -> int:
    """Check what the arguments say, and return the exit code."""
    return _Check(settled(given)).run()


class _Window(NamedTuple):
    """Reports from `start_us` on and before `end_us` are looked at; None is no bound."""

    start_us: int | None
    end_us: int | None

    @property
    def is_open(self) -> bool:
        return self == (None, None)

    @property
    def is_empty(self) -> bool:
        """Whether no instant lies in it."""
        return self.start_us is not None and self.end_us is not None and self.start_us >= self.end_us

    def holds(self, reported_us: int) -> bool:
        return (self.start_us is None or reported_us >= self.start_us) and (
            self.end_us is None or reported_us < self.end_us
        )


class _Check:
    """A check."""

    def __init__(self, options: CheckArguments) -> None:
        self._options = options
        self._judge, tz = judge_by(options)
        zone = tz or self._judge.contract.calendar.tz
        self._window = _Window(
            *(
                None if text is None else bound_argument(text, zone, name)
                for name, text in (("--since", options.since), ("--until", options.until))
            )
        )
        if self._window.is_empty:
            raise InputError("expected an instant after --since", column="--until", value=options.until)
        self._selection = Selection(options.select, options.ignore)
        one_each = (file for file in (options.map, options.config) if file is not None)
        self._inputs = (*options.files, *options.contract, *one_each)
        self._output, self._summary_file = (
            None if file in (None, STDIN) else checked_output(file, self._inputs, name)
            for name, file in (("--output", options.output), ("--summary-file", options.summary_file))
        )
        self._brief = options.format in _BRIEF
        self._tally = Tally(self._judge)
        self._baseline = self._accepted()
        baseline = None if options.baseline is None else Path(options.baseline)
        check_apart({"--baseline": baseline, "--output": self._output, "--summary-file": self._summary_file})
        self._sieve = Sieve(
            self._tally, self._selection, self._baseline, record=options.write_baseline, brief=self._brief
        )
        self._seen: set[str] = set()
        self._markdown: MarkdownReport | None = None
        self._telling: list[Sink] = []
        self._checker = Checker(
            self._judge,
            tz=tz,
            columns=options.column,
            severities=options.severity_map,
            mapping=mapping_by(options),
            manner=COMMAND,
            keep=options.format == "json",
            plain=(self._tally.add_plain if self._window.is_open else self._plain) if self._brief else None,
            quick=self._quick(tz),
        )

    def _quick(self, tz: ZoneInfo | None) -> tuple[BlockJudge, Callable[[Counted], None]] | None:
        """A fast judge for a long file, where nothing is asked that it cannot tell."""
        options, judge = self._options, self._judge
        asked = self._brief and self._window.is_open and options.baseline is None
        if not (asked and isinstance(judge, Judge)):
            return None
        fast = fast_judge(judge, tz, options.files, max(options.limit, _WORST) if options.limit else None)
        return None if fast is None else (fast, partial(self._counted, judge))

    def _counted(self, judge: Judge, counted: Counted) -> None:
        """Count the tickets of a block."""
        self._tally.add_counted(judge, counted)
        breached = self._sieve.breaches(counted.breaches)
        for sink in self._telling:
            if breached and isinstance(sink, Brief):
                sink.skip(breached)

    def _accepted(self) -> Baseline | None:
        """The baseline, where one is to be read: to sift by, or to keep what this run does not look for."""
        file = self._options.baseline
        if file is None:
            if self._options.write_baseline:
                raise InputError("expected --baseline FILE as well, to say where to", column="--write-baseline")
            return None
        if self._options.write_baseline:
            path = checked_output(file, self._inputs, "--baseline")
            in_part = not self._window.is_open or self._options.select or self._options.ignore
            if not (in_part and path.exists()):
                return None
        try:
            text = Path(file).read_bytes()
        except (OSError, ValueError) as error:
            raise InputError.unreadable(error, file, " (--write-baseline makes one)") from None
        return Baseline.parse(text, file)

    def run(self) -> int:
        """Read, tell, and say how it ended."""
        options = self._options
        with ExitStack() as stack:
            with progress(options.files, options.color) as follow:
                sinks = self._telling = self._sinks(stack)
                unreadable = sum(self._take(checked_rows(self._checker, file, follow), sinks) for file in options.files)
                self._take(self._checker.finish(), sinks)
            summary = self._tally.summary()
            self._write(sinks, summary, stack)
        if options.format != "text" and (unreadable or summary.rejected):
            tell(f"slacal: rows rejected: {summary.rejected}, files not read: {unreadable} (see the report)")
        self._tend_baseline(complete=not (unreadable or summary.rejected))
        return self._exit_code(summary, unreadable)

    def _take(self, rows: Iterable[Checked], sinks: Sequence[Sink]) -> bool:
        """Hand on what becomes of a file's rows, one by one; whether it could not be read as a whole."""
        unreadable, tally, sieve = False, self._tally, self._sieve
        holds = None if self._window.is_open else self._window.holds
        for row in rows:
            if isinstance(row, list):
                self._reject(row, sinks)
                unreadable = unreadable or row[0].line is None
            elif isinstance(row, Finding):
                if sieve.passes(row):
                    for sink in sinks:
                        sink.find(row)
            elif holds is None or holds(earliest(row.case.reported)):
                try:
                    findings = sieve.of(row)
                except HorizonError as error:
                    self._reject([beyond(row, error)], sinks)
                    continue
                tally.add(row)
                for sink in sinks:
                    sink.add(row, findings)
                if self._baseline is not None:
                    self._seen.add(row.ticket)
        return unreadable

    def _reject(self, row: list[Rejected], sinks: Sequence[Sink]) -> None:
        self._tally.reject(row)
        for sink in sinks:
            sink.reject(row)

    def _plain(self, rows: list[Plain]) -> None:
        """Count those tickets of which no more is to be told that are in the window."""
        rows = [row for row in rows if self._window.holds(row[3])]
        self._tally.add_plain(rows)
        if self._baseline is not None:
            self._seen.update(row[0] for row in rows)

    def _sinks(self, stack: ExitStack) -> list[Sink]:
        """The report and, where it is asked for, the summary."""
        report = self._report(stack)
        if self._summary_file is None:
            return [report]
        from slacal.audit.markdown import MarkdownReport

        self._markdown = MarkdownReport(self._judge, self._options.limit)
        return [report, self._markdown]

    def _report(self, stack: ExitStack) -> Sink:
        judge, limit = self._judge, self._options.limit
        match self._options.format:
            case "json":
                from slacal.audit.jsonout import JsonWriter

                return stack.enter_context(JsonWriter(judge))
            case "junit":
                from slacal.audit.junit import JUnitWriter

                return stack.enter_context(JUnitWriter(judge))
            case "csv":
                from slacal.audit.csvout import CsvWriter

                return stack.enter_context(CsvWriter())
            case "github":
                from slacal.audit.github import GithubReport

                return GithubReport()
            case "markdown":
                from slacal.audit.markdown import MarkdownReport

                return MarkdownReport(judge, limit)
            case _:
                paint = painter(sys.stdout, self._options.color) if self._output is None else None
                return TextReport(judge, limit, sys.stderr, paint)

    def _write(self, sinks: Sequence[Sink], summary: Summary, stack: ExitStack) -> None:
        out: TextIO = sys.stdout
        if self._output is not None:
            out = stack.enter_context(opened(self._output))
        elif self._options.format != "text":
            reconfigure(out, "utf-8")
        sinks[0].write(out, summary)
        if self._summary_file is not None and self._markdown is not None:
            append_within(self._summary_file, self._markdown.lines(summary), _SUMMARY_BYTES)

    def _tend_baseline(self, *, complete: bool) -> None:
        """Write the baseline, or tell of what it accepts that is no longer found; neither of a part of the rows."""
        options, file = self._options, self._options.baseline
        if file is None:
            return
        if options.write_baseline:
            found = Counter(self._sieve.recorded)
            keys = found | Counter(key for key in self._missing() if not self._looks_for(key))
            if complete:
                with opened(Path(file)) as out:
                    out.write(write_baseline(keys.elements(), self._judge.contract.name))
                kept = keys.total() - found.total()
                before = f", {kept} kept of those not looked for" if kept else ""
                tell(f"slacal: {file}: {so_many(found.total(), 'finding')} accepted{before}")
            else:
                tell(f"slacal: {file}: not written, as not all rows could be read")
        elif complete:
            gone = [key for key in self._missing() if self._looks_for(key)]
            if gone:
                shown = gone[: options.limit or None]
                tell(f"slacal: {file}: no longer found, --write-baseline forgets them: {len(gone)}")
                tell(*(f"  {key}" for key in shown), *(["  ..."] if len(gone) > len(shown) else []))

    def _missing(self) -> Sequence[Key]:
        """What the baseline accepts and this run did not find."""
        return () if self._baseline is None else self._baseline.vanished()

    def _looks_for(self, key: Key) -> bool:
        """Whether this run would have found it: its rule is selected, its ticket in the window."""
        return key.code in self._selection and (self._window.is_open or key.ticket in self._seen)

    def _exit_code(self, summary: Summary, unreadable: int) -> int:
        if unreadable:
            return _BAD_INPUT
        if self._options.exit_zero:
            return 0
        found = (
            ("rejected", summary.rejected, _BAD_INPUT),
            *((word, summary.levels[level], _BROKEN) for word, level in _LEVELS.items()),
            ("unknown", summary.total.unknown, _UNDETERMINED),
        )
        return next((code for what, count, code in found if count and what in self._options.fail_on), 0)
