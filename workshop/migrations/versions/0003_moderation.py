"""Merging, asking back, the same-source question, and helpers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("proposal") as table:
        table.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("asked", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("overlap", sa.JSON(), nullable=True))
        table.create_foreign_key(
            op.f("fk_proposal_merged_into_id_proposal"), "proposal", ["merged_into_id"], ["id"]
        )
        table.create_index(op.f("ix_proposal_merged_into_id"), ["merged_into_id"])
    with op.batch_alter_table("proposal") as table:
        table.alter_column("asked", existing_type=sa.Text(), existing_nullable=False, server_default=None)
    op.create_table(
        "helper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_helper_workshop_id_workshop"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_helper_secret_hash")),
    )
    op.create_index(op.f("ix_helper_workshop_id"), "helper", ["workshop_id"])


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: what was merged would stand twice.")
