"""Count the people who are connected, without identifying them."""

from __future__ import annotations

import json
import secrets
import time

import redis

from workshop.config import REDIS_PATIENCE
from workshop.live.rooms import Audience

_FORGOTTEN_AFTER_S = 15
# How long a Redis that did not answer is not asked again.
_AWAY_S = 4.0
# Cache: a full hall asks who is connected with every proposal.
_TRUSTED_S = 2.0


class Presence:
    """The sockets of this process, by workshop, audience and person.

    It counts people and not sockets: somebody who changes pages has an old and a new socket for a while.
    Processes exchange their people through Redis; those of a dead process expire after some seconds.
    """

    def __init__(self, redis_url: str = "") -> None:
        self._where: dict[str, tuple[int, Audience, str]] = {}
        self._shared = redis.Redis.from_url(redis_url, **REDIS_PATIENCE) if redis_url else None
        self._away_until = 0.0
        self._known: dict[int, tuple[float, set[str]]] = {}
        self._process = secrets.token_hex(4)

    def enter(self, sid: str, workshop_id: int, audience: Audience, person: str) -> None:
        """Add a socket."""
        self._where[sid] = (workshop_id, audience, person)

    def leave(self, sid: str) -> None:
        """Remove a socket."""
        self._where.pop(sid, None)

    def rename(self, sid: str, person: str) -> None:
        """Count a socket as another person's."""
        workshop_id, audience, _ = self._where[sid]
        self._where[sid] = (workshop_id, audience, person)

    def connected(self, workshop_id: int) -> int:
        """Count the people whose phone is connected to a workshop now, in all processes."""
        return len(self._everywhere(workshop_id))

    def people(self, workshop_id: int) -> set[str]:
        """Return the public ids of connected people; those of other processes may be some seconds old."""
        if self._shared is None:
            return self._here(workshop_id)
        asked_at, known = self._known.get(workshop_id, (float("-inf"), set()))
        if asked_at + _TRUSTED_S < time.monotonic():
            known = self._everywhere(workshop_id)
            self._known[workshop_id] = time.monotonic(), known
        return known | self._here(workshop_id)

    def _everywhere(self, workshop_id: int) -> set[str]:
        here = self._here(workshop_id)
        if self._shared is None or time.monotonic() < self._away_until:
            return here
        # Without Redis, the count of this process is better than none, or than a late one.
        try:
            self._shared.set(
                f"{_key(workshop_id)}:{self._process}", json.dumps(sorted(here)), ex=_FORGOTTEN_AFTER_S
            )
            keys = list(self._shared.scan_iter(f"{_key(workshop_id)}:*"))
            for held in self._shared.mget(keys) if keys else ():
                here |= set(json.loads(held or b"[]"))
        except redis.RedisError:
            self._away_until = time.monotonic() + _AWAY_S
        return here

    def workshops(self) -> set[int]:
        """Return the workshops with listeners in this process."""
        return {workshop_id for workshop_id, _, _ in list(self._where.values())}

    def _here(self, workshop_id: int) -> set[str]:
        wanted = (workshop_id, Audience.PHONE)
        return {person for where, face, person in list(self._where.values()) if (where, face) == wanted}


def _key(workshop_id: int) -> str:
    return f"handlingsrom:presence:{workshop_id}"
