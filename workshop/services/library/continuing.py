"""Continue from a saved scenario: a new workshop whose decided layer is what the scenario adopted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from scenarios.budget.budgets import own_budget
from scenarios.errors import ScenariosError
from scenarios.file.schema import scenario_from_dict
from scenarios.scenario import Action, Scenario
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import (
    Facilitator,
    Layer,
    Proposal,
    Rules,
    SavedScenario,
    State,
    Workshop,
)
from workshop.models.types import new_public_id
from workshop.services.importing.list_actions import LONGEST_ACTOR, shorten_title
from workshop.services.library.live_again import pooled_figure, timing_of
from workshop.services.library.past import read_past_facts, read_past_values
from workshop.services.people.adopted_words import find_origins, note_origins
from workshop.services.workshops.facts import freeze_facts
from workshop.services.workshops.opening import open_filled
from workshop.state.responsibility import Responsibility
from workshop.state.visibility import titles_now

_GAS = "CO2"


@dataclass(frozen=True)
class Adopted:
    """An action that goes on, in its present words; ``origin`` is the proposal that it was, if any."""

    action: Action
    title: str
    origin: Proposal | None


def list_adopted(workshop: Workshop, saved: SavedScenario, scenario: Scenario) -> list[Adopted]:
    """List the included actions of a scenario whose words are shown now: these go on."""
    titles = titles_now(workshop)
    own = None if saved.origin is None else frozenset(saved.origin["own"])
    rows = db.session.scalars(
        select(Proposal).where(
            Proposal.workshop_id == workshop.id,
            Proposal.state == State.VISIBLE.value,
            Proposal.removed.is_(False),
        )
    )
    proposals = {row.catalogue_id or f"free-{row.public_id}": row for row in rows}
    adopted = []
    for action in scenario.actions:
        if not action.included:
            continue
        if own is not None and action.id not in own:
            adopted.append(Adopted(action, action.title.strip() or action.id, None))
        elif action.id in titles:
            adopted.append(Adopted(action, titles[action.id], proposals.get(action.id)))
    return adopted


def count_adopted(workshop: Workshop, saved: SavedScenario) -> tuple[int, int]:
    """Count the actions that go on, and the included ones that are not shown now and stay behind."""
    scenario = scenario_from_dict(saved.document)
    adopted = len(list_adopted(workshop, saved, scenario))
    return adopted, sum(action.included for action in scenario.actions) - adopted


def continue_from(
    facilitator: Facilitator, operation_id: str, workshop: Workshop, saved: SavedScenario, title: str
) -> Workshop:
    """Open a workshop of the person, with the scenario's budget and reference path and what it adopted.

    Agenda and rules are those of the workshop in which it was saved. People and what they wrote stay there;
    an adopted proposal brings its title, which goes when its author is erased.

    Raises
    ------
    Problem
        If the scenario is in the trash or of a rehearsal, or an imported file does not name a place that
        the statistics have.
    """
    scenario = scenario_from_dict(saved.document)
    if saved.trashed_at is not None or scenario.about.get("rehearsal"):
        raise Problem(
            gettext("Nothing can continue from a scenario in the trash, or of a rehearsal."),
            gettext("Choose another one from the library."),
            status=409,
        )
    facts = (
        _facts_saved_here(workshop, saved)
        if saved.origin is None
        else _facts_of_file(saved, scenario, workshop.territory_id)
    )
    usual = Rules()
    rules = replace(workshop.in_force, frozen=usual.frozen, wall=usual.wall).differences()
    columns = {
        "title": title,
        "language": workshop.language,
        "agenda": workshop.agenda,
        "rules": rules,
        "start_year": scenario.start_year,
        "end_year": scenario.end_year,
        **facts,
    }
    rows = _decided_rows(list_adopted(workshop, saved, scenario), scenario)

    def fill(opened: Workshop) -> None:
        made = {Proposal(workshop_id=opened.id, **row): origin for origin, row in rows}
        db.session.add_all(made)
        db.session.flush()
        note_origins(made)

    content = {"title": title, "continues": f"{workshop.code}/{saved.number}"}
    return open_filled(facilitator, operation_id, content, columns, fill)


def _facts_saved_here(workshop: Workshop, saved: SavedScenario) -> dict[str, Any]:
    past = read_past_facts(workshop, read_past_values(workshop.id, saved.revision))
    return {
        "territory_id": workshop.territory_id,
        "place": workshop.place,
        "gas": workshop.gas,
        "limits": workshop.limits,
        "own_catalogue": workshop.own_catalogue,
        **past,
    }


def _facts_of_file(saved: SavedScenario, scenario: Scenario, usual: str) -> dict[str, Any]:
    """Return the facts that a file has: its amount as a budget of one's own, and its reference path."""
    named = scenario.provenance.get("territory")
    territory_id = named if isinstance(named, str) and named else usual
    assert saved.origin is not None, "only imported files come here"
    try:
        if scenario.gas != _GAS or (saved.origin["place"] and not named):
            raise ScenariosError("the file names no place of the statistics, or counts CO2e")
        budget = own_budget(
            territory_id,
            amount_t=scenario.budget_t,
            start_year=scenario.start_year,
            source=saved.origin["file"],
        )
        facts = freeze_facts(budget, (), method="flat", end_year=scenario.end_year)
    except ScenariosError as error:
        raise Problem(
            gettext("No workshop can be opened from this file."),
            gettext("It must name a place that the statistics have, and count CO₂."),
            status=422,
        ) from error
    sources = [
        {**_labels(facts, source.id), "id": source.id, "reference_t": list(source.reference_t)}
        for source in scenario.sources
    ]
    reference = {**facts["reference"], "sources": sources, "splits": []}
    return {"territory_id": territory_id, **facts, "reference": reference}


