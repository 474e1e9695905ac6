"""opening in stretches: up to which unit a period has been opened, and a plan's questions in the order of units."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPENING = sa.text("opened_to_unit_id IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.add_column("periods", sa.Column("opened_to_unit_id", BIG, nullable=True))
    op.create_index("ix_periods_opening", "periods", ["regime_id"], sqlite_where=OPENING, postgresql_where=OPENING)
    op.create_index("ix_assignments_plan_unit", "assignments", ["plan_id", "unit_id"])
    op.drop_index(op.f("ix_assignments_plan_id"), table_name="assignments")


def downgrade() -> None:
    """Take back."""
    op.create_index(op.f("ix_assignments_plan_id"), "assignments", ["plan_id"])
    op.drop_index("ix_assignments_plan_unit", table_name="assignments")
    op.drop_index("ix_periods_opening", table_name="periods")
    op.drop_column("periods", "opened_to_unit_id")
