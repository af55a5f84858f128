"""Who is connected now, counted; never who they are."""

from __future__ import annotations

import json
import secrets
import time

import redis

from workshop.config import REDIS_PATIENCE
from workshop.live.rooms import Audience

_FORGOTTEN_AFTER_S = 15
# So long nobody asks a Redis that has not answered.
_AWAY_S = 4.0
# A full hall asks who is connected with every proposal.
_TRUSTED_S = 2.0


class Presence:
    """The sockets of this process, by workshop, audience and person.

    People are counted, not sockets: somebody who turns a page has an old socket and a new one for
    a while. Several processes tell each other through Redis whom they hold; what one that died held
    is forgotten after some seconds.
    """

    def __init__(self, redis_url: str = "") -> None:
        self._where: dict[str, tuple[int, Audience, str]] = {}
        self._shared = redis.Redis.from_url(redis_url, **REDIS_PATIENCE) if redis_url else None
        self._away_until = 0.0
        self._known: dict[int, tuple[float, set[str]]] = {}
        self._process = secrets.token_hex(4)

    def enter(self, sid: str, workshop_id: int, audience: Audience, person: str) -> None:
        """Count a socket in."""
        self._where[sid] = (workshop_id, audience, person)

    def leave(self, sid: str) -> None:
        """Count a socket out."""
        self._where.pop(sid, None)

    def connected(self, workshop_id: int) -> int:
        """Count the people whose phone is connected to a workshop now, in all processes."""
        return len(self._everywhere(workshop_id))

    def people(self, workshop_id: int) -> set[str]:
        """Name the people whose phone is connected, by public id; of other processes as of a moment ago."""
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
        # Without Redis for a moment, a count of this process is better than none, and than a late one.
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
        """Name the workshops that somebody listens to in this process."""
        return {workshop_id for workshop_id, _, _ in list(self._where.values())}

    def _here(self, workshop_id: int) -> set[str]:
        wanted = (workshop_id, Audience.PHONE)
        return {person for where, face, person in list(self._where.values()) if (where, face) == wanted}


def _key(workshop_id: int) -> str:
    return f"handlingsrom:presence:{workshop_id}"
