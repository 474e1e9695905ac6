"""The keys of messages are ordered by their bytes, so that an index finds those that begin in one way."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _order_by("C")


def downgrade() -> None:
    """Take back."""
    _order_by("default")


def _order_by(collation: str) -> None:
    if op.get_context().dialect.name == "postgresql":  # SQLite does so by itself
        op.alter_column("outbox", "key", type_=sa.Text(collation=collation), existing_nullable=False)
