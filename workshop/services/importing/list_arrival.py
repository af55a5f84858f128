"""Which actions of a list are new, which are in the workshop already, and which have gone from the list.

A proposal keeps fingerprints of its row, which find it again after the desk has changed its words, and do not
reveal the row's own.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Layer, Proposal
from workshop.models.types import new_public_id
from workshop.services.importing.list_actions import APART, ListAction
from workshop.services.importing.list_questions import say_tonnes

ROW = "list_row"
_OF_LISTS = ("tonnes", "step", 1, None, 0.0, "territorial")
LIST = "list"


@dataclass(frozen=True)
class Known:
    """An action of the workshop that came with a list."""

    proposal: int
    public_id: str
    title: str
    is_same: bool
    was: str


@dataclass(frozen=True)
class Arrival:
    """What a list meets: by row and part what is known, what has gone from it, and the list's own id."""

    known: dict[tuple[int, str], Known]
    vanished: tuple[Known, ...]
    list_id: str


def compare_with_room(
    workshop_id: int, actions: Sequence[ListAction], left_out: Sequence[ListAction]
) -> Arrival:
    """Compare a list with the actions in the workshop; equal rows of a list stay separate actions.

    What is ``left_out`` of the import has not gone from the list.
    """
    wanted = select(Proposal).where(
        Proposal.workshop_id == workshop_id,
        Proposal.layer == Layer.DECIDED.value,
        Proposal.removed.is_(False),
    )
    present = list(db.session.scalars(wanted.order_by(Proposal.id)))
    known: dict[tuple[int, str], Known] = {}
    matched: list[Proposal] = []
    everything = [(action, fingerprints(action)) for action in (*actions, *left_out)]
    prints_of = {each.id: _prints_of(each) for each in present}
    for place in (1, 0):
        waiting: dict[str, deque[Proposal]] = {}
        for each in present:
            waiting.setdefault(prints_of[each.id][place], deque()).append(each)
        for action, prints in everything:
            key = action.row, action.part
            if key in known or not waiting.get(prints[place]):
                continue
            same = waiting[prints[place]].popleft()
            matched.append(same)
            known[key] = _known(same, is_same=place == 1 or prints_of[same.id][1] == prints[1])
        taken = {each.id for each in matched}
        present = [each for each in present if each.id not in taken]
    lists = Counter(each.about[LIST]["id"] for each in matched if LIST in each.about)
    gone = [each for each in present if LIST in each.about and each.about[LIST]["id"] in lists]
    return Arrival(
        known,
        tuple(_known(each, is_same=False) for each in gone),
        lists.most_common(1)[0][0] if lists else f"list-{new_public_id()}",
    )


def fingerprints(action: ListAction) -> list[str]:
    """Return the fingerprints of an action's name and of its whole content."""
    name = (" ".join(action.title.casefold().split()), action.part)
    figures = sorted((action.estimate or {}).items())
    content = (figures, action.start_year, action.points, sorted(action.targets), action.in_reference)
    course = (action.kind, action.ramp, action.ramp_years, action.end_year, action.rebound, action.ledger)
    # Lists say nothing of this, and their fingerprints are stored already.
    further = () if course == _OF_LISTS else course
    if action.listed_as in APART:
        further = (*further, action.listed_as, sorted(action.listed_t))
    return [_digest(*name), _digest(*name, *content, *further)]


def _prints_of(proposal: Proposal) -> tuple[str, str]:
    kept = proposal.about.get(ROW)
    if kept and LIST in proposal.about:
        return kept[0], kept[1]
    # An action from before lists were known by their own words.
    return _digest(" ".join(proposal.title.casefold().split()), ""), ""


def _known(proposal: Proposal, *, is_same: bool) -> Known:
    return Known(proposal.id, proposal.public_id, proposal.title, is_same, _say_stand(proposal))


def _say_stand(proposal: Proposal) -> str:
    if not proposal.fixed_estimate:
        return gettext("no figure")
    likely = say_tonnes(proposal.fixed_estimate["likely"])
    return gettext("%(tonnes)s from %(year)s", tonnes=likely, year=str(proposal.start_year))


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]
