"""Send changes to the rooms at once, but no more often than a person can look.

The first change of a quiet workshop is sent immediately; while changes keep coming, the newest state is sent
once per interval. Nothing is queued: each message has the whole state of its moment.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from workshop.charts.meeting.compositions import build_phase_phones_view, build_room_html, count_answered
from workshop.charts.meeting.picture import build_phone_news_view, build_state_view, build_wall_news_view
from workshop.charts.people.arrivals import build_arrivals_view
from workshop.database.durability import are_commits_durable, wait_for_commits
from workshop.extensions import db
from workshop.live.presence import Presence
from workshop.live.rooms import Audience, room_name
from workshop.live.throttle import Throttle
from workshop.services.people.participants import count_by_role
from workshop.signals import listener_parted, room_changed, workshop_changed
from workshop.state.snapshot import Snapshot, newest_snapshot
from workshop.store.receipts import serial_of

_IN_TURN = (Audience.PHONE, Audience.WALL, Audience.DESK)
INTERVAL_S = 0.25
ROOM_INTERVAL_S = 1.0


def news_for(audience: Audience, snapshot: Snapshot) -> dict[str, Any]:
    """Return the news for an audience about the present state."""
    if audience is Audience.WALL:
        return asdict(build_wall_news_view(snapshot))
    if audience is Audience.PHONE:
        return asdict(build_phone_news_view(snapshot))
    # The desk fetches its page itself: it has forms that the facilitator is filling in.
    return asdict(build_state_view(snapshot))


class Broadcaster:
    """Listens to the services' signals and emits to the rooms of this process's clients."""

    def __init__(self, app: Flask, socketio: SocketIO, presence: Presence) -> None:
        self._app = app
        self._socketio = socketio
        self._presence = presence
        self._news = Throttle(socketio, self._send_news, INTERVAL_S)
        self._room = Throttle(socketio, self._send_room, ROOM_INTERVAL_S)
        workshop_changed.connect(self._on_news, sender=app)
        room_changed.connect(self._on_room, sender=app)
        listener_parted.connect(self._dismiss, sender=app)

    def _on_news(self, _: Flask, *, workshop_id: int) -> None:
        self._news.request(workshop_id)

    def _on_room(self, _: Flask, *, workshop_id: int) -> None:
        self._room.request(workshop_id)

    def _dismiss(self, _: Flask, *, name: str) -> None:
        """Make a dismissed listener's clients refresh in every process, and disconnect those here."""
        room, server = name, self._socketio.server  # type: ignore[attr-defined]
        self._socketio.emit("news", {"epoch": "", "revision": 0, "code": ""}, to=room)
        for sid, _engine in list(server.manager.get_participants("/", room)):
            server.leave_room(sid, room)
            server.disconnect(sid)

    def _send_news(self, workshop_id: int) -> None:
        # Do not announce what the disk refused; its senders know, and send it again.
        with self._app.app_context(), suppress(OSError):
            snapshot = newest_snapshot(workshop_id)
            if snapshot is None:
                return
            told: dict[Audience, dict[str, Any]] = {}
            for audience in _IN_TURN:
                told[audience] = news_for(audience, snapshot)
                # Draw for the next audience during the flush, so that a thousand phones do not wait for the
                # wall.
                if are_commits_durable():
                    break
            for audience in _IN_TURN:
                news = told.get(audience) or news_for(audience, snapshot)
                # The wall also shows answers since the revision.
                wait_for_commits()
                # Release the connection for those who store.
                db.session.remove()
                self._socketio.emit("news", news, to=room_name(workshop_id, audience))

    def _send_room(self, workshop_id: int) -> None:
        with suppress(OSError):
            self._send_sampled(workshop_id)

    def _send_sampled(self, workshop_id: int) -> None:
        """Send sampled counts: joins and answers to wall and desk, and what concerns them to phones."""
        with self._app.app_context():
            # Read it before the rest, which then has at least what is counted here.
            answers = serial_of(workshop_id)
            snapshot = newest_snapshot(workshop_id)
            if snapshot is None:
                return
            serial = {"epoch": snapshot.epoch, "answers": answers}
            html, answered = build_room_html(snapshot), count_answered(snapshot)
            second = snapshot.rules.second_language
            other = build_room_html(snapshot, second) if second else ""
            phones = build_phase_phones_view(snapshot)
            joined = sum(count_by_role(workshop_id).values())
            full = build_arrivals_view(snapshot).is_full
            db.session.remove()
            wait_for_commits()
        if html:
            self._socketio.emit(
                "room", {**serial, "html": html, "other": other}, to=room_name(workshop_id, Audience.WALL)
            )
        if phones:
            self._socketio.emit("room", asdict(phones), to=room_name(workshop_id, Audience.PHONE))
        desk = {
            **serial,
            "joined": joined,
            "connected": self._presence.connected(workshop_id),
            "answered": answered,
            "full": full,
        }
        self._socketio.emit("room", desk, to=room_name(workshop_id, Audience.DESK))

    def close(self) -> None:
        """Stop listening, and wait until everything pending has been sent."""
        workshop_changed.disconnect(self._on_news, sender=self._app)
        room_changed.disconnect(self._on_room, sender=self._app)
        listener_parted.disconnect(self._dismiss, sender=self._app)
        self._news.close()
        self._room.close()
