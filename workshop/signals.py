"""Signals of services after a commit; only the live layer listens.

Receivers wait until the commit is durable (:func:`workshop.database.durability.wait_for_commits`) before
telling anybody.
"""

from __future__ import annotations

from blinker import Namespace
from flask import current_app

_signals = Namespace()

room_changed = _signals.signal(
    "room-changed",
    doc="Sent by the application with ``workshop_id`` after somebody joined or answered.",
)
listener_parted = _signals.signal(
    "listener-parted",
    doc="Sent by the application with ``name`` of whom a desk has sent away: a screen, a helper, a phone.",
)
person_joined = _signals.signal(
    "person-joined",
    doc="Sent by the application after the desk has made ``phone`` that of ``person``, both public ids.",
)
person_removed = _signals.signal(
    "person-removed",
    doc="Sent by the application with ``public_id`` after the desk has removed a participant.",
)
workshop_changed = _signals.signal(
    "workshop-changed",
    doc="Sent by the application with ``workshop_id`` after a change is committed.",
)
workshop_deleted = _signals.signal(
    "workshop-deleted",
    doc="Sent by the application with ``workshop_id`` after a workshop is deleted.",
)


def listener_name(kind: str, key: int) -> str:
    """Return the name of a listener that a desk can dismiss: a ``screen``, ``helper`` or ``remote`` desk."""
    return f"{kind}:{key}"


def send_away(kind: str, key: int) -> None:
    """Signal that a desk has dismissed a listener."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    listener_parted.send(app, name=listener_name(kind, key))
