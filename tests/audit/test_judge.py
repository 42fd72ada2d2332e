"""The judge: verdicts on exact stamps, on bounds, on the future and on what is missing, and what would settle them."""

from __future__ import annotations

import dataclasses
import pickle
from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import SMARTSTOCK, HorizonError, Reading, SeverityError, Terms, Verdict, WorkingCalendar
from slacal.audit.case import COLUMNS, Case, disorder, response_of
from slacal.audit.cells import CaseReader
from slacal.audit.finding import Level
from slacal.audit.judge import Judge
from slacal.audit.judgement import Judgement, seconds
from slacal.audit.meanings import Meanings
from slacal.audit.rules import RULES, findings_of
from slacal.audit.stamps import Bounds, Stamp, earliest, latest
from slacal.contract.contract import shipped
from slacal.contract.versions import Contracts
from slacal.worktime.instants import to_us

from .rows import NOW, NOW_US, judge

WARSAW = ZoneInfo("Europe/Warsaw")
JUDGE = judge()
HOUR = 3_600_000_000


def case(text: str) -> Case:
    """Severity, report, response, confirmation, start and closing; days of November 2026 in Warsaw, `.` is nothing.

    `16T09:00` is an instant, `16` somewhere on that day.
    """
    severity, *stamps = text.split()
    reported, responded, acknowledged, started, closed = (
        "" if stamp == "." else stamp if stamp.startswith("2026") else f"2026-11-{stamp}"
        for stamp in [*stamps, *["."] * (5 - len(stamps))]
    )
    reader = CaseReader(file="f", tz=WARSAW, severities=Meanings(Contracts((SMARTSTOCK,))))
    found = reader.read(("T", severity, reported, responded, acknowledged, started, closed), 2)
    assert isinstance(found, Case), [str(rejected) for rejected in found]
    return found


# As of Friday 2026-11-20 12:00. Severity 1 has 16 working hours: from Monday 9:00 to Tuesday 17:00, in time until
# Wednesday 9:00.
EXACT = [
    ("1 16T09:00 17T17:00", "met"),
    ("1 16T09:00 17T23:00", "met"),
    ("1 16T09:00 18T09:00", "met"),
    ("1 16T09:00 18T09:00:00.000001", "breached"),
    ("1 16T09:00 18T09:01", "breached"),
    ("1 13T18:00 18T09:00", "met"),
    ("1 10T12:00 13T12:00", "met"),  # the 11th is a holiday
    ("1 10T12:00 13T12:01", "breached"),
    ("2 16T09:00 19T09:00", "met"),
    ("2 16T09:00 19T09:01", "breached"),
    ("3 16T09:00 20T09:00", "met"),
    ("3 16T09:00 20T09:01", "breached"),
    ("4 09T09:00 19T09:00", "met"),
    ("5 2026-10-29T09:00 19T09:00", "met"),  # nor do weekends count, nor All Saints' on a Sunday
    ("5 2026-10-29T09:00 19T09:01", "breached"),
    ("1 16T09:00 . 17T09:00 18T09:00", "met"),
    ("1 16T09:00 . 18T09:01 17T09:00", "breached"),
    ("1 16T09:00 16T10:00 . . 16T09:30", None),  # closed before the response: rejected
    # still open
    ("1 18T12:00", "running"),
    ("1 18T11:59", "breached"),
    ("1 18T12:00 . 18T13:00", "running"),
    ("1 18T11:59 . 18T13:00", "breached"),
    ("1 18T11:59 . . 18T13:00", "breached"),
    # closed without a response
    ("1 16T09:00 . . . 18T09:00", "unknown"),
    ("1 16T09:00 . . . 18T09:01", "breached"),
    ("1 16T09:00 . 16T10:00 . 18T09:01", "breached"),
    # the future has not happened
    ("1 18T12:00 20T12:01", "running"),
    ("1 18T11:00 20T12:01", "breached"),
    ("1 18T12:00 20T12:00", "met"),
    ("1 18T12:00 . 18T13:00 21T09:00", "running"),
    ("1 23T09:00 24T09:00 . . 25T09:00", "running"),
    ("1 18T12:00 . . . 21T09:00", "running"),
    ("1 18T12:00 19T09:00 . . 21T09:00", "met"),
]


