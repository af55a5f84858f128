"""The links that let people in, as text and as QR."""

from __future__ import annotations

import segno
from flask import current_app, request, url_for
from markupsafe import Markup

from workshop.models import Workshop


def join_link(workshop: Workshop) -> str:
    """Return the address that a phone opens."""
    return _address() + url_for("join.join", code=workshop.code)


def screen_link(workshop: Workshop) -> str:
    """Return the address that the projector's computer opens."""
    return _address() + url_for("wall.wall", code=workshop.code, key=workshop.screen_key)


def helper_link(workshop: Workshop, secret: str) -> str:
    """Return the address that lets a helper in."""
    return _address() + url_for("moderation.enter", code=workshop.code, secret=secret)


def _address() -> str:
    """Return how phones reach this server: as set, else as the one who asks did."""
    return str(current_app.config["PUBLIC_ADDRESS"] or request.host_url.rstrip("/"))


def join_qr(workshop: Workshop) -> Markup:
    """Draw the join link as an SVG that stands inside the page and takes its colours."""
    code = segno.make(join_link(workshop), error="m", micro=False)
    svg = code.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr", lineclass="qr-dots")
    # segno draws the modules; the drawing is ours and holds no text of users.
    return Markup(svg)  # noqa: S704
