"""From a row of a list to actions of a scenario: effects of named years, ranges, both signs, the gas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from scenarios.errors import ScenariosError
from scenarios.importing.action_list.result import Action
from scenarios.inventory.co2_shares import national_shares
from scenarios.inventory.editions import Edition, list_editions
from scenarios.inventory.inventory import Inventory
from scenarios.inventory.statistics import read_inventory
from workshop.services.importing.list_choices import ANY_YEAR
from workshop.state.effects import complete_estimate
from workshop.state.responsibility import Responsibility

LONGEST_TITLE = 200
LONGEST_ACTOR = 40
NOTHING_SAID = Responsibility()
IN_REFERENCE, SINK, OUTSIDE = "in the reference", "sink", "outside"
APART = (SINK, OUTSIDE)
"""What lowers no emissions that the workshop counts: it is listed apart, with figures and without effect."""
Points = tuple[tuple[int, float], ...]


@dataclass(frozen=True, kw_only=True)
class ListAction:
    """An action as it will stand in the workshop; tonnes in t/yr at full effect, None where there are none.

    ``part`` tells the two actions apart that a row with effects of both signs becomes. ``points`` are empty
    where the list names no year; then the effect comes ``ramp`` within ``ramp_years``. What follows ``note``
    only scenario files say, except ``listed_as`` (one of ``APART`` and ``IN_REFERENCE``, or empty) and
    ``listed_t``, the figures (t/yr by year) of what is listed apart. With the ``kind`` ``share`` the figures
    are shares of the targets' emissions.
    """

    row: int
    part: str
    title: str
    description: str
    actor: str
    targets: tuple[str, ...]
    low: float | None
    likely: float | None
    high: float | None
    start_year: int
    points: Points
    in_reference: bool
    lead: tuple[str, ...]
    others: tuple[str, ...]
    cost: str
    note: str
    kind: str = "tonnes"
    ramp: str = "step"
    ramp_years: int = 1
    end_year: int | None = None
    rebound: float = 0.0
    ledger: str = "territorial"
    listed_as: str = ""
    listed_t: tuple[tuple[str, float], ...] = ()
    responsibility: Responsibility = NOTHING_SAID

    @property
    def estimate(self) -> dict[str, float] | None:
        """Low, likely and high."""
        return complete_estimate(self.low, self.likely, self.high)


def make_actions(
    row: int,
    action: Action,
    *,
    targets: tuple[str, ...],
    start_year: int,
    growth: str,
    share: float,
    in_reference: bool,
) -> tuple[ListAction, ...]:
    """Return what a row becomes: one action, or two where its effects have both signs.

    ``start_year`` is for effects without a year. ``share`` is the part of the list's gas that counts.
    """
    effects = {year: value * share for year, value in action.effects_t.items() if value is not None}
    named = {int(year): value for year, value in effects.items() if year != ANY_YEAR}
    first = action.start_year or start_year
    if not named:
        likely = effects.get(ANY_YEAR)
        low, high = _ends(action, share, 1.0) if likely is not None else (None, None)
        return (_action(row, "", action, targets, (low, likely, high), first, (), in_reference),)
    signs = [sign for sign in (1, -1) if any(value * sign > 0 for value in named.values())] or [1]
    made = []
    for sign in signs:
        course = {year: max(value * sign, 0.0) for year, value in sorted(named.items())}
        full = max(course.values())
        last = course[max(course)]
        # The ends belong to the last year: they grow with the effect to its largest.
        low, high = _ends(action, share, full / last if last else 0.0) if len(signs) == 1 else (None, None)
        estimate = (low, sign * full + 0.0, high)
        part = "" if len(signs) == 1 else ("less" if sign > 0 else "more")
        points = _points(course, full, growth)
        made.append(_action(row, part, action, targets, estimate, points[0][0], points, in_reference))
    return tuple(made)


def list_apart(row: int, action: Action, *, start_year: int, listed_as: str) -> tuple[ListAction, ...]:
    """Return a row as an action without effect that keeps its figures: a sink, or outside the border."""
    figures = tuple((year, value) for year, value in sorted(action.effects_t.items()) if value is not None)
    first = action.start_year or start_year
    made = _action(row, "", action, (), (None, None, None), first, (), in_reference=True)
    return (replace(made, listed_as=listed_as, listed_t=figures),)


def shorten_title(title: str) -> str:
    """Shorten a title to what a proposal can have."""
    return f"{title[: LONGEST_TITLE - 1]}…" if len(title) > LONGEST_TITLE else title


def has_sound_range(made: Sequence[ListAction]) -> bool:
    """Return whether low, likely and high are in order."""
    return all(
        (each.likely if each.low is None else each.low)
        <= each.likely
        <= (each.likely if each.high is None else each.high)
        for each in made
        if each.likely is not None
    )


def _ends(action: Action, share: float, scale: float) -> tuple[float | None, float | None]:
    low, high = (None if end is None else end * share * scale for end in (action.low_t, action.high_t))
    return (low, high) if scale else (None, None)


def _points(course: Mapping[int, float], full: float, growth: str) -> Points:
    if not full:
        return ((min(course), 1.0),)
    points: list[tuple[int, float]] = []
    for year, value in course.items():
        if growth == "step" and points and year - points[-1][0] > 1:
            points.append((year - 1, points[-1][1]))
        points.append((year, round(value / full, 9)))
    return tuple(points)


def _action(
    row: int,
    part: str,
    action: Action,
    targets: tuple[str, ...],
    estimate: tuple[float | None, float | None, float | None],
    start_year: int,
    points: Points,
    in_reference: bool,
) -> ListAction:
    title = action.title
    return ListAction(
        row=row,
        part=part,
        title=shorten_title(title),
        description=title if len(title) > LONGEST_TITLE else "",
        actor=", ".join(action.lead)[:LONGEST_ACTOR],
        targets=targets,
        low=estimate[0],
        likely=estimate[1],
        high=estimate[2],
        start_year=start_year,
        points=points,
        in_reference=in_reference,
        listed_as=IN_REFERENCE if in_reference else "",
        lead=action.lead,
        others=action.others,
        cost=action.cost or "",
        note=action.note,
    )


def co2_share(territory_id: str, targets: Sequence[str]) -> float:
    """Return the share of CO2 in the CO2e of some sources, in the newest year that has both.

    Where the place's own statistics have one gas only, it is the national share of their sectors.
    """
    both = _inventories(territory_id, list_editions())
    if both is None:
        national = national_shares(territory_id[:2])
        shares = [national.get(target.partition("/")[0], 1.0) for target in targets]
        return sum(shares) / len(shares)
    co2, co2e = both
    year = max(set(co2.years) & set(co2e.years))
    part, whole = (_sum(inventory, targets, year) for inventory in (co2, co2e))
    return min(1.0, part / whole) if whole > 0 else 1.0


@lru_cache(maxsize=16)
def _inventories(territory_id: str, _editions: tuple[Edition, ...]) -> tuple[Inventory, Inventory] | None:
    try:
        found = tuple(read_inventory(territory_id, gas=gas, preliminary=False) for gas in ("CO2", "CO2e"))
    except ScenariosError:
        return None
    return (found[0], found[1]) if set(found[0].years) & set(found[1].years) else None


def _sum(inventory: Inventory, targets: Sequence[str], year: int) -> float:
    column = inventory.year_index(year)
    return sum(
        float(inventory.emissions_t[place, column])
        for place, source in enumerate(inventory.sources)
        if source in targets or source.partition("/")[0] in targets
    )
