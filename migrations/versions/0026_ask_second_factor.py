"""Ask coordinators for a second code: its sealed secret, ten codes on paper, who gave it when.

Revision: 0026_ask_second_factor
Comes after: 0025_create_checkins
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026_ask_second_factor"
down_revision = "0025_create_checkins"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_sealed", sa.String(length=160), nullable=False),
        sa.Column("last_step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_second_factors_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_recovery_codes_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint(
            "user_id", "code_hash", name=op.f("uq_recovery_codes_user_id_code_hash")
        ),
    )
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_column("proved_at")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
