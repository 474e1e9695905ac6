"""people on several channels: orders, what was heard when, one conversation per person, metered messages."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = storage.types.UtcDateTime(timezone=True)
WITH_AN_ORDER = ("organisations", "units", "people")


def upgrade() -> None:
    """Apply. Of several conversations of one person the newest is kept."""
    for table in WITH_AN_ORDER:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("channels", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unreachable_why", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("heard_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("rank", BIG, server_default=sa.text("0"), nullable=False))
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("person_id", BIG, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_invites_person_id_people"), "people", ["person_id"], ["id"])
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_billed", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("held_by", sa.Text(), nullable=True))
        batch_op.create_index("ix_outbox_metered", ["channel", "sent_at"], unique=False)
    _belongs_to(
        "account_id", "accounts", "person_id", "people", "(SELECT person_id FROM accounts WHERE id = account_id)"
    )


def downgrade() -> None:
    """Take back. A conversation goes to the person's first account."""
    _belongs_to(
        "person_id",
        "people",
        "account_id",
        "accounts",
        "(SELECT min(id) FROM accounts WHERE accounts.person_id = conversations.person_id)",
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_metered")
        batch_op.drop_column("held_by")
        batch_op.drop_column("is_billed")
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_invites_person_id_people"), type_="foreignkey")
        batch_op.drop_column("person_id")
        batch_op.drop_column("channel")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("rank")
        batch_op.drop_column("heard_at")
        batch_op.drop_column("unreachable_why")
    for table in WITH_AN_ORDER:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("channels")


def _belongs_to(old: str, old_table: str, new: str, new_table: str, found: str) -> None:
    """A conversation belongs to a row of another table, which is found by this expression."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column(new, BIG, nullable=True))
    op.execute(f"UPDATE conversations SET {new} = {found}")  # noqa: S608 - words of this file
    op.execute(f"DELETE FROM conversations WHERE id NOT IN (SELECT max(id) FROM conversations GROUP BY {new})")  # noqa: S608
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.alter_column(new, existing_type=BIG, nullable=False)
        batch_op.create_foreign_key(batch_op.f(f"fk_conversations_{new}_{new_table}"), new_table, [new], ["id"])
        batch_op.create_unique_constraint(batch_op.f(f"uq_conversations_{new}"), [new])
        batch_op.drop_constraint(batch_op.f(f"uq_conversations_{old}"), type_="unique")
        batch_op.drop_constraint(batch_op.f(f"fk_conversations_{old}_{old_table}"), type_="foreignkey")
        batch_op.drop_column(old)
