"""What services announce after a commit; only the live layer listens."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

room_changed = _signals.signal(
    "room-changed",
    doc="Sent by the application with ``workshop_id`` after somebody joined or answered.",
)
workshop_changed = _signals.signal(
    "workshop-changed",
    doc="Sent by the application with ``workshop_id`` after a change is committed.",
)
