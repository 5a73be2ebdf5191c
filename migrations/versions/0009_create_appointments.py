"""Create appointments, their helpers and what was said after.

Revision: 0009_create_appointments
Comes after: 0008_create_proposals
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_create_appointments"
down_revision = "0008_create_proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "appointments",
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
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "done",
                "not_done",
                "cancelled",
                name="appointment_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("mot_de_passage", sa.String(length=60), nullable=False),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["users.id"], name=op.f("fk_appointments_cancelled_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["help_request_id"],
            ["help_requests.id"],
            name=op.f("fk_appointments_help_request_id_help_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("uid", name=op.f("uq_appointments_uid")),
    )
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointments_cancelled_by_id"), ["cancelled_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_appointments_help_request_id"), ["help_request_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_appointments_on_date"), ["on_date"], unique=False)
        batch_op.create_index(
            "uq_appointments_planned",
            ["help_request_id", "on_date", "half_day"],
            unique=True,
            sqlite_where=sa.text("status = 'planned'"),
            postgresql_where=sa.text("status = 'planned'"),
        )

    op.create_table(
        "appointment_helpers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "coming",
                "cancelled",
                name="helper_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_appointment_helpers_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["users.id"], name=op.f("fk_appointment_helpers_helper_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_appointment_helpers_proposal_id_proposals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_helpers")),
        sa.UniqueConstraint(
            "appointment_id",
            "helper_id",
            name=op.f("uq_appointment_helpers_appointment_id_helper_id"),
        ),
    )
    with op.batch_alter_table("appointment_helpers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointment_helpers_appointment_id"), ["appointment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_appointment_helpers_helper_id"), ["helper_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_appointment_helpers_proposal_id"), ["proposal_id"], unique=False
        )

    op.create_table(
        "feedbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("took_place", sa.Boolean(), nullable=True),
        sa.Column(
            "feeling",
            sa.Enum(
                "good",
                "mixed",
                "bad",
                name="feeling",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("wants_again", sa.Boolean(), nullable=True),
        sa.Column("thanks", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_feedbacks_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_feedbacks_recorded_by_id_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_feedbacks_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedbacks")),
        sa.UniqueConstraint(
            "appointment_id", "user_id", name=op.f("uq_feedbacks_appointment_id_user_id")
        ),
    )
    with op.batch_alter_table("feedbacks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_feedbacks_appointment_id"), ["appointment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_feedbacks_recorded_by_id"), ["recorded_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_feedbacks_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("feedbacks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedbacks_user_id"))
        batch_op.drop_index(batch_op.f("ix_feedbacks_recorded_by_id"))
        batch_op.drop_index(batch_op.f("ix_feedbacks_appointment_id"))

    op.drop_table("feedbacks")
    with op.batch_alter_table("appointment_helpers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_helpers_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_helpers_helper_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_helpers_appointment_id"))

    op.drop_table("appointment_helpers")
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appointments_planned",
            sqlite_where=sa.text("status = 'planned'"),
            postgresql_where=sa.text("status = 'planned'"),
        )
        batch_op.drop_index(batch_op.f("ix_appointments_on_date"))
        batch_op.drop_index(batch_op.f("ix_appointments_help_request_id"))
        batch_op.drop_index(batch_op.f("ix_appointments_cancelled_by_id"))

    op.drop_table("appointments")
