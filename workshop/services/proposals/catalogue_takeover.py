"""Let a workshop look its actions up in the newest catalogue of its place, by the facilitator's order alone.

What somebody has proposed already stays as it was then: its estimates were given in its unit, and its tonnes
follow from its figures. Everything else is as in the newest catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from scenarios.catalogue.action import CatalogueAction
from scenarios.catalogue.own import Catalogue
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Proposal
from workshop.services.workshops.catalogues import read_catalogue
from workshop.state.catalogues import SHIPPED, catalogue_of
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

TAKE_OVER: Final = "catalogue.take-over"


@dataclass(frozen=True, kw_only=True)
class TakeOver:
    """What a workshop would look up otherwise; ``kept`` are changed, and stay because they are proposed."""

    number: int
    stored: dict[str, Any] | None
    added: tuple[CatalogueAction, ...]
    changed: tuple[CatalogueAction, ...]
    hidden: tuple[CatalogueAction, ...]
    shown: tuple[CatalogueAction, ...]
    kept: tuple[CatalogueAction, ...]


def plan_take_over(workshop_id: int, territory_id: str, stored: dict[str, Any] | None) -> TakeOver | None:
    """Compare a workshop's catalogue with the newest one of its place; None if it has that already."""
    newest = read_catalogue(territory_id)
    if newest.revision == (stored or {}).get("revision", SHIPPED):
        return None
    before, after = catalogue_of(stored), newest.catalogue
    proposed = set(
        db.session.scalars(
            select(Proposal.catalogue_id).where(
                Proposal.workshop_id == workshop_id, Proposal.catalogue_id.is_not(None)
            )
        )
    )
    differing = [
        action for action in before.actions if not after.has(action.id) or after.find(action.id) != action
    ]
    kept = tuple(action for action in differing if action.id in proposed)
    was = str((stored or {}).get("revision", SHIPPED))
    earlier = (stored or {}).get("kept", {})
    return TakeOver(
        number=newest.number,
        stored={
            "revision": newest.revision,
            "number": newest.number,
            "kept": {action.id: earlier.get(action.id, was) for action in kept},
        },
        added=tuple(action for action in after.offered if not before.has(action.id)),
        changed=tuple(
            after.find(action.id)
            for action in differing
            if action.id not in proposed and after.has(action.id) and action.id not in after.hidden
        ),
        hidden=tuple(action for action in before.offered if not _offers(after, action.id)),
        shown=tuple(
            action for action in after.offered if before.has(action.id) and not _offers(before, action.id)
        ),
        kept=kept,
    )


@operation(TAKE_OVER)
def take_over(context: WorkshopContext, changes: Changes, number: int) -> Answer:
    """Take over the change of the catalogue that the page showed as the newest one."""
    plan = plan_take_over(context.id, context.territory_id, context.own_catalogue)
    if plan is None or plan.number != number:
        raise Problem(
            gettext("The catalogue has changed since you looked at it."),
            gettext("Look at what would change now, then decide again."),
            status=409,
        )
    changes.set(context.load_workshop(), own_catalogue=plan.stored)
    changes.subject = str(number)
    # People propose by it from now on: what they propose has no place in the earlier catalogue.
    changes.final = True
    return {"number": number}


def _offers(catalogue: Catalogue, action_id: str) -> bool:
    return catalogue.has(action_id) and action_id not in catalogue.hidden
