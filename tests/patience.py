"""How long a test waits for what the room is told."""

from __future__ import annotations

from workshop.live.heartbeat import BEAT_S

# Below the beat, which would bring what got lost. Phones and walls of the tests in tests/browser are not
# healed at all (see conftest.py there), so that a loss is always seen; the desk fetches what it is told of.
LIVE_MS = (BEAT_S - 1) * 1000
