"""A meeting once more: what each moment is told and drawn as."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import render_template

from workshop.charts.budget.curve import build_curve_view
from workshop.charts.budget.effects import describe_effect
from workshop.charts.budget.tank import build_tank_view
from workshop.charts.budget.verdict import build_verdict_view
from workshop.charts.proposals.catalogue import describe_title
from workshop.i18n import format_time, gettext, ngettext
from workshop.state.proposal_views import ProposalView
from workshop.state.replays import Moment, Replay
from workshop.state.snapshot import Standing
from workshop.state.visibility import not_shown, views_for_room
from workshop.words import say_phase, say_role, say_step

# As many actions as stand beside the pictures; the page below names them all.
WALL_ACTIONS = 5


def build_replay_view(replay: Replay, *, wall: bool) -> dict[str, Any]:
    """Return every moment in words and pictures; of each curve only what the last one has not."""
    final = build_curve_view(replay.moments[-1].standing)
    frames = [_draw(moment, final, replay.unseen, wall) for moment in replay.moments]
    passed = sum(moment.passed_over for moment in replay.moments)
    return {
        "frames": frames,
        "curve": final,
        "moments": len(frames),
        "steps": replay.steps,
        "passed_over": passed,
        "last": frames[-1],
    }


def _draw(moment: Moment, final: dict[str, Any], unseen: frozenset[str], wall: bool) -> dict[str, Any]:
    standing, verdict = moment.standing, build_verdict_view(moment.standing)
    curve = build_curve_view(standing)
    actions = [_tell_action(view, standing, view.id in unseen) for view in views_for_room(standing)]
    shown = actions[:WALL_ACTIONS] if wall else actions
    rest = len(actions) - len(shown)
    picture = {
        "verdict": asdict(verdict),
        "tank": build_tank_view(standing),
    }
    return {
        "when": format_time(moment.at),
        "phase": say_phase(standing.phase),
        "who": _say_who(moment),
        "what": _say_what(moment),
        "lead": verdict.lead,
        "detail": verdict.detail,
        "html": render_template(
            "replays/_frame.html",
            picture=picture,
            actions=shown,
            rest=ngettext("and %(num)s more", "and %(num)s more", rest) if rest else "",
        ),
        "curve": {name: value for name, value in curve.items() if value != final[name]},
    }


def _tell_action(view: ProposalView, standing: Standing, unseen: bool) -> dict[str, Any]:
    return {
        "id": view.id,
        "title": not_shown() if unseen else describe_title(view, standing),
        "effect": describe_effect(view),
        "included": view.included,
    }


def _say_who(moment: Moment) -> str:
    """Name a role, never a person; of estimates not even that, because they could be told apart."""
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
        return gettext("Taken back: %(step)s", step=say_step(moment.undone, subject))
    if moment.kind == "scenario.save":
        return gettext("Saved: %(name)s", name=subject)
    if moment.kind == "vote.close":
        return gettext("The vote was closed")
    return say_step(moment.kind, subject)


def _say_proposed(moment: Moment) -> str:
    if moment.role:
        return gettext("Proposed: %(title)s", title=_say_subject(moment))
    return ngettext("%(num)s estimate", "%(num)s estimates", moment.count)


def _say_subject(moment: Moment) -> str:
    """Name what a step was about as its reader reads it, if it can be read at all now."""
    if moment.subject:
        return moment.subject
    view = next((view for view in moment.standing.proposals if view.number == moment.proposal), None)
    if moment.unseen or view is None:
        return gettext("a proposal that is not shown now")
    return describe_title(view, moment.standing)
