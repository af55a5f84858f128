"""Paired screens, a phone as the desk, a held picture, and entries from paper."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change; existing entries came from phones or from the desk itself."""
    op.create_table(
        "screen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _in_workshop("screen"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_screen_secret_hash")),
        sa.UniqueConstraint("code", name=op.f("uq_screen_code")),
    )
    op.create_index(op.f("ix_screen_workshop_id"), "screen", ["workshop_id"])
    op.create_index(op.f("ix_screen_expires_at"), "screen", ["expires_at"])
    op.create_table(
        "held_picture",
        sa.Column("workshop_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        _in_workshop("held_picture"),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_held_picture")),
    )
    op.create_table(
        "remote_desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _in_workshop("remote_desk"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote_desk")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_remote_desk_secret_hash")),
    )
    op.create_index(op.f("ix_remote_desk_workshop_id"), "remote_desk", ["workshop_id"])
    op.create_table(
        "vote_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("gifts", sa.JSON(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _in_workshop("vote_count"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_count")),
    )
    op.create_index(op.f("ix_vote_count_workshop_id"), "vote_count", ["workshop_id"])
    op.add_column("participant", sa.Column("sheet", sa.Integer(), nullable=True))
    op.create_index("uq_participant_sheet", "participant", ["workshop_id", "sheet"], unique=True)
    _add("proposal", sa.Column("source", sa.String(length=10), nullable=True), "")
    _add("proposal", sa.Column("agreed", sa.Boolean(), nullable=True), False)
    _add("estimate", sa.Column("source", sa.String(length=10), nullable=True), "")


def _in_workshop(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workshop_id_workshop")
    return sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=name, ondelete="CASCADE")


def _add(table: str, column: sa.Column[Any], value: str | bool) -> None:
    """Add a non-null column that has ``value`` in existing rows."""
    op.add_column(table, column)
    rows = sa.table(table, sa.column(column.name, column.type))
    op.get_bind().execute(rows.update().values({column.name: value}))
    with op.batch_alter_table(table) as batch:
        batch.alter_column(column.name, existing_type=column.type, nullable=False)


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: what came in on paper would look as if it came from phones.")
