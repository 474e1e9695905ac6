"""pins, and links to files that open on one device."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    moment = storage.types.UtcDateTime(timezone=True)
    op.create_table(
        "pins",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("wrong", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("proven_at", moment, nullable=True),
        sa.Column("proven_by_id", BIG, nullable=True),
        sa.Column("closed_until_at", moment, nullable=True),
        sa.Column("asked_at", moment, nullable=True),
        sa.Column("asks", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_pins_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pins_person_id_people")),
        sa.ForeignKeyConstraint(["proven_by_id"], ["accounts.id"], name=op.f("fk_pins_proven_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
        sa.UniqueConstraint("person_id", name=op.f("uq_pins_person_id")),
    )
    op.create_index(op.f("ix_pins_organisation_id"), "pins", ["organisation_id"])
    op.add_column("organisations", sa.Column("pin_required", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("outbox", sa.Column("opened_by", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("outbox", "opened_by")
    op.drop_column("organisations", "pin_required")
    op.drop_index(op.f("ix_pins_organisation_id"), table_name="pins")
    op.drop_table("pins")
