"""The screen that the room reads."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for

from workshop.charts.compositions import compose_wall
from workshop.charts.picture import picture, wall_news
from workshop.i18n import spoken_in
from workshop.pages.access import wall_workshop
from workshop.pages.answers import cacheable
from workshop.pages.links import join_link, join_qr
from workshop.services.standing import current_standing

blueprint = Blueprint("wall", __name__, url_prefix="/wall")


@blueprint.get("/<code>/<key>")
def wall(code: str, key: str) -> str:
    """Show the workshop, in its own language."""
    workshop = wall_workshop(code, key)
    standing = current_standing(workshop)
    with spoken_in(workshop.language):
        return render_template(
            "wall/wall.html",
            standing=standing,
            picture=picture(standing),
            **compose_wall(standing),
            news_url=url_for("wall.news", code=code, key=key),
            key=key,
            join_link=join_link(workshop),
            join_qr=join_qr(workshop),
        )


@blueprint.get("/<code>/<key>/news")
def news(code: str, key: str) -> Response:
    """Return the state of now, for a screen that missed something."""
    workshop = wall_workshop(code, key)
    return cacheable(wall_news(current_standing(workshop)))
