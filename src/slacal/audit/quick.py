"""Quick: blocks of rows read and judged at once, by somebody who is handed in.

Most rows of a long export are plain, and of most of these no more than numbers is told. Who can tell which they are,
for a whole block, need not make a judgement of each; all other rows are told one by one, as they always are. This
module says what is asked and answered; the answer comes from `slacal.frames`, which this room does not know.

Invariant: a block is judged as a whole or not at all, and then its rows are read one by one.
Law: what is counted and told of a file is the same with and without this, whatever the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from slacal.audit.cells import CaseReader
    from slacal.audit.header import Header
    from slacal.ticket.verdict import Verdict

__all__ = ["BLOCK", "Block", "BlockJudge", "Counted", "QuickReader"]

BLOCK = 1 << 22
"""Characters of a block."""
_ENOUGH = 3  # blocks that could not be judged: the next ones of a file will not either


class Counted(NamedTuple):
    """Numbers of tickets that are MET or BREACHED under every reading, and of which no more is told.

    `cells` by severity, month and verdict; `shares` by severity and thousandth of the budget used; `breaches` by the
    code of the finding; `first_us` is the earliest report.
    """

    cells: Mapping[tuple[int, str, Verdict], int]
    shares: Mapping[int, Mapping[int, int]]
    breaches: Mapping[str, int]
    first_us: int


class Block(NamedTuple):
    """The rows of a block: the names of all their tickets, which rows are told one by one, and numbers of the rest."""

    names: Sequence[str]
    told: Sequence[int]
    counted: Counted | None


class BlockJudge(Protocol):
    """Who judges a block."""

    def __call__(
        self, text: str, lines: Sequence[str], header: Header, delimiter: str, severity: Callable[[str], int]
    ) -> Block | None:
        """The rows of a text, which ends with a line's end; None where some are no rows.

        Where it has quotes, they enclose whole cells, each on one line. `lines` are the same without their ends.
        `severity` raises `InputError` for a text that always means none.
        """


class QuickReader:
    """Judges the blocks of a file, and remembers the names of the tickets that are counted.

    `reader` reads the others. `seen` are the places of the tickets met so far, the first line of the file being one
    after `start`; `logged` are the tickets that have events.
    """

    __slots__ = ("_count", "_failed", "_judge", "_logged", "_seen", "_start", "reader")

    def __init__(
        self,
        judge: BlockJudge,
        count: Callable[[Counted], None],
        reader: CaseReader,
        seen: dict[str, int],
        logged: Mapping[str, object],
        start: int,
    ) -> None:
        self._judge = judge
        self.reader = reader
        self._count = count
        self._seen = seen
        self._logged = logged
        self._start = start
        self._failed = 0

    @property
    def has_given_up(self) -> bool:
        """Whether so many blocks could not be judged that no more are asked about."""
        return self._failed >= _ENOUGH

    def told(
        self, text: str, lines: Sequence[str], header: Header, delimiter: str, number: int
    ) -> Sequence[int] | None:
        """The rows of a block that are to be told one by one, the others being counted; `number` lines come before.

        None where the block has to be read line by line.
        """
        block = self._judge(text, lines, header, delimiter, self.reader.severity_of_any_report)
        if block is None or not self._met(block, self._start + number + 1):
            self._failed += 1
            return None
        if block.counted is not None:
            self._count(block.counted)
        return block.told

    def _met(self, block: Block, first: int) -> bool:
        """Remember the names of those that are counted, and whether each ticket comes once; remember none if not."""
        names, seen = block.names, self._seen
        places = range(first, first + len(names))
        met = list(map(seen.setdefault, names, places))
        fresh = met == list(places) and self._logged.keys().isdisjoint(names)
        for row in block.told if fresh else [row for row, place in enumerate(places) if met[row] == place]:
            del seen[names[row]]
        return fresh
