"""Picks from the catalogue, and each participant's proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from scenarios.catalogue.action import CatalogueAction
from workshop.database.statements import Statement
from workshop.errors import Problem
from workshop.extensions import db, table_of
from workshop.i18n import gettext
from workshop.identity import Person
from workshop.models import Estimate, Layer, Phase, Proposal, State
from workshop.services.proposals.catalogue_actions import find_action
from workshop.services.proposals.estimates import write_estimate
from workshop.state.catalogues import catalogue_of
from workshop.state.effects import pick_estimate, targets_of
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.gates import require_writing
from workshop.store.operations import Answer, operation

# A full hall runs these at the same moment: build them once.
_PROPOSALS, _ESTIMATES = table_of(Proposal), table_of(Estimate)
_FIND_SHARED = Statement(
    select(
        _PROPOSALS.c.id, _PROPOSALS.c.public_id, _PROPOSALS.c.title, _PROPOSALS.c.state, _PROPOSALS.c.removed
    ).where(
        _PROPOSALS.c.workshop_id == bindparam("workshop"), _PROPOSALS.c.catalogue_id == bindparam("action")
    )
)
_FIND_MINE = Statement(
    select(_PROPOSALS.c.public_id, _PROPOSALS.c.author_id)
    .where(
        _PROPOSALS.c.workshop_id == bindparam("workshop"),
        _PROPOSALS.c.removed.is_(False),
        (_PROPOSALS.c.author_id == bindparam("who"))
        | _PROPOSALS.c.id.in_(
            select(_ESTIMATES.c.proposal_id).where(_ESTIMATES.c.participant_id == bindparam("who"))
        ),
    )
    .order_by(_PROPOSALS.c.id.desc())
)


class _Shared(NamedTuple):
    """The one proposal of a catalogue action."""

    id: int
    public_id: str
    title: str
    state: str
    removed: bool


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One participant's estimate of a catalogue action: number of units, first year, and reason."""

    action_id: str
    amount: float | None
    amount_low: float | None = None
    amount_high: float | None = None
    start_year: int
    reason: str = ""


@operation("proposal.pick")
def submit_pick(context: WorkshopContext, changes: Changes, pick: Pick) -> Answer:
    """Add a participant's estimate to the one proposal of a catalogue action."""
    require_writing(context, Phase.PROPOSE)
    return write_pick(context, changes, context.actor.id, pick)


def write_pick(
    context: WorkshopContext, changes: Changes, author_id: int, pick: Pick, source: str = ""
) -> dict[str, Any]:
    """Write somebody's estimate of a catalogue action within an operation, and its proposal if need be."""
    catalogue = catalogue_of(context.own_catalogue, changes.connection)
    action = find_action(catalogue, pick.action_id)
    if action.ledger == "territorial" and action.gas != "CO2":
        _require_gas(context, action)
    wanted = {"workshop": context.id, "action": action.id}
    found = _FIND_SHARED.first(changes.connection, wanted)
    shared = None if found is None else _Shared._make(found)
    if action.id in catalogue.hidden and (shared is None or shared.removed):
        raise Problem(
            gettext("This action is no longer in the catalogue."),
            gettext("Choose another one, or write it as a proposal of your own."),
            status=409,
        )
    if shared is None or shared.removed:
        shared = _share(context, action, pick, author_id, changes, source)
    changes.subject = shared.title
    _estimate(changes.connection, shared.id, author_id, pick, action, source)
    return {"proposal": shared.public_id, "state": shared.state}


def proposals_of(workshop_id: int, person: Person) -> list[tuple[str, bool]]:
    """List the ids of a participant's proposals, newest first, including hidden ones.

    Each is paired with whether it is their own, or only estimated by them.
    """
    found = _FIND_MINE.read({"workshop": workshop_id, "who": person.id})
    return [(public_id, author_id == person.id) for public_id, author_id in found]


def estimate_of(participant: Person, catalogue_id: str) -> Estimate | None:
    """Return a participant's newest estimate of a catalogue action, or None."""
    return db.session.scalar(
        select(Estimate)
        .join(Proposal)
        .where(Estimate.participant_id == participant.id, Proposal.catalogue_id == catalogue_id)
        .order_by(Estimate.round.desc())
        .limit(1)
    )


