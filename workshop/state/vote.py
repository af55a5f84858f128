"""Whether a vote is open."""

from __future__ import annotations
