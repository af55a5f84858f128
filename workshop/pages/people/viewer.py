"""The wall's picture on a participant's own device, to read: for those at home, or behind a pillar."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, url_for

from workshop.charts.meeting.picture import build_wall_news_view
from workshop.extensions import db
from workshop.models import Workshop
from workshop.pages.access import this_participant
from workshop.pages.answers import cacheable
from workshop.pages.wall import draw_wall
from workshop.state.snapshot import snapshot_at

blueprint = Blueprint("viewer", __name__, url_prefix="/phone/<code>/wall")


@blueprint.get("")
def viewer(code: str) -> str:
    """Show what the wall shows, held or blank as it is."""
    entry = this_participant(code)
    workshop = db.session.get_one(Workshop, entry.workshop_id)
    news_url = url_for("viewer.news", code=entry.code)
    back = url_for("phone.phone", code=entry.code)
    return draw_wall(workshop, news_url, "", audience="phone", back=back)


@blueprint.get("/news")
def news(code: str) -> Response:
    """Return the wall's present state to a participant."""
    entry = this_participant(code)
    snapshot = snapshot_at(entry.workshop_id, entry.epoch, entry.revision)
    return cacheable(asdict(build_wall_news_view(snapshot)))
