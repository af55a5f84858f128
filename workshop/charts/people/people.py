"""The number of people who have joined, by role."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.i18n import format_whole, ngettext
from workshop.words import say_counted_role


@dataclass(frozen=True)
class RoleCount:
    """A role with its number of people."""

    label: str
    count: str


@dataclass(frozen=True)
class PeopleView:
    """The number of people who have joined, by role."""

    total: int
    joined: str
    roles: list[RoleCount]


def build_people_view(joined: dict[str, int]) -> PeopleView:
    """Return how many have joined, and the roles among them."""
    total = sum(joined.values())
    return PeopleView(
        total=total,
        joined=ngettext("%(num)s person has joined", "%(num)s people have joined", total),
        roles=[
            RoleCount(label=say_counted_role(role), count=format_whole(count))
            for role, count in joined.items()
            if count
        ],
    )
