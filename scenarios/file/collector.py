"""Pause Python's cyclic garbage collector while a large document becomes objects."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Pause the collector of cycles within a block that makes many objects and keeps them all.

    Each few hundred new objects make the collector look for cycles among them, and a document has none.
    Of several threads, the first to leave such a block turns the collector on again: the others are then
    slower, and nothing else.

    Yields
    ------
    None
        While the collector is paused.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
