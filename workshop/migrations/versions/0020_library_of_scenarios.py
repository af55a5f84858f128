"""The library: who saved a scenario, its hash and result, final and trash, and words that went on."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from scenarios.file.fingerprint import hash_figures
from scenarios.file.schema import scenario_from_dict

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and a table; earlier scenarios get their author from the log, and their hash."""
    with op.batch_alter_table("saved_scenario") as table:
        table.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("table_number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("figures_hash", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("result", sa.JSON(none_as_null=True), nullable=True))
        table.add_column(sa.Column("final_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    scenarios = connection.execute(sa.text("SELECT id, workshop_id, revision FROM saved_scenario")).all()
    for scenario_id, workshop_id, taken_at in scenarios:
        _complete(connection, scenario_id, workshop_id, taken_at)
    with op.batch_alter_table("saved_scenario") as table:
        table.alter_column("figures_hash", server_default=None, existing_type=sa.String(64))
        table.create_foreign_key(
            op.f("fk_saved_scenario_author_id_facilitator"),
            "facilitator",
            ["author_id"],
            ["id"],
            ondelete="SET NULL",
        )
        table.create_index(op.f("ix_saved_scenario_author_id"), ["author_id"])
        table.create_index(op.f("ix_saved_scenario_figures_hash"), ["figures_hash"])
        table.create_index(op.f("ix_saved_scenario_trashed_at"), ["trashed_at"])
    op.create_table(
        "adopted_words",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("origin_id", sa.String(16), nullable=False),
        sa.Column("due", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_adopted_words")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_adopted_words_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_adopted_words_origin_id"), "adopted_words", ["origin_id"])


def _complete(connection: sa.Connection, scenario_id: int, workshop_id: int, taken_at: int) -> None:
    """Fill in what earlier versions did not store, one scenario at a time."""
    document: Any = connection.execute(
        sa.text("SELECT document FROM saved_scenario WHERE id = :id"), {"id": scenario_id}
    ).scalar_one()
    if isinstance(document, str):
        document = json.loads(document)
    actor = connection.execute(
        sa.text(
            "SELECT actor FROM change WHERE workshop_id = :workshop AND revision = :revision "
            "AND kind IN ('scenario.save', 'scenario.import')"
        ),
        {"workshop": workshop_id, "revision": taken_at},
    ).scalar()
    named = str(actor or "").partition("desk:")[2]
    author = connection.execute(
        sa.text("SELECT id FROM facilitator WHERE id = :id"), {"id": int(named) if named.isdecimal() else 0}
    ).scalar()
    connection.execute(
        sa.text("UPDATE saved_scenario SET figures_hash = :hash, author_id = :author WHERE id = :id"),
        {"hash": hash_figures(scenario_from_dict(document)), "author": author, "id": scenario_id},
    )


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: scenarios in the trash would be in use again.")
