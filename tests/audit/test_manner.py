"""Manners: what messages propose is taken as it was meant by those who read it: shells, and Python."""

from __future__ import annotations

import shlex
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacal.audit.manner import COMMAND, PYTHON

HEADERS = [
    "Created",
    "Zgłoszono",
    "Created at",
    "it's",
    "a$HOME",
    "$(echo x)",
    "`echo x`",
    'the "real" one',
    "a\\b",
    "Done!",
    "a;b",
    "(UTC)",
    "a&b|c>d<e",
    "#1",
    "~",
    "*",
    "a=b",
    "[x]{y,z}",
    "a'b$c",
]


def test_a_shell_takes_what_is_proposed_as_it_was_meant() -> None:
    """Whatever a header holds, what is pasted is the header."""
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("needs a shell")
    proposed = " ".join(COMMAND.column("ticket", header) for header in HEADERS)
    done = subprocess.run([shell, "-c", f"printf '%s\\n' {proposed}"], capture_output=True, check=True)
    taken = done.stdout.decode().splitlines()
    assert taken == [part for header in HEADERS for part in ("--column", f"ticket={header}")]


@given(st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1))
def test_what_is_proposed_is_one_argument(header: str) -> None:
    assert shlex.split(COMMAND.column("ticket", header)) == ["--column", f"ticket={header}"]
    assert eval(f"dict({PYTHON.column('ticket', header)})") == {"columns": {"ticket": header}}


@pytest.mark.parametrize(("header", "said"), [("Created:1", "Created:1"), ("a b", '"a b"'), ("a(b", '"a(b"')])
def test_what_needs_no_quotes_has_none(header: str, said: str) -> None:
    assert COMMAND.column("ticket", header) == f"--column ticket={said}"
