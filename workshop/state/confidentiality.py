"""Show no figure for a group so small that it identifies people.

A role is shown separately only if at least five people answered in it. Because the total is shown beside the
parts, the remainder must be empty or at least five as well, so that nothing follows by subtraction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

FEWEST = 5
OTHERS = "others"

Item = TypeVar("Item")


def break_down(by_role: Mapping[str, Sequence[Item]]) -> dict[str, list[Item]]:
    """Return the groups that may be shown beside their total; small ones are joined as "others".

    Empty if nothing may be shown by role. The groups always add up to the whole.
    """
    present = {role: list(items) for role, items in by_role.items() if items}
    shown = {role: items for role, items in present.items() if len(items) >= FEWEST}
    rest = [item for role, items in present.items() if role not in shown for item in items]
    while rest and len(rest) < FEWEST and shown:
        # Too few remain: the smallest group joins them.
        smallest = min(shown, key=lambda role: (len(shown[role]), role))
        rest += shown.pop(smallest)
    if not shown:
        return {}
    return {**shown, OTHERS: rest} if rest else shown


def may_show(answers: int) -> bool:
    """Return whether a distribution over this many answers may be shown at all."""
    return answers >= FEWEST
