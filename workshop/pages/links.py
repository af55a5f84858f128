"""The links that let people in, as text and as QR."""

from __future__ import annotations

import segno
from flask import url_for
from markupsafe import Markup

from workshop.models import Workshop
from workshop.pages.hosts import address

# Modules of white around the code, as ISO/IEC 18004 asks for: with less, cameras take what stands beside it
# for a part of it.
QUIET_ZONE = 4


def join_link(workshop: Workshop) -> str:
    """Return the address that a phone opens."""
    return address() + url_for("join.join", code=workshop.code)


def screen_address() -> str:
    """Return what somebody types on a computer that is to be the screen."""
    return address().split("://", 1)[1] + url_for("wall.screen")


def helper_link(workshop: Workshop, secret: str) -> str:
    """Return the address that lets a helper in."""
    return address() + url_for("moderation.enter", code=workshop.code, secret=secret)


def desk_link(workshop: Workshop, secret: str) -> str:
    """Return the address that makes a phone the desk."""
    return address() + url_for("remote.enter", code=workshop.code, secret=secret)


def table_link(workshop: Workshop, number: int) -> str:
    """Return the address that a phone opens at a table."""
    return address() + url_for("join.join", code=workshop.code, table=number)


def join_qr(workshop: Workshop) -> Markup:
    """Draw the join link."""
    return draw_qr(join_link(workshop))


def draw_qr(link: str) -> Markup:
    """Draw a link as an SVG that stands inside the page and takes its colours."""
    code = segno.make(link, error="m", micro=False)
    svg = code.svg_inline(scale=1, border=QUIET_ZONE, omitsize=True, svgclass="qr", lineclass="qr-dots")
    # segno draws the modules; the drawing is ours and holds no text of users.
    return Markup(svg)  # noqa: S704
