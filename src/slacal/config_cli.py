"""Where the options of `slacal check` come from: the command line, `[tool.slacal]` of a pyproject.toml, the defaults.

The file is the nearest pyproject.toml with that table, in the current folder or one above it. Paths in it are relative
to its folder. Its keys are the names of the options, without the hyphens in front:

    [tool.slacal]
    tz = "Europe/Warsaw"
    baseline = "sla-baseline.json"
    ignore = ["SLA4"]
    column = { ticket = "Key", reported_at = "Created" }

Invariant: everything that is wrong with the table is said at once.
Law: the command line wins over the file, and the file over the defaults; tables are merged key by key.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Self

from slacal.contract.document import MOST_BYTES, endless_key
from slacal.errors import InputError, SlacalError
from slacal.options_cli import OPTIONS, CheckArguments
from slacal.ticket.row import is_object
from slacal.worktime.words import clean, so_many

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["OptionsError", "settled"]

_FILE = "pyproject.toml"
_WHERE = "tool.slacal"


class OptionsError(SlacalError, ExceptionGroup[InputError], ValueError):
    """Everything that is wrong with a table of options, a line each; `exceptions` are in the order of the file."""

    def __new__(cls, file: str, problems: Sequence[InputError], /) -> Self:
        """Put the number of problems into words."""
        return super().__new__(cls, f"{clean(file)}: {so_many(len(problems), 'problem')} in [{_WHERE}]", problems)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {clean(str(problem))}" for problem in self.exceptions)])


def settled(arguments: argparse.Namespace) -> CheckArguments:
    """The options as they hold. Raises `OptionsError` for what is wrong in the file, `InputError` where it is none."""
    given = vars(arguments)
    configured, config = _configured(given.get("config"), none=given["no_config"])
    values: dict[str, object] = {}
    for option in OPTIONS:
        key = option.key
        if option.is_table:
            here = _unique(given.get(key, ()), f"--{option.name}")
            there = configured.get(key)
            values[key] = {**(there if is_object(there) else {}), **here}
        else:
            value = given.get(key, configured.get(key, option.default))
            values[key] = tuple(value) if option.is_list else value
    return CheckArguments(files=given["files"], config=config, **values)


def _configured(file: str | None, *, none: bool) -> tuple[dict[str, object], str | None]:
    """What a file says of the options, and which file, if one does."""
    if none:
        return {}, None
    if file is not None:
        table = _table(Path(file), file)
        if table is None:
            raise InputError(f"expected a table [{_WHERE}]", file=file)
        return _values(table, Path(file)), file
    for folder in _upwards():
        path = folder / _FILE
        table = _table(path, str(path)) if path.is_file() else None
        if table is not None:
            return _values(table, path), str(path)
    return {}, None


def _upwards() -> Iterator[Path]:
    """The current folder and those above it, as paths from the current one."""
    for steps in range(len(Path.cwd().parents) + 1):
        yield Path(*[".."] * steps)


def _table(path: Path, name: str) -> Mapping[str, object] | None:
    """The table of options in a file, if it has one; a file that does not name slacal is not parsed."""
    try:
        with path.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError.unreadable(error, name) from None
    if b"slacal" not in data:
        return None
    import tomllib

    try:
        found: object = tomllib.loads(_checked(data))
    except (ValueError, RecursionError) as error:
        raise InputError(f"expected TOML in UTF-8: {error} (--no-config reads no such file)", file=name) from None
    for key in _WHERE.split("."):
        if not is_object(found) or key not in found:
            return None
        found = found[key]
    if not is_object(found):
        raise InputError(f"expected a table [{_WHERE}]", file=name)
    return found


def _checked(data: bytes) -> str:
    """The text of a file; refused where reading it would take long, or as much memory as there is."""
    if len(data) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES} bytes")
    text = data.decode()
    line = endless_key(text)
    if line is not None:
        raise ValueError(f"a key of too many parts (at line {line})")
    return text


def _values(table: Mapping[str, object], path: Path) -> dict[str, object]:
    """The values of a table, read; what is wrong with it is said all at once."""
    known = {option.name: option for option in OPTIONS}
    values: dict[str, object] = {}
    wrong: list[InputError] = []
    for name, value in table.items():
        if name not in known:
            near = get_close_matches(name.replace("_", "-"), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f" ({', '.join(known)})"
            wrong.append(InputError(f"{name}: expected the name of an option{hint}"))
            continue
        try:
            values[known[name].key] = known[name].kind.of_toml(value, path.parent)
        except ValueError as error:
            wrong.append(InputError(f"{name}: {error}, got {value!r}"))
    if wrong:
        raise OptionsError(str(path), wrong)
    return values


def _unique(pairs: Sequence[tuple[str, str]], argument: str) -> dict[str, str]:
    """Pairs as a mapping; the same name with two meanings is refused."""
    meant: dict[str, str] = {}
    for name, meaning in pairs:
        if meant.setdefault(name, meaning) != meaning:
            raise InputError("expected one meaning only", column=argument, value=f"{name}={meaning}")
    return meant
