"""The pictures of a workshop: what each face shows, as plain data and finished words."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from flask import render_template

from workshop.charts.budget.curve import build_curve_view
from workshop.charts.budget.effects import describe_days, describe_effect
from workshop.charts.budget.tank import build_tank_parts_view, build_tank_view
from workshop.charts.budget.verdict import build_verdict_view, tell_fit
from workshop.charts.meeting.compositions import build_wall_view
from workshop.i18n import (
    LANGUAGES,
    gettext,
    ngettext,
    spoken_in,
)
from workshop.models import Phase
from workshop.services.meeting.wall import Wall, held_picture
from workshop.state.proposal_views import ProposalView
from workshop.state.snapshot import Standing
from workshop.state.visibility import as_room_sees
from workshop.store.receipts import serial_of
from workshop.words import say_phase, say_role, say_source

TICKER_PROPOSALS = 3


def build_state_view(standing: Standing) -> dict[str, Any]:
    """Name the state: a client never goes back to an older one."""
    return {
        "epoch": standing.epoch,
        "revision": standing.revision,
        "phase": standing.phase,
        "step": standing.step,
    }


def _page_of(standing: Standing) -> str:
    """Name what a phone's own page depends on: it is laid anew when this changes."""
    # What the wall does is nothing to the phones.
    rules = replace(standing.rules, wall=Wall.LIVE.value, still=False).differences()
    stage = [
        *(standing.step, standing.phase, standing.focus, rules),
        *(standing.budget["budget_t"], standing.vote, standing.rehearsed),
    ]
    return f"{zlib.crc32(json.dumps(stage, sort_keys=True).encode()):08x}"


def build_wall_news_view(standing: Standing) -> dict[str, Any]:
    """What the wall shows now, as HTML to lay over the old, and what frames it."""
    # Before the drawing, which then shows at least what is counted here.
    answers = serial_of(standing.workshop_id)
    return {
        **build_state_view(standing),
        "answers": answers,
        **build_frame_view(standing),
        "html": build_stage_html(standing),
    }


def build_frame_view(standing: Standing) -> dict[str, Any]:
    """Say what the wall does, whether it may move, and when its step ends; a held one has no clock."""
    live = standing.rules.wall == Wall.LIVE
    return {
        "ends": standing.ends if live else None,
        "wall": standing.rules.wall,
        "still": standing.rules.still,
    }


def build_stage_html(standing: Standing) -> str:
    """Write what the wall shows, in the language of the workshop: as it stands, or as the desk holds it."""
    held = held_picture(standing) if standing.rules.wall == Wall.HELD else None
    return held or build_drawn_stage_html(standing)


def build_drawn_stage_html(standing: Standing) -> str:
    """Write the wall as the room sees the meeting, whether it is held or not; blank where it is blank."""
    standing = as_room_sees(standing)
    with spoken_in(standing.language):
        return render_template(
            "wall/_stage.html", picture=build_picture_view(standing), **build_wall_view(standing)
        )


def build_picture_view(standing: Standing) -> dict[str, Any]:
    """Everything the wall shows, in the language in force."""
    return {
        **build_state_view(standing),
        "title": standing.title,
        "phase_label": say_phase(standing.phase),
        "silent": standing.silent,
        "rehearsed": standing.rehearsed,
        # A picture that may not be held any longer leaves the wall blank, not live.
        "blank": standing.rules.wall != Wall.LIVE,
        "verdict": vars(build_verdict_view(standing)),
        "tank": build_tank_view(standing),
        "curve": build_curve_view(standing),
        "proposals": [_wall_proposal(view) for view in standing.shown[:TICKER_PROPOSALS]],
        "proposal_count": ngettext("%(num)s proposal", "%(num)s proposals", len(standing.shown)),
    }


# A hall asks for them a thousand times: they are written once for each standing, and go with it.
_told: WeakKeyDictionary[Standing, dict[str, Any]] = WeakKeyDictionary()


def build_phone_news_view(standing: Standing) -> dict[str, Any]:
    """What every phone hears, in all languages because each reader chose one; about 1 kB.

    While the room guesses, nothing in it gives the answer away.
    """
    news = _told.get(standing)
    if news is None:
        news = _told[standing] = _write_news(standing)
    return news


def _write_news(standing: Standing) -> dict[str, Any]:
    standing = as_room_sees(standing)
    words, secret = {}, standing.phase in (Phase.LOBBY, Phase.PREDICT)
    for language in LANGUAGES:
        with spoken_in(language):
            lead, detail = ("", "") if secret else tell_fit(standing)
            words[language] = {"lead": lead, "detail": detail, "phase": say_phase(standing.phase)}
    nothing = {"budget": 1.0, "within": 0.0, "over": 0.0}
    return {
        **build_state_view(standing),
        "page": _page_of(standing),
        "ends": standing.ends,
        "tank": nothing if secret else build_tank_parts_view(standing),
        "words": words,
        "touched": standing.touched,
    }


def _wall_proposal(view: ProposalView) -> dict[str, Any]:
    return {
        "id": view.id,
        "title": view.title,
        "role": _say_author(view),
        "effect": describe_effect(view),
        "days": describe_days(view),
    }


def _say_author(view: ProposalView) -> str:
    """Say in which role a proposal was made, and whether the words are still its author's."""
    author = say_role(view.role) if view.role else say_source(view.source)
    return gettext("%(role)s, changed by the desk", role=author) if author and view.written else author
