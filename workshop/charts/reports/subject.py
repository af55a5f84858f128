"""What a report is about: a saved scenario with its actions, numbered as its table numbers them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from scenarios.catalogue.catalogue import CATALOGUE_VERSION, CatalogueAction, find_action
from scenarios.outcome import Outcome
from scenarios.scenario import Action, Scenario, sector_of
from workshop.charts.comparison.series import name_sectors
from workshop.i18n import LANGUAGES, current_language, format_decimal
from workshop.services.workshops.comparisons import SavedOutcome
from workshop.state.responsibility import Responsibility
from workshop.words import say_actor

Standing = Literal["counted", "no figure", "elsewhere", "in the reference", "not included"]


@dataclass(frozen=True, kw_only=True)
class ReportedAction:
    """An action of a saved scenario.

    ``number`` is its place in the table of measures, 0 outside it. ``by_year_t`` is what it lowers in each
    year of the horizon (t/yr), overlaps shared out, and ``block_t`` its block of the bridge (t); both are
    empty and None where it does not count.
    """

    id: str
    number: int
    title: str
    layer: str
    standing: Standing
    sectors: tuple[str, ...]
    actor: str
    lead: tuple[str, ...]
    others: tuple[str, ...]
    indicator: str
    cost: str
    by_year_t: tuple[float, ...]
    block_t: float | None


@dataclass(frozen=True, kw_only=True)
class SubjectView:
    """A saved scenario as a report shows it; ``place`` is the name of its territory, or empty."""

    saved: SavedOutcome
    place: str
    proposals: tuple[ReportedAction, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario of the file."""
        return self.saved.case.scenario

    @property
    def outcome(self) -> Outcome:
        """What the file gives."""
        return self.saved.outcome

    @property
    def start_year(self) -> int:
        """The first year of the horizon."""
        return self.scenario.start_year

    @property
    def end_year(self) -> int:
        """The last year of the horizon."""
        return self.scenario.end_year

    @property
    def counted(self) -> tuple[ReportedAction, ...]:
        """The actions of the table of measures, in its order."""
        return tuple(action for action in self.proposals if action.standing == "counted")


def build_subject_view(saved: SavedOutcome, place: str) -> SubjectView:
    """Return a saved scenario with its actions: those that count by sector, the largest first."""
    names = name_sectors([saved])
    scenario, outcome = saved.case.scenario, saved.outcome
    order = {sector: place for place, sector in enumerate(dict.fromkeys(s.sector for s in scenario.sources))}
    actions = [_report(action, saved, names) for action in scenario.actions]
    targets = {action.id: action.targets for action in scenario.actions}

    def rank(action: ReportedAction) -> tuple[int, float, str]:
        sector = next(iter(targets[action.id]), "")
        return order.get(sector_of(sector), len(order)), -(action.block_t or 0.0), action.title

    counted = sorted((action for action in actions if action.id in outcome.actions), key=rank)
    others = [action for action in actions if action.id not in outcome.actions]
    numbered = (replace(action, number=number) for number, action in enumerate(counted, 1))
    told = str(scenario.provenance.get("place", "")) or place
    return SubjectView(saved=saved, place=told, proposals=(*numbered, *others))


def _report(action: Action, saved: SavedOutcome, names: dict[str, str]) -> ReportedAction:
    result = saved.outcome.actions.get(action.id)
    sectors = dict.fromkeys(sector_of(target) for target in action.targets)
    lead, others = _responsible(action)
    known = _find_known(action)
    return ReportedAction(
        id=action.id,
        number=0,
        title=_title(action, known),
        layer=action.layer,
        standing=_standing(action, saved.outcome),
        sectors=tuple(names.get(sector, sector) for sector in sectors),
        actor=str(action.about.get("actor", "")),
        lead=lead,
        others=others,
        indicator=_indicator(action, known, saved.case.scenario),
        cost=_cost(action),
        by_year_t=() if result is None else tuple(result.attributed_by_year_t.tolist()),
        block_t=None if result is None else result.block_t,
    )


def _standing(action: Action, outcome: Outcome) -> Standing:
    if action.id in outcome.actions:
        return "counted"
    if not action.included or action.id in outcome.excluded:
        return "not included"
    if action.in_reference:
        return "in the reference"
    return "no figure" if action.effect is None else "elsewhere"


def _find_known(action: Action) -> CatalogueAction | None:
    """Return the action of the catalogue, where it is one."""
    if action.id.startswith("free-"):
        return None
    try:
        return find_action(action.id)
    except KeyError:
        return None


def _title(action: Action, known: CatalogueAction | None) -> str:
    """Return a catalogue action's title in the reader's language, unless the desk wrote another."""
    if known is None or action.title not in {known.text("title", language) for language in LANGUAGES}:
        return action.title
    return known.text("title", current_language())


def _responsible(action: Action) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who leads an action, and who takes part in it: as the list says, else as the room said."""
    listed = action.about.get("list")
    if isinstance(listed, dict) and listed.get("lead"):
        return _names(listed["lead"]), _names(listed.get("others", ()))
    said = Responsibility.of(action.about)
    lead = _names([str(action.about.get("actor", "")) or said.decides])
    others = _names([said.decides, *said.joins, *said.agrees, said.pays])
    return lead, tuple(name for name in others if name not in lead)


def _names(actors: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(say_actor(str(actor)) for actor in actors if actor))


def _cost(action: Action) -> str:
    """Return the cost as the municipality's list states it; empty where it does not."""
    listed = action.about.get("list")
    stated = listed.get("cost") if isinstance(listed, dict) else action.about.get("cost")
    return str(stated or "")


def _indicator(action: Action, known: CatalogueAction | None, scenario: Scenario) -> str:
    """Return how many units the action is, such as ``500 cars``: what can be counted later.

    The figures of another version of the catalogue would give another number of units.
    """
    same = scenario.provenance.get("catalogue_version") == CATALOGUE_VERSION
    if known is None or known.effect is None or action.effect is None or not same:
        return ""
    units = median(estimate.likely for estimate in action.effect.estimates) / known.effect.per_unit.likely
    units *= 1.0 if action.effect.units is None else action.effect.units
    units = round(units, 6)
    written = format_decimal(units, 0 if units >= 10 or units.is_integer() else 1)
    return f"{written} {known.unit_for(units, current_language())}"