@pytest.mark.parametrize(("text", "verdict"), EXACT)
def test_exact_stamps(text: str, verdict: str | None) -> None:
    if verdict is None:
        with pytest.raises(AssertionError, match="at or after the response"):
            case(text)
        return
    one = case(text)
    assert JUDGE.judge(one).verdict.value == verdict
    assert JUDGE.weigh(one).verdict.value == verdict


BETWEEN = (
    "the last instant on time, which is 2026-11-18T09:00+01:00 at the earliest and 2026-11-19T09:00+01:00 at the latest"
)
LIMIT = "2026-11-18T09:00+01:00"
DOUBTS = [
    ("1 16T09:00 17", "met", None),
    ("1 16T09:00 19", "breached", None),
    (
        "1 16T09:00 18",
        "unknown",
        (f"the response came at or before {LIMIT}", f"the response came after {LIMIT}", "responded_at"),
    ),
    (
        "1 16T09:00 . 18 17T09:00",
        "unknown",
        (f"the response came at or before {LIMIT}", f"the response came after {LIMIT}", "acknowledged_at"),
    ),
    (
        "1 16T09:00 . 18 18T08:00",
        "unknown",
        (f"the response came at or before {LIMIT}", f"the response came after {LIMIT}", "acknowledged_at"),
    ),
    (
        "1 16T09:00 . 18 18",
        "unknown",
        (f"the response came at or before {LIMIT}", f"the response came after {LIMIT}", "acknowledged_at, started_at"),
    ),
    ("1 16T09:00 . 18 19T08:00", "breached", None),
    ("1 16 18T08:00", "met", None),
    ("1 16 19T10:00", "breached", None),
    (
        "1 16 18T12:00",
        "unknown",
        (
            "the problem was reported at or after 2026-11-16T12:00+01:00",
            "the problem was reported before 2026-11-16T12:00+01:00",
            "reported_at",
        ),
    ),
    (
        "1 16 18",
        "unknown",
        (
            f"the response came at or before {BETWEEN}",
            f"the response came after {BETWEEN}",
            "responded_at, reported_at",
        ),
    ),
    # a Saturday: wherever the report lies, it is due on Tuesday at 17:00
    ("1 14 18T09:00", "met", None),
    ("1 14 18T09:01", "breached", None),
    (
        "1 14 18",
        "unknown",
        (f"the response came at or before {LIMIT}", f"the response came after {LIMIT}", "responded_at"),
    ),
    # open
    ("1 17", "breached", None),
    ("1 19", "running", None),
    (
        "1 18",
        "unknown",
        (
            "the problem was reported at or after 2026-11-18T12:00+01:00, and the response comes in time",
            "the problem was reported before 2026-11-18T12:00+01:00",
            "reported_at",
        ),
    ),
    ("1 20", "running", None),
    ("1 19 20", "met", None),
    ("1 18 20T00:00", "met", None),
    # closed without a response
    ("1 16T09:00 . . . 17", "unknown", ("support had responded before it was closed", None, "responded_at")),
    ("1 16T09:00 . 16T10:00 . 17", "unknown", ("support had responded before it was closed", None, "started_at")),
    ("1 16T09:00 . . 16T10:00 17", "unknown", ("support had responded before it was closed", None, "acknowledged_at")),
    ("1 16T09:00 . . . 19", "breached", None),
    (
        "1 16T09:00 . . . 18",
        "unknown",
        (
            f"support had responded by {LIMIT}, before it was closed",
            f"it was closed after {LIMIT}",
            "responded_at, closed_at",
        ),
    ),
    (
        "1 16 . . . 18",
        "unknown",
        (
            f"support had responded by {BETWEEN}, before it was closed",
            f"it was closed after {BETWEEN}",
            "responded_at, closed_at, reported_at",
        ),
    ),
    (
        "1 16 . . . 18T12:00",
        "unknown",
        (
            f"support had responded by {BETWEEN}, before it was closed",
            "the problem was reported before 2026-11-16T12:00+01:00",
            "responded_at, reported_at",
        ),
    ),
]


@pytest.mark.parametrize(("text", "verdict", "unknown"), DOUBTS)
def test_bounds(text: str, verdict: str, unknown: tuple[str, str | None, str] | None) -> None:
    judgement = JUDGE.judge(case(text))
    assert judgement.verdict.value == verdict
    assert judgement.unknown == unknown


