"""What a workshop can leave out: one large emitter that participants cannot influence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scenarios.errors import ScenariosError
from scenarios.inventory.editions import Edition, list_editions
from scenarios.inventory.inventory import OFFICIAL
from scenarios.inventory.left_out import measure_left_out
from scenarios.inventory.omissions import CEMENT
from scenarios.inventory.statistics import read_inventory
from workshop.i18n import format_decimal, gettext

LARGE = 1 / 3
"""Only what is more than this share of all emissions can be left out."""

# Single installations, industry, energy supply, shipping, aviation: never what residents do themselves.
CANDIDATES = (
    *(CEMENT, "industry", "electricity_district_heating"),
    *("shipping", "transport/domestic_shipping", "aviation", "transport/domestic_aviation"),
)


@dataclass(frozen=True)
class Offer:
    """Something that can be left out: its name, and its share of all emissions (of 1) in a year."""

    name: str
    share: float
    year: int


def list_offers(territory_id: str) -> tuple[Offer, ...]:
    """Return what can be left out of a place's emissions, each by itself."""
    return _offers(territory_id, list_editions())


def may_leave_out(territory_id: str, name: str) -> bool:
    """Return whether this can be left out of the place's emissions."""
    return name in {offer.name for offer in list_offers(territory_id)}


def say_scope(name: str) -> str:
    """Name an emitter that can be left out, as part of a sentence."""
    return {
        "cement": gettext("the cement plant"),
        "industry": gettext("industry"),
        "electricity_district_heating": gettext("energy supply"),
        "shipping": gettext("shipping"),
        "transport/domestic_shipping": gettext("shipping"),
        "aviation": gettext("aviation"),
        "transport/domestic_aviation": gettext("aviation"),
    }.get(name, name)


def say_left_out(names: Sequence[str], share: float, year: int) -> str:
    """Say what is left out of a budget and its emissions, and its share (of 1) of all emissions of a year."""
    return gettext(
        "Without %(what)s: %(percent)s of the emissions of %(year)s are left out.",
        what=", ".join(map(say_scope, names)),
        percent=f"{format_decimal(100 * share)}\u00a0%",
        year=str(year),
    )


@lru_cache(maxsize=64)
def _offers(
    territory_id: str,
    editions: tuple[Edition, ...],  # noqa: ARG001  # part of the cache key
) -> tuple[Offer, ...]:
    offers = []
    for name in CANDIDATES:
        try:
            inventory = read_inventory(territory_id, gas="CO2", without=(name,))
        except ScenariosError:
            continue  # The statistics do not have it.
        newest = max(
            y for y, status in zip(inventory.years, inventory.status, strict=True) if status == OFFICIAL
        )
        left_out = measure_left_out(inventory, newest + 1)
        if left_out is not None and left_out.share > LARGE:
            offers.append(Offer(name, left_out.share, left_out.year))
    return tuple(offers)
