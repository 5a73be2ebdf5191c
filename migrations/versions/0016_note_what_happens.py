"""Note who is late, who thanks whom, what a report is about and why a relative is named.

Revision: 0016_note_what_happens
Comes after: 0015_name_missing_dates
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_note_what_happens"
down_revision = "0015_name_missing_dates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "appointment_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "late",
                "nobody",
                name="notice_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_appointment_notices_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_appointment_notices_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_notices")),
    )
    for column in ("appointment_id", "user_id"):
        op.create_index(op.f(f"ix_appointment_notices_{column}"), "appointment_notices", [column])
    with op.batch_alter_table("feedbacks") as feedbacks:
        feedbacks.add_column(
            sa.Column("thanks_phrase", sa.String(length=24), server_default="", nullable=False)
        )
    with op.batch_alter_table("relatives") as relatives:
        relatives.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        relatives.add_column(
            sa.Column("role", sa.String(length=24), server_default="trusted", nullable=False)
        )
        relatives.create_foreign_key(
            op.f("fk_relatives_account_id_users"), "users", ["account_id"], ["id"]
        )
        relatives.create_check_constraint(
            op.f("ck_relatives_relative_role"), "role IN ('carer', 'parent', 'trusted')"
        )
        relatives.create_index(op.f("ix_relatives_account_id"), ["account_id"])
    with op.batch_alter_table("relatives") as relatives:
        relatives.alter_column("role", server_default=None)
    with op.batch_alter_table("reports") as reports:
        reports.drop_column("is_worry")
        reports.add_column(sa.Column("appointment_id", sa.Integer(), nullable=True))
        reports.add_column(
            sa.Column("kind", sa.String(length=24), server_default="service", nullable=False)
        )
        reports.create_foreign_key(
            op.f("fk_reports_appointment_id_appointments"),
            "appointments",
            ["appointment_id"],
            ["id"],
        )
        reports.create_check_constraint(
            op.f("ck_reports_report_kind"), "kind IN ('service', 'person', 'conduct')"
        )
        reports.create_index(op.f("ix_reports_appointment_id"), ["appointment_id"])
    with op.batch_alter_table("reports") as reports:
        reports.alter_column("kind", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("reports") as reports:
        reports.drop_index(op.f("ix_reports_appointment_id"))
        reports.drop_constraint(op.f("ck_reports_report_kind"), type_="check")
        reports.drop_constraint(op.f("fk_reports_appointment_id_appointments"), type_="foreignkey")
        reports.drop_column("kind")
        reports.drop_column("appointment_id")
        reports.add_column(
            sa.Column("is_worry", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("relatives") as relatives:
        relatives.drop_index(op.f("ix_relatives_account_id"))
        relatives.drop_constraint(op.f("ck_relatives_relative_role"), type_="check")
        relatives.drop_constraint(op.f("fk_relatives_account_id_users"), type_="foreignkey")
        relatives.drop_column("role")
        relatives.drop_column("account_id")
    with op.batch_alter_table("feedbacks") as feedbacks:
        feedbacks.drop_column("thanks_phrase")
    op.drop_table("appointment_notices")
