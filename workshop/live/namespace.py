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
from workshop.identity import find_participant, helper_cookie, tidy_code
from workshop.live.broadcaster import news_for
from workshop.live.presence import Presence
from workshop.live.rooms import Audience, room_name
from workshop.models import Workshop
from workshop.services.helpers import find_helper
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
        workshop, audience, person = entry
        sid = request.sid  # type: ignore[attr-defined]
        join_room(room_name(workshop.id, audience))
        self._presence.enter(sid, workshop.id, audience, person)
        emit("news", news_for(audience, current_standing(workshop)))
        db.session.remove()
        return True

    def on_disconnect(self, reason: str = "") -> None:  # noqa: ARG002
        """Count the client out."""
        self._presence.leave(request.sid)  # type: ignore[attr-defined]


def _authorise(auth: Any) -> tuple[Workshop, Audience, str] | None:
    """Find what a client may listen to, and who it is; none if it may not."""
    if not isinstance(auth, dict) or auth.get("audience") not in set(Audience):
        return None
    workshop = find_workshop(tidy_code(str(auth.get("code", ""))))
    if workshop is None:
        return None
    audience = Audience(auth["audience"])
    person = _person(audience, workshop, str(auth.get("key", "")))
    return None if person is None else (workshop, audience, person)


def _at_desk(workshop: Workshop) -> bool:
    """Tell whether the facilitator or one of their helpers listens."""
    if current_user.is_authenticated and current_user.id == workshop.owner_id:
        return True
    secret = request.cookies.get(helper_cookie(workshop.code), "")
    return bool(secret) and find_helper(workshop, secret) is not None


def _person(audience: Audience, workshop: Workshop, key: str) -> str | None:
    if audience is Audience.WALL:
        return "wall" if hmac.compare_digest(key.encode(), workshop.screen_key.encode()) else None
    if audience is Audience.DESK:
        return f"desk:{workshop.owner_id}" if _at_desk(workshop) else None
    participant = find_participant(workshop, dict(request.cookies))
    return None if participant is None else participant.public_id
