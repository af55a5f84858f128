"""The pages: one blueprint per module, thin views over the services."""

from __future__ import annotations

from flask import Flask

from workshop.extensions import login_manager
from workshop.fast.form_pool import release_all
from workshop.pages import (
    access,
    context,
    desk,
    failures,
    glossary,
    guide,
    home,
    hosts,
    phone,
    policy,
    receipts,
    required_step,
    shared,
    wall,
)
from workshop.pages.importing import catalogue_files, decided, scenario_files, statistics
from workshop.pages.library import library
from workshop.pages.meeting import (
    agenda,
    briefing,
    budget,
    combining,
    limits,
    predictions,
    reference,
    reflections,
    replays,
    result,
    surveys,
    tables,
    votes,
)
from workshop.pages.people import (
    accounts,
    join,
    login,
    openid,
    people,
    remote,
    screens,
    second_step,
    teams,
    viewer,
)
from workshop.pages.proposals import (
    catalogue_takeover,
    estimates,
    free_text,
    moderation,
    objections,
    paper,
    proposals,
    suggestions,
    together,
)
from workshop.pages.rehearsal import rehearsals
from workshop.pages.reports import reports
from workshop.pages.workshops import catalogues, compare, territories, venue, workshops


def register(app: Flask) -> None:
    """Register all blueprints."""
    hosts.remember_hosts(app)
    context.register(app)
    shared.register(app)
    failures.register(app)
    login_manager.user_loader(required_step.load_account)
    app.after_request(access.note_use)
    app.teardown_appcontext(release_all)
    for module in (
        *(home, join, login, openid, second_step, accounts, teams, receipts),
        *(library, workshops, territories, budget, guide, glossary, policy),
        *(desk, decided, scenario_files, people, screens, remote, paper, venue, agenda),
        *(predictions, briefing, surveys),
        *(catalogues, catalogue_files, catalogue_takeover),
        *(reference, limits, statistics, proposals, together, moderation),
        *(estimates, votes, objections, tables, combining, reflections, suggestions),
        *(compare, reports, result),
        *(phone, free_text, wall, viewer),
        *(rehearsals, replays),
    ):
        app.register_blueprint(module.blueprint)
