"""Let somebody on the phone ask to be called before each appointment.

Revision: 0021_remind_by_call
Comes after: 0020_hear_young_people
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021_remind_by_call"
down_revision = "0020_hear_young_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("users") as users:
        users.add_column(
            sa.Column(
                "is_reminded_by_call", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("users") as users:
        users.drop_column("is_reminded_by_call")
