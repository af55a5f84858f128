"""Catalogues of places' own: their changes, files on their way in, and what each workshop looks up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and the column; workshops that are there already keep the shipped catalogue."""
    op.add_column("workshop", sa.Column("own_catalogue", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "catalogue_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("territory_id", sa.String(length=2000), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["facilitator.id"],
            name=op.f("fk_catalogue_revision_actor_id_facilitator"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_revision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_catalogue_revision_public_id")),
        sa.UniqueConstraint("territory_id", "number", name=op.f("uq_catalogue_revision_territory_id")),
    )
    op.create_index(op.f("ix_catalogue_revision_actor_id"), "catalogue_revision", ["actor_id"])
    op.create_table(
        "catalogue_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.String(length=80), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["catalogue_revision.id"],
            name=op.f("fk_catalogue_entry_revision_id_catalogue_revision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_entry")),
        sa.UniqueConstraint("revision_id", "action_id", name=op.f("uq_catalogue_entry_revision_id")),
    )
    op.create_index(op.f("ix_catalogue_entry_revision_id"), "catalogue_entry", ["revision_id"])
    op.create_table(
        "catalogue_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.String(length=2000), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["facilitator_id"],
            ["facilitator.id"],
            name=op.f("fk_catalogue_draft_facilitator_id_facilitator"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_catalogue_draft_public_id")),
        sa.UniqueConstraint("facilitator_id", name=op.f("uq_catalogue_draft_facilitator_id")),
    )


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: proposals of own actions have no catalogue in older tables.")
