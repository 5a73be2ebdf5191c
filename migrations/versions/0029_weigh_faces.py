"""Let a neighbourhood choose the nearest, whether or not the two have met before.

Revision: 0029_weigh_faces
Comes after: 0028_thank_reporters
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029_weigh_faces"
down_revision = "0028_thank_reporters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("neighbourhoods") as neighbourhoods:
        neighbourhoods.add_column(
            sa.Column("weighs_faces", sa.Boolean(), server_default=sa.true(), nullable=False)
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("neighbourhoods") as neighbourhoods:
        neighbourhoods.drop_column("weighs_faces")
