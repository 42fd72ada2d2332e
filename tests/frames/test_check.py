"""The fast judge: what `slacal check` says with it is what it says without, to the byte."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slacal.audit.cells import NAMED
from slacal.audit.stamps import read_stamp
from slacal.audit.usage import share_of
from slacal.errors import InputError
from slacal.frames import parquet
from slacal.frames.arrow import pa
from slacal.frames.check import FastJudge, csv, shares_of
from slacal.frames.columns import ints_of
from slacal.frames.parquet import pq
from slacal.frames.zones import to_instants
from slacal.worktime.instants import DAY_US
from tests.audit.blocks import ASKED, CONTRACTS, FILES, HEADER, ROWS, SHOWN, contracted, local, plain, same

if TYPE_CHECKING:
    from pathlib import Path

    from slacal.audit.quick import Block


class Told:
    """How many rows the fast judge saw, and how many of them were told one by one."""

    def __init__(self) -> None:
        self.rows = self.one_by_one = self.refused = 0


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    counts = Told()
    judge = FastJudge.__call__

    def counting(self: FastJudge, *arguments: Any) -> Block | None:
        block = judge(self, *arguments)
        if block is None:
            counts.refused += 1
        else:
            counts.rows += len(block.names)
            counts.one_by_one += len(block.told)
        return block

    monkeypatch.setattr(FastJudge, "__call__", counting)
    return counts


def without_holidays(folder: Path, hours: str, tz: str, budget: str = "5h") -> tuple[str, ...]:
    """The option that names a contract with all the years there are."""
    calendar = f"[calendar]\nhours = {hours!r}\ntz = {tz!r}\n"
    return contracted(f"format = 1\nname = 'x'\n{calendar}[severities.1]\nresponse = {budget!r}\n", folder)


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


CELLS = ROWS.map(lambda rows: [row for row in rows if row.count(",") == 5] or [next(plain(1))])
BATCHES = st.integers(1, 50)
ODD_CELLS = st.sampled_from(["", "\n", '"', "\r", "\0", ",", "x\ny", "ż", " T-1", "\ufeffa"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(CELLS, st.none() | st.tuples(st.integers(0, 39), st.integers(0, 5), ODD_CELLS), CONTRACTS, SHOWN, ASKED, BATCHES)
def test_the_same_of_parquet(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[str],
    odd: tuple[int, int, str] | None,
    contract: str | None,
    shown: tuple[str, ...],
    asked: tuple[str, ...],
    batch: int,
) -> None:
    """Law: whatever stands in a table, and however many rows are read at once."""
    folder = tmp_path_factory.getbasetemp()
    cells = [row.split(",") for row in rows]
    if odd is not None:
        cells[odd[0] % len(cells)][odd[1]] = odd[2]
    out = pa.BufferOutputStream()
    pq.write_table(pa.table([pa.array(column) for column in zip(*cells, strict=True)], HEADER.split(",")), out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "_BATCH", batch)
        same(out.getvalue().to_pybytes(), folder, *contracted(contract, folder), *shown, *asked)


def test_rows_of_parquet_are_counted(tmp_path: Path, told: Told) -> None:
    """Typed as programs write them, over several batches."""
    columns: list[Any] = [pa.array(cells) for cells in zip(*(row.split(",") for row in plain(3_000)), strict=True)]
    columns[1] = columns[1].cast(pa.float64())
    for column in range(2, 5):
        stamps = [text or None for text in columns[column].to_pylist()]
        columns[column] = pa.array(stamps, pa.string()).cast(pa.timestamp("ns", "Europe/Warsaw"))
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(columns, HEADER.split(",")), out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "_BATCH", 1_000)
        assert b"breached" in same(out.getvalue().to_pybytes(), tmp_path, "--limit", "5")
    assert (told.rows, told.refused) == (3_000, 0)
    assert told.one_by_one < 300


@pytest.mark.parametrize("form", ["text", "markdown", "github"])
def test_most_rows_are_counted(tmp_path: Path, told: Told, form: str) -> None:
    """Of plain rows only few are told one by one: the worst, the running and the disputable."""
    printed = same("\n".join([HEADER, *plain(20_000), ""]), tmp_path, "--format", form, "--limit", "5")
    assert b"breached" in printed
    assert told.rows > 19_900
    assert told.one_by_one < 1_000
    assert told.refused == 0


def test_rows_with_quotes_are_counted(tmp_path: Path, told: Told) -> None:
    """Of whole cells, with delimiters and quotes in them; a cell over two lines costs its block."""
    rows = ['"' + row.replace(",", '","') + '"' for row in plain(300)]
    rows += [
        f'"A, ""{number}""",1,2026-11-02T09:00+01:00,"2026-11-02T10:00+01:00","",", ""x"""' for number in range(300)
    ]
    same("\n".join([HEADER, *rows, ""]), tmp_path, "--limit", "5")
    assert told.rows > 590
    assert told.one_by_one < 200
    told.rows = 0
    rows[300] = 'X,1,2026-11-02T09:00+01:00,,,"a\nb"'
    same("\n".join([HEADER, *rows, ""]), tmp_path, "--limit", "5", block=1_000)
    assert 500 < told.rows < 590
    assert told.refused == 0


