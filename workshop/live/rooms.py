"""The Socket.IO rooms of a workshop: one per audience."""

from __future__ import annotations

import enum


class Audience(enum.StrEnum):
    """A kind of listener, which determines what it may see."""

    WALL = "wall"
    DESK = "desk"
    PHONE = "phone"


def room_name(workshop_id: int, audience: Audience) -> str:
    """Return the room of an audience; neither ids of workshops nor room names are ever reused."""
    return f"{audience.value}:{workshop_id}"
