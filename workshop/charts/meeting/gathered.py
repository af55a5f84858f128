"""All proposals at once, gathered by sector: before the room weighs them, and after a silent round."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.inventory.sources import source_labels
from workshop.charts.budget.effects import describe_effect
from workshop.charts.budget.one_unit import find_largest
from workshop.charts.budget.titles import describe_title
from workshop.i18n import current_language, gettext
from workshop.models.agenda import is_silent
from workshop.state.snapshot import Snapshot


@dataclass(frozen=True)
class GatheredProposal:
    """A proposal with its effect a year."""

    id: str
    title: str
    effect: str


@dataclass(frozen=True)
class SectorView:
    """The proposals that act on one sector."""

    id: str
    label: str
    proposals: tuple[GatheredProposal, ...]


@dataclass(frozen=True)
class GatheredView:
    """All proposals by sector, those without one last; ``revealed`` if nobody has seen them before."""

    sectors: tuple[SectorView, ...]
    revealed: bool


def build_gathered_view(snapshot: Snapshot) -> GatheredView:
    """Gather the proposals that the room may see by the sector of their first target."""
    labels = source_labels(snapshot.territory_id[:2], current_language())
    largest = find_largest(view.full_effect_t for view in snapshot.shown)
    found: dict[str, list[GatheredProposal]] = {}
    for view in sorted(snapshot.shown, key=lambda view: -abs(view.full_effect_t or 0.0)):
        sector = view.targets[0].split("/")[0] if view.targets else ""
        found.setdefault(sector, []).append(
            GatheredProposal(view.id, describe_title(view, snapshot), describe_effect(view, largest))
        )
    ordered = sorted(found, key=lambda sector: (sector == "", -len(found[sector])))
    before = snapshot.step - 1
    return GatheredView(
        sectors=tuple(
            SectorView(
                sector or "none",
                labels.get(sector, sector) if sector else gettext("Others"),
                tuple(found[sector]),
            )
            for sector in ordered
        ),
        revealed=before >= 0 and is_silent(snapshot.agenda, before),
    )
