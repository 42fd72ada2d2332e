"""Blocks of rows judged by somebody who is handed in, here in plain Python: nothing that is told changes."""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from io import BytesIO
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slacal import HorizonError, InputError
from slacal.audit.case import Case, disorder
from slacal.audit.checker import Checker
from slacal.audit.lines import Lines, LookAhead
from slacal.audit.quick import Block, Counted
from slacal.audit.stamps import Bounds, read_stamp
from slacal.audit.usage import share_of
from slacal.ticket.verdict import Verdict
from slacal.worktime.instants import from_us
from tests.audit.blocks import ASKED, CONTRACTS, FILES, HEADER, SHOWN, contracted, plain, same
from tests.audit.rows import judge
from tests.audit.test_tablein import Listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from slacal.audit.header import Header
    from slacal.audit.judge import Judge
    from slacal.audit.judgement import Judgement


class PlainJudge:
    """A judge of blocks that makes a judgement of every row, and counts those of which nothing else is to be told."""

    rows = counted = 0

    def __init__(self, judge: Judge, tz: ZoneInfo | None, worst: int | None) -> None:
        self.judge = judge
        self.tz = tz
        self.worst = worst

    def __call__(
        self, text: str, lines: Sequence[str], header: Header, delimiter: str, severity: Callable[[str], int]
    ) -> Block | None:
        assert text == "".join(f"{line}\n" for line in lines)
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
        assert len(rows) == len(lines)
        if any(len(cells) != len(header.cells) for cells in rows):
            return None
        names = [cells[header.cells.index("ticket")] for cells in rows]
        if not all(name and name.isprintable() and name.strip() == name for name in names):
            return None
        judged = {
            row: judgement
            for row, cells in enumerate(rows)
            for judgement in self.judged(header.pick([*cells, ""]), severity)
        }
        late = [row for row, judgement in judged.items() if judgement.verdict is Verdict.BREACHED]
        late.sort(key=lambda row: -judged[row].overrun_us)
        for row in late if self.worst is None else late[: self.worst]:
            del judged[row]
        PlainJudge.rows += len(rows)
        PlainJudge.counted += len(judged)
        told = [row for row in range(len(rows)) if row not in judged]
        return Block(names, told, self.numbers([*judged.values()]) if judged else None)

    def judged(self, texts: Sequence[str], severity: Callable[[str], int]) -> Iterator[Judgement]:
        ticket, known, reported_at, responded_at, *halves, closed_at = texts
        try:
            number = severity(known)
            reported, responded, closed = (read_stamp(text, self.tz) for text in (reported_at, responded_at, closed_at))
        except InputError:
            return
        if not isinstance(reported, int) or isinstance(responded, Bounds) or isinstance(closed, Bounds):
            return
        case = Case(ticket, number, reported, responded, closed, responded, None, None, {}, None, None)
        if any(halves) or any(disorder(case)) or not self.judge.budgets.get(number):
            return
        try:
            judgement = self.judge.judge(case)
        except HorizonError:
            return
        decided = responded is not None or (closed is None and judgement.verdict is Verdict.BREACHED)
        if decided and not judgement.ahead and not judgement.disputable:
            yield judgement

    def numbers(self, judged: Sequence[Judgement]) -> Counted:
        shares: defaultdict[int, Counter[int]] = defaultdict(Counter)
        cells: Counter[tuple[int, str, Verdict]] = Counter()
        breaches: Counter[str] = Counter()
        instants: list[int] = []
        for one in judged:
            assert isinstance(one.case.reported, int)
            assert one.elapsed_us is not None
            instants.append(one.case.reported)
            month = from_us(one.case.reported, self.judge.contract.calendar.tz).isoformat()[:7]
            cells[one.severity, month, one.verdict] += 1
            shares[one.severity][share_of(one.elapsed_us, one.budget_us)] += 1
            if one.verdict is Verdict.BREACHED:
                breaches["SLA102" if one.case.response is None else "SLA101"] += 1
        return Counted(cells, shares, breaches, min(instants))


