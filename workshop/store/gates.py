"""When phones may send: not while they are paused, and only in the phases a change belongs to."""

from __future__ import annotations