@pytest.mark.parametrize("tz", ["Europe/Warsaw", "America/New_York"])
def test_rows_without_offsets_are_counted_where_their_zone_is_known(tmp_path: Path, told: Told, tz: str) -> None:
    rows = list(map(local, plain(20_000)))
    assert same("\n".join([HEADER, *rows, ""]), tmp_path, "--tz", tz, "--limit", "5")
    assert told.rows > 19_900
    assert told.one_by_one < 1_000
    assert told.refused == 0


def test_blocks_with_offsets_and_without(tmp_path: Path, told: Told) -> None:
    """Whichever comes first, and however often they take turns."""
    rows = [*plain(400)]
    for number in range(len(rows)):
        if number // 100 % 2:
            rows[number] = local(rows[number])
    same("\n".join([HEADER, *rows, ""]), tmp_path, "--tz", "Europe/Warsaw", block=1_000)
    assert told.rows > 250


@pytest.mark.parametrize(
    ("odd", "before", "after"),
    [
        ("2026-10-25T02:30", "2026-10-23T12:00", "2026-10-26T12:00"),  # shown twice
        ("2026-03-29T02:30", "2026-03-27T12:00", "2026-03-30T12:00"),  # never
        ("2026-11-05", "2026-11-04T12:00", "2026-11-05T12:00"),
        ("2026-11-05T00:00:00", "2026-11-04T12:00", "2026-11-05T12:00"),
        ("2026-11-05T09:30", "2026-11-04T12:00", "2026-11-05T12:00"),  # is one instant
    ],
)
@pytest.mark.parametrize("column", range(3))
def test_local_stamps_that_name_no_instant_are_told(
    tmp_path: Path, told: Told, odd: str, before: str, after: str, column: int
) -> None:
    """Shown twice, never, or a whole day: none is taken for an instant, in whichever column, nor is a midnight."""
    stamps = ((odd, after, ""), (before, odd, ""), (before, before, odd))[column]
    rows = [f"T-{number},2,{','.join(stamps)}," for number in range(100)]
    same("\n".join([HEADER, *rows, ""]), tmp_path, "--tz", "Europe/Warsaw")
    assert (told.refused, told.rows > 0) == (0, True)
    assert told.one_by_one == (0 if odd.endswith("09:30") else told.rows)


@pytest.mark.parametrize("reading", ["working-days", "civil-code"])
@pytest.mark.parametrize("hours", ["", "calendar = { hours = '24/7' }"])
def test_other_readings_and_hours_of_ones_own_are_counted(tmp_path: Path, told: Told, reading: str, hours: str) -> None:
    calendar = "[calendar]\nhours = 'Mon-Fri 09:00-17:00'\ntz = 'Europe/Warsaw'\ncountry = 'PL'\n"
    severities = "".join(f"[severities.{number}]\nresponse = '{number}d'\n" for number in range(1, 6))
    text = f"format = 1\nname = 'x'\nreadings = ['{reading}']\n{calendar}{severities}{hours}"
    same("\n".join([HEADER, *plain(3_000), ""]), tmp_path, *contracted(text, tmp_path), "--limit", "5")
    assert told.rows > 2_900
    assert told.one_by_one < 300


def test_all_breaches_are_told_where_all_are_shown(tmp_path: Path, told: Told) -> None:
    late = [f"LATE-{number},1,2026-11-02T09:00+01:00,2026-11-16T09:00+01:00,," for number in range(100)]
    printed = same("\n".join([HEADER, *late, *plain(300), ""]), tmp_path, "--limit", "0")
    assert printed.count(b"  LATE-") == 100
    assert 100 <= told.one_by_one < told.rows


