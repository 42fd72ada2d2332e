"""The ledger: whole texts as a customer would read them, every reason, and the law that it adds up."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal import SlacalTypeError, WorkingCalendar
from slacal.worktime.instants import from_us, to_us
from slacal.worktime.language import LANGUAGES, length, until, written_instant
from slacal.worktime.ledger import Ledger
from slacal.worktime.legal import legal_basis
from slacal.worktime.stretches import Reason

WARSAW = ZoneInfo("Europe/Warsaw")
POLAND = WorkingCalendar.poland()


def at(text: str, zone: ZoneInfo = WARSAW) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


ENGLISH = """\
Start: Tue 10 Nov 2026 16:30 (Europe/Warsaw)
Working time granted: 8 h 30 min
Due: Thu 12 Nov 2026 17:00
Still on time: Fri 13 Nov 2026 09:00 (no working time passes in between)

from                   to                        counted      so far  why
Tue 10 Nov 2026 16:30  Tue 10 Nov 2026 17:00      30 min      30 min  working hours
Tue 10 Nov 2026 17:00  Tue 10 Nov 2026 24:00           –              outside working hours
Wed 11 Nov 2026 00:00  Wed 11 Nov 2026 24:00           –              public holiday: \
Independence Day (Narodowe Święto Niepodległości) [1]
Thu 12 Nov 2026 00:00  Thu 12 Nov 2026 09:00           –              outside working hours
Thu 12 Nov 2026 09:00  Thu 12 Nov 2026 17:00         8 h  8 h 30 min  working hours
Thu 12 Nov 2026 17:00  Fri 13 Nov 2026 09:00           –              outside working hours
                       total                  8 h 30 min

[1] Act of 18 January 1951 on days off work, art. 1 point 1 letter k \
(Dz.U. 2025 item 296; since Dz.U. 1989 no. 6 item 34)"""

POLISH = """\
Początek: czw. 24 grudnia 2026 10:00 (Europe/Warsaw)
Przyznany czas pracy: 1 h
Termin: pon. 28 grudnia 2026 10:00

od                            do                            liczy się  narastająco  dlaczego
czw. 24 grudnia 2026 10:00    czw. 24 grudnia 2026 24:00            –               dzień wolny od pracy: Wigilia Bożego Narodzenia [1]
pt. 25 grudnia 2026 00:00     pt. 25 grudnia 2026 24:00             –               dzień wolny od pracy: Boże Narodzenie (pierwszy dzień) [2]
sob. 26 grudnia 2026 00:00    sob. 26 grudnia 2026 24:00            –               dzień wolny od pracy: Boże Narodzenie (drugi dzień) [3]
niedz. 27 grudnia 2026 00:00  niedz. 27 grudnia 2026 24:00          –               weekend
pon. 28 grudnia 2026 00:00    pon. 28 grudnia 2026 09:00            –               poza godzinami pracy
pon. 28 grudnia 2026 09:00    pon. 28 grudnia 2026 10:00          1 h          1 h  godziny pracy
                              razem                               1 h

[1] ustawa z 18 stycznia 1951 r. o dniach wolnych od pracy, art. 1 pkt 1 lit. ka (Dz.U. 2025 poz. 296; od zmiany w Dz.U. 2024 poz. 1965)
[2] ustawa z 18 stycznia 1951 r. o dniach wolnych od pracy, art. 1 pkt 1 lit. l (Dz.U. 2025 poz. 296)
[3] ustawa z 18 stycznia 1951 r. o dniach wolnych od pracy, art. 1 pkt 1 lit. m (Dz.U. 2025 poz. 296)"""  # noqa: E501

MARKDOWN = r"""
- Start: Fri 30 Oct 2026 16:00 (Europe/Warsaw)
- Working time granted: 2 h
- Due: Mon 2 Nov 2026 10:00

