"""Which fast paths are on; with all of them off, the app does the same more slowly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields

from flask import current_app


@dataclass(frozen=True)
class FastPaths:
    """The fast paths by name, each on unless an installation turns it off."""

    compiled_statements: bool = True
    direct_websockets: bool = True
    socket_posts: bool = True
    shared_pages: bool = True
    form_pool: bool = True


NAMES = tuple(field.name for field in fields(FastPaths))


def without(names: Collection[str]) -> FastPaths:
    """Return the fast paths without the named ones; ``all`` turns off each.

    Raises:
        ValueError: if a name is not in :data:`NAMES`; its argument is that name.
    """
    for name in names:
        if name not in (*NAMES, "all"):
            raise ValueError(name)
    return FastPaths(**{name: False for name in NAMES if name in names or "all" in names})


def fast_paths() -> FastPaths:
    """Return the fast paths of the current application."""
    paths: FastPaths = current_app.extensions["fast_paths"]
    return paths
