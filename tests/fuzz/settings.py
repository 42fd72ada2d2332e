"""The readers of files that say how: contracts, mappings, baselines, and options in a pyproject.toml."""

from __future__ import annotations

from slacal.audit.mapping import ExportMapping
from slacal.contract.file import examine_contract

from .harness import NOW, own_file, run
from .tables import EXAMPLE

__all__ = ["baseline", "config", "contract", "mapping"]

_CHECK = ("check", "-", "--now", NOW, "--tz", "Europe/Warsaw")


def contract(data: bytes) -> None:
    """A contract file; one that is valid can be shown, judged by, pinned and read again."""
    path = own_file("contract.toml", data)
    file = str(path)
    code = run("contract", "validate", file).code
    found, problems, _ = examine_contract(path)
    assert (code == 0) == (found is not None) == (not problems)
    if found is None:
        return
    for language in "en", "pl":
        assert run("contract", "show", file, "--language", language).code == 0
    run("check", "-", "--no-config", "--now", NOW, "--contract", file, "--format", "json", stdin=EXAMPLE)
    run("check", "-", "--no-config", "--now", NOW, "--contract", file, stdin=EXAMPLE)
    run("deadline", NOW, "--contract", file, "--severity", str(min(found.severities)), "--explain")
    pinned = run("contract", "pin", file, "--years", "2026-2027")
    if pinned.code == 0:
        again, problems, _ = examine_contract(f"{pinned.out}\n")
        assert again is not None, [str(problem) for problem in problems]


def mapping(data: bytes) -> None:
    """A mapping file; by one that is valid a row can be read that has its headers."""
    path = own_file("map.toml", data)
    file = str(path)
    code = run("map", "validate", file).code
    given = ("check", "-", "--no-config", "--now", NOW, "--tz", "UTC", "--map", file)
    assert (run(*given, stdin=b"").code == 2) or code == 0
    if code == 0:
        headers = ExportMapping.from_toml(path).headers
        head = ",".join('"{}"'.format(name.replace('"', '""')) for name in headers).encode("utf-8", "replace")
        for row in b",".join([b"1"] * len(headers)), b",".join([b"2026-11-16T09:00Z"] * len(headers)), EXAMPLE:
            run(*given, stdin=b"\n".join([head, row, b""]))


def baseline(data: bytes) -> None:
    """A baseline; the one written over it accepts all there is."""
    file = str(own_file("baseline.json", data))
    given = (*_CHECK, "--no-config", "--baseline", file)
    run(*given, stdin=EXAMPLE)
    assert run(*given, "--write-baseline", stdin=EXAMPLE).code == 0, "what stood in the file matters"
    assert run(*given, stdin=EXAMPLE).code == 0, "not all was accepted"


def config(data: bytes) -> None:
    """A pyproject.toml; nothing that it says of files to write is done here."""
    for text in data, b"[tool.slacal]\n" + data:
        file = str(own_file("pyproject.toml", text))
        run(
            *_CHECK,
            "--config",
            file,
            "--output=-",
            "--summary-file=-",
            "--no-write-baseline",
            stdin=EXAMPLE,
            paint=True,
        )
