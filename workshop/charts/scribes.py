"""Who may write in their own words, on the phone."""

from __future__ import annotations

from typing import Any

from workshop.identity import Person
from workshop.services.scribes import look_up
from workshop.services.standing import Standing
from workshop.services.tables import MAXIMUM_TABLES


def draw_phone(standing: Standing, person: Person) -> dict[str, Any]:
    """Draw whether this phone writes in its own words, and for which table."""
    only, seat, pen = look_up(standing.workshop_id, standing.rules, person)
    return {
        "scribes": only,
        "seat": seat,
        "pen": pen,
        "tables": standing.rules.tables or MAXIMUM_TABLES,
    }
