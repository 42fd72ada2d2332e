"""Rules about what was reported and asked for (clauses 2 and 4), and about the data itself.

Invariant: none of them is of level `breach` or `violation`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacal.audit.finding import Level
from slacal.audit.refusals import refused
from slacal.audit.rule import Rule, Sight, done, said
from slacal.audit.stamps import earliest, latest
from slacal.errors import EventConflict, IllegalTransition, OutOfOrder
from slacal.ticket.vocabulary import Topic
from slacal.worktime.instants import MICROSECOND, to_us
from slacal.worktime.words import working_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slacal.audit.fold import Fold
    from slacal.audit.judgement import Judgement

__all__ = ["DATA_RULES", "STAMP_RULES"]


def _report_incomplete(fold: Fold) -> Iterator[Sight]:
    """Clause 2: what a report should carry in any case."""
    for passage in fold.passages:
        report = passage.entry.more.report
        if passage.before is None and report is not None:
            missing = [item for item in report.missing() if item.required]
            if missing:
                named = ", ".join(item.label() for item in missing)
                yield Sight(passage.entry.at, f"the report does not tell {named}", passage.entry)


def _supplement_slow(fold: Fold) -> Iterator[Sight]:
    """Clause 4: what a third party needs is passed on as soon as possible; a working day is told."""
    calendar, day_us = fold.contract.calendar, fold.contract.hours_per_day // MICROSECOND
    for passage in fold.passages:
        more = passage.entry.more
        if more.needed_since is None or more.about is not Topic.THIRD_PARTY:
            continue
        since_us, asked_us = latest(more.needed_since), earliest(passage.entry.at)
        taken_us = calendar.elapsed_us(since_us, asked_us) if since_us < asked_us else 0
        if taken_us > day_us and not passage.repeated:
            since = said(more.needed_since, calendar.tz)
            message = f"a third party needed it since {since}; the customer was asked {working_time(taken_us)} later"
            yield Sight(passage.entry.at, f"{message} (working time)", passage.entry)


def _out_of_order(fold: Fold) -> Iterator[Sight]:
    """A stamp lies before that of an event which stands before it in the log."""
    for passage, refusal, _ in refused(fold, "SLA402"):
        assert isinstance(refusal, OutOfOrder)  # noqa: S101  as the table of refusals has it
        last = said(to_us(refusal.last), fold.contract.calendar.tz)
        yield Sight(passage.entry.at, f"{done(fold, passage)} stands after an event at {last}", passage.entry)


def _repeated(fold: Fold) -> Iterator[Sight]:
    """The same event stands there twice."""
    for passage in fold.passages:
        if passage.repeated:
            message = f"{done(fold, passage)} stands here again, with the id {passage.entry.more.id!r}: it counts once"
            yield Sight(passage.entry.at, message, passage.entry)


def _conflict(fold: Fold) -> Iterator[Sight]:
    """Two different events have the same id."""
    for passage, refusal, _ in refused(fold, "SLA404"):
        assert isinstance(refusal, EventConflict)  # noqa: S101  as the table of refusals has it
        message = f"{done(fold, passage)} has the id {refusal.id!r} of another event: both count"
        yield Sight(passage.entry.at, message, passage.entry)


def _unreported(fold: Fold) -> Iterator[Sight]:
    """Events that no report goes before: a ticket begins with its report."""
    passages = [passage for passage, _, _ in refused(fold, "SLA405")]
    if passages:
        first, others = passages[0], len(passages) - 1
        more = f" and {others} more" if others else ""
        missing = "no report" if fold.course is None else "the report comes later"
        yield Sight(first.entry.at, f"{done(fold, first)}{more}: {missing}; not counted", first.entry)


def _impossible(fold: Fold) -> Iterator[Sight]:
    """A step that the lifecycle does not have in the state the ticket is in."""
    for passage, refusal, _ in refused(fold, "SLA406"):
        assert isinstance(refusal, IllegalTransition)  # noqa: S101  as the table of refusals has it
        possible = f"; possible: {', '.join(refusal.possible)}" if refusal.possible else ""
        message = f"{done(fold, passage)} is no step in state {refusal.state}{possible}"
        yield Sight(passage.entry.at, message, passage.entry)


def _stamp_ahead(judgement: Judgement) -> Iterator[Sight]:
    """A stamp lies after the instant of the check."""
    tz = judgement.judge.contract.calendar.tz
    as_of = said(judgement.judge.now_us, tz)
    if judgement.trail is None:
        for column, stamp in judgement.ahead:
            yield Sight(stamp, f"{column} {said(stamp, tz)} is after {as_of}: taken as not yet happened")
        return
    for entry in judgement.trail.ahead:
        message = f"{entry.act} {said(entry.at, tz)} is after {as_of}: taken as not yet happened"
        yield Sight(entry.at, message, entry)


_ROWS = """\
ticket,severity,reported_at,responded_at
SUP-1,1,2026-11-20T09:00+01:00,2026-11-20T11:00+01:00
"""
_EVENTS = """\
ticket,at,event,severity,id,about,needed_since
SUP-1,2026-11-18T10:00+01:00,reported,3,e1,,
SUP-1,2026-11-18T11:00+01:00,acknowledged,,e2,,
SUP-1,2026-11-18T13:00+01:00,work-started,,e3,,
SUP-1,2026-11-19T15:00+01:00,customer-asked,,e4,third-party,2026-11-18T16:00+01:00
"""
_TOLD = '"{""subject"": ""Problem"", ""occurred"": ""today"", ""diagnosis"": ""none"", ""description"": ""no login""}"'
_REPORTED = f"""\
ticket,at,event,severity,report
SUP-1,2026-11-20T10:00+01:00,reported,3,{_TOLD}
"""

STAMP_RULES = (
    Rule(
        code="SLA401",
        level=Level.WARNING,
        summary="stamp after the instant of the check",
        explanation=(
            "Something is recorded as having happened after the instant of the check. It is taken as not yet "
            "happened. Check by a later --now, or see whether a clock or a zone is wrong."
        ),
        kept=_ROWS,
        broken=_ROWS.replace("20T11:00", "20T13:00"),
        sees=_stamp_ahead,
    ),
)

DATA_RULES = (
    Rule(
        code="SLA301",
        level=Level.NOTE,
        cites=("report",),
        summary="report incomplete",
        explanation=(
            "What the customer told lacks something a report should carry in any case. The ticket counts all the "
            "same; asking at once saves a round. Where the log does not record what was told, nothing is said."
        ),
        kept=_REPORTED,
        broken=_REPORTED.replace('""diagnosis"": ""none"", ', ""),
        sees=_report_incomplete,
    ),
    Rule(
        code="SLA302",
        level=Level.NOTE,
        cites=("third_party",),
        summary="request of a third party passed on slowly",
        explanation=(
            "A third party, say the cloud operator, needed something from the customer, and more than a working day "
            "went by until the customer was asked. The contract says as soon as possible and sets no limit: a "
            "measure, never a breach. A working day is slacal's threshold."
        ),
        kept=_EVENTS,
        broken=_EVENTS.replace("2026-11-18T16:00", "2026-11-18T14:00"),
        sees=_supplement_slow,
    ),
    Rule(
        code="SLA402",
        level=Level.WARNING,
        summary="stamps out of order",
        explanation=(
            "An event stands after one that happened later. Rows of a ticket stand in the order in which they "
            "happened; the audit takes the row where it stands, with the stamp it has. See whether a clock was "
            "wrong, or sort the log."
        ),
        kept=_EVENTS,
        broken=_EVENTS.replace("18T13:00", "18T10:30"),
        sees=_out_of_order,
        of_refusals=True,
    ),
    Rule(
        code="SLA403",
        level=Level.NOTE,
        summary="same event twice",
        explanation=(
            "An event stands in the log twice, with the same id and the same content. It counts once. Exports that "
            "overlap have that."
        ),
        kept=_EVENTS,
        broken=_EVENTS + "SUP-1,2026-11-18T13:00+01:00,work-started,,e3,,\n",
        sees=_repeated,
    ),
    Rule(
        code="SLA404",
        level=Level.WARNING,
        summary="two events with one id",
        explanation=(
            "An id stands for one event, and here it stands for two that differ. Both count, as two events. Find out "
            "which is right, or give them ids of their own."
        ),
        kept=_EVENTS,
        broken=_EVENTS.replace("work-started,,e3", "work-started,,e2"),
        sees=_conflict,
        of_refusals=True,
    ),
    Rule(
        code="SLA405",
        level=Level.WARNING,
        summary="events without a report before them",
        explanation=(
            "A ticket begins with its report: from it the time counts. Events before it are not counted, and a ticket "
            "without any report cannot be judged and has no verdict. Add the report, or take an export that begins "
            "earlier."
        ),
        kept=_EVENTS,
        broken="".join(line for line in _EVENTS.splitlines(keepends=True) if "reported" not in line),
        sees=_unreported,
        of_refusals=True,
    ),
    Rule(
        code="SLA406",
        level=Level.WARNING,
        summary="impossible step",
        explanation=(
            "The lifecycle has no such step in the state the ticket was in: a second report, a rejection where "
            "nothing was proposed, anything of support after closing. It changes nothing. Perhaps an event is "
            "missing before it."
        ),
        kept=_EVENTS,
        broken=_EVENTS.replace("SUP-1,2026-11-19", "SUP-1,2026-11-19T10:00+01:00,reported,2,e5,,\nSUP-1,2026-11-19"),
        sees=_impossible,
        of_refusals=True,
    ),
)
