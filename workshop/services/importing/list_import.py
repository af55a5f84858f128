"""Import a list: its actions become a layer of the workshop, in one step that can be undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Layer, ListDraft, Proposal, RememberedList, State, Workshop
from workshop.models.types import new_public_id, utc_now
from workshop.services.importing.list_actions import IN_REFERENCE, ListAction
from workshop.services.importing.list_arrival import LIST, ROW, compare_with_room, fingerprints
from workshop.services.importing.list_bounds import AT_ONCE, let_others_on
from workshop.store.changes import Changes
from workshop.store.context import WorkshopContext
from workshop.store.operations import Answer, operation

MOST_ACTIONS = 1_000
IMPORT = "decided.import"


@dataclass(frozen=True)
class FileGroup:
    """Actions of a file, by their rows, of which only one can come, or whose effects add up."""

    relation: str
    rows: tuple[int, ...]


@operation(IMPORT, leave_out=("shape", "remembered"))
def import_list(
    context: WorkshopContext,
    changes: Changes,
    actions: Sequence[ListAction],
    left_out: Sequence[ListAction] = (),
    gone: Collection[str] = (),
    *,
    adds_up: bool = True,
    shape: str = "",
    remembered: Mapping[str, Any] | None = None,
) -> Answer:
    """Add new actions below tonight's proposals and update known ones; take out the ``gone`` ones.

    ``left_out`` stay as they are. With ``adds_up`` the effects are corrected for overlap among themselves.
    ``remembered`` is kept for the next list of this ``shape``.
    """
    counts = write_actions(context, changes, actions, left_out, gone, adds_up=adds_up)
    _remember(context.id, shape, remembered or {})
    db.session.execute(delete(ListDraft).where(ListDraft.workshop_id == context.id))
    return counts


def write_actions(
    context: WorkshopContext,
    changes: Changes,
    actions: Sequence[ListAction],
    left_out: Sequence[ListAction],
    gone: Collection[str],
    *,
    adds_up: bool,
    groups: Iterable[FileGroup] = (),
) -> dict[str, int]:
    """Write what :func:`import_list` says within an operation; return what became of how many actions.

    New members of one of the ``groups`` stand in its relation to each other.
    """
    if len(actions) > MOST_ACTIONS:
        raise Problem(
            gettext("The list has more than %(number)d actions.", number=MOST_ACTIONS),
            gettext("Leave rows out, or import its parts one by one."),
            status=422,
        )
    relation_of = {row: (place, group.relation) for place, group in enumerate(groups) for row in group.rows}
    first_of: dict[int, str] = {}
    arrival = compare_with_room(context.id, actions, left_out)
    counts = {"imported": 0, "changed": 0, "there": 0, "gone": 0}
    new: list[Proposal] = []
    for action in actions:
        known = arrival.known.get((action.row, action.part))
        columns = _columns(action, arrival.list_id, adds_up)
        public_id = new_public_id() if known is None else known.public_id
        place, relation = relation_of.get(action.row, (-1, ""))
        leader = first_of.setdefault(place, public_id) if relation else public_id
        if known is None:
            new.append(
                Proposal(
                    workshop_id=context.id,
                    public_id=public_id,
                    state=State.VISIBLE.value,
                    included=True,
                    description=action.description,
                    overlap=None if leader == public_id else {"relation": relation, "with": leader},
                    **columns,
                )
            )
        elif known.is_same:
            counts["there"] += 1
        else:
            counts["changed"] += 1
            proposal = db.session.get_one(Proposal, known.proposal)
            # Keep the desk's own wording, and whether it is switched on.
            del columns["title"]
            changes.set(proposal, **columns | {"about": {**proposal.about, **columns["about"]}})
    for first in range(0, len(new), AT_ONCE):
        let_others_on()
        changes.add(*new[first : first + AT_ONCE])
    counts["imported"] = len(new)
    for each in arrival.vanished:
        if each.public_id in gone:
            counts["gone"] += 1
            changes.set(db.session.get_one(Proposal, each.proposal), removed=True)
    changes.subject = str(counts["imported"] + counts["changed"] + counts["gone"])
    return counts


def _columns(action: ListAction, list_id: str, adds_up: bool) -> dict[str, Any]:
    counts = action.likely is not None and action.likely >= 0 and not action.in_reference
    about: dict[str, Any] = {
        ROW: fingerprints(action),
        LIST: {
            "id": list_id,
            "row": action.row,
            "lead": list(action.lead),
            "others": list(action.others),
            "cost": action.cost,
            "note": action.note[:1000],
        },
    }
    if action.in_reference:
        about["listed_as"] = action.listed_as or IN_REFERENCE
    if action.listed_t:
        about["listed_t"] = dict(action.listed_t)
    about = action.responsibility.kept_in(about)
    return {
        "title": action.title,
        "actor": action.actor,
        "layer": Layer.DECIDED.value,
        "targets": list(action.targets),
        "ledger": action.ledger,
        "effect_kind": None if action.likely is None else action.kind,
        "fixed_estimate": action.estimate,
        "start_year": action.start_year,
        "start_year_fixed": True,
        "ramp": "points" if action.points else action.ramp,
        "ramp_years": action.ramp_years,
        "ramp_points": [list(point) for point in action.points] or None,
        "end_year": action.end_year,
        "rebound": action.rebound,
        "in_reference": action.in_reference,
        "list_group": list_id if adds_up and counts else None,
        "about": about,
    }


def _remember(workshop_id: int, shape: str, said: Mapping[str, Any]) -> None:
    """Keep what was said about lists of a shape for the facilitator's next file."""
    owner = db.session.scalar(select(Workshop.owner_id).where(Workshop.id == workshop_id))
    if not shape or owner is None:
        return
    found = db.session.scalar(
        select(RememberedList).where(RememberedList.facilitator_id == owner, RememberedList.shape == shape)
    )
    if found is None:
        db.session.add(
            RememberedList(facilitator_id=owner, shape=shape, choices=dict(said), used_at=utc_now())
        )
    else:
        found.choices, found.used_at = dict(said), utc_now()
