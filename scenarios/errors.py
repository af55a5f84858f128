"""The error that every part of the library raises."""

from __future__ import annotations


class ScenariosError(Exception):
    """A request that the library cannot answer; the message says what, why and what now."""
