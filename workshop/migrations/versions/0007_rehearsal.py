"""Rehearsals: invented people, who are removed without a trace."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change; existing participants are not invented."""
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_rehearsal_workshop_id_workshop"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
        sa.UniqueConstraint("workshop_id", name=op.f("uq_rehearsal_workshop_id")),
    )
    with op.batch_alter_table("participant") as table:
        table.add_column(sa.Column("rehearsal_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_participant_rehearsal_id_rehearsal"),
            "rehearsal",
            ["rehearsal_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_index(op.f("ix_participant_rehearsal_id"), ["rehearsal_id"])
    with op.batch_alter_table("table_choice") as table:
        table.add_column(sa.Column("rehearsal", sa.Boolean(), nullable=True))
    choice = sa.table("table_choice", sa.column("rehearsal", sa.Boolean()))
    op.get_bind().execute(choice.update().values(rehearsal=False))
    with op.batch_alter_table("table_choice") as table:
        table.alter_column("rehearsal", existing_type=sa.Boolean(), nullable=False)
        table.drop_constraint(op.f("uq_table_choice_workshop_id"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_table_choice_workshop_id"), ["workshop_id", "table_number", "proposal_id", "rehearsal"]
        )


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: invented people would be taken for real ones.")
