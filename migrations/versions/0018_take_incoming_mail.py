"""Remember which mails were read, and ask the worker for one request's next helper.

Revision: 0018_take_incoming_mail
Comes after: 0017_widen_messages
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_take_incoming_mail"
down_revision = "0017_widen_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "incoming_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bounce",
                "reply",
                "automatic",
                "unknown",
                name="mail_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_incoming_mails_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_incoming_mails_task_id_tasks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mails")),
        sa.UniqueConstraint("mail_hash", name=op.f("uq_incoming_mails_mail_hash")),
    )
    for column in ("message_id", "task_id"):
        op.create_index(op.f(f"ix_incoming_mails_{column}"), "incoming_mails", [column])
    with op.batch_alter_table("run_requests") as asked:
        asked.add_column(sa.Column("help_request_id", sa.Integer(), nullable=True))
        asked.create_foreign_key(
            op.f("fk_run_requests_help_request_id_help_requests"),
            "help_requests",
            ["help_request_id"],
            ["id"],
        )
        asked.create_index(op.f("ix_run_requests_help_request_id"), ["help_request_id"])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("run_requests") as asked:
        asked.drop_index(op.f("ix_run_requests_help_request_id"))
        asked.drop_constraint(
            op.f("fk_run_requests_help_request_id_help_requests"), type_="foreignkey"
        )
        asked.drop_column("help_request_id")
    op.drop_table("incoming_mails")
