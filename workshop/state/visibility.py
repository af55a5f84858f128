"""What may be seen now: the one rule for walls, phones, replays, results, saved files and exports.

The room (walls, phones, and anything projected, printed or handed out) reads a proposal as the desk lets it
be read now: in its present wording, while it is visible. A proposal that was hidden, merged, sent back,
withdrawn, removed or erased is not named any more, also where the past is shown:

* A live wall, phones, lists, suggestions and the result show visible proposals. In a silent round nobody sees
  those of others before the round is over. Figures would reveal them as well: until then the verdict,
  pictures and previews are of the decided plan alone (:func:`as_room_sees`), on every page that the room
  reads or that is projected or handed out.
* A held picture is dropped (the wall shows the title alone) as soon as a text on it may not be seen.
* A replay counts what counted then for the room, and uses the present title, or none.
* A saved scenario keeps its figures; an action has its present title, or :func:`not_shown`. Of an imported
  file, that is so for actions that are the workshop's own; the words of others are the facilitator's, who
  brought the file. So it is in the library. What may not be seen neither comes back when a saved scenario
  becomes the live one, nor goes on into a workshop that continues from it.

Three may read more. The desk (the facilitator, their phone as remote desk, and helpers, in what they
moderate) sees what waits, is hidden or reworded, in order to undo it; its replay, result, comparison and
exports follow the rule for the room, because they are shown and handed out. Authors see their own words and
the desk's decision about them. Nobody sees what is erased.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from markupsafe import escape
from sqlalchemy import select

from workshop.extensions import db
from workshop.i18n import LANGUAGES, gettext
from workshop.models import Layer, Phase, Proposal, Reflection, State, Workshop, is_here
from workshop.models.agenda import is_silent
from workshop.state.kept import keep_with_snapshot
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot, without_tonight

# The part of a text that is searched for in a picture: templates shorten long texts, but never below this.
_BEGINNING = 12


def not_shown() -> str:
    """Return the name for a proposal whose words may not be seen."""
    return gettext("A proposal that is not shown now")


def views_for_room(snapshot: Snapshot) -> tuple[ProposalView, ...]:
    """Return the proposals that the room may read now, newest first; empty in a silent round."""
    return () if snapshot.silent else snapshot.shown


def as_room_sees(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot of what the room may see; in a silent round tonight's proposals do not count."""
    return _hide_tonight(snapshot) if snapshot.silent else snapshot


_hide_tonight = keep_with_snapshot(without_tonight)


def may_read(view: ProposalView | None) -> bool:
    """Return whether somebody other than its author may read a proposal, once a silent round is over."""
    return view is not None and view.state == State.VISIBLE


def may_read_now(view: ProposalView, snapshot: Snapshot) -> bool:
    """Return whether the room may read a proposal now; in a silent round only decided ones."""
    return may_read(view) and not (snapshot.silent and view.layer == Layer.PROPOSED)


def words_for_room(snapshot: Snapshot) -> frozenset[str]:
    """Return the texts of people that the room may read now: titles, reasons, objections, thoughts."""
    words: set[str] = set()
    for view in snapshot.proposals:
        if not may_read_now(view, snapshot):
            continue
        words |= {*_titles(view), view.description}
        words.update(reason.text for reason in view.reasons if reason.shown)
        words.update(objection.text for objection in view.objections if objection.state == State.VISIBLE)
    shown = select(Reflection.text).where(
        Reflection.workshop_id == snapshot.workshop_id,
        Reflection.state == State.VISIBLE.value,
        Reflection.participant_id.is_(None) | is_here(Reflection.participant_id),
    )
    words.update(db.session.scalars(shown))
    return frozenset(words - {""})


def _titles(view: ProposalView) -> set[str]:
    """Return what a proposal is called on some screen: a catalogue action has a title in each language."""
    action = view.action
    titles = {action.text("title", language) for language in LANGUAGES} if action else set()
    # What the desk wrote itself is not translated.
    return titles if view.title in titles else {view.title}


def words_on(picture: str, snapshot: Snapshot) -> list[str]:
    """Return the texts of people that may be on a picture drawn now."""
    return sorted(
        word for word in words_for_room(snapshot) if str(escape(word))[:_BEGINNING].rstrip() in picture
    )


def are_seen(words: Iterable[str], snapshot: Snapshot) -> bool:
    """Return whether the room may still read all of ``words``."""
    return words_for_room(snapshot).issuperset(words)


def titles_now(workshop: Workshop) -> dict[str, str]:
    """Return the present titles of a scenario's actions, by their ids there; without hidden ones."""
    shown = select(Proposal.catalogue_id, Proposal.public_id, Proposal.title).where(
        Proposal.workshop_id == workshop.id,
        Proposal.removed.is_(False),
        Proposal.state == State.VISIBLE.value,
    )
    if is_silent(workshop.agenda, workshop.step):
        shown = shown.where(Proposal.layer == Layer.DECIDED.value)
    rows = db.session.execute(shown)
    return {catalogue_id or f"free-{public_id}": title for catalogue_id, public_id, title in rows}


def as_seen_now(
    document: dict[str, Any], titles: Mapping[str, str], own: Collection[str] | None = None
) -> dict[str, Any]:
    """Return a saved scenario with its figures and the present titles.

    ``own`` are the ids of those actions of an imported file that are the workshop's; None means all.
    """
    return {
        **document,
        "actions": [
            {**action, "title": titles.get(action["id"], "") or not_shown()}
            if own is None or action["id"] in own
            else action
            for action in document["actions"]
        ],
    }


def is_pool_secret(view: ProposalView, snapshot: Snapshot) -> bool:
    """Return whether others' estimates of a proposal are hidden from its author, so as not to anchor them.

    In a silent round nobody sees what others propose; and while the room estimates a proposal, everybody
    answers alone until the round is closed.
    """
    if view.count < 2:
        return False
    asked = snapshot.phase == Phase.ESTIMATE and snapshot.focus.get("proposal") == view.id
    return snapshot.silent or (asked and not snapshot.focus.get("shown"))
