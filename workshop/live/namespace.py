"""The socket: clients only listen here; whatever they do goes over HTTP, with or without a socket.

One way to write means one authorisation, one receipt and one answer for scripts, plain forms and
the outbox alike. Who may listen is decided at connect, from the database.
"""

from __future__ import annotations

import hmac
from typing import Any

from flask import request
from flask_login import current_user
from flask_socketio import Namespace, emit, join_room

from workshop.extensions import db
from workshop.identity import find_participant, tidy_code
from workshop.live.broadcaster import news_for
from workshop.live.presence import Presence
from workshop.live.rooms import Audience, room_name
from workshop.models import Workshop
from workshop.services.participants import find_workshop
from workshop.services.standing import current_standing


class RoomNamespace(Namespace):
    """Lets walls, desks and phones into the room of their workshop."""

    def __init__(self, presence: Presence) -> None:
        super().__init__("/")
        self._presence = presence

    def on_connect(self, auth: Any = None) -> bool:
        """Let a client listen if it is who it says, and tell it the present state."""
        entry = _authorise(auth)
        if entry is None:
            return False
        workshop, audience = entry
        sid = request.sid  # type: ignore[attr-defined]
        join_room(room_name(workshop.id, audience))
        self._presence.enter(sid, workshop.id, audience)
        emit("news", news_for(audience, current_standing(workshop)))
        db.session.remove()
        return True

    def on_disconnect(self, reason: str = "") -> None:  # noqa: ARG002
        """Count the client out."""
        self._presence.leave(request.sid)  # type: ignore[attr-defined]


def _authorise(auth: Any) -> tuple[Workshop, Audience] | None:
    if not isinstance(auth, dict) or auth.get("audience") not in set(Audience):
        return None
    workshop = find_workshop(tidy_code(str(auth.get("code", ""))))
    if workshop is None:
        return None
    audience = Audience(auth["audience"])
    if audience is Audience.WALL:
        allowed = hmac.compare_digest(str(auth.get("key", "")).encode(), workshop.screen_key.encode())
    elif audience is Audience.DESK:
        allowed = current_user.is_authenticated and current_user.id == workshop.owner_id
    else:
        allowed = find_participant(workshop, dict(request.cookies)) is not None
    return (workshop, audience) if allowed else None
