"""What the library raises."""

from __future__ import annotations


class ScenariosError(Exception):
    """Base of every error that this library raises on purpose."""
