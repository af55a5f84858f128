"""The allocation rule: the budget by each rule, the room's vote, the facilitator's choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import delete

from scenarios.budget.budgets import compute_budget
from scenarios.budget.pathways import years_left
from scenarios.budget.presets import CLIMATE_BUDGET, WITHOUT_RULE, Preset, find_preset
from scenarios.budget.steps import Budget, BudgetError
from scenarios.budget.warming_marks import marks_beside
from scenarios.errors import ScenariosError
from scenarios.inventory.editions import Edition, list_editions
from scenarios.inventory.references import build_reference
from workshop.database.forgetting import forget_soon
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Facilitator, Operation, Phase, Workshop
from workshop.services.meeting.answers import RoleAnswer, answers_to, discard_answers, write_answers
from workshop.services.meeting.focus import write_focus
from workshop.services.workshops.facts import freeze_facts, stored_own_path
from workshop.state.confidentiality import break_down, may_show
from workshop.state.marks import key_in_force
from workshop.state.published import Before, begin_anew, publish_when_due, read_published
from workshop.state.snapshot import Snapshot
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import Answer, operation
from workshop.store.receipts import Receipt

NATIONAL, POPULATION, WORLD, BLEND = "national-emissions", "population", "world-emissions", "blend"
KEYS = (NATIONAL, POPULATION, WORLD, BLEND)
QUESTION, CARD, VOTE = "key", "keys", "key.vote"

_PRESETS = {POPULATION: "per-capita", WORLD: "emission-share", BLEND: "blend"}
_NATIONAL_PRESETS = {1.5: "uppsala-2022-1.5", 1.7: "uppsala-2022-1.7"}
_USUAL_LIMIT = (1.7, 50.0)


@dataclass(frozen=True, kw_only=True)
class Key:
    """An allocation rule and this place's budget by it; ``budget`` is None if the model has none.

    ``rate_t`` is today's rate (t/yr) of the emissions that the budget covers; a cement plant may be outside.
    """

    id: str
    preset: str
    budget: Budget | None
    choices: Mapping[str, float] = field(default_factory=dict)
    rate_t: float = 0.0

    @property
    def years_left(self) -> float | None:
        """Years at today's rate; negative if the budget is overdrawn, None if nothing is emitted."""
        if self.budget is None:
            return None
        return years_left(budget_t=self.budget.budget_t, base_emissions_t=self.rate_t)


@dataclass(frozen=True)
class Votes:
    """Published votes for each rule: the number of people, and by role if groups are large enough."""

    people: int
    by_key: dict[str, int]
    by_role: dict[str, dict[str, int]]


def list_keys(place: Snapshot | Workshop) -> list[Key]:
    """Compute the budget by every rule, for the same warming limit and first year."""
    now = place.budget
    limit = (now["temperature_c"], now["probability_pct"]) if now["temperature_c"] else _USUAL_LIMIT
    keys = _computed(
        place.territory_id,
        place.start_year,
        now["preset"],
        *limit,
        tuple(now.get("without", ())),
        list_editions(),
    )
    return [key if key.budget is None else replace(key, rate_t=_rate(place, key.budget)) for key in keys]


def foreign_key(snapshot: Snapshot) -> str | None:
    """Return the rule of the warming marks if it is not the budget's; None if it is the same.

    An amount of one's own has no rule, so its marks always have another.
    """
    if not snapshot.marks or key_in_force(snapshot.budget) is not None:
        return None
    # Workshops opened earlier did not store it.
    usual = NATIONAL if snapshot.territory_id.startswith("SE") else POPULATION
    return str(snapshot.marks[0].get("key", usual))


@operation(VOTE, revision=False)
def vote(context: WorkshopContext, changes: Changes, key: str) -> Answer:
    """Store a participant's vote for a rule, replacing an earlier one, until the votes are shown."""
    if key not in KEYS:
        raise Problem(
            gettext("There is no such allocation rule."), gettext("Choose one from the list."), status=404
        )
    require_writing(context, Phase.BRIEFING)
    if context.focus.get("card") != CARD or context.focus.get("votes"):
        raise Problem(
            gettext("This vote is closed."),
            gettext("Look at the screen to see what is asked now."),
            status=409,
        )
    return write_answers(context, changes, {QUESTION: key})


@operation("workshop.focus")
def show_votes(context: WorkshopContext, changes: Changes, step: int, *, shown: bool) -> None:
    """Close the vote and show it, or open it again.

    After opening it again, the next result differs from the one shown by at least five people.
    """
    if shown:
        said = answers_to(context.id, QUESTION)
        ids = [each.id for each in said]
        publish_when_due(changes.connection, context.id, CARD, ids, partial(_count, said))
    write_focus(context, changes, step, card=CARD, votes=True if shown else None)


def discard_votes(context: WorkshopContext, changes: Changes) -> None:
    """Delete who voted for which rule, within an operation; what was published stays.

    Undo restores no vote.
    """
    discard_answers(context.id, QUESTION)
    # A receipt has a digest of what was sent, which four choices are few enough to try.
    db.session.execute(delete(Operation).where(Operation.workshop_id == context.id, Operation.kind == VOTE))
    begin_anew(changes.connection, context.id, CARD)
    changes.after_commit.append(forget_soon)


