"""Titles of proposals in the reader's language."""

from __future__ import annotations

from workshop.i18n import current_language
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Snapshot


def describe_title(view: ProposalView, snapshot: Snapshot) -> str:
    """Return a catalogue action's title in the reader's language, unless the desk wrote another."""
    action = view.action
    if action is None:
        return view.title
    written = action.text("title", snapshot.language)
    return action.text("title", current_language()) if view.title == written else view.title
