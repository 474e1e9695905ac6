"""When an organisation is asked for next year's swapped days stands with it: in December every tick looked for them."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_PAST = datetime(2026, 1, 1, tzinfo=UTC)  # whoever is due and not to be asked yet is only given their next December


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("organisations") as batch_op:
        batch_op.add_column(sa.Column("next_days_off_at", storage.types.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_organisations_next_days_off_at"), ["next_days_off_at"], unique=False)
    organisations = sa.table("organisations", sa.column("next_days_off_at", storage.types.UtcDateTime(timezone=True)))
    op.execute(organisations.update().values(next_days_off_at=_PAST))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("organisations") as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_next_days_off_at"))
        batch_op.drop_column("next_days_off_at")
