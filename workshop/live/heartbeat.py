"""A heartbeat every few seconds, with the revision (so that clients notice missed news) and the trouble."""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from workshop.database.durability import commit_durably, wait_for_commits
from workshop.database.storage import Storage, find_trouble
from workshop.extensions import db
from workshop.live.namespace import RoomNamespace
from workshop.live.presence import Presence
from workshop.live.rooms import Audience, room_name
from workshop.models import Workshop
from workshop.services.people.removals import removed_people
from workshop.store.receipts import read_states

BEAT_S = 5
# Much more than one operation needs.
SCRATCH_BYTES = 1_000_000


class Heartbeat:
    """Sends heartbeats for the workshops that have listeners in this process."""

    def __init__(self, app: Flask, socketio: SocketIO, presence: Presence, namespace: RoomNamespace) -> None:
        self._app = app
        self._socketio = socketio
        self._presence = presence
        self._namespace = namespace
        self._storage: Storage = app.extensions["storage"]

    def beat(self) -> None:
        """Send heartbeats until the process ends."""
        while True:
            self._socketio.sleep(BEAT_S)
            try:
                self.beat_once()
            except Exception:
                # Survive a failure: without later beats nobody would notice what they missed.
                self._app.logger.exception("a heartbeat failed")

    def beat_once(self) -> None:
        """Send every listening workshop its state once."""
        listening = self._presence.workshops()
        self._part_with_removed(listening)
        states = self._read_states(listening) if listening else {}
        for workshop_id, state in states.items():
            beat = {
                **state,
                "connected": self._presence.connected(workshop_id),
                "trouble": self._storage.trouble,
                "now": time.time() * 1000,
            }
            for audience in Audience:
                # Each process serves its own clients: this works also without Redis.
                self._socketio.emit("beat", beat, to=room_name(workshop_id, audience), ignore_queue=True)  # type: ignore[call-arg]

    def _part_with_removed(self, workshop_ids: set[int]) -> None:
        """Disconnect the phones of people whom the desk has removed in another process."""
        held = self._namespace.held()
        if not held:
            return
        with self._app.app_context():
            try:
                self._namespace.part_with(held & removed_people(workshop_ids))
            except (DBAPIError, PoolTimeout):
                db.session.rollback()

    def _read_states(self, workshop_ids: set[int]) -> dict[int, dict[str, Any]]:
        """Read the states of existing workshops; empty if the database does not answer."""
        with self._app.app_context():
            try:
                if self._storage.trouble is not None:
                    self._try_to_store()
                states = read_states(workshop_ids)
                # Clients fetch each announced revision: announce none that the disk may still refuse.
                wait_for_commits()
                return states
            except (DBAPIError, PoolTimeout, OSError) as error:
                db.session.rollback()
                self._storage.trouble = find_trouble(error) or self._storage.trouble
                return {workshop_id: {} for workshop_id in workshop_ids}

    def _try_to_store(self) -> None:
        """Check whether the database can store again, with a write that changes nothing.

        SQLite may have room for so little in its log and nothing more, so check the free disk space, too.
        """
        any_one = select(func.min(Workshop.id)).scalar_subquery()
        same = update(Workshop).where(Workshop.id == any_one).values(revision=Workshop.revision)
        db.session.execute(same.execution_options(synchronize_session=False))
        commit_durably()
        if db.engine.dialect.name == "sqlite":
            with NamedTemporaryFile(dir=Path(str(db.engine.url.database)).parent) as file:
                file.write(bytes(SCRATCH_BYTES))
                file.flush()
                os.fsync(file.fileno())
        self._storage.trouble = None
