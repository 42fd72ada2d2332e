"""Fixtures of the benchmarks: the stopwatch that measures onto the board, and the page a whole run writes."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from .board import Board, page, summary
from .lines import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_benchmark.fixture import BenchmarkFixture

if find_spec("pytest_benchmark") is None:  # the extra `dev` brings it
    collect_ignore_glob = ["test_*.py"]

First = TypeVar("First")
Second = TypeVar("Second")

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "benchmarks.md"
BOARD = pytest.StashKey[Board]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[BOARD] = Board()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The peers may warn as they like."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """Print the report; write the page after a whole run in which every answer was right."""
    board = config.stash[BOARD]
    if not board.figures or config.getoption("benchmark_disable"):
        return
    terminalreporter.section("slacal beside its peers and floors")
    terminalreporter.write_line(summary(board))
    if exitstatus == pytest.ExitCode.OK and board.complete:
        PAGE.write_text(page(board), encoding="utf-8")
        terminalreporter.write_line("\nwritten: docs/benchmarks.md")
    else:
        terminalreporter.write_line("\nnot a whole run: docs/benchmarks.md is left as it is")


@pytest.fixture(scope="session")
def board(request: pytest.FixtureRequest) -> Board:
    return request.config.stash[BOARD]


class Stopwatch:
    """Measures an action, and another one beside it in turn, and writes their best rounds onto the board.

    In turn, because a machine may be faster in one minute than in the next: what is compared shares its luck.
    """

    def __init__(self, benchmark: BenchmarkFixture, board: Board) -> None:
        self._benchmark: Any = benchmark  # half of it has no types
        self.board = board
        self.enabled = bool(benchmark.enabled)

    def record(self, key: str, figure: float) -> None:
        """Put down a figure the caller took, such as one a child printed; nothing where disabled."""
        assert key in KEYS, f"{key}: no line shows this figure"
        if self.enabled:
            self.board.figures[key] = figure

    def time(
        self,
        key: str,
        action: Callable[[], object],
        *,
        beside: tuple[str, Callable[[], object]] | None = None,
        per: int = 1,
        rounds: int = 15,
    ) -> None:
        """Put down the shortest time of either action, divided by `per`; where disabled, run each once."""
        ours, theirs = self.turns(action, None if beside is None else beside[1], rounds)
        self.record(key, ours / per)
        if beside is not None:
            self.record(beside[0], theirs / per)

    def turns(
        self, action: Callable[[], object], beside: Callable[[], object] | None = None, rounds: int = 15
    ) -> tuple[float, float]:
        """The shortest time of an action, and of what is run in turn with it; where disabled, either is run once."""
        seen: list[float] = []

        def other() -> None:
            begun = perf_counter()
            if beside is not None:
                beside()
            seen.append(perf_counter() - begun)

        self._benchmark.pedantic(action, setup=other, rounds=rounds, warmup_rounds=min(rounds - 1, 2))
        return (self._benchmark.stats.stats.min if self.enabled else min(seen)), min(seen)

    def sweep(
        self,
        key: str,
        ask: Callable[[First, Second], object],
        questions: Sequence[tuple[First, Second]],
        *,
        beside: tuple[str, Callable[[First, Second], object]] | None = None,
        rounds: int = 60,
    ) -> None:
        """Put down the time of one call of either, over all questions in the best round."""

        def asking(one: Callable[[First, Second], object]) -> Callable[[], None]:
            def run() -> None:
                for first, second in questions:
                    one(first, second)

            return run

        other = None if beside is None else (beside[0], asking(beside[1]))
        self.time(key, asking(ask), beside=other, per=len(questions), rounds=rounds)


@pytest.fixture
def stopwatch(benchmark: BenchmarkFixture, board: Board) -> Stopwatch:
    return Stopwatch(benchmark, board)
