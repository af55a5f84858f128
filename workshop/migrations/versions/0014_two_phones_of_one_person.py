"""Two phones of one person, joined by the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; every participant is a person of their own as before."""
    with op.batch_alter_table("participant") as table:
        table.add_column(sa.Column("same_as_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_participant_same_as_id_participant"),
            "participant",
            ["same_as_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_index(op.f("ix_participant_same_as_id"), ["same_as_id"])


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: the phones that were joined would be two people again.")
