"""Tell the rooms what changed: at once, but no more often than a person can look.

The first change of a quiet workshop is told immediately; while changes keep coming, the newest
state is told once an interval. Nothing is queued: each news is the whole state of its moment.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from workshop.charts.people import wall_people
from workshop.charts.picture import phone_news, state_of, wall_news
from workshop.extensions import db
from workshop.live.calm import Calm
from workshop.live.presence import Presence
from workshop.live.rooms import Audience, room_name
from workshop.models import Workshop
from workshop.services.participants import count_by_role
from workshop.services.standing import Standing, current_standing
from workshop.signals import people_changed, workshop_changed

INTERVAL_S = 0.25
PEOPLE_INTERVAL_S = 1.0


def news_for(audience: Audience, standing: Standing) -> dict[str, Any]:
    """Return what an audience hears about the present state."""
    if audience is Audience.WALL:
        return wall_news(standing, count_by_role(standing.workshop_id))
    if audience is Audience.PHONE:
        return phone_news(standing)
    # The desk fetches what it shows: it has forms under the facilitator's hands.
    return state_of(standing)


class Broadcaster:
    """Listens to the services' signals and emits to the rooms of this process's clients."""

    def __init__(self, app: Flask, socketio: SocketIO, presence: Presence) -> None:
        self._app = app
        self._socketio = socketio
        self._presence = presence
        self._news = Calm(socketio, self._tell_news, INTERVAL_S)
        self._people = Calm(socketio, self._tell_people, PEOPLE_INTERVAL_S)
        workshop_changed.connect(self._hear_news, sender=app)
        people_changed.connect(self._hear_people, sender=app)

    def _hear_news(self, _: Flask, *, workshop_id: int) -> None:
        self._news.touch(workshop_id)

    def _hear_people(self, _: Flask, *, workshop_id: int) -> None:
        self._people.touch(workshop_id)

    def _tell_news(self, workshop_id: int) -> None:
        with self._app.app_context():
            workshop = db.session.get(Workshop, workshop_id)
            if workshop is None:
                return
            standing = current_standing(workshop)
            told = {audience: news_for(audience, standing) for audience in Audience}
        # The session is given back before the frames go out.
        for audience, news in told.items():
            self._socketio.emit("news", news, to=room_name(workshop_id, audience))

    def _tell_people(self, workshop_id: int) -> None:
        """Tell wall and desk who came in: sampled, and nothing that phones need to hear."""
        with self._app.app_context():
            workshop = db.session.get(Workshop, workshop_id)
            if workshop is None:
                return
            joined = count_by_role(workshop_id)
            html = wall_people(joined, workshop.language)
        self._socketio.emit("people", {"html": html}, to=room_name(workshop_id, Audience.WALL))
        desk = {"joined": sum(joined.values()), "connected": self._presence.connected(workshop_id)}
        self._socketio.emit("people", desk, to=room_name(workshop_id, Audience.DESK))

    def close(self) -> None:
        """Hear nothing more, and wait until what was heard has been told."""
        workshop_changed.disconnect(self._hear_news, sender=self._app)
        people_changed.disconnect(self._hear_people, sender=self._app)
        self._news.close()
        self._people.close()
