"""Let offers end, so that somebody says that they go on.

Revision: 0013_end_offers
Comes after: 0012_let_people_rest
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_end_offers"
down_revision = "0012_let_people_rest"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("offers") as offers:
        offers.add_column(sa.Column("ends_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("offers") as offers:
        offers.drop_column("ends_on")
