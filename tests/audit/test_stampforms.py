"""Stamp forms: what exports write, in ISO 8601."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal.audit.stampforms import NAMED_FORMS, StampForm, StampTexts, checked_forms
from slacal.audit.stamps import read_stamp
from slacal.errors import ContractError, InputError
from slacal.worktime.instants import EPOCH, MICROSECOND

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("form", "text", "iso"),
    [
        ("%d-%m-%Y %H:%M", "29-02-2016 01:23", "2016-02-29T01:23"),
        ("%d-%m-%Y %H:%M", "1-2-2016  1:03", "2016-02-01T01:03"),
        ("%d-%m-%Y %H:%M", "30-02-2016 01:23", None),
        ("%d-%m-%Y %H:%M", "29-02-2016 24:00", None),
        ("%d-%m-%Y %H:%M", "29-02-2016 01:23 ", None),
        ("%d-%m-%Y %H:%M", "٢٩-02-2016 01:23", None),
        ("%d-%m-%Y %H:%M", "29-02-0000 01:23", None),
        ("%Y/%m/%d %H:%M:%S.%f", "2012/10/09 14:50:17.000", "2012-10-09T14:50:17.000"),
        ("%d/%b/%y %I:%M %p", "11/May/24 03:26 PM", "2024-05-11T15:26"),
        ("%d/%b/%y %I:%M %p", "1/dec/69 12:00 am", "1969-12-01T00:00"),
        ("%d/%b/%y %I:%M %p", "1/Dec/68 12:00 PM", "2068-12-01T12:00"),
        ("%B %d, %Y", "March 5, 2026", "2026-03-05"),
        ("%Y%m%d", "20260305", "2026-03-05"),
        ("%Y-%m-%dT%H:%M:%S%z", "2026-03-05T10:00:00+0100", "2026-03-05T10:00:00+0100"),
        ("%Y-%m-%d %H%z", "2026-03-05 10z", "2026-03-05T10:00Z"),
        ("%H:%M on %d.%m.%Y", "10:05 on 05.03.2026", "2026-03-05T10:05"),
        ("%Y-%m-%d 100%% %H", "2026-03-05 100% 10", "2026-03-05T10:00"),
        ("%Y-%m-%d %%I %H", "2026-03-05 %I 10", "2026-03-05T10:00"),
        ("iso", "anything", "anything"),
        ("epoch-seconds", "1456705380", "2016-02-29T00:23:00+00:00"),
        ("epoch-seconds", "-0.5", "1969-12-31T23:59:59.500000+00:00"),
        ("epoch-ms", "1456705380001", "2016-02-29T00:23:00.001000+00:00"),
        ("epoch-ms", "1e9", None),
        ("epoch-seconds", "999999999999999999", None),
    ],
)
def test_forms(form: str, text: str, iso: str | None) -> None:
    assert StampForm(form).iso(text) == iso


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("%d-%m %H:%M", "iso, epoch-seconds, epoch-ms, or a form with year, month and day (no year)"),
        ("dd-mm-yyyy", "iso, epoch-seconds, epoch-ms, or a form with year, month and day (no year and no month and no"),
        ("%Y-%m-%d %Y", "a form with the year once"),
        ("%Y-%m-%b-%d", "a form with the month once"),
        ("%Y-%m-%d %M", "a form with the hour, as it has the minute"),
        ("%Y-%m-%d %H:%S", "a form with the minute, as it has the second"),
        ("%Y-%m-%d %H:%M.%f", "a form with the second, as it has the fraction"),
        ("%Y-%m-%d %z", "a form with the hour, as it has the offset"),
        ("%Y-%m-%d %p", "a form with the hour, as it has the half"),
        ("%Y-%m-%d %I:%M", "a form with %I and %p together (or %H alone)"),
        ("%Y-%m-%d %H:%M %p %%I", "a form with %I and %p together (or %H alone)"),
        ("%Y-%m-%d %H:%M %p", "a form with %I and %p together (or %H alone)"),
        (
            "%Y-%m-%d %H:%M %Z",
            "iso, epoch-seconds, epoch-ms, or a form of %Y, %y, %m, %b, %B, %d, %H, %I, %p, %M, %S, ",
        ),
        ("%Y-%m-%d %", "iso, epoch-seconds, epoch-ms, or a form of %Y, %y, %m, %b, %B, %d, %H, %I, %p, %M, %S, %f, %z"),
    ],
)
def test_what_is_no_form(form: str, expected: str) -> None:
    with pytest.raises(ContractError) as caught:
        StampForm(form)
    assert caught.value.expected.startswith(expected)
    assert caught.value.value == form


def test_a_form_is_a_value() -> None:
    form = StampForm("%Y%m%d")
    assert pickle.loads(pickle.dumps(form)) == form == StampForm("%Y%m%d") != StampForm("iso")
    assert len({form, StampForm("%Y%m%d")}) == 1


@pytest.mark.parametrize("form", [*NAMED_FORMS, "%d-%m-%Y %H:%M", "%d/%b/%y %I:%M:%S.%f %p", "%B %d %Y %H%z"])
def test_the_example_of_a_form_is_of_that_form(form: str) -> None:
    iso = StampForm(form).iso(StampForm(form).example)
    assert iso is not None
    assert read_stamp(iso, WARSAW) is not None


def test_forms_that_would_have_to_guess_are_refused() -> None:
    """A text that two forms read as different stamps is nobody's to decide."""
    alike = (StampForm("%d-%m-%Y %H:%M"), StampForm("%d-%m-%Y"), StampForm("iso"), StampForm("%d-%m-%Y %I:%M %p"))
    assert checked_forms(alike) == alike
    with pytest.raises(ContractError, match=r"not '02/03/2004' as 2004-03-02 and 2004-02-03"):
        checked_forms((StampForm("%d/%m/%Y"), StampForm("%m/%d/%Y")))
    with pytest.raises(ContractError, match=r"not '02/03/04' as 2004-03-02 and 2002-03-04"):
        checked_forms((StampForm("%d/%m/%y"), StampForm("%y/%m/%d")))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("29-02-2016 01:23", "2016-02-29T01:23+01:00"),
        (" 29-02-2016 01:23 ", "2016-02-29T01:23+01:00"),
        ("01-07-2016 01:23", "2016-07-01T01:23+02:00"),
        ("30-10-2016 02:30", "2016-10-30T02:30"),  # twice on that day's clocks, so left to who reads it
        ("30-10-2016 12:00", "2016-10-30T12:00"),
        ("27-03-2016 02:30", "2016-03-27T02:30"),  # skipped
        ("29-02-2016", "2016-02-29"),
        ("  ", ""),
    ],
)
def test_a_wall_time_gets_its_offset_where_a_whole_day_has_but_one(text: str, iso: str) -> None:
    """Twice the same, the second time from memory."""
    texts = StampTexts((StampForm("%d-%m-%Y %H:%M"), StampForm("%d-%m-%Y")), WARSAW)
    assert [texts.of(text), texts.of(text)] == [iso, iso]


