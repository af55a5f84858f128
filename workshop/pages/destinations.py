"""Where to go next, never to another host."""

from __future__ import annotations

from urllib.parse import urlsplit


def safe_destination(wanted: str | None, default: str = "/") -> str:
    """Return ``wanted`` if it is a path of ours, else ``default``."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return default
    parts = urlsplit(wanted)
    return default if parts.scheme or parts.netloc else wanted
