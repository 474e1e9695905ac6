"""Personal data: what people ask of it, who took their consent back, and what was kept long enough."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_FILES = ("evidence", "visit_files")


def upgrade() -> None:
    """Apply."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    moment = storage.types.UtcDateTime(timezone=True)
    op.add_column("people", sa.Column("asked_consent", sa.Text(), nullable=True))
    op.add_column("people", sa.Column("withdrew_at", moment, nullable=True))
    op.add_column("people", sa.Column("erased_at", moment, nullable=True))
    for table in _FILES:
        op.add_column(table, sa.Column("gone_at", moment, nullable=True))
    op.create_table(
        "data_requests",
        sa.Column("id", big, nullable=False),
        sa.Column("organisation_id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("account_id", big, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("reply_due_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("next_remind_at", moment, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("decided_by_id", big, nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("done_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_data_requests_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_data_requests_person_id_people")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_data_requests_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name=op.f("fk_data_requests_decided_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_requests")),
    )
    for column in ("next_remind_at", "organisation_id", "person_id"):
        op.create_index(op.f(f"ix_data_requests_{column}"), "data_requests", [column], unique=False)
    op.create_table(
        "retentions",
        sa.Column("id", big, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_at", moment, nullable=False),
        sa.Column("finished_at", moment, nullable=True),
        sa.Column("removed", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("so_far", sa.JSON(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retentions")),
        sa.UniqueConstraint("name", name=op.f("uq_retentions_name")),
    )
    op.create_index(op.f("ix_retentions_next_at"), "retentions", ["next_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_retentions_next_at"), table_name="retentions")
    op.drop_table("retentions")
    for column in ("person_id", "organisation_id", "next_remind_at"):
        op.drop_index(op.f(f"ix_data_requests_{column}"), table_name="data_requests")
    op.drop_table("data_requests")
    for table in _FILES:
        op.drop_column(table, "gone_at")
    for column in ("erased_at", "withdrew_at", "asked_consent"):
        op.drop_column("people", column)
