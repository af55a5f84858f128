"""Pages that a whole hall opens at the same moment: rendered once, and filled in for each reader.

Values that differ in every answer (the CSRF token, operation ids, the time) are placeholders in the cached
page. Everything else that a page depends on is in its key.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable, Mapping

from cachetools import LRUCache
from flask import g

_KEPT = 128
# Unguessable, so that no text of a user can contain a placeholder.
_SECRET = secrets.token_hex(8)

_pages: LRUCache[tuple[Hashable, ...], list[str]] = LRUCache(_KEPT)


def mark_of(name: str) -> str:
    """Return the placeholder of a value in a cached page."""
    return f"{_SECRET}-{name}"


def is_rendering() -> bool:
    """Whether the page being rendered will be cached, and needs placeholders instead of values."""
    return bool(g.get("keeps_page"))


def render_once(
    key: tuple[Hashable, ...], render: Callable[[], str], values: Mapping[str, Callable[[], str]]
) -> str:
    """Render a page, or take the cached one with the same key; fill in the placeholders."""
    marks = {mark_of(name): value for name, value in values.items()}
    parts = _pages.get(key)
    if parts is None:
        parts = _pages[key] = _render(render, marks)
    return "".join(marks[part]() if part in marks else part for part in parts)


def _render(render: Callable[[], str], marks: Mapping[str, object]) -> list[str]:
    g.keeps_page = True
    try:
        return re.split(f"({'|'.join(marks)})", render())
    finally:
        g.keeps_page = False
