"""Words of participants that went on into another workshop as a decided action."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workshop.extensions import Model


class AdoptedWords(Model):
    """Names the proposal (``origin_id``, its public id) whose words a decided action of a workshop has.

    The other workshop may be deleted; the action stays. ``due`` is set when the author is erased there: the
    words of this action are then erased, too.
    """

    __tablename__ = "adopted_words"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    origin_id: Mapped[str] = mapped_column(String(16), index=True)
    due: Mapped[bool] = mapped_column(default=False)
