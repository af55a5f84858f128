"""The facilitator's guide: before, during and after a meeting, and troubleshooting."""

from __future__ import annotations

from flask import Blueprint, render_template

from workshop.charts.meeting.guidance import build_guidance_views

blueprint = Blueprint("guide", __name__, url_prefix="/guide")


@blueprint.get("/")
def guide() -> str:
    """Show the guide, to read and to print."""
    return render_template("guide/guide.html", guidance=build_guidance_views())
