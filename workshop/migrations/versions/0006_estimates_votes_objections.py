"""Estimates in two rounds, votes, and objections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change; earlier estimates belong to the first round."""
    with op.batch_alter_table("estimate") as table:
        table.add_column(sa.Column("round", sa.Integer(), nullable=True))
        table.add_column(sa.Column("amount_low", sa.Double(), nullable=True))
        table.add_column(sa.Column("amount_high", sa.Double(), nullable=True))
        table.add_column(sa.Column("reason_shown", sa.Boolean(), nullable=True))
    estimate = sa.table("estimate", sa.column("round", sa.Integer()), sa.column("reason_shown", sa.Boolean()))
    op.get_bind().execute(estimate.update().values(round=1, reason_shown=False))
    with op.batch_alter_table("estimate") as table:
        table.alter_column("round", existing_type=sa.Integer(), nullable=False)
        table.alter_column("reason_shown", existing_type=sa.Boolean(), nullable=False)
        table.drop_constraint(op.f("uq_estimate_proposal_id"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_estimate_proposal_id"), ["proposal_id", "participant_id", "round"]
        )
    with op.batch_alter_table("proposal") as table:
        table.add_column(sa.Column("support", sa.JSON(), nullable=True))
    with op.batch_alter_table("workshop") as table:
        table.add_column(sa.Column("vote", sa.JSON(), nullable=True))
    workshop = sa.table("workshop", sa.column("vote", sa.JSON()))
    op.get_bind().execute(workshop.update().values(vote={}))
    with op.batch_alter_table("workshop") as table:
        table.alter_column("vote", existing_type=sa.JSON(), nullable=False)
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("dots", sa.Integer(), nullable=False),
        sa.Column("supports", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_ballot_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_ballot_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_ballot_workshop_id_workshop"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("participant_id", "proposal_id", name=op.f("uq_ballot_participant_id")),
    )
    op.create_index(op.f("ix_ballot_workshop_id"), "ballot", ["workshop_id"])
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_objection_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_objection_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_objection_workshop_id_workshop"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_objection_public_id")),
    )
    for column in ("workshop_id", "proposal_id", "participant_id"):
        op.create_index(op.f(f"ix_objection_{column}"), "objection", [column])


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: two rounds do not fit into one.")
