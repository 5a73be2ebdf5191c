"""Let people rest after silence, and remember when we last heard from them.

Revision: 0012_let_people_rest
Comes after: 0011_create_journal
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_let_people_rest"
down_revision = "0011_create_journal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("rest_until", sa.DateTime(timezone=True), nullable=True))
        users.add_column(sa.Column("n_ignored", sa.Integer(), server_default="0", nullable=False))
        users.add_column(sa.Column("drives_declared_on", sa.Date(), nullable=True))
        users.add_column(sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("users") as users:
        users.drop_column("last_contact_at")
        users.drop_column("drives_declared_on")
        users.drop_column("n_ignored")
        users.drop_column("rest_until")
