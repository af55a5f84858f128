"""From the rows of a workshop to a scenario file of the model's contract."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scenarios.catalogue import CATALOGUE_VERSION, find_action
from workshop.models import Proposal, State, Workshop
from workshop.services.records import ProposalRecord


def build_document(workshop: Workshop, records: Iterable[ProposalRecord], *, title: str) -> dict[str, Any]:
    """Write the scenario that the proposals make; waiting and hidden ones are no part of it."""
    sources = workshop.reference["sources"]
    known = {source["id"] for source in sources}
    shown = [r for r in records if r.proposal.state == State.VISIBLE]
    return {
        "format": "handlingsrom/scenario",
        "version": 1,
        "title": title,
        "gas": workshop.gas,
        "start_year": workshop.start_year,
        "end_year": workshop.end_year,
        "budget_t": workshop.budget["budget_t"],
        "correlation": 0.3,
        "sources": sources,
        "actions": [_action(record, known) for record in shown],
        "groups": default_groups(shown),
        "provenance": {
            "territory": workshop.territory_id,
            "place": workshop.place,
            "budget": workshop.budget,
            "reference_method": workshop.reference["method"],
            "statistics": workshop.reference["statistics"],
            "catalogue_version": CATALOGUE_VERSION,
            "workshop_revision": workshop.revision,
        },
        "about": {},
    }


def default_groups(records: Iterable[ProposalRecord]) -> list[dict[str, Any]]:
    """Group catalogue actions that touch the same things, as the catalogue says by default.

    Electric cars of households and of the municipality are different cars (their effects add up);
    of a congestion charge and a low-emission zone only one comes (the larger counts).
    """
    members: dict[tuple[str, str], list[str]] = {}
    for record in records:
        proposal = record.proposal
        hint = find_action(proposal.catalogue_id).group if proposal.catalogue_id else None
        # An increase can be in no group.
        if hint is not None and all(estimate["low"] >= 0 for estimate in record.pooled):
            members.setdefault((hint.key, hint.relation), []).append(action_id(proposal))
    return [
        {"id": key, "relation": relation, "actions": sorted(ids)}
        for (key, relation), ids in sorted(members.items())
        if len(ids) > 1
    ]


def action_id(proposal: Proposal) -> str:
    """Name a proposal in scenario files: as the catalogue does, or by its own id."""
    return proposal.catalogue_id or f"free-{proposal.public_id}"


def targets_in(targets: Iterable[str], known: Iterable[str]) -> list[str]:
    """Keep the targets that the place has: a source, or a sector with at least one source."""
    ids = set(known)
    sectors = {source.partition("/")[0] for source in ids}
    return [target for target in targets if target in ids or target in sectors]


def _support(proposal: Proposal) -> dict[str, int]:
    """Say what the last vote gave; a suggestion of a set reads ``support``."""
    return {name: proposal.support[name] for name in ("support", "supporters")} if proposal.support else {}


def _action(record: ProposalRecord, known: set[str]) -> dict[str, Any]:
    proposal, estimates = record.proposal, record.pooled
    # A consumption effect has no source inside the border; any target serves, none is touched.
    targets = targets_in(proposal.targets, known) or (
        sorted(known)[:1] if proposal.ledger == "consumption" else []
    )
    action: dict[str, Any] = {
        "id": action_id(proposal),
        "title": proposal.title,
        "targets": targets,
        "layer": proposal.layer,
        "included": proposal.included,
        "ledger": proposal.ledger,
        "effect": None,
        "about": {"actor": proposal.actor, **proposal.about, **_support(proposal)},
    }
    if proposal.effect_kind is None or not estimates or not targets:
        return action
    return {
        **action,
        "effect": {"kind": proposal.effect_kind, "estimates": estimates},
        "start_year": record.start_year,
        "end_year": proposal.end_year,
        "ramp": proposal.ramp,
        "ramp_years": proposal.ramp_years,
        "rebound": proposal.rebound,
    }
