"""The page of a ledger: read back as HTML, held against the ledger it shows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from slacal import SMARTSTOCK, WorkingCalendar
from slacal.worktime.instants import to_us

WARSAW = ZoneInfo("Europe/Warsaw")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


class Read(HTMLParser):
    """A page as a list of elements, and the text in each kind of them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1], data))

    def of(self, tag: str) -> list[str]:
        return [text for kind, text in self.texts if kind == tag]

    def boxes(self) -> list[tuple[float, float, str]]:
        found = [attributes for tag, attributes in self.elements if tag == "rect"]
        return [(float(a["x"] or ""), float(a["width"] or ""), a["fill"] or "") for a in found]


ALL_REASONS = WorkingCalendar(
    holidays={date(2026, 11, 11): "<Święto & co>"},
    exceptions={date(2026, 11, 13): "closed", date(2026, 11, 14): "10:00-12:00"},
    breaks=[(at("2026-11-10 12:00"), at("2026-11-10 13:00"))],
)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_bar_and_the_table_are_the_ledger(language: str) -> None:
    """A box and a row a stretch; the boxes are to scale and tile the bar, and those that count are of one colour."""
    ledger = ALL_REASONS.explain(at("2026-11-10 10:00"), timedelta(hours=20))
    page = Read(ledger.html("pl" if language == "pl" else "en"))
    assert not page.open
    assert ("html", {"lang": language}) in page.elements
    boxes = page.boxes()
    assert len(boxes) == len(ledger.stretches) == len([tag for tag, _ in page.elements if tag == "tr"]) - 2
    span = to_us(ledger.last_on_time) - to_us(ledger.start)
    end = 0.0
    for (x, width, fill), stretch in zip(boxes, ledger.stretches, strict=True):
        assert x == pytest.approx(end, abs=0.02)
        assert width == pytest.approx(1000 * (to_us(stretch.end) - to_us(stretch.start)) / span, abs=0.02)
        assert (fill == "#1f7a5c") == bool(stretch.counted)
        end = x + width
    assert end == pytest.approx(1000, abs=0.02)
    assert len({fill for _, _, fill in boxes}) == 6
    assert len([tag for tag, a in page.elements if tag == "tr" and a.get("class") == "counted"]) == 5
    text = ledger.text("pl" if language == "pl" else "en")
    for cell in page.of("td"):
        assert cell in text
    assert all(head in text for head in page.of("th"))
    assert len(page.of("th")) == 5


def test_names_are_escaped() -> None:
    html = ALL_REASONS.explain(at("2026-11-10 10:00"), timedelta(hours=20)).html(title=["<b>&"])
    assert "&lt;Święto &amp; co&gt;" in html
    assert "<Święto" not in html
    assert "<title>&lt;b&gt;&amp;</title>" in html
    assert "<script" not in html
    assert "http" not in html


def test_due_is_a_line_on_the_bar() -> None:
    """At the end where it is the last moment on time, else before the closed time after it."""
    page = Read(SMARTSTOCK.explain(at("2026-11-20 18:00"), 1).html())
    line = [a["d"] for tag, a in page.elements if tag == "path"][-1]
    span = at("2026-11-25 09:00") - at("2026-11-20 18:00")
    assert line == f"M{1000 * ((at('2026-11-24 17:00') - at('2026-11-20 18:00')) / span):.2f} -2V42"
    page = Read(SMARTSTOCK.explain(at("2026-11-20 12:00"), 1).html())
    assert [a["d"] for tag, a in page.elements if tag == "path"][-1] == "M1000 -2V42"


def test_days_are_marked_and_as_many_named_as_there_is_room_for() -> None:
    """A mark at each midnight, also where the clocks change; names every so many days, and none that is cut off."""
    page = Read(SMARTSTOCK.explain(at("2026-10-23 12:00"), 1).html())  # to Tuesday 27 October 2026, 12:00
    marks = [a["d"] or "" for tag, a in page.elements if tag == "path"][:-1]
    hours = [12, 36, 61, 85]  # the night to Sunday 25 October is an hour longer
    assert marks == [f"M{f'{1000 * hour / 97:.2f}'.rstrip('0')} 0V38" for hour in hours]
    assert page.of("text") == ["Sat 24 Oct", "Sun 25 Oct", "Mon 26 Oct", "Tue 27 Oct"]
    page = Read(SMARTSTOCK.explain(at("2026-10-20 18:00"), 5).html("pl"))
    assert len([tag for tag, _ in page.elements if tag == "path"]) == 21 + 1
    assert page.of("text")[:2] == ["śr. 21 października", "sob. 24 października"]
    assert page.of("text")[-1] == "niedz. 8 listopada"
    page = Read(WorkingCalendar("24/7", holidays=None).explain(at("2026-11-09 00:00"), timedelta(hours=48)).html())
    assert page.of("text") == ["Tue 10 Nov"]
    page = Read(WorkingCalendar("24/7", holidays=None).explain(at("2026-11-09 12:00"), timedelta(hours=13)).html())
    assert len([tag for tag, _ in page.elements if tag == "path"]) == 2
    assert page.of("text") == []


def test_an_explanation_stands_above_it() -> None:
    html = SMARTSTOCK.explain(at("2026-11-10 16:30"), 3).html("pl")
    page = Read(html)
    assert page.of("h1") == ["Smartstock standard support"]
    assert page.of("p")[:2] == [
        "Reakcja na problem o wadze 3 (Usterka): w ciągu 4 dni (pkt 5.3).",
        "Liczone dosłownie. Dzień to 8 h czasu pracy, liczone od chwili zgłoszenia.",
    ]
    assert page.of("li") == [
        "ustawa z 18 stycznia 1951 r. o dniach wolnych od pracy, art. 1 pkt 1 lit. k "
        "(Dz.U. 2025 poz. 296; od zmiany w Dz.U. 1989 nr 6 poz. 34)"
    ]


def test_an_empty_ledger_has_no_bar() -> None:
    page = Read(SMARTSTOCK.calendar.explain(at("2026-11-10 12:00"), timedelta(0)).html())
    assert page.of("h1") == ["Start: Tue 10 Nov 2026 12:00 (Europe/Warsaw)"]
    assert not page.boxes()
    assert page.of("li") == []
