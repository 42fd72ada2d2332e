"""The runner: `python -m tests.fuzz.run [--seconds N] [--corpus FOLDER] [--atheris] [READER ...]`.

Each reader is fed for its share of the time. With `atheris` installed (`pip install -e ".[fuzz]"`), which watches which
branches an input takes and keeps what finds new ones; without it, by plain mutation, which is said, and refused where
`--atheris` is given. What breaks a promise ends its reader's run with a traceback, and the input is written to the
corpus, as a test to come.

atheris ends the process in which it runs, so each reader has one of its own, and a folder for its temporary files.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CORPUS = Path(__file__).parent / "corpus"
_TIMEOUT_S = 30
_MEMORY_MB = 2048
_LONGEST = 4096  # bytes; longer inputs are for the tests


class _Arguments(argparse.Namespace):
    readers: list[str]
    seconds: int
    corpus: Path | None
    atheris: bool
    here: bool


def _parsed(argv: Sequence[str] | None) -> _Arguments:
    parser = argparse.ArgumentParser(prog="tests.fuzz.run", description="Feed readers with spoilt input.")
    parser.add_argument("readers", nargs="*", metavar="READER", help="tickets, contract, ... (default: all)")
    parser.add_argument("--seconds", type=int, default=60, help="over all readers (default: 60)")
    parser.add_argument("--corpus", type=Path, help="where atheris keeps what it finds (default: nowhere)")
    parser.add_argument("--atheris", action="store_true", help="fail where atheris is not installed")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(argv, _Arguments())


def main(argv: Sequence[str] | None = None) -> int:
    """Run the readers one after another; 1 where one broke a promise."""
    arguments = _parsed(argv)
    if arguments.here:
        (reader,) = arguments.readers
        (_by_coverage if find_spec("atheris") else _blindly)(reader, arguments.seconds, arguments.corpus)
        return 0
    from .readers import READERS

    unknown = set(arguments.readers) - set(READERS)
    if unknown:
        print(f"expected readers among {', '.join(READERS)}, got {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    readers = arguments.readers or [*READERS]
    if not find_spec("atheris"):
        print("atheris is not installed: inputs are mutated without a look at what they reach")
        if arguments.atheris:
            return 2
    failed: list[str] = []
    for reader in readers:
        seconds = str(arguments.seconds // len(readers))
        command = [sys.executable, "-m", __spec__.name, "--here", "--seconds", seconds, reader]
        if arguments.corpus:
            command += ["--corpus", str(arguments.corpus)]
        print(f"--- {reader}", flush=True)
        with TemporaryDirectory() as folder:
            done = subprocess.run(command, check=False, env={**os.environ, "TMPDIR": folder})
        failed += [reader] if done.returncode else []
    print(f"broken: {', '.join(failed)}" if failed else "no promise was broken")
    return 1 if failed else 0


def _by_coverage(name: str, seconds: int, corpus: Path | None) -> None:
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["slacal"]):
        for module in walk_packages(import_module("slacal").__path__, "slacal."):
            if not module.name.endswith("__main__") and ".frames" not in module.name:
                import_module(module.name)
        from .harness import remember
        from .readers import READERS
    from .pieces import PIECES, SEEDS

    remember()

    with TemporaryDirectory() as folder:
        seeds, words = Path(folder, "seeds"), Path(folder, "words")
        seeds.mkdir()
        kept = [*SEEDS[name], *(path.read_bytes() for path in sorted(CORPUS.glob(f"{name}/*")))]
        for number, seed in enumerate(kept):
            if len(seed) <= _LONGEST:
                (seeds / str(number)).write_bytes(seed)
        words.write_text("".join(f'"{_escaped(piece)}"\n' for piece in PIECES[name]), encoding="ascii")
        folders = [str(seeds)]
        if corpus:
            (corpus / name).mkdir(parents=True, exist_ok=True)
            folders.insert(0, str(corpus / name))
        options = [
            f"-max_total_time={seconds}", f"-timeout={_TIMEOUT_S}", f"-rss_limit_mb={_MEMORY_MB}", f"-dict={words}",
            f"-max_len={_LONGEST}", "-print_final_stats=1", f"-artifact_prefix={CORPUS}/{name}-",
        ]  # fmt: skip
        atheris.Setup([sys.argv[0], *options, *folders], READERS[name])
        atheris.Fuzz()


def _escaped(piece: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in piece)


def _blindly(name: str, seconds: int, _corpus: Path | None) -> None:
    from .harness import remember
    from .mutation import spoilt
    from .pieces import PIECES, SEEDS
    from .readers import READERS

    remember()
    random, runs, until = Random(name), 0, time.monotonic() + seconds
    while time.monotonic() < until:
        data = spoilt(random, SEEDS[name], PIECES[name])
        try:
            READERS[name](data)
        except BaseException:
            found = CORPUS / f"{name}-{abs(hash(data)):x}"
            found.write_bytes(data)
            print(f"broken by {found}", file=sys.stderr)
            raise
        runs += 1
    print(f"{runs} inputs")


if __name__ == "__main__":
    sys.exit(main())
