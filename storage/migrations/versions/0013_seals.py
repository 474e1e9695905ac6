"""seals."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TRAILS = ("audit", "revisions", "visit_revisions", "seals")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "seals",
        sa.Column("id", BIG, nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("trail", sa.Text(), nullable=False),
        sa.Column("row_id", BIG, nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.Column("at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
        sa.UniqueConstraint("seq", name=op.f("uq_seals_seq")),
        sa.UniqueConstraint("trail", "row_id", name=op.f("uq_seals_trail_row_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in TRAILS:
            for way in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{way.lower()} BEFORE {way} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME; END $$"
    )
    for table in TRAILS:
        op.execute(
            f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION only_added()"
        )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        for table in TRAILS[:-1]:
            for way in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{way}")
        op.drop_table("seals")
        return
    for table in TRAILS[:-1]:
        op.execute(f"DROP TRIGGER {table}_only_added ON {table}")
    op.drop_table("seals")
    op.execute("DROP FUNCTION only_added()")