def test_a_time_that_exists_twice_is_unknown_only_where_it_matters() -> None:
    """A calendar with hours in the repeated hour, 2:00 to 3:00 on 25 October: the two halves are an hour apart."""
    calendar = WorkingCalendar("Mon-Sun 00:00-24:00", "Europe/Warsaw", holidays=None)
    round_the_clock = Judge(dataclasses.replace(shipped(), calendar=calendar), NOW_US)
    reported = "1 2026-10-25T02:30"
    first = round_the_clock.judge(case(f"{reported} 2026-10-25T17:30+01:00"))
    assert first.verdict is Verdict.MET
    second = round_the_clock.judge(case(f"{reported} 2026-10-25T18:30+01:00"))
    assert second.verdict is Verdict.UNKNOWN
    assert second.unknown == (
        "the problem was reported at or after 2026-10-25T02:30+01:00",
        "the problem was reported before 2026-10-25T02:30+01:00",
        "reported_at",
    )
    assert round_the_clock.judge(case(f"{reported} 2026-10-25T18:31+01:00")).verdict is Verdict.BREACHED


def test_a_repeated_time_around_the_instant_of_the_check() -> None:
    """A stamp of which one half lies ahead was the other half; a day that is not over ends now."""
    now = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 2:45, the first time
    then = judge(now)
    assert then.judge(case("1 2026-10-25T02:30")).case.reported == to_us(now) - 15 * 60_000_000
    assert judge(datetime(2026, 10, 24, 22, tzinfo=UTC)).judge(case("1 2026-10-25")).case.reported == to_us(
        datetime(2026, 10, 24, 22, tzinfo=UTC)
    )
    clipped = JUDGE.judge(case("1 20")).case.reported
    assert clipped == Bounds(NOW_US - 12 * HOUR, NOW_US, "2026-11-20")


def test_what_a_judgement_tells() -> None:
    breached = JUDGE.judge(case("1 16T09:00 18T12:00"))
    assert (breached.ticket, breached.severity, breached.disputable) == ("T", 1, False)
    assert breached.reported_at == datetime(2026, 11, 16, 9, tzinfo=WARSAW)
    assert breached.responded_at == datetime(2026, 11, 18, 12, tzinfo=WARSAW)
    assert breached.due == datetime(2026, 11, 17, 17, tzinfo=WARSAW)
    assert breached.last_on_time == datetime(2026, 11, 18, 9, tzinfo=WARSAW)
    assert (breached.budget, breached.elapsed) == (timedelta(hours=16), timedelta(hours=19))
    assert breached.overrun_us == JUDGE.weigh(breached.case).overrun_us == 3 * HOUR
    assert breached.elapsed == JUDGE.weigh(breached.case).elapsed
    assert breached.to_dict() == JUDGE.weigh(breached.case).to_dict()
    assert pickle.loads(pickle.dumps(breached)) == breached

    running = JUDGE.judge(case("1 19T16:00"))
    assert (running.elapsed, running.remaining_us) == (timedelta(hours=4), 12 * HOUR)
    ahead = JUDGE.judge(case("1 23T09:00"))
    assert (ahead.elapsed, ahead.remaining_us) == (timedelta(0), 16 * HOUR)
    closed = JUDGE.judge(case("1 16T09:00 . . . 16T12:00"))
    assert closed.elapsed == timedelta(hours=3)

    vague = JUDGE.judge(case("1 16 19"))
    assert (vague.reported_at, vague.responded_at, vague.due, vague.last_on_time, vague.elapsed) == (None,) * 5
    assert vague.overrun_us == 0
    saturday = JUDGE.judge(case("1 14 18T10:00"))
    assert saturday.due == breached.due
    assert saturday.elapsed == timedelta(hours=17)


@pytest.mark.parametrize(("us", "told"), [(0, 0), (57_600_000_000, 57_600), (500_000, 0.5), (1, 0.000001)])
def test_seconds_are_whole_where_they_are(us: int, told: float) -> None:
    assert seconds(us) == told
    assert isinstance(seconds(us), int) == (us % 1_000_000 == 0)


def test_outside_of_what_is_known() -> None:
    with pytest.raises(HorizonError):
        judge(datetime(2200, 1, 1, tzinfo=UTC))
    old = Case("T", 1, to_us(datetime(1850, 1, 1, tzinfo=UTC)), to_us(datetime(1850, 1, 1, tzinfo=UTC)), None)
    with pytest.raises(HorizonError):
        JUDGE.judge(old)
    with pytest.raises(SeverityError):
        JUDGE.judge(Case("T", 9, NOW_US, None, None))


