"""Shared data of compared scenarios: references, budgets, pathways, names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.budget.pathways import constant_rate_pathway
from scenarios.comparison.comparison import Comparison
from scenarios.inventory.sources import LANGUAGES, UnknownSourceError, source_labels
from workshop.i18n import current_language, format_tonnes, gettext, tonnes_unit
from workshop.services.workshops.comparisons import SavedOutcome
from workshop.words import say_actor

LEAST_T = 0.5
"""Smaller changes (t) are ignored."""

# A typical amount for each unit of a chart.
_LIKE = {"t": 1.0, "kt": 5e4, "Mt": 5e6}

Changes = tuple[str, tuple[float | None, ...]]


@dataclass(frozen=True)
class Series:
    """Amounts year by year."""

    years: tuple[int, ...]
    amounts_t: tuple[float, ...]


def describe_scenario(saved: SavedOutcome) -> str:
    """Return a scenario's name with its number: names may repeat, numbers do not."""
    return saved.label


def describe_amount(tonnes: float, size: float) -> str:
    """Write an amount in the unit of a chart whose largest amount is ``size`` tonnes."""
    _, unit = tonnes_unit(size)
    return format_tonnes(tonnes, like=_LIKE[unit])


def references(chosen: Sequence[SavedOutcome]) -> list[Series]:
    """Return the distinct references: one, unless the workshop's statistics changed."""
    found = (Series(saved.outcome.years, tuple(saved.outcome.reference_t.tolist())) for saved in chosen)
    return list(dict.fromkeys(found))


def budgets(chosen: Sequence[SavedOutcome]) -> list[float]:
    """Return the distinct budgets, t."""
    return list(dict.fromkeys(saved.outcome.budget_t for saved in chosen))


def pathways(chosen: Sequence[SavedOutcome]) -> list[Series]:
    """Return the distinct paths that keep the budgets, from each file's provenance."""
    return list(dict.fromkeys(path for saved in chosen if (path := _pathway(saved)) is not None))


def rate_of(saved: SavedOutcome) -> float | None:
    """Return the yearly cut (%) that keeps the budget; None if no cut is fast enough."""
    budget = saved.case.scenario.provenance.get("budget")
    return budget.get("annual_reduction_pct") if isinstance(budget, dict) else None


def base_year_of(saved: SavedOutcome) -> str:
    """Return the year of the statistics from which the yearly cut is counted; empty if the file has none."""
    budget = saved.case.scenario.provenance.get("budget")
    return str(budget.get("base_year", "")) if isinstance(budget, dict) else ""


def by_sector(chosen: Sequence[SavedOutcome], comparison: Comparison) -> list[Changes]:
    """Return each sector's name with its change (t) in every scenario, largest cut first."""
    names = name_sectors(chosen)
    return _named((names[sector], changes) for sector, changes in comparison.by_sector_t.items())


def that_change(rows: Sequence[Changes]) -> list[Changes]:
    """Leave out rows in which no scenario changes by half a tonne or more."""
    return [row for row in rows if any(abs(change or 0.0) >= LEAST_T for change in row[1])]


def by_actor(comparison: Comparison) -> list[Changes]:
    """Return each actor with the change (t) in every scenario, largest cut first."""
    return _named(
        (say_actor(actor) if actor else gettext("Nobody named yet"), changes)
        for actor, changes in comparison.by_actor_t.items()
    )


def _named(rows: Iterable[tuple[str, Sequence[float | None]]]) -> list[Changes]:
    """Add up rows of one name: imported lists may spell out what others name by id."""
    together: dict[str, tuple[float | None, ...]] = {}
    for spelt, changes in rows:
        name = " ".join(spelt.split()) or "–"
        earlier = together.get(name, (None,) * len(changes))
        together[name] = tuple(
            right if left is None else left if right is None else left + right
            for left, right in zip(earlier, changes, strict=True)
        )
    return sorted(together.items(), key=lambda row: min((c for c in row[1] if c is not None), default=0.0))


def name_sectors(chosen: Sequence[SavedOutcome]) -> dict[str, str]:
    """Return the name of every sector; its id if the statistics of the place are unknown."""
    names: dict[str, str] = {}
    language = current_language() if current_language() in LANGUAGES else "en"
    for saved in chosen:
        territory = str(saved.case.scenario.provenance.get("territory", ""))
        try:
            known = source_labels(territory[:2], language)
        except UnknownSourceError:
            known = {}
        for source in saved.case.scenario.sources:
            names[source.sector] = known.get(source.sector, source.sector)
    return names


def _pathway(saved: SavedOutcome) -> Series | None:
    rate, years = rate_of(saved), saved.outcome.years
    if rate is None:
        return None
    path = constant_rate_pathway(
        base_emissions_t=saved.case.scenario.provenance["budget"]["base_emissions_t"],
        rate=rate / 100,
        start_year=years[0],
        end_year=years[-1],
    )
    return Series(years, tuple(path.tolist()))
