"""The links that let people in, as text and as QR."""

from __future__ import annotations

import segno
from flask import url_for
from markupsafe import Markup

from workshop.models import Workshop


def join_link(workshop: Workshop) -> str:
    """Return the address that a phone opens."""
    return url_for("join.join", code=workshop.code, _external=True)


def screen_link(workshop: Workshop) -> str:
    """Return the address that the projector's computer opens."""
    return url_for("wall.wall", code=workshop.code, key=workshop.screen_key, _external=True)


def join_qr(workshop: Workshop) -> Markup:
    """Draw the join link as an SVG that stands inside the page and takes its colours."""
    code = segno.make(join_link(workshop), error="m", micro=False)
    svg = code.svg_inline(scale=1, border=2, omitsize=True, dark=None, svgclass="qr", lineclass="qr-dots")
    # segno draws the modules; the drawing is ours and holds no text of users.
    return Markup(svg)  # noqa: S704
