"""Know since when a request is searched for, and whom it would like again.

Revision: 0014_follow_searches
Comes after: 0013_end_offers
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_follow_searches"
down_revision = "0013_end_offers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("help_requests") as requests:
        requests.add_column(sa.Column("searching_since", sa.DateTime(timezone=True), nullable=True))
        requests.add_column(sa.Column("wanted_helper_id", sa.Integer(), nullable=True))
        requests.create_foreign_key(
            op.f("fk_help_requests_wanted_helper_id_users"), "users", ["wanted_helper_id"], ["id"]
        )
        requests.create_index(op.f("ix_help_requests_wanted_helper_id"), ["wanted_helper_id"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("help_requests") as requests:
        requests.drop_index(op.f("ix_help_requests_wanted_helper_id"))
        requests.drop_constraint(
            op.f("fk_help_requests_wanted_helper_id_users"), type_="foreignkey"
        )
        requests.drop_column("wanted_helper_id")
        requests.drop_column("searching_since")