def test_near_the_end_of_what_is_known() -> None:
    """In the last weeks no deadline may be known any more, and a ticket with one gets no verdict by a short cut."""
    now = datetime(2100, 12, 30, 11, tzinfo=UTC)
    late = judge(now)
    reported = to_us(now - timedelta(hours=1))
    assert late.judge(Case("T", 1, to_us(now) - 90 * 24 * HOUR, to_us(now), None)).verdict is Verdict.BREACHED
    with pytest.raises(HorizonError):
        late.judge(Case("T", 5, reported, to_us(now), None))


def test_another_reading_first_goes_the_long_way() -> None:
    """The short way knows only readings whose days are working time, and only hours of the contract's own."""
    reported = case("1 16T09:00 17T09:00")
    others = dataclasses.replace(shipped(), readings=(Reading.WORKING_DAYS,))
    assert Judge(others, NOW_US).judge(reported).used_us is None
    always = Terms(calendar=WorkingCalendar("24/7", holidays=None))
    judged = Judge(dataclasses.replace(shipped(), terms={1: always}), NOW_US).judge(reported)
    assert (judged.used_us, judged.elapsed_us, judged.verdict) == (None, 24 * HOUR, Verdict.BREACHED)


def test_a_verdict_that_another_reading_turns_around_is_disputable() -> None:
    """Reported on Monday the 9th at 12 with 4 days, one holiday ahead: until the 16th at 12, or all of that day."""
    judge = Judge(shipped(), NOW_US)
    for text, verdict, disputable in (
        ("3 09T12:00 16T12:00", Verdict.MET, False),
        ("3 09T12:00 16T12:01", Verdict.BREACHED, True),
        ("3 09T12:00 17T09:00", Verdict.BREACHED, True),
        ("3 09T12:00 17T09:01", Verdict.BREACHED, False),
        ("3 09 17T12:00", Verdict.BREACHED, False),
        ("3 09 16T16:00", Verdict.UNKNOWN, False),
        ("3 09T12:00 16", Verdict.UNKNOWN, False),
        ("1 09T12:00 12T12:01", Verdict.BREACHED, False),  # hours are read alike by all
        ("4 11T12:00", Verdict.RUNNING, False),
    ):
        judged = judge.judge(case(text))
        assert (judged.verdict, judged.disputable) == (verdict, disputable), text
    strict = Judge(dataclasses.replace(shipped(), readings=(Reading.WORKING_DAYS, Reading.CIVIL_CODE)), NOW_US)
    judged = strict.judge(case("3 09T12:00 16T08:59"))
    assert (judged.verdict, judged.disputable, judged.budget_us) == (Verdict.MET, True, 37 * HOUR)
    end = to_us(datetime(2100, 12, 30, 11, tzinfo=UTC))
    assert not judge.disputes(end, end, 5, late=False)  # nobody knows where the other reading ends


def test_a_reading_without_an_answer_hides_no_other() -> None:
    """In which order the other readings stand changes nothing, also where one would need days nobody knows."""
    reported, changed, responded = (
        to_us(datetime(2100, 12, day, hour, minute, tzinfo=WARSAW))
        for day, hour, minute in ((10, 9, 0), (17, 6, 51), (20, 1, 0))
    )
    one = Case("T", 4, reported, responded, None, responded, changes=((reported, 5), (changed, 4)))
    for others in permutations((Reading.WORKING_DAYS, Reading.CIVIL_CODE)):
        contract = dataclasses.replace(shipped(), readings=(Reading.LITERAL, *others))
        judge = Judge(contract, responded)
        with pytest.raises(HorizonError):
            contract.response_deadline_us(reported, 5, Reading.WORKING_DAYS)
        judged = judge.judge(one)
        assert judged.disputable
        assert judge.otherwise(judged) == (True, [(Reading.CIVIL_CODE, Verdict.BREACHED)])