def test_without_a_zone_a_wall_time_stays_one() -> None:
    texts = StampTexts((StampForm("%d-%m-%Y %H:%M"),), None)
    assert texts.of("29-02-2016 01:23") == "2016-02-29T01:23"


def test_offsets_that_are_said_win() -> None:
    texts = StampTexts((StampForm("%d.%m.%Y %H:%M%z"),), WARSAW)
    assert [texts.of("29.02.2016 01:23-0500") for _ in range(2)] == ["2016-02-29T01:23-0500"] * 2


def test_what_no_form_fits() -> None:
    texts = StampTexts((StampForm("%d-%m-%Y %H:%M"), StampForm("epoch-ms")), WARSAW)
    with pytest.raises(InputError) as caught:
        texts.of("2016-02-29")
    assert caught.value.error == "expected a time such as 02-03-2004 17:06 (%d-%m-%Y %H:%M) or 1780000000000 (epoch-ms)"
    assert caught.value.value == "2016-02-29"


def test_values() -> None:
    """Numbers are read by the forms; what is a time already stays one; nothing stays nothing."""
    texts, at = StampTexts((StampForm("epoch-seconds"),), WARSAW), datetime(2026, 1, 1, tzinfo=UTC)
    assert [texts.of_value(value) for value in (0, 1.5, "1", at, None)] == [
        "1970-01-01T00:00:00+00:00",
        "1970-01-01T00:00:01.500000+00:00",
        "1970-01-01T00:00:01+00:00",
        at,
        None,
    ]
    assert texts.of_value(nan := float("nan")) is nan
    assert texts.of_value(value=True) is True
    assert StampTexts((StampForm("%Y%m%d"),), WARSAW).of_value(20160229) == "2016-02-29"


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not remembered is read all the same."""
    monkeypatch.setattr("slacal.audit.stampforms._REMEMBERED", 2)
    texts = StampTexts((StampForm("%d-%m-%Y %H:%M"),), WARSAW)
    for day in (1, 2, 3, 4, 3, 4):
        assert texts.of(f"0{day}-02-2016 01:0{day}") == f"2016-02-0{day}T01:0{day}+01:00"


FORMS = [
    "%d-%m-%Y %H:%M:%S.%f",
    "%Y%m%d %I:%M:%S.%f %p",
    "%d %B %Y, %H:%M:%S.%f",
    "%S.%f %M %H %d/%b/%Y",
    "%Y-%m-%dT%H:%M:%S.%f%z",
]


@given(
    st.datetimes(datetime(1, 1, 4), datetime(9999, 12, 27)),
    st.sampled_from(FORMS),
    st.sampled_from(["Europe/Warsaw", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Monrovia", "America/St_Johns"]),
)
def test_what_strftime_writes_is_read_back(wall: datetime, form: str, zone: str) -> None:
    """Exactly, whether the offset was written down, found for the whole day, or left to who reads stamps."""
    tz = ZoneInfo(zone)
    at = wall.replace(tzinfo=tz)
    months = [datetime(2026, month, 1).strftime("%B") for month in range(1, 13)]
    exact = form.replace("%Y", f"{wall.year:04}").replace("%B", months[wall.month - 1])  # whatever the locale
    text = at.strftime(exact.replace("%b", months[wall.month - 1][:3]).replace("%p", "PM" if wall.hour > 11 else "AM"))
    offset = at.utcoffset() or timedelta()
    if "%z" in form and offset.seconds % 60:
        return  # strftime writes seconds of an offset, as early local times have them
    texts = StampTexts((StampForm(form),), tz)
    first, again = texts.of(text), texts.of(text)
    assert first == again
    direct = wall.isoformat() + ("" if "%z" not in form else at.isoformat()[-6:])
    try:
        expected = read_stamp(direct, tz)
    except InputError:  # skipped by a clock change
        with pytest.raises(InputError):
            read_stamp(first, tz)
        return
    read = read_stamp(first, tz)
    assert (read if isinstance(read, int) else read and (read.earliest_us, read.latest_us)) == (
        expected if isinstance(expected, int) else expected and (expected.earliest_us, expected.latest_us)
    )


@given(st.integers(-(10**11), 10**11))
def test_epochs(us: int) -> None:
    text = f"{'-' if us < 0 else ''}{abs(us) // 1_000_000}.{abs(us) % 1_000_000:06}"
    iso = StampForm("epoch-seconds").iso(text)
    assert iso is not None
    assert datetime.fromisoformat(iso) == EPOCH + MICROSECOND * us
