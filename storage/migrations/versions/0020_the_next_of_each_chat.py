"""Whether something earlier of its chat waits is looked up: after an outage thousands of updates wait at once."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_WAITS = sa.text("state = 'new'")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_inbox_of_chat", "inbox", ["chat", "channel", "id"], sqlite_where=_WAITS, postgresql_where=_WAITS
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_inbox_of_chat", "inbox")
