"""The laws of the working clock, judged by counting one by one.

The plain model is a row of booleans, one a tick; the clock is given the same row scaled by any factor and
moved to any place, so that it is asked between ticks too, and about numbers as large as microseconds since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from slacal.worktime.clock import WorkingClock

SCALES = (1, 2, 7, 1_000_003, 60_000_000, 3_600_000_000, 2**35)


@dataclass(frozen=True)
class Row:
    """Ticks that are working or not, each `scale` long, the first beginning at `origin`."""

    ticks: tuple[bool, ...]
    scale: int
    origin: int

    @property
    def start(self) -> int:
        return self.origin

    @property
    def end(self) -> int:
        return self.origin + len(self.ticks) * self.scale

    def intervals(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for number, works in enumerate(self.ticks):
            if works:
                begin, end = self.origin + number * self.scale, self.origin + (number + 1) * self.scale
                if found and found[-1][1] == begin:
                    begin = found.pop()[0]
                found.append((begin, end))
        return found

    def counted(self, until: int) -> int:
        """Working time from the start until an instant: tick after tick, each as far as it lies before it."""
        total = 0
        for number, works in enumerate(self.ticks):
            begin = self.origin + number * self.scale
            if works and begin < until:
                total += min(self.scale, until - begin)
        return total

    def clock(self) -> WorkingClock:
        return WorkingClock(self.intervals(), self.start, self.end)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    runs = draw(st.lists(st.tuples(st.booleans(), st.integers(1, 8)), max_size=14))
    ticks = tuple(works for works, length in runs for _ in range(length))
    return Row(ticks, draw(st.sampled_from(SCALES)), draw(st.integers(-(10**17), 10**17)))


@st.composite
def instants(draw: st.DrawFn, row: Row) -> int:
    """An instant of the row's span, on a tick's border, beside one or anywhere."""
    border = row.start + draw(st.integers(0, len(row.ticks))) * row.scale
    at = border + draw(st.one_of(st.just(0), st.sampled_from((-1, 1)), st.integers(0, row.scale)))
    return min(max(at, row.start), row.end)


@st.composite
def rows_and_instants(draw: st.DrawFn, count: int) -> tuple[Row, list[int]]:
    row = draw(rows())
    return row, sorted(draw(instants(row)) for _ in range(count))


@st.composite
def rows_and_readings(draw: st.DrawFn) -> tuple[Row, int, list[int]]:
    """A row, a reading counted from the start (some are never shown) and instants to hold against it."""
    row = draw(rows())
    border = row.counted(draw(instants(row)))
    reading = border + draw(st.sampled_from((0, 0, -1, 1, row.scale)))
    return row, reading, [draw(instants(row)) for _ in range(4)]


@given(rows_and_instants(2))
def test_shows_counts_the_working_ticks(drawn: tuple[Row, list[int]]) -> None:
    """shows(b) - shows(a) is the working time in [a, b)."""
    row, (a, b) = drawn
    clock = row.clock()
    assert clock.shows(b) - clock.shows(a) == row.counted(b) - row.counted(a)


@given(rows_and_instants(2))
def test_shows_is_monotone_and_never_faster_than_time(drawn: tuple[Row, list[int]]) -> None:
    """Where a <= b, 0 <= shows(b) - shows(a) <= b - a."""
    row, (a, b) = drawn
    clock = row.clock()
    assert 0 <= clock.shows(b) - clock.shows(a) <= b - a


@given(rows_and_readings())
def test_reaches_is_the_lower_adjoint_of_shows(drawn: tuple[Row, int, list[int]]) -> None:
    """reaches(w) <= t if and only if shows(t) >= w, for low < w <= high, the first and last reading."""
    row, reading, at = drawn
    clock = row.clock()
    low, high = clock.shows(row.start), clock.shows(row.end)
    reached = clock.reaches(low + reading)
    if not low < low + reading <= high:
        assert reached is None
        return
    assert reached is not None
    assert row.start <= reached <= row.end
    for t in (*at, reached - 1, reached, reached + 1, row.start, row.end):
        if row.start <= t <= row.end:
            assert (reached <= t) == (clock.shows(t) >= low + reading)
            assert (reached <= t) == (row.counted(t) >= reading)


@given(rows_and_readings())
def test_leaves_is_the_upper_adjoint_of_shows(drawn: tuple[Row, int, list[int]]) -> None:
    """leaves(w) >= t if and only if shows(t) <= w, for low <= w < high, the first and last reading."""
    row, reading, at = drawn
    clock = row.clock()
    low, high = clock.shows(row.start), clock.shows(row.end)
    left = clock.leaves(low + reading)
    if not low <= low + reading < high:
        assert left is None
        return
    assert left is not None
    assert row.start <= left <= row.end
    for t in (*at, left - 1, left, left + 1, row.start, row.end):
        if row.start <= t <= row.end:
            assert (left >= t) == (clock.shows(t) <= low + reading)
            assert (left >= t) == (row.counted(t) <= reading)


@given(rows_and_readings())
def test_a_reading_is_shown_from_reaches_to_leaves(drawn: tuple[Row, int, list[int]]) -> None:
    """shows(reaches(w)) == w == shows(leaves(w)); reaches(w) <= leaves(w), and no working time between."""
    row, reading, _ = drawn
    clock = row.clock()
    shown = clock.shows(row.start) + reading
    reached, left = clock.reaches(shown), clock.leaves(shown)
    if reached is not None:
        assert clock.shows(reached) == shown
    if left is not None:
        assert clock.shows(left) == shown
    if reached is not None and left is not None:
        assert reached <= left
        assert row.counted(reached) == row.counted(left)


@given(rows_and_instants(1))
def test_every_instant_lies_between_its_readings_ends(drawn: tuple[Row, list[int]]) -> None:
    """reaches(shows(t)) <= t <= leaves(shows(t)), where they exist."""
    row, (t,) = drawn
    clock = row.clock()
    reached, left = clock.reaches(clock.shows(t)), clock.leaves(clock.shows(t))
    assert reached is None or reached <= t
    assert left is None or t <= left


@given(rows(), st.data())
def test_only_differences_mean_anything(row: Row, data: st.DataObject) -> None:
    """A clock that knows less in front differs by a constant, wherever both know the answer."""
    whole = row.clock()
    begin = data.draw(instants(row))
    part = WorkingClock([(max(a, begin), b) for a, b in row.intervals() if b > begin], begin, row.end)
    less = whole.shows(begin) - part.shows(begin)
    t = data.draw(st.integers(begin, row.end))
    assert whole.shows(t) - part.shows(t) == less
    reached = part.reaches(part.shows(t))
    if reached is not None:
        assert reached == whole.reaches(whole.shows(t))
    left = part.leaves(part.shows(t))
    if left is not None:
        assert left == whole.leaves(whole.shows(t))


@given(rows(), st.data())
def test_however_the_time_is_cut_up_it_is_the_same_clock(row: Row, data: st.DataObject) -> None:
    """Spans that overlap, touch, repeat, are empty, reach outside or are out of order make the clock of their union."""
    whole = row.clock()
    pieces: list[tuple[int, int]] = [(row.start - 9, row.start - 2), (row.end + 2, row.end + 9)]
    for opening, closing in row.intervals():
        first, second = (data.draw(st.integers(opening, closing)) for _ in range(2))
        pieces += [(opening, max(first, second)), (min(first, second), closing), (first, first)]
    pieces += [(at, at) for at in data.draw(st.lists(instants(row), max_size=3))]
    cut = WorkingClock(data.draw(st.permutations(pieces)), row.start, row.end)
    assert list(cut.spans(row.start, row.end)) == row.intervals()
    t, shown = data.draw(instants(row)), data.draw(st.integers(whole.low, whole.high))
    assert cut.shows(t) == whole.shows(t)
    assert cut.reaches(shown) == whole.reaches(shown)
    assert cut.leaves(shown) == whole.leaves(shown)
    assert cut.next_opening(t) == whole.next_opening(t)
    assert cut.next_closing(t) == whole.next_closing(t)
    assert cut.previous_opening(t) == whole.previous_opening(t)
    assert cut.previous_closing(t) == whole.previous_closing(t)
