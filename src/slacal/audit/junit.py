"""The report as JUnit XML, for the test views of CI servers: a test case a ticket, a test suite a severity.

    met, running   passed          breach, violation   failure, of the gravest finding
    unknown        skipped         row not read        error, in a suite of its own

A ticket is what has a name and a history: a view can then say which tickets are newly broken and which have been
mended. A rule as a test case would stay red as long as one of a thousand tickets breaks it. The contracts that judged,
and their fingerprints, are properties of every suite.

Invariant: the text is well-formed XML 1.0, whatever the rows held, of the elements and attributes that the schema of
Jenkins' xUnit plugin (junit-10) has.
Law: the numbers of a suite are those of its test cases, and of the whole those of its suites.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.finding import Finding, Level
from slacal.audit.span import fingerprint_line
from slacal.audit.spool import Spool, Spooling
from slacal.audit.telling import TURNED_AROUND, doubts, place, severity, state
from slacal.ticket.verdict import Verdict
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from slacal.audit.bench import Bench
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement
    from slacal.audit.rejected import Rejected
    from slacal.audit.report import Summary

__all__ = ["JUnitWriter"]

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_NOT_JUDGED = "not judged"
_REJECTED = "rejected rows"
_FAILS = (Level.BREACH, Level.VIOLATION)


class _Suite:
    """The test cases of a suite and how they ended."""

    __slots__ = ("cases", "errors", "failures", "skipped")

    def __init__(self, cases: Spool) -> None:
        self.cases = cases
        self.failures = self.errors = self.skipped = 0

    def counts(self) -> str:
        return f'tests="{self.cases.count}" failures="{self.failures}" errors="{self.errors}"'


class JUnitWriter(Spooling):
    """Takes judgements, findings and rejected values; a context manager, for its temporary files."""

    def __init__(self, judge: Judge | Bench) -> None:
        super().__init__()
        self._judge = judge
        self._suites: dict[str, _Suite] = {}
        # Suites come in the order in which they are made: severities first.
        for key in sorted({int(key) for one in judge.judges for key in one.contract.severities}):
            self._suite(severity(judge.contract, key))

    def add(self, judgement: Judgement, findings: Sequence[Finding]) -> None:
        """A test case: the gravest finding is its failure, doubts skip it, and the rest is its output."""
        name = severity(self._judge.contract, judgement.severity)
        suite = self._suite(name)
        failure = _gravest(findings)
        if failure is not None:
            suite.failures += 1
            outcome = _element(
                "failure", failure.message, failure.code, [_line(failure), place(failure.file, failure.line)]
            )
        elif judgement.verdict is Verdict.UNKNOWN:
            suite.skipped += 1
            missing, *settled = doubts(judgement)
            where = place(judgement.case.file, judgement.case.line)
            outcome = _element("skipped", f"unknown: {missing}", None, [*settled, where])
        else:
            outcome = ""
        told = [] if judgement.verdict is Verdict.UNKNOWN and failure is None else [state(judgement)]
        others = [_line(finding) for finding in findings if finding is not failure]
        self._put(name, judgement.ticket, outcome, [*told, *others])

    def find(self, finding: Finding) -> None:
        """A test case for a finding of a ticket that could not be judged."""
        suite, outcome, lines = self._suite(_NOT_JUDGED), "", [_line(finding)]
        if finding.level in _FAILS:
            suite.failures += 1
            outcome = _element("failure", finding.message, finding.code, [*lines, place(finding.file, finding.line)])
            lines = []
        self._put(_NOT_JUDGED, finding.ticket, outcome, lines)

    def reject(self, row: Iterable[Rejected]) -> None:
        """A test case for each row or file that could not be read, with everything that is wrong with it."""
        wrong = list(row)
        self._suite(_REJECTED).errors += 1
        lines = [clean(str(one)) for one in wrong]
        outcome = _element("error", lines[0], "rejected", lines)
        self._put(_REJECTED, place(wrong[0].file, wrong[0].line) or "rows", outcome, [])

    def write(self, out: TextIO, summary: Summary) -> None:
        """The whole report, once nothing more comes."""
        suites = self._suites.values()
        tests, failures, errors = (
            sum(numbers)
            for numbers in zip(*((one.cases.count, one.failures, one.errors) for one in suites), strict=True)
        )
        name = _text(self._judge.contract.name)
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        out.write(f'<testsuites name="{name}" tests="{tests}" failures="{failures}" errors="{errors}">\n')
        as_of = self._judge.as_of.isoformat(timespec="seconds")
        prints = (fingerprint_line(span.contract, span.fingerprint()) for span in summary.spans)
        carried = "".join(f'      <property name="contract" value="{_text(line)}"/>\n' for line in prints)
        carried = f"    <properties>\n{carried}    </properties>\n" if carried else ""
        for title, suite in self._suites.items():
            if not suite.cases.count:
                continue
            head = f'name="{_text(title)}" {suite.counts()} skipped="{suite.skipped}" timestamp="{as_of}"'
            out.write(f"  <testsuite {head}>\n{carried}")
            suite.cases.copy_to(out)
            out.write("  </testsuite>\n")
        out.write("</testsuites>\n")

    def _suite(self, name: str) -> _Suite:
        if name not in self._suites:
            self._suites[name] = _Suite(self.spool())
        return self._suites[name]

    def _put(self, suite: str, name: str, outcome: str, lines: Sequence[str]) -> None:
        """One test case; its class is the suite, under the contract as its package."""
        package = f"{self._judge.contract.name}.{suite}"
        output = f"      <system-out>{_lines(lines)}</system-out>\n" if lines else ""
        self._suites[suite].cases.put(
            f'    <testcase name="{_text(name)}" classname="{_text(package)}">\n{outcome}{output}    </testcase>\n'
        )


def _gravest(findings: Sequence[Finding]) -> Finding | None:
    """The finding that makes a test case fail: the breach, else the first violation."""
    for level in _FAILS:
        for finding in findings:
            if finding.level is level:
                return finding
    return None


def _line(finding: Finding) -> str:
    clause = "" if finding.clause is None else f" (clause {finding.clause})"
    disputable = f"; {TURNED_AROUND}" if finding.disputable else ""
    return f"{finding.code} {finding.level.value}: {finding.message}{clause}{disputable}"


def _element(tag: str, message: str, kind: str | None, lines: Sequence[str]) -> str:
    typed = "" if kind is None else f' type="{_text(kind)}"'
    return f'      <{tag}{typed} message="{_text(message)}">{_lines(lines)}</{tag}>\n'


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(map(_text, filter(None, lines)))


def _text(text: str) -> str:
    """Text with XML's own characters as entities, and what XML cannot hold made visible."""
    return clean(text).translate(_ESCAPES)
