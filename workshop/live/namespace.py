"""The socket: who may listen, decided at connect from the database, and what phones post over it.

A post is the request that the phone would make by HTTP, answered by the same view: one authorisation,
one receipt and one answer for scripts, plain forms and the outbox alike.
"""

from __future__ import annotations

import hmac
import json
import threading
from contextlib import suppress
from typing import Any, NamedTuple

from flask_login import current_user
from flask_socketio import Namespace
from werkzeug.http import parse_cookie

from workshop.durability import wait_for_commits
from workshop.identity import (
    SCREEN_COOKIE,
    desk_cookie,
    find_entry,
    helper_cookie,
    tidy_code,
)
from workshop.live.broadcaster import news_for
from workshop.live.posts import Poster, answer_said, poster_of
from workshop.live.presence import Presence
from workshop.live.rooms import Audience, room_name
from workshop.models import Workshop
from workshop.models.types import utc_now
from workshop.services.helpers import find_helper
from workshop.services.participants import find_workshop
from workshop.services.remote_desks import find_desk
from workshop.services.screens import find_screen
from workshop.services.standing import standing_at
from workshop.signals import listener_name

Environ = dict[str, Any]

# A wave of reconnections leaves connections of the database to those who act.
ADMITTED = 8


class RoomNamespace(Namespace):
    """Lets walls, desks and phones into the room of their workshop."""

    def __init__(self, presence: Presence) -> None:
        super().__init__("/")
        self._presence = presence
        self._door = threading.BoundedSemaphore(ADMITTED)
        self._posters: dict[str, Poster] = {}

    def trigger_event(self, event: str, sid: str, *args: Any) -> Any:
        """Let a client in, count it out or take what it posts; nothing else that it could say is heard.

        Flask-SocketIO would make a request of each, session and all. A thousand phones at the same
        moment need only their cookies.
        """
        if event == "post":
            return self._take_post(sid, *args)
        if event == "connect":
            environ, auth = args
            app = environ["flask.app"]
            with self._door, app.app_context():
                news = self._let_in(sid, environ, auth)
            # What the disk has not taken is told to nobody; a later beat brings the revision.
            with app.app_context(), suppress(OSError):
                if news is not None:
                    wait_for_commits()
                    # It is here, in this process: no other need hear of it.
                    self.socketio.server.emit("news", news, to=sid, ignore_queue=True)  # type: ignore[attr-defined]
            return news is not None
        if event == "disconnect":
            self._presence.leave(sid)
            self._posters.pop(sid, None)
        return None

    def _take_post(self, sid: str, said: Any = None, *_: Any) -> list[Any] | None:
        """Answer with status and answer; with nothing what makes no sense, or comes from another face."""
        poster = self._posters.get(sid)
        answered = None if poster is None else answer_said(poster, said)
        return None if answered is None else [answered[0], json.loads(answered[1])]

    def _let_in(self, sid: str, environ: Environ, auth: Any) -> dict[str, Any] | None:
        """Let a client in that may, and return what it hears first."""
        entry = _authorise(environ, auth)
        if entry is None:
            return None
        state, audience, person = entry
        server = self.socketio.server  # type: ignore[attr-defined]  # its types do not know it
        server.enter_room(sid, room_name(state.workshop_id, audience))
        if audience is not Audience.PHONE:
            server.enter_room(sid, person)
        self._presence.enter(sid, state.workshop_id, audience, person)
        if audience is Audience.PHONE:
            poster = poster_of(environ["flask.app"], tidy_code(str(auth["code"])), environ)
            self._posters[sid] = poster
            engine = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, "/"))
            if engine is not None:
                # A socket of ours answers posts itself; the library hears of those that come by polling.
                engine.poster = poster
        return news_for(audience, standing_at(*state))


class _State(NamedTuple):
    workshop_id: int
    epoch: str
    revision: int


def _authorise(environ: Environ, auth: Any) -> tuple[_State, Audience, str] | None:
    """Find what a client may listen to, and who it is; none if it may not."""
    if not isinstance(auth, dict) or auth.get("audience") not in set(Audience):
        return None
    code, audience = tidy_code(str(auth.get("code", ""))), Audience(auth["audience"])
    if audience is Audience.PHONE:
        entry = find_entry(code, parse_cookie(environ))
        if entry is None:
            return None
        return _State(entry.workshop_id, entry.epoch, entry.revision), audience, entry.person.public_id
    workshop = find_workshop(code)
    if workshop is None:
        return None
    key = str(auth.get("key", ""))
    person = _wall(workshop, key, environ) if audience is Audience.WALL else _desk(workshop, environ)
    state = _State(workshop.id, workshop.epoch, workshop.revision)
    return None if person is None else (state, audience, person)


def _wall(workshop: Workshop, key: str, environ: Environ) -> str | None:
    """Let a screen listen that has the link's key, or that the desk has let be this wall."""
    if key:
        return "wall" if hmac.compare_digest(key.encode(), workshop.screen_key.encode()) else None
    screen = find_screen(parse_cookie(environ).get(SCREEN_COOKIE, ""))
    if screen is None or screen.workshop_id != workshop.id:
        return None
    return listener_name("screen", screen.id)


def _desk(workshop: Workshop, environ: Environ) -> str | None:
    """Let the facilitator listen, and their helpers."""
    with environ["flask.app"].request_context(environ):
        mine = current_user.is_authenticated and current_user.id == workshop.owner_id
    cookies = parse_cookie(environ)
    if mine:
        return "owner"
    remote = find_desk(workshop.id, cookies.get(desk_cookie(workshop.code), ""), utc_now())
    if remote is not None:
        return listener_name("remote", remote)
    secret = cookies.get(helper_cookie(workshop.code), "")
    helper = find_helper(workshop, secret) if secret else None
    return None if helper is None else listener_name("helper", helper.id)
