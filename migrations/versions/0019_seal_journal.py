"""Seal the journal, and remember whom a restored backup must forget again.

Revision: 0019_seal_journal
Comes after: 0018_take_incoming_mail
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019_seal_journal"
down_revision = "0018_take_incoming_mail"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("journal") as journal:
        journal.add_column(sa.Column("seal_number", sa.Integer(), nullable=True))
        journal.add_column(sa.Column("seal", sa.String(length=64), nullable=True))
        journal.create_unique_constraint(op.f("uq_journal_seal_number"), ["seal_number"])
    op.create_table(
        "erasures",
        sa.Column("user_number", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "left",
                "inactive",
                "unconfirmed",
                name="erasure_reason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_number", name=op.f("pk_erasures")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("erasures")
    with op.batch_alter_table("journal") as journal:
        journal.drop_constraint(op.f("uq_journal_seal_number"), type_="unique")
        journal.drop_column("seal")
        journal.drop_column("seal_number")
