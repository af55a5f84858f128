"""What of a scenario file's words may come back: a file made of this workshop can hold what was taken away.

Somebody can have hidden, withdrawn or erased a proposal since the file was written. Such a proposal is known
by its id, which is in the workshop or in one of its saved scenarios. Its words stay away, and its figures
count. All other words come from the person who imports the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from scenarios.catalogue.own import Catalogue
from scenarios.errors import Fault
from scenarios.file.json_text import pointer_to
from workshop.clean_input import is_clean
from workshop.extensions import db
from workshop.i18n import LANGUAGES
from workshop.models import Layer, Proposal, SavedScenario, State
from workshop.state.catalogues import catalogue_in

_MOST_FAULTS = 100


@dataclass(frozen=True)
class OwnActions:
    """Ids of a file's actions that are this workshop's own proposals.

    Those that are ``withheld`` are not shown now. Others are ``decided`` here already, or ``proposed``.
    """

    ids: frozenset[str]
    withheld: frozenset[str]
    decided: frozenset[str]
    proposed: frozenset[str]


def find_own_actions(workshop_id: int, document: dict[str, Any]) -> OwnActions:
    """Find the actions of a file that are proposals of the workshop, whatever has become of them."""
    titles = {action["id"]: action["title"] for action in document["actions"]}
    present = db.session.execute(
        select(
            Proposal.public_id, Proposal.catalogue_id, Proposal.state, Proposal.removed, Proposal.layer
        ).where(Proposal.workshop_id == workshop_id)
    ).all()
    rows = {row.catalogue_id or f"free-{row.public_id}": row for row in present}
    saved, catalogue = _saved_titles(workshop_id), catalogue_in(workshop_id)
    # An id of the catalogue is in every workshop: only words that were saved here show where it comes from.
    own = {
        key
        for key, title in titles.items()
        if (key.startswith("free-") and (key in rows or key in saved))
        or (title in saved.get(key, ()) and title not in _catalogue_titles(catalogue, key))
    }
    shown = {
        key: row.layer
        for key, row in rows.items()
        if key in titles and row.state == State.VISIBLE.value and not row.removed
    }
    return OwnActions(
        ids=frozenset(own),
        withheld=frozenset(own - shown.keys()),
        decided=frozenset(key for key, layer in shown.items() if key in own and layer == Layer.DECIDED.value),
        proposed=frozenset(key for key, layer in shown.items() if layer == Layer.PROPOSED.value),
    )


def without_words(document: dict[str, Any], ids: Iterable[str]) -> dict[str, Any]:
    """Return a file without the words of some actions."""
    withheld = frozenset(ids)
    return {
        **document,
        "actions": [
            {**action, "title": "", "about": {}} if action["id"] in withheld else action
            for action in document["actions"]
        ],
    }


def unclean_texts(document: Any) -> list[Fault]:
    """List the texts of a file with characters that no database stores, such as NUL."""
    found = []
    for location, text in _texts(document, ()):
        if not is_clean(text):
            found.append(
                Fault(pointer_to(location)[:300], "a control character, or 300 digits in a row", "text")
            )
            if len(found) == _MOST_FAULTS:
                break
    return found


def _texts(value: Any, location: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield location, value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield location, key
            yield from _texts(member, (*location, key))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from _texts(member, (*location, place))


def _saved_titles(workshop_id: int) -> dict[str, set[str]]:
    """Return what the actions of the scenarios that were saved at the desk are called, by their ids."""
    wanted = select(SavedScenario.document).where(
        SavedScenario.workshop_id == workshop_id, SavedScenario.origin.is_(None)
    )
    titles: dict[str, set[str]] = {}
    for document in db.session.scalars(wanted):
        for action in document["actions"]:
            titles.setdefault(action["id"], set()).add(action["title"])
    return titles


def _catalogue_titles(catalogue: Catalogue, action_id: str) -> set[str]:
    if not catalogue.has(action_id):
        return set()
    action = catalogue.find(action_id)
    return {action.text("title", language) for language in LANGUAGES}
