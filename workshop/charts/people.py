"""How many have come in, and as whom."""

from __future__ import annotations

from typing import Any

from flask import render_template

from workshop.i18n import format_whole, ngettext, spoken_in
from workshop.words import say_role


def tell_people(joined: dict[str, int]) -> dict[str, Any]:
    """Say how many have joined, and list the roles that are there."""
    total = sum(joined.values())
    return {
        "total": total,
        "joined": ngettext("%(num)s person has joined", "%(num)s people have joined", total),
        "roles": [
            {"label": say_role(role), "count": format_whole(count)} for role, count in joined.items() if count
        ],
    }


def wall_people(joined: dict[str, int], language: str) -> str:
    """Write the wall's count of people, as HTML to lay over the old."""
    with spoken_in(language):
        return render_template("wall/_people.html", people=tell_people(joined))
