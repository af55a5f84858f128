"""What may be seen now: the one rule for walls, phones, replays, results, saved files and exports.

The room (walls, phones, and whatever is projected, printed or handed out) reads of a proposal what the
desk lets it read now: its present wording, while it is visible. What was hidden, merged, sent back,
withdrawn, removed or erased has no words any more, also not where the past is shown:

* A live wall, phones, lists, suggestions and the result show proposals that are visible; in a silent
  round nobody sees those of others before the round is over. Figures would give them away as words do:
  until then the verdict, the pictures and previews are of what is open to the room, which is the decided
  plan (:func:`as_room_sees`), on every page that the room reads or that is projected or handed out.
* A held picture is dropped (the wall shows the title alone) as soon as a word on it may not be seen.
* A replay counts what counted then for the room, and names it as it is called now, or not at all.
* A saved scenario keeps its figures; an action is called what it is called now, or :func:`not_shown`.

Three may read more. The desk (the facilitator, their phone as remote desk, and helpers, in what they
moderate) sees what waits, what it hid and what it reworded, to be able to undo it; its replay, result,
comparison and exports follow the rule for the room, because they are shown and handed out. An author
sees their own words, and what became of them. What is erased is seen by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from markupsafe import escape
from sqlalchemy import select

from workshop.extensions import db
from workshop.i18n import gettext
from workshop.models import Layer, Phase, Proposal, Reflection, State, Workshop, is_here
from workshop.models.agenda import is_silent
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot, without_tonight

# So much of a text is looked for on a picture: templates shorten long ones, but never so far.
_BEGINNING = 12
# A hall asks for it a thousand times: it is evaluated once for each snapshot, and goes with it.
_seen: WeakKeyDictionary[Snapshot, Snapshot] = WeakKeyDictionary()


def not_shown() -> str:
    """Name a proposal whose words may not be seen."""
    return gettext("A proposal that is not shown now")


def views_for_room(snapshot: Snapshot) -> tuple[ProposalView, ...]:
    """Return the proposals that the room may read now, newest first; none in a silent round."""
    return () if snapshot.silent else snapshot.shown


def as_room_sees(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot with what is open to the room; in a silent round tonight's proposals do not count."""
    if not snapshot.silent:
        return snapshot
    seen = _seen.get(snapshot)
    if seen is None:
        seen = _seen[snapshot] = without_tonight(snapshot)
    return seen


def may_read(view: ProposalView | None) -> bool:
    """Return whether somebody who is not its author may read a proposal, once a silent round is over."""
    return view is not None and view.state == State.VISIBLE


def may_read_now(view: ProposalView, snapshot: Snapshot) -> bool:
    """Return whether the room may read a proposal now: in a silent round only what is already decided."""
    return may_read(view) and not (snapshot.silent and view.layer == Layer.PROPOSED)


def words_for_room(snapshot: Snapshot) -> frozenset[str]:
    """Collect the texts of people that the room may read now: titles, reasons, objections, thoughts."""
    words: set[str] = set()
    for view in snapshot.proposals:
        if not may_read_now(view, snapshot):
            continue
        words |= {view.title, view.description}
        words.update(reason.text for reason in view.reasons if reason.shown)
        words.update(objection.text for objection in view.objections if objection.state == State.VISIBLE)
    shown = select(Reflection.text).where(
        Reflection.workshop_id == snapshot.workshop_id,
        Reflection.state == State.VISIBLE.value,
        Reflection.participant_id.is_(None) | is_here(Reflection.participant_id),
    )
    words.update(db.session.scalars(shown))
    return frozenset(words - {""})


def words_on(picture: str, snapshot: Snapshot) -> list[str]:
    """List the texts of people that may be on a picture of now."""
    return sorted(
        word for word in words_for_room(snapshot) if str(escape(word))[:_BEGINNING].rstrip() in picture
    )


def are_seen(words: Iterable[str], snapshot: Snapshot) -> bool:
    """Return whether all of ``words`` may still be read by the room."""
    return words_for_room(snapshot).issuperset(words)


def titles_now(workshop: Workshop) -> dict[str, str]:
    """Return what the actions of a scenario are called now, by their ids there; without what is not shown."""
    shown = select(Proposal.catalogue_id, Proposal.public_id, Proposal.title).where(
        Proposal.workshop_id == workshop.id,
        Proposal.removed.is_(False),
        Proposal.state == State.VISIBLE.value,
    )
    if is_silent(workshop.agenda, workshop.step):
        shown = shown.where(Proposal.layer == Layer.DECIDED.value)
    rows = db.session.execute(shown)
    return {catalogue_id or f"free-{public_id}": title for catalogue_id, public_id, title in rows}


def as_seen_now(document: dict[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """Return a saved scenario with the figures of then and the words of now."""
    return {
        **document,
        "actions": [
            {**action, "title": titles.get(action["id"], "") or not_shown()} for action in document["actions"]
        ],
    }


def is_pool_secret(view: ProposalView, snapshot: Snapshot) -> bool:
    """Return whether what others estimate of a proposal is kept from its author: it would lead their guess.

    In a silent round nobody sees what others propose; and while the room estimates a proposal, each
    answers alone until the round is closed.
    """
    if view.count < 2:
        return False
    asked = snapshot.phase == Phase.ESTIMATE and snapshot.focus.get("proposal") == view.id
    return snapshot.silent or (asked and not snapshot.focus.get("shown"))
