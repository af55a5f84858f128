"""How many have come in, and as whom."""

from __future__ import annotations

from typing import Any

from workshop.i18n import format_whole, ngettext
from workshop.words import say_role


def build_people_view(joined: dict[str, int]) -> dict[str, Any]:
    """Say how many have joined, and list the roles that are there."""
    total = sum(joined.values())
    return {
        "total": total,
        "joined": ngettext("%(num)s person has joined", "%(num)s people have joined", total),
        "roles": [
            {"label": say_role(role), "count": format_whole(count)} for role, count in joined.items() if count
        ],
    }
