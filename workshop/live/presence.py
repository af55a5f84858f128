"""Who is connected now, counted; never who they are."""

from __future__ import annotations

from workshop.live.rooms import Audience


class Presence:
    """The sockets of this process, by workshop, audience and person.

    People are counted, not sockets: somebody who turns a page has an old socket and a new one for
    a while.
    """

    def __init__(self) -> None:
        self._where: dict[str, tuple[int, Audience, str]] = {}

    def enter(self, sid: str, workshop_id: int, audience: Audience, person: str) -> None:
        """Count a socket in."""
        self._where[sid] = (workshop_id, audience, person)

    def leave(self, sid: str) -> None:
        """Count a socket out."""
        self._where.pop(sid, None)

    def connected(self, workshop_id: int) -> int:
        """Count the people whose phone is connected to a workshop now."""
        entries = list(self._where.values())
        return len(
            {person for where, face, person in entries if (where, face) == (workshop_id, Audience.PHONE)}
        )

    def workshops(self) -> set[int]:
        """Name the workshops that somebody listens to."""
        return {workshop_id for workshop_id, _, _ in list(self._where.values())}
