"""How much of a territory's emissions a scope leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.inventory.inventory import OFFICIAL, Inventory
from scenarios.inventory.omissions import CEMENT, covers_cement, has_cement_plant, say_names
from scenarios.inventory.statistics import read_inventory
from scenarios.inventory.territories import find_territory
from scenarios.numbers import round_figure


@dataclass(frozen=True)
class LeftOut:
    """What is left out, and its share of all emissions of the territory.

    Attributes
    ----------
    names
        Sectors, sources and ``cement``.
    emissions_t, of_t
        Emissions of what is left out, and of the whole territory, t/yr.
    year
        Year of both: an official statistic.
    """

    names: tuple[str, ...]
    emissions_t: float
    of_t: float
    year: int

    @property
    def share(self) -> float:
        """Share of the territory's emissions, from 0 to 1."""
        return self.emissions_t / self.of_t if self.of_t else 0.0

    @property
    def sentence(self) -> str:
        """What is left out, in words."""
        words = say_names(self.names)
        percent = f"{round_figure(100 * self.share, 1):.1f} %"
        return f"Without {words}: {percent} of the emissions of {self.year} are left out."

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it; the share is of 1."""
        return {
            "sources": list(self.names),
            "share": self.share,
            "emissions_t": self.emissions_t,
            "of_t": self.of_t,
            "year": self.year,
        }


def measure_left_out(inventory: Inventory, before: int) -> LeftOut | None:
    """Return how much of a territory's emissions an inventory leaves out.

    Parameters
    ----------
    inventory
        With whatever is left out of it, cement plants by their own argument included.
    before
        The newest official year before this one is measured; the oldest if there is none.

    Returns
    -------
    LeftOut or None
        None if nothing is left out.
    """
    names = inventory.without
    territory = find_territory(inventory.territory_id)
    if not inventory.cement and has_cement_plant(territory) and not covers_cement(territory, names):
        names = (CEMENT, *names)
    if not names:
        return None
    official = [y for y, status in zip(inventory.years, inventory.status, strict=True) if status == OFFICIAL]
    year = max((y for y in official if y < before), default=official[0])
    whole = read_inventory(inventory.territory_id, gas=inventory.gas, preliminary=False)
    of_t = float(whole.total_t[whole.year_index(year)])
    kept_t = float(inventory.total_t[inventory.year_index(year)])
    return LeftOut(names, max(0.0, of_t - kept_t), of_t, year)
