"""What could not be read: a place, what stands there and what was expected, as a value.

Invariant: `line` is None where it is the file as a whole that cannot be read; then nothing in it was judged.
Law: a rejected row costs nothing but itself; the rows beside it are judged as if it were not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slacal.errors import InputError

if TYPE_CHECKING:
    from slacal.errors import SlacalError

__all__ = ["Rejected"]


@dataclass(frozen=True, slots=True)
class Rejected:
    """One thing wrong with one row, or with a file.

    `file` is None for rows that come from Python; `line` counts from 1: physical lines of a file with its header,
    or rows of an iterable. `value` is the text at fault, made printable.

    >>> print(Rejected("tickets.csv", 7, "severity", "9", "expected 1 to 5"))
    tickets.csv:7: severity: expected 1 to 5, got '9'
    """

    file: str | None
    line: int | None
    column: str | None
    value: str | None
    error: str

    @classmethod
    def from_error(cls, error: SlacalError, file: str | None, line: int | None, column: str | None = None) -> Rejected:
        """What an error says, at a place; an `InputError` that knows its column keeps it."""
        if isinstance(error, InputError):
            return cls(file, line, error.column or column, error.value, error.error)
        return cls(file, line, column, None, str(error))

    def to_error(self) -> InputError:
        """The same as an error to raise, of which `from_error` makes it again."""
        return InputError(self.error, file=self.file, line=self.line, column=self.column, value=self.value)

    def __str__(self) -> str:
        place = self.file or ("row" if self.line is not None else "")
        if self.line is not None:
            place = f"{place}:{self.line}" if self.file else f"{place} {self.line}"
        got = f", got '{self.value}'" if self.value is not None else ""
        return "".join(f"{part}: " for part in (place, self.column) if part) + self.error + got

    def to_dict(self) -> dict[str, str | int | None]:
        """The keys of the JSON report."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "error": self.error,
        }
