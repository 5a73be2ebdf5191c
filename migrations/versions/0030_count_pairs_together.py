"""Count the pairs of teams, series and long tasks for what they are: decided with all the others.

Revision: 0030_count_pairs_together
Comes after: 0029_weigh_faces
"""

from __future__ import annotations

from alembic import op

revision = "0030_count_pairs_together"
down_revision = "0029_weigh_faces"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("matching_runs") as runs:
        runs.alter_column("n_placed_after", new_column_name="n_together")


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("matching_runs") as runs:
        runs.alter_column("n_together", new_column_name="n_placed_after")
