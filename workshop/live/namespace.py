"""The socket: who may listen is decided at connect from the database, and phones post over it.

A post is the request that the phone would make by HTTP, answered by the same view: authorisation, receipt and
answer are the same for scripts, plain forms and the outbox.
"""

from __future__ import annotations

import hmac
import json
import random
import threading
from typing import Any, NamedTuple

from flask import Flask
from flask_login import current_user
from flask_socketio import Namespace

from workshop.clean_input import read_words
from workshop.database.durability import wait_for_commits
from workshop.database.storage import find_trouble
from workshop.identity import (
    SCREEN_COOKIE,
    desk_cookie,
    find_entry,
    helper_cookie,
    tidy_code,
)
from workshop.live.broadcaster import news_for
from workshop.live.posts import Poster, poster_of
from workshop.live.presence import Presence
from workshop.live.rooms import Audience, room_name
from workshop.models import Workshop
from workshop.models.types import utc_now
from workshop.request_guard import read_cookies
from workshop.services.people.helpers import find_helper
from workshop.services.people.logins import this_login
from workshop.services.people.participants import find_workshop
from workshop.services.people.remote_desks import find_desk
from workshop.services.people.screens import find_screen
from workshop.services.people.teams import may_lead
from workshop.signals import listener_name, person_joined, person_removed, workshop_deleted
from workshop.state.snapshot import snapshot_at

Environ = dict[str, Any]

# During a wave of reconnections, leave database connections to requests.
ADMITTED = 8
# The longest delay of a client that we could not admit; phones try again after a second.
AWAY_S = 4.0
# Allows several tabs; a socket that died unnoticed counts until its pings are missed.
MOST_SOCKETS = 8


class RoomNamespace(Namespace):
    """Admits walls, desks and phones to the room of their workshop."""

    def __init__(self, presence: Presence) -> None:
        super().__init__("/")
        self._presence = presence
        self._door = threading.BoundedSemaphore(ADMITTED)
        self._posters: dict[str, Poster] = {}
        self._persons: dict[str, str] = {}
        self._phones: dict[str, list[str]] = {}
        workshop_deleted.connect(self._disconnect_deleted)
        person_removed.connect(self._disconnect_removed)
        person_joined.connect(self._rename_joined)

    def trigger_event(self, event: str, sid: str, *args: Any) -> Any:
        """Handle connect, disconnect and posts; ignore every other event.

        Flask-SocketIO would make a request with a session of each event; a thousand phones at the same moment
        need only their cookies.
        """
        if event == "post":
            return self._take_post(sid, *args)
        if event == "connect":
            return self._open(sid, *args)
        if event == "disconnect":
            self._forget(sid)
        return None

    def _open(self, sid: str, environ: Environ, auth: Any) -> bool:
        """Admit a client, or refuse it and keep nothing of it.

        A client takes a refusal for good. If the reason is our own trouble, close its connection instead, and
        it comes back by itself.
        """
        app: Flask = environ["flask.app"]
        server = self.socketio.server  # type: ignore[attr-defined]  # missing from the stubs
        engine_sid = server.manager.eio_sid_from_sid(sid, "/")
        try:
            with self._door, app.app_context():
                news = self._let_in(sid, environ, auth)
        except Exception as error:
            self._forget(sid)
            trouble = find_trouble(error)
            if trouble is None:
                app.logger.exception("a client could not be let in")
            else:
                app.logger.error("a client could not be let in (%s): %s", trouble, error)
            self._send_away(engine_sid)
            return False
        is_durable = _wait_for_the_disk(app)
        engine = server.eio.sockets.get(engine_sid)
        if engine is not None and not engine.closed:
            engine.check_ping_timeout()
        if engine_sid not in server.environ:
            # It disconnected while it waited here, so no other event will announce it.
            self._forget(sid)
            return False
        if news is not None and is_durable:
            # It is connected here: no other process need know.
            server.emit("news", news, to=sid, ignore_queue=True)
        return news is not None

    def _forget(self, sid: str) -> None:
        """Remove a client from the counts, and accept nothing more from it."""
        self._presence.leave(sid)
        self._posters.pop(sid, None)
        self._release(sid)

    def _send_away(self, engine_sid: str) -> None:
        """Close a connection without a refusal, after a random delay that spreads reconnections."""
        socketio: Any = self.socketio  # type: ignore[attr-defined]  # missing from the stubs
        sockets = socketio.server.eio.sockets
        if engine_sid in sockets:
            socketio.sleep(AWAY_S * random.random())  # noqa: S311
        engine = sockets.get(engine_sid)
        if engine is not None:
            engine.close(wait=False, abort=True)

    def _take_post(self, sid: str, said: Any = None, *_: Any) -> list[Any] | None:
        """Return status and answer of a post; None if it is malformed, or not from a phone."""
        poster = self._posters.get(sid)
        answered = None if poster is None else poster.answer(said)
        return None if answered is None else [answered[0], json.loads(answered[1])]

    def _let_in(self, sid: str, environ: Environ, auth: Any) -> dict[str, Any] | None:
        """Admit a client if it is allowed, and return its first message."""
        entry = _authorise(environ, auth)
        if entry is None:
            return None
        state, audience, person = entry
        server = self.socketio.server  # type: ignore[attr-defined]  # missing from the stubs
        server.enter_room(sid, room_name(state.workshop_id, audience))
        if audience is not Audience.PHONE:
            server.enter_room(sid, person)
        self._presence.enter(sid, state.workshop_id, audience, person)
        if audience is Audience.PHONE:
            self._hold(sid, person)
            poster = poster_of(environ["flask.app"], tidy_code(str(auth["code"])), environ)
            self._posters[sid] = poster
            engine = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, "/"))
            if engine is not None:
                # Our direct socket answers posts itself; the library handles those of polling clients.
                engine.poster = poster
        return news_for(audience, snapshot_at(*state))

    def _disconnect_deleted(self, app: Flask, *, workshop_id: int) -> None:
        """Tell a deleted workshop's listeners in every process, and disconnect those here."""
        mine: Any = self.socketio  # type: ignore[attr-defined]  # missing from the stubs
        if app.extensions["socketio"] is not mine:
            return
        server = mine.server
        for audience in Audience:
            mine.emit("gone", {}, to=room_name(workshop_id, audience))
            for sid, _ in list(server.manager.get_participants("/", room_name(workshop_id, audience))):
                server.disconnect(sid)

    def _disconnect_removed(self, app: Flask, *, public_id: str) -> None:
        """Disconnect the phones of a removed person."""
        mine: Any = self.socketio  # type: ignore[attr-defined]  # missing from the stubs
        if app.extensions["socketio"] is mine:
            self.part_with({public_id})

    def _rename_joined(self, app: Flask, *, phone: str, person: str) -> None:
        """Count the sockets of a joined phone as its person's; other processes do so when it reconnects."""
        mine: Any = self.socketio  # type: ignore[attr-defined]  # missing from the stubs
        if app.extensions["socketio"] is not mine:
            return
        for sid in self._phones.pop(phone, ()):
            self._persons[sid] = person
            self._phones.setdefault(person, []).append(sid)
            self._presence.rename(sid, person)

    def held(self) -> set[str]:
        """Return the people whose phones are connected here."""
        return set(self._phones)

    def part_with(self, people: set[str]) -> None:
        """Disconnect the phones of people who are no longer in the room."""
        server: Any = self.socketio.server  # type: ignore[attr-defined]  # missing from the stubs
        for person in people:
            for sid in list(self._phones.get(person, ())):
                server.disconnect(sid)

    def _hold(self, sid: str, person: str) -> None:
        """Track a phone's socket; beyond a person's limit, disconnect the oldest, whose page then polls."""
        self._persons[sid] = person
        held = self._phones.setdefault(person, [])
        held.append(sid)
        if len(held) > MOST_SOCKETS:
            server, oldest = self.socketio.server, held[0]  # type: ignore[attr-defined]  # missing from the stubs
            engine_sid = server.manager.eio_sid_from_sid(oldest, "/")
            server.disconnect(oldest)
            # The library would wait for the client to hang up, even if that reads nothing.
            server.start_background_task(server.eio.disconnect, engine_sid)

    def _release(self, sid: str) -> None:
        person = self._persons.pop(sid, "")
        held = self._phones.get(person, [])
        if sid in held:
            held.remove(sid)
        if not held:
            self._phones.pop(person, None)


