"""What a tick and a digest look for is found by an index, however many reports there are."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_PLANNED = sa.text("ask_at IS NOT NULL")
_TEAMS = sa.text("kind = 'team' AND retired_at IS NULL")
_ASKED_FOR = ("indicator_id", "task_id", "free_question_id")
# Long ago: the next tick looks at each, and plans what is not due yet.
_ALL_THAT_WAIT = """
    UPDATE reports SET ask_at = (SELECT opened_at FROM periods WHERE periods.id = reports.period_id)
    WHERE is_upward AND state = 'open' AND NOT EXISTS (
        SELECT 1 FROM reminders WHERE reminders.report_id = reports.id AND reminders.stage = 'opening'
    )
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("reports", sa.Column("ask_at", storage.types.UtcDateTime(timezone=True), nullable=True))
    op.execute(_ALL_THAT_WAIT)
    op.create_index("ix_reports_ask_at", "reports", ["ask_at"], sqlite_where=_PLANNED, postgresql_where=_PLANNED)
    op.create_index("ix_units_teams", "units", ["organisation_id"], sqlite_where=_TEAMS, postgresql_where=_TEAMS)
    for column in _ASKED_FOR:
        some = sa.text(f"{column} IS NOT NULL")
        op.drop_index(f"ix_figures_{column}", "figures")
        op.create_index(f"ix_figures_{column}", "figures", [column], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    """Take back."""
    for column in _ASKED_FOR:
        op.drop_index(f"ix_figures_{column}", "figures")
        op.create_index(f"ix_figures_{column}", "figures", [column])
    op.drop_index("ix_units_teams", "units")
    op.drop_index("ix_reports_ask_at", "reports")
    op.drop_column("reports", "ask_at")
