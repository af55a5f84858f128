"""The replay of a meeting: each moment's words and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template

from workshop.charts.budget.bridge import BridgeView, build_bridge_view
from workshop.charts.budget.curve import CurveView, build_curve_view
from workshop.charts.budget.effects import describe_effect
from workshop.charts.budget.titles import describe_title
from workshop.charts.budget.verdict import VerdictView, build_verdict_view
from workshop.i18n import format_time, gettext, ngettext
from workshop.state.proposal_views import ProposalView
from workshop.state.replays import Moment, Replay
from workshop.state.snapshot import Snapshot
from workshop.state.visibility import not_shown, views_for_room
from workshop.step_words import say_step
from workshop.words import say_phase, say_role

# Room beside the pictures; the page below names all actions.
WALL_ACTIONS = 5


@dataclass(frozen=True, kw_only=True)
class ReplayAction:
    """An action as it was after a moment."""

    id: str
    title: str
    effect: str
    included: bool


@dataclass(frozen=True)
class ReplayPicture:
    """The verdict and the bridge after a moment."""

    verdict: VerdictView
    bridge: BridgeView


@dataclass(frozen=True, kw_only=True)
class FrameView:
    """One moment: words, pictures as HTML, and the parts of the curve that differ from the last moment's."""

    when: str
    phase: str
    who: str
    what: str
    lead: str
    detail: str
    html: str
    curve: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class ReplayView:
    """Every moment of a meeting, and the curve of the last."""

    frames: list[FrameView]
    curve: CurveView
    moments: int
    steps: int
    passed_over: int
    last: FrameView


def build_replay_view(replay: Replay, *, wall: bool) -> ReplayView:
    """Return every moment in words and pictures; of each curve only what differs from the last."""
    final = build_curve_view(replay.moments[-1].snapshot)
    frames = [_draw(moment, final, replay.unseen, wall) for moment in replay.moments]
    passed = sum(moment.passed_over for moment in replay.moments)
    return ReplayView(
        frames=frames,
        curve=final,
        moments=len(frames),
        steps=replay.steps,
        passed_over=passed,
        last=frames[-1],
    )


def _draw(moment: Moment, final: CurveView, unseen: frozenset[str], wall: bool) -> FrameView:
    snapshot, verdict = moment.snapshot, build_verdict_view(moment.snapshot)
    curve = build_curve_view(snapshot)
    actions = [_tell_action(view, snapshot, view.id in unseen) for view in views_for_room(snapshot)]
    shown = actions[:WALL_ACTIONS] if wall else actions
    rest = len(actions) - len(shown)
    picture = ReplayPicture(
        verdict=verdict,
        bridge=build_bridge_view(snapshot),
    )
    return FrameView(
        when=format_time(moment.at),
        phase=say_phase(snapshot.phase),
        who=_say_who(moment),
        what=_say_what(moment),
        lead=verdict.lead,
        detail=verdict.detail,
        html=render_template(
            "replays/_frame.html",
            picture=picture,
            wall=wall,
            actions=shown,
            rest=ngettext("and %(num)s more", "and %(num)s more", rest) if rest else "",
        ),
        curve={name: value for name, value in vars(curve).items() if value != getattr(final, name)},
    )


def _tell_action(view: ProposalView, snapshot: Snapshot, unseen: bool) -> ReplayAction:
    return ReplayAction(
        id=view.id,
        title=not_shown() if unseen else describe_title(view, snapshot),
        effect=describe_effect(view),
        included=view.included,
    )


def _say_who(moment: Moment) -> str:
    """Return a role, never a person; for estimates not even that, because they could be identified."""
    if moment.actor == "desk":
        return gettext("Facilitator")
    if moment.actor == "helper":
        return gettext("Helper")
    return say_role(moment.role) if moment.role else gettext("The room")


def _say_what(moment: Moment) -> str:
    if moment.kind == "workshop.open":
        return gettext("The meeting begins")
    if moment.actor == "participant":
        return _say_proposed(moment)
    subject = _say_subject(moment)
    if moment.kind == "undo":
        return gettext("Undone: %(step)s", step=say_step(moment.undone, subject))
    if moment.kind == "scenario.save":
        return gettext("Saved: %(name)s", name=subject)
    if moment.kind == "vote.close":
        return gettext("The vote was closed")
    return say_step(moment.kind, subject)


def _say_proposed(moment: Moment) -> str:
    if moment.role:
        view = _proposal_of(moment)
        title = _say_subject(moment)
        # Say so if the desk has reworded the title.
        if view is not None and view.written and not moment.unseen:
            return gettext("Proposed: %(title)s, changed by the facilitator", title=title)
        return gettext("Proposed: %(title)s", title=title)
    return ngettext("%(num)s estimate", "%(num)s estimates", moment.count)


def _proposal_of(moment: Moment) -> ProposalView | None:
    return next((view for view in moment.snapshot.proposals if view.number == moment.proposal), None)


def _say_subject(moment: Moment) -> str:
    """Return what a step was about in the reader's words, if it can be read at all now."""
    if moment.subject:
        return moment.subject
    view = _proposal_of(moment)
    if moment.unseen or view is None:
        return gettext("a proposal that is not shown now")
    return describe_title(view, moment.snapshot)
