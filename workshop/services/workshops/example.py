"""Example workshops with real figures: a Swedish municipality, a Norwegian one, and a county."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from workshop.extensions import db
from workshop.models import Facilitator, Workshop
from workshop.services.workshops.opening import Setup, open_workshop

EXAMPLE_OPERATION = "example-workshop-nykoping"
EXAMPLE = Setup(
    title="Nyköping",
    territory_id="SE-0480",
    preset="uppsala-2022-1.7",
    start_year=2026,
    end_year=2045,
    language="en",
    agenda="90",
)


@dataclass(frozen=True)
class Example:
    """An example to open, and the country whose statistics it uses."""

    key: str
    setup: Setup


EXAMPLES = (
    Example("municipality", EXAMPLE),
    Example(
        "norwegian",
        Setup(
            title="Porsgrunn",
            territory_id="NO-4001",
            preset="emission-share",
            start_year=2026,
            end_year=2045,
            language="nb",
            agenda="180",
        ),
    ),
    Example(
        "county",
        Setup(
            title="Södermanlands län",
            territory_id="SE-04",
            preset="uppsala-2022-1.7",
            reference_method="trend",
            start_year=2026,
            end_year=2045,
            language="sv",
            agenda="180",
        ),
    ),
)


def ensure_example(facilitator: Facilitator) -> Workshop:
    """Open the example workshop at the first start; later, return the newest workshop."""
    newest = db.session.scalar(
        select(Workshop).where(Workshop.owner_id == facilitator.id).order_by(Workshop.id.desc()).limit(1)
    )
    return newest or open_workshop(facilitator, EXAMPLE_OPERATION, EXAMPLE)


def find_example(key: str) -> Example | None:
    """Find an example by its key."""
    return next((example for example in EXAMPLES if example.key == key), None)
