"""The proposal in the spotlight, with arguments for and against it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from workshop.charts.budget.effects import describe_days, describe_effect
from workshop.charts.budget.titles import describe_title
from workshop.charts.proposals.estimate import (
    describe_few_answers,
    describe_middle,
    describe_unit,
    looked_at,
)
from workshop.charts.proposals.responsibility import ResponsibilityView, build_responsibility_views
from workshop.charts.proposals.spread import SpreadView, build_spread_view
from workshop.charts.proposals.spread_dots import Frame
from workshop.i18n import ngettext
from workshop.models import ObjectionKind, State
from workshop.state.proposal_views import ObjectionView, ProposalView
from workshop.state.rounds import show_rounds
from workshop.state.snapshot import Snapshot
from workshop.store.gates import is_vote_open
from workshop.words import count_objections, say_actor

REASONS = 2

REASON_LENGTH = 110

SPREAD = Frame(900, 330, 20, 840, 12, 58, 36)


@dataclass(frozen=True, kw_only=True)
class SpotlightView:
    """The proposal in the spotlight; ``is_reworded`` where the words are no longer its author's.

    ``voting``: a vote is open meanwhile.
    """

    id: str
    title: str
    effect: str
    days: str
    who: str
    is_reworded: bool
    takes: list[ResponsibilityView]
    spread: SpreadView | None
    middle: str
    unit: str
    few: str
    reasons: list[str]
    support: str
    voting: bool
    objections: list[str]


def build_spotlight_view(snapshot: Snapshot) -> SpotlightView | None:
    """Return the spotlight, if the desk has turned it on."""
    view = looked_at(snapshot)
    return None if view is None else _spotlight(snapshot, view)


def build_objections_views(view: ProposalView) -> list[ObjectionView]:
    """List the objections that the room may read."""
    return [objection for objection in view.objections if objection.state == State.VISIBLE]


def describe_objections(view: ProposalView) -> str:
    """Count the objections that the room may read, by kind, in one line."""
    return " · ".join(_objections(view))


def _objections(view: ProposalView) -> list[str]:
    counted = Counter(objection.kind for objection in build_objections_views(view))
    return [count_objections(kind.value, counted[kind]) for kind in ObjectionKind if counted[kind]]


def describe_support(view: ProposalView) -> str:
    """Write what the last vote gave a proposal; empty before."""
    if view.support is None:
        return ""
    return " · ".join(_given(view.support["dots"], view.support["supporters"]))


def _given(dots: int, supporters: int) -> list[str]:
    parts = [ngettext("%(num)s supports it", "%(num)s support it", supporters)]
    if dots:
        parts.insert(0, ngettext("%(num)s dot", "%(num)s dots", dots))
    return parts


def _spotlight(snapshot: Snapshot, view: ProposalView) -> SpotlightView:
    shown = show_rounds(snapshot.workshop_id, view.id, max(1, view.rounds))
    newest = shown.rounds[-1] if shown.rounds else None
    middle = None if newest is None else newest.all.likely
    too_few = newest.people if newest is not None and middle is None else 0
    return SpotlightView(
        id=view.id,
        title=describe_title(view, snapshot),
        effect=describe_effect(view),
        days=describe_days(view),
        who=say_actor(view.actor) if view.actor else "",
        is_reworded=bool(view.written),
        takes=build_responsibility_views(view)[:2],
        spread=build_spread_view(shown, SPREAD, by_role=False),
        middle="" if middle is None else describe_middle(view, middle),
        unit=describe_unit(view),
        few=describe_few_answers(too_few) if too_few else "",
        reasons=[_short(reason.text) for reason in view.reasons if reason.shown][:REASONS],
        support="" if is_vote_open(snapshot.vote) else describe_support(view),
        voting=is_vote_open(snapshot.vote),
        objections=_objections(view),
    )


def _short(text: str) -> str:
    """Shorten a reason to what a room can read."""
    text = " ".join(text.split())
    return text if len(text) <= REASON_LENGTH else text[: REASON_LENGTH - 1].rsplit(" ", 1)[0] + " …"
