"""The screen that the room reads: opened by its link, or paired with the desk by the code it shows."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from markupsafe import Markup

from workshop.charts.meeting.picture import (
    build_frame_view,
    build_stage_html,
    build_wall_news_view,
)
from workshop.extensions import limiter
from workshop.i18n import spoken_in
from workshop.identity import SCREEN_COOKIE, find_device, keep_cookie, remember_device
from workshop.models import Screen, Workshop
from workshop.models.types import utc_now
from workshop.pages.access import wall_workshop
from workshop.pages.allowance import issue_device_token, rate_limit_key
from workshop.pages.answers import cacheable
from workshop.pages.hosts import address
from workshop.pages.links import join_link, join_qr
from workshop.services.people.screens import find_screen, show_code, shown_workshop
from workshop.state.snapshot import current_snapshot

blueprint = Blueprint("wall", __name__, url_prefix="/wall")

_PHASE_NAME = re.compile(r'<div id="stage"[^>]* data-name="([^"]*)"')

# A screen asks for a code once in ten minutes. All devices without token behind one address together stay
# below the limit of waiting screens.
NEW_CODES, NEW_CODES_OF_STRANGERS = "5 per minute", "40 per minute"


def _allowance() -> str:
    return NEW_CODES_OF_STRANGERS if find_device(request) is None else NEW_CODES


@blueprint.get("", strict_slashes=False)
@limiter.limit(
    _allowance,
    key_func=rate_limit_key,
    exempt_when=lambda: find_screen(_secret()) is not None,
    on_breach=issue_device_token,
)
def screen() -> Response:
    """Show the workshop that the desk has put on this screen, or the code with which it can."""
    known = find_screen(_secret())
    if known is not None and known.workshop_id is not None:
        return make_response(
            draw_wall(shown_workshop(known), url_for("wall.screen_news"), "", audience="wall")
        )
    waiting, secret = show_code(_secret(), utc_now())
    response = make_response(
        render_template("wall/pair.html", screen=waiting, seconds=_seconds(waiting, utc_now()), host=_host())
    )
    if secret != _secret():
        keep_cookie(response, SCREEN_COOKIE, secret)
        remember_device(request, response)
    return response


@blueprint.get("/state")
def state() -> Response:
    """Return the mark of what a waiting screen should show: a page with another mark is out of date."""
    known = find_screen(_secret())
    return jsonify(mark=_mark(known, utc_now()))


@blueprint.get("/news")
def screen_news() -> Response:
    """Return the present state for a paired screen; nothing otherwise."""
    known = find_screen(_secret())
    if known is None or known.workshop_id is None:
        return cacheable({"epoch": "", "revision": 0, "code": ""})
    workshop = shown_workshop(known)
    return cacheable({**asdict(build_wall_news_view(current_snapshot(workshop))), "code": workshop.code})


@blueprint.get("/<code>/<key>")
def wall(code: str, key: str) -> str:
    """Show the workshop, in its own language."""
    news_url = url_for("wall.news", code=code, key=key)
    return draw_wall(wall_workshop(code, key), news_url, key, audience="wall")


@blueprint.get("/<code>/<key>/news")
def news(code: str, key: str) -> Response:
    """Return the present state, for a screen that missed something."""
    workshop = wall_workshop(code, key)
    return cacheable(asdict(build_wall_news_view(current_snapshot(workshop))))


def draw_wall(workshop: Workshop, news_url: str, key: str, *, audience: str, back: str = "") -> str:
    """Render the page of a wall; it listens as ``audience``, and ``back`` leads to a participant's page."""
    snapshot = current_snapshot(workshop)
    stage = build_stage_html(snapshot)
    # A held picture is of the phase in which it was held.
    name = _PHASE_NAME.search(stage)
    with spoken_in(workshop.language):
        return render_template(
            "wall/wall.html",
            snapshot=snapshot,
            frame=build_frame_view(snapshot),
            phase_name=Markup(name[1]) if name else "",  # noqa: S704
            # Rendered by our own templates, which escape it.
            stage=Markup(stage),  # noqa: S704
            news_url=news_url,
            key=key,
            audience=audience,
            back=back,
            join_link=join_link(workshop),
            join_qr=join_qr(workshop),
        )


def _secret() -> str:
    return request.cookies.get(SCREEN_COOKIE, "")


def _host() -> str:
    return address().split("://", 1)[1]


def _mark(known: Screen | None, now: datetime) -> str:
    """Return the mark of what a screen should show: the workshop, its code, or a new code."""
    if known is None:
        return "new"
    if known.workshop_id is not None:
        return "paired"
    return known.code if known.expires_at > now else "new"


def _seconds(waiting: Screen, now: datetime) -> int:
    return max(5, int((waiting.expires_at - now).total_seconds()))
