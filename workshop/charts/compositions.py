"""What each face shows in each phase, beyond how the scenario stands.

A phase may add to the wall what follows from the revision (``wall``), and what follows from what
people answer meanwhile (``room``: sampled, and laid over the wall's element ``#room``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template

from workshop.charts.people import tell_people
from workshop.i18n import spoken_in
from workshop.models import Phase
from workshop.services.participants import count_by_role
from workshop.services.standing import Standing

Drawing = Callable[[Standing], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Composition:
    """How one phase is drawn; ``answered`` counts the people who did what is asked now."""

    wall: Drawing = lambda _: {}
    room: Drawing | None = None
    answered: Callable[[Standing], int] | None = None


def _lobby(standing: Standing) -> dict[str, Any]:
    return {"people": tell_people(count_by_role(standing.workshop_id))}


COMPOSITIONS: dict[str, Composition] = {
    **{phase.value: Composition() for phase in Phase},
    Phase.LOBBY.value: Composition(room=_lobby),
}


def compose_wall(standing: Standing) -> dict[str, Any]:
    """Return what the phase adds to the wall, what people answer included."""
    composition = COMPOSITIONS[standing.phase]
    room = composition.room(standing) if composition.room else {}
    return {"step": standing.step, **composition.wall(standing), **room}


def compose_room(standing: Standing) -> str:
    """Write the wall's element that follows what people answer, as HTML; empty where there is none."""
    room = COMPOSITIONS[standing.phase].room
    if room is None or standing.rules.wall != "live":
        return ""
    with spoken_in(standing.language):
        return render_template(f"wall/room/_{standing.phase}.html", step=standing.step, **room(standing))


def count_answered(standing: Standing) -> int | None:
    """Count the people who did what is asked now; null where nothing is asked."""
    answered = COMPOSITIONS[standing.phase].answered
    return None if answered is None else answered(standing)
