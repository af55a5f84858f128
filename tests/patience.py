"""How long a test waits for what the room is told."""

from __future__ import annotations

from workshop.live.heartbeat import BEAT_S

# Told, not healed: the next beat would bring what got lost.
LIVE_MS = (BEAT_S - 1) * 1000
