"""Spools: text that is written later, behind what is known only then; memory does not grow with it.

Invariant: what comes out is what was put in, in that order.
Law: a spool keeps a few megabytes in memory and the rest in a temporary file, which closing removes.
"""

from __future__ import annotations

from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Self, TextIO

__all__ = ["Spool", "Spooling"]

_IN_MEMORY = 1 << 22  # bytes, before a temporary file is made
_BATCH = 100


class Spool:
    """Takes pieces of text, and writes them all at the end; `count` is how many there are."""

    __slots__ = ("_batch", "_file", "count")

    def __init__(self) -> None:
        self._batch: list[str] = []
        self._file = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: SIM115  closed by `close`
        self.count = 0

    def put(self, text: str) -> None:
        """One piece more."""
        self.count += 1
        self._batch.append(text)
        if len(self._batch) == _BATCH:
            self._flush()

    def copy_to(self, out: TextIO) -> None:
        """Write all that was put in."""
        self._flush()
        self._file.seek(0)
        copyfileobj(self._file, out)

    def close(self) -> None:
        """Forget it."""
        self._file.close()

    def _flush(self) -> None:
        """Put a batch into the file: a spooled file takes longer to write to than a line to make."""
        self._file.write("".join(self._batch))
        self._batch.clear()


class Spooling:
    """A report in the making that keeps spools; a context manager, for their files."""

    def __init__(self) -> None:
        self._spools: list[Spool] = []

    def spool(self) -> Spool:
        """A new spool, closed with the report."""
        spool = Spool()
        self._spools.append(spool)
        return spool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for spool in self._spools:
            spool.close()
