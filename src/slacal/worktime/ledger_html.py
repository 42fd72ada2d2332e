"""The page of a ledger: a bar on which time is to scale, the table, and the laws, in one HTML file without parts.

    |####|------|          |------|####|--------|####|      dark counts, light does not; due is a line
    Tue         Wed                Thu

Invariant: every text is escaped, nothing is loaded from elsewhere, and no script runs.
Law: the boxes of the bar tile it as the stretches tile the span.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Box", "Page", "page"]

_STYLE = """\
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2933; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.25rem; margin: 0 }
p { margin: .25rem 0 }
svg { display: block; width: 100%; margin: 1.5rem 0 1rem }
svg text { font-size: 12px; fill: #52606d }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; color: #616e7c }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid #e4e7eb }
th { font-weight: 600; color: #52606d }
th, td:nth-child(-n+4) { white-space: nowrap }
th:nth-child(3), th:nth-child(4), td:nth-child(3), td:nth-child(4) { text-align: right }
tr.counted, tfoot { color: #1f2933 }
tfoot td { font-weight: 600; border-bottom: 0 }
ol { padding-left: 1.5rem; color: #52606d; font-size: .87rem }"""  # noqa: E501  a style sheet
_COLOURS = {
    "counted": "#1f7a5c",
    "closed": "#e9edf1",
    "weekend": "#d3dae2",
    "holiday": "#f2c9a1",
    "exception": "#efe3a0",
    "break": "#d5c5ea",
}
_WIDTH, _HEIGHT = 1000, 34
_MOST_LABELS = 8
_LABEL = 0.09  # how much of the bar a label takes


class Box(NamedTuple):
    """A stretch on the bar: from where to where (0 to 1), what it looks like, and what it says of itself."""

    start: float
    end: float
    kind: str
    says: str


class Page(NamedTuple):
    """All that stands on a page, in words; `days` are the midnights on the bar with their names, `due` is on it too."""

    language: str
    title: Sequence[str]
    summary: Sequence[str]
    boxes: Sequence[Box]
    days: Sequence[tuple[float, str]]
    due: float
    heads: Sequence[str]
    rows: Sequence[tuple[bool, Sequence[str]]]
    total: Sequence[str]
    laws: Sequence[str]


def page(of: Page) -> str:
    """The page as HTML."""
    return "\n".join(_lines(of)) + "\n"


def _lines(of: Page) -> Iterator[str]:
    heading, *more = of.title or of.summary[:1]
    yield "<!doctype html>"
    yield f'<html lang="{of.language}">'
    yield f'<meta charset="utf-8">\n<title>{escape(heading)}</title>\n<style>\n{_STYLE}\n</style>'
    yield f"<h1>{escape(heading)}</h1>"
    yield from (f"<p>{escape(line)}</p>" for line in (*more, *(of.summary if of.title else of.summary[1:])))
    if of.boxes:
        yield from _bar(of)
    yield "<table>"
    yield f"<thead>{_row('th', of.heads)}</thead>"
    yield "<tbody>"
    for counted, cells in of.rows:
        yield _row("td", cells, ' class="counted"' if counted else "")
    yield f"</tbody>\n<tfoot>{_row('td', of.total)}</tfoot>\n</table>"
    if of.laws:
        yield from ("<ol>", *(f"<li>{escape(law)}</li>" for law in of.laws), "</ol>")
    yield "</html>"


def _row(tag: str, cells: Iterable[str], attributes: str = "") -> str:
    return f"<tr{attributes}>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _bar(of: Page) -> Iterator[str]:
    yield f'<svg viewBox="-2 -2 {_WIDTH + 4} {_HEIGHT + 24}" role="img" aria-label="{escape(of.summary[0])}">'
    for box in of.boxes:
        yield (
            f'<rect x="{_x(box.start)}" y="0" width="{_x(box.end - box.start)}" height="{_HEIGHT}" '
            f'fill="{_COLOURS[box.kind]}"><title>{escape(box.says)}</title></rect>'
        )
    step = -(-len(of.days) // _MOST_LABELS)
    for number, (at, name) in enumerate(of.days):
        yield f'<path d="M{_x(at)} 0V{_HEIGHT + 4}" stroke="#9aa5b1" stroke-width="1"/>'
        if number % step == 0 and at + _LABEL < 1:
            yield f'<text x="{_x(at)}" y="{_HEIGHT + 18}" dx="3">{escape(name)}</text>'
    yield f'<path d="M{_x(of.due)} -2V{_HEIGHT + 8}" stroke="#b42318" stroke-width="3"/>'
    yield "</svg>"


def _x(share: float) -> str:
    return f"{share * _WIDTH:.2f}".rstrip("0").rstrip(".")
