"""A beat every few seconds: the revision, so that a client notices what it missed, and the trouble."""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from workshop.durability import commit_durably, wait_for_commits
from workshop.extensions import db
from workshop.live.presence import Presence
from workshop.live.rooms import Audience, room_name
from workshop.models import Workshop
from workshop.storage import Storage, find_trouble

BEAT_S = 5
# Much more than one operation needs.
SCRATCH_BYTES = 1_000_000


class Heartbeat:
    """Beats for the workshops that somebody listens to in this process."""

    def __init__(self, app: Flask, socketio: SocketIO, presence: Presence) -> None:
        self._app = app
        self._socketio = socketio
        self._presence = presence
        self._storage: Storage = app.extensions["storage"]

    def beat(self) -> None:
        """Beat again and again, until the process ends."""
        while True:
            self._socketio.sleep(BEAT_S)
            try:
                self.beat_once()
            except Exception:
                # One beat may fail; without the next ones nobody would notice what they missed.
                self._app.logger.exception("a heartbeat failed")

    def beat_once(self) -> None:
        """Tell every listening workshop its state once."""
        for workshop_id in self._presence.workshops():
            state = self._read_state(workshop_id)
            if state is None:
                continue
            beat = {
                **state,
                "connected": self._presence.connected(workshop_id),
                "trouble": self._storage.trouble,
                "now": time.time() * 1000,
            }
            for audience in Audience:
                # Each process tells its own clients: also while Redis is away.
                self._socketio.emit("beat", beat, to=room_name(workshop_id, audience), ignore_queue=True)  # type: ignore[call-arg]

    def _read_state(self, workshop_id: int) -> dict[str, Any] | None:
        """Read epoch and revision; nothing where the database does not answer, none without a workshop."""
        with self._app.app_context():
            try:
                if self._storage.trouble is not None:
                    self._try_to_store(workshop_id)
                workshop = db.session.get(Workshop, workshop_id)
                # Who hears a revision fetches it: none that the disk may still refuse.
                wait_for_commits()
            except (DBAPIError, PoolTimeout, OSError) as error:
                db.session.rollback()
                self._storage.trouble = find_trouble(error) or self._storage.trouble
                return {}
            if workshop is None:
                return None
            return {"epoch": workshop.epoch, "revision": workshop.revision}

    def _try_to_store(self, workshop_id: int) -> None:
        """See whether the database takes something again; what is written changes nothing.

        The embedded database may have room for so little in its log, and for nothing more: its disk
        is asked, too.
        """
        same = update(Workshop).where(Workshop.id == workshop_id).values(revision=Workshop.revision)
        db.session.execute(same.execution_options(synchronize_session=False))
        commit_durably()
        if db.engine.dialect.name == "sqlite":
            with NamedTemporaryFile(dir=Path(str(db.engine.url.database)).parent) as file:
                file.write(bytes(SCRATCH_BYTES))
                file.flush()
                os.fsync(file.fileno())
        self._storage.trouble = None
