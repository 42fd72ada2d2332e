r"""Lines: the physical lines of a file, decoded, counted, and put back where somebody read too far.

Lines end with \n, \r\n or \r, and are handed out without. They wait in a queue, so that a hot loop need not call.

Invariant: memory holds no more than a chunk and a line; of a line longer than `LONGEST` only its beginning is kept.
Laws: what is put back comes again, with the same line numbers; bytes that are no UTF-8 are kept as lone surrogates,
so that they cost the row they stand in and nothing else.
"""

from __future__ import annotations

from collections import deque
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

__all__ = ["LONGEST", "Lines", "is_text"]

LONGEST = 1 << 20  # characters
_CHUNK = 1 << 16


class Lines:
    """The lines of a byte stream in UTF-8, with or without a byte-order mark.

    `queue` holds lines to come; whoever takes one there counts it in `number`, as `next` does. Those in it are
    `plain` if none has a quote, a NUL, or bytes that are no text, and none is too long.
    """

    __slots__ = ("_begun", "_text", "number", "plain", "queue")

    def __init__(self, stream: BinaryIO) -> None:
        self._text = TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline=None)
        self._begun = ""  # a line whose end has not been read
        self.queue: deque[str] = deque()
        self.number = 0
        self.plain = False

    def fill(self) -> bool:
        """Put lines into the queue, which is empty; False where there are none any more."""
        while chunk := self._text.read(_CHUNK):
            self._begun += chunk
            lines = self._begun.split("\n")
            if len(lines) > 1:
                self.plain = '"' not in self._begun and is_text(self._begun) and len(self._begun) <= LONGEST
                self._begun = lines.pop()
                self.queue.extend(lines)
                return True
            self._begun = self._begun[: LONGEST + 1]
        if self._begun:
            self.queue.append(self._begun)
            self._begun = ""
            self.plain = False
        return bool(self.queue)

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

    def release(self) -> None:
        """Leave the stream open for whoever opened it."""
        if not self._text.closed:  # it is, where whoever opened it was interrupted
            self._text.detach()


def is_text(text: str) -> bool:
    """Whether it has no NUL and nothing that could not be decoded."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return "\0" not in text
