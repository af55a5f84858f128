"""The error of a setting that prevents the start."""

from __future__ import annotations


class FaultySetting(SystemExit):
    """A setting that prevents the start; the message says what is wrong, why, and what to do now."""