@pytest.fixture
def handed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge in the place of the one that `slacal.frames` has."""
    module = ModuleType("slacal.frames.check")
    module.FastJudge = PlainJudge  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setitem(sys.modules, "slacal.frames", ModuleType("slacal.frames"))
    monkeypatch.setitem(sys.modules, "slacal.frames.check", module)
    PlainJudge.rows = PlainJudge.counted = 0


@pytest.mark.usefixtures("handed_in")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(FILES, CONTRACTS, SHOWN, ASKED, st.integers(1, 3000))
def test_the_same_to_the_byte(
    tmp_path_factory: pytest.TempPathFactory,
    file: str,
    contract: str | None,
    shown: tuple[str, ...],
    asked: tuple[str, ...],
    block: int,
) -> None:
    """Law: whatever stands in a file, by whatever contract, and in whatever blocks it is read."""
    folder = tmp_path_factory.getbasetemp()
    same(file, folder, *contracted(contract, folder), *shown, *asked, block=block)


@pytest.mark.usefixtures("handed_in")
@pytest.mark.parametrize("form", ["text", "markdown", "github"])
def test_most_rows_are_counted(tmp_path: Path, form: str) -> None:
    printed = same("\n".join([HEADER, *plain(3_000), ""]), tmp_path, "--format", form, "--limit", "5", block=100_000)
    assert b"breached" in printed
    assert PlainJudge.counted > PlainJudge.rows / 2 > 400


@pytest.mark.usefixtures("handed_in")
def test_a_ticket_that_comes_again(tmp_path: Path) -> None:
    """In another block, the same one, another file, and after events of it: each time the first place is named."""
    rows = list(plain(400))
    for again, block in ((rows[3], 2_000), (rows[-1], 1 << 22)):
        assert b"expected each ticket once, first at" in same(
            "\n".join([HEADER, *rows, again, ""]), tmp_path, block=block
        )
    other = tmp_path / "other.csv"
    other.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    assert b"other.csv" in same("\n".join([HEADER, *rows[:10], ""]), tmp_path, str(other))
    other.write_text("ticket,at,event,severity\nT-7,2026-11-02T09:00+01:00,reported,1\n", encoding="utf-8")
    assert b"other.csv" in same("\n".join([HEADER, *rows, ""]), tmp_path, str(other))


@pytest.mark.usefixtures("handed_in")
def test_what_cannot_be_asked_of_blocks(tmp_path: Path) -> None:
    """With a window, a baseline, several versions of a contract or a report of every ticket, rows are judged singly."""
    data = "\n".join([HEADER, *plain(300), ""])
    for options in (("--since", "2026-11-05"), ("--format", "csv"), ("--format", "json")):
        same(data, tmp_path, *options)
    assert PlainJudge.rows == 0


@pytest.mark.usefixtures("handed_in")
def test_a_file_of_which_no_block_is_plain_is_read_line_by_line(tmp_path: Path) -> None:
    rows = [row + "," for row in plain(200)]
    assert same("\n".join([HEADER, *rows, ""]), tmp_path, block=500).count(b"expected 6 fields") == 200
    assert PlainJudge.rows == 0


@pytest.mark.usefixtures("handed_in")
def test_the_last_line_needs_no_end(tmp_path: Path) -> None:
    for data in (
        "\n".join([HEADER, *plain(30)]),
        "\n".join([HEADER, *plain(30), "T,1,2026-11-02T09:00+01:00" + "x" * 99]),
    ):
        for block in (7, 90, 10_000):
            same(data, tmp_path, block=block)


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long file is checked all the same."""
    for name in [name for name in sys.modules if name.startswith("slacal.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    same("\n".join([HEADER, *plain(300), ""]), tmp_path)


@pytest.mark.parametrize(("odd", "lines"), [("", True), ("\0", True), ("\n", True), ("\r", True), ("", False)])
def test_tables_in_batches(odd: str, lines: bool) -> None:
    """Rows of a batch are counted where all can be written as lines; what is told is what is told without."""
    cells = [row.split(",") for row in plain(300)]
    cells[250][4] = odd
    table = Listed(HEADER.split(","), cells, has_lines=lines)
    counted: list[Counted] = []
    told, all_told = (
        [*Checker(judge(), keep=False, quick=quick).table(table, "f")]
        for quick in ((PlainJudge(judge(), None, 5), counted.append), None)
    )
    count = sum(sum(one.cells.values()) for one in counted)
    assert len(told) + count == len(all_told) == 300
    assert set(map(str, told)) <= set(map(str, all_told))
    assert (count > 100) == (lines and not odd)


def test_blocks_and_lines_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: every line comes once, in order, whoever takes it."""
    monkeypatch.setattr("slacal.audit.lines._CHUNK", 4)
    lines = Lines(BytesIO(b"a\nb\nc\ndd\n\0\nf\ng"))
    assert lines.next() == "a"
    assert lines.block(2) is None, "a line waits in the queue"
    assert lines.next() == "b"
    assert lines.block(3) == "c\n"
    assert lines.block(1) is None, "no line has ended"
    assert lines.block(3) is None, "no text"
    assert [lines.next(), lines.next()] == ["dd", "\0"]
    with LookAhead(lines) as ahead:
        assert list(ahead) == ["f", "g"]
        ahead.put_back()
    assert lines.block(9) is None, "lines that come again"
    assert [lines.next(), lines.next(), lines.next()] == ["f", "g", None]
    assert lines.number == 6, "those of the block are counted by whoever takes it"
