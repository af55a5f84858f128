"""How many have come in, and as whom."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.i18n import format_whole, ngettext
from workshop.words import say_role


@dataclass(frozen=True)
class RoleCount:
    """A role that is there, and how many have it."""

    label: str
    count: str


@dataclass(frozen=True)
class PeopleView:
    """How many have joined, and as whom."""

    total: int
    joined: str
    roles: list[RoleCount]


def build_people_view(joined: dict[str, int]) -> PeopleView:
    """Say how many have joined, and list the roles that are there."""
    total = sum(joined.values())
    return PeopleView(
        total=total,
        joined=ngettext("%(num)s person has joined", "%(num)s people have joined", total),
        roles=[
            RoleCount(label=say_role(role), count=format_whole(count))
            for role, count in joined.items()
            if count
        ],
    )
