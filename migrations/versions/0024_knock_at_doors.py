"""Count what a round from door to door found: numbers a stair and a day, nobody's name.

Revision: 0024_knock_at_doors
Comes after: 0023_share_the_desk
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024_knock_at_doors"
down_revision = "0023_share_the_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "door_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("street", sa.String(length=160), nullable=False),
        sa.Column("house_number", sa.String(length=12), server_default="", nullable=False),
        sa.Column("stair", sa.String(length=3), server_default="", nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("n_opened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_closed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_paper", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_call_back", sa.Integer(), server_default="0", nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_sheets")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_door_sheets_neighbourhood_id_neighbourhoods"),
        ),
        sa.UniqueConstraint(
            "neighbourhood_id",
            "street",
            "house_number",
            "stair",
            "on_date",
            name=op.f("uq_door_sheets_stair_and_day"),
        ),
        sa.CheckConstraint("n_opened >= 0 AND n_closed >= 0", name=op.f("ck_door_sheets_doors")),
        sa.CheckConstraint("n_paper BETWEEN 0 AND n_opened", name=op.f("ck_door_sheets_paper")),
        sa.CheckConstraint(
            "n_call_back BETWEEN 0 AND n_opened", name=op.f("ck_door_sheets_call_back")
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("door_sheets")
