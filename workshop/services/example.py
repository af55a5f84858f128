"""The example workshop: Nyköping, on its real figures."""

from __future__ import annotations

from sqlalchemy import select

from workshop.extensions import db
from workshop.models import Facilitator, Workshop
from workshop.services.workshops import Setup, open_workshop

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


def ensure_example(facilitator: Facilitator) -> Workshop:
    """Open the example workshop at the first start; later, return the newest workshop there is."""
    newest = db.session.scalar(
        select(Workshop).where(Workshop.owner_id == facilitator.id).order_by(Workshop.id.desc()).limit(1)
    )
    return newest or open_workshop(facilitator, EXAMPLE_OPERATION, EXAMPLE)
