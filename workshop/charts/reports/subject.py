"""What a report is about: a saved scenario with its actions, numbered as its table numbers them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from scenarios.catalogue.catalogue import CATALOGUE_VERSION, CatalogueAction
from scenarios.catalogue.own import Catalogue
from scenarios.outcome import Outcome
from scenarios.scenario import Action, Scenario, sector_of
from workshop.charts.comparison.series import name_sectors
from workshop.i18n import LANGUAGES, current_language, format_decimal
from workshop.services.workshops.comparisons import SavedOutcome
from workshop.state.responsibility import Responsibility
from workshop.state.visibility import not_shown
from workshop.words import say_actor

Standing = Literal["counted", "no figure", "elsewhere", "in the reference", "not included"]


@dataclass(frozen=True, kw_only=True)
class ReportedAction:
    """An action of a saved scenario.

    ``number`` is its place in the table of actions, 0 outside it. ``by_year_t`` is what it lowers in each
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
        """The actions of the table of actions, in its order."""
        return tuple(action for action in self.proposals if action.standing == "counted")


def build_subject_views(
    chosen: Sequence[SavedOutcome], place: str, catalogue: Catalogue
) -> list[SubjectView]:
    """Return saved scenarios with their actions: those that count by sector, the largest first.

    One number is one action in all of them. ``place`` is the workshop's, for files that name none;
    ``catalogue`` the one that it looks actions up in.
    """
    names = name_sectors(chosen)
    sectors = [source.sector for saved in chosen for source in saved.case.scenario.sources]
    order = {sector: place for place, sector in enumerate(dict.fromkeys(sectors))}
    found = [
        [_report(action, saved, names, catalogue) for action in saved.case.scenario.actions]
        for saved in chosen
    ]
    first: dict[str, tuple[int, float, str]] = {}
    for saved, actions in zip(chosen, found, strict=True):
        for action, told in zip(saved.case.scenario.actions, actions, strict=True):
            if told.standing == "counted":
                sector = sector_of(next(iter(action.targets), ""))
                rank = (order.get(sector, len(order)), -(told.block_t or 0.0), told.title)
                first.setdefault(told.id, rank)
    numbers = {action_id: n for n, action_id in enumerate(sorted(first, key=lambda each: first[each]), 1)}
    return [
        SubjectView(
            saved=saved,
            place=str(saved.case.scenario.provenance.get("place", "")) or place,
            proposals=tuple(
                sorted(
                    (
                        replace(told, number=numbers[told.id]) if told.standing == "counted" else told
                        for told in actions
                    ),
                    # Those of the table in its order, then the others as the file has them.
                    key=lambda told: told.number or len(numbers) + 1,
                )
            ),
        )
        for saved, actions in zip(chosen, found, strict=True)
    ]


def _report(
    action: Action, saved: SavedOutcome, names: dict[str, str], catalogue: Catalogue
) -> ReportedAction:
    result = saved.outcome.actions.get(action.id)
    # The unit, the cost and the names of a list would tell what an action is that may not be named now.
    is_named = action.title != not_shown()
    sectors = dict.fromkeys(sector_of(target) for target in action.targets)
    lead, others = _responsible(action) if is_named else ((), ())
    known = catalogue.find(action.id) if catalogue.has(action.id) else None
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
        indicator=_indicator(action, known, saved.case.scenario) if is_named else "",
        cost=_cost(action) if is_named else "",
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

    The figures of another version of the catalogue would give another number of units, as would those that a
    place may have changed since.
    """
    same = scenario.provenance.get("catalogue_version") == CATALOGUE_VERSION
    same = same and known is not None and known.origin == "shipped"
    if known is None or known.effect is None or action.effect is None or not same:
        return ""
    units = median(estimate.likely for estimate in action.effect.estimates) / known.effect.per_unit.likely
    units *= 1.0 if action.effect.units is None else action.effect.units
    units = round(units, 6)
    written = format_decimal(units, 0 if units >= 10 or units.is_integer() else 1)
    return f"{written} {known.unit_for(units, current_language())}"
