"""Messages are found by how their keys begin, done tasks by their organisation; indexes nobody asks by are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TOLD = sa.text("told_in IS NOT NULL")
_DONE = sa.text("progress = 'done'")
_NEVER_ASKED_BY = ("figures", "reminders", "mentions")


def upgrade() -> None:
    """Apply."""
    _order_keys_by("C")
    for table in _NEVER_ASKED_BY:
        op.drop_index(f"ix_{table}_organisation_id", table)
    op.drop_index("ix_mentions_told_in", "mentions")
    op.create_index("ix_mentions_told_in", "mentions", ["told_in"], sqlite_where=_TOLD, postgresql_where=_TOLD)
    op.create_index("ix_figures_done", "figures", ["organisation_id"], sqlite_where=_DONE, postgresql_where=_DONE)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_figures_done", "figures")
    op.drop_index("ix_mentions_told_in", "mentions")
    op.create_index("ix_mentions_told_in", "mentions", ["told_in"])
    for table in _NEVER_ASKED_BY:
        op.create_index(f"ix_{table}_organisation_id", table, ["organisation_id"])
    _order_keys_by("default")


def _order_keys_by(collation: str) -> None:
    if op.get_context().dialect.name == "postgresql":  # SQLite goes by bytes anyway
        op.alter_column("outbox", "key", type_=sa.Text(collation=collation), existing_nullable=False)
