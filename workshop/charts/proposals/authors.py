"""Who made a proposal, as the wall says it."""

from __future__ import annotations

from workshop.i18n import gettext
from workshop.state.proposal_views import ProposalView
from workshop.words import say_role, say_source


def describe_author(view: ProposalView, roles: frozenset[str]) -> str:
    """Write in which of ``roles`` a proposal was made, and whether the words are still its author's."""
    author = say_source(view.source) if not view.role else say_role(view.role) if view.role in roles else ""
    if not view.written:
        return author
    # That the words are no longer the author's is said also where too few hold the role to name it.
    changed = gettext("changed by the facilitator")
    return gettext("%(role)s, changed by the facilitator", role=author) if author else changed