def test_rules_and_their_findings() -> None:
    messages = {
        "1 16T09:00 18T12:00": "SLA101 responded 2026-11-18T12:00+01:00, "
        "3h of working time past due (2026-11-17T17:00+01:00)",
        "1 16T09:00 19": "SLA101 responded 2026-11-19, at least 8h of working time past due (2026-11-17T17:00+01:00)",
        "1 16T09:00": "SLA102 no response by 2026-11-20T12:00+01:00, "
        "19h of working time past due (2026-11-17T17:00+01:00)",
        "1 16T09:00 . . . 18T12:00": "SLA103 closed 2026-11-18T12:00+01:00 without a response, "
        "3h of working time past due (2026-11-17T17:00+01:00)",
        "1 16T09:00 . . . 17": "SLA104 closed 2026-11-17 without a recorded response",
        "1 18T12:00 20T12:01": "SLA401 responded_at 2026-11-20T12:01+01:00 is after 2026-11-20T12:00+01:00: "
        "taken as not yet happened",
    }
    for text, message in messages.items():
        (finding,) = findings_of(JUDGE.judge(case(text)))
        assert f"{finding.code} {finding.message}" == message
        rule = RULES[finding.code]
        assert (finding.level, finding.clause) == (rule.level, rule.clause)
        assert (finding.ticket, finding.file, finding.line, finding.disputable) == ("T", "f", 2, False)
        assert (finding.at is None) == ("-19," in message or "-17 " in message)
        assert finding.to_dict()["code"] == finding.code
        assert (finding.to_dict()["at"] is None) == (finding.at is None)
    assert [finding.code for finding in findings_of(JUDGE.judge(case("1 23T09:00 24T09:00 . . 25T09:00")))] == [
        "SLA401"
    ] * 3
    assert not list(findings_of(JUDGE.judge(case("1 16T09:00 17T09:00"))))


# -- laws -------------------------------------------------------------------------------------------------------------


@st.composite
def stamps(draw: st.DrawFn) -> Stamp | None:
    """Around the instant of the check, on hours or an instant beside them; exact, a day, two instants, or nothing."""
    start = NOW_US + draw(st.integers(-120, 30)) * HOUR + draw(st.sampled_from([0, 0, 1, -1]))
    match draw(st.sampled_from(["exact", "exact", "day", "twice", "nothing"])):
        case "exact":
            return start
        case "day":
            return Bounds(start, start + 24 * HOUR - 1, "2026-11-20")
        case "twice":
            return Bounds(start, start + HOUR, "2026-11-20T02:30:00", twice=True)
        case _:
            return None


@st.composite
def cases(draw: st.DrawFn) -> Case:
    reported = draw(stamps()) or NOW_US - 50 * HOUR
    responded, acknowledged, started, closed = (draw(stamps()) for _ in range(4))
    if draw(st.booleans()):
        acknowledged = started = None
    else:
        responded = None
    response = response_of(responded, acknowledged, started)
    return Case("T", draw(st.integers(1, 5)), reported, response, closed, responded, acknowledged, started)


def exact_worlds(draw: st.DrawFn, one: Case) -> Case:
    """What may really have happened: every stamp exact, within its bounds."""

    def settled(stamp: Stamp | None) -> int | None:
        if stamp is None or isinstance(stamp, int):
            return stamp
        ends = (stamp.earliest_us, stamp.latest_us)
        return draw(st.sampled_from(ends) if stamp.twice else st.one_of(st.sampled_from(ends), st.integers(*ends)))

    reported, responded, acknowledged, started, closed = (
        settled(stamp) for stamp in (one.reported, one.responded, one.acknowledged, one.started, one.closed)
    )
    response = response_of(responded, acknowledged, started)
    return Case("T", one.severity, reported or 0, response, closed, responded, acknowledged, started)


@given(cases(), st.data())
def test_a_verdict_on_bounds_holds_for_everything_within_them(one: Case, data: st.DataObject) -> None:
    """MET, BREACHED and RUNNING are right whatever the stamps within their bounds; what had happened by now counts."""
    if list(disorder(one)):
        return
    verdict = JUDGE.judge(one).verdict
    for _ in range(4):
        world = data.draw(st.composite(exact_worlds)(one))
        recorded = (world.reported, world.responded, world.acknowledged, world.started, world.closed)
        vague = (one.reported, one.responded, one.acknowledged, one.started, one.closed)
        if any(
            isinstance(stamp, int) and stamp > NOW_US >= earliest(bounds)
            for stamp, bounds in zip(recorded, vague, strict=True)
            if bounds is not None
        ):
            continue  # a record of something that had begun to be possible is taken as having happened
        if list(disorder(world)):
            continue
        found = JUDGE.judge(world).verdict
        assert verdict in (found, Verdict.UNKNOWN)


