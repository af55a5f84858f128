"""Who is connected now, counted; never who they are."""

from __future__ import annotations

from workshop.live.rooms import Audience


class Presence:
    """The sockets of this process, by workshop and audience."""

    def __init__(self) -> None:
        self._where: dict[str, tuple[int, Audience]] = {}

    def enter(self, sid: str, workshop_id: int, audience: Audience) -> None:
        """Count a socket in."""
        self._where[sid] = (workshop_id, audience)

    def leave(self, sid: str) -> None:
        """Count a socket out."""
        self._where.pop(sid, None)

    def connected(self, workshop_id: int) -> int:
        """Count the phones of a workshop that are connected now."""
        return list(self._where.values()).count((workshop_id, Audience.PHONE))

    def workshops(self) -> set[int]:
        """Name the workshops that somebody listens to."""
        return {workshop_id for workshop_id, _ in self._where.values()}
