"""Links that admit people, as text and as QR code."""

from __future__ import annotations

import segno
from flask import url_for
from markupsafe import Markup

from workshop.i18n import gettext
from workshop.models import Workshop
from workshop.pages.hosts import address

# Modules of white around the code, as ISO/IEC 18004 requires: with less, cameras misread what is beside it.
QUIET_ZONE = 4


def join_link(workshop: Workshop) -> str:
    """Return the address that a phone opens."""
    return address() + url_for("join.join", code=workshop.code)


def screen_address() -> str:
    """Return the address to type on the computer of a screen."""
    return address().split("://", 1)[1] + url_for("wall.screen")


def helper_link(workshop: Workshop, secret: str) -> str:
    """Return the address that admits a helper."""
    return address() + url_for("moderation.enter", code=workshop.code, secret=secret)


def desk_link(workshop: Workshop, secret: str) -> str:
    """Return the address that makes a phone the desk."""
    return address() + url_for("remote.enter", code=workshop.code, secret=secret)


def invitation_link(secret: str) -> str:
    """Return the address that gives somebody an account, or a place in a team."""
    return address() + url_for("accounts.invitation", secret=secret)


def login_link(secret: str) -> str:
    """Return the address that logs somebody in once."""
    return address() + url_for("login.link", secret=secret)


def table_link(workshop: Workshop, number: int) -> str:
    """Return the address that a phone opens at a table."""
    return address() + url_for("join.join", code=workshop.code, table=number)


def join_qr(workshop: Workshop) -> Markup:
    """Return the QR code of the join link."""
    return draw_qr(join_link(workshop))


def draw_qr(link: str) -> Markup:
    """Return a link's QR code as inline SVG, which takes the page's colours."""
    code = segno.make(link, error="m", micro=False)
    svg = code.svg_inline(scale=1, border=QUIET_ZONE, omitsize=True, svgclass="qr", lineclass="qr-dots")
    named = Markup('<svg role="img" aria-label="{}" ').format(gettext("QR code of %(link)s", link=link))
    # segno generates the SVG, which contains no text of users.
    return Markup(svg.replace("<svg ", named, 1))  # noqa: S704
