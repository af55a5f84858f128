"""The id of a workshop never comes again: who listens to a deleted one hears nothing of the next."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let SQLite remember the highest id that it gave; PostgreSQL does so anyway."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("workshop", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass


def downgrade() -> None:
    """Refuse: there is no way back."""
    raise NotImplementedError("No way back: ids that were given would come again.")
