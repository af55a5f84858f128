"""The pages: one blueprint a module, thin views over the services."""

from __future__ import annotations

from flask import Flask

from workshop.pages import (
    budget,
    compare,
    context,
    desk,
    failures,
    home,
    join,
    login,
    phone,
    proposals,
    receipts,
    territories,
    venue,
    wall,
    workshops,
)


def register(app: Flask) -> None:
    """Put every page in its place."""
    context.register(app)
    failures.register(app)
    everyone = (home, join, login, receipts, territories)
    for module in (*everyone, workshops, desk, venue, proposals, phone, wall, budget, compare):
        app.register_blueprint(module.blueprint)
