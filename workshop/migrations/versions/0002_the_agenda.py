"""The agenda, its clock, the rules, and answers of the room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The 90-minute agenda as it was then: migrations are independent of the present code.
STEPS = [
    ("lobby", 5),
    ("predict", 5),
    ("briefing", 10),
    ("propose", 15),
    ("estimate", 10),
    ("deliberate", 15),
    ("combine", 15),
    ("reflect", 10),
    ("thanks", 5),
]


def upgrade() -> None:
    """Make the change; running meetings get the usual agenda and keep their place in it."""
    with op.batch_alter_table("workshop") as table:
        table.add_column(sa.Column("agenda", sa.JSON(), nullable=True))
        table.add_column(sa.Column("step", sa.Integer(), nullable=True))
        table.add_column(sa.Column("clock", sa.JSON(), nullable=True))
        table.add_column(sa.Column("focus", sa.JSON(), nullable=True))
        table.add_column(sa.Column("rules", sa.JSON(), nullable=True))
    workshop = sa.table(
        "workshop",
        sa.column("id", sa.Integer()),
        sa.column("phase", sa.String()),
        sa.column("agenda", sa.JSON()),
        sa.column("step", sa.Integer()),
        sa.column("clock", sa.JSON()),
        sa.column("focus", sa.JSON()),
        sa.column("rules", sa.JSON()),
    )
    steps = [{"phase": phase, "minutes": minutes, "silent": False} for phase, minutes in STEPS]
    places = {step["phase"]: number for number, step in enumerate(steps)}
    for key, phase in op.get_bind().execute(sa.select(workshop.c.id, workshop.c.phase)).all():
        op.get_bind().execute(
            workshop.update()
            .where(workshop.c.id == key)
            .values(agenda=steps, step=places.get(phase, len(steps) - 1), clock={}, focus={}, rules={})
        )
    with op.batch_alter_table("workshop") as table:
        for name in ("agenda", "clock", "focus", "rules"):
            table.alter_column(name, existing_type=sa.JSON(), nullable=False)
        table.alter_column("step", existing_type=sa.Integer(), nullable=False)
        table.drop_column("phase")
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Double(), nullable=True),
        sa.Column("choice", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_answer_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_answer_workshop_id_workshop"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("participant_id", "question", name=op.f("uq_answer_participant_id")),
    )
    op.create_index(op.f("ix_answer_workshop_id"), "answer", ["workshop_id"])


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: an agenda does not fit into one word.")
