"""The files of this tree that somebody wrote: nothing built, fetched, installed or stored beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "static" / "vendor"

_MADE = (
    *(".git", ".venv", ".*_cache", ".hypothesis", ".coverage*", "htmlcov", "__pycache__", "*.pyc", "*.mo"),
    *("build", "dist", "instance", "node_modules"),
)


def files(*folders: str) -> Iterator[Path]:
    """Walk through the folders with these names, or through the whole tree."""
    for folder in folders or (".",):
        for place, below, names in os.walk(ROOT / folder):
            below[:] = sorted(name for name in below if _is_written(Path(place, name)))
            yield from (Path(place, name) for name in sorted(names) if _is_written(Path(place, name)))


def _is_written(path: Path) -> bool:
    return path != VENDOR and not any(fnmatch(path.name, pattern) for pattern in _MADE)
