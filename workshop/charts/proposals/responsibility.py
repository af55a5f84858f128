"""The actors that an action requires, in words."""

from __future__ import annotations

from dataclasses import dataclass

from workshop.i18n import gettext
from workshop.state.proposal_views import ProposalView
from workshop.words import say_actor, say_decider


@dataclass(frozen=True)
class ResponsibilityView:
    """A requirement of an action, and its actors."""

    what: str
    who: str


def build_responsibility_views(view: ProposalView) -> list[ResponsibilityView]:
    """Pair an action's requirements with their actors, in the order in which a council asks."""
    said = view.responsibility
    pairs = [
        (gettext("Decides"), say_actor(said.decides) if said.decides else ""),
        (gettext("Pays"), say_actor(said.pays) if said.pays else ""),
        (gettext("Must join"), ", ".join(say_actor(actor) for actor in said.joins)),
        (gettext("Must agree"), ", ".join(say_actor(actor) for actor in said.agrees)),
    ]
    told = [ResponsibilityView(what, who) for what, who in pairs if who]
    if not said.decides and said.control:
        told.insert(0, ResponsibilityView(gettext("Decides"), say_decider(said.control)))
    return told
