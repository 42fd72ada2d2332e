r"""Lines: the physical lines of a file, decoded, counted, and put back where somebody read too far.

Lines end with \n, \r\n or \r, and are handed out without. They wait in a queue, so that a hot loop need not call.

Invariant: memory holds no more than a chunk and a line. Of a line longer than `LONGEST` only the beginning and the
end are kept, and between them one quote, where what is left out had an odd number of them.
Laws: what is put back comes again, with the same line numbers; bytes that are no UTF-8 are kept as lone surrogates,
so that they cost the row they stand in and nothing else.
"""

from __future__ import annotations

from collections import deque
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType
    from typing import IO, BinaryIO

__all__ = ["LONGEST", "Lines", "LookAhead", "is_text"]

LONGEST = 1 << 20  # characters
_CHUNK = 1 << 16
_SPOOL = 1 << 22  # bytes of lines looked at ahead that stay in memory before a temporary file is made


class Lines:
    """The lines of a byte stream in UTF-8, with or without a byte-order mark.

    `queue` holds lines to come; whoever takes one there counts it in `number`, as `next` does. Those in it are
    `plain` if none has a quote, a NUL, or bytes that are no text, and none is too long.
    """

    __slots__ = ("_again", "_begun", "_text", "number", "plain", "queue")

    def __init__(self, stream: BinaryIO) -> None:
        self._text = TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline=None)
        self._again: list[IO[str]] = []  # to be read before the rest of the stream, the last first
        self._begun = ""  # a line whose end has not been read
        self.queue: deque[str] = deque()
        self.number = 0
        self.plain = False

    def fill(self) -> bool:
        """Put lines into the queue, which is empty; False where there are none any more."""
        while chunk := self._read():
            self._begun += chunk
            lines = self._begun.split("\n")
            if len(lines) > 1:
                self.plain = '"' not in self._begun and is_text(self._begun) and len(self._begun) <= LONGEST
                self._begun = lines.pop()
                self.queue.extend(lines)
                return True
            if len(self._begun) > LONGEST + 1:
                odd = self._begun.count('"', LONGEST + 1) % 2
                self._begun = self._begun[: LONGEST + 1] + '"' * odd
        if self._begun:
            self.queue.append(self._begun)
            self._begun = ""
            self.plain = False
        return bool(self.queue)

    def block(self, size: int) -> str | None:
        """Lines to come that are text, with their ends, not yet counted in `number`.

        None where `next` or `fill` has to go on. A line may be too long, and a quote in it may be left open.
        """
        if self.queue or self._again or len(self._begun) > LONGEST:
            return None
        text = self._begun + self._text.read(size)
        end = text.rfind("\n") + 1
        self._begun = text[end:]
        if not end:
            return None
        text = text[:end]
        if not is_text(text):
            self.take_back(text)
            return None
        return text

    def take_back(self, text: str) -> None:
        """Undo the last call of `block`."""
        self.queue.extend(text[:-1].split("\n"))
        self.plain = False

    def _read(self) -> str:
        while self._again:
            if chunk := self._again[-1].read(_CHUNK):
                return chunk
            self._again.pop().close()
        return self._text.read(_CHUNK)

    def next(self) -> str | None:
        """The next line, or None where there is none."""
        if not (self.queue or self.fill()):
            return None
        self.number += 1
        return self.queue.popleft()

    def put_back(self, lines: Sequence[str]) -> None:
        """Undo the last calls of `next`."""
        self.queue.extendleft(reversed(lines))
        self.plain = False
        self.number -= len(lines)

    def put_back_all(self, kept: IO[str], count: int) -> None:
        """Undo the last `count` calls of `next`, whose lines stand in a file; it is closed once it has been read."""
        kept.writelines(f"{line}\n" for line in self.queue)
        kept.write(self._begun)
        kept.seek(0)
        self.queue.clear()
        self._begun = ""
        self._again.append(kept)
        self.number -= count

    def release(self) -> None:
        """Leave the stream open for whoever opened it."""
        for kept in self._again:
            kept.close()
        if not self._text.closed:  # it is, where whoever opened it was interrupted
            self._text.detach()


class LookAhead:
    """Any number of lines to come, kept in a temporary file, so that all of them can be put back at once."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._count = 0
        self._kept: IO[str] | None = SpooledTemporaryFile(  # noqa: SIM115  closed on exit, or by `Lines`
            _SPOOL, "w+", encoding="utf-8", errors="surrogateescape", newline="\n"
        )

    def __enter__(self) -> LookAhead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._kept is not None:
            self._kept.close()

    def __iter__(self) -> Iterator[str]:
        while self._kept is not None and (line := self._lines.next()) is not None:
            self._count += 1
            self._kept.write(f"{line}\n")
            yield line

    def put_back(self) -> None:
        """Let all lines come again; then nothing more is to be asked of this."""
        if self._kept is not None:
            self._lines.put_back_all(self._kept, self._count)
            self._kept = None


def is_text(text: str) -> bool:
    """Whether it has no NUL and nothing that could not be decoded."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return "\0" not in text
