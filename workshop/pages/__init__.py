"""The pages: one blueprint a module, thin views over the services."""

from __future__ import annotations

from flask import Flask

from workshop.extensions import login_manager
from workshop.forms.fields import take_back_forms
from workshop.pages import (
    access,
    agenda,
    briefing,
    budget,
    combining,
    compare,
    context,
    decided,
    desk,
    estimates,
    failures,
    guide,
    home,
    hosts,
    join,
    login,
    moderation,
    objections,
    own,
    paper,
    people,
    phone,
    policy,
    predictions,
    proposals,
    receipts,
    reflections,
    rehearsals,
    remote,
    replays,
    result,
    screens,
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
from workshop.services.logins import load_facilitator


def register(app: Flask) -> None:
    """Put every page in its place."""
    hosts.remember_hosts(app)
    context.register(app)
    shared.register(app)
    failures.register(app)
    login_manager.user_loader(load_facilitator)
    app.after_request(access.note_use)
    app.teardown_appcontext(take_back_forms)
    for module in (
        *(home, join, login, receipts, workshops, territories, budget, guide, policy),
        *(desk, decided, people, screens, remote, paper, venue, agenda, predictions, briefing, surveys),
        *(proposals, moderation),
        *(estimates, votes, objections, tables, combining, reflections, suggestions, compare, result),
        *(phone, own, wall),
        *(rehearsals, replays),
    ):
        app.register_blueprint(module.blueprint)
