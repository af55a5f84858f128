"""The pages: one blueprint a module, thin views over the services."""

from __future__ import annotations

from flask import Flask

from workshop.forms.fields import take_back_forms
from workshop.pages import (
    agenda,
    briefing,
    budget,
    compare,
    context,
    desk,
    estimates,
    failures,
    guide,
    home,
    join,
    login,
    moderation,
    objections,
    own,
    phone,
    predictions,
    proposals,
    receipts,
    reflections,
    result,
    shared,
    suggestions,
    surveys,
    tables,
    territories,
    venue,
    votes,
    wall,
    workshops,
)


def register(app: Flask) -> None:
    """Put every page in its place."""
    context.register(app)
    shared.register(app)
    failures.register(app)
    app.teardown_appcontext(take_back_forms)
    for module in (
        *(home, join, login, receipts, workshops, territories, budget, guide),
        *(desk, venue, agenda, predictions, briefing, surveys, proposals, moderation),
        *(estimates, votes, objections, tables, reflections, suggestions, compare, result),
        *(phone, own, wall),
    ):
        app.register_blueprint(module.blueprint)