def _labels(facts: Mapping[str, Any], source_id: str) -> dict[str, Any]:
    known = {source["id"]: source for source in facts["reference"]["sources"]}
    return dict(known.get(source_id, {}))


def _decided_rows(adopted: list[Adopted], scenario: Scenario) -> list[tuple[str | None, dict[str, Any]]]:
    """Return the columns of the decided actions, each with the id of the proposal whose words it has."""
    public_ids = {each.action.id: new_public_id() for each in adopted}
    overlaps: dict[str, dict[str, str]] = {}
    for group in scenario.groups:
        members = [member for member in group.actions if member in public_ids]
        for member in members[1:]:
            overlaps[member] = {"relation": group.relation, "with": public_ids[members[0]]}
    # A leader of a group comes before its members: relations name earlier actions.
    ordered = sorted(adopted, key=lambda each: each.action.id in overlaps)
    return [
        (
            None if each.origin is None else find_origins([each.origin])[0],
            _columns(each, public_ids[each.action.id], overlaps.get(each.action.id)),
        )
        for each in ordered
    ]


def _columns(adopted: Adopted, public_id: str, overlap: dict[str, str] | None) -> dict[str, Any]:
    action, origin = adopted.action, adopted.origin
    effect = action.effect
    actor = action.about.get("actor")
    timing = timing_of(action)
    if effect is None:
        timing = {"start_year": _first_year(action, origin), "ramp": "linear", "ramp_years": 1}
    figure = None if effect is None else pooled_figure(effect)
    if effect is not None and effect.kind == "units" and figure is not None:
        figure = _times(figure, effect.units or 1.0)
    # The municipality's own list comes along whole; of others what they are asked to do, and no more.
    from_list = origin is not None and origin.layer == Layer.DECIDED.value and origin.author_id is None
    about = dict(origin.about) if origin is not None and from_list else {}
    if origin is not None and not from_list:
        about = Responsibility.of(origin.about).kept_in({})
    return {
        "public_id": public_id,
        "title": shorten_title(adopted.title),
        "description": origin.description if origin is not None and from_list else "",
        "actor": actor.strip()[:LONGEST_ACTOR] if isinstance(actor, str) else "",
        "layer": Layer.DECIDED.value,
        "state": State.VISIBLE.value,
        "included": True,
        "overlap": overlap,
        "ledger": action.ledger,
        "targets": list(action.targets),
        "effect_kind": None if effect is None else "share" if effect.kind == "share" else "tonnes",
        "fixed_estimate": figure,
        "in_reference": action.in_reference,
        "about": about,
        **timing,
    }


def _first_year(action: Action, origin: Proposal | None) -> int:
    if action.start_year is not None:
        return action.start_year
    return origin.start_year if origin is not None else 1900


def _times(figure: dict[str, Any], units: float) -> dict[str, Any]:
    scaled = {name: units * figure[name] for name in ("low", "likely", "high")}
    pool = [[units * value for value in figures] for figures in figure.get("pool", ())]
    return {**scaled, "pool": pool} if pool else scaled