| from | to | counted | so far | why |
| --- | --- | ---: | ---: | --- |
| Fri 30 Oct 2026 16:00 | Fri 30 Oct 2026 17:00 | 1 h | 1 h | working hours |
| Fri 30 Oct 2026 17:00 | Fri 30 Oct 2026 24:00 | – |  | outside working hours |
| Sat 31 Oct 2026 00:00 | Sat 31 Oct 2026 24:00 | – |  | public holiday: a \| b \*c\* \\x1b\[0m |
| Sun 1 Nov 2026 00:00 | Sun 1 Nov 2026 24:00 | – |  | weekend |
| Mon 2 Nov 2026 00:00 | Mon 2 Nov 2026 09:00 | – |  | outside working hours |
| Mon 2 Nov 2026 09:00 | Mon 2 Nov 2026 10:00 | 1 h | 2 h | working hours |
|  | **total** | **2 h** |  |  |""".lstrip()


def test_a_mail_in_english() -> None:
    assert POLAND.explain(at("2026-11-10 16:30"), timedelta(hours=8.5)).text() == ENGLISH


def test_a_mail_in_polish() -> None:
    assert POLAND.explain(at("2026-12-24 10:00"), timedelta(hours=1)).text("pl") == POLISH


def test_markdown_shows_names_as_they_are() -> None:
    calendar = WorkingCalendar(holidays={date(2026, 10, 31): "a | b *c* \x1b[0m"})
    ledger = calendar.explain(at("2026-10-30 16:00"), timedelta(hours=2))
    assert ledger.markdown() == MARKDOWN
    assert r"public holiday: a | b *c* \x1b[0m" in ledger.text()
    assert POLAND.explain(at("2026-11-11 10:00"), timedelta(hours=1)).markdown("pl").endswith(
        r"- \[1\] ustawa z 18 stycznia 1951 r. o dniach wolnych od pracy, art. 1 pkt 1 lit. k "
        "(Dz.U. 2025 poz. 296; od zmiany w Dz.U. 1989 nr 6 poz. 34)"
    )  # fmt: skip


def test_json() -> None:
    ledger = POLAND.explain(at("2026-11-11 23:59:59.5"), timedelta(seconds=1.5))
    assert json.loads(json.dumps(ledger.to_dict())) == {
        "start": "2026-11-11T23:59:59.500000+01:00",
        "due": "2026-11-12T09:00:01.500000+01:00",
        "last_on_time": "2026-11-12T09:00:01.500000+01:00",
        "budget_s": 1.5,
        "stretches": [
            {
                "start": "2026-11-11T23:59:59.500000+01:00",
                "end": "2026-11-12T00:00:00+01:00",
                "counted_s": 0,
                "reason": "holiday",
                "holiday": "Narodowe Święto Niepodległości",
                "basis": "Act of 18 January 1951 on days off work, art. 1 point 1 letter k "
                "(Dz.U. 2025 item 296; since Dz.U. 1989 no. 6 item 34)",
            },
            {
                "start": "2026-11-12T00:00:00+01:00",
                "end": "2026-11-12T09:00:00+01:00",
                "counted_s": 0,
                "reason": "closed",
                "holiday": None,
                "basis": None,
            },
            {
                "start": "2026-11-12T09:00:00+01:00",
                "end": "2026-11-12T09:00:01.500000+01:00",
                "counted_s": 1.5,
                "reason": "hours",
                "holiday": None,
                "basis": None,
            },
        ],
    }


def test_a_language_that_is_not_written_is_refused() -> None:
    ledger = POLAND.explain(at("2026-11-10 10:00"), timedelta(hours=1))
    for write in (ledger.text, ledger.markdown):
        with pytest.raises(SlacalTypeError, match="^language: expected 'pl' or 'en', got 'de'"):
            write("de")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def told(calendar: WorkingCalendar, start: str, hours: float) -> str:
    """The reasons of a ledger, hour by hour of the wall clock; `+` marks what counts."""
    zone = calendar.tz
    stretches = calendar.explain(at(start, zone), timedelta(hours=hours)).stretches
    return ", ".join(
        f"{stretch.end:%d %H:%M} {'+' if stretch.counted else ''}{stretch.reason}" for stretch in stretches
    )


NIGHTS = "Mon-Fri 22:00-06:00"
PAUSE = [(at("2026-11-17 12:00"), at("2026-11-17 13:00"))]


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "expected"),
    [
        # an exception off duty, and one on duty; of the usual hours, what an exception leaves out is its doing
        (
            WorkingCalendar(exceptions={date(2026, 11, 20): "closed"}),
            "2026-11-19 16:00", 2,
            "19 17:00 +hours, 20 00:00 closed, 21 00:00 exception, 23 00:00 weekend, 23 09:00 closed, 23 10:00 +hours",
        ),
        (
            WorkingCalendar(exceptions={date(2026, 11, 20): "08:00-12:00", date(2026, 11, 21): "10:00-14:00"}),
            "2026-11-19 17:00", 9,
            "20 08:00 closed, 20 12:00 +exception, 20 17:00 exception, 21 10:00 closed, 21 14:00 +exception, "
            "22 00:00 closed, 23 00:00 weekend, 23 09:00 closed, 23 10:00 +hours",
        ),
        # an exception wins over a holiday
        (
            WorkingCalendar(exceptions={date(2026, 11, 11): "10:00-12:00"}),
            "2026-11-10 17:00", 3,
            "11 09:00 closed, 11 10:00 exception, 11 12:00 +exception, 11 17:00 exception, 12 09:00 closed, "
            "12 10:00 +hours",
        ),
        # breaks, within hours and outside
        (
            WorkingCalendar(breaks=PAUSE),
            "2026-11-17 11:00", 2,
            "17 12:00 +hours, 17 13:00 break, 17 14:00 +hours",
        ),
        (
            WorkingCalendar("24/7", holidays=None, breaks=PAUSE),
            "2026-11-17 11:00", 2,
            "17 12:00 +hours, 17 13:00 break, 17 14:00 +hours",
        ),
        # nights: a holiday takes the shift away that opens on it, to its end on the next date
        (
            WorkingCalendar(NIGHTS, holidays=[date(2026, 11, 17)]),
            "2026-11-16 21:00", 10,
            "16 22:00 closed, 17 06:00 +hours, 18 06:00 holiday, 18 22:00 closed, 19 00:00 +hours",
        ),
        # Friday's shift ends on Saturday; Monday has hours, so its morning is no weekend
        (
            WorkingCalendar(NIGHTS, holidays=None),
            "2026-11-20 22:00", 10,
            "21 06:00 +hours, 23 00:00 weekend, 23 22:00 closed, 24 00:00 +hours",
        ),
        # a weekday without hours is closed, a Saturday without hours a weekend
        (
            WorkingCalendar("Mon 09:00-17:00", holidays=None),
            "2026-11-16 16:00", 1.5,
            "16 17:00 +hours, 21 00:00 closed, 23 00:00 weekend, 23 09:00 closed, 23 09:30 +hours",
        ),
        # two holidays in a row are two, each by its name
        (
            POLAND,
            "2025-12-24 12:00", 1,
            "25 00:00 holiday, 26 00:00 holiday, 27 00:00 holiday, 29 00:00 weekend, 29 09:00 closed, 29 10:00 +hours",
        ),
        # a date that the zone left out is no stretch: Apia went from the 29th to the 31st of December 2011
        (
            WorkingCalendar("Mon-Sun 09:00-17:00", "Pacific/Apia", holidays=None),
            "2011-12-29 16:00", 2,
            "29 17:00 +hours, 31 09:00 closed, 31 10:00 +hours",
        ),
        # always: one stretch
        (WorkingCalendar("24/7", holidays=None), "2026-11-17 11:00", 400, "04 03:00 +hours"),
    ],
)  # fmt: skip
def test_every_reason(calendar: WorkingCalendar, start: str, hours: float, expected: str) -> None:
    assert told(calendar, start, hours) == expected


def test_the_clock_change_is_told_where_it_happens() -> None:
    nights = WorkingCalendar("Mon-Sun 22:00-06:00", holidays=None)
    spring = nights.explain(at("2026-03-28 21:00"), timedelta(hours=7))
    autumn = nights.explain(at("2026-10-24 21:00"), timedelta(hours=9))
    assert "working hours (clocks change: +1 h)" in spring.text()
    assert [stretch.counted for stretch in spring.stretches] == [timedelta(0), timedelta(hours=7), timedelta(0)]
    assert "godziny pracy (zmiana czasu: -1 h)" in autumn.text("pl")
    assert [str(reason) for reason in Reason] == ["hours", "exception", "closed", "weekend", "holiday", "break"]


def test_a_time_that_clocks_show_twice_has_its_offset() -> None:
    """Two deadlines an hour apart are not written alike; no other time has one. In Havana midnight comes twice."""
    always = WorkingCalendar("24/7", holidays=None)
    for hours, offset in ((4, "+02:00"), (5, "+01:00")):
        ledger = always.explain(at("2026-10-24 22:30"), timedelta(hours=hours))
        assert ledger.text().splitlines()[2] == f"Due: Sun 25 Oct 2026 02:30 ({offset})"
        assert ledger.markdown("pl").splitlines()[2] == f"- Termin: niedz. 25 października 2026 02:30 ({offset})"
    assert "(+" not in always.explain(at("2026-03-28 22:30"), timedelta(hours=4)).text()
    havana = ZoneInfo("America/Havana")
    always = WorkingCalendar("24/7", havana, holidays=None)
    dues = [until(always.deadline(at("2026-10-31 12:00", havana), timedelta(hours=hours))) for hours in (12, 13)]
    assert dues == ["Sat 31 Oct 2026 24:00 (-04:00)", "Sat 31 Oct 2026 24:00 (-05:00)"]


def test_a_budget_of_zero_has_an_empty_ledger_or_the_way_to_the_next_opening() -> None:
    assert POLAND.explain(at("2026-11-10 10:00"), timedelta(0)).stretches == ()
    assert told(POLAND, "2026-11-10 17:00", 0) == "11 00:00 closed, 12 00:00 holiday, 12 09:00 closed"


def test_the_edges_of_what_is_known() -> None:
    assert told(POLAND, "1925-01-01 00:00", 1) == "02 00:00 holiday, 02 09:00 closed, 02 10:00 +hours"
    assert told(POLAND, "2100-12-31 15:00", 1) == "31 16:00 +hours"
    for start, expected in (
        ("9999-12-31 15:00", "31 16:00 +hours"),
        ("0001-01-01 08:00", "01 09:00 closed, 01 10:00 +hours"),
    ):
        assert told(WorkingCalendar("Mon-Sun 09:00-17:00", "UTC", holidays=None), start, 1) == expected


# -- the law behind a holiday --------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", range(2025, 2101))
def test_every_holiday_of_today_has_its_letter(year: int) -> None:
    """As many letters as the Act lists days; names in English are all different too."""
    found = [legal_basis("PL", day) for day in POLAND.holidays(year)]
    letters = [basis.letter for basis in found if basis]
    assert sorted(str(letter) for letter in letters) == sorted([*"abcdefghijklm", "ka"])
    assert len({basis.name for basis in found if basis}) == 14


@pytest.mark.parametrize(
    ("country", "day", "expected"),
    [
        ("PL", date(2026, 4, 5), "letter c (Dz.U. 2025 item 296)"),
        ("PL", date(2026, 4, 6), "letter d (Dz.U. 2025 item 296)"),
        ("PL", date(2026, 5, 24), "letter g (Dz.U. 2025 item 296)"),
        ("PL", date(2026, 6, 4), "letter h (Dz.U. 2025 item 296)"),
        ("PL", date(2018, 11, 12), "Act of 7 November 2018 (Dz.U. 2018 item 2117)"),
        ("PL", date(2024, 12, 24), None),  # not yet
        ("PL", date(2010, 1, 6), None),
        ("PL", date(2026, 11, 12), None),
        ("DE-BY", date(2026, 1, 1), None),
        (None, date(2026, 1, 1), None),
    ],
)
def test_the_law_behind_a_date(country: str | None, day: date, expected: str | None) -> None:
    basis = legal_basis(country, day)
    assert (basis is None) == (expected is None)
    if basis is not None and expected is not None:
        assert basis.text().endswith(expected)


def test_the_one_day_of_2018() -> None:
    text = POLAND.explain(at("2018-11-12 10:00"), timedelta(hours=1)).text("pl")
    assert "[1] ustawa z 7 listopada 2018 r. (Dz.U. 2018 poz. 2117)" in text


# -- words ---------------------------------------------------------------------------------------------------------


def test_words() -> None:
    assert until(datetime(2011, 12, 31, tzinfo=ZoneInfo("Pacific/Apia"))) == "Thu 29 Dec 2011 24:00"
    assert until(datetime(2026, 1, 1, tzinfo=WARSAW)) == "Wed 31 Dec 2025 24:00"
    assert written_instant(at("2026-11-10 09:00:00.25"), "pl") == "wt. 10 listopada 2026 09:00:00.250000"
    assert written_instant(at("2026-11-10 09:00:05")) == "Tue 10 Nov 2026 09:00:05"
    assert [length(3_661_000_001, language) for language in LANGUAGES] == [
        "1 h 1 min 1,000001 s",
        "1 h 1 min 1.000001 s",
    ]


# -- laws ----------------------------------------------------------------------------------------------------------

CALENDARS = [
    POLAND,
    WorkingCalendar(
        "Mon-Thu 08:00-12:00,13:00-16:00; Fri 08:00-14:00",
        exceptions={date(2026, 5, 2): "10:00-14:00", date(2026, 5, 4): "closed", date(2026, 5, 1): "20:00-04:00"},
        breaks=[(at("2026-05-05 10:00"), at("2026-05-06 10:30"))],
    ),
    WorkingCalendar("Mon-Fri 22:00-06:00", "Europe/Warsaw"),
    WorkingCalendar("24/7", "America/New_York", holidays=[date(2026, 5, 1)]),
    WorkingCalendar("Mon-Sun 00:30-03:30", "America/Sao_Paulo", holidays=None),
    WorkingCalendar("Tue-Sat 18:00-02:00", "Pacific/Apia", holidays=[date(2011, 12, 29)]),
]
NEAR = [
    datetime(2026, 5, 1),
    datetime(2011, 12, 29),
    datetime(2017, 10, 15),
    datetime(2026, 3, 28),
    datetime(2026, 10, 24),
]


@given(
    st.sampled_from(CALENDARS),
    st.sampled_from(NEAR),
    st.one_of(st.integers(-240, 240).map(lambda half: half * 1_800_000_000), st.integers(-(10**12), 10**12)),
    st.one_of(st.integers(0, 200).map(lambda half: half * 1_800_000_000), st.integers(0, 10**11)),
)
def test_a_ledger_adds_up(calendar: WorkingCalendar, near: datetime, beside_us: int, budget_us: int) -> None:
    """Stretches tile the span and differ from their neighbours; what counts is the working time, and the budget."""
    start = from_us(to_us(near.replace(tzinfo=calendar.tz)) + beside_us, calendar.tz)
    budget = timedelta(microseconds=budget_us)
    ledger: Ledger = calendar.explain(start, budget)
    assert (ledger.start, ledger.budget) == (start, budget)
    assert (ledger.due, ledger.last_on_time) == (calendar.deadline(start, budget), calendar.last_on_time(start, budget))
    edges = [to_us(start), *(to_us(stretch.end) for stretch in ledger.stretches)]
    assert edges[-1] == to_us(ledger.last_on_time)
    assert [to_us(stretch.start) for stretch in ledger.stretches] == edges[:-1]
    assert edges == sorted(set(edges))
    for stretch in ledger.stretches:
        assert stretch.counted == calendar.elapsed(stretch.start, stretch.end)
        assert (stretch.holiday is None) == (stretch.reason != Reason.HOLIDAY)
    for one, other in zip(ledger.stretches, ledger.stretches[1:], strict=False):
        assert (one.reason, bool(one.counted), one.holiday) != (other.reason, bool(other.counted), other.holiday)
    for language in LANGUAGES:
        assert len(ledger.text(language).splitlines()) >= len(ledger.stretches) + 6
