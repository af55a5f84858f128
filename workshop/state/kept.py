"""Results that belong to one snapshot: computed once, and dropped with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from workshop.state.snapshot import Snapshot

P = ParamSpec("P")
R = TypeVar("R")


def keep_with_snapshot(
    compute: Callable[Concatenate[Snapshot, P], R],
) -> Callable[Concatenate[Snapshot, P], R]:
    """Keep the results of a function of a snapshot, and of other arguments that can be hashed.

    A hall asks for the same result a thousand times. Results must not refer to the snapshot: it would never
    be dropped.
    """
    kept: WeakKeyDictionary[Snapshot, dict[Hashable, R]] = WeakKeyDictionary()

    @wraps(compute)
    def find(snapshot: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> R:
        results = kept.setdefault(snapshot, {})
        key = (args, tuple(sorted(kwargs.items())))
        if key not in results:
            results[key] = compute(snapshot, *args, **kwargs)
        return results[key]

    return find
