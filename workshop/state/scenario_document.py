"""Build the scenario of a workshop from its rows."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from scenarios.catalogue.catalogue import CATALOGUE_VERSION
from scenarios.catalogue.own import Catalogue
from scenarios.inventory.omissions import say_names
from scenarios.scenario import (
    Action,
    Effect,
    EffectKind,
    Gas,
    Group,
    Layer,
    Ledger,
    Scenario,
    Source,
    targets_among,
)
from scenarios.scenario import Relation as GroupRelation
from workshop.models import State
from workshop.state.limits import Limits
from workshop.state.marks import warming_marks_of
from workshop.state.records import ProposalRecord, ProposalRow, WorkshopRow

CORRELATION = 0.3
"""Correlation of draws of actions in one sector: independent draws would understate the uncertainty."""


def build_scenario(
    workshop: WorkshopRow, records: Iterable[ProposalRecord], catalogue: Catalogue, *, title: str
) -> Scenario:
    """Build the scenario of the proposals, without waiting and hidden ones."""
    scenario = Scenario(
        title=title,
        gas=cast(Gas, workshop.gas),
        start_year=workshop.start_year,
        end_year=workshop.end_year,
        budget_t=float(workshop.budget["budget_t"]),
        sources=_sources(workshop.reference["sources"]),
        correlation=CORRELATION,
        warming_marks=warming_marks_of(workshop.budget, workshop.marks),
        limits=Limits.of(workshop.limits).within(workshop.start_year, workshop.end_year),
        base=Limits.of(workshop.limits).base,
        provenance={
            "territory": workshop.territory_id,
            "place": workshop.place,
            "budget": workshop.budget,
            "reference_method": workshop.reference["method"],
            "statistics": workshop.reference["statistics"],
            **_estimated(workshop.reference),
            **({"limits": workshop.limits} if workshop.limits else {}),
            "catalogue_version": CATALOGUE_VERSION,
            **_own_catalogue(workshop),
            "workshop_revision": workshop.revision,
        },
        about=_counted(workshop.vote),
    )
    return with_records(scenario, records, catalogue)


def _own_catalogue(workshop: WorkshopRow) -> dict[str, Any]:
    """Return which change of the place's own catalogue the workshop stands on, if it has one."""
    stored = workshop.own_catalogue
    return {"own_catalogue": {"place": workshop.place, "change": stored["number"]}} if stored else {}


def _estimated(reference: dict[str, Any]) -> dict[str, Any]:
    """Return the sectors whose division into sources is an estimate."""
    splits = reference.get("splits")
    return {"estimated_splits": splits} if splits else {}


def rebuild_scenario(
    scenario: Scenario,
    records: Iterable[ProposalRecord],
    catalogue: Catalogue,
    facts: Mapping[str, Any],
) -> Scenario:
    """Build a workshop's scenario with the proposals, budget, limits and reference of another time."""
    limits = Limits.of(facts["limits"])
    past = replace(
        scenario,
        gas=cast(Gas, facts["gas"]),
        start_year=facts["start_year"],
        end_year=facts["end_year"],
        limits=limits.within(facts["start_year"], facts["end_year"]),
        base=limits.base,
        budget_t=float(facts["budget"]["budget_t"]),
        warming_marks=warming_marks_of(facts["budget"], facts["marks"]),
        sources=_sources(facts["reference"]["sources"]),
    )
    return with_records(past, records, catalogue)


def with_records(scenario: Scenario, records: Iterable[ProposalRecord], catalogue: Catalogue) -> Scenario:
    """Return a scenario with other proposals; waiting and hidden ones are left out."""
    known = frozenset(source.id for source in scenario.sources)
    without = _left_out(scenario)
    shown = [record for record in records if record.proposal.state == State.VISIBLE]
    return replace(
        scenario,
        actions=tuple(_action(record, known, without) for record in shown),
        groups=groups_of(shown, catalogue),
    )


def _sources(sources: list[dict[str, Any]]) -> tuple[Source, ...]:
    return tuple(Source(source["id"], tuple(map(float, source["reference_t"]))) for source in sources)


