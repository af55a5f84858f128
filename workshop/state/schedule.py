"""How far the meeting is behind its plan."""

from __future__ import annotations
