"""Name the dates of a weekly need that a helper cannot take, and count what is placed after.

Revision: 0015_name_missing_dates
Comes after: 0014_follow_searches
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015_name_missing_dates"
down_revision = "0014_follow_searches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("proposals") as proposals:
        proposals.add_column(
            sa.Column("missing_dates", sa.JSON(), server_default="[]", nullable=False)
        )
    with op.batch_alter_table("matching_runs") as runs:
        runs.add_column(
            sa.Column("n_placed_after", sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("matching_runs") as runs:
        runs.drop_column("n_placed_after")
    with op.batch_alter_table("proposals") as proposals:
        proposals.drop_column("missing_dates")
