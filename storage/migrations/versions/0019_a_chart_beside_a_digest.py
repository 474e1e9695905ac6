"""A digest has a chart beside it: drawn when it goes out from what stands here, it presses as the digest does."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BEFORE = "'reply', 'digest', 'warning'"


def upgrade() -> None:
    """Apply."""
    op.add_column("outbox", sa.Column("chart", sa.JSON(), nullable=True))
    _press(f"{_BEFORE}, 'chart'")


def downgrade() -> None:
    """Take back."""
    op.execute("DELETE FROM outbox WHERE kind = 'chart'")
    _press(_BEFORE)
    op.drop_column("outbox", "chart")


def _press(kinds: str) -> None:
    waits = sa.text(f"state = 'due' AND kind IN ({kinds})")
    op.drop_index("ix_outbox_pressing", "outbox")
    op.create_index("ix_outbox_pressing", "outbox", ["due_at", "id"], sqlite_where=waits, postgresql_where=waits)
