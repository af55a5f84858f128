"""Roles of accounts, teams of workshops, invitations, and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and tables; the first account becomes the administrator."""
    with op.batch_alter_table("facilitator") as table:
        table.add_column(sa.Column("role", sa.String(20), nullable=False, server_default="facilitator"))
        table.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("code_secret", sa.String(200), nullable=True))
        table.add_column(sa.Column("code_step", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE facilitator SET role = 'administrator' WHERE id = (SELECT MIN(id) FROM facilitator)")
    with op.batch_alter_table("facilitator") as table:
        table.alter_column("role", server_default=None, existing_type=sa.String(20))
        table.alter_column("code_step", server_default=None, existing_type=sa.Integer())
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.ForeignKeyConstraint(
            ["facilitator_id"],
            ["facilitator.id"],
            name=op.f("fk_recovery_code_facilitator_id_facilitator"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_recovery_code_facilitator_id"), "recovery_code", ["facilitator_id"])
    with op.batch_alter_table("remote_desk") as table:
        table.add_column(sa.Column("facilitator_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE remote_desk SET facilitator_id = "
        "(SELECT owner_id FROM workshop WHERE workshop.id = remote_desk.workshop_id)"
    )
    with op.batch_alter_table("remote_desk") as table:
        table.alter_column("facilitator_id", nullable=False, existing_type=sa.Integer())
        table.create_foreign_key(
            op.f("fk_remote_desk_facilitator_id_facilitator"),
            "facilitator",
            ["facilitator_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_index(op.f("ix_remote_desk_facilitator_id"), ["facilitator_id"])
    op.create_table(
        "team_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_team_member_workshop_id_workshop"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["facilitator_id"],
            ["facilitator.id"],
            name=op.f("fk_team_member_facilitator_id_facilitator"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("workshop_id", "facilitator_id", name=op.f("uq_team_member_workshop_id")),
    )
    op.create_index(op.f("ix_team_member_workshop_id"), "team_member", ["workshop_id"])
    op.create_index(op.f("ix_team_member_facilitator_id"), "team_member", ["facilitator_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_invitation_secret_hash")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_invitation_workshop_id_workshop"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["facilitator.id"],
            name=op.f("fk_invitation_invited_by_id_facilitator"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_invitation_workshop_id"), "invitation", ["workshop_id"])
    op.create_index(op.f("ix_invitation_invited_by_id"), "invitation", ["invited_by_id"])
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["facilitator.id"],
            name=op.f("fk_audit_entry_actor_id_facilitator"),
            ondelete="SET NULL",
        ),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"])
    op.create_index(op.f("ix_audit_entry_actor_id"), "audit_entry", ["actor_id"])


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: co-facilitators and viewers would lose their workshops.")
