"""The pictures of a workshop: what each face shows, as plain data and finished words."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import render_template

from workshop.charts.curve import draw_curve
from workshop.charts.people import tell_people
from workshop.charts.tank import draw_tank
from workshop.charts.verdict import tell_verdict
from workshop.i18n import (
    LANGUAGES,
    format_decimal,
    format_tonnes,
    gettext,
    ngettext,
    spoken_in,
)
from workshop.services.standing import ProposalView, Standing
from workshop.words import say_phase, say_role

WALL_PROPOSALS = 60


def state_of(standing: Standing) -> dict[str, Any]:
    """Name the state: a client never goes back to an older one."""
    return {"epoch": standing.epoch, "revision": standing.revision, "phase": standing.phase}


def wall_news(standing: Standing, joined: dict[str, int]) -> dict[str, Any]:
    """What the wall shows now, in the language of the workshop, as HTML to lay over the old."""
    with spoken_in(standing.language):
        html = render_template("wall/_stage.html", picture=picture(standing), people=tell_people(joined))
    return {**state_of(standing), "html": html}


def picture(standing: Standing) -> dict[str, Any]:
    """Everything the wall shows, in the language in force."""
    verdict = tell_verdict(standing)
    return {
        **state_of(standing),
        "title": standing.title,
        "phase_label": say_phase(standing.phase),
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

    A hall asks for it a thousand times: it is written once for each standing.
    """
    words = {}
    for language in LANGUAGES:
        with spoken_in(language):
            verdict = tell_verdict(standing)
            words[language] = {
                "lead": verdict.lead,
                "detail": verdict.detail,
                "phase": say_phase(standing.phase),
            }
    return {
        **state_of(standing),
        "tank": draw_tank(standing)["fractions"],
        "words": words,
        "touched": standing.touched,
    }


def say_effect(view: ProposalView) -> str:
    """Say what a proposal gives a year, or that nobody has put tonnes on it."""
    if view.full_effect_t is None:
        return gettext("no tonnes yet")
    if view.full_effect_t < 0:
        return gettext("raises emissions by %(amount)s a year", amount=format_tonnes(-view.full_effect_t))
    return gettext("%(amount)s a year", amount=format_tonnes(view.full_effect_t))


def say_days(view: ProposalView) -> str:
    """Say how many days of today's emissions a counted proposal equals."""
    if view.days is None:
        return ""
    if abs(view.days) < 1:
        return gettext("less than a day of today’s emissions")
    days = round(view.days)
    return ngettext(
        "%(days)s day of today’s emissions",
        "%(days)s days of today’s emissions",
        abs(days),
        days=format_decimal(days),
    )


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