def read_votes(workshop_id: int) -> Votes | None:
    """Return the votes as last shown; None before, or if too few voted."""
    found = read_published(workshop_id).get(CARD)
    return None if found is None else Votes(found.people, found.totals["votes"], found.totals["by_role"])


def _count(said: Sequence[RoleAnswer], before: Before | None) -> dict[str, Any]:
    """Count the votes for each rule, and by role, with groups of fewer than five joined."""
    roles: dict[str, list[RoleAnswer]] = {}
    for each in said:
        roles.setdefault(each.role, []).append(each)
    groups = break_down(roles)
    if len(groups) < 2 or not _may_stand_beside(groups, before):
        groups = {}
    return {
        "votes": _by_key(said),
        "by_role": {role: _by_key(votes) for role, votes in groups.items()},
    }


def _by_key(said: Sequence[RoleAnswer]) -> dict[str, int]:
    return {key: sum(each.choice == key for each in said) for key in KEYS}


def _may_stand_beside(groups: Mapping[str, Sequence[RoleAnswer]], before: Before | None) -> bool:
    """Return whether each group differs from its earlier publication by nobody or at least five people."""
    if before is None:
        return True
    changed = [sum(each.id > before.newest for each in votes) for votes in groups.values()]
    return groups.keys() == before.totals["by_role"].keys() and all(n == 0 or may_show(n) for n in changed)


def choose_key(workshop: Workshop, facilitator: Facilitator, operation_id: str, key_id: str) -> Receipt:
    """Choose an allocation rule: compute budget, marks and reference again, and note how it was chosen.

    The facilitator decides, not the count; the room's vote is noted beside it.
    """
    if workshop.budget["preset"] == CLIMATE_BUDGET:
        raise Problem(
            gettext("The sum of the adopted limits is counted in CO₂e, and every allocation rule in CO₂."),
            gettext("Open another workshop for a budget by an allocation rule."),
            status=409,
        )
    key = next((key for key in list_keys(workshop) if key.id == key_id), None)
    if key is None or key.budget is None:
        raise Problem(
            gettext("The model cannot calculate this allocation rule here."),
            gettext("Choose another allocation rule."),
            status=409,
        )
    marks = marks_beside(key.budget, **_mark_choices(key))
    facts = freeze_facts(
        key.budget,
        marks,
        method=workshop.reference["method"],
        end_year=workshop.end_year,
        own=stored_own_path(workshop.reference),
    )
    return _write_key(workshop.id, facilitator, operation_id, key.id, facts)


@operation("workshop.key", leave_out={"facts"})
def _write_key(context: WorkshopContext, changes: Changes, key_id: str, facts: dict[str, Any]) -> Answer:
    votes = read_votes(context.id)
    chosen = {"key": key_id, "by": "facilitator", "votes": None if votes is None else votes.by_key}
    changes.set(
        context.load_workshop(),
        budget={**facts["budget"], "chosen": chosen},
        marks=facts["marks"],
        reference=facts["reference"],
        history=facts["history"],
    )
    changes.subject = key_id
    return {"key": key_id}


@lru_cache(maxsize=64)
def _computed(
    territory_id: str,
    start_year: int,
    preset_in_force: str,
    temperature: float,
    probability: float,
    without: tuple[str, ...],
    editions: tuple[Edition, ...],  # noqa: ARG001  # part of the cache key
) -> tuple[Key, ...]:
    national = _national_preset(preset_in_force, temperature, probability)
    keys = [
        Key(id=NATIONAL, preset=national, budget=_budget(territory_id, national, start_year, {}, without))
    ]
    choices = {"temperature": temperature, "probability": probability}
    for key, preset in _PRESETS.items():
        budget = _budget(territory_id, preset, start_year, choices, without)
        keys.append(Key(id=key, preset=preset, budget=budget, choices=choices))
    return tuple(keys)


def _rate(place: Snapshot | Workshop, budget: Budget) -> float:
    """Return the first year's emissions (t/yr) of the plants that a budget includes."""
    if budget.cement == place.budget["cement"]:
        return sum(float(source["reference_t"][0]) for source in place.reference["sources"])
    year, method = place.start_year, place.reference["method"]
    reference = build_reference(
        budget.territory,
        method=method,
        start_year=year,
        end_year=year,
        cement=budget.cement,
        gas=budget.gas,
        without=budget.without,
        own=stored_own_path(place.reference),
    )
    return float(reference.reference_t.sum())


def _budget(
    territory_id: str, preset: str, start_year: int, choices: dict[str, float], without: tuple[str, ...]
) -> Budget | None:
    if not preset:
        return None
    try:
        return compute_budget(territory_id, preset, as_of=start_year, without=without, **choices)  # type: ignore[arg-type]
    except (BudgetError, ScenariosError):
        return None


def _national_preset(preset_in_force: str, temperature: float, probability: float) -> str:
    """Return the published national amount for the same limit; empty if there is none."""
    in_force: Preset | None = None if preset_in_force in WITHOUT_RULE else find_preset(preset_in_force)
    if in_force is not None and in_force.amount["kind"] == "national":
        return in_force.id
    return _NATIONAL_PRESETS.get(temperature, "") if probability == _USUAL_LIMIT[1] else ""


def _mark_choices(key: Key) -> dict[str, Any]:
    """Return the options of the marks: the usual limits, with the probability carried over."""
    return {"probability": key.choices["probability"]} if "probability" in key.choices else {}