def _wait_for_the_disk(app: Flask) -> bool:
    """Wait until the state to send would survive a power cut; return whether the disk took it.

    A refused state is sent to nobody; a later heartbeat announces its revision.
    """
    with app.app_context():
        try:
            wait_for_commits()
        except OSError:
            return False
    return True


class _State(NamedTuple):
    workshop_id: int
    epoch: str
    revision: int


def _authorise(environ: Environ, auth: Any) -> tuple[_State, Audience, str] | None:
    """Return what a client may listen to, and who it is; None if it may not."""
    told = read_words(auth, "audience", "code", "key")
    if told is None or told["audience"] not in set(Audience):
        return None
    code, audience = tidy_code(told["code"]), Audience(told["audience"])
    if audience is Audience.PHONE:
        entry = find_entry(code, read_cookies(environ))
        if entry is None:
            return None
        return _State(entry.workshop_id, entry.epoch, entry.revision), audience, entry.person.public_id
    workshop = find_workshop(code)
    if workshop is None:
        return None
    person = _wall(workshop, told["key"], environ) if audience is Audience.WALL else _desk(workshop, environ)
    state = _State(workshop.id, workshop.epoch, workshop.revision)
    return None if person is None else (state, audience, person)


def _wall(workshop: Workshop, key: str, environ: Environ) -> str | None:
    """Admit a screen with the link's key, or one that the desk has paired as this wall."""
    if key:
        mine = listener_name("wall", workshop.id)
        return mine if hmac.compare_digest(key.encode(), workshop.screen_key.encode()) else None
    screen = find_screen(read_cookies(environ).get(SCREEN_COOKIE, ""))
    if screen is None or screen.workshop_id != workshop.id:
        return None
    return listener_name("screen", screen.id)


def _desk(workshop: Workshop, environ: Environ) -> str | None:
    """Admit the facilitator and their helpers."""
    with environ["flask.app"].request_context(environ):
        mine = this_login() if current_user.is_authenticated and may_lead(workshop, current_user.id) else None
    cookies = read_cookies(environ)
    if mine is not None:
        return listener_name("login", mine)
    remote = find_desk(workshop.id, cookies.get(desk_cookie(workshop.code), ""), utc_now())
    if remote is not None:
        return listener_name("remote", remote.id)
    secret = cookies.get(helper_cookie(workshop.code), "")
    helper = find_helper(workshop, secret) if secret else None
    return None if helper is None else listener_name("helper", helper.id)
