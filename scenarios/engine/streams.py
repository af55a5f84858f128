"""Random numbers that depend only on a seed, a name and their place, never on what was drawn before.

Philox (Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011) computes each number
from a key and a counter. The key is a digest of seed and name, the counter says which block of
the stream is read: streams need no state, and a thousand of them cost little more than one.
"""

from __future__ import annotations

import hashlib

import numpy as np

from scenarios.arrays import Floats

Key = tuple[int, int]


class Streams:
    """Reads any block of any stream."""

    def __init__(self) -> None:
        self._bits = np.random.Philox(0)
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state  # of a new generator: nothing is left in its buffer

    def at(self, key: Key, block: int, purpose: int = 0) -> np.random.Generator:
        """Return a generator at the beginning of one block of one stream.

        Parameters
        ----------
        key
            Of the stream, from :func:`stream_key`.
        block
            Which block; they are 2**66 numbers apart.
        purpose
            Tells blocks of the same number apart.

        Returns
        -------
        numpy.random.Generator
            Good until the next call.
        """
        self._state["state"]["key"][:] = key
        self._state["state"]["counter"][:] = (0, block, purpose, 0)
        self._bits.state = self._state
        return self._generator


def stream_key(seed: int, kind: str, name: str) -> Key:
    """Return the key of a stream.

    Parameters
    ----------
    seed
        Any whole number.
    kind, name
        Whose stream it is.

    Returns
    -------
    tuple of int
        Two words of 64 bits. A digest, so that neighbouring seeds and ids have unrelated streams.
    """
    text = "\0".join((str(int(seed)), kind, name)).encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(text, digest_size=16).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


def uniform(streams: Streams, keys: list[Key], block: int, out: Floats) -> None:
    """Fill each row with the beginning of a block of its own stream, uniform in [0, 1).

    Parameters
    ----------
    streams
        To read from.
    keys
        One for each row.
    block
        Which block of every stream.
    out
        Filled with numbers without unit, shape (keys, draws), C-contiguous.
    """
    for key, row in zip(keys, out, strict=True):
        streams.at(key, block).random(out=row)


def normal(streams: Streams, keys: list[Key], block: int, out: Floats) -> None:
    """Fill each row as :func:`uniform` does, with standard normal variables.

    Parameters
    ----------
    streams, keys, block
        As for :func:`uniform`.
    out
        Filled with numbers in units of the standard deviation, shape (keys, draws), C-contiguous.
    """
    for key, row in zip(keys, out, strict=True):
        streams.at(key, block).standard_normal(out=row)
