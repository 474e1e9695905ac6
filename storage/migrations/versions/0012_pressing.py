"""pressing: what somebody waits for is found without looking through all that is routine."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WAITS = sa.text("state = 'due' AND kind IN ('reply', 'digest', 'warning')")


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_outbox_pressing", "outbox", ["due_at", "id"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_outbox_pressing", table_name="outbox")
