"""The bot's own pulse: when each channel was last heard, and how far this database has come."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = storage.types.UtcDateTime(timezone=True)
    op.create_table(
        "pulses",
        sa.Column("id", big, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("heard_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulses")),
        sa.UniqueConstraint("channel", name=op.f("uq_pulses_channel")),
    )
    op.create_table(
        "gaps",
        sa.Column("id", big, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("from_at", moment, nullable=False),
        sa.Column("until_at", moment, nullable=False),
        sa.Column("next_at", moment, nullable=True),
        sa.Column("settled_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
        sa.UniqueConstraint("channel", "from_at", name=op.f("uq_gaps_channel_from_at")),
    )
    op.create_index(op.f("ix_gaps_next_at"), "gaps", ["next_at"], unique=False)
    op.create_table(
        "lives",
        sa.Column("id", big, nullable=False),
        sa.Column("beats", big, server_default=sa.text("0"), nullable=False),
        sa.Column("restored_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lives")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("lives")
    op.drop_index(op.f("ix_gaps_next_at"), table_name="gaps")
    op.drop_table("gaps")
    op.drop_table("pulses")
