"""Create proposals.

Revision: 0008_create_proposals
Comes after: 0007_create_help_requests
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_create_proposals"
down_revision = "0007_create_help_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column(
            "half_day",
            sa.Enum(
                "morning",
                "afternoon",
                "evening",
                name="half_day",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("distance_m", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "held",
                "agreed",
                "declined",
                "expired",
                "superseded",
                "cancelled",
                name="proposal_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "helper_answer",
            sa.Enum(
                "none",
                "yes",
                "no",
                name="helper_answer",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("helper_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helper_answered_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "resident_answer",
            sa.Enum(
                "none",
                "yes",
                "no",
                name="resident_answer",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("resident_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resident_answered_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["help_request_id"],
            ["help_requests.id"],
            name=op.f("fk_proposals_help_request_id_help_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["helper_answered_by_id"],
            ["users.id"],
            name=op.f("fk_proposals_helper_answered_by_id_users"),
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["users.id"], name=op.f("fk_proposals_helper_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_proposals_offer_id_offers")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_proposals_proposed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["resident_answered_by_id"],
            ["users.id"],
            name=op.f("fk_proposals_resident_answered_by_id_users"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["matching_runs.id"], name=op.f("fk_proposals_run_id_matching_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposals_help_request_id"), ["help_request_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_proposals_helper_answered_by_id"),
            ["helper_answered_by_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_proposals_helper_created", ["helper_id", "created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_proposals_helper_id"), ["helper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_offer_id"), ["offer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_proposals_proposed_by_id"), ["proposed_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_proposals_resident_answered_by_id"),
            ["resident_answered_by_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_proposals_run_id"), ["run_id"], unique=False)
        batch_op.create_index("ix_proposals_status_expires", ["status", "expires_at"], unique=False)
        batch_op.create_index(
            "uq_proposals_live_pair",
            ["help_request_id", "helper_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('open', 'held')"),
            postgresql_where=sa.text("status IN ('open', 'held')"),
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_proposals_live_pair",
            sqlite_where=sa.text("status IN ('open', 'held')"),
            postgresql_where=sa.text("status IN ('open', 'held')"),
        )
        batch_op.drop_index("ix_proposals_status_expires")
        batch_op.drop_index(batch_op.f("ix_proposals_run_id"))
        batch_op.drop_index(batch_op.f("ix_proposals_resident_answered_by_id"))
        batch_op.drop_index(batch_op.f("ix_proposals_proposed_by_id"))
        batch_op.drop_index(batch_op.f("ix_proposals_offer_id"))
        batch_op.drop_index(batch_op.f("ix_proposals_helper_id"))
        batch_op.drop_index("ix_proposals_helper_created")
        batch_op.drop_index(batch_op.f("ix_proposals_helper_answered_by_id"))
        batch_op.drop_index(batch_op.f("ix_proposals_help_request_id"))

    op.drop_table("proposals")
