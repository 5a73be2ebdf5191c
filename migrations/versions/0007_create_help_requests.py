"""Create help requests and their half-days.

Revision: 0007_create_help_requests
Comes after: 0006_create_offers
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_create_help_requests"
down_revision = "0006_create_offers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "help_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("posted_by_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("meeting_point_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "unconfirmed",
                "open",
                "proposed",
                "agreed",
                "done",
                "cancelled",
                "closed",
                "expired",
                name="request_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("helpers_needed", sa.Integer(), server_default="1", nullable=False),
        sa.Column("n_half_days", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "recurrence",
            sa.Enum(
                "once",
                "weekly",
                name="recurrence",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("agreed_in_advance_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prefers_to_wait_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("unmatched_reason", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("last_run_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "helpers_needed BETWEEN 1 AND 6", name=op.f("ck_help_requests_helpers_needed")
        ),
        sa.CheckConstraint(
            "n_half_days BETWEEN 1 AND 2", name=op.f("ck_help_requests_n_half_days")
        ),
        sa.ForeignKeyConstraint(
            ["last_run_id"],
            ["matching_runs.id"],
            name=op.f("fk_help_requests_last_run_id_matching_runs"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_point_id"],
            ["meeting_points.id"],
            name=op.f("fk_help_requests_meeting_point_id_meeting_points"),
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhoods.id"],
            name=op.f("fk_help_requests_neighbourhood_id_neighbourhoods"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_help_requests_place_id_places")
        ),
        sa.ForeignKeyConstraint(
            ["posted_by_id"], ["users.id"], name=op.f("fk_help_requests_posted_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_help_requests_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_requests")),
    )
    with op.batch_alter_table("help_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_help_requests_last_run_id"), ["last_run_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_help_requests_meeting_point_id"), ["meeting_point_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_help_requests_neighbourhood_id"), ["neighbourhood_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_help_requests_place_id"), ["place_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_help_requests_posted_by_id"), ["posted_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_help_requests_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_requests_user_id"), ["user_id"], unique=False)

    op.create_table(
        "helper_refusals",
        sa.Column("help_request_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["help_request_id"],
            ["help_requests.id"],
            name=op.f("fk_helper_refusals_help_request_id_help_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["users.id"], name=op.f("fk_helper_refusals_helper_id_users")
        ),
        sa.PrimaryKeyConstraint("help_request_id", "helper_id", name=op.f("pk_helper_refusals")),
    )
    with op.batch_alter_table("helper_refusals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_helper_refusals_help_request_id"), ["help_request_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_helper_refusals_helper_id"), ["helper_id"], unique=False
        )

    op.create_table(
        "request_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("help_request_id", sa.Integer(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["help_request_id"],
            ["help_requests.id"],
            name=op.f("fk_request_slots_help_request_id_help_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_slots")),
        sa.UniqueConstraint(
            "help_request_id",
            "on_date",
            "half_day",
            name=op.f("uq_request_slots_help_request_id_on_date_half_day"),
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("request_slots")
    with op.batch_alter_table("helper_refusals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_helper_refusals_helper_id"))
        batch_op.drop_index(batch_op.f("ix_helper_refusals_help_request_id"))

    op.drop_table("helper_refusals")
    with op.batch_alter_table("help_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_help_requests_user_id"))
        batch_op.drop_index(batch_op.f("ix_help_requests_status"))
        batch_op.drop_index(batch_op.f("ix_help_requests_posted_by_id"))
        batch_op.drop_index(batch_op.f("ix_help_requests_place_id"))
        batch_op.drop_index(batch_op.f("ix_help_requests_neighbourhood_id"))
        batch_op.drop_index(batch_op.f("ix_help_requests_meeting_point_id"))
        batch_op.drop_index(batch_op.f("ix_help_requests_last_run_id"))

    op.drop_table("help_requests")
