"""Never reuse a workshop's id: listeners of a deleted workshop must not get news of another."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make SQLite remember the highest id; PostgreSQL does so anyway."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("workshop", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass


def downgrade() -> None:
    """Refuse: this migration cannot be reverted."""
    raise NotImplementedError("No way back: ids that were given would come again.")
