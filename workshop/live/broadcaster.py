"""Tell the rooms what changed: at once, but no more often than a person can look.

The first change of a quiet workshop is told immediately; while changes keep coming, the newest
state is told once an interval. Nothing is queued: each news is the whole state of its moment.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from workshop.charts.picture import phone_news, state_of, wall_news
from workshop.extensions import db
from workshop.live.presence import Presence
from workshop.live.rooms import Audience, room_name
from workshop.models import Workshop
from workshop.services.standing import Standing, current_standing
from workshop.signals import workshop_changed

INTERVAL_S = 0.25
BEAT_S = 5

_TOLD = {
    Audience.WALL: wall_news,
    Audience.PHONE: phone_news,
    # The desk fetches what it shows: it has forms under the facilitator's hands.
    Audience.DESK: state_of,
}


def news_for(audience: Audience, standing: Standing) -> dict[str, Any]:
    """Return what an audience hears about the present state."""
    return _TOLD[audience](standing)


class Broadcaster:
    """Listens to the services' signals and emits to the rooms of this process's clients."""

    def __init__(self, app: Flask, socketio: SocketIO, presence: Presence) -> None:
        self._app = app
        self._socketio = socketio
        self._presence = presence
        self._busy: set[int] = set()
        self._newer: set[int] = set()
        workshop_changed.connect(self._hear, sender=app)

    def _hear(self, _: Flask, *, workshop_id: int, **__: Any) -> None:
        if workshop_id in self._busy:
            self._newer.add(workshop_id)
            return
        self._busy.add(workshop_id)
        self._socketio.start_background_task(self._tell_until_quiet, workshop_id)

    def _tell_until_quiet(self, workshop_id: int) -> None:
        try:
            while True:
                self._newer.discard(workshop_id)
                self._tell(workshop_id)
                self._socketio.sleep(INTERVAL_S)  # type: ignore[arg-type]
                if workshop_id not in self._newer:
                    return
        finally:
            self._busy.discard(workshop_id)

    def _tell(self, workshop_id: int) -> None:
        with self._app.app_context():
            workshop = db.session.get(Workshop, workshop_id)
            if workshop is None:
                return
            standing = current_standing(workshop)
            # Nothing of the session may be held while the frames go out.
            db.session.remove()
            for audience in Audience:
                self._socketio.emit("news", news_for(audience, standing), to=room_name(workshop_id, audience))

    def close(self) -> None:
        """Hear nothing more, and wait until what was heard has been told."""
        workshop_changed.disconnect(self._hear, sender=self._app)
        while self._busy:
            self._socketio.sleep(0.01)  # type: ignore[arg-type]

    def beat(self) -> None:
        """Tell every listening workshop its revision, so that a client notices what it missed."""
        while True:
            self._socketio.sleep(BEAT_S)
            for workshop_id in self._presence.workshops():
                with self._app.app_context():
                    workshop = db.session.get(Workshop, workshop_id)
                    if workshop is None:
                        continue
                    beat = {
                        "epoch": workshop.epoch,
                        "revision": workshop.revision,
                        "connected": self._presence.connected(workshop_id),
                    }
                for audience in Audience:
                    self._socketio.emit("beat", beat, to=room_name(workshop_id, audience))
