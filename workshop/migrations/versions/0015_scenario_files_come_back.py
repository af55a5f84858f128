"""Scenario files that a facilitator brings back: drafts of them, and the origin of saved scenarios."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the column; what is saved already was saved at the desk."""
    op.add_column("saved_scenario", sa.Column("origin", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "scenario_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_scenario_draft_workshop_id_workshop"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_scenario_draft_public_id")),
        sa.UniqueConstraint("workshop_id", name=op.f("uq_scenario_draft_workshop_id")),
    )


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: imported scenarios would pass for scenarios of this workshop.")
