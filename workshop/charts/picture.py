"""The pictures of a workshop: what each face shows, as plain data and finished words."""

from __future__ import annotations

import json
import zlib
from functools import lru_cache
from typing import Any

from flask import render_template

from workshop.charts.compositions import compose_wall
from workshop.charts.curve import draw_curve
from workshop.charts.effects import say_days, say_effect
from workshop.charts.tank import draw_tank
from workshop.charts.verdict import tell_verdict
from workshop.i18n import (
    LANGUAGES,
    ngettext,
    spoken_in,
)
from workshop.models import Phase
from workshop.services.standing import ProposalView, Standing
from workshop.words import say_phase, say_role

WALL_PROPOSALS = 60


def state_of(standing: Standing) -> dict[str, Any]:
    """Name the state: a client never goes back to an older one."""
    return {"epoch": standing.epoch, "revision": standing.revision, "phase": standing.phase}


def page_of(standing: Standing) -> str:
    """Name what a phone's own page depends on: it is laid anew when this changes."""
    stage = [
        *(standing.step, standing.phase, standing.focus, standing.rules.differences()),
        *(standing.budget["budget_t"], standing.vote, standing.rehearsed),
    ]
    return f"{zlib.crc32(json.dumps(stage, sort_keys=True).encode()):08x}"


def wall_news(standing: Standing) -> dict[str, Any]:
    """What the wall shows now, in the language of the workshop, as HTML to lay over the old."""
    with spoken_in(standing.language):
        html = render_template("wall/_stage.html", picture=picture(standing), **compose_wall(standing))
    return {**state_of(standing), "ends": standing.ends, "html": html}


def picture(standing: Standing) -> dict[str, Any]:
    """Everything the wall shows, in the language in force."""
    verdict = tell_verdict(standing)
    return {
        **state_of(standing),
        "title": standing.title,
        "phase_label": say_phase(standing.phase),
        "silent": standing.silent,
        "rehearsed": standing.rehearsed,
        "blank": standing.rules.wall == "blank",
        "verdict": {
            "state": verdict.state,
            "lead": verdict.lead,
            "detail": verdict.detail,
            "mark": verdict.mark,
        },
        "tank": draw_tank(standing),
        "curve": draw_curve(standing),
        "proposals": [_wall_proposal(view) for view in standing.shown[:WALL_PROPOSALS]],
        "proposal_count": ngettext("%(num)s proposal", "%(num)s proposals", len(standing.shown)),
    }


@lru_cache(maxsize=64)
def phone_news(standing: Standing) -> dict[str, Any]:
    """What every phone hears, in all languages because each reader chose one; about 1 kB.

    A hall asks for it a thousand times: it is written once for each standing. While the room guesses,
    nothing in it gives the answer away.
    """
    words, secret = {}, standing.phase in (Phase.LOBBY, Phase.PREDICT)
    for language in LANGUAGES:
        with spoken_in(language):
            verdict = tell_verdict(standing)
            words[language] = {
                "lead": "" if secret else verdict.lead,
                "detail": "" if secret else verdict.detail,
                "phase": say_phase(standing.phase),
            }
    nothing = {"budget": 1.0, "within": 0.0, "over": 0.0}
    return {
        **state_of(standing),
        "page": page_of(standing),
        "ends": standing.ends,
        "tank": nothing if secret else draw_tank(standing)["fractions"],
        "words": words,
        "touched": standing.touched,
    }


def _wall_proposal(view: ProposalView) -> dict[str, Any]:
    return {
        "id": view.id,
        "title": view.title,
        "role": say_role(view.role) if view.role else "",
        "effect": say_effect(view),
        "days": say_days(view),
        "count": view.count,
        "counted": view.marginal_t is not None,
        "consumption": view.ledger == "consumption",
    }
