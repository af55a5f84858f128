"""What services announce after a commit; only the live layer listens.

Whoever tells of it waits first until it is durable (:func:`workshop.durability.wait_for_commits`).
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

room_changed = _signals.signal(
    "room-changed",
    doc="Sent by the application with ``workshop_id`` after somebody joined or answered.",
)
screen_parted = _signals.signal(
    "screen-parted",
    doc="Sent by the application with ``screen_id`` after a desk has taken a screen away.",
)
workshop_changed = _signals.signal(
    "workshop-changed",
    doc="Sent by the application with ``workshop_id`` after a change is committed.",
)
