"""evidence as received, its album, and no copy of photos beside the original."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("received_sha256", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("album", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE evidence SET received_sha256 = sha256")


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_column("album")
        batch_op.drop_column("received_sha256")
