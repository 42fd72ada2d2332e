"""Every reader on nearly valid input, on what a fuzzer broke it with once, and on pieces that come a thousand times."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .mutation import LONGEST, spoilt
from .pieces import PIECES, SEEDS
from .readers import READERS
from .run import CORPUS

if TYPE_CHECKING:
    from pathlib import Path

NAMES = sorted(READERS)
FOUND = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


@st.composite
def inputs(draw: st.DrawFn, name: str) -> bytes:
    """A seed with a stretch of it replaced by pieces or bytes, some of them again and again."""
    data = draw(st.sampled_from([*SEEDS[name], b""]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 10, 100])))
        new = b"".join(draw(st.lists(st.sampled_from(PIECES[name]) | st.binary(max_size=4), max_size=8)))
        data = data[:start] + new * draw(st.sampled_from([1, 1, 1, 2, 50])) + data[end:]
    return data


@pytest.mark.parametrize("name", NAMES)
def test_no_input_breaks_a_promise(name: str) -> None:
    @given(inputs(name))
    def holds(data: bytes) -> None:
        READERS[name](data)

    holds()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20)
@given(data=st.data())
def test_what_comes_again_and_again_takes_no_longer(name: str, data: st.DataObject) -> None:
    """Time grows with the input, not with its square: twenty kilobytes of any piece, after and before any others."""
    few = st.lists(st.sampled_from(PIECES[name]), max_size=4).map(b"".join)
    before, unit, after = data.draw(few), data.draw(few.filter(bool)), data.draw(few)
    READERS[name](before + unit * (LONGEST // len(unit)) + after)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_broke_a_promise_once_breaks_none(path: Path) -> None:
    READERS[path.parent.name](path.read_bytes())


def test_every_reader_has_been_broken() -> None:
    """A corpus without a file for a reader would mean that its harness sees nothing."""
    assert {path.parent.name for path in FOUND} == set(NAMES)


def test_mutation_is_repeatable_and_bounded() -> None:
    first, second = ([spoilt(Random(7), SEEDS["words"], PIECES["words"]) for _ in range(200)] for _ in range(2))
    assert first == second
    assert all(len(data) <= LONGEST for data in first)