def test_ties_are_told_in_the_order_of_the_rows(tmp_path: Path, told: Told) -> None:
    """More equal breaches than are shown, over several blocks, in which the worst stands last."""
    late = [f"T-{number},1,2026-11-02T09:00+01:00,2026-11-16T09:00+01:00,," for number in range(300)]
    worst = "WORST,1,2026-11-02T09:00+01:00,2026-11-18T09:00+01:00,,"
    printed = same("\n".join([HEADER, *late, worst, ""]), tmp_path, block=4_000)
    assert b"BREACHED (301), worst first" in printed
    assert printed.index(b"WORST") < printed.index(b"T-0 ") < printed.index(b"T-23 ")
    assert b"T-24 " not in printed
    assert told.one_by_one < told.rows


def test_the_same_ticket_in_another_block_or_file(tmp_path: Path) -> None:
    first, second = plain(400), list(plain(400))
    printed = same("\n".join([HEADER, *first, second[3], ""]), tmp_path, block=2_000)
    assert b"expected each ticket once, first at" in printed
    again = tmp_path / "again.csv"
    again.write_text("\n".join([HEADER, *second, ""]), encoding="utf-8")
    assert b"again.csv" in same("\n".join([HEADER, *second[:10], ""]), tmp_path, str(again))
    events = tmp_path / "events.csv"
    events.write_text("ticket,at,event,severity\nT-7,2026-11-02T09:00+01:00,reported,1\n", encoding="utf-8")
    path = tmp_path / "f.csv"
    assert path.exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert b"T-7" in same("\n".join([HEADER, *second, ""]), tmp_path, "events.csv")


@pytest.mark.parametrize("halves", [("acknowledged_at", "started_at"), ("started_at", "closed_at"), ("closed_at",)])
def test_other_columns(tmp_path: Path, told: Told, halves: tuple[str, ...]) -> None:
    """Columns that are not there, and confirmation and start in either order."""
    stamps = ["", "2026-11-03T09:00+01:00", "2026-11-05T10:00+01:00", "2026-11-30T10:00+01:00"]
    data = [
        ",".join((f"T-{number}-{copy}", "1", "2026-11-03T09:00+01:00", *given))
        for copy in range(20)
        for number, given in enumerate(product(stamps, repeat=len(halves) + 1))
    ]
    same("\n".join([",".join(("ticket", "severity", "reported_at", "responded_at", *halves)), *data, ""]), tmp_path)
    assert told.rows > told.one_by_one


def test_a_file_with_odd_rows_everywhere_is_read_line_by_line(tmp_path: Path, told: Told) -> None:
    """After some blocks that could not be judged no more are tried."""
    data = "\n".join([HEADER, *plain(300), ""]).replace("T08:00:00+01:00", "T08:00:00")
    same(data, tmp_path, "--tz", "Europe/Warsaw", block=1_000)
    assert told.refused == 3


