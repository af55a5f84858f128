"""Lists of a municipality's own: their actions, drafts, and what is remembered of their shape."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and tables; actions that are there already grow and count as before."""
    op.add_column("proposal", sa.Column("ramp_points", sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        "proposal", sa.Column("in_reference", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("proposal", sa.Column("list_group", sa.String(length=24), nullable=True))
    op.create_table(
        "list_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("remembered", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("refusal", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_list_draft_workshop_id_workshop"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_list_draft_public_id")),
        sa.UniqueConstraint("workshop_id", name=op.f("uq_list_draft_workshop_id")),
    )
    op.create_table(
        "remembered_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["facilitator_id"],
            ["facilitator.id"],
            name=op.f("fk_remembered_list_facilitator_id_facilitator"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_list")),
        sa.UniqueConstraint("facilitator_id", "shape", name=op.f("uq_remembered_list_facilitator_id")),
    )
    op.create_index(op.f("ix_remembered_list_facilitator_id"), "remembered_list", ["facilitator_id"])


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: effects of named years have no place in older tables.")
