"""A desk with much to decide: proposals written straight into the database, as if phones had sent them."""

from __future__ import annotations

from flask import Flask

from workshop.extensions import db
from workshop.models import Proposal, Workshop

_USUAL = {
    "state": "waiting",
    "targets": ["transport/cars"],
    "effect_kind": "tonnes",
    "fixed_estimate": {"low": 40, "likely": 50, "high": 60},
    "start_year": 2027,
    "ramp": "linear",
    "ramp_years": 1,
}


def fill(
    app: Flask, workshop_id: int, number: int, title: str = "Idea number", **columns: object
) -> list[str]:
    """Let proposals wait; return their ids, oldest first."""
    with app.app_context():
        workshop = db.session.get_one(Workshop, workshop_id)
        rows = [
            Proposal(workshop_id=workshop.id, title=f"{title} {each}", **{**_USUAL, **columns})
            for each in range(number)
        ]
        db.session.add_all(rows)
        workshop.revision += 1
        db.session.commit()
        return [row.public_id for row in rows]
