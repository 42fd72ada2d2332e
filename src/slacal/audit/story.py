"""Stories: what happened to one ticket, what it did, and how the contract sees it.

    head       which ticket, its severity and verdict
    events     when, what, and what it did; an exclamation mark where a rule has something to say
    waits      how long the customer was waited for, and until when
    response   the promise, and the ledger of the time up to the deadline
    readings   the verdict under each reading of the contract
    findings   what the rules say

Invariant: a story reckons nothing itself; it tells what the fold, the judge and the ledger found.
Law: every entry of the trail stands in the story, in the order of the log.
"""

from __future__ import annotations

from contextlib import suppress
from textwrap import wrap
from typing import TYPE_CHECKING

from slacal.audit.case import STAMPS
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement
from slacal.audit.rules import findings_of, findings_of_trail
from slacal.audit.stamps import Bounds, Stamp
from slacal.audit.story_words import ACTS, WORDS
from slacal.contract.wording import severity_words
from slacal.errors import HorizonError
from slacal.ticket.lifecycle import SIGNALS, WAITING
from slacal.ticket.vocabulary import Act
from slacal.ticket.waiting import Waiting
from slacal.worktime.instants import from_us
from slacal.worktime.language import checked_language, length, written_instant
from slacal.worktime.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from slacal.audit.entry import Entry
    from slacal.audit.finding import Finding
    from slacal.audit.fold import Passage
    from slacal.audit.trail import Trail
    from slacal.ticket.course import Course
    from slacal.worktime.language import Language

__all__ = ["Story"]

_WIDTH = 110
_LEAST = 40  # characters of what an event did, however long its name is


