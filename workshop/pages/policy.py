"""The privacy page: what is shown, what is hidden and why, what is stored and how long."""

from __future__ import annotations

from flask import Blueprint, render_template

from workshop.extensions import db
from workshop.models import HiddenReason
from workshop.pages.access import opened_workshop
from workshop.state.confidentiality import FEWEST

blueprint = Blueprint("policy", __name__, url_prefix="/policy")


@blueprint.get("", strict_slashes=False)
def general() -> str:
    """Show the page for every workshop on this server."""
    return _page(None, None)


@blueprint.get("/<code>")
def policy(code: str) -> str:
    """Show the page for one workshop, whose gate may be open."""
    workshop = opened_workshop(code)
    return _page(workshop.code, workshop.in_force.gate)


def _page(code: str | None, gate: bool | None) -> str:
    return render_template(
        "policy/policy.html",
        code=code,
        gate=gate,
        reasons=list(HiddenReason),
        fewest=FEWEST,
        on_server=db.engine.dialect.name != "sqlite",
    )
