"""Who acts at the desk, and the name that receipts and the change log have for them."""

from __future__ import annotations

from workshop.models import Facilitator, Helper

Moderator = Facilitator | Helper


def desk_name(moderator: Moderator) -> str:
    """Name who acts at the desk in receipts and the change log, without personal data."""
    return f"{'helper' if isinstance(moderator, Helper) else 'desk'}:{moderator.id}"
