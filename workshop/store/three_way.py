"""Three-way merge when two people change the same thing: conflicts are shown to the later one.

A form carries the values with which it was opened. The difference to the values sent is this person's change;
the difference to the stored values is what others changed meanwhile.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from workshop.errors import Problem
from workshop.i18n import gettext

# Rounding between a page and the database changes figures by less than this.
_CLOSE = 1e-9


class ChangedMeanwhile(Problem):
    """Both changed the same field: nothing is stored, and both versions are offered.

    ``merged`` is what was sent, with the changes that only others made; ``now_there`` is what is stored;
    ``fields`` are those that both changed.
    """

    def __init__(self, merged: Mapping[str, Any], now: Mapping[str, Any], fields: Collection[str]) -> None:
        super().__init__(
            gettext("Somebody else has changed this meanwhile."),
            gettext("Nothing is stored yet. Look at what they wrote, then send yours again or use theirs."),
            status=409,
        )
        self.merged, self.now_there, self.fields = merged, now, tuple(fields)


def merge_changes(
    opened: Mapping[str, Any] | None,
    now: Mapping[str, Any],
    mine: Mapping[str, Any],
    *,
    together: Collection[Collection[str]] = (),
    sets: Collection[str] = (),
) -> dict[str, Any]:
    """Merge ``mine`` into the stored values ``now``; both started from ``opened``. All have the same fields.

    Fields in one group of ``together`` are merged as a unit, such as both ends of a range. ``sets`` are
    merged by what was added and removed. Without ``opened``, ``mine`` is returned unchanged. Raises
    :class:`ChangedMeanwhile` if both changed the same field to different values; it names the fields of a
    group that others have changed.
    """
    if opened is None:
        return dict(mine)
    merged, both = dict(now), list[str]()
    units = [*together, *([name] for name in mine if not any(name in unit for unit in together))]
    for unit in units:
        if all(is_same(mine.get(name), opened.get(name)) for name in unit):
            continue
        if all(name in sets for name in unit):
            merged |= {name: _merge_sets(opened.get(name), now.get(name), mine[name]) for name in unit}
            continue
        # What others did not change, or changed to the same, is no conflict, and is not named as one.
        both += [
            name
            for name in unit
            if not is_same(now.get(name), opened.get(name)) and not is_same(now.get(name), mine.get(name))
        ]
        merged |= {name: mine.get(name) for name in unit}
    if both:
        raise ChangedMeanwhile(merged, now, both)
    return merged


def _merge_sets(opened: Any, now: Any, mine: Any) -> tuple[Any, ...]:
    before = tuple(opened) if isinstance(opened, list | tuple) else ()
    theirs = tuple(now or ())
    added = [each for each in mine if each not in before and each not in theirs]
    return (*(each for each in theirs if each in mine or each not in before), *added)


def is_same(one: Any, other: Any) -> bool:
    """Compare leniently: browsers change line ends, and figures are rounded."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=_CLOSE)
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other)
