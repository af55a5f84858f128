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
    home,
    join,
    login,
    moderation,
    own,
    phone,
    proposals,
    territories,
    wall,
    workshops,
)


def register(app: Flask) -> None:
    """Put every page in its place."""
    context.register(app)
    failures.register(app)
    for module in (
        *(home, join, login, workshops, territories, budget),
        *(desk, agenda, proposals, moderation, compare),
        *(phone, own, wall),
    ):
        app.register_blueprint(module.blueprint)
