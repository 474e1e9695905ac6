"""Visits add up: what of a plan they feed, and when a team's group and an organisation hear of them next."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TOLD = ("groups", "organisations")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("visits", sa.JSON(none_as_null=True), nullable=True))
    for table in _TOLD:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("next_visits_at", storage.types.UtcDateTime(timezone=True), nullable=True))
            batch_op.create_index(batch_op.f(f"ix_{table}_next_visits_at"), ["next_visits_at"], unique=False)


def downgrade() -> None:
    """Undo."""
    for table in _TOLD:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_next_visits_at"))
            batch_op.drop_column("next_visits_at")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_column("visits")
