"""The pages: one blueprint a module, thin views over the services."""

from __future__ import annotations

from flask import Flask

from workshop.pages import (
    agenda,
    budget,
    compare,
    context,
    desk,
    failures,
    guide,
    home,
    join,
    login,
    moderation,
    own,
    phone,
    proposals,
    receipts,
    reflections,
    suggestions,
    tables,
    territories,
    venue,
    wall,
    workshops,
)


def register(app: Flask) -> None:
    """Put every page in its place."""
    context.register(app)
    failures.register(app)
    for module in (
        *(home, join, login, receipts, workshops, territories, budget, guide),
        *(desk, venue, agenda, proposals, moderation, compare, tables, reflections, suggestions),
        *(phone, own, wall),
    ):
        app.register_blueprint(module.blueprint)
