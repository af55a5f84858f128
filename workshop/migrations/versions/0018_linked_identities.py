"""Identities at an OpenID Connect provider, e-mail addresses of accounts, and how a browser logged in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and a table; how earlier logins came about is not known."""
    with op.batch_alter_table("facilitator") as table:
        table.add_column(sa.Column("email", sa.String(200), nullable=True))
        table.create_unique_constraint(op.f("uq_facilitator_email"), ["email"])
    with op.batch_alter_table("login") as table:
        table.add_column(sa.Column("means", sa.String(20), nullable=False, server_default=""))
    with op.batch_alter_table("login") as table:
        table.alter_column("means", server_default=None, existing_type=sa.String(20))
    op.create_table(
        "linked_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_identity")),
        sa.ForeignKeyConstraint(
            ["facilitator_id"],
            ["facilitator.id"],
            name=op.f("fk_linked_identity_facilitator_id_facilitator"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("facilitator_id", name=op.f("uq_linked_identity_facilitator_id")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_linked_identity_issuer")),
    )


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: people would lose the logins of their organisation.")