def estimate_on(participant: Person, proposal: Proposal) -> Estimate | None:
    """Return a participant's newest estimate of a proposal, or None."""
    return db.session.scalar(
        select(Estimate)
        .where(Estimate.participant_id == participant.id, Estimate.proposal_id == proposal.id)
        .order_by(Estimate.round.desc())
        .limit(1)
    )


def figure_of(person: Person, public_id: str) -> float | None:
    """Return the latest estimate of a participant in t/yr (negative raises emissions), or None."""
    return db.session.scalar(
        select(Estimate.likely)
        .join(Proposal)
        .where(Estimate.participant_id == person.id, Proposal.public_id == public_id)
        .order_by(Estimate.round.desc())
        .limit(1)
    )


def _require_gas(context: WorkshopContext, action: CatalogueAction) -> None:
    """Refuse what counts methane or nitrous oxide where the workshop counts CO2 alone."""
    if not action.counts_in(context.load_workshop().gas):
        raise Problem(
            gettext("This workshop counts CO₂ alone, and the action lowers other gases."),
            gettext("Choose another action."),
            status=409,
        )


def _share(
    context: WorkshopContext,
    action: CatalogueAction,
    pick: Pick,
    author_id: int,
    changes: Changes,
    source: str,
) -> _Shared:
    """Create or restore the proposal that all picks of ``action`` share."""
    there = Proposal.workshop_id == context.id, Proposal.catalogue_id == action.id
    proposal = db.session.scalar(select(Proposal).where(*there))
    if proposal is None:
        proposal = _catalogue_proposal(context, action, pick, author_id, source)
        changes.add(proposal)
    else:
        changes.set(proposal, removed=False)
    return _Shared(proposal.id, proposal.public_id, proposal.title, proposal.state, proposal.removed)


def _catalogue_proposal(
    context: WorkshopContext, action: CatalogueAction, pick: Pick, author_id: int, source: str
) -> Proposal:
    """Create the proposal that all picks of ``action`` share; it needs no approval."""
    return Proposal(
        workshop_id=context.id,
        author_id=author_id,
        title=action.text("title", context.language),
        description=action.text("description", context.language),
        actor=action.actor,
        state=State.VISIBLE.value,
        layer=Layer.PROPOSED.value,
        included=True,
        about={"control": action.control, **_origin(action)},
        source=source,
        **catalogue_columns(action, context.territory_id, pick.start_year),
    )


def _origin(action: CatalogueAction) -> dict[str, str]:
    """Return whose action it is, and its source, where it is not as shipped; scenario files show it."""
    if action.origin == "shipped":
        return {}
    return {"catalogue": action.origin, "place": action.place, "evidence": action.evidence.source}


def catalogue_columns(action: CatalogueAction, territory_id: str, start_year: int) -> dict[str, Any]:
    """Return the columns that the model needs of a catalogue action, as stored."""
    kind = "share" if action.effect and action.effect.kind == "share" else "tonnes"
    return {
        "catalogue_id": action.id,
        "ledger": action.ledger,
        "targets": list(targets_of(action, territory_id)),
        "effect_kind": None if action.effect is None else kind,
        "start_year": start_year,
        "ramp": action.ramp,
        "ramp_years": action.ramp_years,
        "rebound": action.rebound,
    }


def _estimate(
    connection: Connection, proposal_id: int, author_id: int, pick: Pick, action: CatalogueAction, source: str
) -> None:
    """Write a participant's estimate, replacing their newest one.

    An action without tonnes gets an estimate without figures, which records who wants it.
    """
    low = likely = high = 0.0
    if action.effect is not None:
        if pick.amount is None:
            raise Problem(gettext("The amount is missing."), gettext("Say how much, then send again."))
        low, likely, high = pick_estimate(action, pick.amount, pick.amount_low, pick.amount_high)
    write_estimate(
        connection,
        proposal_id,
        author_id,
        None,
        amount=pick.amount,
        amount_low=pick.amount_low,
        amount_high=pick.amount_high,
        low=low,
        likely=likely,
        high=high,
        start_year=pick.start_year,
        reason=pick.reason,
        source=source,
    )