class Relation(enum.StrEnum):
    """The relation of two actions on the same emissions, as the desk answers.

    ``SAME`` needs no group: each takes its part of what the other leaves.
    """

    SAME = "same"
    DIFFERENT = "disjoint"
    EITHER = "exclusive"


def groups_of(records: Iterable[ProposalRecord], catalogue: Catalogue) -> tuple[Group, ...]:
    """Group related actions, as the catalogue and the desk say.

    Electric cars of households and of the municipality are different cars: their effects add up. Of a
    congestion charge and a low-emission zone only one comes: the larger counts. The effects of an adopted
    list are corrected for overlap already: they add up. The desk's answer about a
    free-text proposal adds it to the other's group, or makes a new group. An action is in at most one group,
    and the catalogue's comes first.
    """
    records = list(records)
    members: dict[tuple[str, str], list[str]] = {}
    for record in records:
        proposal = record.proposal
        hint = catalogue.find(proposal.catalogue_id).group if proposal.catalogue_id else None
        # The model has no groups with increases.
        if hint is not None and all(estimate.low >= 0 for estimate in record.pooled):
            members.setdefault((hint.key, hint.relation), []).append(action_id(proposal))
        elif proposal.list_group and not proposal.in_reference and all(e.low >= 0 for e in record.pooled):
            members.setdefault((proposal.list_group, Relation.DIFFERENT), []).append(action_id(proposal))
    _join_answered(records, members)
    return tuple(
        Group(key, cast(GroupRelation, relation), tuple(sorted(ids)))
        for (key, relation), ids in sorted(members.items())
        if len(ids) > 1
    )


def _join_answered(records: list[ProposalRecord], members: dict[tuple[str, str], list[str]]) -> None:
    """Add the proposals about which the desk has answered to ``members``."""
    by_public_id = {record.proposal.public_id: record for record in records}
    # Oldest first: an answer may name a proposal that was answered about before.
    for record in sorted(records, key=lambda record: record.proposal.id):
        answer = record.proposal.overlap
        other = by_public_id.get(answer["with"]) if answer else None
        if answer is None or other is None or answer["relation"] == Relation.SAME:
            continue
        if any(estimate.low < 0 for r in (record, other) for estimate in r.pooled):
            continue
        mine, theirs = action_id(record.proposal), action_id(other.proposal)
        taken = {member: key for key, ids in members.items() if len(ids) > 1 for member in ids}
        if mine in taken:
            continue
        place = taken.get(theirs) or _only_place(theirs, members) or (f"answer-{theirs}", answer["relation"])
        if place[1] != answer["relation"]:
            if theirs in taken and other.proposal.list_group != taken[theirs][0]:
                continue
            # What is to join another group leaves that of its list.
            place = (f"answer-{theirs}", answer["relation"])
        ids = members.setdefault(place, [])
        ids += [member for member in (theirs, mine) if member not in ids]
        if place[0].startswith("answer-"):
            # It was alone in its catalogue group; remove it there, so that it is in one group only.
            for key, others in members.items():
                if key != place and theirs in others:
                    others.remove(theirs)


def _only_place(action: str, members: dict[tuple[str, str], list[str]]) -> tuple[str, str] | None:
    """Return the catalogue's group in which ``action`` is alone so far."""
    return next((key for key, ids in members.items() if ids == [action]), None)


# In a proposal's ``about`` while its author asks the desk to take it back; files do not have it.
WITHDRAWAL = "withdrawal"


def action_id(proposal: ProposalRow) -> str:
    """Return a proposal's id in scenario files: the catalogue's, or its own."""
    return proposal.catalogue_id or f"free-{proposal.public_id}"