class Story:
    """One ticket's story in a language: of a judged ticket, or of events without a report."""

    def __init__(self, told: Judgement | Trail, language: Language = "en") -> None:
        self._language: Language = checked_language(language)
        self._words = WORDS[language]
        self._ticket = told.ticket
        if isinstance(told, Judgement):
            self._judgement: Judgement | None = told
            self._trail = told.trail
            self._judge = told.judge
            self._findings: list[Finding] = findings_of(told)
        else:
            self._judgement = None
            self._trail = told
            self._judge = Judge(told.contract, told.now_us)
            self._findings = list(findings_of_trail(told))
        self._tz = self._judge.contract.calendar.tz

    def text(self) -> str:
        """The story as plain text."""
        parts = [self._head(), self._events(), self._waits(), self._response(), self._readings(), self._found()]
        return "\n\n".join("\n".join(part) for part in map(list, parts) if part)

    def _head(self) -> Iterator[str]:
        words, judgement = self._words, self._judgement
        yield f"{clean(self._ticket)}: {self._verdict()}"
        if judgement is not None:
            yield f"{words['severity']} {self._severity(judgement.severity)}"
        as_of = written_instant(self._judge.as_of.replace(microsecond=0), self._language)
        yield f"{clean(self._judge.contract.name)}, {words['as_of']} {as_of} ({self._tz.key})"

    def _verdict(self) -> str:
        words, judgement = self._words, self._judgement
        if judgement is None:
            return words["unreported"]
        said = words[judgement.verdict.value]
        if judgement.disputable:
            said += f", {words['disputable']}"
        return said

    def _events(self) -> Iterator[str]:
        yield self._words["events"]
        rows = list(self._rows())
        when = max((len(row[0]) for row in rows), default=0)
        what = max((len(row[1]) for row in rows), default=0)
        for stamp, name, does, marks in rows:
            lines = wrap(does, max(_LEAST, _WIDTH - when - what - 6)) or [""]
            first = f"  {stamp:{when}}  {name:{what}}  {lines[0]}"
            yield first.rstrip()
            for line in lines[1:]:
                yield f"  {'':{when}}  {'':{what}}  {line}"
            for mark in marks:
                yield f"  {'':{when}}  {'':{what}}  ! {mark}"

    def _rows(self) -> Iterator[tuple[str, str, str, Sequence[str]]]:
        """When, what, what it did, and the findings."""
        trail, judgement = self._trail, self._judgement
        if trail is not None:
            places: dict[tuple[str | None, int | None], list[str]] = {}
            for finding in self._findings:
                places.setdefault((finding.file, finding.line), []).append(f"{finding.code} {finding.level}")
            for passage in trail.base.passages:
                entry = passage.entry
                marks = places.pop((entry.file, entry.line), ())
                yield self._stamp(entry.at), self._act(entry), self._did(passage), marks
            for entry in trail.ahead:
                yield self._stamp(entry.at), self._act(entry), self._words["ahead"], ()
        else:
            assert judgement is not None  # noqa: S101  what has no events was judged
            case = judgement.case
            stamps = (case.reported, case.responded, case.acknowledged, case.started, case.closed)
            for name, stamp in zip(STAMPS, stamps, strict=True):
                if stamp is not None:
                    yield self._stamp(stamp), name, "", ()
            for name, stamp in judgement.ahead:
                if name != STAMPS[0]:
                    yield self._stamp(stamp), name, self._words["ahead"], ()

    def _waits(self) -> Iterator[str]:
        if self._trail is None:
            return
        contract, words = self._judge.contract, self._words
        for number, stay in enumerate(self._trail.base.stays()):
            if number == 0:
                yield words["waits"]
            waiting = Waiting.of(stay.wait, contract, stay.severity)
            since, ends = (written_instant(at, self._language) for at in (waiting.since, waiting.ends))
            end = words["goes_on"] if stay.ended is None else words["ended"].format(by=self._act(stay.ended.entry))
            until = written_instant(from_us(stay.end_us, self._tz), self._language)
            counted = sum(attempt.counts for attempt in waiting.attempts)
            yield f"  {since} – {until}: {end}"
            made = len(waiting.attempts)
            counts = words["counted"].format(counted=counted, made=made) if made else ""
            yield f"    {words['silence'].format(ends=ends)}{counts}"

    def _response(self) -> Iterator[str]:
        judgement, words = self._judgement, self._words
        if judgement is None:
            return
        yield words["response"]
        since, severity = self._promise(judgement)
        if judgement.unknown is not None:
            unknown = judgement.unknown
            yield f"  {words['met_if']} {unknown.met_if}"
            yield f"  {words['breached_if']} {unknown.breached_if}" if unknown.breached_if else f"  {words['never']}"
            yield f"  {words['field']} {unknown.field}"
        if judgement.spent_us is not None:
            used, granted = (length(us, self._language) for us in judgement.spent_us)
            yield "  " + words["used"].format(used=used, budget=granted)
        with suppress(HorizonError):
            if isinstance(since, Bounds):
                ends = {self._judge.deadline_us(us, severity)[0]: None for us in (since.earliest_us, since.latest_us)}
                due = " – ".join(written_instant(from_us(us, self._tz), self._language) for us in ends)
                yield "  " + words["due_about"].format(due=due)
                return
            yield ""
            explained = self._judge.contract.explain(from_us(since, self._tz), severity)
            yield from explained.text(self._language).splitlines()[1:]  # the head names the contract

    def _promise(self, judgement: Judgement) -> tuple[Stamp, int]:
        """Since when the time counts, and for which severity; that of an earlier one, whose deadline was missed."""
        if judgement.missed is None:
            return judgement.judge.since(judgement.case), judgement.severity
        return judgement.missed.since, judgement.missed.severity

    def _ends(self, judgement: Judgement) -> tuple[datetime | None, datetime | None]:
        """Due, and last on time, of that promise; None where stamps leave it open."""
        since, severity = self._promise(judgement)
        if judgement.missed is None:
            return judgement.due, judgement.last_on_time
        if isinstance(since, Bounds):
            return None, None
        due_us, last_us = judgement.judge.deadline_us(since, severity)
        return from_us(due_us, self._tz), from_us(last_us, self._tz)

    def _readings(self) -> Iterator[str]:
        judgement = self._judgement
        if judgement is None:
            return
        yield self._words["readings"]
        rows: list[tuple[str, str, str, str]] = []
        for reading in self._judge.contract.readings:
            with suppress(HorizonError):
                other = self._judge.under(reading).judge(judgement.case)
                due, last = map(self._written, self._ends(other))
                rows.append((reading.name, self._words[other.verdict.value], due, last))
        heads = ("", "", self._words["due"], self._words["last"])
        widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(4)]
        for row in (heads, *rows):
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            yield f"  {'  '.join(cells)}".rstrip()

    def _found(self) -> Iterator[str]:
        yield self._words["findings"]
        if not self._findings:
            yield f"  {self._words['none']}"
        for finding in self._findings:
            clause = "" if finding.clause is None else f", {self._words['clause']} {finding.clause}"
            mark = f", {self._words['disputable']}" if finding.disputable else ""
            yield f"  {finding.code} {finding.level}{clause}{mark}"
            yield from wrap(clean(finding.message), _WIDTH - 4, initial_indent="    ", subsequent_indent="    ")

    def _did(self, passage: Passage) -> str:
        """What an event did."""
        words, before, after = self._words, passage.before, passage.after
        if passage.repeated:
            return words["repeated"]
        if after is None or after is before:
            return words["nothing"]
        if before is None:
            return words["begins"].format(severity=self._severity(after.severity))
        parts = [*self._responded(before, after), *self._waited(passage, before, after)]
        if after.severity != before.severity:
            parts.append(f"{self._severity(before.severity)} → {self._severity(after.severity)}")
        if after.state is not before.state:
            parts.append(words[after.state.value])
        return "; ".join(parts) or words["no_change"]

    def _responded(self, before: Course, after: Course) -> Iterator[str]:
        words = self._words
        if before.responded_us is None and after.responded_us is not None:
            if self._judgement is None or self._judgement.elapsed is None:
                yield words["responded"]
                return
            elapsed = self._judge.contract.calendar_of(after.severity).elapsed_us(after.reported_us, after.responded_us)
            yield words["complete"].format(used=length(elapsed, self._language))
        elif before.acknowledged_us is None and after.acknowledged_us is not None:
            yield words["confirmed"]
        elif before.started_us is None and after.started_us is not None:
            yield words["started"]

    def _waited(self, passage: Passage, before: Course, after: Course) -> Iterator[str]:
        contract, words = self._judge.contract, self._words
        if passage.entry.act is Act.CONTACT_ATTEMPTED and after.wait is not None:
            waiting = Waiting.of(after.wait, contract, after.severity)
            if waiting.attempts[-1].counts:
                number = sum(attempt.counts for attempt in waiting.attempts)
                yield words["attempt"].format(number=number, needed=contract.closure.attempts)
            else:
                yield words["in_vain"].format(ends=written_instant(waiting.ends, self._language))
        elif after.state in WAITING and after.wait is not None and (before.wait is None or before.wait != after.wait):
            ends = from_us(contract.waiting_ends_us(after.wait.since_us), self._tz)
            yield words["waits_until"].format(ends=written_instant(ends, self._language))
        elif before.wait is not None and after.wait is None and passage.entry.act in SIGNALS:
            yield words["signal"]

    def _act(self, entry: Entry) -> str:
        return ACTS[self._language][entry.act]

    def _stamp(self, stamp: Stamp) -> str:
        return stamp.text if isinstance(stamp, Bounds) else written_instant(from_us(stamp, self._tz), self._language)

    def _written(self, at: datetime | None) -> str:
        return "?" if at is None else written_instant(at, self._language)

    def _severity(self, severity: int) -> str:
        return severity_words(int(severity), self._judge.contract.label(severity, self._language))