@given(cases())
def test_the_short_way_is_the_long_way(one: Case) -> None:
    if list(disorder(one)):
        return
    quick, slow = judge().judge(one), judge().weigh(one)
    assert quick.to_dict() == slow.to_dict()
    assert (quick.ahead, quick.overrun_us) == (slow.ahead, slow.overrun_us)


@given(st.lists(cases(), min_size=1, max_size=4))
def test_what_is_plainly_used_was_met(some: list[Case]) -> None:
    """`plainly_used` tells of nothing else than MET tickets without findings, whatever was judged before."""
    one = judge()
    for each in some:
        reported, response, closed = each.reported, each.response, each.closed
        if list(disorder(each)) or not isinstance(reported, int) or not isinstance(response, int):
            continue
        if isinstance(closed, Bounds):
            continue
        used = one.plainly_used(each.severity, reported, response, closed)
        judgement = one.judge(each)
        if used is not None:
            assert judgement.verdict is Verdict.MET
            assert judgement.elapsed_us == used
            assert one.otherwise(judgement) == (False, [])
            assert not list(findings_of(judgement))


@pytest.mark.parametrize(
    ("text", "plainly"),
    [
        ("1 16T09:00 17T09:00", True),
        ("1 16T09:00 18T09:00", True),
        ("1 16T09:00 18T09:01", False),
        ("1 19T09:00 20T10:00", True),
        ("1 18T09:00 20T12:01", False),
        ("1 16T09:00 17T09:00 . . 20T12:01", False),
        ("1 16T09:00 20T11:00", False),
        ("1 1850-11-16T09:00Z 1850-11-16T09:00Z", False),
    ],
)
def test_which_tickets_are_plainly_met(text: str, plainly: bool) -> None:
    """Asked when nothing is known yet, and again when an earlier report has been looked up."""
    severity, *stamps = text.split()
    long_ago = Case("T", 1, -3_760_000_000_000_000, -3_760_000_000_000_000, None)
    asked = long_ago if stamps[0].startswith("1850") else case(text)
    reported, response, closed = asked.reported, asked.response, asked.closed
    assert isinstance(reported, int)
    assert isinstance(response, int)
    assert closed is None or isinstance(closed, int)
    one = judge()
    for _ in range(2):
        assert (one.plainly_used(int(severity), reported, response, closed) is not None) is plainly
        one.judge(case("1 2026-10-01T09:00 2026-10-20T09:00"))


@given(cases())
def test_what_a_judgement_says_fits_together(one: Case) -> None:
    """UNKNOWN says why; breaches have one finding of that level; `due` is no later than `last_on_time`."""
    if list(disorder(one)):
        return
    judgement = JUDGE.judge(one)
    assert (judgement.unknown is not None) == (judgement.verdict is Verdict.UNKNOWN)
    breaches = [finding for finding in findings_of(judgement) if finding.level is Level.BREACH]
    assert len(breaches) == (judgement.verdict is Verdict.BREACHED)
    if judgement.due is not None and judgement.last_on_time is not None:
        assert judgement.due <= judgement.last_on_time
    exact = all(isinstance(stamp, (int, type(None))) for stamp in one[2:8])
    if exact and one.response is not None and latest(one.response) <= NOW_US:
        assert judgement.verdict in (Verdict.MET, Verdict.BREACHED)
    if judgement.verdict is Verdict.UNKNOWN and judgement.unknown is not None:
        assert set(judgement.unknown.field.split(", ")) <= set(COLUMNS)


@given(cases())
def test_met_if_and_breached_if_are_true(one: Case) -> None:
    """A report at the turning point makes the ticket met; one an instant before it makes it breached."""
    if list(disorder(one)):
        return
    judgement = JUDGE.judge(one)
    unknown = judgement.unknown
    if unknown is None or unknown.field != "reported_at" or not isinstance(one.reported, Bounds):
        return
    turn = to_us(datetime.fromisoformat(unknown.met_if.split("or after ")[1].split(",")[0]))
    assert earliest(one.reported) < turn <= latest(one.reported)
    bounds = one.reported
    assert JUDGE.judge(one._replace(reported=turn)).verdict in (Verdict.MET, Verdict.RUNNING)
    before = bounds.earliest_us if bounds.twice else turn - 1
    assert JUDGE.judge(one._replace(reported=before)).verdict is Verdict.BREACHED


def test_judgements_are_made_of_what_they_are() -> None:
    assert Judgement(case("1 16T09:00 17T09:00"), Verdict.MET, JUDGE).ahead == ()
    assert JUDGE.as_of == NOW