def test_versions_of_a_contract_and_baselines_are_judged_one_by_one(tmp_path: Path, told: Told) -> None:
    same("\n".join([HEADER, *plain(300), ""]), tmp_path, "--since", "2026-11-05")
    same("\n".join([HEADER, *plain(300), ""]), tmp_path, "--format", "csv")
    assert told.rows == 0


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Told) -> None:
    """A long file is checked all the same."""
    for name in [name for name in sys.modules if name.startswith("slacal.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    same("\n".join([HEADER, *plain(300), ""]), tmp_path)
    assert told.rows == 0


def test_what_pyarrow_reads_as_an_instant_the_checker_reads_alike() -> None:
    """Law: what PyArrow takes, but for midnights without offset, is an instant to the checker, and the same one."""
    days = ("2026-11-20", "1600-02-29", "0001-01-05", "9999-12-20", "2026-02-30", "20261120", "2026-W03-1")
    times = (
        "12",
        "12:34",
        "12:34:56",
        "12:34:56.1",
        "12:34:56.123456",
        "12:34:56.1234567",
        "12:34:56,5",
        "24:00",
        "23:59:60",
        "1234",
        "123456",
        "12:34:56.",
        "12:34.5",
    )
    offsets = ("", "Z", "z", "+01", "+0100", "+01:00", "-00:00", "+24:00", "+23:59", "+01:60", " +01:00", "+01:00:30")
    warsaw = ZoneInfo("Europe/Warsaw")
    taken = {"UTC": 0, None: 0}
    for pad, *parts in product(("{}", " {}", "{} ", "\t{}"), days, ("T", " ", "t", ""), ("", *times), offsets):
        text = pad.format("".join(parts))
        for zone in taken:
            kind = pa.timestamp("us", zone)
            try:
                table = csv.read_csv(
                    pa.py_buffer(f"{text},x\n".encode()),
                    csv.ReadOptions(column_names=["at", "x"]),
                    convert_options=csv.ConvertOptions(column_types={"at": kind}, null_values=[""]),
                )
            except pa.ArrowInvalid:
                continue
            wall = ints_of(table["at"].combine_chunks().cast(pa.int64()), "at")
            if zone is None and wall[0] % DAY_US == 0:
                continue
            taken[zone] += 1
            at = wall if zone else to_instants(wall, warsaw, "at")
            try:
                assert read_stamp(text, warsaw) == at[0], text
            except InputError as error:
                pytest.fail(f"{text!r}: {error}")
    assert taken["UTC"] > 200
    assert taken[None] >= 40


@pytest.mark.parametrize(
    "odd",
    [
        ",1,2026-11-02T09:00+01:00,,,",
        "\u3000,1,2026-11-02T09:00+01:00,,,",
        "a\x07b,1,2026-11-02T09:00+01:00,,,",
        "T" * 1001 + ",1,2026-11-02T09:00+01:00,2026-11-02T10:00+01:00,,",
        ",,,,,",
        "T-1,1,2026-11-02T09:00+01:00",
        "T-1,1,yesterday,,,",
        "T-1,1,2026-11-02T09:00+01:00,,," + "x" * (1 << 20),
    ],
    ids=lambda odd: str(odd[:20]),
)
def test_a_block_with_a_row_that_is_not_plain_is_read_line_by_line(tmp_path: Path, told: Told, odd: str) -> None:
    same("\n".join([HEADER, *plain(300), odd, *plain(2)]), tmp_path)
    assert (told.rows, told.refused) == (0, 1)


@pytest.mark.parametrize("name", [" X-1", "X-1 ", " T-1", "T-250\u3000"])
def test_names_with_spaces_around_them(tmp_path: Path, told: Told, name: str) -> None:
    """They cost their rows alone, unless another row has such a name: the first of them counts, whoever tells it."""
    rows = list(plain(300))
    rows.insert(150, f"{name},1,2026-11-02T09:00+01:00,2026-11-02T10:00+01:00,,")
    printed = same("\n".join([HEADER, *rows, ""]), tmp_path, "--limit", "5")
    assert (b"expected each ticket once" in printed) == ("T" in name)
    assert told.refused == 0
    assert told.one_by_one < 100


def test_the_longest_names_there_can_be_are_counted(tmp_path: Path, told: Told) -> None:
    """A name of as many characters as one may have, whatever they take in bytes."""
    rows = [f"{number:0{NAMED - 1}}ż,1,2026-11-02T09:00+01:00,2026-11-02T10:00+01:00,," for number in range(300)]
    assert b"1000 characters" not in same("\n".join([HEADER, *rows, ""]), tmp_path)
    assert (told.refused, told.one_by_one) == (0, 0)
    assert told.rows > 0


def test_a_name_that_begins_with_a_byte_order_mark_keeps_it(tmp_path: Path) -> None:
    """Wherever a block begins: the mark is part of the name, and another row of that name comes too often."""
    rows = [row for row in plain(60) if "T-0," not in row and "T-50," not in row]
    for place in range(5, 15):
        marked = "\ufeff" + rows[place]
        data = "\n".join([HEADER, *rows[:place], marked, *rows[place + 1 :], marked, ""])
        assert b"expected each ticket once" in same(data, tmp_path, block=400)


def test_severities_that_are_none_cost_their_rows_alone(tmp_path: Path, told: Told) -> None:
    rows = [*plain(300), "P-1,7,2026-11-02T09:00+01:00,2026-11-02T09:00+01:00,,", "P-2,P1,2026-11-02T09:00+01:00,,,"]
    printed = same("\n".join([HEADER, *rows]), tmp_path)
    assert printed.count(b"severity: ") == 2
    assert (told.refused, told.one_by_one < told.rows) == (0, True)


def test_answers_beyond_what_the_calendar_knows(tmp_path: Path, told: Told) -> None:
    rows = [*plain(300), "OLD,1,1700-01-02T09:00+01:00,2026-11-02T09:00+01:00,,"]
    printed = same("\n".join([HEADER, *rows, ""]), tmp_path)
    assert b"1700" in printed
    assert (told.refused, told.one_by_one < told.rows) == (0, True)


@pytest.mark.parametrize(
    ("first", "now", "hours"),
    [
        ("0001-01-01T00:00Z", "0001-02-01T00:00Z", "24/7"),
        ("0001-01-01T00:00Z", "0001-02-01T00:00Z", "Mon-Fri 09:00-17:00"),
        ("9999-12-22T00:00Z", "9999-12-28T12:00Z", "24/7"),
        ("9999-12-22T00:00Z", "9999-12-29T00:00Z", "Mon-Fri 08:00-16:00"),
    ],
)
@pytest.mark.parametrize("tz", ["UTC", "Asia/Kathmandu", "Etc/GMT+12", "Pacific/Kiritimati"])
def test_stamps_at_the_ends_of_what_a_datetime_can_say(
    tmp_path: Path, told: Told, first: str, now: str, hours: str, tz: str
) -> None:
    """Law: a row that is rejected is never counted, whichever of its stamps it is rejected for."""
    start = datetime.fromisoformat(first)
    days = [(start + timedelta(days=number, hours=1)).isoformat() for number in range(10)]
    stamps = [*product(days, [*days, ""], ["", days[-1]])]
    rows = [f"T-{number},1,{','.join(given)}," for number, given in enumerate(stamps)]
    contract = without_holidays(tmp_path, hours, tz)
    assert b"expected a time from 0001-01-03 to 9999-12-28" in same(
        "\n".join([HEADER, *rows, ""]), tmp_path, *contract, "--now", now, "--limit", "3"
    )
    assert (told.refused, told.rows > 0) == (0, True)


def test_a_block_of_which_nothing_is_counted(tmp_path: Path, told: Told) -> None:
    rows = [f"T-{number},1,2026-11-20T10:00+01:00,,," for number in range(300)]
    assert b"DUE NEXT (300)" in same("\n".join([HEADER, *rows, ""]), tmp_path)
    assert told.one_by_one == told.rows > 0


def test_disputable_rows_are_told(tmp_path: Path) -> None:
    """Rows on which the readings of the contract differ are never only counted."""
    rows = [*plain(300), *(f"D-{n},3,2026-11-02T12:00+01:00,2026-11-06T15:00+01:00,," for n in range(50))]
    assert b"disputable" in same("\n".join([HEADER, *rows, ""]), tmp_path)


def test_what_used_its_budget_a_thousand_times_counts_as_that(tmp_path: Path, told: Told) -> None:
    """Percentiles go no further, whoever counts them."""
    rows = [f"T-{number},1,2017-01-02T09:00+01:00,2026-11-02T09:00+01:00,," for number in range(300)]
    printed = same("\n".join([HEADER, *rows, ""]), tmp_path, "--limit", "5")
    assert b"100000.0 %" in printed
    assert told.one_by_one < told.rows


@pytest.mark.parametrize("budget", ["5h", "7000h", "36525d"])
def test_centuries_of_working_time(tmp_path: Path, told: Told, budget: str) -> None:
    """Of a budget of little or much they are told to the thousandth."""
    rows = [f"T-{number},1,1601-01-01T00:00:00Z,2026-11-02T09:00:{number % 60:02}Z,," for number in range(300)]
    contract = without_holidays(tmp_path, "24/7", "UTC", budget)
    assert b"BREACHED (300)" in same("\n".join([HEADER, *rows, ""]), tmp_path, *contract, "--limit", "5")
    assert (told.one_by_one < told.rows, told.refused) == (True, 0)


@settings(deadline=None)
@given(st.lists(st.integers(0, 1 << 59), min_size=1), st.integers(1, 2 * 36525 * DAY_US))
def test_shares_are_those_of_one_by_one(used: list[int], budget: int) -> None:
    """Law: `share_of` of each, whatever is used of the years that dates have, and granted as contracts can."""
    near = [max(budget * times + more, 0) for times in (0, 1, 999, 1000) for more in (-1, 0, 1)]
    all_used = [us for us in (*used, *near) if us < 1 << 59]
    budgets = np.full(len(all_used), budget, np.int64)
    assert shares_of(np.array(all_used, np.int64), budgets).tolist() == [share_of(us, budget) for us in all_used]
