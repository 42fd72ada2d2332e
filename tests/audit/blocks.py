"""What the tests of blocks share: files that are mostly plain, and a check of them with and without a fast judge."""

from __future__ import annotations

import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from slacal import input_cli
from slacal.audit import csvin, lines
from slacal.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["ASKED", "CONTRACTS", "FILES", "HEADER", "ROWS", "SHOWN", "contracted", "local", "plain", "same"]

NOW = "2026-11-20T12:00+01:00"
HEADER = "ticket,severity,reported_at,responded_at,closed_at,note"


def check(data: bytes, folder: Path, *options: str, fast: bool, block: int = 1 << 22) -> tuple[int, bytes, bytes]:
    """Exit code and output of a check of a file, which is read in blocks of so many characters."""
    path = folder / "f.csv"
    path.write_bytes(data)
    out, err = (TextIOWrapper(BytesIO(), "utf-8", newline="\n") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(input_cli, "_LONG", 0 if fast else sys.maxsize)
        patch.setattr(csvin, "BLOCK", block)
        patch.setattr(lines, "_CHUNK", 1 << 6)
        code = main(["check", "--now", NOW, "--no-config", *options, str(path)])
    out.flush()
    err.flush()
    return code, out.buffer.getvalue(), err.buffer.getvalue()


def same(data: bytes | str, folder: Path, *options: str, block: int = 1 << 22) -> bytes:
    given = data.encode() if isinstance(data, str) else data
    slow = check(given, folder, *options, fast=False)
    assert check(given, folder, *options, fast=True, block=block) == slow
    return slow[1] + slow[2]


STAMPS = st.sampled_from(
    [
        f"2026-{month:02}-{day:02}{separator}{time}{offset}"
        for month, day in ((1, 2), (3, 29), (5, 1), (10, 25), (11, 10), (11, 18), (11, 19), (11, 20))
        for separator, time in (
            *(("T", "09:00"), ("T", "17:00:00"), (" ", "16:59:59.5"), ("T", "02:30:00.000001")),
            *(("T", "00:00"), (" ", "23:59:59.999999")),
        )
        for offset in ("+01:00", "+02:00", "Z")
    ]
)
ODD = st.sampled_from(
    [
        "",
        " ",
        "2026-11-20",
        "soon",
        "2026-11-20T24:00Z",
        "2026-11-20T09Z",
        "2150-01-01T00:00Z",
        "1800-01-01T00:00Z",
        '"',
    ]
)
NAMES = st.one_of(
    st.integers(0, 10_000).map("T-{}".format),
    st.sampled_from(["T-1", " T-1", "", "Zgłoszenie 7", "a\x07b", '"q"', "\u3000"]),
)
SEVERITIES = st.sampled_from([*"12345", "outage", "Sugestia", "1.0", " 2", "6", "", "?"])
NOTES = (
    *('a "quoted" note', '"on two\nlines"', "żółć", "a,b", '"a, b"', '"a ""quoted"" note"', '""', '""""', '"a"b', '"a'),
    *('a"', '"', '"""', "'a,b'", '"a\nb",', '","', '"a,""', ' "a"', '"a" ', '"' + "x" * 200_000 + '"'),
)


@st.composite
def rows(draw: st.DrawFn, kinds: int) -> str:
    """A row: plain, or odd in one of ten ways among so many kinds of rows."""
    odd = draw(st.integers(0, kinds - 1))
    name = draw(NAMES) if odd == 0 else f"T-{draw(st.integers(0, 10**9))}"
    severity = draw(SEVERITIES) if odd == 1 else draw(st.sampled_from("12345"))
    reported, responded, closed = sorted(draw(st.tuples(STAMPS, STAMPS, STAMPS)))
    if odd in (2, 3, 4):
        reported, responded, closed = draw(st.permutations([reported, responded, draw(ODD)]))
    responded = "" if odd in (5, 6) else responded
    closed = "" if odd > 6 else closed
    note = draw(st.sampled_from(NOTES)) if odd == 7 else ""
    cells = [name, severity, reported, responded, closed, note]
    for cell in draw(st.sets(st.integers(0, 5))) if odd == 9 else ():
        cells[cell] = '"' + cells[cell].replace('"', '""') + '"'
    row = ",".join(cells)
    return draw(st.sampled_from(["", " ", ",,,,,", row + ",", row + "\r"])) if odd == 8 else row


def plain(count: int) -> Iterator[str]:
    for number in range(count):
        day, hour = 1 + number % 17, 8 + number % 11
        responded = "" if number % 50 == 0 else f"2026-11-{day + 1 + number % 3:02}T{hour:02}:30:00+01:00"
        yield f"T-{number},{1 + number % 5},2026-11-{day:02}T{hour:02}:00:00+01:00,{responded},,"


def local(row: str) -> str:
    """A row whose stamps carry no offsets."""
    return re.sub(r"(:\d\d(?:\.\d+)?)(?:\+0\d:00|Z)", r"\1", row)


@st.composite
def files(draw: st.DrawFn) -> str:
    data = draw(st.lists(rows(draw(st.sampled_from([20, 200, 1000]))), max_size=40))
    first_local = draw(st.sampled_from([len(data), 0, len(data) // 2]))
    data[first_local:] = map(local, data[first_local:])
    return draw(st.sampled_from(["\n", "\n", "\r\n"])).join([HEADER, *data, ""])


@st.composite
def contracts(draw: st.DrawFn) -> str:
    """The text of a contract of five severities: any reading decides, and some have hours of their own."""
    first, *others = draw(st.permutations(["literal", "working-days", "civil-code"]))
    readings = [first, *draw(st.sampled_from([others, others[:1], []]))]
    hours = draw(st.sampled_from(["Mon-Fri 09:00-17:00", "Mon-Fri 08:00-12:00, 13:00-17:00", "Mon-Sat 22:00-06:00"]))
    severities = [
        f"[severities.{number}]\nresponse = '{draw(st.sampled_from(['1h', '16h', '1d', '4d', '14d']))}'\n"
        + draw(st.sampled_from(["", "", "calendar = { hours = '24/7' }\n"]))
        for number in range(1, 6)
    ]
    calendar = f"[calendar]\nhours = '{hours}'\ntz = 'Europe/Warsaw'\ncountry = 'PL'\n"
    return f"format = 1\nname = 'x'\nreadings = {readings}\n{calendar}{''.join(severities)}"


def contracted(text: str | None, folder: Path) -> tuple[str, ...]:
    """The option for a contract of that text; none where there is none."""
    if text is None:
        return ()
    path = folder / "contract.toml"
    path.write_text(text, encoding="utf-8")
    return "--contract", str(path)


CONTRACTS = st.none() | contracts()
ROWS = st.lists(rows(1000), min_size=1, max_size=40)
FILES = files()
"""Tables of rows of which most are plain; all, none or one half have offsets."""
SHOWN = st.sampled_from([(), ("--limit", "1"), ("--limit", "0"), ("--format", "markdown"), ("--format", "github")])
ASKED = st.sampled_from(
    [*[("--tz", "Europe/Warsaw")] * 3, ("--tz", "UTC"), ("--ignore", "SLA101"), ("--ignore", "SLA102"), ()]
)
