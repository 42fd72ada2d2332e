"""Mutation: how a good input is spoilt, by a source of random numbers, without a look at what the code does with it.

Law: the same source makes the same inputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

__all__ = ["LONGEST", "spoilt"]

LONGEST = 20_000
"""Bytes that a mutated input has at most."""


def spoilt(random: Random, seeds: Sequence[bytes], pieces: Sequence[bytes]) -> bytes:
    """One of the seeds after one to six changes: pieces put in, parts taken out, repeated, moved or taken elsewhere."""
    data = random.choice(seeds) if random.random() < 0.8 else b"".join(random.choices(pieces, k=random.randint(1, 40)))
    for _ in range(random.randint(1, 6)):
        start = random.randint(0, len(data))
        end = min(len(data), start + random.choice((0, 0, 1, 3, 10, 100)))
        match random.randrange(6):
            case 0 | 1:
                new = b"".join(random.choices(pieces, k=random.randint(1, 3)))
            case 2:
                new = b""
            case 3:
                new = (data[start:end] or random.choice(pieces)) * random.choice((2, 10, 100, 1000))
            case 4:
                other = random.choice(seeds)
                first = random.randint(0, len(other))
                new = other[first : first + random.randint(1, 100)]
            case _:
                new = bytes(random.randrange(256) for _ in range(random.randint(1, 4)))
        data = (data[:start] + new + data[end:])[:LONGEST]
    return data
