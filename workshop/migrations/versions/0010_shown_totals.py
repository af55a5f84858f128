"""Totals that an open vote shows in steps, words of a held picture, and authors' wordings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table and columns; a picture that is held now has no words, and is released."""
    op.create_table(
        "shown_totals",
        sa.Column("workshop_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_shown_totals_workshop_id_workshop"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_shown_totals")),
    )
    with op.batch_alter_table("proposal") as proposal:
        proposal.add_column(sa.Column("written", sa.JSON(none_as_null=True), nullable=True))
    op.execute("DELETE FROM held_picture")
    with op.batch_alter_table("held_picture") as held:
        held.add_column(sa.Column("words", sa.JSON(), nullable=False))


def downgrade() -> None:
    """Remove them."""
    with op.batch_alter_table("held_picture") as held:
        held.drop_column("words")
    with op.batch_alter_table("proposal") as proposal:
        proposal.drop_column("written")
    op.drop_table("shown_totals")
