"""Redirect targets, never on another host."""

from __future__ import annotations

from urllib.parse import urlsplit

from workshop.clean_input import is_clean_line


def safe_destination(wanted: str | None, default: str = "/") -> str:
    """Return ``wanted`` if it is a path of ours, else ``default``."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return default
    if not is_clean_line(wanted):
        return default
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else wanted