def targets_in(targets: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the targets that exist in the place: a source, or a sector with at least one source."""
    there = targets_among(frozenset(known))
    return [target for target in targets if target in there]


def reached_t(scenario: Scenario, targets: Iterable[str]) -> float:
    """Return the first year's reference of the sources in ``targets`` (sources or sectors), in t/yr."""
    wanted = set(targets)
    return sum(
        source.reference_t[0] for source in scenario.sources if source.id in wanted or source.sector in wanted
    )


def _support(proposal: ProposalRow) -> dict[str, int]:
    """Return the result of the last vote; the suggestion of a set reads ``support``."""
    return {name: proposal.support[name] for name in ("support", "supporters")} if proposal.support else {}


def _entered(record: ProposalRecord) -> dict[str, str | int]:
    """Return what the desk entered for others: entries from paper, and figures agreed in the plenary."""
    entered: dict[str, str | int] = {"source": record.proposal.source} if record.proposal.source else {}
    if record.proposal.agreed:
        entered["figure"] = "agreed in the plenary"
    if record.proposal.written:
        entered["wording"] = "changed by the facilitator"
    return {**entered, "estimates_on_paper": record.on_paper} if record.on_paper else entered


def _counted(vote: dict[str, Any]) -> dict[str, Any]:
    """Return how many votes were counted by hand, once the vote is closed."""
    return {"vote": {"voters": vote["voters"], **vote["counted"]}} if vote.get("counted") else {}


def _left_out(scenario: Scenario) -> tuple[str, ...]:
    """Return the names of what the budget of a scenario leaves out."""
    return tuple(scenario.provenance.get("budget", {}).get("without", ()))


def _tell_scope(proposal: ProposalRow, targets: Collection[str], without: tuple[str, ...]) -> dict[str, Any]:
    """Return what of a proposal is left out: some of its targets, or all, and then why it cannot count."""
    if proposal.ledger == "consumption" or not proposal.targets:
        return {}
    left_out = [target for target in proposal.targets if target not in targets and covers(without, target)]
    if targets:
        return {"targets_left_out": left_out} if left_out else {}
    if left_out:
        return {"excluded_because": f"It is about what is left out: {say_names(without)}."}
    return {"excluded_because": "The statistics of the place have none of its emission sources."}


def covers(without: Iterable[str], target: str) -> bool:
    """Return whether a target is a source or sector that is left out, or a part of one."""
    sector = target.partition("/")[0]
    return any(name in (target, sector) or name.startswith(f"{target}/") for name in without)


def _course(proposal: ProposalRow) -> dict[str, Any]:
    """Return how an effect grows: by named years, or over a number of years."""
    if proposal.ramp == "points" and proposal.ramp_points:
        return {"ramp_points": tuple((int(year), float(part)) for year, part in proposal.ramp_points)}
    return {"ramp_years": proposal.ramp_years}


def _action(record: ProposalRecord, known: frozenset[str], without: tuple[str, ...]) -> Action:
    proposal, estimates = record.proposal, record.pooled
    # A consumption effect has no source within the territory: any target is valid, and none is changed.
    targets = targets_in(proposal.targets, known) or (
        sorted(known)[:1] if proposal.ledger == "consumption" else []
    )
    scope = _tell_scope(proposal, targets, without)
    has_effect = proposal.effect_kind is not None and bool(estimates) and bool(targets)
    timing: dict[str, Any] = {}
    if has_effect:
        timing = {
            "start_year": record.start_year,
            "end_year": proposal.end_year,
            "ramp": proposal.ramp,
            "rebound": proposal.rebound,
            **_course(proposal),
        }
    return Action(
        id=action_id(proposal),
        title=proposal.title,
        targets=tuple(targets),
        effect=Effect(cast(EffectKind, proposal.effect_kind), estimates) if has_effect else None,
        layer=cast(Layer, proposal.layer),
        included=proposal.included and "excluded_because" not in scope,
        ledger=cast(Ledger, proposal.ledger),
        in_reference=proposal.in_reference,
        about={
            "actor": proposal.actor,
            **{name: value for name, value in proposal.about.items() if name != WITHDRAWAL},
            **_support(proposal),
            **_entered(record),
            **scope,
        },
        **timing,
    )


# Draws for saved scenarios: enough that a repeat differs by at most about 3 of 100 tries, few enough that a
# page opens at once.
DRAWS = 1000
