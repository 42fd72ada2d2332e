"""Every reader on nearly valid input, on what a fuzzer broke it with once, and on pieces that come a thousand times."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from io import BytesIO, TextIOWrapper
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacal import cli

from . import harness
from .mutation import LONGEST, spoilt
from .pieces import PIECES, SEEDS
from .readers import READERS
from .run import CORPUS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Main = Callable[[Sequence[str]], int]

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


def test_no_two_processes_write_to_the_same_file() -> None:
    """Tests that run side by side, on several interpreters, would else read what another has half written."""
    here = harness.own_file("a.toml", b"here")
    script = "from tests.fuzz.harness import own_file\nprint(own_file('a.toml', b'there'))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    there = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    ).stdout.strip()
    assert there.endswith("a.toml")
    assert not Path(there).parent.exists(), "it goes with its process"
    assert here.read_bytes() == b"here"


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


def test_every_input_that_is_kept_has_a_reader() -> None:
    assert {path.parent.name for path in FOUND} <= set(NAMES)


BROKEN: Mapping[str, Callable[[Main, Sequence[str]], int]] = {
    "division": lambda main, argv: main(argv) // 0,
    "exit code 6": lambda main, argv: main(argv) + 4,
    "a control character": lambda main, argv: main(argv) + sys.stdout.write("\x1b") - 1,
    "took 0.2 s": lambda main, argv: main(argv) + any(number < 0 for number in count()),
    "another exit code": lambda main, argv: main(argv) ^ ("json" in argv),
    "alone": lambda main, argv: _without_a_ticket(main, argv),
}
"""Ways to break a promise, by what the harness says of them."""


def _without_a_ticket(main: Main, argv: Sequence[str]) -> int:
    """Loses a ticket where there are more than those planted."""
    data = sys.stdin.buffer.read()
    kept = data.replace(b"\nPLANTED-1", b"\n?") if b"garbage" in data else data
    sys.stdin = TextIOWrapper(BytesIO(kept), "utf-8")
    return main(argv)


@pytest.mark.parametrize("said", BROKEN)
@pytest.mark.parametrize("name", ["tickets", "events", "exports"])
def test_a_broken_promise_is_seen(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    garbage = b"\x00\x80garbage\ngarbage"
    READERS[name](garbage)  # what is compared with is made before anything is broken
    monkeypatch.setattr(harness, "MOST_CPU_S", 0.2)
    monkeypatch.setattr(cli, "main", partial(BROKEN[said], cli.main))
    with pytest.raises((AssertionError, ZeroDivisionError), match=said):
        READERS[name](garbage)


def test_mutation_is_repeatable_and_bounded() -> None:
    first, second = ([spoilt(Random(7), SEEDS["words"], PIECES["words"]) for _ in range(200)] for _ in range(2))
    assert first == second
    assert all(len(data) <= LONGEST for data in first)
