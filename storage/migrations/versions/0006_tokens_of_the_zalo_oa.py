"""the tokens of the Zalo Official Account."""

import sqlalchemy as sa
from alembic import op

import storage.types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "zalo_oa_tokens",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("oa_id", sa.Text(), nullable=False),
        sa.Column("access_token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=False),
        sa.Column("expires_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("refreshed_at", storage.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_until_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("lost_at", storage.types.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zalo_oa_tokens")),
        sa.UniqueConstraint("app_id", name=op.f("uq_zalo_oa_tokens_app_id")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("zalo_oa_tokens")
