"""What a place is offered: nothing that has nothing to lower there, and other gases only where they count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from scenarios.catalogue.catalogue import load_catalogue
from scenarios.inventory.references import build_reference
from scenarios.inventory.splitting import split_reference
from workshop.services.proposals.offering import choose_offered

OTHER_GASES = {
    "landfill-gas",
    "sewage-nitrous-oxide",
    "manure-biogas",
    "feed-additive",
    "fewer-animals",
    "less-fertiliser",
    "new-wood-stoves",
    "cooling-without-hfc",
}
LARGE_PLANTS = {
    action.id for action in load_catalogue() if action.group and action.group.key == "large-plants"
}


@dataclass
class Place:
    """A place with the statistics of one gas."""

    territory_id: str
    gas: str = "CO2"
    cement: bool = True
    budget: dict[str, Any] = field(init=False)
    reference: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.budget = {"gas": self.gas, "cement": self.cement}
        path = build_reference(
            self.territory_id, method="flat", start_year=2024, end_year=2026, gas=self.gas, cement=self.cement
        )
        self.reference = {"sources": split_reference(path)[0].to_sources()}

    def offered(self) -> set[str]:
        return {action.id for action in choose_offered(self, load_catalogue())}


def test_other_gases_are_offered_only_where_they_count() -> None:
    assert not OTHER_GASES & Place("NO-4001").offered()
    assert Place("NO-4001", "CO2e").offered() >= OTHER_GASES
    assert Place("NO-0301", "CO2e").offered() & OTHER_GASES == {
        "landfill-gas",
        "sewage-nitrous-oxide",
        "new-wood-stoves",
        "cooling-without-hfc",
    }


@pytest.mark.parametrize(
    ("territory", "there"),
    [
        ("SE-0480", set()),
        ("SE-2580", {"steel-hydrogen", "steel-arc-furnace"}),
        ("SE-0980", {"cement-capture", "cement-fuel-clinker"}),
        ("SE-1484", {"refinery-capture", "refinery-hydrogen"}),
        ("NO-4001", {"cement-capture", "cement-fuel-clinker", "ammonia-electrolysis", "ammonia-capture"}),
        ("SE-04", {"steel-hydrogen", "steel-arc-furnace"}),
        ("SE", LARGE_PLANTS - {"ammonia-electrolysis", "ammonia-capture"}),
    ],
)
def test_what_large_plants_do_is_offered_where_they_are(territory: str, there: set[str]) -> None:
    assert Place(territory).offered() & LARGE_PLANTS == there


def test_a_plant_that_the_budget_leaves_out_is_not_offered() -> None:
    assert not Place("SE-0980", cement=False).offered() & LARGE_PLANTS


def test_what_enables_others_and_what_is_eaten_is_offered_everywhere() -> None:
    everywhere = {
        action.id for action in load_catalogue() if action.effect is None or action.ledger != "territorial"
    }
    for territory in ("SE-2303", "NO-0301"):
        assert Place(territory).offered() >= everywhere
