"""Keep how many helpers a search wanted beside how many yeses it could expect.

Revision: 0031_expect_yeses
Comes after: 0030_count_pairs_together
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031_expect_yeses"
down_revision = "0030_count_pairs_together"
branch_labels = None
depends_on = None

NUMBERS = ("n_wanted", "n_expected")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("matching_runs") as runs:
        for name in NUMBERS:
            runs.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("matching_runs") as runs:
        for name in reversed(NUMBERS):
            runs.drop_column(name)
