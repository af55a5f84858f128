"""The rooms of a workshop: one an audience."""

from __future__ import annotations

import enum


class Audience(enum.StrEnum):
    """Who listens, and thereby what they may see."""

    WALL = "wall"
    DESK = "desk"
    PHONE = "phone"


def room_name(workshop_id: int, audience: Audience) -> str:
    """Name the room of an audience; ids of workshops never come again, so neither do names."""
    return f"{audience.value}:{workshop_id}"
